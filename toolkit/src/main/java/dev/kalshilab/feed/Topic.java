package dev.kalshilab.feed;

import dev.kalshilab.column.Schema;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Ticker;
import dev.kalshilab.wire.BookMessages;
import dev.kalshilab.wire.FeedShapes;
import dev.kalshilab.wire.Frames;
import dev.kalshilab.wire.Naming;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A channel that can be subscribed to, and the table that it fills.
 *
 * @param channel as the exchange calls it
 * @param words what it brings, for a reader
 * @param ofMarkets whether markets, or what it is of, can be named; of a channel where they cannot, those of all come
 * @param flags what is said beside them when it is subscribed to
 * @param schema the rows that it fills; null for one whose messages are kept as they are
 */
record Topic(
        String channel,
        String words,
        boolean ofMarkets,
        Map<String, Object> flags,
        @Nullable Schema schema) {
    static final Topic TRADES = new Topic("trade", "trades", true, Map.of(), FeedShapes.TRADES);

    // Tickers begin with what is, so that a quiet market has one.
    static final Topic TICKERS =
            new Topic("ticker", "tickers", true, Map.of("send_initial_snapshot", true), FeedShapes.TICKERS);

    // Prices of NO are asked for as those of YES, because the exchange has announced that there will be no other.
    static final Topic BOOKS =
            new Topic("orderbook_delta", "books", true, Map.of(Topic.YES_PRICES, true), FeedShapes.BOOK_CHANGES);
    static final Topic FILLS = new Topic("fill", "fills", true, Map.of(), FeedShapes.FILLS);
    static final Topic POSITIONS = new Topic("market_positions", "positions", true, Map.of(), FeedShapes.POSITIONS);
    static final Topic ORDERS = new Topic("user_orders", "orders", true, Map.of(), FeedShapes.ORDERS);
    static final Topic LIFECYCLE = new Topic("market_lifecycle_v2", "lifecycle", false, Map.of(), FeedShapes.LIFECYCLE);
    static final Topic COMMUNICATIONS =
            new Topic("communications", "communications", false, Map.of(), FeedShapes.COMMUNICATIONS);
    static final Topic ORDER_GROUPS =
            new Topic("order_group_updates", "order groups", false, Map.of(), FeedShapes.ORDER_GROUPS);

    static final Topic COMBO_LIFECYCLE =
            new Topic("multivariate_market_lifecycle", "combo lifecycle", false, Map.of(), FeedShapes.LIFECYCLE);
    private static final Topic INDICES = values("cfbenchmarks_value", FeedShapes.INDICES);
    private static final Topic INDICES_OFTEN = values("cfbenchmarks_value_5hz", FeedShapes.INDICES);
    private static final Topic UNDERLYINGS = values("pyth_value", FeedShapes.UNDERLYINGS);

    /** What messages without a table are called where a channel's name is asked for. */
    static final String OTHER = "other";

    /** The name that means all indices or underlyings; no market has it. */
    static final String ALL = Naming.ALL;

    /** The flag by which prices of NO come as prices of YES. */
    static final String YES_PRICES = "use_yes_price";

    /** What a recording has: the public streams of markets. */
    static final List<Topic> PUBLIC = List.of(TRADES, TICKERS, BOOKS, LIFECYCLE);

    private static final List<Topic> KNOWN = List.of(
            TRADES,
            TICKERS,
            BOOKS,
            FILLS,
            POSITIONS,
            ORDERS,
            LIFECYCLE,
            COMBO_LIFECYCLE,
            COMMUNICATIONS,
            ORDER_GROUPS,
            INDICES,
            INDICES_OFTEN,
            UNDERLYINGS);

    // What the user guide calls them.
    private static final Map<String, Topic> GUIDE =
            Map.of("trades", TRADES, "orderbook", BOOKS, "fills", FILLS, "positions", POSITIONS, "orders", ORDERS);

    private static Topic values(String channel, Schema schema) {
        return new Topic(channel, channel, true, Map.of(), schema);
    }

    /** The channel of that name, also of that in the user guide; one that is kept as it comes when nobody knows it. */
    static Topic named(String channel) {
        Topic guided = GUIDE.get(channel);
        return guided != null
                ? guided
                : KNOWN.stream()
                        .filter(topic -> topic.channel.equals(channel))
                        .findFirst()
                        .orElseGet(() -> new Topic(channel, channel, true, Map.of(), null));
    }

    /** What its names are of. */
    Naming naming() {
        return Naming.of(channel);
    }

    /** The same channel, of which this is said too, in place of what was said before. */
    Topic saying(Map<String, Object> more) {
        Map<String, Object> all = new LinkedHashMap<>(flags);
        all.putAll(more);
        return new Topic(channel, words, ofMarkets, Collections.unmodifiableMap(all), schema);
    }

    /**
     * A market, or what else it is of, as the exchange calls it.
     *
     * @throws KalshiException when it is none
     */
    String name(String given) {
        if (given.isBlank()) {
            throw new KalshiException(
                    naming() == Naming.MARKETS
                            ? "A feed of " + words + " was given a blank ticker.\nName a market, such as"
                                    + " kalshi.example(\"trades\").ticker(), or none for all markets."
                            : "A feed of " + words + " was given a blank name.\nName one of the " + naming()
                                    + ", or none for all of them.");
        }
        return naming() == Naming.MARKETS ? Ticker.market(given) : given.strip();
    }

    /** The command that subscribes to it. */
    String subscribe(int id, List<String> names) {
        return Frames.subscribe(id, channel, ofMarkets ? names : List.of(), flags);
    }

    /** True for messages of a type that this channel brings. */
    boolean brings(String type) {
        if (isBooks()) {
            return BookMessages.isAboutBook(type);
        }
        return schema != null && FeedShapes.ofType(type) == schema;
    }

    boolean isTrades() {
        return schema == FeedShapes.TRADES;
    }

    boolean isBooks() {
        return schema == FeedShapes.BOOK_CHANGES;
    }

    /** Of the same channel. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Topic topic && topic.channel.equals(channel);
    }

    @Override
    public int hashCode() {
        return channel.hashCode();
    }

    @Override
    public String toString() {
        return words;
    }
}
