package dev.kalshilab.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which trades are asked for: of these markets, or of all when none is named, from {@code from} to before {@code to}. */
public record TradesRequest(
        List<String> tickers,
        @Nullable Moment from,
        @Nullable Moment to) {
    public TradesRequest {
        tickers = List.copyOf(tickers);
    }
}
