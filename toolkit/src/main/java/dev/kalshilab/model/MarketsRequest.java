package dev.kalshilab.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which markets are asked for.
 *
 * @param span what {@code from} and {@code to} are about: {@code created}, {@code close} or {@code settled}
 */
public record MarketsRequest(
        @Nullable String event,
        @Nullable String series,
        List<String> tickers,
        @Nullable String status,
        String span,
        @Nullable Moment from,
        @Nullable Moment to) {
    public static final MarketsRequest ALL = new MarketsRequest(null, null, List.of(), null, "close", null, null);

    public MarketsRequest {
        tickers = List.copyOf(tickers);
    }
}
