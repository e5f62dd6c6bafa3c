package dev.kalshilab.csv;

import java.nio.file.Path;
import java.util.Locale;

/**
 * A CSV file that was written.
 *
 * @param file the file, as it was named
 * @param rows how many rows it has, without its header
 * @param label what must be said of its numbers when they are, or may be, invented; else empty
 */
public record CsvFile(Path file, long rows, String label) {
    /** The file beside it that says what its columns are and where its rows come from. */
    public Path sidecar() {
        return Sidecar.of(file);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "CsvFile[%s, %,d %s", file, rows, rows == 1 ? "row" : "rows")
                + (label.isEmpty() ? "" : ", " + label) + "]";
    }
}
