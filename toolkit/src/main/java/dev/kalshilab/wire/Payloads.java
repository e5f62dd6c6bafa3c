package dev.kalshilab.wire;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonEncodingException;
import com.squareup.moshi.JsonReader;
import dev.kalshilab.column.Columns;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** Reads the payloads of one channel into rows. Not thread-safe. */
public final class Payloads {
    private final Columns rows;
    private final int received;
    // The column of the message's type; -1 where the channel sends one type alone.
    private final int type;
    private final RowReader reader;
    private final PlainRows plain;

    /** Into those rows, whose schema is one of {@link FeedShapes}. */
    public Payloads(Columns rows) {
        this.rows = rows;
        this.received = rows.schema().index(FeedShapes.RECEIVED);
        Shape shape = new Shape(rows.schema());
        this.plain = new PlainRows(shape, rows);
        this.type = FeedShapes.tellsType(rows.schema()) ? rows.schema().index(FeedShapes.TYPE) : -1;
        this.reader = new RowReader(shape, rows, Drift.ignored()).in("$.msg").strictly();
    }

    /**
     * Adds the row that a payload tells; when it cannot be read nothing is added.
     *
     * @param receivedMicros when it arrived, in microseconds since 1970
     * @throws Json.Malformed when it is no JSON
     * @throws dev.kalshilab.model.KalshiException when a value does not fit its field, or the row's identifier is
     *     missing
     */
    public void read(@Nullable String msg, long receivedMicros) throws Json.Malformed {
        read("", msg, receivedMicros);
    }

    /** As {@link #read(String, long)}, for a channel whose rows say what type of message they were. */
    public void read(String messageType, @Nullable String msg, long receivedMicros) throws Json.Malformed {
        int before = rows.rows();
        boolean read = false;
        try {
            rows.set(received, receivedMicros);
            if (type >= 0 && !messageType.isEmpty()) {
                rows.set(type, (Object) messageType);
            }
            reader.read(JsonReader.of(new Buffer().writeUtf8(msg == null ? "null" : msg)));
            read = true;
        } catch (EOFException e) {
            throw new Json.Malformed("it ends too early");
        } catch (JsonDataException | JsonEncodingException e) {
            throw new Json.Malformed(Json.said(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // no I/O reading from a Buffer
        } finally {
            if (!read) {
                rows.truncate(before);
            }
        }
    }

    /** Adds the row that a message tells, as {@link #read(String, String, long)} does with its type and payload. */
    public void read(FrameReader frame, long receivedMicros) throws Json.Malformed {
        if (frame.plain()) {
            if (plain.read(frame)) {
                rows.set(received, receivedMicros);
                if (type >= 0 && !frame.type().isEmpty()) {
                    rows.set(type, (Object) frame.type());
                }
                rows.endRow();
                return;
            }
            rows.truncate(rows.rows());
        }
        read(frame.type(), frame.payload(), receivedMicros);
    }
}
