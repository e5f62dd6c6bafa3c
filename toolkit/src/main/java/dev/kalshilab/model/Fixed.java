package dev.kalshilab.model;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Decimal text to a scaled integer and back, exactly or not at all. */
public final class Fixed {
    private Fixed() {}

    /**
     * The value of {@code text} times ten to the {@code scale}, exactly.
     *
     * @throws ArithmeticException when a digit beyond the scale is not zero, or the result does not fit a long
     * @throws NumberFormatException when the text is not a decimal number
     */
    public static long parse(String text, int scale) {
        int length = text.length();
        boolean negative = length > 0 && text.charAt(0) == '-';
        int start = negative ? 1 : 0;
        long units = 0;
        int decimals = -1;
        // 17 digits cannot overflow; longer, exponent and odd texts take the slow road.
        if (length - start > 17 || length == start) {
            return slow(text, scale);
        }
        for (int i = start; i < length; i++) {
            char c = text.charAt(i);
            if (c == '.' && decimals < 0 && i > start && i + 1 < length) {
                decimals = 0;
            } else if (c >= '0' && c <= '9' && decimals < scale) {
                units = units * 10 + (c - '0');
                decimals += decimals >= 0 ? 1 : 0;
            } else {
                return slow(text, scale);
            }
        }
        for (int i = Math.max(decimals, 0); i < scale; i++) {
            if (units > Long.MAX_VALUE / 10) {
                return slow(text, scale);
            }
            units *= 10;
        }
        return negative ? -units : units;
    }

    private static long slow(String text, int scale) {
        BigDecimal value = new BigDecimal(text);
        if (Math.abs((long) value.precision() - value.scale()) > 40) {
            throw new ArithmeticException(text + " does not fit");
        }
        try {
            return value.movePointRight(scale).longValueExact();
        } catch (ArithmeticException e) {
            throw new ArithmeticException(text + " has more than " + scale + " decimals or does not fit 64 bits");
        }
    }

    /** {@code units} divided by ten to the {@code scale} as plain text with at least {@code least} decimals. */
    public static String print(long units, int scale, int least) {
        BigDecimal value = BigDecimal.valueOf(units, scale);
        BigDecimal shortest = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        return shortest.setScale(Math.max(least, Math.max(0, shortest.scale())), RoundingMode.UNNECESSARY)
                .toPlainString();
    }
}
