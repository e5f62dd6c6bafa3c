package dev.kalshilab.model;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A point in time as a user names it: an instant, a US Eastern date, or so long before the connection's now.
 *
 * <p>A relative moment is resolved when a query runs, against the clock of its connection: the system's on the live
 * exchange, the sandbox's own, the end of a tape.
 */
public final class Moment {
    /** The exchange's days begin at midnight there. */
    public static final ZoneId EASTERN = ZoneId.of("America/New_York");

    private static final Pattern AGO = Pattern.compile("-(\\d{1,6})\\s*([mhdwy])");

    private final @Nullable Instant instant;
    private final @Nullable Duration ago;
    private final String text;

    private Moment(@Nullable Instant instant, @Nullable Duration ago, String text) {
        this.instant = instant;
        this.ago = ago;
        this.text = text;
    }

    public static Moment of(Instant instant) {
        return new Moment(instant, null, instant.toString());
    }

    /** Midnight US Eastern at the start of that date. */
    public static Moment of(LocalDate date) {
        return new Moment(date.atStartOfDay(EASTERN).toInstant(), null, date.toString());
    }

    public static Moment ago(Duration duration) {
        return new Moment(null, duration, written(duration));
    }

    private static String written(Duration duration) {
        if (duration.isZero() || !duration.equals(Duration.ofMinutes(duration.toMinutes()))) {
            return "-" + duration;
        }
        if (duration.toMinutesPart() != 0) {
            return "-" + duration.toMinutes() + "m";
        }
        return duration.toHoursPart() != 0 ? "-" + duration.toHours() + "h" : "-" + duration.toDays() + "d";
    }

    /**
     * The moment that the text says: {@code "-30d"} (also m, h, w and y, of minutes, hours, weeks and 365 days),
     * {@code "2026-10-01"} (midnight US Eastern) or {@code "2026-10-01T14:00:00Z"}.
     */
    public static Moment of(String text) {
        Matcher matcher = AGO.matcher(text.strip());
        if (matcher.matches()) {
            long n = Long.parseLong(matcher.group(1));
            Duration duration =
                    switch (matcher.group(2)) {
                        case "m" -> Duration.ofMinutes(n);
                        case "h" -> Duration.ofHours(n);
                        case "d" -> Duration.ofDays(n);
                        case "w" -> Duration.ofDays(7 * n);
                        case "y" -> Duration.ofDays(365 * n);
                        default -> throw unreadable(text);
                    };
            return new Moment(null, duration, text.strip());
        }
        try {
            return text.strip().length() == 10
                    ? of(LocalDate.parse(text.strip()))
                    : of(OffsetDateTime.parse(text.strip()).toInstant());
        } catch (DateTimeException e) {
            throw unreadable(text);
        }
    }

    private static KalshiException unreadable(String text) {
        return new KalshiException("Time '" + text + "' is not understood: write \"-30d\" (m, h, d, w, y), a date"
                + " \"2026-10-01\" (US Eastern)\nor an instant with its zone \"2026-10-01T14:00:00Z\".");
    }

    public Instant resolve(Clock clock) {
        if (instant != null) {
            return instant;
        }
        return clock.instant().minus(java.util.Objects.requireNonNull(ago));
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Moment that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
