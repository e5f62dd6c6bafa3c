package dev.kalshilab.wire;

import dev.kalshilab.column.Columns;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One answer of the exchange.
 *
 * @param rows its rows
 * @param cursor what to send for the next page; empty when this is the last
 * @param misfits how many values did not fit their columns: they are missing there, and kept in {@code unknown}
 * @param beside what stands in the answer and in no row, by its path, each as JSON: {@code milestones} beside events,
 *     {@code adjusted_end_ts} beside candles
 * @param tickers the markets that a batch answers, in its order, also those without a row; empty for other answers
 * @param raw the answer as it came; null where nobody wants it
 */
public record Page(
        Columns rows,
        String cursor,
        int misfits,
        Map<String, String> beside,
        List<String> tickers,
        @Nullable Body raw) {
    public Page {
        beside = Map.copyOf(beside);
        tickers = List.copyOf(tickers);
    }

    Page(Columns rows, String cursor, int misfits) {
        this(rows, cursor, misfits, Map.of(), List.of());
    }

    Page(Columns rows, String cursor, int misfits, Map<String, String> beside, List<String> tickers) {
        this(rows, cursor, misfits, beside, tickers, null);
    }

    /** The same with what it was read from. */
    Page of(Body whole) {
        return new Page(rows, cursor, misfits, beside, tickers, whole);
    }
}
