package dev.kalshilab.rest;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Records;
import dev.kalshilab.model.Interval;
import dev.kalshilab.model.Moment;
import dev.kalshilab.wire.Shapes;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/** Completes candles as they come from the wire: whose they are, when they began, and whether anything traded. */
final class CandleRows {
    private static final int TICKER = Shapes.CANDLES.index("ticker");
    private static final int START = Shapes.CANDLES.index("start");
    private static final int END = Shapes.CANDLES.index("end");
    private static final int DATE = Shapes.CANDLES.index("date");
    private static final int CLOSE = Shapes.CANDLES.index("close");
    private static final int VOLUME = Shapes.CANDLES.index("volume");
    private static final int TRADED = Shapes.CANDLES.index("traded");

    private CandleRows() {}

    /** Of one market; of several when {@code ticker} is null and each row has its own. */
    static Columns complete(Columns candles, @Nullable String ticker, Interval interval) {
        for (int row = 0; row < candles.rows(); row++) {
            Instant end = Records.instant(candles.longAt(END, row));
            Instant start = start(end, interval);
            if (ticker != null) {
                candles.replace(TICKER, row, ticker);
            }
            candles.replace(START, row, start.getEpochSecond() * 1_000_000L);
            candles.replace(
                    DATE, row, start.atZone(Moment.EASTERN).toLocalDate().toEpochDay());
            candles.replace(TRADED, row, traded(candles, row));
        }
        return candles;
    }

    /**
     * A daily candle ends at midnight US Eastern and began at the one before: 23, 24 or 25 hours.
     *
     * <p>One that ends at another time, as after an early close, began so many minutes before as the interval says.
     */
    private static Instant start(Instant end, Interval interval) {
        if (interval == Interval.DAY) {
            ZonedDateTime eastern = end.atZone(Moment.EASTERN);
            LocalDate date = eastern.toLocalDate();
            if (date.atStartOfDay(Moment.EASTERN).toInstant().equals(end)) {
                return date.minusDays(1).atStartOfDay(Moment.EASTERN).toInstant();
            }
        }
        return end.minus(Duration.ofMinutes(interval.minutes()));
    }

    /** By its volume; without one by its price; missing when neither was sent. */
    private static long traded(Columns candles, int row) {
        long volume = candles.longAt(VOLUME, row);
        if (volume != Columns.MISSING) {
            return volume > 0 ? 1 : 0;
        }
        return candles.isMissing(CLOSE, row) ? Columns.MISSING : 1;
    }
}
