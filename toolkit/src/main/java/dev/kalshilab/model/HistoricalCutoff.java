package dev.kalshilab.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * From when on the exchange answers live; what is older is asked of its history.
 *
 * @param marketSettledTs markets settled before it, and their candles, are history
 * @param tradesCreatedTs trades and fills made before it are history
 * @param ordersUpdatedTs orders done before it are history
 * @param marketPositionsLastUpdatedTs settled positions last changed before it are history
 * @param unknown what was sent beside the other components, as one JSON object
 */
public record HistoricalCutoff(
        @Nullable Instant marketSettledTs,
        @Nullable Instant tradesCreatedTs,
        @Nullable Instant ordersUpdatedTs,
        @Nullable Instant marketPositionsLastUpdatedTs,
        @Nullable String unknown) {}
