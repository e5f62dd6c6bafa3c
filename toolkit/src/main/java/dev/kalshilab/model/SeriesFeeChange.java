package dev.kalshilab.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change of the fees of a series, made or planned.
 *
 * @param id the change
 * @param seriesTicker the series
 * @param feeType the fee formula from then on
 * @param feeMultiplier factor on the fee formula from then on
 * @param scheduledTs when it takes effect
 * @param unknown what was sent beside the other components, as one JSON object
 */
public record SeriesFeeChange(
        String id,
        @Nullable String seriesTicker,
        @Nullable String feeType,
        @Nullable Double feeMultiplier,
        @Nullable Instant scheduledTs,
        @Nullable String unknown) {}
