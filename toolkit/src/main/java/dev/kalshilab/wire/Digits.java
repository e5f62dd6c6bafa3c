package dev.kalshilab.wire;

import dev.kalshilab.column.Columns;

/** Decimal numbers read where they stand, without a text made of them. */
final class Digits {
    private Digits() {}

    /** The value times ten to the {@code scale}; {@link Columns#MISSING} where only {@code Fixed} can say. */
    static long fixed(char[] c, int first, int end, int scale) {
        int at = first;
        boolean negative = at < end && c[at] == '-';
        at += negative ? 1 : 0;
        // 17 digits cannot overflow.
        if (at == end || end - at > 17 || c[at] == '.' || c[end - 1] == '.') {
            return Columns.MISSING;
        }
        long units = 0;
        int missing = scale;
        boolean behindPoint = false;
        for (; at < end; at++) {
            int digit = c[at] - '0';
            if (digit >= 0 && digit <= 9) {
                units = units * 10 + digit;
                if (behindPoint && --missing < 0) {
                    return Columns.MISSING;
                }
            } else if (digit == '.' - '0' && !behindPoint) {
                behindPoint = true;
            } else {
                return Columns.MISSING;
            }
        }
        for (; missing > 0; missing--) {
            if (units > Long.MAX_VALUE / 10) {
                return Columns.MISSING;
            }
            units *= 10;
        }
        return negative ? -units : units;
    }
}
