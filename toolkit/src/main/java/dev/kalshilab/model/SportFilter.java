package dev.kalshilab.model;

import org.jspecify.annotations.Nullable;

/**
 * A scope of events, such as Games, that a sport has, as a whole or in one of its competitions.
 *
 * <p>{@code competition} is null for the scopes of the sport as a whole, {@code scope} where there is none.
 *
 * @param sport the sport
 * @param position place of the sport in the order that the exchange shows, from 1
 * @param competition the competition; missing for the sport as a whole
 * @param scope one of the scopes
 * @param unknown what was sent beside the other components, as one JSON object
 */
public record SportFilter(
        String sport,
        @Nullable Long position,
        @Nullable String competition,
        @Nullable String scope,
        @Nullable String unknown) {}
