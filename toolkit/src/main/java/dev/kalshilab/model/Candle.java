package dev.kalshilab.model;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * One period of a market: trade prices, quotes, volume and open interest at its end.
 *
 * <p>The period is (start, end]. In a period without a trade the trade prices are null and {@code traded} is false;
 * {@code previous} is then the last price before it. {@code date} is the US Eastern date of {@code start}.
 */
public record Candle(
        String ticker,
        Instant start,
        Instant end,
        LocalDate date,
        @Nullable Price open,
        @Nullable Price high,
        @Nullable Price low,
        @Nullable Price close,
        @Nullable Price mean,
        @Nullable Price previous,
        @Nullable Price min,
        @Nullable Price max,
        @Nullable Contracts volume,
        @Nullable Contracts openInterest,
        @Nullable Boolean traded,
        @Nullable Price yesBidOpen,
        @Nullable Price yesBidHigh,
        @Nullable Price yesBidLow,
        @Nullable Price yesBidClose,
        @Nullable Price yesAskOpen,
        @Nullable Price yesAskHigh,
        @Nullable Price yesAskLow,
        @Nullable Price yesAskClose,
        @Nullable String unknown) {}
