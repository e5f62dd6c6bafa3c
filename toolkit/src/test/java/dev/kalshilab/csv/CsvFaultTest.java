package dev.kalshilab.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kalshilab.model.KalshiException;
import dev.kalshilab.table.TableSource;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Where writing or reading cannot succeed: a clear message, the old file as it was, nothing left over. */
class CsvFaultTest {
    private static final String WAY_OUT = "\nNothing was changed; give a file in a directory that can be written.";

    @TempDir
    Path directory;

    private static Table table() {
        return Table.create("t", StringColumn.create("a", "x", "y"), DoubleColumn.create("b", 0.1, 0.2));
    }

    private static Table rows(int rows) {
        long[] values = new long[rows];
        for (int i = 0; i < rows; i++) {
            values[i] = i * 1_000_003L;
        }
        return Table.create("many", LongColumn.create("n", values), LongColumn.create("m", values));
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(KalshiException.class).hasMessage(message);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void targetThatIsADirectoryIsRefused() throws IOException {
        Path file = Files.createDirectory(directory.resolve("out"));

        assertRefused(() -> Csv.write(table(), file), "CSV not written to " + file + ": it is a directory." + WAY_OUT);
        assertRefused(
                () -> Csv.write(table(), Path.of("/")),
                "CSV not written to " + Path.of("/") + ": it is a directory." + WAY_OUT);
        assertThat(names()).containsExactly("out");
        assertThat(file).isEmptyDirectory();
    }

    @Test
    void sidecarThatIsADirectoryLeavesTheOldCsv() throws IOException {
        Path file = Files.writeString(directory.resolve("t.csv"), "old");
        Files.createDirectory(directory.resolve("t.csv.meta.json"));

        assertRefused(
                () -> Csv.write(table(), file),
                "CSV not written to " + file + ".meta.json: it is a directory." + WAY_OUT);
        assertThat(file).hasContent("old");
        assertThat(names()).containsExactly("t.csv", "t.csv.meta.json");
    }

    @Test
    void parentThatIsAFileIsRefused() throws IOException {
        Path parent = Files.writeString(directory.resolve("data"), "old");

        assertRefused(
                () -> Csv.write(table(), parent.resolve("t.csv")),
                "CSV not written to " + parent.resolve("t.csv") + ": " + parent + " is a file, not a directory."
                        + WAY_OUT);
        assertThat(parent).hasContent("old");
    }

    @Test
    void deviceIsRefused() {
        Path device = Path.of("/dev/null");
        assumeTrue(Files.exists(device), "skipped: no /dev/null here");

        assertRefused(
                () -> Csv.write(table(), device),
                "CSV not written to /dev/null: it is a device or pipe, not a file." + WAY_OUT);
    }

    @Test
    void nothingIsFetchedForATargetThatCannotBeWritten() throws IOException {
        Path file = Files.createDirectory(directory.resolve("out"));

        assertThatThrownBy(() -> Csv.write(
                        () -> {
                            throw new AssertionError("fetched");
                        },
                        file))
                .isInstanceOf(KalshiException.class);
    }

    @Test
    void failureOfTheQueryLeavesTheOldFileAndNoOther() throws IOException {
        Path file = Files.writeString(directory.resolve("t.csv"), "old");

        assertThatThrownBy(() -> Csv.write(
                        () -> {
                            throw new KalshiException("no answer");
                        },
                        file))
                .hasMessage("no answer");
        assertThat(file).hasContent("old");
        assertThat(names()).containsExactly("t.csv");
    }

    @Test
    void tableWithoutColumnsIsRefused() throws IOException {
        assertRefused(
                () -> Csv.write(Table.create("none"), directory.resolve("t.csv")),
                "Table 'none' has no columns, so there is no CSV of it.\n"
                        + "Add a column first; a table without rows is fine.");
        assertThat(names()).isEmpty();
    }

    @Test
    void interruptLeavesTheOldFileAndTheFlag() throws IOException {
        Path file = Files.writeString(directory.resolve("t.csv"), "old");

        Thread.currentThread().interrupt();
        try {
            assertRefused(
                    () -> Csv.write(rows(50_000), file),
                    "CSV not written to " + file + ": interrupted.\nNothing was changed; run it again.");
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
        assertThat(file).hasContent("old");
        assertThat(names()).containsExactly("t.csv");
    }

    @Test
    void fullDiskLeavesTheOldFile() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk.toString()) == 0,
                "skipped: no small disk can be mounted here");
        try {
            Path file = Files.writeString(disk.resolve("t.csv"), "old");

            assertRefused(
                    () -> Csv.write(rows(50_000), file),
                    "CSV not written to " + file + ": No space left on device." + WAY_OUT);
            assertThat(file).hasContent("old");

            Map<Path, TableSource> together = new LinkedHashMap<>();
            together.put(file, CsvFaultTest::table);
            together.put(disk.resolve("second.csv"), () -> rows(50_000));
            assertRefused(
                    () -> Csv.write(together),
                    "CSV not written to " + disk.resolve("second.csv") + ": No space left on device." + WAY_OUT);
            assertThat(file).hasContent("old");
            try (Stream<Path> left = Files.list(disk)) {
                assertThat(left).containsExactly(file);
            }
        } finally {
            run("umount", disk.toString());
        }
    }

    @Test
    void processKilledMidWriteLeavesTheOldFile() throws Exception {
        Path file = Files.writeString(directory.resolve("t.csv"), "old");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                HaltedWriter.class.getName(),
                file.toString()));
        Process child = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(child.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            child.destroyForcibly();
        }

        assertThat(child.exitValue()).isEqualTo(HaltedWriter.HALTED);
        assertThat(file).hasContent("old");
        assertThat(names()).contains("t.csv").doesNotContain("t.csv.meta.json");
    }

    /** Writes many rows, and halts its process as soon as some of them are in a file. */
    static final class HaltedWriter {
        static final int HALTED = 77;

        private HaltedWriter() {}

        public static void main(String[] args) {
            Path file = Path.of(args[0]);
            Thread watch = new Thread(() -> {
                while (!partHasContent(file.toAbsolutePath().getParent())) {
                    Thread.onSpinWait();
                }
                Runtime.getRuntime().halt(HALTED);
            });
            watch.setDaemon(true);
            watch.start();
            Csv.write(rows(20_000_000), file);
        }

        private static boolean partHasContent(Path directory) {
            try (Stream<Path> files = Files.list(directory)) {
                return files.anyMatch(file ->
                        file.toString().endsWith(".part") && file.toFile().length() > 100_000);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static int run(String... command) throws Exception {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return -1;
        }
    }

    @Test
    void existingFileIsReplacedWithItsPermissionsAndThroughALink() throws IOException {
        assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
                "skipped: no POSIX permissions here");
        Path file = Files.writeString(directory.resolve("t.csv"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Path link = Files.createSymbolicLink(directory.resolve("link.csv"), file);

        Csv.write(table(), link);

        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("a,b\r\nx,0.1\r\ny,0.2\r\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        RandomTables.assertEqual(Csv.read(link), table());
        assertThat(names()).containsExactly("link.csv", "link.csv.meta.json", "t.csv");
    }

    @Test
    void fileWithTheLongestNameIsWritten() {
        Path file = directory.resolve("n".repeat(255 - ".meta.json".length()));

        Csv.write(table(), file);

        RandomTables.assertEqual(Csv.read(file), table());
    }

    @Test
    void fileWithoutItsSidecarIsNotGuessed() throws IOException {
        Path file = directory.resolve("t.csv");
        Csv.write(table(), file);
        Files.delete(Sidecar.of(file));

        assertRefused(
                () -> Csv.read(file),
                "CSV " + file + " has no t.csv.meta.json beside it, which says what its columns are.\n"
                        + "Bring that file along, or let Tablesaw guess: Table.read().csv(\"" + file + "\").");
    }

    @Test
    void changedFileIsNotRead() throws IOException {
        Path file = directory.resolve("t.csv");
        Csv.write(table(), file);
        Files.writeString(file, Files.readString(file).replace("0.2", "0.3"));

        assertRefused(
                () -> Csv.read(file),
                "CSV " + file + " was changed since it was written: its SHA-256 is not the one in t.csv.meta.json.\n"
                        + "Write the table again, or let Tablesaw guess: Table.read().csv(\"" + file + "\").");
    }

    @Test
    void missingFileIsSaid() throws IOException {
        Path file = directory.resolve("t.csv");
        Csv.write(table(), file);
        Files.delete(file);

        assertRefused(() -> Csv.read(file), "CSV " + file + " is not there.\nCheck the name and the directory.");
    }

    @Test
    void brokenSidecarIsSaid() throws IOException {
        Path file = directory.resolve("t.csv");
        Csv.write(table(), file);
        Path sidecar = Sidecar.of(file);
        String whole = Files.readString(sidecar);
        String end = ".\nWrite the table again, or let Tablesaw guess: Table.read().csv(\"" + file + "\").";

        Files.writeString(sidecar, whole.substring(0, 40));
        assertRefused(() -> Csv.read(file), "CSV sidecar " + sidecar + " cannot be read: it ends too early" + end);
        Files.writeString(sidecar, whole.replace("csv 1", "csv 9"));
        assertRefused(
                () -> Csv.read(file),
                "CSV sidecar " + sidecar + " cannot be read: its format is not 'kalshi-toolkit csv 1'" + end);
        Files.writeString(sidecar, whole.replace("\"rows\": 2", "\"rows\": 3"));
        assertRefused(() -> Csv.read(file), "CSV " + file + " has fewer rows than its sidecar says" + end);
        Files.writeString(sidecar, whole.replace("\"rows\": 2", "\"rows\": 1"));
        assertRefused(() -> Csv.read(file), "CSV " + file + " has more columns or rows than its sidecar says" + end);
        Files.writeString(sidecar, whole.replace("STRING", "DOUBLE"));
        assertRefused(
                () -> Csv.read(file), "CSV " + file + " has 'x' in row 0 of column 'a', which is no DOUBLE" + end);
    }

    @Test
    void everyTruncatedSidecarIsAKalshiException() throws IOException {
        Path file = directory.resolve("t.csv");
        Csv.write(table(), file);
        Path sidecar = Sidecar.of(file);
        String whole = Files.readString(sidecar).stripTrailing();
        for (int length = 0; length < whole.length(); length++) {
            Files.writeString(sidecar, whole.substring(0, length));
            assertThatThrownBy(() -> Csv.read(file))
                    .isInstanceOf(KalshiException.class)
                    .message()
                    .satisfies(message -> assertThat(message.lines()).hasSizeLessThanOrEqualTo(2));
        }
    }
}
