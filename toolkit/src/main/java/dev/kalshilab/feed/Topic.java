package dev.kalshilab.feed;

import dev.kalshilab.column.Schema;
import dev.kalshilab.wire.BookMessages;
import dev.kalshilab.wire.FeedShapes;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A channel that can be subscribed to, and the table that it fills.
 *
 * @param channel as the exchange calls it
 * @param words what it brings, for a reader
 * @param ofMarkets whether markets can be named; of a channel where they cannot, those of all come
 * @param flags what is set to true when it is subscribed to
 * @param schema the rows that it fills; null for one whose messages are kept as they are
 */
record Topic(
        String channel,
        String words,
        boolean ofMarkets,
        List<String> flags,
        @Nullable Schema schema) {
    static final Topic TRADES = new Topic("trade", "trades", true, List.of(), FeedShapes.TRADES);

    // Tickers begin with what is, so that a quiet market has one.
    static final Topic TICKERS =
            new Topic("ticker", "tickers", true, List.of("send_initial_snapshot"), FeedShapes.TICKERS);

    // Prices of NO are asked for as those of YES, because the exchange has announced that there will be no other.
    static final Topic BOOKS =
            new Topic("orderbook_delta", "books", true, List.of(Topic.YES_PRICES), FeedShapes.BOOK_CHANGES);
    static final Topic FILLS = new Topic("fill", "fills", true, List.of(), FeedShapes.FILLS);
    static final Topic POSITIONS = new Topic("market_positions", "positions", true, List.of(), FeedShapes.POSITIONS);
    static final Topic ORDERS = new Topic("user_orders", "orders", true, List.of(), FeedShapes.ORDERS);
    static final Topic LIFECYCLE =
            new Topic("market_lifecycle_v2", "lifecycle", false, List.of(), FeedShapes.LIFECYCLE);
    static final Topic COMMUNICATIONS =
            new Topic("communications", "communications", false, List.of(), FeedShapes.COMMUNICATIONS);
    static final Topic ORDER_GROUPS =
            new Topic("order_group_updates", "order groups", false, List.of(), FeedShapes.ORDER_GROUPS);

    /** What messages without a table are called where a channel's name is asked for. */
    static final String OTHER = "other";

    /** The flag by which prices of NO come as prices of YES. */
    static final String YES_PRICES = "use_yes_price";

    private static final List<Topic> KNOWN =
            List.of(TRADES, TICKERS, BOOKS, FILLS, POSITIONS, ORDERS, LIFECYCLE, COMMUNICATIONS, ORDER_GROUPS);

    // What the user guide calls them.
    private static final Map<String, Topic> GUIDE =
            Map.of("trades", TRADES, "orderbook", BOOKS, "fills", FILLS, "positions", POSITIONS, "orders", ORDERS);

    /** The channel of that name, also of that in the user guide; one that is kept as it comes when nobody knows it. */
    static Topic named(String channel) {
        Topic guided = GUIDE.get(channel);
        return guided != null
                ? guided
                : KNOWN.stream()
                        .filter(topic -> topic.channel.equals(channel))
                        .findFirst()
                        .orElseGet(() -> new Topic(channel, channel, true, List.of(), null));
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
