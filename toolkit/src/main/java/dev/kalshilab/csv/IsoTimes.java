package dev.kalshilab.csv;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import tech.tablesaw.columns.dates.PackedLocalDate;
import tech.tablesaw.columns.datetimes.PackedLocalDateTime;
import tech.tablesaw.columns.instant.PackedInstant;
import tech.tablesaw.columns.times.PackedLocalTime;

/** Tablesaw's packed times as ISO-8601 text and back, without an object a cell in the years 0 to 9999. */
final class IsoTimes {
    private IsoTimes() {}

    /** {@code decimals} of the second are 0, 3 or 6; with 6, {@code micros} are those behind the millisecond. */
    static String instant(long packed, int decimals, int micros) {
        int date = PackedInstant.date(packed);
        if (!plain(date)) {
            return PackedInstant.asInstant(packed).plusNanos(micros * 1000L).toString();
        }
        return stamp(date, PackedInstant.time(packed), decimals, micros, true);
    }

    static String dateTime(long packed, int decimals) {
        int date = PackedInstant.date(packed);
        if (!plain(date)) {
            return PackedLocalDateTime.asLocalDateTime(packed).toString();
        }
        return stamp(date, PackedInstant.time(packed), decimals, 0, false);
    }

    static String date(int packed) {
        if (!plain(packed)) {
            return PackedLocalDate.asLocalDate(packed).toString();
        }
        char[] text = new char[10];
        date(text, packed);
        return new String(text);
    }

    static String time(int packed, int decimals) {
        char[] text = new char[8 + (decimals == 0 ? 0 : 1 + decimals)];
        time(text, 0, packed, decimals, 0);
        return new String(text);
    }

    private static boolean plain(int date) {
        int year = PackedLocalDate.getYear(date);
        return year >= 0 && year <= 9999;
    }

    private static String stamp(int date, int time, int decimals, int micros, boolean utc) {
        char[] text = new char[19 + (decimals == 0 ? 0 : 1 + decimals) + (utc ? 1 : 0)];
        date(text, date);
        text[10] = 'T';
        time(text, 11, time, decimals, micros);
        if (utc) {
            text[text.length - 1] = 'Z';
        }
        return new String(text);
    }

    private static void date(char[] text, int date) {
        put(text, 0, 4, PackedLocalDate.getYear(date));
        text[4] = '-';
        put(text, 5, 2, PackedLocalDate.getMonthValue(date));
        text[7] = '-';
        put(text, 8, 2, PackedLocalDate.getDayOfMonth(date));
    }

    private static void time(char[] text, int at, int time, int decimals, int micros) {
        int millis = PackedLocalTime.getMillisecondOfMinute(time);
        put(text, at, 2, PackedLocalTime.getHour(time));
        text[at + 2] = ':';
        put(text, at + 3, 2, PackedLocalTime.getMinute(time));
        text[at + 5] = ':';
        put(text, at + 6, 2, millis / 1000);
        if (decimals > 0) {
            text[at + 8] = '.';
            put(text, at + 9, 3, millis % 1000);
        }
        if (decimals == 6) {
            put(text, at + 12, 3, micros);
        }
    }

    private static void put(char[] text, int at, int digits, int value) {
        int rest = value;
        for (int i = at + digits - 1; i >= at; i--) {
            text[i] = (char) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** Milliseconds since 1970 of a packed instant. */
    static long epochMillis(long packed) {
        return PackedLocalDate.toEpochDay(PackedInstant.date(packed)) * 86_400_000L
                + PackedLocalTime.getMillisecondOfDay(PackedInstant.time(packed));
    }

    /** Whether the packed time is not on a whole second. */
    static boolean hasMillis(int time) {
        return PackedLocalTime.getMillisecondOfMinute(time) % 1000 != 0;
    }

    // -- reading ----------------------------------------------------------------------------------------------------

    static long packInstant(char[] text, int offset, int length) {
        if (length > 20 && length <= 27 && text[offset + length - 1] == 'Z' && text[offset + 4] == '-') {
            return packStamp(text, offset, length - 1);
        }
        if (length == 20 && text[offset + 19] == 'Z' && text[offset + 4] == '-') {
            return packStamp(text, offset, 19);
        }
        return PackedInstant.pack(Instant.parse(new String(text, offset, length)));
    }

    static long packDateTime(char[] text, int offset, int length) {
        if (length >= 19 && length <= 26 && text[offset + 4] == '-') {
            return packStamp(text, offset, length);
        }
        return PackedLocalDateTime.pack(LocalDateTime.parse(new String(text, offset, length)));
    }

    private static long packStamp(char[] text, int offset, int length) {
        if (text[offset + 10] != 'T') {
            throw new java.time.DateTimeException("not an ISO time");
        }
        return PackedInstant.create(packDate(text, offset, 10), packTime(text, offset + 11, length - 11));
    }

    static int packDate(char[] text, int offset, int length) {
        if (length != 10 || text[offset + 4] != '-' || text[offset + 7] != '-') {
            return PackedLocalDate.pack(LocalDate.parse(new String(text, offset, length)));
        }
        LocalDate valid =
                LocalDate.of(digits(text, offset, 4), digits(text, offset + 5, 2), digits(text, offset + 8, 2));
        return PackedLocalDate.pack(valid);
    }

    static int packTime(char[] text, int offset, int length) {
        if (length < 8 || text[offset + 2] != ':' || text[offset + 5] != ':') {
            return PackedLocalTime.pack(LocalTime.parse(new String(text, offset, length)));
        }
        int millis = length >= 12 ? digits(text, offset + 9, 3) : 0;
        return PackedLocalTime.of(
                digits(text, offset, 2), digits(text, offset + 3, 2), digits(text, offset + 6, 2), millis);
    }

    private static int digits(char[] text, int offset, int length) {
        int value = 0;
        for (int i = offset; i < offset + length; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                throw new java.time.DateTimeException("not an ISO time");
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
