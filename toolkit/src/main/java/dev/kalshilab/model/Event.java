package dev.kalshilab.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One occurrence that markets are about; {@code markets} is null unless they were asked for together.
 */
public record Event(
        String eventTicker,
        @Nullable String seriesTicker,
        @Nullable String title,
        @Nullable String subTitle,
        @Nullable String category,
        @Nullable Boolean mutuallyExclusive,
        @Nullable Instant strikeDate,
        @Nullable String strikePeriod,
        @Nullable String collateralReturnType,
        @Nullable Instant lastUpdatedTs,
        @Nullable String feeTypeOverride,
        @Nullable Double feeMultiplierOverride,
        @Nullable String settlementSources,
        @Nullable String productMetadata,
        @Nullable Boolean availableOnBrokers,
        @Nullable Long exchangeIndex,
        @Nullable List<Market> markets,
        @Nullable String unknown) {}
