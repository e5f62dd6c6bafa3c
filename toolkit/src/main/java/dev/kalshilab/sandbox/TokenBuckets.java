package dev.kalshilab.sandbox;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The exchange's limiter: each key has a bucket for reading and one for writing, refilled by the second; a request
 * costs tokens, and one that costs more than there are is refused without any advice when to come again.
 */
final class TokenBuckets {
    static final int DEFAULT_COST = 10;
    static final int READ_RATE = 200;
    static final int READ_CAPACITY = 400;
    static final int WRITE_RATE = 100;

    /** Without a key some ten requests a second are served. */
    private static final int KEYLESS_RATE = 100;

    private static final double SECOND = 1e9;
    private static final int MOST_KEYS = 1_000;

    /** The operations whose cost is not the usual one. */
    static final List<Cost> COSTS = List.of(
            new Cost("POST", "/account/api_usage_level/upgrade", 30),
            new Cost("GET", "/cfbenchmarks", 50),
            new Cost("GET", "/cfbenchmarks/*endpoint", 50),
            new Cost("POST", "/communications/quotes", 2),
            new Cost("DELETE", "/communications/quotes/:quote_id", 2),
            new Cost("GET", "/communications/quotes/:quote_id", 2),
            new Cost("DELETE", "/communications/rfqs/:rfq_id/quotes/:quote_id", 2),
            new Cost("GET", "/margin/balance", 5),
            new Cost("PUT", "/multivariate_event_collections/:collection_ticker/lookup", 2),
            new Cost("DELETE", "/portfolio/events/orders/:order_id", 2),
            new Cost("DELETE", "/portfolio/events/orders/batched", 2),
            new Cost("GET", "/portfolio/orders/:order_id", 2));

    private final LongSupplier nanos;
    private final Map<String, Bucket> buckets = new HashMap<>();

    /** @param nanos the wall clock: the sandbox's own may stand still */
    TokenBuckets(LongSupplier nanos) {
        this.nanos = nanos;
    }

    record Cost(String method, String path, int tokens) {
        boolean is(String of, String pattern) {
            return method.equals(of) && path.replaceAll(":[a-z_]+", "{}").equals(pattern);
        }
    }

    private static final class Bucket {
        private final int rate;
        private final int capacity;
        private double tokens;
        private long last;

        Bucket(int rate, int capacity, long now) {
            this.rate = rate;
            this.capacity = capacity;
            this.tokens = capacity;
            this.last = now;
        }

        boolean take(int cost, long now) {
            tokens = Math.min(capacity, tokens + (now - last) / SECOND * rate);
            last = now;
            if (tokens < cost) {
                return false;
            }
            tokens -= cost;
            return true;
        }
    }

    static int cost(String method, String pattern) {
        return COSTS.stream()
                .filter(one -> one.is(method, pattern))
                .mapToInt(Cost::tokens)
                .findFirst()
                .orElse(DEFAULT_COST);
    }

    /**
     * @param key who asks, empty for a request without a key
     * @throws Refusal when the bucket does not hold as much
     */
    synchronized void take(String key, boolean write, int cost) {
        if (buckets.size() > MOST_KEYS) {
            buckets.clear();
        }
        long now = nanos.getAsLong();
        Bucket bucket = buckets.computeIfAbsent((write ? "w" : "r") + key, any -> {
            if (write) {
                return new Bucket(WRITE_RATE, WRITE_RATE, now);
            }
            return key.isEmpty()
                    ? new Bucket(KEYLESS_RATE, 2 * KEYLESS_RATE, now)
                    : new Bucket(READ_RATE, READ_CAPACITY, now);
        });
        if (!bucket.take(cost, now)) {
            throw Refusal.tooManyRequests();
        }
    }
}
