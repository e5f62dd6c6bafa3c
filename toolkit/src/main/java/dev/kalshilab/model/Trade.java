package dev.kalshilab.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One public trade: {@code count} contracts changed hands at {@code yesPrice}, the taker buying {@code takerSide}. */
public record Trade(
        String ticker,
        String tradeId,
        @Nullable Instant createdTime,
        @Nullable Price yesPrice,
        @Nullable Price noPrice,
        @Nullable Double price,
        @Nullable Contracts count,
        @Nullable String takerSide,
        @Nullable String takerOutcomeSide,
        @Nullable String takerBookSide,
        @Nullable Boolean isBlockTrade,
        @Nullable String unknown) {}
