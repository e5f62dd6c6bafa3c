package dev.kalshilab.cache;

import dev.kalshilab.model.KalshiException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of time with its beginning and without its end, in microseconds since 1970; never empty.
 *
 * @param from the first microsecond in it
 * @param to the first one behind it
 */
public record Range(long from, long to) implements Comparable<Range> {
    public Range {
        if (from >= to) {
            throw new KalshiException("The range from " + from + " to " + to
                    + " is empty.\nIts end is the first microsecond that is not in it.");
        }
    }

    /** The stretch between two moments, cut to microseconds. */
    public static Range between(Instant from, Instant to) {
        return new Range(micros(from), micros(to));
    }

    /** The microseconds from 1970 to a moment, cut. */
    public static long micros(Instant moment) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, moment);
    }

    public boolean contains(long moment) {
        return from <= moment && moment < to;
    }

    public boolean contains(Range other) {
        return from <= other.from && other.to <= to;
    }

    /** Whether a moment is in both. */
    public boolean overlaps(Range other) {
        return from < other.to && other.from < to;
    }

    /** Whether both together are one stretch. */
    public boolean adjoins(Range other) {
        return from <= other.to && other.from <= to;
    }

    /** What is in both; null when there is no such moment. */
    public @Nullable Range intersect(Range other) {
        return overlaps(other) ? new Range(Math.max(from, other.from), Math.min(to, other.to)) : null;
    }

    @Override
    public int compareTo(Range other) {
        int first = Long.compare(from, other.from);
        return first != 0 ? first : Long.compare(to, other.to);
    }
}
