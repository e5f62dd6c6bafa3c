package dev.kalshilab.chart;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;

/** Numbers and lengths of time as a reader says them. */
final class Words {
    private Words() {}

    static String count(long n, String one, String many) {
        return String.format(Locale.ROOT, "%,d %s", n, n == 1 ? one : many);
    }

    static String length(Duration length) {
        long seconds = length.toSeconds();
        if (seconds % 86_400 == 0) {
            return count(seconds / 86_400, "day", "days");
        }
        if (seconds % 3600 == 0) {
            return count(seconds / 3600, "hour", "hours");
        }
        return seconds % 60 == 0 ? count(seconds / 60, "minute", "minutes") : count(seconds, "second", "seconds");
    }

    /** A price in dollars as cents, exact to a ten-thousandth of a cent. */
    static String cents(double dollars) {
        return plain(dollars * 100) + "¢";
    }

    static String plain(double number) {
        BigDecimal rounded = BigDecimal.valueOf(number).setScale(4, RoundingMode.HALF_EVEN);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    static String grouped(double number) {
        return String.format(Locale.ROOT, number == Math.rint(number) ? "%,.0f" : "%,.2f", number);
    }
}
