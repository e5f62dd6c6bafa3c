package dev.kalshilab.csv;

import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.table.TableSource;
import dev.kalshilab.table.Units;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * Tables as CSV files, and such files as tables again: {@code Csv.write(table, path)}, {@code Csv.read(path)}.
 *
 * <p>A file is RFC 4180 in UTF-8, with a header: the table's columns in its order, numbers as their exact decimal text,
 * times as ISO-8601 in UTC, an empty cell for what is missing. A text that a spreadsheet could take for a formula has
 * an apostrophe in front; {@link #read} takes it away. {@code FILE.meta.json} beside it has the types, the units and
 * where the rows come from.
 */
public final class Csv {
    private static final String AS_BEFORE = "\nNothing was changed; give a file in a directory that can be written.";

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
        if (file.getFileName() == null) {
            throw new KalshiException("CSV not written to " + file + ": it is a directory." + AS_BEFORE);
        }
        Path sidecar = Sidecar.of(file);
        Path at = file;
        boolean replaced = false;
        try (Replacement csv = Replacement.of(file)) {
            at = sidecar;
            try (Replacement meta = Replacement.of(sidecar)) {
                at = file;
                Table table = source.table();
                Sidecar about = describe(table, CsvWriting.write(table, csv));
                at = sidecar;
                meta.stream().write(about.json(file).getBytes(StandardCharsets.UTF_8));
                meta.seal();
                at = file;
                csv.commit();
                replaced = true;
                at = sidecar;
                meta.commit();
                return new CsvFile(file, about.rows(), about.label());
            }
        } catch (IOException e) {
            throw notWritten(at, replaced, e);
        }
    }

    private static KalshiException notWritten(Path file, boolean replaced, IOException why) {
        if (replaced) {
            return new KalshiException(
                    "CSV was written, but not its sidecar " + file + ": " + reason(why)
                            + ".\nThe numbers are whole, but cannot be read back with their types; write again.",
                    why);
        }
        if (why instanceof ClosedByInterruptException) {
            return new KalshiException(
                    "CSV not written to " + file + ": interrupted.\nNothing was changed; run it again.", why);
        }
        return new KalshiException("CSV not written to " + file + ": " + reason(why) + "." + AS_BEFORE, why);
    }

    private static String reason(IOException why) {
        if (why instanceof AccessDeniedException) {
            return "no permission, or another program has it open";
        }
        if (why instanceof NoSuchFileException) {
            return "the directory is gone";
        }
        String reason = why instanceof FileSystemException file ? file.getReason() : why.getMessage();
        return reason == null ? why.toString() : reason;
    }

    private static Sidecar describe(Table table, String sha256) {
        List<Sidecar.Described> columns = new ArrayList<>();
        for (Column<?> column : table.columns()) {
            columns.add(new Sidecar.Described(column.name(), column.type().name(), Units.of(table, column.name())));
        }
        return new Sidecar(
                table.name(),
                table.rowCount(),
                sha256,
                Provenance.label(table),
                Provenance.of(table).orElse(null),
                columns);
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
