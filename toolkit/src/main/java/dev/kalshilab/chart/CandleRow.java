package dev.kalshilab.chart;

import java.time.Instant;

/** One row of a candle table, in dollars and contracts; what is missing is NaN. */
record CandleRow(
        Instant start,
        Instant end,
        double open,
        double high,
        double low,
        double close,
        double volume,
        double bid,
        double ask) {

    /** A period without a trade has no price of its own, whatever its quotes. */
    boolean traded() {
        return !Double.isNaN(open) && !Double.isNaN(close);
    }
}
