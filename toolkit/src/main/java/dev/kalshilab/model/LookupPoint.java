package dev.kalshilab.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A combination of legs that somebody looked up of late.
 *
 * @param marketTicker the market of that combination
 * @param eventTicker its event
 * @param selectedMarkets the legs: market, event and side, as JSON
 * @param lastQueriedTs when it was last looked up
 * @param unknown what was sent beside the other components, as one JSON object
 */
public record LookupPoint(
        String marketTicker,
        @Nullable String eventTicker,
        @Nullable String selectedMarkets,
        @Nullable Instant lastQueriedTs,
        @Nullable String unknown) {}
