package dev.kalshilab.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Orders that are cancelled together once too many contracts of them were filled.
 *
 * <p>{@code orders} is null in a list of groups.
 *
 * @param id the group
 * @param isAutoCancelEnabled whether it cancels by itself
 * @param contractsLimit contracts that may be filled within 15 seconds
 * @param orders ids of its orders; only of a single group
 * @param exchangeIndex shard of the exchange
 * @param unknown what was sent beside the other components, as one JSON object
 */
public record OrderGroup(
        String id,
        @Nullable Boolean isAutoCancelEnabled,
        @Nullable Contracts contractsLimit,
        @Nullable List<String> orders,
        @Nullable Long exchangeIndex,
        @Nullable String unknown) {}
