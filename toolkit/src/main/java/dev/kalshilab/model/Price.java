package dev.kalshilab.model;

/**
 * The price of one contract in dollars, exact to 1/1,000,000 dollar; as the contract pays $1, a probability.
 *
 * @param micros the price in 1/1,000,000 dollar
 */
public record Price(long micros) implements Comparable<Price> {
    public static final Price ZERO = new Price(0);
    public static final Price ONE = new Price(1_000_000);

    /** The price written in dollars, such as {@code "0.5600"}. */
    public static Price of(String dollars) {
        try {
            return new Price(Fixed.parse(dollars, 6));
        } catch (ArithmeticException | NumberFormatException e) {
            throw new KalshiException(
                    "Price '" + dollars + "' is not a dollar amount with at most six decimals; write it as \"0.56\".",
                    e);
        }
    }

    public static Price ofCents(long cents) {
        return new Price(Math.multiplyExact(cents, 10_000L));
    }

    /** Dollars as the nearest double: for arithmetic in tables and for drawing, not for sums that must be exact. */
    public double dollars() {
        return micros / 1e6;
    }

    /** What the other side pays: one dollar less this price. */
    public Price complement() {
        return new Price(Math.subtractExact(ONE.micros, micros));
    }

    public Money times(Contracts contracts) {
        return Money.of(java.math.BigDecimal.valueOf(micros, 6)
                .multiply(java.math.BigDecimal.valueOf(contracts.hundredths(), 2)));
    }

    @Override
    public int compareTo(Price other) {
        return Long.compare(micros, other.micros);
    }

    /** Dollars with four to six decimals, as the exchange writes them. */
    @Override
    public String toString() {
        return Fixed.print(micros, 6, 4);
    }
}
