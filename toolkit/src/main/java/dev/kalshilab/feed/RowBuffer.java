package dev.kalshilab.feed;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Schema;
import dev.kalshilab.wire.Json;
import dev.kalshilab.wire.Payloads;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one channel that were received so far, of the markets that were asked for.
 *
 * <p>Bounded: what comes when it is full is counted and not kept. One thread adds, any thread reads.
 */
final class RowBuffer {
    private final Columns rows;
    private final Payloads payloads;
    private final int ticker;
    private final Set<String> tickers;
    private final int most;
    private long lost;
    private long strangers;
    private boolean ended;
    // The fewest rows that somebody waits for: nobody is woken for less.
    private long awaited = Long.MAX_VALUE;

    /** For rows of those markets, of all when there is none; at most so many rows. */
    RowBuffer(Schema schema, Collection<String> tickers, int most) {
        this.rows = new Columns(schema);
        this.payloads = new Payloads(rows);
        this.ticker = schema.index("ticker");
        this.tickers = Set.copyOf(tickers);
        this.most = most;
    }

    /**
     * Adds the row that a payload tells; when it cannot be read nothing is added.
     *
     * @throws Json.Malformed when it is no JSON
     * @throws dev.kalshilab.model.KalshiException when a value does not fit its field
     */
    synchronized void add(@Nullable String msg, long receivedMicros) throws Json.Malformed {
        if (rows.rows() >= most) {
            lost++;
            return;
        }
        int row = rows.rows();
        payloads.read(msg, receivedMicros);
        String market = rows.textAt(ticker, row);
        if (!tickers.isEmpty() && (market == null || !tickers.contains(market))) {
            rows.truncate(row);
            strangers++;
        } else if (rows.rows() >= awaited) {
            awaited = Long.MAX_VALUE;
            notifyAll();
        }
    }

    /** Nothing more will be added: nobody waits any longer. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** The rows as they are now; what comes later does not change them. */
    synchronized Columns snapshot() {
        return rows.snapshot();
    }

    /** Waits until there are that many rows, the time is over, or nothing more will come; true when there are. */
    synchronized boolean await(int wanted, long nanos) throws InterruptedException {
        long start = System.nanoTime();
        while (rows.rows() < wanted && !ended) {
            long left = nanos - (System.nanoTime() - start);
            if (left <= 0) {
                break;
            }
            awaited = Math.min(awaited, wanted);
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return rows.rows() >= wanted;
    }

    synchronized int size() {
        return rows.rows();
    }

    int most() {
        return most;
    }

    /** Messages that came when it was full. */
    synchronized long lost() {
        return lost;
    }

    /** Rows of markets that nobody asked for. */
    synchronized long strangers() {
        return strangers;
    }
}
