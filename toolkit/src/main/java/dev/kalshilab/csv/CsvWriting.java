package dev.kalshilab.csv;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import dev.kalshilab.model.KalshiException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** The rows of a table as CSV bytes, a row at a time. */
final class CsvWriting {
    private static final int BUFFER = 1 << 16;

    private CsvWriting() {}

    /** Writes the table and waits until it is on the disk; gives the SHA-256 of its bytes. */
    static String write(Table table, Replacement to) throws IOException {
        if (table.columnCount() == 0) {
            throw new KalshiException("Table '" + table.name() + "' has no columns, so there is no CSV of it."
                    + "\nAdd a column first; a table without rows is fine.");
        }
        MessageDigest sha256 = sha256();
        // Not closed but flushed: the file must be forced to the disk while it is open.
        CsvWriter csv = CsvWriter.builder()
                .lineDelimiter(LineDelimiter.CRLF)
                // With one column an empty cell would be an empty line, which readers skip: there it is "".
                .quoteStrategy(table.columnCount() == 1 ? QuoteStrategies.EMPTY : QuoteStrategies.REQUIRED)
                .build(
                        new BufferedOutputStream(new DigestOutputStream(to.stream(), sha256), BUFFER),
                        StandardCharsets.UTF_8);
        try {
            rows(table, csv);
        } catch (UncheckedIOException e) {
            IOException cause = e.getCause();
            throw cause == null ? new IOException(e) : cause;
        }
        csv.flush();
        to.seal();
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static void rows(Table table, CsvWriter csv) {
        List<Cells> columns = Cells.of(table);
        CsvWriter.CsvWriterRecord header = csv.writeRecord();
        for (Column<?> column : table.columns()) {
            header.writeField(Guard.guarded(column.name()));
        }
        header.endRecord();
        String missing = columns.size() == 1 ? "" : null;
        Cells[] cells = columns.toArray(Cells[]::new);
        int rows = table.rowCount();
        for (int row = 0; row < rows; row++) {
            CsvWriter.CsvWriterRecord line = csv.writeRecord();
            for (Cells column : cells) {
                String text = column.text(row);
                line.writeField(text == null ? missing : text);
            }
            line.endRecord();
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
