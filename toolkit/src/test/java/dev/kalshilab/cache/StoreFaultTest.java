package dev.kalshilab.cache;

import static dev.kalshilab.cache.Sample.SOURCE;
import static dev.kalshilab.cache.Sample.files;
import static dev.kalshilab.cache.Sample.kept;
import static dev.kalshilab.cache.Sample.slab;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that is damaged is believed, and nothing that was kept is lost. */
class StoreFaultTest {
    private static final Range ALL = new Range(0, 1_000_000_000);
    private static final int KILLS = Integer.getInteger("test.kills", 20);

    @TempDir
    Path directory;

    private Store open() {
        return Store.on(directory, SOURCE, StoreOptions.usual().withMemoryBytes(0));
    }

    private void isNotBelieved(Path file, byte[] spoiled, String how) throws IOException {
        Files.write(file, spoiled);
        try (Store store = open()) {
            Held held = store.held("s", ALL);
            assertThat(held.slabs()).as(how).isEmpty();
            assertThat(held.covered()).as(how).isEqualTo(Ranges.none());
            assertThat(store.covered("s")).as(how).isEqualTo(Ranges.none());
            assertThat(store.stats().damaged()).as(how).isEqualTo(1);
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void noByteOfAFileCanChangeUnnoticed() throws Exception {
        try (Store store = open()) {
            store.keep(slab("s", 0, 10, 100), Shelf.PUBLIC);
        }
        Path file = files(directory, ".slab").get(0);
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(7);
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= (byte) (1 << random.nextInt(8));
            isNotBelieved(file, flipped, "byte " + i + " of " + whole.length);
            isNotBelieved(file, Arrays.copyOf(whole, i), "cut at " + i);
        }
        isNotBelieved(file, Arrays.copyOf(whole, whole.length + 1), "longer");
        isNotBelieved(file, new byte[whole.length], "zeros");
        Files.write(file, whole);
        try (Store store = open()) {
            assertThat(store.held("s", ALL).slabs()).containsExactly(slab("s", 0, 10, 100));
        }
    }

    @Test
    void aFileInAnothersPlaceIsNotBelieved() throws Exception {
        try (Store store = open()) {
            store.keep(slab("other", 0, 10, 100), Shelf.PUBLIC);
            Path others = files(directory, ".slab").get(0);
            store.keep(slab("s", 0, 20, 100), Shelf.PUBLIC);
            Path own = files(directory, ".slab").stream()
                    .filter(each -> !each.equals(others))
                    .findFirst()
                    .orElseThrow();
            byte[] renamed = Files.readAllBytes(own);
            Files.delete(own);
            isNotBelieved(own.resolveSibling(own.getFileName().toString().replace("_20_", "_30_")), renamed, "renamed");
            isNotBelieved(own.resolveSibling(others.getFileName()), Files.readAllBytes(others), "moved");
        }
    }

    @Test
    void whatIsLeftBesideADamagedFileIsServed() throws Exception {
        try (Store store = open()) {
            store.keep(slab("s", 0, 10, 100), Shelf.PUBLIC);
            store.keep(slab("s", 0, 30, 100), Shelf.PUBLIC);
            Path file = files(directory, ".slab").stream()
                    .filter(each -> each.getFileName().toString().startsWith("0_30_"))
                    .findFirst()
                    .orElseThrow();
            Files.write(file, new byte[5]);

            Held held = store.held("s", new Range(0, 20));
            assertThat(held.slabs()).containsExactly(slab("s", 0, 10, 100));
            assertThat(held.covered()).isEqualTo(Ranges.of(new Range(0, 10)));
        }
    }

    private static Process child(Path directory, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                StoreWriter.class.getName(),
                directory.toString()));
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void allIsRight(Store store, long written) {
        Held held = store.held(StoreWriter.SUBJECT, ALL);
        assertThat(held.slabs()).allMatch(each -> Sample.isRight(each, StoreWriter.BYTES));
        if (written > 0) {
            assertThat(held.covered().contains(new Range(0, written * StoreWriter.STEP)))
                    .as("all of the %s that were kept, of %s", written, held.covered())
                    .isTrue();
        }
        assertThat(store.covered(StoreWriter.SUBJECT)).isEqualTo(held.covered());
        assertThat(store.stats().damaged()).isZero();
    }

    @Test
    void aProcessThatIsKilledLosesAtMostWhatItWasWriting() throws Exception {
        Random random = new Random(Long.getLong("test.seed", 11));
        long next = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process child = child(directory, Long.toString(next), "1");
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
                String line = out.readLine();
                assertThat(line).isNotNull();
                // The child stops at an unforeseen place of its loop: after some more entries, and a little.
                for (int i = random.nextInt(40); i > 0 && line != null; i--) {
                    line = out.readLine();
                }
                long until = System.nanoTime() + random.nextInt(3_000_000);
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
                // By its handle: the process itself would close the stream in which what it said is still waiting.
                assertThat(child.toHandle().destroyForcibly()).isTrue();
                child.waitFor();
                while (line != null) {
                    if (line.endsWith(".")) {
                        next = Long.parseLong(line.substring(0, line.length() - 1));
                    }
                    line = out.readLine();
                }
            }
            try (Store store = open()) {
                allIsRight(store, next);
                assertThat(store.fact("written", Long.toString(next))).isEqualTo("fact " + next);
            }
        }
        System.out.println(KILLS + " kills, " + next + " entries");
    }

    @Test
    void processesThatWriteAndPutTogetherAtOnceLoseNothing() throws Exception {
        long count = 150;
        Process one = child(directory, "0", "2", Long.toString(count));
        Process other = child(directory, "1", "2", Long.toString(count));
        try (Store store = open()) {
            while (one.isAlive() || other.isAlive()) {
                assertThat(store.held(StoreWriter.SUBJECT, ALL).slabs())
                        .allMatch(each -> Sample.isRight(each, StoreWriter.BYTES));
                Thread.onSpinWait();
            }
            assertThat(one.waitFor()).isZero();
            assertThat(other.waitFor()).isZero();
        }
        try (Store store = open()) {
            allIsRight(store, count);
            for (long i = 1; i <= count; i++) {
                assertThat(store.fact("written", Long.toString(i))).isEqualTo("fact " + i);
            }
            assertThat(files(directory, ".slab").size()).isLessThan(60);
        }
    }

    @Test
    void aFullDiskLosesNothingOfWhatWasThere() throws Exception {
        assumeTrue(
                System.getProperty("os.name").equals("Linux") && "root".equals(System.getProperty("user.name")),
                "skipped: a small disk of one's own needs root on Linux");
        Path small = Files.createDirectory(directory.resolve("small"));
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", small.toString()) == 0;
        if (!mounted) {
            System.out.println("skipped: no tmpfs can be mounted here");
        }
        assumeTrue(mounted, "skipped: no tmpfs can be mounted here");
        try {
            List<String> told = new ArrayList<>();
            Random random = new Random(3);
            StoreOptions options = StoreOptions.usual().withTrouble(told::add);
            List<Slab> kept = new ArrayList<>();
            try (Store store = Store.on(small, SOURCE, options)) {
                store.fact("series", "A", "one");
                for (int i = 0; i < 40; i++) {
                    byte[] body = new byte[20_000];
                    random.nextBytes(body);
                    Kept answer = new Kept("/" + i, Sample.NOW, Map.of(), body);
                    Slab slab = new Slab("s", new Range(i * 10L, i * 10L + 10), List.of(answer));
                    store.keep(slab, Shelf.PUBLIC);
                    store.keep("answer " + i, kept("a" + i, 3_000), null, Shelf.PUBLIC);
                    store.fact("series", "B" + i, "x".repeat(500));
                    kept.add(slab);
                }
                assertThat(store.held("s", ALL).covered()).isEqualTo(Ranges.of(new Range(0, 400)));
                assertThat(store.slabs("s", ALL)).containsExactlyElementsOf(kept);
                assertThat(store.answer("answer 39", Sample.NOW)).isPresent();
                assertThat(store.fact("series", "B39")).isNotNull();
            }
            assertThat(told).hasSize(1);
            assertThat(told.get(0)).contains("No space left on device");
            assertThat(files(small, ".part")).isEmpty();
            try (Store store = Store.on(small, SOURCE)) {
                Held held = store.held("s", ALL);
                assertThat(held.slabs()).hasSizeGreaterThanOrEqualTo(8);
                assertThat(held.slabs()).isEqualTo(kept.subList(0, held.slabs().size()));
                assertThat(store.covered("s")).isEqualTo(held.covered());
                assertThat(store.stats().damaged()).isZero();
                assertThat(store.fact("series", "A")).isEqualTo("one");
            }
        } finally {
            run("umount", small.toString());
        }
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
