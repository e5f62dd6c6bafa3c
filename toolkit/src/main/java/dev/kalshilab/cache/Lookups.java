package dev.kalshilab.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers to questions whose answer does not change within a session, such as the series of a ticker.
 *
 * @param <V> what the answers are
 */
public final class Lookups<V> {
    private static final int MOST = 100_000;

    private final Cache<String, V> known =
            Caffeine.newBuilder().maximumSize(MOST).recordStats().build();

    /** The known answer, or the one that {@code ask} gives now; a null is not kept. One asks at a time for a key. */
    public @Nullable V get(String key, Function<String, @Nullable V> ask) {
        return known.get(key, ask);
    }

    /** Forgets all answers. */
    public void clear() {
        known.invalidateAll();
    }

    /** How many questions were answered without asking. */
    public long hits() {
        return known.stats().hitCount();
    }
}
