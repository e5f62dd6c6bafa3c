package dev.kalshilab.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One order of the account as it stands: what was asked, what was filled, what rests. */
public record Order(
        String ticker,
        String orderId,
        @Nullable String clientOrderId,
        @Nullable String status,
        @Nullable String type,
        @Nullable String side,
        @Nullable String action,
        @Nullable String outcomeSide,
        @Nullable String bookSide,
        @Nullable Price yesPrice,
        @Nullable Price noPrice,
        @Nullable Contracts initialCount,
        @Nullable Contracts fillCount,
        @Nullable Contracts remainingCount,
        @Nullable Money takerFillCost,
        @Nullable Money makerFillCost,
        @Nullable Money takerFees,
        @Nullable Money makerFees,
        @Nullable Instant createdTime,
        @Nullable Instant lastUpdateTime,
        @Nullable Instant expirationTime,
        @Nullable String selfTradePreventionType,
        @Nullable String orderGroupId,
        @Nullable Boolean cancelOrderOnPause,
        @Nullable Long queuePosition,
        @Nullable String userId,
        @Nullable Long subaccountNumber,
        @Nullable Long exchangeIndex,
        @Nullable String unknown) {}
