package dev.kalshilab.pace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How fast an account may ask, as the exchange states it.
 *
 * @param reads null when it is not stated
 * @param writes null when it is not stated
 * @param usualCost tokens of an operation that is not listed; null when it is not stated
 * @param costs the operations that are listed; empty when none are stated
 */
public record Limits(
        @Nullable Allowance reads,
        @Nullable Allowance writes,
        @Nullable Long usualCost,
        List<Cost> costs) {
    private static final long TOKENS_A_REQUEST = 10;

    public Limits {
        costs = List.copyOf(costs);
    }

    /**
     * A bucket.
     *
     * @param refill tokens a second
     * @param capacity tokens at most
     */
    public record Allowance(long refill, long capacity) {
        /** The bucket of these members of an answer, whichever it has: null when they say nothing usable. */
        public static @Nullable Allowance of(
                @Nullable Long refill, @Nullable Long capacity, @Nullable Long requestsASecond) {
            Long known = refill != null || requestsASecond == null
                    ? refill
                    : Long.valueOf(Math.min(requestsASecond, Tokens.FASTEST) * TOKENS_A_REQUEST);
            if (known == null || known <= 0) {
                return null;
            }
            return new Allowance(known, capacity == null || capacity <= 0 ? known : capacity);
        }
    }

    /**
     * What an operation costs.
     *
     * @param path with parameters as {@code :id} or {@code {id}}, with or without the API's root
     */
    public record Cost(String method, String path, long tokens) {}
}
