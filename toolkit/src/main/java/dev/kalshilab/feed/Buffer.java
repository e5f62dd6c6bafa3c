package dev.kalshilab.feed;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Schema;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.table.GrowingTable;
import dev.kalshilab.wire.FeedShapes;
import dev.kalshilab.wire.FrameReader;
import dev.kalshilab.wire.Json;
import dev.kalshilab.wire.Payloads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Table;

/**
 * The rows of one table that were received so far, within its bounds.
 *
 * <p>One thread adds rows and makes them known by {@link #publish}; any thread reads what is known. What finds no room,
 * or has to go, is counted.
 */
final class Buffer {
    // What a text takes beside its characters, and a reference to it.
    private static final int TEXT_BYTES = 60;
    // When there is no room an eighth goes at once: each time costs a copy of what stays.
    private static final int SHARE = 8;

    private final Schema schema;
    private final Bounds bounds;
    private final String name;
    private final int time;
    private final int received;
    private final int latency;
    private final int ticker;
    private final @Nullable Spill spill;

    // Of the thread that adds.
    private Columns rows;
    // Null where rows are written by who knows them.
    private @Nullable Payloads payloads;
    private long measured;
    private long bytes;
    private int published;

    // Of this.
    private final GrowingTable table;
    private Columns known;
    private long gone;
    private long spilled;
    private long refused;
    private long drained;
    private long undrained;

    /**
     * Empty.
     *
     * @param name by which {@link Feed#spilled} knows it
     */
    Buffer(Schema schema, @Nullable String time, Bounds bounds, String name) {
        this.schema = schema;
        this.name = name;
        this.bounds = bounds;
        this.time = time == null ? -1 : schema.index(time);
        this.received = schema.index(FeedShapes.RECEIVED);
        this.latency = schema.has(FeedShapes.LATENCY) ? schema.index(FeedShapes.LATENCY) : -1;
        this.ticker = schema.has("ticker") ? schema.index("ticker") : -1;
        Path directory = bounds.directory();
        this.spill = directory == null ? null : new Spill(directory, schema);
        this.rows = new Columns(schema);
        this.payloads = payloads(rows);
        this.table = new GrowingTable(rows);
        this.known = rows.snapshot();
    }

    private static @Nullable Payloads payloads(Columns rows) {
        return rows.schema().keepsUnknown() ? new Payloads(rows) : null;
    }

    Schema schema() {
        return schema;
    }

    // -- of the thread that adds -------------------------------------------------------------------------------------

    /** True when one more row, which arrived then, finds room; counts one that does not. */
    boolean hasRoom(long receivedMicros) {
        if (!isFull(receivedMicros)) {
            return true;
        }
        synchronized (this) {
            refused++;
        }
        return false;
    }

    /** True when it takes no row any more: it stops when it is full, and it is. */
    boolean isFull(long receivedMicros) {
        if (!bounds.stop()) {
            return false;
        }
        measure();
        return rows.rows() >= bounds.rows()
                || bytes >= bounds.bytes()
                || (bounds.age() != null
                        && rows.rows() > 0
                        && rows.longAt(received, 0) < receivedMicros - micros(bounds.age()));
    }

    private static long micros(Duration time) {
        return TimeUnit.MICROSECONDS.convert(time);
    }

    /**
     * Adds the row that a payload tells; when it cannot be read nothing is added.
     *
     * @throws Json.Malformed when it is no JSON
     * @throws dev.kalshilab.model.KalshiException when a value does not fit its field
     */
    void read(FrameReader frame, long receivedMicros) throws Json.Malformed {
        Objects.requireNonNull(payloads).read(frame, receivedMicros);
        late();
    }

    /** The rows, for who writes one itself and then calls {@link #late}. */
    Columns rows() {
        return rows;
    }

    /** Tells of the row that was just added how long its message took. */
    void late() {
        int row = rows.rows() - 1;
        if (latency >= 0 && time >= 0) {
            long at = rows.longAt(time, row);
            if (at != Columns.MISSING) {
                rows.replace(latency, row, rows.longAt(received, row) - at);
            }
        }
    }

    /** How long the message of the last row took; {@link Columns#MISSING} where nobody knows. */
    long latency() {
        int row = rows.rows() - 1;
        return latency < 0 || row < 0 ? Columns.MISSING : rows.longAt(latency, row);
    }

    /** The market of the last row; null where rows have none. */
    @Nullable
    String ticker() {
        return ticker < 0 ? null : rows.textAt(ticker, rows.rows() - 1);
    }

    /** True when rows were added that nobody knows of yet. */
    boolean isNew() {
        return rows.rows() > published;
    }

    /** Takes back the row that was added last. */
    void takeBack() {
        rows.truncate(rows.rows() - 1);
    }

    /** Makes the rows that were added known, and lets go what is too much. */
    void publish(long nowMicros) {
        measure();
        int leaving = tooMany(nowMicros);
        synchronized (this) {
            table.follow();
            if (leaving > 0) {
                leave(leaving);
            }
            known = rows.snapshot();
        }
        published = rows.rows();
    }

    private void measure() {
        if (bounds.bytes() == Long.MAX_VALUE) {
            return;
        }
        for (int i = 0; i < schema.fields().size(); i++) {
            switch (schema.fields().get(i).kind()) {
                case TEXT, JSON -> {
                    for (int row = (int) measured; row < rows.rows(); row++) {
                        Object text = rows.objectAt(i, row);
                        bytes +=
                                TEXT_BYTES + (text == null ? 0 : text.toString().length());
                    }
                }
                case INTEGER, NUMBER, TEXTS, DATE -> bytes += 8 * (rows.rows() - measured);
                // Twice: as it was sent, and as a table has it.
                case PRICE, MONEY, COUNT, INSTANT, FLAG -> bytes += 16 * (rows.rows() - measured);
            }
        }
        measured = rows.rows();
    }

    private int tooMany(long nowMicros) {
        if (bounds.stop()) {
            return 0;
        }
        int count = rows.rows();
        long leaving = 0;
        if (count > bounds.rows()) {
            leaving = count - bounds.rows() + bounds.rows() / SHARE;
        }
        if (bytes > bounds.bytes()) {
            leaving = Math.max(leaving, count - (long) (count * (bounds.bytes() * (1 - 1.0 / SHARE) / bytes)));
        }
        Duration age = bounds.age();
        if (age != null && count > 0) {
            int stale = stale(nowMicros - micros(age));
            boolean many = stale > count / SHARE || stale == count;
            boolean old = stale > 0 && rows.longAt(received, 0) < nowMicros - micros(age) / SHARE * (SHARE + 1);
            leaving = Math.max(leaving, many || old ? stale : 0);
        }
        return (int) Math.min(count, leaving);
    }

    /** How many rows in front arrived before then. */
    private int stale(long micros) {
        int row = 0;
        while (row < rows.rows() && rows.longAt(received, row) < micros) {
            row++;
        }
        return row;
    }

    private void leave(int count) {
        if (spill != null && spill.write(rows, count)) {
            spilled += count;
        }
        Columns left = rows.behind(count);
        if (measured > 0) {
            bytes -= bytes * count / measured;
            measured -= count;
        }
        rows = left;
        payloads = payloads(left);
        table.forget(count, left);
        gone += count;
    }

    // -- of any thread -----------------------------------------------------------------------------------------------

    /** The rows as they are now, as a table that never changes; what is known of them is found without the lock. */
    Table table(Function<Columns, Provenance> provenance) {
        Columns rows;
        Table made;
        synchronized (this) {
            rows = known;
            made = table.table();
        }
        return provenance.apply(rows).attach(made);
    }

    /** What is known, for reading only. */
    synchronized Columns known() {
        return known;
    }

    /** Rows, and how many before them went before anybody drained them. */
    record Drained(Columns rows, long missed) {}

    /** The rows that came since the last call. */
    synchronized Drained drain() {
        long missed = Math.max(0, gone - drained);
        Columns next = known.behind((int) Math.max(0, drained - gone));
        drained = gone + known.rows();
        undrained += missed;
        return new Drained(next, missed);
    }

    /** Rows that ever came. */
    synchronized long total() {
        return gone + known.rows();
    }

    /** Rows in memory. */
    synchronized int size() {
        return known.rows();
    }

    /** Rows that nobody has: they found no room, or had to go, went to no disk and were not drained before. */
    synchronized long dropped() {
        return refused + Math.max(0, undrained + Math.max(0, gone - drained) - spilled);
    }

    /** Rows that went to the disk. */
    synchronized long onDisk() {
        return spilled;
    }

    /** What a reader of the rows must know. */
    synchronized @Nullable String note() {
        if (refused > 0) {
            return Tally.count(refused, "message") + " left out: there was no room for more than "
                    + Tally.count(known.rows(), "row");
        }
        String onDisk = spill == null ? null : spill.note(name);
        if (gone > spilled) {
            return Tally.count(gone - spilled, "row") + " dropped, the oldest" + (onDisk == null ? "" : "; " + onDisk);
        }
        return onDisk;
    }

    /** The rows on the disk. */
    Columns spilled() {
        return spill == null ? new Columns(schema) : spill.read();
    }

    void close() {
        if (spill != null) {
            spill.close();
        }
    }
}
