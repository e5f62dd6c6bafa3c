package dev.kalshilab.feed;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Records;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.table.Tables;
import dev.kalshilab.tape.Tape;
import dev.kalshilab.wire.FeedShapes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import tech.tablesaw.api.Table;

/**
 * A stream that fills tables while cells go on; close it when it is no longer wanted.
 *
 * <p>Opening the same stream again closes the one before, so that a cell that is run twice leaves one feed. Safe for use
 * by several threads.
 */
public final class Feed implements AutoCloseable {
    private static final long ANSWER_SECONDS = 15;
    private static final int MOST_ROWS = 2_000_000;
    private static final long MOST_WAITING_BYTES = 64L << 20;
    private static final int TICKERS_SHOWN = 3;
    private static final Map<Stream, Feed> OPEN = new ConcurrentHashMap<>();

    /** What makes two feeds the same: where from, and what. */
    private record Stream(String source, Set<String> tickers) {}

    private final Stream stream;
    private final String asked;
    private final Connection connection;
    private final RowBuffer trades;
    private final Transport transport;
    private final Session session;
    private final Runnable end = this::close;
    private volatile boolean closed;
    private boolean ranOut;

    private Feed(Connection connection, List<String> tickers) {
        this.connection = connection;
        this.asked = asked(tickers);
        String source = connection
                .tape()
                .map(tape -> tape.file().toAbsolutePath().normalize().toString())
                .orElse(connection.name());
        this.stream = new Stream(source, new TreeSet<>(tickers));
        this.trades = new RowBuffer(FeedShapes.TRADES, tickers, MOST_ROWS);
        boolean live = connection.tape().isEmpty();
        this.transport = live
                ? new SocketTransport(connection)
                : new TapeTransport(
                        connection.nextRecordedStream(),
                        Session.CHANNEL,
                        connection.clock().instant());
        // The frames of a tape are in memory anyway: none is lost for want of room.
        this.session = new Session(transport, trades, new Inbox(live ? MOST_WAITING_BYTES : Long.MAX_VALUE));
    }

    static String asked(List<String> tickers) {
        if (tickers.isEmpty()) {
            return "trades of all markets";
        }
        return "trades of "
                + (tickers.size() <= TICKERS_SHOWN
                        ? String.join(", ", tickers)
                        : String.join(", ", tickers.subList(0, TICKERS_SHOWN)) + " and "
                                + (tickers.size() - TICKERS_SHOWN) + " more");
    }

    /** Opens the public trades of these markets, of all when none is named. */
    static Feed open(Connection connection, List<String> tickers) {
        connection.requireOpen();
        Feed feed = new Feed(connection, tickers);
        Feed before = OPEN.put(feed.stream, feed);
        if (before != null) {
            before.close();
        }
        try {
            connection.whenClosed(feed.end);
            feed.session.start(tickers);
            if (connection.tape().isEmpty()) {
                feed.session.requireSubscribed(connection.name(), ANSWER_SECONDS);
            }
            return feed;
        } catch (RuntimeException e) {
            feed.close();
            throw e;
        }
    }

    /**
     * The trades received so far, in the order in which they came: a table of its own that never changes afterwards.
     *
     * <p>The columns are those of {@code kalshi.trades(…).table()}, and {@code received}, when the message arrived by
     * the connection's clock. {@code Provenance.of(table)} says what was lost or not understood.
     */
    public Table trades() {
        // What is known is read before the rows: an end that is told has all its rows.
        List<String> notes = new ArrayList<>();
        boolean whole = whole(notes);
        boolean playedOut = playedOut();
        Columns rows = trades.snapshot();
        boolean absent = connection.tape().isPresent() && playedOut && rows.rows() == 0;
        if (absent) {
            notes.add(0, Provenance.NOT_RECORDED);
        }
        return Tables.of(rows, provenance(rows, whole && !absent, notes));
    }

    /** Notes how the stream stands; true when nothing that it brought is known to be missing. */
    private boolean whole(List<String> notes) {
        KalshiException failure = session.failure();
        notes.add(failure == null ? "stream " + state() : "broken off: " + Refusals.reasonOf(failure));
        if (session.overrun() > 0) {
            notes.add(Tally.count(session.overrun(), "message") + " lost: they came faster than they could be read");
        }
        if (trades.lost() > 0) {
            notes.add(
                    Tally.count(trades.lost(), "message") + " lost: a feed keeps " + Tally.count(trades.most(), "row"));
        }
        notes.addAll(session.tally().notes());
        if (trades.strangers() > 0) {
            notes.add(Tally.count(trades.strangers(), "trade") + " of other markets left out");
        }
        boolean cutOff = connection.tape().map(Tape::cutOff).orElse(false);
        if (cutOff) {
            notes.add("the tape was cut off in writing");
        }
        return failure == null && lost() == 0 && session.tally().harmless() && !cutOff;
    }

    private Provenance provenance(Columns rows, boolean complete, List<String> notes) {
        int time = rows.schema().index("created_time");
        long from = Long.MAX_VALUE;
        long to = Long.MIN_VALUE;
        for (int row = 0; row < rows.rows(); row++) {
            long at = rows.longAt(time, row);
            if (at != Columns.MISSING) {
                from = Math.min(from, at);
                to = Math.max(to, at);
            }
        }
        return new Provenance(
                "Feed[" + asked + "]",
                connection.name(),
                connection.isSandbox(),
                1,
                rows.rows(),
                from > to ? null : Records.instant(from),
                from > to ? null : Records.instant(to),
                transport.now(),
                complete,
                notes);
    }

    /**
     * Waits until that many trades have arrived; false when the time is over, or nothing more will come.
     *
     * @throws KalshiException when the stream broke off before, or the waiting was interrupted
     */
    public boolean await(int rows, Duration atMost) {
        try {
            boolean there = trades.await(rows, TimeUnit.NANOSECONDS.convert(atMost));
            if (!there) {
                session.requireWhole();
            }
            return there;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KalshiException(
                    "Waiting for the feed was interrupted after " + Tally.count(trades.size(), "row")
                            + ".\nThe feed goes on unless it is closed; feed.trades() gives what arrived.",
                    e);
        }
    }

    /**
     * Ends the stream; what arrived is kept. Leaves no thread and no socket. Closing again does nothing.
     */
    @Override
    public void close() {
        synchronized (this) {
            ranOut |= !closed && session.ended();
            closed = true;
        }
        session.close();
        connection.forget(end);
        OPEN.remove(stream, this);
    }

    /** True while trades may still arrive: it was not closed, did not break off, and a tape has not come to its end. */
    public boolean isOpen() {
        return !closed && !session.ended();
    }

    /** True when the stream came to its own end, not to ours. */
    private synchronized boolean playedOut() {
        return closed ? ranOut : session.ended();
    }

    private String state() {
        if (session.failure() != null) {
            return "broken off";
        }
        return playedOut() ? "ended" : closed ? "closed" : "open";
    }

    private long lost() {
        return session.overrun() + trades.lost();
    }

    @Override
    public String toString() {
        long unreadable = session.tally().unreadable();
        return "Feed[" + asked + " on " + connection.name() + ", " + state() + ", "
                + Tally.count(session.messages(), "message") + ", " + Tally.count(trades.size(), "row") + ", "
                + String.format(Locale.ROOT, "%,d lost", lost())
                + (unreadable == 0 ? "" : ", " + unreadable + " unreadable") + "]";
    }
}
