package dev.kalshilab.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the account holds in one unsettled market; a negative {@code position} is that many NO contracts. */
public record Position(
        String ticker,
        @Nullable Contracts position,
        @Nullable Money marketExposure,
        @Nullable Money totalTraded,
        @Nullable Money realizedPnl,
        @Nullable Money feesPaid,
        @Nullable Long restingOrdersCount,
        @Nullable Instant lastUpdatedTs,
        @Nullable Long exchangeIndex,
        @Nullable String unknown) {}
