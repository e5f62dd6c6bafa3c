package dev.kalshilab.wire;

import dev.kalshilab.column.Columns;
import dev.kalshilab.model.Fixed;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** The exchange's times, however written, as microseconds since 1970 UTC. */
final class Times {
    // 0001-01-01T00:00:00Z, what the exchange's language writes for a time that was never set.
    private static final Instant NEVER = LocalDate.of(1, 1, 1).atStartOfDay().toInstant(ZoneOffset.UTC);

    private Times() {}

    /**
     * RFC 3339 text, a date, or a number as text in seconds, milliseconds or microseconds as its digits say.
     *
     * @return {@link Columns#MISSING} for the empty text and for the year-one time that means "never"
     */
    static long micros(String text) {
        if (text.isEmpty()) {
            return Columns.MISSING;
        }
        if (text.length() > 10 && text.charAt(4) == '-') {
            long quick = quick(text, 0, text.length());
            if (quick != Columns.MISSING) {
                return quick;
            }
            Instant instant = OffsetDateTime.parse(text).toInstant();
            return instant.equals(NEVER) ? Columns.MISSING : ofInstant(instant);
        }
        if (text.length() == 10 && text.charAt(4) == '-') {
            Instant instant = LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
            return instant.equals(NEVER) ? Columns.MISSING : ofInstant(instant);
        }
        return ofNumber(Fixed.parse(text, 0));
    }

    private static long ofInstant(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1000);
    }

    /** Seconds up to 11 digits, milliseconds up to 14, microseconds beyond. */
    static long ofNumber(long value) {
        long size = Math.abs(value);
        if (size < 100_000_000_000L) {
            return value * 1_000_000L;
        }
        return size < 100_000_000_000_000L ? value * 1000L : value;
    }

    /**
     * The common {@code 2026-01-12T15:00:20.897212Z} without objects: parsing times is else the largest cost of a page.
     */
    static long quick(String s, int at, int n) {
        if (n < 20
                || n > 27
                || s.charAt(at + n - 1) != 'Z'
                || s.charAt(at + 4) != '-'
                || s.charAt(at + 7) != '-'
                || s.charAt(at + 10) != 'T'
                || s.charAt(at + 13) != ':'
                || s.charAt(at + 16) != ':'
                || (n > 20 && s.charAt(at + 19) != '.')
                || n == 21) {
            return Columns.MISSING;
        }
        int year = digits(s, at, at + 4);
        int month = digits(s, at + 5, at + 7);
        int day = digits(s, at + 8, at + 10);
        int hour = digits(s, at + 11, at + 13);
        int minute = digits(s, at + 14, at + 16);
        int second = digits(s, at + 17, at + 19);
        int micro = n == 20 ? 0 : digits(s, at + 20, at + n - 1);
        if (year < 1970
                || month < 1
                || day < 1
                || hour < 0
                || minute < 0
                || second < 0
                || micro < 0
                || hour > 23
                || minute > 59
                || second > 59) {
            return Columns.MISSING;
        }
        for (int i = n == 20 ? 6 : n - 21; i < 6; i++) {
            micro *= 10;
        }
        try {
            long days = LocalDate.of(year, month, day).toEpochDay();
            return ((days * 24 + hour) * 60 + minute) * 60_000_000L + second * 1_000_000L + micro;
        } catch (DateTimeException e) {
            return Columns.MISSING;
        }
    }

    private static int digits(String s, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = s.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
