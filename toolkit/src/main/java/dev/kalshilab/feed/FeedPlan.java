package dev.kalshilab.feed;

import dev.kalshilab.http.Connection;
import dev.kalshilab.model.KalshiException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a feed is to bring: {@code kalshi.feed().trades(ticker).book(ticker).open()}. Nothing is connected before {@link
 * #open}.
 */
public final class FeedPlan {
    // What a burst may leave to be read: sockets are faster than readers.
    private static final long MOST_WAITING_BYTES = Runtime.getRuntime().maxMemory() / 4;

    private final Connection connection;
    private final Backfill backfill;
    // Channels in the order in which they were named; no tickers for those of all markets.
    private final Map<Topic, List<String>> topics;
    private final Bounds bounds;

    private FeedPlan(Connection connection, Backfill backfill, Map<Topic, List<String>> topics, Bounds bounds) {
        this.connection = connection;
        this.backfill = backfill;
        this.topics = topics;
        this.bounds = bounds;
    }

    /** A plan that brings nothing yet; what streams miss comes from there. */
    public static FeedPlan on(Connection connection, Backfill backfill) {
        return new FeedPlan(connection, backfill, Map.of(), Bounds.USUAL);
    }

    /** The public trades of these markets, beside those named before; of all markets when none is named. */
    public FeedPlan trades(String... tickers) {
        return with(Topic.TRADES, tickers);
    }

    /** What is best in these markets and was traded there, whenever it changes; of all markets when none is named. */
    public FeedPlan ticker(String... tickers) {
        return with(Topic.TICKERS, tickers);
    }

    /** The order books of these markets, and each of their changes. */
    public FeedPlan book(String... tickers) {
        return with(Topic.BOOKS, tickers);
    }

    /** The account's fills in these markets, in all when none is named. */
    public FeedPlan fills(String... tickers) {
        return with(Topic.FILLS, tickers);
    }

    /** What the account holds in these markets, whenever it changes; in all when none is named. */
    public FeedPlan positions(String... tickers) {
        return with(Topic.POSITIONS, tickers);
    }

    /** The account's orders in these markets, whenever they change; in all when none is named. */
    public FeedPlan orders(String... tickers) {
        return with(Topic.ORDERS, tickers);
    }

    /** What becomes of all markets and events: opened, closed, determined, settled. */
    public FeedPlan lifecycle() {
        return with(Topic.LIFECYCLE);
    }

    /** What the account's requests for quotes and quotes become. */
    public FeedPlan communications() {
        return with(Topic.COMMUNICATIONS);
    }

    /** What becomes of the account's order groups. */
    public FeedPlan orderGroups() {
        return with(Topic.ORDER_GROUPS);
    }

    /**
     * A channel by the exchange's own name: of these markets, or of these indices or underlyings where it is of such; of
     * all when none is named. {@link Feed#channel} has its rows; messages of a channel that the toolkit does not know
     * are kept as they come, in {@link Feed#other()}.
     */
    public FeedPlan channel(String name, String... tickers) {
        return with(named(name), tickers);
    }

    /**
     * A channel with what a subscription to it can say, by the exchange's own names: {@code channel("communications",
     * Map.of("shard_factor", 4, "shard_key", 0))}, {@code channel("pyth_value", Map.of("underlying_tickers",
     * List.of("Metal.XAU/USD")))}. Values are texts, whole numbers, true or false, or lists of texts.
     *
     * @throws KalshiException when the channel takes no such parameter, or not such a value
     */
    public FeedPlan channel(String name, Map<String, ?> parameters) {
        Topic topic = named(name);
        Parameters said = new Parameters(topic, parameters);
        List<String> before = topics.get(topic);
        List<String> names = said.names().isEmpty() && before != null ? before : said.names();
        return with(topic, said.others(), names.toArray(new String[0]));
    }

    private static Topic named(String channel) {
        if (channel.isBlank()) {
            throw new KalshiException("channel(…) was given a blank name.\nName one of the exchange's channels.");
        }
        return Topic.named(channel);
    }

    private FeedPlan with(Topic topic, String... tickers) {
        return with(topic, Map.of(), tickers);
    }

    private FeedPlan with(Topic topic, Map<String, Object> said, String... tickers) {
        if (!topic.ofMarkets() && tickers.length > 0) {
            throw new KalshiException("The channel " + topic.channel() + " takes no markets, and brings those of all."
                    + "\nLeave them out, and look for them in its rows.");
        }
        List<String> before = topics.get(topic);
        Map<Topic, List<String>> more = new LinkedHashMap<>();
        Topic whole = topic.saying(said);
        for (Map.Entry<Topic, List<String>> one : topics.entrySet()) {
            boolean same = one.getKey().equals(topic);
            whole = same ? one.getKey().saying(said) : whole;
            more.put(same ? whole : one.getKey(), one.getValue());
        }
        Set<String> named = new LinkedHashSet<>(before == null ? List.of() : before);
        for (String ticker : tickers) {
            named.add(topic.name(ticker));
        }
        boolean all = tickers.length == 0 || (before != null && before.isEmpty()) || named.contains(Topic.ALL);
        if (all && topic.isBooks()) {
            throw new KalshiException("book(…) was given no ticker, and the exchange streams no books of all markets."
                    + "\nName the markets: kalshi.feed().book(ticker).");
        }
        if (!named.isEmpty() && Parameters.nameMarkets(whole.flags())) {
            throw new KalshiException("The channel " + topic.channel() + " was given markets both by ticker and by id."
                    + "\nName them by their tickers alone.");
        }
        more.put(whole, all ? List.of() : List.copyOf(named));
        return new FeedPlan(connection, backfill, more, bounds);
    }

    /** At most so many rows of each table stay in memory; the oldest go, and are counted. Two million without this. */
    public FeedPlan keep(long rows) {
        if (rows < 1) {
            throw new KalshiException("keep(" + rows + ") would keep nothing.\nGive the most rows, 1 or more.");
        }
        return bounded(bounds.rows(rows));
    }

    /**
     * Rows that arrived longer ago than that go, and are counted: each before that time and an eighth of it are over.
     * With {@link #stopWhenFull} the time from the first row on.
     */
    public FeedPlan keep(Duration newest) {
        if (newest.isNegative() || newest.isZero()) {
            throw new KalshiException(
                    "keep(" + newest + ") would keep nothing.\nGive a time, such as" + " Duration.ofMinutes(30).");
        }
        return bounded(bounds.age(newest));
    }

    /** At most about so much memory a table; the oldest rows go, and are counted. */
    public FeedPlan keepMegabytes(long most) {
        if (most < 1) {
            throw new KalshiException("keepMegabytes(" + most + ") would keep nothing.\nGive 1 or more.");
        }
        return bounded(bounds.bytes(most << 20));
    }

    /**
     * Where there is no room for more, what comes is left out and counted, and the first rows stay; not together with
     * {@link #spillTo}, of which the last one said holds. Order books go on.
     */
    public FeedPlan stopWhenFull() {
        return bounded(bounds.stopping());
    }

    /** Rows that go are written into files of this directory, a table each; {@link Feed#spilled} reads them. */
    public FeedPlan spillTo(Path directory) {
        return bounded(bounds.spilling(directory));
    }

    private FeedPlan bounded(Bounds changed) {
        return new FeedPlan(connection, backfill, topics, changed);
    }

    /**
     * Connects and subscribes; the same feed that is open in this process is closed first.
     *
     * @throws KalshiException when the exchange refuses, or does not answer
     */
    public Feed open() {
        return open(Awake.here(), MOST_WAITING_BYTES, Session.ANSWER);
    }

    /** With clocks, room for what waits to be read, and a time to wait for answers of a test's own. */
    Feed open(Awake awake, long mostWaitingBytes, Duration answer) {
        return open(awake, mostWaitingBytes, answer, Backoff::usual, SocketTransport.PING);
    }

    /** As {@link #open(Awake, long, Duration)}, with waits between attempts and between pings of a test's own too. */
    Feed open(Awake awake, long mostWaitingBytes, Duration answer, Supplier<Backoff> backoffs, Duration ping) {
        if (topics.isEmpty()) {
            throw new KalshiException("This feed would bring nothing.\nSay what: kalshi.feed().trades(ticker).open().");
        }
        return Feed.open(connection, topics, bounds, backfill, awake, mostWaitingBytes, answer, backoffs, ping);
    }

    @Override
    public String toString() {
        return "FeedPlan[" + (topics.isEmpty() ? "nothing" : words(topics)) + " on " + connection.name()
                + ", not open]";
    }

    /** Such as {@code trades, tickers of KX-A; fills of all markets; pyth_value of all underlyings}. */
    static String words(Map<Topic, List<String>> topics) {
        Map<String, List<String>> byNames = new LinkedHashMap<>();
        topics.forEach((topic, tickers) -> byNames.computeIfAbsent(names(topic, tickers), ignored -> new ArrayList<>())
                .add(topic.words()));
        List<String> parts = new ArrayList<>();
        byNames.forEach((names, words) -> parts.add(String.join(", ", words) + names));
        return String.join("; ", parts);
    }

    private static final int TICKERS_SHOWN = 3;

    private static String names(Topic topic, List<String> tickers) {
        if (!topic.ofMarkets()) {
            return "";
        }
        if (Parameters.nameMarkets(topic.flags())) {
            return " of markets by their ids";
        }
        if (tickers.isEmpty()) {
            return " of all " + topic.naming();
        }
        return " of "
                + (tickers.size() <= TICKERS_SHOWN
                        ? String.join(", ", tickers)
                        : String.join(", ", tickers.subList(0, TICKERS_SHOWN)) + " and "
                                + (tickers.size() - TICKERS_SHOWN) + " more");
    }
}
