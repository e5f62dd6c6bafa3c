package dev.kalshilab.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which trades are asked for: those from {@code from} to before {@code to}.
 *
 * @param tickers of these markets; null for every market
 */
public record TradesRequest(
        @Nullable List<String> tickers,
        @Nullable Moment from,
        @Nullable Moment to) {
    public TradesRequest {
        tickers = tickers == null ? null : List.copyOf(tickers);
    }
}
