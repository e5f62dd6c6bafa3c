package dev.kalshilab.sandbox;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;

/** Times in microseconds since 1970, as the exchange stamps them, and its Eastern days. */
final class Time {
    static final ZoneId EASTERN = ZoneId.of("America/New_York");
    static final long SECOND = 1_000_000L;
    static final long MINUTE = 60 * SECOND;
    static final long HOUR = 60 * MINUTE;
    static final long DAY = 24 * HOUR;

    private Time() {}

    static long micros(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), SECOND), instant.getNano() / 1000);
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, SECOND), Math.floorMod(micros, SECOND) * 1000);
    }

    static long utc(String text) {
        return micros(Instant.parse(text));
    }

    /** That time of day at US Eastern. */
    static long eastern(LocalDate date, int hour, int minute) {
        return micros(date.atTime(LocalTime.of(hour, minute)).atZone(EASTERN).toInstant());
    }

    static long easternMidnight(LocalDate date) {
        return micros(date.atStartOfDay(EASTERN).toInstant());
    }

    static LocalDate easternDate(long micros) {
        return LocalDate.ofInstant(instant(micros), EASTERN);
    }

    static int easternHour(long micros) {
        Instant instant = instant(micros);
        int offset = EASTERN.getRules().getOffset(instant).getTotalSeconds();
        return (int) Math.floorMod(Math.floorDiv(instant.getEpochSecond() + offset, 3600L), 24L);
    }
}
