package dev.kalshilab.csv;

import dev.kalshilab.model.KalshiException;
import dev.kalshilab.table.TableSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.Table;

/**
 * Tables as CSV files, and such files as tables again: {@code Csv.write(table, path)}, {@code Csv.read(path)}.
 *
 * <p>A file is RFC 4180 in UTF-8, with a header: the table's columns in its order, numbers as their exact decimal text,
 * times as ISO-8601 in UTC, an empty cell for what is missing. A text that a spreadsheet could take for a formula has
 * an apostrophe in front; {@link #read} takes it away. {@code FILE.meta.json} beside it has the types, the units and
 * where the rows come from.
 */
public final class Csv {
    private Csv() {}

    /**
     * Writes a table, and its sidecar; missing directories are made, an existing file is replaced only by a whole one.
     *
     * @throws KalshiException when the file cannot be written; what was there before is then unchanged
     */
    public static CsvFile write(Table table, Path file) {
        return write((TableSource) () -> table, file);
    }

    /** As {@link #write(Table, Path)}; rows are fetched only once it is certain that the file can be written. */
    public static CsvFile write(TableSource source, Path file) {
        return write(Map.of(file, source)).get(0);
    }

    /**
     * Writes files that belong together, in the order of the map: none is replaced before all are whole on the disk.
     *
     * @throws KalshiException when one of them cannot be written; all that was there before is then unchanged
     */
    public static List<CsvFile> write(Map<Path, ? extends TableSource> files) {
        List<Draft> drafts = new ArrayList<>();
        try {
            files.keySet().forEach(file -> drafts.add(Draft.of(file)));
            Iterator<Draft> next = drafts.iterator();
            files.values().forEach(source -> next.next().write(source));
            List<CsvFile> written = new ArrayList<>();
            drafts.forEach(draft -> written.add(draft.commit(written)));
            return List.copyOf(written);
        } finally {
            drafts.forEach(Draft::close);
        }
    }

    /**
     * Reads a file that {@link #write} wrote: an equal table, with its units, and with where its rows came from.
     *
     * @throws KalshiException when its sidecar is missing, or when either was changed since
     */
    public static Table read(Path file) {
        return CsvReading.read(file, Sidecar.read(file));
    }
}
