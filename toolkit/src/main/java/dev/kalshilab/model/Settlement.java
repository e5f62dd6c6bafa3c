package dev.kalshilab.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the account was paid when a market settled.
 *
 * <p>Profit or loss is {@code revenue − yesTotalCost − noTotalCost − feeCost}.
 */
public record Settlement(
        String ticker,
        @Nullable String eventTicker,
        @Nullable String marketResult,
        @Nullable Contracts yesCount,
        @Nullable Money yesTotalCost,
        @Nullable Contracts noCount,
        @Nullable Money noTotalCost,
        @Nullable Money revenue,
        @Nullable Price value,
        @Nullable Money feeCost,
        @Nullable Instant settledTime,
        @Nullable Long exchangeIndex,
        @Nullable String unknown) {
    /** Revenue less costs and fees, exactly; null when one of the amounts is missing. */
    public @Nullable Money profit() {
        if (revenue == null || yesTotalCost == null || noTotalCost == null || feeCost == null) {
            return null;
        }
        return revenue.minus(yesTotalCost).minus(noTotalCost).minus(feeCost);
    }
}
