package dev.kalshilab.sandbox;

import java.util.HashMap;
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
    /** Values of others' indices, which are not invented here. */
    CFBENCHMARKS("cfbenchmarks_value", Markets.IGNORED),
    PYTH("pyth_value", Markets.IGNORED);

    /** Whether a subscription says which markets it is of. */
    enum Markets {
        NEEDED,
        POSSIBLE,
        IGNORED
    }

    private static final Map<String, StreamChannel> NAMES = new HashMap<>();

    static {
        for (StreamChannel channel : values()) {
            NAMES.put(channel.word, channel);
        }
    }

    final String word;
    private final Markets markets;

    StreamChannel(String word, Markets markets) {
        this.word = word;
        this.markets = markets;
    }

    /** Whether the sandbox has something to say there. */
    boolean spoken() {
        return this != CFBENCHMARKS && this != PYTH;
    }

    /** Whether it was there in autumn 2025. */
    boolean isOld() {
        return switch (this) {
            case BOOK, TICKER, TRADE, FILL, POSITIONS, LIFECYCLE, COMMUNICATIONS -> true;
            case ORDERS, ORDER_GROUPS, COMBO_LIFECYCLE, CFBENCHMARKS, PYTH -> false;
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
