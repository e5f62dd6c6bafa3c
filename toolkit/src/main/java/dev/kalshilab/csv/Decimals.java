package dev.kalshilab.csv;

import java.math.BigDecimal;

/** Doubles as the shortest plain decimal text that reads back to the same double, and back. */
final class Decimals {
    /** Below 8e15 millionths doubles lie closer than a millionth: at most one multiple of it reads back to each. */
    private static final double MOST_MILLIONTHS = 8e15;

    private static final boolean SHORTEST_BY_JDK = Runtime.version().feature() >= 19;

    /** Powers of ten that are exact as doubles. */
    private static final double[] TENS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private Decimals() {}

    /**
     * The text of a number: never an exponent, 0 for −0, {@code Infinity} and {@code -Infinity} as they are.
     *
     * <p>For dollars and contracts that is the exact amount, as it has at most six decimals.
     */
    static String text(double value) {
        if (value == 0) {
            return "0";
        }
        if (Double.isInfinite(value)) {
            return Double.toString(value);
        }
        double millionths = Math.rint(value * 1e6);
        if (Math.abs(millionths) < MOST_MILLIONTHS && millionths / 1e6 == value) {
            return ofMillionths((long) millionths);
        }
        BigDecimal shortest = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        return (SHORTEST_BY_JDK ? shortest : shortened(shortest, value)).toPlainString();
    }

    static String text(float value) {
        if (value == 0) {
            return "0";
        }
        if (Float.isInfinite(value)) {
            return Float.toString(value);
        }
        return new BigDecimal(Float.toString(value)).stripTrailingZeros().toPlainString();
    }

    private static String ofMillionths(long millionths) {
        char[] text = new char[20];
        int at = text.length;
        long rest = Math.abs(millionths);
        boolean begun = false;
        for (int i = 0; i < 6; i++) {
            long digit = rest % 10;
            rest /= 10;
            if (begun || digit != 0) {
                text[--at] = (char) ('0' + digit);
                begun = true;
            }
        }
        if (begun) {
            text[--at] = '.';
        }
        do {
            text[--at] = (char) ('0' + rest % 10);
            rest /= 10;
        } while (rest != 0);
        if (millionths < 0) {
            text[--at] = '-';
        }
        return new String(text, at, text.length - at);
    }

    /**
     * The shortest decimal that reads back to {@code value}; JDK 17's own text may have digits too many.
     *
     * <p>What reads back to a double is an interval, and {@code decimal} is in it: if it holds any decimal with a digit
     * less, then also one of the two that are next to {@code decimal}.
     */
    private static BigDecimal shortened(BigDecimal decimal, double value) {
        BigDecimal shortest = decimal;
        while (shortest.precision() > 1) {
            BigDecimal shorter = shorter(shortest, value);
            if (shorter == null) {
                return shortest;
            }
            shortest = shorter.stripTrailingZeros();
        }
        return shortest;
    }

    private static @org.jspecify.annotations.Nullable BigDecimal shorter(BigDecimal decimal, double value) {
        long digits = decimal.unscaledValue().longValueExact();
        long towardsZero = digits / 10;
        long fromZero = towardsZero + Long.signum(digits);
        boolean up = Math.abs(digits % 10) >= 5;
        for (long candidate : new long[] {up ? fromZero : towardsZero, up ? towardsZero : fromZero}) {
            BigDecimal shorter = BigDecimal.valueOf(candidate, decimal.scale() - 1);
            if (Double.parseDouble(shorter.toString()) == value) {
                return shorter;
            }
        }
        return null;
    }

    /** The nearest double to the decimal text. */
    static double parse(char[] text, int offset, int length) {
        long digits = 0;
        int decimals = -1;
        boolean negative = text[offset] == '-';
        for (int i = offset + (negative ? 1 : 0); i < offset + length; i++) {
            char c = text[i];
            if (c == '.' && decimals < 0) {
                decimals = 0;
            } else if (c >= '0' && c <= '9' && digits < 1L << 49) {
                digits = digits * 10 + (c - '0');
                decimals += decimals < 0 ? 0 : 1;
            } else {
                return Double.parseDouble(new String(text, offset, length));
            }
        }
        if (digits >= 1L << 53 || decimals >= TENS.length || length == (negative ? 1 : 0)) {
            return Double.parseDouble(new String(text, offset, length));
        }
        // One division of two exact doubles is the nearest double to the decimal.
        double size = digits / TENS[Math.max(decimals, 0)];
        return negative ? -size : size;
    }

    /** A whole number, exactly. */
    static long parseLong(char[] text, int offset, int length) {
        return Long.parseLong(java.nio.CharBuffer.wrap(text, offset, length), 0, length, 10);
    }
}
