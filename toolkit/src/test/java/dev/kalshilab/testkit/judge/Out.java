package dev.kalshilab.testkit.judge;

import java.util.Arrays;

/** JSON written as bytes, by hand: nothing of it is the toolkit's. */
final class Out {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private byte[] bytes = new byte[1 << 12];
    private int length;
    private boolean comma;

    byte[] done() {
        return Arrays.copyOf(bytes, length);
    }

    private void put(int value) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * length);
        }
        bytes[length++] = (byte) value;
    }

    private Out raw(String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            put(ascii.charAt(i));
        }
        return this;
    }

    private void next() {
        if (comma) {
            put(',');
        }
        comma = true;
    }

    Out open() {
        next();
        put('{');
        comma = false;
        return this;
    }

    Out close() {
        put('}');
        comma = true;
        return this;
    }

    Out list() {
        next();
        put('[');
        comma = false;
        return this;
    }

    Out end() {
        put(']');
        comma = true;
        return this;
    }

    /** The name of the member that follows. */
    Out name(String name) {
        next();
        put('"');
        raw(name);
        raw("\":");
        comma = false;
        return this;
    }

    Out text(String name, String ascii) {
        name(name);
        return text(ascii);
    }

    Out text(String ascii) {
        next();
        put('"');
        for (int i = 0; i < ascii.length(); i++) {
            char c = ascii.charAt(i);
            if (c == '"' || c == '\\') {
                put('\\');
            }
            put(c);
        }
        put('"');
        return this;
    }

    Out nothing(String name) {
        name(name);
        comma = true;
        return raw("null");
    }

    Out bool(String name, boolean value) {
        name(name);
        comma = true;
        return raw(value ? "true" : "false");
    }

    Out number(String name, long value) {
        name(name);
        comma = true;
        digits(value);
        return this;
    }

    private void digits(long value) {
        if (value < 0) {
            put('-');
            digits(-value);
            return;
        }
        if (value >= 10) {
            digits(value / 10);
        }
        put('0' + (int) (value % 10));
    }

    private void padded(long value, int width) {
        long power = 1;
        for (int i = 1; i < width; i++) {
            power *= 10;
        }
        for (; power > 0; power /= 10) {
            put('0' + (int) (value / power % 10));
        }
    }

    /** A text of so many decimals, of a value in its smallest unit. */
    private Out decimal(long value, int decimals) {
        next();
        long one = 1;
        for (int i = 0; i < decimals; i++) {
            one *= 10;
        }
        put('"');
        if (value < 0) {
            put('-');
        }
        long size = Math.abs(value);
        digits(size / one);
        put('.');
        padded(size % one, decimals);
        put('"');
        return this;
    }

    /** A text of dollars, of ten-thousandths of one. */
    Out dollars(String name, long tenThousandths) {
        name(name);
        return decimal(tenThousandths, 4);
    }

    Out dollars(long tenThousandths) {
        return decimal(tenThousandths, 4);
    }

    /** A text of contracts, of hundredths of one. */
    Out count(String name, long hundredths) {
        name(name);
        return decimal(hundredths, 2);
    }

    Out count(long hundredths) {
        return decimal(hundredths, 2);
    }

    /** A time as the exchange's language writes it: no zeros at the end of the fraction, no fraction without digits. */
    Out time(String name, long micros) {
        name(name);
        next();
        long seconds = Math.floorDiv(micros, 1_000_000L);
        long days = Math.floorDiv(seconds, 86_400L);
        int second = (int) Math.floorMod(seconds, 86_400L);
        long z = days + 719_468;
        long era = Math.floorDiv(z, 146_097L);
        long day = z - era * 146_097;
        long year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        long dayOfYear = day - (365 * year + year / 4 - year / 100);
        long shifted = (5 * dayOfYear + 2) / 153;
        long month = shifted < 10 ? shifted + 3 : shifted - 9;
        put('"');
        padded(year + era * 400 + (month <= 2 ? 1 : 0), 4);
        put('-');
        padded(month, 2);
        put('-');
        padded(dayOfYear - (153 * shifted + 2) / 5 + 1, 2);
        put('T');
        padded(second / 3_600, 2);
        put(':');
        padded(second / 60 % 60, 2);
        put(':');
        padded(second % 60, 2);
        int fraction = (int) Math.floorMod(micros, 1_000_000L);
        if (fraction != 0) {
            put('.');
            int width = 6;
            while (fraction % 10 == 0) {
                fraction /= 10;
                width--;
            }
            padded(fraction, width);
        }
        put('Z');
        put('"');
        return this;
    }

    /** An id of that number, in the form of a UUID. */
    Out id(String name, long high, long low) {
        name(name);
        next();
        put('"');
        for (int i = 0; i < 32; i++) {
            if (i == 8 || i == 12 || i == 16 || i == 20) {
                put('-');
            }
            long half = i < 16 ? high : low;
            put(HEX[(int) (half >>> (60 - 4 * (i % 16))) & 15]);
        }
        put('"');
        return this;
    }
}
