package dev.kalshilab.rest;

import dev.kalshilab.cache.Range;
import dev.kalshilab.column.Columns;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Moment;
import java.time.Clock;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of time from a moment to before another, to the microsecond.
 *
 * <p>The exchange's own bounds are whole seconds: it is asked for a little more, and the rows outside are dropped here.
 */
final class Window {
    private final @Nullable Long from;
    private final @Nullable Long to;

    private Window(@Nullable Long from, @Nullable Long to) {
        this.from = from;
        this.to = to;
    }

    static Window of(@Nullable Moment from, @Nullable Moment to, Clock clock) {
        Long first = micros(from, clock);
        Long end = micros(to, clock);
        if (first != null && end != null && first >= end) {
            throw empty(from, to);
        }
        return new Window(first, end);
    }

    /** For a range in which nothing can lie: rather a slip than a question. */
    private static KalshiException empty(@Nullable Moment from, @Nullable Moment to) {
        return new KalshiException("The range from " + from + " to " + to
                + " ends before it begins, so nothing can lie in it.\nGive since(…) a time before that of until(…).");
    }

    private static @Nullable Long micros(@Nullable Moment moment, Clock clock) {
        if (moment == null) {
            return null;
        }
        Instant instant = moment.resolve(clock);
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1000);
    }

    /** The stretch, open to the ends of time where it has no bound. */
    Range range() {
        return new Range(from == null ? Timeline.EVER : Math.max(Timeline.EVER, from), to == null ? Timeline.ON : to);
    }

    @Nullable
    Long minTs() {
        return from == null ? null : minTs(from);
    }

    /**
     * The lower bound that has the exchange give all rows from a moment on.
     *
     * <p>Its documents say <em>after</em> that second. Whether the second itself is in the answer was seen both ways, so
     * the one before is given.
     */
    static Long minTs(long micros) {
        return Math.floorDiv(micros, 1_000_000L) - 1;
    }

    @Nullable
    Long maxTs() {
        return to == null ? null : (Long) (-Math.floorDiv(-to, 1_000_000L));
    }

    /** Keeps the rows whose time in that column lies in the window; one without a time is never dropped. */
    UnaryOperator<Columns> rows(String timeColumn) {
        return rows -> {
            int time = rows.schema().index(timeColumn);
            return rows.where(row -> rows.isMissing(time, row) || contains(rows.longAt(time, row)));
        };
    }

    private boolean contains(long micros) {
        return (from == null || micros >= from) && (to == null || micros < to);
    }
}
