package dev.kalshilab.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The cash of one subaccount on one shard of the exchange.
 *
 * @param subaccountNumber the subaccount; 0 is the primary one
 * @param exchangeIndex shard of the exchange
 * @param balance cash to trade with, in dollars
 * @param updatedTs when it last changed
 * @param unknown what was sent beside the other components, as one JSON object
 */
public record SubaccountBalance(
        long subaccountNumber,
        @Nullable Long exchangeIndex,
        @Nullable Money balance,
        @Nullable Instant updatedTs,
        @Nullable String unknown) {}
