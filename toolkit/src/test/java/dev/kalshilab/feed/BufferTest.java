package dev.kalshilab.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.column.Columns;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.testkit.Eventually;
import dev.kalshilab.testkit.ForAll;
import dev.kalshilab.wire.FeedShapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** What a table of a feed keeps, within each bound, with a clock of the test's own. */
class BufferTest {
    private static final int RECEIVED = FeedShapes.OTHER.index(FeedShapes.RECEIVED);
    private static final int SEQ = FeedShapes.OTHER.index("seq");
    private static final int FRAME = FeedShapes.OTHER.index("frame");
    private static final long START = 1_786_080_000_000_000L;
    private static final long SECOND = 1_000_000;

    @TempDir
    Path directory;

    private static Buffer buffer(Bounds bounds) {
        return new Buffer(FeedShapes.OTHER, null, bounds, "other");
    }

    /** Adds the row of that number when there is room. */
    private static boolean add(Buffer buffer, long number, long micros) {
        if (!buffer.hasRoom(micros)) {
            return false;
        }
        buffer.rows().set(SEQ, number);
        buffer.rows().set(RECEIVED, micros);
        buffer.rows().set(FRAME, "{\"number\":" + number + "}");
        buffer.rows().endRow();
        return true;
    }

    private static void addAll(Buffer buffer, long from, long to) {
        for (long number = from; number < to; number++) {
            add(buffer, number, START + number);
            buffer.publish(START + number);
        }
    }

    private static List<Long> numbers(Columns rows) {
        return IntStream.range(0, rows.rows())
                .mapToObj(row -> rows.longAt(SEQ, row))
                .toList();
    }

    private static List<Long> from(long first, long end) {
        return LongStream.range(first, end).boxed().toList();
    }

    @Test
    void neverAreThereMoreRowsThanSaidAndTheNewestStay() {
        ForAll.forAll(60, random -> {
            int most = 1 + random.nextInt(random.nextBoolean() ? 10 : 200);
            Buffer buffer = buffer(Bounds.USUAL.rows(most));
            long next = 0;
            for (int batch = 0; batch < 50; batch++) {
                for (int n = random.nextInt(40); n > 0; n--) {
                    add(buffer, next++, START);
                }
                buffer.publish(START);
                assertThat(buffer.size()).isLessThanOrEqualTo(most);
                assertThat(buffer.size()).isGreaterThanOrEqualTo((int) Math.min(next, most - most / 8));
                assertThat(numbers(buffer.known())).isEqualTo(from(next - buffer.size(), next));
                assertThat(buffer.dropped()).isEqualTo(next - buffer.size());
                assertThat(buffer.total()).isEqualTo(next);
            }
        });
    }

    @Test
    void aRowIsGoneBeforeItsTimeAndAnEighthAreOverAndNotBeforeItsTime() {
        ForAll.forAll(60, random -> {
            Duration age = Duration.ofSeconds(1 + random.nextInt(100));
            long keep = age.toNanos() / 1000;
            Buffer buffer = buffer(Bounds.USUAL.age(age));
            long now = START;
            long next = 0;
            List<Long> arrived = new ArrayList<>();
            for (int batch = 0; batch < 200; batch++) {
                // Bursts and silence.
                now += random.nextInt(10) == 0 ? random.nextLong(keep * 2) : random.nextLong(keep / 20);
                for (int n = random.nextInt(random.nextInt(8) == 0 ? 300 : 3); n > 0; n--) {
                    add(buffer, next++, now);
                    arrived.add(now);
                }
                buffer.publish(now);
                long first = next - buffer.size();
                for (long number = first; number < next; number++) {
                    assertThat(arrived.get((int) number)).isGreaterThanOrEqualTo(now - keep / 8 * 9);
                }
                if (first > 0) {
                    assertThat(arrived.get((int) first - 1)).isLessThan(now - keep);
                }
                assertThat(buffer.dropped()).isEqualTo(first);
            }
        });
    }

    @Test
    void megabytesBoundWhatIsKept() {
        Buffer buffer = buffer(Bounds.USUAL.bytes(1 << 20));
        String long1 = "x".repeat(1000);
        for (int i = 0; i < 5000; i++) {
            add(buffer, i, START);
            buffer.rows().replace(FRAME, buffer.rows().rows() - 1, long1);
            buffer.publish(START);
            assertThat(buffer.size()).isLessThan(1050);
        }
        assertThat(buffer.size()).isGreaterThan(600);
        assertThat(buffer.dropped()).isEqualTo(5000 - buffer.size());
    }

    @Test
    void aFullBufferThatStopsKeepsTheFirstRowsAlsoWithinABatch() {
        Buffer rows = buffer(Bounds.USUAL.rows(10).stopping());
        Buffer time = buffer(Bounds.USUAL.age(Duration.ofSeconds(5)).stopping());
        Buffer bytes = buffer(Bounds.USUAL.bytes(1 << 20).stopping());
        for (int i = 0; i < 20_000; i++) {
            add(rows, i, START + i * SECOND);
            add(time, i, START + i * SECOND);
            add(bytes, i, START + i * SECOND);
        }
        for (Buffer buffer : List.of(rows, time, bytes)) {
            buffer.publish(START + 20_000 * SECOND);
            assertThat(numbers(buffer.known())).isEqualTo(from(0, buffer.size()));
            assertThat(buffer.dropped()).isEqualTo(20_000 - buffer.size());
            assertThat(buffer.note())
                    .isEqualTo(String.format(
                            "%,d messages left out: there was no room for more than %,d rows",
                            20_000 - buffer.size(), buffer.size()));
        }
        assertThat(rows.size()).isEqualTo(10);
        assertThat(time.size()).isEqualTo(6);
        assertThat(bytes.size()).isBetween(2000, 12_000);
    }

    @Test
    void whatIsOnTheDiskAndWhatIsInMemoryAreAllRowsInOrder() {
        ForAll.forAll(25, random -> {
            Buffer buffer = buffer(anyBounds(random).spilling(directory.resolve("spilled")));
            long now = START;
            long next = 0;
            List<Long> drained = new ArrayList<>();
            long missed = 0;
            for (int batch = 0; batch < 60; batch++) {
                now += random.nextLong(SECOND);
                for (int n = random.nextInt(30); n > 0; n--) {
                    add(buffer, next++, now);
                }
                buffer.publish(now);
                if (random.nextInt(3) == 0) {
                    Buffer.Drained some = buffer.drain();
                    missed += some.missed();
                    drained.addAll(numbers(some.rows()));
                    assertThat(drained.size() + missed).isEqualTo(next);
                }
                if (random.nextInt(20) == 0) {
                    together(buffer, next);
                }
            }
            together(buffer, next);
            buffer.close();
            together(buffer, next);
            assertThat(drained).doesNotHaveDuplicates().isSorted();
            assertThat(buffer.dropped()).isZero();
        });
    }

    private static Bounds anyBounds(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> Bounds.USUAL.rows(1 + random.nextInt(100));
            case 1 -> Bounds.USUAL.age(Duration.ofMillis(1 + random.nextInt(5000)));
            default -> Bounds.USUAL.bytes(1 + random.nextInt(20_000));
        };
    }

    private static void together(Buffer buffer, long rows) {
        Columns spilled = buffer.spilled();
        List<Long> all = new ArrayList<>(numbers(spilled));
        all.addAll(numbers(buffer.known()));
        assertThat(all).isEqualTo(from(0, rows));
        assertThat(buffer.onDisk()).isEqualTo(spilled.rows());
        for (int row = 0; row < spilled.rows(); row++) {
            assertThat(spilled.textAt(FRAME, row)).isEqualTo("{\"number\":" + row + "}");
        }
    }

    @Test
    void theNoteOfWhatIsOnTheDiskSaysWhereAndHowToReadIt() throws IOException {
        Buffer buffer = buffer(Bounds.USUAL.rows(4).spilling(directory));
        assertThat(buffer.note()).isNull();
        addAll(buffer, 0, 6);
        buffer.close();

        try (var files = Files.list(directory)) {
            Path file = files.findFirst().orElseThrow();
            assertThat(buffer.note()).isEqualTo("2 older rows in " + file + ": feed.spilled(\"other\") reads them");
        }
    }

    @Test
    void aDirectoryThatCannotBeWrittenLosesNothingInSilence() throws IOException {
        Path file = Files.writeString(directory.resolve("a file"), "no directory");
        Buffer buffer = buffer(Bounds.USUAL.rows(4).spilling(file));
        addAll(buffer, 0, 10);

        assertThat(buffer.dropped()).isEqualTo(6);
        assertThat(buffer.onDisk()).isZero();
        assertThat(buffer.spilled().rows()).isZero();
        assertThat(buffer.note())
                .startsWith("6 rows dropped, the oldest; older rows could not be written to " + file + " (FileAlready");
    }

    @Test
    void aDiskThatFillsUpKeepsWhatItHasAndTheRestIsCounted() throws IOException {
        Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.isWritable(full), "a device without room, as Linux has it");
        Buffer source = buffer(Bounds.USUAL);
        addAll(source, 0, 10);
        Spill spill = new Spill(directory, FeedShapes.OTHER);
        assertThat(spill.write(source.known(), 5)).isTrue();
        spill.goOn(full);

        assertThat(spill.write(source.known(), 5)).isFalse();
        assertThat(spill.write(source.known(), 5)).isFalse();
        assertThat(spill.read().rows()).isEqualTo(5);
        assertThat(spill.note("other"))
                .startsWith("older rows could not be written to " + directory + " (IOException: ")
                .contains("; 5 older rows in ");
        spill.close();
    }

    @Test
    void aFileThatIsCutShortIsSaidWhenItIsRead() throws IOException {
        Buffer buffer = buffer(Bounds.USUAL.rows(4).spilling(directory));
        addAll(buffer, 0, 50);
        try (var files = Files.list(directory)) {
            Path file = files.findFirst().orElseThrow();
            Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 100));
            assertThatThrownBy(buffer::spilled)
                    .hasMessageStartingWith("The rows in " + file + " cannot be read (EOFException")
                    .hasMessageEndingWith("Those in memory are in the feed's own tables.");
        }
        buffer.close();
    }

    @Test
    void anInterruptedThreadWritesAndReadsAllTheSame() {
        Buffer buffer = buffer(Bounds.USUAL.rows(4).spilling(directory));
        try {
            Thread.currentThread().interrupt();
            addAll(buffer, 0, 50);
            together(buffer, 50);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
            buffer.close();
        }
    }

    @Test
    void whoDrainsLateIsToldWhatHeMissed() {
        Buffer buffer = buffer(Bounds.USUAL.rows(4));
        addAll(buffer, 0, 3);
        assertThat(numbers(buffer.drain().rows())).containsExactly(0L, 1L, 2L);
        assertThat(buffer.drain()).satisfies(none -> {
            assertThat(none.rows().rows()).isZero();
            assertThat(none.missed()).isZero();
        });
        addAll(buffer, 3, 10);
        Buffer.Drained late = buffer.drain();

        assertThat(numbers(late.rows())).containsExactly(6L, 7L, 8L, 9L);
        assertThat(late.missed()).isEqualTo(3);
    }

    @Test
    void rowsAreTakenInWhileSomebodyFindsOutWhatIsKnownOfATable() {
        Buffer buffer = buffer(Bounds.USUAL);
        addAll(buffer, 0, 10);
        buffer.publish(START);
        Table table = buffer.table(rows -> {
            Thread reader = new Thread(() -> {
                addAll(buffer, 10, 20);
                buffer.publish(START);
            });
            reader.start();
            Eventually.holds("the reader goes on", () -> buffer.known().rows() == 20 || !reader.isAlive());
            return new Provenance("q", "here", false, 1, rows.rows(), null, null, Instant.EPOCH, true, List.of());
        });

        assertThat(table.rowCount()).isEqualTo(10);
        assertThat(Provenance.of(table).orElseThrow().rows()).isEqualTo(10);
        assertThat(buffer.size()).isEqualTo(20);
    }
}
