package dev.kalshilab.feed;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before a stream is opened again: a time that doubles with each attempt, of which at least a half is
 * waited, so that those who were cut off together do not come back together. Of one thread.
 */
final class Backoff {
    private static final int MOST_DOUBLINGS = 20;

    private final Duration first;
    private final Duration most;
    private final RandomGenerator random;
    private int doublings;
    // Before the attempt that ended last.
    private Duration waited = Duration.ZERO;

    Backoff(Duration first, Duration most, RandomGenerator random) {
        this.first = first;
        this.most = most;
        this.random = random;
    }

    /** From a second to a minute. */
    static Backoff usual() {
        return new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), RandomGenerator.getDefault());
    }

    /**
     * The time to wait after an attempt.
     *
     * @param lasted how long it lasted
     * @param served whether all was subscribed to in it: if so, and it outlasted the wait for it, waits begin anew
     */
    Duration after(Duration lasted, boolean served) {
        if (served && lasted.compareTo(waited) > 0) {
            doublings = 0;
        }
        long whole = Math.min(most.toNanos(), first.toNanos() << doublings);
        doublings = Math.min(doublings + 1, MOST_DOUBLINGS);
        waited = Duration.ofNanos(whole - random.nextLong(whole / 2 + 1));
        return waited;
    }
}
