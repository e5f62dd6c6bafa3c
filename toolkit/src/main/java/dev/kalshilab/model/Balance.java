package dev.kalshilab.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The account's cash, and what its positions are worth beside it.
 *
 * @param balance cash to trade with; the exact amount where the exchange sends it, else to the cent
 * @param portfolioValue current value of all positions, to the cent
 * @param updatedTs when it last changed
 * @param balanceBreakdown cash by shard of the exchange, as JSON
 */
public record Balance(
        @Nullable Money balance,
        @Nullable Money portfolioValue,
        @Nullable Instant updatedTs,
        @Nullable String balanceBreakdown,
        @Nullable String unknown) {}
