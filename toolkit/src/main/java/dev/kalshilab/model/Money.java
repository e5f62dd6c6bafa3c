package dev.kalshilab.model;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An amount of dollars of any size and sign, exact.
 *
 * @param dollars the amount, without trailing zeros beyond the cents
 */
public record Money(BigDecimal dollars) implements Comparable<Money> {
    public static final Money ZERO = of(BigDecimal.ZERO);

    public Money {
        BigDecimal shortest = dollars.signum() == 0 ? BigDecimal.ZERO : dollars.stripTrailingZeros();
        dollars = shortest.setScale(Math.max(2, shortest.scale()), RoundingMode.UNNECESSARY);
    }

    public static Money of(BigDecimal dollars) {
        return new Money(dollars);
    }

    public static Money ofCents(long cents) {
        return of(BigDecimal.valueOf(cents, 2));
    }

    public static Money ofMicros(long micros) {
        return of(BigDecimal.valueOf(micros, 6));
    }

    public Money plus(Money other) {
        return of(dollars.add(other.dollars));
    }

    public Money minus(Money other) {
        return of(dollars.subtract(other.dollars));
    }

    @Override
    public int compareTo(Money other) {
        return dollars.compareTo(other.dollars);
    }

    /** Dollars with two or more decimals, such as {@code 1234.50}. */
    @Override
    public String toString() {
        return dollars.toPlainString();
    }
}
