package dev.kalshilab.feed;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether this machine slept, told by its two clocks: one of them stands still in sleep on some systems, and on all of
 * them nobody looked at the time for long. Of one thread, which looks several times a second.
 */
final class Awake {
    /** Nobody is kept from looking at a clock for so long but by sleep. */
    private static final long SLEEP_NANOS = Duration.ofSeconds(20).toNanos();
    /** Clocks are put right by less than this. */
    private static final long SHIFT_MILLIS = 5_000;

    private final LongSupplier nanos;
    private final LongSupplier millis;
    private long lastNanos;
    private long lastMillis;

    Awake(LongSupplier nanos, LongSupplier millis) {
        this.nanos = nanos;
        this.millis = millis;
        this.lastNanos = nanos.getAsLong();
        this.lastMillis = millis.getAsLong();
    }

    static Awake here() {
        return new Awake(System::nanoTime, System::currentTimeMillis);
    }

    long nanos() {
        return nanos.getAsLong();
    }

    /** How long it slept since the last call; null when it did not. */
    @Nullable
    Duration slept() {
        long newNanos = nanos.getAsLong();
        long newMillis = millis.getAsLong();
        long passed = newNanos - lastNanos;
        long shift = newMillis - lastMillis - passed / 1_000_000;
        lastNanos = newNanos;
        lastMillis = newMillis;
        if (passed < SLEEP_NANOS && shift < SHIFT_MILLIS) {
            return null;
        }
        return Duration.ofNanos(passed).plusMillis(Math.max(0, shift));
    }
}
