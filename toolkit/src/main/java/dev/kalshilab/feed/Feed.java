package dev.kalshilab.feed;

import dev.kalshilab.book.LiveBook;
import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Records;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.model.Ticker;
import dev.kalshilab.table.Tables;
import dev.kalshilab.tape.Recorder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import tech.tablesaw.api.Table;

/**
 * Streams that fill tables while cells go on; close it when they are no longer wanted.
 *
 * <p>What breaks off is opened again. What was missed is in {@link #coverage()}; trades that were missed are asked for
 * afterwards. Opening the same feed again closes the one before, so that a cell that is run twice leaves one. Safe for
 * use by several threads.
 */
public final class Feed implements AutoCloseable {
    private static final Map<Source, Feed> OPEN = new ConcurrentHashMap<>();

    /** What makes two feeds the same: where from, and what. */
    private record Source(String place, String topics) {}

    private final Source source;
    private final Map<Topic, List<String>> topics;
    private final Connection connection;
    private final Session session;
    private final Standing standing;
    private final Runnable end = this::close;
    private final List<Recorder> tapes = new CopyOnWriteArrayList<>();

    private Feed(
            Connection connection,
            Map<Topic, List<String>> topics,
            Bounds bounds,
            Backfill backfill,
            Awake awake,
            long mostWaitingBytes,
            Duration answer,
            Supplier<Backoff> backoffs,
            Duration ping) {
        this.connection = connection;
        this.topics = new LinkedHashMap<>(topics);
        String place = connection
                .tape()
                .map(tape -> tape.file().toAbsolutePath().normalize().toString())
                .orElse(connection.name());
        List<String> each = new ArrayList<>();
        topics.forEach(
                (topic, tickers) -> each.add(topic.channel() + new TreeSet<>(tickers) + new TreeMap<>(topic.flags())));
        this.source = new Source(place, new TreeSet<>(each).toString());
        this.session =
                new Session(connection, this.topics, bounds, backfill, backoffs, awake, mostWaitingBytes, answer, ping);
        this.standing = new Standing(connection, this.topics, session);
    }

    static Feed open(
            Connection connection,
            Map<Topic, List<String>> topics,
            Bounds bounds,
            Backfill backfill,
            Awake awake,
            long mostWaitingBytes,
            Duration answer,
            Supplier<Backoff> backoffs,
            Duration ping) {
        return open(
                connection,
                new Feed(connection, topics, bounds, backfill, awake, mostWaitingBytes, answer, backoffs, ping));
    }

    private static Feed open(Connection connection, Feed feed) {
        connection.requireOpen();
        Feed before = OPEN.put(feed.source, feed);
        if (before != null) {
            before.close();
        }
        try {
            connection.whenClosed(feed.end);
            feed.session.start();
            if (connection.tape().isEmpty()) {
                feed.session.requireSubscribed();
            }
            return feed;
        } catch (RuntimeException e) {
            feed.close();
            throw e;
        }
    }

    // -- tables ------------------------------------------------------------------------------------------------------

    /**
     * The trades so far, in the order in which they came: a table of its own that never changes afterwards.
     *
     * <p>The columns are those of {@code kalshi.trades(…).table()}, and {@code received}, when the message arrived by
     * the connection's clock; {@code latency_us}, how long after the trade; {@code origin}, {@code stream} or {@code
     * rest}: missed on the stream and asked for afterwards. {@code Provenance.of(table)} says what was lost or not
     * understood, here as of each table.
     *
     * @throws KalshiException when the feed brings no trades; so does each table of what the feed does not bring
     */
    public Table trades() {
        return table(Topic.TRADES);
    }

    /** What was best in the markets and was traded there, a row a change, as {@link #trades()}. */
    public Table tickers() {
        return table(Topic.TICKERS);
    }

    /** The account's fills, as {@link #trades()}. */
    public Table fills() {
        return table(Topic.FILLS);
    }

    /** What the account holds, a row a change, as {@link #trades()}. */
    public Table positions() {
        return table(Topic.POSITIONS);
    }

    /** The account's orders, a row a change, as {@link #trades()}. */
    public Table orders() {
        return table(Topic.ORDERS);
    }

    /** What became of markets and events, a row a message, as {@link #trades()}. */
    public Table lifecycle() {
        return table(Topic.LIFECYCLE);
    }

    /** What became of requests for quotes and quotes, a row a message, as {@link #trades()}. */
    public Table communications() {
        return table(Topic.COMMUNICATIONS);
    }

    /** What became of the account's order groups, a row a message, as {@link #trades()}. */
    public Table orderGroups() {
        return table(Topic.ORDER_GROUPS);
    }

    /**
     * The rows of a channel by the exchange's own name, as {@link #trades()}: {@code channel("pyth_value")}.
     *
     * @throws KalshiException when the feed does not bring it, or the toolkit knows no table for it: see {@link
     *     #other()}
     */
    public Table channel(String name) {
        return table(Topic.named(name));
    }

    /**
     * Each change of the books, with what was best behind it, as {@link #trades()}; a row with {@code valid} false may
     * be wrong, and {@code problem} says why.
     */
    public Table bookChanges() {
        return table(Topic.BOOKS);
    }

    /**
     * The books of one market at the ends of such periods: of {@link #bookChanges()} the last row of each period that
     * has one; {@code time} and {@code received} say how old it is.
     */
    public Table bookChanges(String ticker, Duration every) {
        if (every.toNanos() < 1_000_000) {
            throw new KalshiException(
                    "bookChanges(…, " + every + ") has periods of less than a millisecond.\nGive a longer one.");
        }
        String market = Ticker.market(ticker);
        Columns rows = BookRows.lastOfEach(required(Topic.BOOKS).known(), market, every);
        return Tables.of(rows, standing.of(Topic.BOOKS, rows));
    }

    /**
     * The order book of a market as it is now, best first, in the columns of {@code kalshi.book(ticker).table()}; its
     * provenance says when it is not to be believed.
     */
    public Table book(String ticker) {
        required(Topic.BOOKS);
        String market = Ticker.market(ticker);
        LiveBook book = session.known().books.copy(market);
        List<String> notes = new ArrayList<>();
        String problem = book == null ? "no snapshot of " + market + " has come yet" : Books.problem(book);
        Columns rows = BookRows.of(book);
        if (problem != null) {
            notes.add(problem);
        }
        long heard = session.known().books.heard(market);
        Instant at = heard == Columns.MISSING ? session.now() : Records.instant(heard);
        notes.add("stream " + standing.state());
        return Tables.of(
                rows,
                new Provenance(
                        "Book[" + market + " of " + standing.asked() + "]",
                        connection.name(),
                        connection.isSandbox(),
                        Standing.NO_PAGES,
                        rows.rows(),
                        null,
                        null,
                        at,
                        problem == null && standing.isCovered(Topic.BOOKS),
                        notes));
    }

    /** The order book of a market as it is now: exact, with best prices, depth and whether it is valid. */
    public LiveBook liveBook(String ticker) {
        required(Topic.BOOKS);
        String market = Ticker.market(ticker);
        LiveBook book = session.known().books.copy(market);
        return book == null ? new LiveBook(market) : book;
    }

    /** What came and has no table, as it was sent: messages of other types, and what could not be read. */
    public Table other() {
        return session.known().others.table(rows -> standing.of(null, rows));
    }

    /**
     * What the streams covered and what they did not: a row a stretch of a channel, with {@code from}, {@code to},
     * {@code why} (connected, disconnected, sequence gap, overflow, stall, suspended, unreadable, not understood, not
     * subscribed),
     * {@code lost} messages where that is known, and whether it was {@code repaired}.
     */
    public Table coverage() {
        return coverage(session.known().coverage.rows(Lines.micros(session.now()), null));
    }

    /** As {@link #coverage()}, of one channel: {@code feed.coverage("trade")}. */
    public Table coverage(String channel) {
        Topic topic = Topic.named(channel);
        if (!topics.containsKey(topic)) {
            throw absent(topic);
        }
        return coverage(session.known().coverage.rows(Lines.micros(session.now()), topic.channel()));
    }

    private Table coverage(Columns rows) {
        return Tables.of(
                rows,
                new Provenance(
                        standing.asked(),
                        connection.name(),
                        connection.isSandbox(),
                        Standing.NO_PAGES,
                        rows.rows(),
                        null,
                        null,
                        session.now(),
                        true,
                        List.of("stream " + standing.state())));
    }

    /**
     * The rows of a channel that went to the disk, as {@code spilled("trade")}, or {@code spilled("other")} for those of
     * {@link #other()}: see {@link FeedPlan#spillTo}. While the feed is open more may go there between two calls; when
     * it is closed, these and those in memory are all rows.
     */
    public Table spilled(String channel) {
        if (channel.equals(Topic.OTHER)) {
            Columns rows = session.known().others.spilled();
            return Tables.of(rows, standing.of(null, rows));
        }
        Topic topic = Topic.named(channel);
        Columns rows = required(topic).spilled();
        return Tables.of(rows, standing.of(topic, rows));
    }

    private Table table(Topic topic) {
        return required(topic).table(rows -> standing.of(topic, rows));
    }

    private Buffer required(Topic topic) {
        Buffer buffer = session.known().buffers.get(topic);
        if (buffer == null) {
            throw absent(topic);
        }
        return buffer;
    }

    private KalshiException absent(Topic topic) {
        return new KalshiException(
                topics.containsKey(topic)
                        ? "The toolkit knows no table for " + topic.words()
                                + ".\nIts messages are kept as they came: feed.other()."
                        : "This feed brings no " + topic.words() + ", only " + FeedPlan.words(topics)
                                + ".\nOpen one that does.");
    }

    // -- waiting and consuming ---------------------------------------------------------------------------------------

    /**
     * Waits until that many rows have arrived, of all tables together; false when the time is over, or nothing more will
     * come: the feed or its tape has ended, or all tables are full and stop there ({@link FeedPlan#stopWhenFull}).
     *
     * @throws KalshiException when the stream broke off before, or the waiting was interrupted
     */
    public boolean await(long rows, Duration atMost) {
        try {
            boolean there = session.known().arrived.await(rows, TimeUnit.NANOSECONDS.convert(atMost));
            KalshiException failure = session.failure();
            if (!there && failure != null) {
                throw new KalshiException(String.valueOf(failure.getMessage()), failure.getCause());
            }
            return there;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KalshiException(
                    "Waiting for the feed was interrupted after "
                            + Tally.count(session.known().arrived.rows(), "row")
                            + ".\nThe feed goes on unless it is closed; its tables give what arrived.",
                    e);
        }
    }

    /**
     * The rows that came since the last call: each once, whoever looks at the tables meanwhile.
     *
     * @throws KalshiException when the feed has several tables: then {@link #drain(String)} says of which
     */
    public Table drain() {
        List<Topic> own =
                topics.keySet().stream().filter(topic -> topic.schema() != null).toList();
        if (own.isEmpty()) {
            throw absent(topics.keySet().iterator().next());
        }
        if (own.size() != 1) {
            throw new KalshiException("This feed has several tables, " + FeedPlan.words(topics)
                    + ".\nSay of which the new rows are wanted: feed.drain(\"trade\").");
        }
        return drain(own.get(0));
    }

    /** As {@link #drain()}, of that channel. */
    public Table drain(String channel) {
        return drain(Topic.named(channel));
    }

    private Table drain(Topic topic) {
        Buffer.Drained drained = required(topic).drain();
        return Tables.of(drained.rows(), standing.of(topic, drained));
    }

    /**
     * Shows the newest rows of each table in the running cell for that long, in the columns that there is room for, and
     * how the feed is doing; the cell can be stopped, and the feed goes on.
     */
    public void watch(Duration time) {
        Watch.over(time, this::newest, standing::health, this::isOpen);
    }

    /** As {@link #watch(Duration)}, but shows what that gives: a table, a chart. */
    public void watch(Duration time, Supplier<?> what) {
        Watch.over(time, () -> List.of(what.get()), standing::health, this::isOpen);
    }

    private List<Table> newest() {
        List<Topic> own =
                topics.keySet().stream().filter(topic -> topic.schema() != null).toList();
        List<Table> tables = new ArrayList<>();
        for (Topic topic : own) {
            Columns rows = Newest.of(required(topic).known(), own.size());
            tables.add(Newest.narrow(rows, Tables.of(rows, standing.of(topic, rows))));
        }
        if (own.size() < topics.size()) {
            Columns rows = Newest.of(session.known().others.known(), own.size());
            tables.add(Tables.of(rows, standing.of(null, rows)));
        }
        return tables;
    }

    // -- changing ----------------------------------------------------------------------------------------------------

    /**
     * Adds markets to the channels that were opened for some, or indices or underlyings to a channel of such; waits for
     * the exchange's answer.
     *
     * @throws KalshiException when the exchange refuses, and on a tape
     */
    public Feed add(String... tickers) {
        session.change(Line.Command.ADD, names(tickers));
        return this;
    }

    /** Takes markets, or what was added, out; what arrived of them stays. */
    public Feed remove(String... tickers) {
        session.change(Line.Command.REMOVE, names(tickers));
        return this;
    }

    /** As the channels that were opened for some call them. */
    private List<String> names(String... given) {
        if (connection.tape().isPresent()) {
            throw new KalshiException(connection.name()
                    + " is a recording: it plays what it has.\nOpen another feed of it" + " with what is wanted.");
        }
        if (!isOpen()) {
            throw new KalshiException("This feed is " + standing.state() + ".\nOpen it again to go on.");
        }
        List<Topic> some = topics.entrySet().stream()
                .filter(one -> !one.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        if (some.stream().map(Topic::naming).distinct().count() > 1) {
            throw new KalshiException("This feed brings " + FeedPlan.words(topics)
                    + ": which of them is meant is not certain.\nOpen a feed of its own for what is no market.");
        }
        Topic any = some.isEmpty() ? Topic.TRADES : some.get(0);
        List<String> names = List.of(given).stream().map(any::name).toList();
        if (names.contains(Topic.ALL)) {
            throw new KalshiException("A feed of some cannot go over to all " + any.naming()
                    + ".\nOpen one that names none: kalshi.feed().channel(\"" + any.channel() + "\").");
        }
        return names;
    }

    /**
     * Puts all that arrives from now on on a tape too, on the disk within a second, until the feed is closed. What
     * belongs to the account is not on it.
     *
     * @throws KalshiException when the file exists or cannot be written, and on a tape
     */
    public Feed record(Path file) {
        return record(file, false);
    }

    /** As {@link #record(Path)}; with {@code account} also what belongs to the account. */
    public Feed record(Path file, boolean account) {
        if (connection.tape().isPresent()) {
            throw new KalshiException(
                    connection.name() + " is a recording already.\nCopy its file, or record a live feed.");
        }
        Recorder tape = Recorder.to(
                file,
                account,
                "a feed of " + FeedPlan.words(topics) + ", recorded by the Kalshi toolkit on " + connection.name()
                        + " from " + session.now(),
                said -> {});
        connection.recordToo(tape);
        tapes.add(tape);
        session.record(tape);
        return this;
    }

    // -- how it stands -----------------------------------------------------------------------------------------------

    /**
     * How the feed is doing, in one line: {@code open, 1,204 messages a second, 35 ms behind, 1 gap, 1 repaired, 0 lost,
     * 1 reconnect}; {@code connecting} or {@code reconnecting} while any of its connections is.
     */
    public String health() {
        return standing.health();
    }

    /** True while rows may still arrive: it was not closed, and a tape has not come to its end. */
    public boolean isOpen() {
        return standing.isOpen();
    }

    /**
     * Ends the streams; what arrived is kept. Leaves no thread and no socket. Closing again does nothing.
     */
    @Override
    public void close() {
        standing.closes();
        session.close();
        connection.forget(end);
        OPEN.remove(source, this);
        for (Recorder tape : tapes) {
            connection.recordNoMore(tape);
            tape.close();
        }
    }

    @Override
    public String toString() {
        long unreadable = session.known().tally.unreadable();
        return "Feed[" + FeedPlan.words(topics) + " on " + connection.name() + ", " + standing.state() + ", "
                + Tally.count(session.inbox().arrived(), "message") + ", "
                + Tally.count(session.known().arrived.rows(), "row") + ", "
                + standing.losses()
                + (unreadable == 0 ? "" : ", " + unreadable + " unreadable") + "]";
    }
}
