package dev.kalshilab.csv;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.table.Units;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tech.tablesaw.api.Table;

/** A CSV file and its sidecar as the table that was written. */
final class CsvReading {
    private static final String READ_FROM = "read from ";

    private CsvReading() {}

    static Table read(Path file, Sidecar about) {
        try {
            requireUnchanged(file, about);
            Table table = table(file, about);
            Map<String, String> units = new LinkedHashMap<>();
            about.columns().forEach(column -> units.put(column.name(), column.unit()));
            Units.attach(table, units);
            return provenance(file, about).attach(table);
        } catch (NoSuchFileException e) {
            throw new KalshiException("CSV " + file + " is not there.\nCheck the name and the directory.", e);
        } catch (IOException | UncheckedIOException | CsvParseException e) {
            if (e.getCause() instanceof KalshiException ours) { // the parser wraps what Rows throws
                throw ours;
            }
            throw new KalshiException(
                    "CSV " + file + " cannot be read: " + e.getMessage() + ".\nWrite the table again.", e);
        }
    }

    private static void requireUnchanged(Path file, Sidecar about) throws IOException {
        MessageDigest sha256 = CsvWriting.sha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                sha256.update(buffer, 0, read);
            }
        }
        if (!HexFormat.of().formatHex(sha256.digest()).equals(about.sha256())) {
            throw new KalshiException(
                    "CSV " + file + " was changed since it was written: its SHA-256 is not the one in "
                            + Sidecar.of(file).getFileName() + ".\nWrite the table again, or let Tablesaw guess:"
                            + " Table.read().csv(\"" + file + "\").");
        }
    }

    private static Table table(Path file, Sidecar about) throws IOException {
        // A line has at least one byte: a sidecar cannot ask for more memory than the file is worth.
        if (about.rows() < 0 || about.rows() > Files.size(file)) {
            throw unlike(file, "has fewer rows than its sidecar says");
        }
        Rows rows = new Rows(file, about);
        try (CsvReader<Boolean> csv = CsvReader.builder()
                .skipEmptyLines(false)
                .build(rows, Files.newInputStream(file), StandardCharsets.UTF_8)) {
            csv.forEach(record -> {});
        }
        if (rows.row != about.rows()) {
            throw unlike(file, "has fewer rows than its sidecar says");
        }
        Table table = Table.create(about.table());
        rows.columns.forEach(column -> table.addColumns(column.column()));
        return table;
    }

    private static KalshiException unlike(Path file, String how) {
        return new KalshiException("CSV " + file + " " + how + ".\nWrite the table again, or let Tablesaw guess:"
                + " Table.read().csv(\"" + file + "\").");
    }

    /** Hands each cell to its column as the parser finds it. */
    private static final class Rows extends AbstractBaseCsvCallbackHandler<Boolean> {
        final List<Fill> columns = new ArrayList<>();
        private final Path file;
        private final Sidecar about;
        int row = -1; // the header

        Rows(Path file, Sidecar about) {
            this.file = file;
            this.about = about;
            for (Sidecar.Described column : about.columns()) {
                columns.add(Fill.of(column.name(), column.type(), Math.toIntExact(about.rows())));
            }
        }

        @Override
        protected void handleField(int column, char[] cell, int offset, int length, boolean quoted) {
            if (column >= columns.size() || row >= about.rows()) {
                throw unlike(file, "has more columns or rows than its sidecar says");
            }
            Sidecar.Described described = about.columns().get(column);
            if (row < 0) {
                if (!Guard.text(cell, offset, length).equals(described.name())) {
                    throw unlike(file, "has other columns than its sidecar says");
                }
                return;
            }
            try {
                columns.get(column).add(row, cell, offset, length);
            } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
                throw unlike(
                        file,
                        String.format(
                                Locale.ROOT,
                                "has '%s' in row %d of column '%s', which is no %s",
                                new String(cell, offset, Math.min(length, 40)),
                                row,
                                described.name(),
                                described.type()));
            }
        }

        @Override
        protected void handleEmpty() {
            throw unlike(file, "has an empty line");
        }

        @Override
        protected Boolean buildRecord() {
            if (getFieldCount() != columns.size()) {
                throw unlike(file, "has fewer columns than its sidecar says");
            }
            row++;
            return Boolean.TRUE;
        }
    }

    /** Where the rows came from before they were in the file; a derived table is told to be one, and keeps its label. */
    private static Provenance provenance(Path file, Sidecar about) throws IOException {
        String note = READ_FROM + file.getFileName();
        Provenance from = about.provenance();
        if (from == null) {
            List<String> notes = new ArrayList<>(List.of(Sidecar.DERIVED));
            if (!about.label().isEmpty() && !about.label().equals(Provenance.INVENTED)) {
                notes.add(about.label());
            }
            Instant written = Files.getLastModifiedTime(file).toInstant();
            from = new Provenance(
                    about.table(),
                    "csv:" + file.getFileName(),
                    !about.label().isEmpty(),
                    0,
                    about.rows(),
                    null,
                    null,
                    written,
                    false,
                    notes);
        }
        List<String> notes = new ArrayList<>(from.notes());
        notes.removeIf(old -> old.startsWith(READ_FROM));
        return new Provenance(
                        from.query(),
                        from.source(),
                        from.invented(),
                        from.pages(),
                        from.cached(),
                        from.rows(),
                        from.from(),
                        from.to(),
                        from.fetched(),
                        from.complete(),
                        notes)
                .withNote(note);
    }
}
