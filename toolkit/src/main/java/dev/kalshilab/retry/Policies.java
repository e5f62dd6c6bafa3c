package dev.kalshilab.retry;

import dev.failsafe.RetryPolicy;
import dev.failsafe.RetryPolicyBuilder;
import java.time.Duration;

/** How patiently a request is made again, by the trouble it met. */
final class Policies {
    private static final double JITTER = 0.25;

    /** About two minutes in all. */
    private static final RetryPolicy<Boolean> BUSY =
            backoff(11, 500, 16_000).withMaxDuration(Duration.ofMinutes(2)).build();

    /** Some twenty seconds. */
    private static final RetryPolicy<Boolean> FAILING = backoff(7, 250, 6_000).build();

    /** About a second. */
    private static final RetryPolicy<Boolean> UNREACHABLE = backoff(2, 300, 600).build();

    private static final RetryPolicy<Boolean> SLOW = RetryPolicy.<Boolean>builder()
            .handleResult(false)
            .withMaxRetries(1)
            .withDelay(Duration.ofSeconds(1))
            .withJitter(JITTER)
            .build();

    private Policies() {}

    static RetryPolicy<Boolean> of(Trouble trouble) {
        return switch (trouble) {
            case BUSY -> BUSY;
            case FAILING -> FAILING;
            case UNREACHABLE, GARBLED -> UNREACHABLE;
            case SLOW -> SLOW;
        };
    }

    /** Attempts may take long themselves, and so may the waits that somebody advises: after two minutes it is enough. */
    private static RetryPolicyBuilder<Boolean> backoff(int retries, long firstMillis, long longestMillis) {
        return RetryPolicy.<Boolean>builder()
                .handleResult(false)
                .withMaxRetries(retries)
                .withBackoff(Duration.ofMillis(firstMillis), Duration.ofMillis(longestMillis))
                .withJitter(JITTER)
                .withMaxDuration(Duration.ofMinutes(2));
    }
}
