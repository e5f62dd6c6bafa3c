package dev.kalshilab.csv;

import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.table.TableSource;
import dev.kalshilab.table.Units;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * A CSV file and its sidecar on the way: both opened, then both written, then both put in their places.
 *
 * <p>Several drafts can go through each step together, so that files that belong together are replaced together.
 */
final class Draft implements Closeable {
    private static final String AS_BEFORE = "\nNothing was changed; give a file in a directory that can be written.";

    private final Path file;
    private final Path sidecar;
    private final Replacement csv;
    private final Replacement meta;
    private @Nullable CsvFile written;

    private Draft(Path file, Path sidecar, Replacement csv, Replacement meta) {
        this.file = file;
        this.sidecar = sidecar;
        this.csv = csv;
        this.meta = meta;
    }

    /** Opens both; the old files stay where they are. */
    static Draft of(Path file) {
        if (file.getFileName() == null) {
            throw new KalshiException("CSV not written to " + file + ": it is a directory." + AS_BEFORE);
        }
        Path sidecar = Sidecar.of(file);
        Replacement csv;
        try {
            csv = Replacement.of(file);
        } catch (IOException e) {
            throw notWritten(file, e);
        }
        try {
            return new Draft(file, sidecar, csv, Replacement.of(sidecar));
        } catch (IOException e) {
            close(csv);
            throw notWritten(sidecar, e);
        }
    }

    /** Writes both and waits until they are on the disk. */
    void write(TableSource source) {
        Table table = source.table();
        Sidecar about;
        try {
            about = describe(table, CsvWriting.write(table, csv));
        } catch (IOException e) {
            throw notWritten(file, e);
        }
        try {
            meta.stream().write(about.json(file).getBytes(StandardCharsets.UTF_8));
            meta.seal();
        } catch (IOException e) {
            throw notWritten(sidecar, e);
        }
        written = new CsvFile(file, about.rows(), about.label());
    }

    /**
     * Puts both in their places, the CSV first.
     *
     * @param before those of the same export that are in their places already
     */
    CsvFile commit(List<CsvFile> before) {
        CsvFile now = written;
        if (now == null) {
            throw new IllegalStateException("commit() comes after write()");
        }
        try {
            csv.commit();
        } catch (IOException e) {
            throw before.isEmpty() ? notWritten(file, e) : halfway(before, e);
        }
        try {
            meta.commit();
        } catch (IOException e) {
            throw new KalshiException(
                    "CSV was written, but not its sidecar " + sidecar + ": " + reason(e)
                            + ".\nThe numbers are whole, but cannot be read back with their types; write again.",
                    e);
        }
        return now;
    }

    private KalshiException halfway(List<CsvFile> before, IOException why) {
        List<String> names = before.stream()
                .map(old -> String.valueOf(old.file().getFileName()))
                .toList();
        return new KalshiException(
                "CSV not written to " + file + ": " + reason(why) + ".\nNew and whole are " + String.join(", ", names)
                        + "; the others are as they were. Write again.",
                why);
    }

    private static KalshiException notWritten(Path file, IOException why) {
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

    /** Leaves nothing behind of what was not put in its place. */
    @Override
    public void close() {
        close(csv);
        close(meta);
    }

    private static void close(Replacement replacement) {
        try {
            replacement.close();
        } catch (IOException e) {
            // what failed before is what is told; the .part file that stays is nobody's data
        }
    }
}
