package dev.kalshilab.model;

import org.jspecify.annotations.Nullable;

/**
 * How many contracts must trade before a resting order does.
 *
 * <p>{@code marketTicker} is null for a single order.
 *
 * @param orderId the order
 * @param marketTicker its market
 * @param queuePosition contracts ahead of it
 * @param unknown what was sent beside the other components, as one JSON object
 */
public record QueuePosition(
        String orderId,
        @Nullable String marketTicker,
        @Nullable Contracts queuePosition,
        @Nullable String unknown) {}
