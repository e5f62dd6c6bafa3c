package dev.kalshilab.rest;

import dev.kalshilab.cache.Range;
import dev.kalshilab.column.Columns;
import dev.kalshilab.model.ExchangeException;
import dev.kalshilab.model.Interval;
import dev.kalshilab.model.Request;
import dev.kalshilab.wire.Shapes;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Which markets the historical tier lists, and the time in which each of them may have candles. */
final class ArchivedMarkets {
    private static final int NAME = Shapes.MARKETS.index("ticker");
    private static final int OPEN = Shapes.MARKETS.index("open_time");
    private static final int CLOSE = Shapes.MARKETS.index("close_time");
    private static final int SETTLED = Shapes.MARKETS.index("settlement_ts");
    private static final long SECOND = 1_000_000;

    private final Function<Request, Pull> list;

    /** @param list asks for archived markets as they are now */
    ArchivedMarkets(Function<Request, Pull> list) {
        this.list = list;
    }

    /** Those that a request is about, by their tickers; none where there is no such tier, or it knows none of them. */
    Map<String, Range> of(Request request, Interval interval) {
        Map<String, Range> lives = new TreeMap<>();
        Pull pull = list.apply(request);
        try {
            for (Columns rows = pull.next(); rows != null; rows = pull.next()) {
                for (int row = 0; row < rows.rows(); row++) {
                    lives.put(String.valueOf(rows.textAt(NAME, row)), life(rows, row, interval));
                }
            }
        } catch (ExchangeException e) {
            if (e.status() != 404) {
                throw e;
            }
        }
        return lives;
    }

    /** Since it opened and until it ended for good, in whole seconds as the exchange's bounds are. */
    private static Range life(Columns rows, int row, Interval interval) {
        long from = rows.isMissing(OPEN, row) ? Timeline.EVER : Math.floorDiv(rows.longAt(OPEN, row), SECOND) * SECOND;
        long to = Timeline.ON;
        if (!rows.isMissing(CLOSE, row) && !rows.isMissing(SETTLED, row)) {
            long end = Math.max(rows.longAt(CLOSE, row), rows.longAt(SETTLED, row));
            // The last candle ends with its period, and its second is in it.
            long last =
                    Math.floorDiv(end, SECOND) + MarketCandles.longest(interval).toSeconds();
            to = (last + 1) * SECOND;
        }
        return from < to ? new Range(from, to) : new Range(Timeline.EVER, Timeline.ON);
    }
}
