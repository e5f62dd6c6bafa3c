package dev.kalshilab.model;

import org.jspecify.annotations.Nullable;

/**
 * How an event is shown, and who decides it.
 *
 * @param imageUrl picture of the event
 * @param featuredImageUrl picture of its foremost market
 * @param marketDetails picture and color by market, as JSON
 * @param settlementSources who decides: name and url, as JSON
 * @param competition the competition
 * @param competitionScope which of its scopes
 * @param unknown what was sent beside the other components, as one JSON object
 */
public record EventMetadata(
        @Nullable String imageUrl,
        @Nullable String featuredImageUrl,
        @Nullable String marketDetails,
        @Nullable String settlementSources,
        @Nullable String competition,
        @Nullable String competitionScope,
        @Nullable String unknown) {}
