package dev.kalshilab.sandbox;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The channels of the stream, and which markets a subscription to them can name. */
enum StreamChannel {
    BOOK("orderbook_delta", Markets.NEEDED),
    TICKER("ticker", Markets.POSSIBLE),
    TRADE("trade", Markets.POSSIBLE),
    FILL("fill", Markets.POSSIBLE),
    POSITIONS("market_positions", Markets.POSSIBLE),
    ORDERS("user_orders", Markets.POSSIBLE),
    ORDER_GROUPS("order_group_updates", Markets.IGNORED),
    LIFECYCLE("market_lifecycle_v2", Markets.IGNORED),
    COMBO_LIFECYCLE("multivariate_market_lifecycle", Markets.IGNORED),
    COMMUNICATIONS("communications", Markets.IGNORED),
    CFBENCHMARKS("cfbenchmarks_value", Values.CFBENCHMARKS),
    /** Five values a second instead of one. */
    CFBENCHMARKS_OFTEN("cfbenchmarks_value_5hz", Values.CFBENCHMARKS),
    PYTH("pyth_value", Values.PYTH);

    /** Whether a subscription says which markets it is of. */
    enum Markets {
        NEEDED,
        POSSIBLE,
        IGNORED
    }

    /** How a subscription to values from outside the exchange says which it is of. */
    enum Values {
        CFBENCHMARKS(
                "index_ids",
                "subscribe_indices",
                "unsubscribe_indices",
                "indexlist",
                "_indexlist",
                StreamError.INDICES_REQUIRED),
        PYTH(
                "underlying_tickers",
                "subscribe_underlyings",
                "unsubscribe_underlyings",
                "underlying_list",
                "_underlying_list",
                StreamError.UNDERLYINGS_REQUIRED);

        /** The parameter with their names. */
        final String param;

        final String add;
        final String remove;
        final String list;
        /** What the name of the channel is followed by where the names are listed. */
        final String listed;
        /** What is wrong where names are needed and there are none. */
        final StreamError missing;

        Values(String param, String add, String remove, String list, String listed, StreamError missing) {
            this.param = param;
            this.add = add;
            this.remove = remove;
            this.list = list;
            this.listed = listed;
            this.missing = missing;
        }

        List<String> names() {
            return this == PYTH ? Indices.PYTH : Indices.CFBENCHMARKS;
        }
    }

    private static final Map<String, StreamChannel> NAMES = new HashMap<>();

    static {
        for (StreamChannel channel : values()) {
            NAMES.put(channel.word, channel);
        }
    }

    final String word;
    /** Null where it is about the exchange. */
    final @Nullable Values values;

    private final Markets markets;

    StreamChannel(String word, Markets markets) {
        this.word = word;
        this.markets = markets;
        this.values = null;
    }

    StreamChannel(String word, Values values) {
        this.word = word;
        this.markets = Markets.IGNORED;
        this.values = values;
    }

    /** Whether it was there in autumn 2025. */
    boolean isOld() {
        return switch (this) {
            case BOOK, TICKER, TRADE, FILL, POSITIONS, LIFECYCLE, COMMUNICATIONS -> true;
            case ORDERS, ORDER_GROUPS, COMBO_LIFECYCLE, CFBENCHMARKS, CFBENCHMARKS_OFTEN, PYTH -> false;
        };
    }

    /** The markets a subscription can name; in autumn 2025 the fills of all came to everybody who asked for some. */
    Markets markets(boolean cents) {
        return cents && this == FILL ? Markets.IGNORED : markets;
    }

    static @Nullable StreamChannel named(String word) {
        return NAMES.get(word);
    }
}
