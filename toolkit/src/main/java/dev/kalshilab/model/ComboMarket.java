package dev.kalshilab.model;

import org.jspecify.annotations.Nullable;

/**
 * The market that is one combination of legs, as it was made or found.
 *
 * @param marketTicker the market
 * @param eventTicker its event
 * @param market the market as a whole, when asked for, as JSON
 * @param unknown what was sent beside the other components, as one JSON object
 */
public record ComboMarket(
        String marketTicker,
        @Nullable String eventTicker,
        @Nullable String market,
        @Nullable String unknown) {}
