package dev.kalshilab.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether the exchange and its trading are open.
 *
 * @param exchangeActive whether the exchange takes changes at all
 * @param tradingActive whether there is trading now
 * @param intraExchangeTransfersActive whether funds can move between shards
 * @param exchangeEstimatedResumeTime when a pause is expected to end
 * @param exchangeIndexStatuses the same by shard of the exchange, as JSON
 * @param unknown what was sent beside the other components, as one JSON object
 */
public record ExchangeStatus(
        @Nullable Boolean exchangeActive,
        @Nullable Boolean tradingActive,
        @Nullable Boolean intraExchangeTransfersActive,
        @Nullable Instant exchangeEstimatedResumeTime,
        @Nullable String exchangeIndexStatuses,
        @Nullable String unknown) {}
