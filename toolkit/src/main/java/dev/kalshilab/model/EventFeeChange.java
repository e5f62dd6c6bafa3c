package dev.kalshilab.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change of the fees of one event; where both overrides are null, its series' fees are in force again.
 *
 * @param id the change
 * @param eventTicker the event
 * @param seriesTicker its series
 * @param feeTypeOverride the fee formula from then on; missing for the series'
 * @param feeMultiplierOverride factor on the fee formula from then on; missing for the series'
 * @param scheduledTs when it takes effect
 * @param unknown what was sent beside the other components, as one JSON object
 */
public record EventFeeChange(
        String id,
        @Nullable String eventTicker,
        @Nullable String seriesTicker,
        @Nullable String feeTypeOverride,
        @Nullable Double feeMultiplierOverride,
        @Nullable Instant scheduledTs,
        @Nullable String unknown) {}
