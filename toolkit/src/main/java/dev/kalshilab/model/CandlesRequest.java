package dev.kalshilab.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which candles are asked for: those that end after {@code from} and not after {@code to}. */
public record CandlesRequest(
        List<String> tickers,
        Interval interval,
        @Nullable Moment from,
        @Nullable Moment to) {
    public CandlesRequest {
        tickers = List.copyOf(tickers);
    }
}
