package dev.kalshilab.model;

import org.jspecify.annotations.Nullable;

/**
 * A ticker worth starting with on this connection.
 *
 * @param what what is there: {@code series}, {@code event}, {@code market}, {@code candles}, {@code trades} or
 *     {@code book}
 * @param ticker the ticker to ask for
 * @param interval the candle length that is there; null unless {@code what} is {@code candles}
 * @param rows how many rows are known to be there; null when it was not counted
 * @param why why this one
 */
public record Example(
        String what,
        String ticker,
        @Nullable Interval interval,
        @Nullable Long rows,
        String why) {}
