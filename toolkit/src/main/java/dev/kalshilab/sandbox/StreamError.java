package dev.kalshilab.sandbox;

/** What can be wrong with a command, by the exchange's numbers. */
enum StreamError {
    UNREADABLE(1, "Unable to process message"),
    PARAMS_REQUIRED(2, "Params required"),
    CHANNELS_REQUIRED(3, "Channels required"),
    SIDS_REQUIRED(4, "Subscription IDs required"),
    UNKNOWN_COMMAND(5, "Unknown command"),
    UNKNOWN_SID(7, "Unknown subscription ID"),
    UNKNOWN_CHANNEL(8, "Unknown channel name"),
    INVALID(11, "Invalid parameter"),
    ONE_SID(12, "Exactly one subscription ID is required"),
    UNSUPPORTED_ACTION(13, "Unsupported action"),
    MARKET_REQUIRED(14, "Market Ticker required"),
    ACTION_REQUIRED(15, "Action required"),
    MARKET_NOT_FOUND(16, "Market not found"),
    SHARDS_TOO_FEW(19, "shard_factor must be > 0"),
    SHARDS_REQUIRED(20, "shard_factor is required when shard_key is set"),
    SHARD_OUTSIDE(21, "shard_key must be >= 0 and < shard_factor"),
    SHARDS_TOO_MANY(22, "shard_factor must be <= 100"),
    INDICES_REQUIRED(24, "Index IDs required"),
    OVERFLOW(25, "Subscription buffer overflow"),
    TOO_MANY_COMMANDS(27, "Too many requests"),
    UNDERLYINGS_REQUIRED(28, "Underlying tickers required");

    final int code;
    final String words;

    StreamError(int code, String words) {
        this.code = code;
        this.words = words;
    }

    /** A command that is answered with an error instead. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        final StreamError error;
        final String ticker;

        /** @param ticker the market it is about, empty where it is about none */
        Refused(StreamError error, String details, String ticker) {
            super(details.isEmpty() ? error.words : error.words + ": " + details, null, false, false);
            this.error = error;
            this.ticker = ticker;
        }
    }

    Refused because(String details) {
        return new Refused(this, details, "");
    }

    Refused refused() {
        return because("");
    }
}
