package dev.kalshilab.feed;

import dev.kalshilab.model.KalshiException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a subscription can say of a channel beside its name, by the exchange's own names; checked before it is sent. */
final class Parameters {
    private static final String SHARDS = "shard_factor";
    private static final String SHARD = "shard_key";
    private static final long MOST_SHARDS = 100;
    private static final List<String> IDS = List.of("market_id", "market_ids");

    private enum Kind {
        TRUE_OR_FALSE("true or false"),
        WHOLE("a whole number"),
        TEXT("a text"),
        TEXTS("a list of texts");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        boolean takes(@Nullable Object value) {
            return switch (this) {
                case TRUE_OR_FALSE -> value instanceof Boolean;
                case WHOLE -> value instanceof Integer || value instanceof Long;
                case TEXT -> value instanceof String text && !text.isBlank();
                case TEXTS ->
                    value instanceof Collection<?> all
                            && !all.isEmpty()
                            && all.stream().allMatch(TEXT::takes);
            };
        }
    }

    // Beside those that name markets and the like.
    private static final Map<String, Map<String, Kind>> OF_CHANNELS = Map.of(
            "ticker",
            Map.of(
                    "market_id",
                    Kind.TEXT,
                    "market_ids",
                    Kind.TEXTS,
                    "send_initial_snapshot",
                    Kind.TRUE_OR_FALSE,
                    "skip_ticker_ack",
                    Kind.TRUE_OR_FALSE),
            "orderbook_delta",
            Map.of(Topic.YES_PRICES, Kind.TRUE_OR_FALSE),
            "communications",
            Map.of(SHARDS, Kind.WHOLE, SHARD, Kind.WHOLE));

    private final Topic topic;
    private final Map<String, Object> names = new LinkedHashMap<>();
    private final Map<String, Object> others = new LinkedHashMap<>();

    /**
     * Those of a channel.
     *
     * @throws KalshiException when the channel takes none of the kind, or not such a value
     */
    Parameters(Topic topic, Map<String, ?> said) {
        this.topic = topic;
        new TreeSet<>(said.keySet()).forEach(name -> take(name, said.get(name)));
        requireShards();
    }

    /** The markets, or what else the channel is of, that are named by a parameter. */
    List<String> names() {
        return names.values().stream()
                .flatMap(value -> value instanceof Collection<?> all ? all.stream() : List.of(value).stream())
                .map(String::valueOf)
                .toList();
    }

    /** The parameters but for those names. */
    Map<String, Object> others() {
        return others;
    }

    /** True when these say by other names than tickers which markets are wanted. */
    static boolean nameMarkets(Map<String, Object> parameters) {
        return IDS.stream().anyMatch(parameters::containsKey);
    }

    private void take(String name, @Nullable Object value) {
        String many = topic.naming().parameter();
        boolean names = topic.ofMarkets() && name.equals(many);
        boolean one = topic.ofMarkets() && many.equals(name + "s") && name.equals("market_ticker");
        Kind kind = names ? Kind.TEXTS : one ? Kind.TEXT : kind(name, value);
        if (value == null || !kind.takes(value)) {
            throw new KalshiException(
                    name + " of " + topic.channel() + " cannot be " + shown(value) + ".\nIt is " + kind.words + ".");
        }
        if (names || one) {
            this.names.put(name, value);
        } else {
            others.put(name, value instanceof Collection<?> all ? List.copyOf(all) : value);
        }
    }

    private Kind kind(String name, @Nullable Object value) {
        if (topic.schema() == null) {
            // Nobody here knows the channel: what it takes is between the user and the exchange.
            for (Kind kind : Kind.values()) {
                if (kind.takes(value)) {
                    return kind;
                }
            }
            return Kind.TEXT;
        }
        Kind kind = OF_CHANNELS.getOrDefault(topic.channel(), Map.of()).get(name);
        if (kind == null) {
            throw new KalshiException("The channel " + topic.channel() + " takes no " + name + ".\n" + takes());
        }
        return kind;
    }

    private String takes() {
        TreeSet<String> all = new TreeSet<>(
                OF_CHANNELS.getOrDefault(topic.channel(), Map.of()).keySet());
        if (topic.ofMarkets()) {
            all.add(topic.naming().parameter());
        }
        return all.isEmpty() ? "It takes no parameters: leave it out." : "It takes " + String.join(", ", all) + ".";
    }

    private void requireShards() {
        if (topic.schema() == null || (!others.containsKey(SHARDS) && !others.containsKey(SHARD))) {
            return;
        }
        if (!(others.get(SHARDS) instanceof Number shards)) {
            throw new KalshiException(SHARD + " of " + topic.channel() + " says nothing without " + SHARDS
                    + ".\nSay into how many parts: Map.of(\"" + SHARDS + "\", 4, \"" + SHARD + "\", 0).");
        }
        if (shards.longValue() < 1 || shards.longValue() > MOST_SHARDS) {
            throw new KalshiException(
                    SHARDS + " of " + topic.channel() + " cannot be " + shards + ".\nGive 1 to " + MOST_SHARDS + ".");
        }
        if (others.get(SHARD) instanceof Number shard
                && (shard.longValue() < 0 || shard.longValue() >= shards.longValue())) {
            throw new KalshiException(SHARD + " of " + topic.channel() + " cannot be " + shard + ", of " + shards
                    + " parts.\nGive 0 to " + (shards.longValue() - 1) + ".");
        }
    }

    private static String shown(@Nullable Object value) {
        return value instanceof String text ? "'" + text + "'" : String.valueOf(value);
    }
}
