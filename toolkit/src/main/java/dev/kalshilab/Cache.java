package dev.kalshilab;

import dev.kalshilab.cache.CacheStats;
import dev.kalshilab.rest.Rest;

/**
 * What a connection keeps of the exchange's answers: candles and trades that are final, markets that were paid, lists for
 * as long as they are good.
 *
 * <p>{@code KALSHI_CACHE} says where: a directory, {@code memory} or {@code off}; unset means the user's own directory
 * for caches. What belongs to an account is not kept, unless {@code KALSHI_CACHE_ACCOUNT} is {@code true}: then fills and
 * settlements that are final, in a directory, for you alone.
 */
public final class Cache {
    private final Rest rest;

    Cache(Rest rest) {
        this.rest = rest;
    }

    /**
     * What is kept, and what it was good for.
     *
     * @param memoryBytes what is in memory
     * @param diskBytes what the files take
     * @param entries how many pieces are in memory
     * @param hits how many pieces were served
     * @param misses how many questions found nothing, or not all
     * @param damaged how many files were found damaged; they are not believed, and asked for again
     */
    public record Stats(long memoryBytes, long diskBytes, long entries, long hits, long misses, long damaged) {}

    public Stats stats() {
        CacheStats stats = rest.cacheStats();
        return new Stats(
                stats.memoryBytes(), stats.diskBytes(), stats.entries(), stats.hits(), stats.misses(), stats.damaged());
    }

    /** Forgets all that is kept of this exchange, on the disk too. */
    public void clear() {
        rest.clearCache();
    }

    /** From now on nothing is sent: what is not kept is an error that says so. */
    public Cache offline() {
        rest.offline(true);
        return this;
    }

    /** Takes {@link #offline()} back. */
    public Cache online() {
        rest.offline(false);
        return this;
    }

    @Override
    public String toString() {
        return "Cache[" + stats() + "]";
    }
}
