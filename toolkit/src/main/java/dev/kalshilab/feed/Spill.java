package dev.kalshilab.feed;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.RowFile;
import dev.kalshilab.column.Schema;
import dev.kalshilab.model.KalshiException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The rows of a buffer that went to the disk, in a file of their own. One thread writes, any thread reads. */
final class Spill {
    private static final String END = ".rows";
    private static final int BUFFER = 1 << 16;

    private final Path directory;
    private final Schema schema;
    private @Nullable Path file;
    private @Nullable DataOutputStream out;
    private long rows;
    private @Nullable String broken;

    Spill(Path directory, Schema schema) {
        this.directory = directory;
        this.schema = schema;
    }

    /** Writes the first rows; false when they are lost, for want of room or of leave to write. */
    synchronized boolean write(Columns leaving, int count) {
        if (broken != null) {
            return false;
        }
        try {
            DataOutputStream to = out;
            if (to == null) {
                Files.createDirectories(directory);
                file = Files.createTempFile(directory, schema.name().replace(' ', '-') + "-", END);
                to = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER));
                out = to;
            }
            RowFile.write(leaving, count, to);
            to.flush();
            rows += count;
            return true;
        } catch (IOException | RuntimeException e) {
            broken = e.getClass().getSimpleName() + ": " + e.getMessage();
            close();
            return false;
        }
    }

    /** The rows on the disk. */
    synchronized Columns read() {
        Columns all = new Columns(schema);
        Path from = file;
        if (from == null) {
            return all;
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(from), BUFFER))) {
            for (boolean more = true; more && all.rows() < rows; ) {
                more = RowFile.read(all, in);
            }
            return all;
        } catch (IOException e) {
            throw new KalshiException(
                    "The rows in " + from + " cannot be read (" + e.getClass().getSimpleName() + ": " + e.getMessage()
                            + ").\nThose in memory are in the feed's own tables.",
                    e);
        }
    }

    synchronized long rows() {
        return rows;
    }

    /** A line about what is on the disk; null when nothing is and nothing went wrong. */
    synchronized @Nullable String note() {
        if (broken != null) {
            return "older rows could not be written to " + directory + " (" + broken + ")";
        }
        return rows == 0 ? null : Tally.count(rows, "older row") + " in " + file + ": feed.spilled(channel) reads them";
    }

    synchronized void close() {
        DataOutputStream open = out;
        out = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            broken = String.valueOf(e.getMessage());
        }
    }
}
