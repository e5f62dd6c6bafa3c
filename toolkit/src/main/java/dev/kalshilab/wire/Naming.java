package dev.kalshilab.wire;

/** How commands of the stream say which markets, indices or prices a channel is wanted of. */
public enum Naming {
    MARKETS("markets", "market_tickers", "add_markets", "delete_markets"),
    INDICES("indices", "index_ids", "subscribe_indices", "unsubscribe_indices"),
    UNDERLYINGS("underlyings", "underlying_tickers", "subscribe_underlyings", "unsubscribe_underlyings");

    /** What channels of values are given for all of them; of markets none is named then. */
    public static final String ALL = "all";

    private final String words;
    private final String parameter;
    final String add;
    final String remove;

    Naming(String words, String parameter, String add, String remove) {
        this.words = words;
        this.parameter = parameter;
        this.add = add;
        this.remove = remove;
    }

    /** Of that channel; markets where nobody knows it. */
    public static Naming of(String channel) {
        return switch (channel) {
            case "cfbenchmarks_value", "cfbenchmarks_value_5hz" -> INDICES;
            case "pyth_value" -> UNDERLYINGS;
            default -> MARKETS;
        };
    }

    /** The parameter that has their names. */
    public String parameter() {
        return parameter;
    }

    /** The exchange's word for an action that has a word for markets: {@code add_markets}, {@code delete_markets}. */
    String action(String ofMarkets) {
        return ofMarkets.equals(MARKETS.add) ? add : ofMarkets.equals(MARKETS.remove) ? remove : ofMarkets;
    }

    /** For a reader. */
    @Override
    public String toString() {
        return words;
    }
}
