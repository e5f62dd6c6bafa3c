package dev.kalshilab.retry;

import dev.failsafe.Execution;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Whether requests of one connection are made again, and the waiting before that; it has no thread of its own. */
public final class Retries implements AutoCloseable {
    private static final Duration LONGEST_ADVICE = Duration.ofSeconds(60);
    private static final int TENTHS_UP_TO = 10_000;

    private final boolean again;
    private final boolean waits;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicLong retried = new AtomicLong();
    private final AtomicInteger waiting = new AtomicInteger();

    private Retries(boolean again, boolean waits) {
        this.again = again;
        this.waits = waits;
    }

    public static Retries usual() {
        return new Retries(true, true);
    }

    /** For tests: as often as usual, without the waiting. */
    public static Retries atOnce() {
        return new Retries(true, false);
    }

    /** Nothing is made again: for tapes. */
    public static Retries never() {
        return new Retries(false, false);
    }

    /** Begins with a request. */
    public Attempts begin() {
        return new Attempts();
    }

    /** Requests made again so far. */
    public long retried() {
        return retried.get();
    }

    /** How many wait now to be made again. */
    public int waiting() {
        return waiting.get();
    }

    /** Ends all waiting: from now on nothing is made again. */
    @Override
    public void close() {
        closed.countDown();
    }

    /** The attempts at one request; of one thread. */
    public final class Attempts {
        private final long began = System.nanoTime();
        private final Map<Trouble, Execution<Boolean>> troubles = new EnumMap<>(Trouble.class);
        private int made = 1;

        private Attempts() {}

        /**
         * Decides whether to make another attempt after one that met that trouble, and waits until it is time.
         *
         * @param advice how long to wait at least, as somebody told; at most a minute is waited
         * @throws InterruptedException when the thread is interrupted, at once
         */
        public boolean again(Trouble trouble, Duration advice) throws InterruptedException {
            if (!again) {
                return false;
            }
            Execution<Boolean> execution = troubles.computeIfAbsent(trouble, one -> Execution.of(Policies.of(one)));
            execution.recordResult(false);
            if (execution.isComplete()) {
                return false;
            }
            Duration told = advice.compareTo(LONGEST_ADVICE) > 0 ? LONGEST_ADVICE : advice;
            Duration delay = execution.getDelay().compareTo(told) < 0 ? told : execution.getDelay();
            waiting.incrementAndGet();
            try {
                if (closed.await(waits ? delay.toNanos() : 0, TimeUnit.NANOSECONDS)) {
                    return false;
                }
            } finally {
                waiting.decrementAndGet();
            }
            made++;
            retried.incrementAndGet();
            return true;
        }

        /** Such as {@code tried 8 times in 21 s}; empty after one attempt. */
        @Override
        public String toString() {
            if (made == 1) {
                return "";
            }
            long millis = (System.nanoTime() - began) / 1_000_000;
            String seconds = millis < TENTHS_UP_TO
                    ? millis / 1_000 + "." + millis % 1_000 / 100
                    : Long.toString((millis + 500) / 1_000);
            return "tried " + made + " times in " + seconds + " s";
        }
    }
}
