package dev.kalshilab.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Money that came into the account.
 *
 * @param id the deposit
 * @param status pending, applied, failed or returned
 * @param type ach, wire, crypto, debit or apm
 * @param amount what was paid in, in dollars
 * @param fee what it cost, in dollars
 * @param createdTs when it was made
 * @param finalizedTs when it was applied, failed or came back
 * @param unknown what was sent beside the other components, as one JSON object
 */
public record Deposit(
        String id,
        @Nullable String status,
        @Nullable String type,
        @Nullable Money amount,
        @Nullable Money fee,
        @Nullable Instant createdTs,
        @Nullable Instant finalizedTs,
        @Nullable String unknown) {}
