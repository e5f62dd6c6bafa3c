package dev.kalshilab.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A template for recurring events, such as the highest temperature in New York, day by day. */
public record Series(
        String ticker,
        @Nullable String title,
        @Nullable String category,
        @Nullable List<String> categories,
        @Nullable List<String> tags,
        @Nullable String frequency,
        @Nullable String feeType,
        @Nullable Double feeMultiplier,
        @Nullable Contracts volume,
        @Nullable Instant lastUpdatedTs,
        @Nullable String settlementSources,
        @Nullable String contractUrl,
        @Nullable String contractTermsUrl,
        @Nullable List<String> additionalProhibitions,
        @Nullable String productMetadata,
        @Nullable Long exchangeIndex,
        @Nullable String unknown) {}
