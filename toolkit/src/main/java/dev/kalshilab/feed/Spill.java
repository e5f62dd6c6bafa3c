package dev.kalshilab.feed;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.RowFile;
import dev.kalshilab.column.Schema;
import dev.kalshilab.model.KalshiException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.FileOutputStream;
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
                Path made = Files.createTempFile(directory, schema.name().replace(' ', '-') + "-", END);
                to = goOn(made);
                file = made;
            }
            RowFile.write(leaving, count, to);
            to.flush();
            rows += count;
            return true;
        } catch (IOException | RuntimeException e) {
            broken = Refusals.line(e.getClass().getSimpleName() + ": " + e.getMessage());
            close();
            return false;
        }
    }

    /** Writes into that file from now on. */
    synchronized DataOutputStream goOn(Path into) throws IOException {
        // No channel: an interrupt would close it.
        DataOutputStream next =
                new DataOutputStream(new BufferedOutputStream(new FileOutputStream(into.toFile()), BUFFER));
        out = next;
        return next;
    }

    /** The rows on the disk. More may be written meanwhile: nobody waits for whoever reads. */
    Columns read() {
        Columns all = new Columns(schema);
        Path from;
        long written;
        synchronized (this) {
            from = file;
            written = rows;
        }
        if (from == null) {
            return all;
        }
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(new FileInputStream(from.toFile()), BUFFER))) {
            while (all.rows() < written && RowFile.read(all, in)) {
                // the next block
            }
            if (all.rows() < written) {
                throw new EOFException("it has " + all.rows() + " of " + written + " rows");
            }
            return all;
        } catch (IOException e) {
            throw new KalshiException(
                    "The rows in " + from + " cannot be read (" + e.getClass().getSimpleName() + ": " + e.getMessage()
                            + ").\nThose in memory are in the feed's own tables.",
                    e);
        }
    }

    /** A line about what is on the disk; null when nothing is and nothing went wrong. */
    synchronized @Nullable String note(String name) {
        String written = rows == 0
                ? null
                : Tally.count(rows, "older row") + " in " + file + ": feed.spilled(\"" + name + "\") reads them";
        if (broken == null) {
            return written;
        }
        String failed = "older rows could not be written to " + directory + " (" + broken + ")";
        return written == null ? failed : failed + "; " + written;
    }

    synchronized void close() {
        DataOutputStream open = out;
        out = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            broken = broken == null ? Refusals.line(String.valueOf(e.getMessage())) : broken;
        }
    }
}
