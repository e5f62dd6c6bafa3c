package dev.kalshilab.pace;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BlockingStrategy;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.time.Duration;

/**
 * One bucket of tokens, somewhat smaller and slower than the exchange's own, and slower still after refusals.
 *
 * <p>Rates are tokens in 100 seconds, so that a hundredth of a token a second is a whole number.
 */
final class Tokens {
    /** Tokens a second that no limit exceeds: Bucket4j refuses more than one a nanosecond. */
    static final long FASTEST = 1_000_000;

    private static final long PERIOD = 100;
    private static final long PERCENT = 99;
    private static final long LEEWAYS_A_SECOND = 20;
    private static final long SLOWEST = PERIOD * Costs.USUAL / 2;
    private static final long SECOND = 1_000_000_000;
    private static final long QUIET = 60 * SECOND;
    private static final long STEP = 10 * SECOND;
    private static final long STEPS = 20;

    private final TimeMeter meter;
    private final Bucket bucket;
    private long capacity;
    /** What it climbs back to, and what it is now. */
    private long limit;

    private long rate;
    private boolean refused;
    private long fell;
    private long nextStep;

    /** A bucket that is full, of exactly that size and rate. */
    Tokens(TimeMeter meter, long refill, long capacity) {
        this.meter = meter;
        this.capacity = capacity;
        this.limit = refill * PERIOD;
        this.rate = limit;
        this.bucket = Bucket.builder()
                .withCustomTimePrecision(meter)
                .addLimit(bandwidth())
                .build();
    }

    private Bandwidth bandwidth() {
        return Bandwidth.builder()
                .capacity(capacity)
                .refillGreedy(rate, Duration.ofSeconds(PERIOD))
                .build();
    }

    private void apply() {
        bucket.replaceConfiguration(
                BucketConfiguration.builder().addLimit(bandwidth()).build(), TokensInheritanceStrategy.AS_IS);
    }

    /** Takes so many when they are there and nobody waits for them. */
    boolean take(long tokens) {
        recover();
        return tokens == 0 || bucket.tryConsume(tokens);
    }

    /** Takes so many, those that come next; who came first gets them first. */
    void await(long tokens, BlockingStrategy waiting) throws InterruptedException {
        if (tokens == 0) {
            return;
        }
        try {
            bucket.asBlocking().consume(tokens, waiting);
        } catch (InterruptedException e) {
            bucket.addTokens(tokens); // an interrupted wait keeps its reservation
            throw e;
        }
    }

    /** Takes so many whether they are there or not. */
    void spend(long tokens) {
        bucket.consumeIgnoringRateLimits(tokens);
    }

    /**
     * Goes by what the exchange states. Answers take now this long and now that, so that requests bunch up on their way:
     * the bucket is smaller than stated by what a twentieth of a second brings.
     *
     * @param held what it held when the question was put
     * @param nanos how long ago that was
     */
    synchronized void adopt(Limits.Allowance stated, long held, long nanos) {
        long refill = Math.min(stated.refill(), FASTEST);
        long before = capacity;
        long limitBefore = limit;
        long there = bucket.getAvailableTokens();
        long millis = Math.min(nanos / 1_000_000, PERIOD * 1_000);
        capacity = Math.max(
                Costs.USUAL,
                Math.min(stated.capacity(), FASTEST * PERIOD) - (refill + LEEWAYS_A_SECOND - 1) / LEEWAYS_A_SECOND);
        limit = refill * PERCENT;
        rate = refused ? Math.max(1, Math.min(limit, limit * rate / limitBefore)) : limit;
        apply();
        if (!refused && limit >= limitBefore && capacity > before) {
            // What was taken until now came out of the larger bucket too, which has been refilled at its own rate
            // since.
            long taken = Math.max(0, held + limitBefore * millis / (PERIOD * 1_000) - there);
            long filled = Math.min(capacity, capacity - before + held + limit * millis / (PERIOD * 1_000));
            bucket.addTokens(Math.max(1, filled - taken - there));
        }
    }

    /**
     * Slows down, as a request was refused that was sent at that time. Those under way when it slowed down before say
     * nothing new.
     */
    synchronized void refused(long sent) {
        long now = meter.currentTimeNanos();
        nextStep = now + QUIET;
        if (refused && (sent - fell < 0 || now - fell < SECOND)) {
            return;
        }
        refused = true;
        fell = now;
        rate = Math.max(rate * 3 / 4, Math.min(limit, SLOWEST));
        apply();
        var ignored = bucket.tryConsumeAsMuchAsPossible();
    }

    private synchronized void recover() {
        if (rate == limit) {
            return;
        }
        long now = meter.currentTimeNanos();
        long before = rate;
        while (rate < limit && now - nextStep >= 0) {
            rate = Math.min(limit, rate + Math.max(1, limit / STEPS));
            nextStep += STEP;
        }
        if (rate != before) {
            apply();
        }
    }

    /** Hundredths of tokens a second. */
    synchronized long rate() {
        return rate;
    }

    synchronized long capacity() {
        return capacity;
    }

    long available() {
        return bucket.getAvailableTokens();
    }
}
