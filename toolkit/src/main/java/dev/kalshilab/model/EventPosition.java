package dev.kalshilab.model;

import org.jspecify.annotations.Nullable;

/** What the account holds in the unsettled markets of one event together. */
public record EventPosition(
        String eventTicker,
        @Nullable Contracts totalCostShares,
        @Nullable Money totalCost,
        @Nullable Money eventExposure,
        @Nullable Money realizedPnl,
        @Nullable Money feesPaid,
        @Nullable Long restingOrdersCount,
        @Nullable Long exchangeIndex,
        @Nullable String unknown) {}
