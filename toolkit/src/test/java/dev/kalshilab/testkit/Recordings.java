package dev.kalshilab.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Recorded exchange responses beside the project; tests that use them are skipped where there are none.
 *
 * <p>{@code -Drecordings=DIR} says where else they are.
 */
public final class Recordings {
    private static final Path ALL = Path.of(System.getProperty(
                    "recordings", System.getProperty("project.root", "..") + "/../shared/recordings"))
            .normalize();
    private static final Path PLACE = ALL.resolve("tapes");

    private Recordings() {}

    /** All tapes; ends the test as skipped, with the reason printed, when there is none. */
    public static List<Path> tapes() {
        if (!Files.isDirectory(PLACE)) {
            System.out.println("Skipped: no recordings at " + PLACE);
            assumeTrue(false, "no recordings at " + PLACE);
        }
        try (Stream<Path> files = Files.list(PLACE)) {
            return files.filter(file -> file.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where all recordings lie, tapes and single files; ends the test as skipped when they are not there. */
    public static Path place() {
        tapes();
        return ALL;
    }

    /** The exchange's reference of autumn 2025 beside the recordings; ends the test as skipped when it is not there. */
    public static Path reference() {
        Path place = ALL.resolveSibling("seeds").normalize();
        if (!Files.isDirectory(place)) {
            System.out.println("Skipped: no reference at " + place);
            assumeTrue(false, "no reference at " + place);
        }
        try (Stream<Path> files = Files.list(place)) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file of the exchange's documents beside the recordings; ends the test as skipped when it is not there. */
    public static Path document(String name) {
        Path file = ALL.resolveSibling("reference").resolve(name).normalize();
        if (!Files.isRegularFile(file)) {
            System.out.println("Skipped: no " + name + " at " + file);
            assumeTrue(false, "no " + name + " at " + file);
        }
        return file;
    }
}
