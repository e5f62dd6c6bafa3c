package dev.kalshilab.model;

import org.jspecify.annotations.Nullable;

/**
 * What the resting orders of the account are worth together.
 *
 * @param totalRestingOrderValue value of all resting orders, in dollars
 * @param restingOrderValueBreakdown the same in dollars by shard of the exchange, as JSON
 * @param unknown what was sent beside the other components, as one JSON object
 */
public record RestingOrderValue(
        @Nullable Money totalRestingOrderValue,
        @Nullable String restingOrderValueBreakdown,
        @Nullable String unknown) {}
