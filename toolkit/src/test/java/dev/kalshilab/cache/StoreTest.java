package dev.kalshilab.cache;

import static dev.kalshilab.cache.Sample.NOW;
import static dev.kalshilab.cache.Sample.SOURCE;
import static dev.kalshilab.cache.Sample.files;
import static dev.kalshilab.cache.Sample.kept;
import static dev.kalshilab.cache.Sample.slab;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kalshilab.testkit.ForAll;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
    private static final String SUBJECT = "trades live KXHIGHNY-26NOV22-B50";
    private static final Range ALL = new Range(0, 1_000_000);

    @TempDir
    Path directory;

    private Store open() {
        return Store.on(directory, SOURCE);
    }

    private Store open(StoreOptions options) {
        return Store.on(directory, SOURCE, options);
    }

    @Test
    void whatIsKeptIsThereInTheNextSession() {
        Slab slab = new Slab(SUBJECT, new Range(-10, 20), List.of(kept("a", 1_000), kept("ü\n\t", 0)));
        Slab empty = new Slab(SUBJECT, new Range(30, 40), List.of());
        try (Store store = open()) {
            store.keep(slab, Shelf.PUBLIC);
            store.keep(empty, Shelf.PUBLIC);
        }

        try (Store store = open()) {
            assertThat(store.covered(SUBJECT)).isEqualTo(Ranges.of(slab.covered(), empty.covered()));
            assertThat(store.covered("another")).isEqualTo(Ranges.none());
            Held held = store.held(SUBJECT, new Range(0, 35));
            assertThat(held.slabs()).containsExactly(slab, empty);
            assertThat(held.covered()).isEqualTo(Ranges.of(new Range(0, 20), new Range(30, 35)));
            assertThat(held.slabs().get(0).answers().get(0).toString())
                    .isEqualTo("Kept[/markets/trades?ticker=a, received 2026-09-15T18:00:00.123456Z, 1002 bytes]");
        }
    }

    @Test
    void anyAnswersComeBackAsTheyWere() {
        ForAll.forAll(200, random -> {
            List<Kept> answers = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                byte[] body = new byte[random.nextInt(3_000)];
                random.nextBytes(body);
                answers.add(new Kept(
                        "/x?" + random.nextInt(),
                        Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)),
                        random.nextBoolean() ? Map.of() : Map.of("date", "ü" + random.nextInt()),
                        body));
            }
            String subject = "s" + random.nextInt();
            Slab slab = new Slab(subject, new Range(random.nextInt(5) - 2, 5), answers);
            try (Store writer = open();
                    Store reader = open()) {
                writer.keep(slab, Shelf.PUBLIC);
                assertThat(reader.slabs(subject, slab.covered())).containsExactly(slab);
            }
        });
    }

    @Test
    void aRecentSlabIsServedWithoutItsFile() throws Exception {
        try (Store store = open()) {
            store.keep(slab(SUBJECT, 0, 10, 1_000), Shelf.PUBLIC);
            Path file = files(directory, ".slab").get(0);
            Files.write(file, new byte[10]);

            assertThat(store.held(SUBJECT, ALL).slabs()).containsExactly(slab(SUBJECT, 0, 10, 1_000));
            assertThat(store.stats().damaged()).isZero();
        }
    }

    @Test
    void whatNobodyKeptMakesNoDirectory() {
        try (Store store = open()) {
            assertThat(store.held(SUBJECT, ALL).covered()).isEqualTo(Ranges.none());
            assertThat(store.answer("exchange status", NOW)).isEmpty();
            assertThat(store.fact("series", "X")).isNull();
            store.seen("");
            store.clear();
            assertThat(store.stats().diskBytes()).isZero();
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void anAnswerIsGoodUntilItExpires() {
        Kept answer = kept("status", 10);
        try (Store store = open()) {
            store.keep("status", answer, NOW.plusSeconds(5), Shelf.PUBLIC);
            store.keep("rules", answer, null, Shelf.PUBLIC);
            store.keep("here", answer, null, Shelf.MEMORY);
            assertThat(store.answer("here", NOW)).contains(answer);
        }
        try (Store store = open()) {
            assertThat(store.answer("status", NOW.plusSeconds(4))).contains(answer);
            assertThat(store.answer("status", NOW.plusSeconds(5))).isEmpty();
            assertThat(store.answer("rules", NOW.plusSeconds(1_000_000_000))).contains(answer);
            assertThat(store.answer("here", NOW)).isEmpty();
            assertThat(store.stats().hits()).isEqualTo(2);
            assertThat(store.stats().misses()).isEqualTo(2);
        }
    }

    @Test
    void aFactOfOneSessionIsKnownInAnother() {
        try (Store one = open();
                Store other = open()) {
            assertThat(other.fact("series", "A\tB")).isNull();
            one.fact("series", "A\tB", "x\\n\ny");
            assertThat(other.fact("series", "A\tB")).isEqualTo("x\\n\ny");
            other.fact("series", "C", "z");
            assertThat(one.fact("series", "C")).isEqualTo("z");
        }
    }

    @Test
    void aFactsLineThatWasCutOffSpoilsNoOther() throws Exception {
        try (Store store = open()) {
            store.fact("series", "A", "one");
            Path file = files(directory, "facts").get(0);
            byte[] whole = Files.readAllBytes(file);
            for (int cut = 0; cut < whole.length; cut++) {
                Files.write(file, Arrays.copyOf(whole, cut));
                try (Store next = open()) {
                    next.fact("series", "B", "two");
                    assertThat(next.fact("series", "A")).isIn("one", null);
                }
                try (Store last = open()) {
                    assertThat(last.fact("series", "A")).isEqualTo(cut >= whole.length - 1 ? "one" : null);
                    assertThat(last.fact("series", "B")).isEqualTo("two");
                }
            }
        }
    }

    @Test
    void aFactsLineThatWasChangedIsNotBelieved() throws Exception {
        try (Store store = open()) {
            store.fact("series", "A", "one");
        }
        Path file = files(directory, "facts").get(0);
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 4;
            Files.write(file, changed);
            try (Store next = open()) {
                String value = next.fact("series", "A");
                assertThat(value == null || value.equals("one")).isTrue();
            }
        }
    }

    @Test
    void privateDataIsNeverOnTheDiskUnlessAskedFor() throws Exception {
        try (Store store = open()) {
            store.keep(slab("fills", 0, 10, 100), Shelf.PRIVATE);
            store.keep("balance", kept("balance", 10), null, Shelf.PRIVATE);
            store.keep(slab("memory", 0, 10, 100), Shelf.MEMORY);
            assertThat(store.held("fills", ALL).covered()).isEqualTo(Ranges.of(new Range(0, 10)));
            assertThat(store.covered("fills")).isEqualTo(Ranges.of(new Range(0, 10)));
            assertThat(store.answer("balance", NOW)).isPresent();
        }
        assertThat(directory).isEmptyDirectory();

        try (Store store = open(StoreOptions.usual().withPrivate())) {
            store.keep(slab("fills", 0, 10, 100), Shelf.PRIVATE);
            store.keep("balance", kept("balance", 10), null, Shelf.PRIVATE);
            store.keep(slab("memory", 0, 10, 100), Shelf.MEMORY);
        }
        assertThat(files(directory, ".slab")).hasSize(1).allMatch(each -> each.toString()
                .contains("private"));
        assertThat(files(directory, ".answer")).hasSize(1).allMatch(each -> each.toString()
                .contains("private"));
        try (Store store = open()) {
            assertThat(store.covered("fills")).isEqualTo(Ranges.none());
        }
        try (Store store = open(StoreOptions.usual().withPrivate())) {
            assertThat(store.covered("fills")).isEqualTo(Ranges.of(new Range(0, 10)));
        }
    }

    @Test
    void filesAreForTheirOwnerAlone() throws Exception {
        assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"), "no such permissions");
        try (Store store =
                Store.on(directory.resolve("made"), SOURCE, StoreOptions.usual().withPrivate())) {
            store.keep(slab(SUBJECT, 0, 10, 100), Shelf.PUBLIC);
            store.keep(slab("fills", 0, 10, 100), Shelf.PRIVATE);
            store.keep("status", kept("status", 10), null, Shelf.PUBLIC);
            store.fact("series", "A", "one");
        }
        try (Stream<Path> all = Files.walk(directory.resolve("made"))) {
            for (Path each : all.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                        .as(each.toString())
                        .isEqualTo(Files.isDirectory(each) ? "rwx------" : "rw-------");
            }
        }
    }

    @Test
    void anotherAtTheSameAddressFindsNothing() throws Exception {
        try (Store store = open();
                Store stale = open()) {
            store.seen("sandbox 1");
            store.keep(slab(SUBJECT, 0, 10, 100), Shelf.PUBLIC);
            store.keep(slab("fills", 0, 10, 100), Shelf.PRIVATE);
            store.keep("status", kept("status", 10), null, Shelf.PUBLIC);
            store.fact("series", "A", "one");
            store.seen("sandbox 1");
            long generation = store.generation();
            assertThat(store.covered(SUBJECT)).isEqualTo(Ranges.of(new Range(0, 10)));
            try (Store next = open()) {
                assertThat(next.covered(SUBJECT)).isEqualTo(Ranges.of(new Range(0, 10)));
                next.seen("sandbox 1");
                assertThat(next.fact("series", "A")).isEqualTo("one");
            }

            store.seen("sandbox 2");
            assertThat(store.covered(SUBJECT)).isEqualTo(Ranges.none());
            assertThat(store.covered("fills")).isEqualTo(Ranges.none());
            assertThat(store.answer("status", NOW)).isEmpty();
            assertThat(store.fact("series", "A")).isNull();
            assertThat(files(directory, ".slab")).isEmpty();
            assertThat(files(directory, "facts")).isEmpty();

            store.keep(slab(SUBJECT, 10, 20, 100), Shelf.PUBLIC, generation);
            assertThat(store.covered(SUBJECT)).isEqualTo(Ranges.none());
            store.keep(slab(SUBJECT, 20, 30, 100), Shelf.PUBLIC, store.generation());
            stale.keep(slab(SUBJECT, 40, 50, 100), Shelf.PUBLIC);
            assertThat(store.covered(SUBJECT)).isEqualTo(Ranges.of(new Range(20, 30)));
        }
        try (Store next = open()) {
            assertThat(next.covered(SUBJECT)).isEqualTo(Ranges.of(new Range(20, 30)));
        }
    }

    @Test
    void manySlabsThatAdjoinBecomeOne() throws Exception {
        try (Store store = open()) {
            for (int i = 0; i < 17; i++) {
                store.keep(slab(SUBJECT, i * 10L, i * 10L + 10, 500), Shelf.PUBLIC);
            }
            for (int i = 0; i < 40; i++) {
                store.keep(slab("apart", i * 10L, i * 10L + 5, 500), Shelf.PUBLIC);
            }
        }
        assertThat(files(directory, ".slab")).hasSize(41); // what goes on beside has ended with the store
        try (Store store = open()) {
            Held held = store.held(SUBJECT, ALL);
            assertThat(held.covered()).isEqualTo(Ranges.of(new Range(0, 170)));
            assertThat(held.slabs()).hasSize(1).allMatch(each -> Sample.isRight(each, 500));
            assertThat(held.slabs().get(0).answers()).hasSize(17);
            assertThat(store.covered("apart").list()).hasSize(40);
        }
    }

    @Test
    void whatIsPutTogetherIsThereAllTheTimeAndNotAfterItWasForgotten() throws Exception {
        try (Store store = open();
                Store reader = open()) {
            for (int round = 0; round < 10; round++) {
                for (int i = 0; i < 40; i++) {
                    store.keep(slab(SUBJECT, i * 10L, i * 10L + 10, 20_000), Shelf.PUBLIC);
                    assertThat(store.covered(SUBJECT).contains(new Range(0, i * 10L + 10)))
                            .isTrue();
                    assertThat(reader.held(SUBJECT, new Range(0, i * 10L + 10)).slabs())
                            .allMatch(each -> Sample.isRight(each, 20_000));
                }
                if (round % 2 == 0) {
                    store.clear();
                } else {
                    store.forget(SUBJECT);
                }
                assertThat(files(directory, ".slab")).isEmpty();
            }
        }
        assertThat(files(directory, ".slab")).isEmpty();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(each -> each.getName().equals("kalshi-cache"));
    }

    @Test
    void memoryStaysWithinItsBound() {
        try (Store store = Store.inMemory(StoreOptions.usual().withMemoryBytes(100_000))) {
            for (int i = 0; i < 100; i++) {
                store.keep(slab(SUBJECT, i * 10L, i * 10L + 5, 5_000), Shelf.PUBLIC);
                assertThat(store.stats().memoryBytes()).isLessThanOrEqualTo(100_000);
            }
            Held held = store.held(SUBJECT, ALL);
            assertThat(held.slabs()).hasSizeBetween(5, 20).allMatch(each -> Sample.isRight(each, 5_000));
            assertThat(store.covered(SUBJECT)).isEqualTo(held.covered());
            assertThat(store.stats().evictions()).isGreaterThanOrEqualTo(80);
        }
    }

    @Test
    void theDiskStaysWithinItsBoundAndWhatWasReadLastStays() throws Exception {
        StoreOptions options = StoreOptions.usual().withDiskBytes(20_000).withMemoryBytes(0);
        try (Store store = open(options)) {
            for (int i = 0; i < 20; i++) {
                store.keep(slab("s" + i, 0, 10, 100), Shelf.PUBLIC);
            }
            for (Path each : files(directory, ".slab")) {
                Files.setLastModifiedTime(each, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
            }
            assertThat(store.held("s7", ALL).slabs()).hasSize(1);
            Random random = new Random(1);
            for (int i = 0; files(directory, ".slab").size() == 20 + i; i++) {
                assertThat(i).isLessThan(20);
                byte[] body = new byte[1_000];
                random.nextBytes(body);
                store.keep(
                        new Slab("big" + i, new Range(0, 10), List.of(new Kept("/", NOW, Map.of(), body))),
                        Shelf.PUBLIC);
            }
            assertThat(store.stats().diskBytes()).isLessThanOrEqualTo(20_000);
            assertThat(store.covered("s7").isEmpty()).isFalse();
            assertThat(store.covered("big0").isEmpty()).isFalse();
        }
    }

    @Test
    void whatAKilledProcessLeftUnfinishedIsTakenAwayAfterAnHour() throws Exception {
        try (Store store = open()) {
            store.keep(slab(SUBJECT, 0, 10, 100), Shelf.PUBLIC);
        }
        Path beside = files(directory, ".slab").get(0);
        Path old = Files.write(beside.resolveSibling("old.part"), new byte[10]);
        Path young = Files.write(beside.resolveSibling("young.part"), new byte[10]);
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(3_700)));
        try (Store store = open()) {
            store.keep(slab(SUBJECT, 10, 20, 100), Shelf.PUBLIC);
        }
        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    void whatIsForgottenIsGoneAndNothingElse() {
        try (Store store = open()) {
            store.keep(slab(SUBJECT, 0, 10, 100), Shelf.PUBLIC);
            store.keep(slab(SUBJECT, 10, 20, 100), Shelf.MEMORY);
            store.keep(slab("other", 0, 10, 100), Shelf.PUBLIC);
            store.forget(SUBJECT);
            assertThat(store.covered(SUBJECT)).isEqualTo(Ranges.none());
            assertThat(store.covered("other").isEmpty()).isFalse();
            store.clear();
            assertThat(store.covered("other").isEmpty()).isTrue();
            assertThat(store.stats().entries()).isZero();
            store.keep(slab(SUBJECT, 0, 10, 100), Shelf.PUBLIC);
            assertThat(store.covered(SUBJECT).isEmpty()).isFalse();
        }
    }

    @Test
    void sourcesDoNotMeet() {
        try (Store one = open();
                Store other = Store.on(directory, SOURCE.replace("api", "demo"))) {
            one.keep(slab(SUBJECT, 0, 10, 100), Shelf.PUBLIC);
            other.clear();
            other.seen("another");
            assertThat(other.covered(SUBJECT)).isEqualTo(Ranges.none());
            assertThat(one.covered(SUBJECT)).isEqualTo(Ranges.of(new Range(0, 10)));
        }
    }

    @Test
    void aDirectoryThatIsNoneIsSaidOnceAndAllGoesOn() throws Exception {
        Path file = Files.write(directory.resolve("file"), "x".getBytes(StandardCharsets.UTF_8));
        List<String> told = new ArrayList<>();
        try (Store store = Store.on(file, SOURCE, StoreOptions.usual().withTrouble(told::add))) {
            store.keep(slab(SUBJECT, 0, 10, 100), Shelf.PUBLIC);
            store.keep(slab(SUBJECT, 10, 20, 100), Shelf.PUBLIC);
            store.keep("status", kept("status", 10), null, Shelf.PUBLIC);
            store.fact("series", "A", "one");
            assertThat(store.held(SUBJECT, ALL).covered()).isEqualTo(Ranges.of(new Range(0, 20)));
            assertThat(store.answer("status", NOW)).isPresent();
            assertThat(store.fact("series", "A")).isEqualTo("one");
        }
        assertThat(told).hasSize(1);
        assertThat(told.get(0)).startsWith("Answers cannot be kept in ").contains("make room or name another");
    }

    @Test
    void anInterruptedThreadKeepsAndReadsAllTheSame() {
        try (Store store = open(StoreOptions.usual().withMemoryBytes(0))) {
            Thread.currentThread().interrupt();
            store.keep(slab(SUBJECT, 0, 10, 100), Shelf.PUBLIC);
            assertThat(store.held(SUBJECT, ALL).slabs()).hasSize(1);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void anAnswerOfSomebodyWhoIsGoneIsNotKept() {
        Store store = Store.inMemory();
        store.seen("one");
        assertThat(store.generation("one")).isEqualTo(store.generation());
        store.seen("another");
        assertThat(store.generation("one")).isNegative();
        assertThat(store.generation("another")).isEqualTo(store.generation());
    }
}
