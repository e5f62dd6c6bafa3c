package dev.kalshilab.testkit.judge;

/** The exchange's bucket of tokens, by the time of arrival: refilled steadily, and a request that finds too few is refused. */
final class Budget {
    private final double rate;
    private final double capacity;
    private double tokens;
    private long last;

    /** @param rate tokens a second; 0 for no limit */
    Budget(double rate, double capacity) {
        this.rate = rate;
        this.capacity = capacity;
        this.tokens = capacity;
        this.last = System.nanoTime();
    }

    long rate() {
        return Math.round(rate);
    }

    long capacity() {
        return Math.round(capacity);
    }

    synchronized boolean take(int cost, long now) {
        if (rate <= 0) {
            return true;
        }
        tokens = Math.min(capacity, tokens + Math.max(0, now - last) / 1e9 * rate);
        last = Math.max(last, now);
        if (tokens < cost) {
            return false;
        }
        tokens -= cost;
        return true;
    }
}
