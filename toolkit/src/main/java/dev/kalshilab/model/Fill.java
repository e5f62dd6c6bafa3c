package dev.kalshilab.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One trade of the account: {@code count} contracts, bought or sold as {@code side} and {@code action} say.
 *
 * <p>Selling NO is buying YES: {@code outcomeSide} and {@code bookSide} give the direction that results. The direction
 * never changes the prices.
 */
public record Fill(
        String ticker,
        String fillId,
        @Nullable String tradeId,
        @Nullable String orderId,
        @Nullable Instant createdTime,
        @Nullable String side,
        @Nullable String action,
        @Nullable String outcomeSide,
        @Nullable String bookSide,
        @Nullable Price yesPrice,
        @Nullable Price noPrice,
        @Nullable Double price,
        @Nullable Contracts count,
        @Nullable Money feeCost,
        @Nullable Boolean isTaker,
        @Nullable String clientOrderId,
        @Nullable Long subaccountNumber,
        @Nullable Long exchangeIndex,
        @Nullable String unknown) {}
