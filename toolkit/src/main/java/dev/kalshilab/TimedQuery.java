package dev.kalshilab;

import dev.kalshilab.column.Records;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Moment;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/**
 * A question about rows that have a time, and so about a range of it.
 *
 * @param <R> the record of a row
 * @param <Q> the query itself
 */
public abstract class TimedQuery<R extends Record, Q extends TimedQuery<R, Q>> extends Query<R, Q> {
    TimedQuery(String name, Records<R> records, Ask ask) {
        super(name, records, ask);
    }

    /** Those from then on: {@code "-7d"}, {@code "2026-10-01"} (US Eastern) or {@code "2026-10-01T14:00:00Z"}. */
    public final Q since(String time) {
        return between(Moment.of(time), request().to());
    }

    public final Q since(Instant time) {
        return between(Moment.of(time), request().to());
    }

    public final Q since(LocalDate date) {
        return between(Moment.of(date), request().to());
    }

    /** Those up to then. */
    public final Q until(String time) {
        return between(request().from(), Moment.of(time));
    }

    public final Q until(Instant time) {
        return between(request().from(), Moment.of(time));
    }

    public final Q until(LocalDate date) {
        return between(request().from(), Moment.of(date));
    }

    /** Those of so long up to now, by the connection's clock. */
    public final Q last(Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new KalshiException("last(" + duration + ") is no time that has passed.\nGive a duration above zero,"
                    + " such as Duration.ofDays(7).");
        }
        return between(Moment.ago(duration), null);
    }

    /** Those of one month in US Eastern time, such as {@code "2026-10"}. */
    public final Q month(String yearMonth) {
        try {
            LocalDate first = YearMonth.parse(yearMonth.strip()).atDay(1);
            return between(Moment.of(first), Moment.of(first.plusMonths(1)));
        } catch (DateTimeException e) {
            throw new KalshiException(
                    "Month '" + yearMonth + "' is not understood.\nWrite year and month: \"2026-10\".", e);
        }
    }

    /** Those of one year in US Eastern time. */
    public final Q year(int year) {
        if (year < 2000 || year > 9999) {
            throw new KalshiException("Year " + year + " is none that the exchange can have.\nWrite it in full: 2026.");
        }
        LocalDate first = Year.of(year).atDay(1);
        return between(Moment.of(first), Moment.of(first.plusYears(1)));
    }

    private Q between(@Nullable Moment first, @Nullable Moment end) {
        return with(request().between(first, end));
    }
}
