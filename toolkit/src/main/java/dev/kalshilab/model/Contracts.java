package dev.kalshilab.model;

/**
 * A number of contracts, exact to 1/100: since March 2026 the exchange trades fractions.
 *
 * @param hundredths the number in 1/100 contract; negative where the exchange means the NO side
 */
public record Contracts(long hundredths) implements Comparable<Contracts> {
    public static final Contracts ZERO = new Contracts(0);

    /** The number as text, such as {@code "14.18"}. */
    public static Contracts of(String count) {
        try {
            return new Contracts(Fixed.parse(count, 2));
        } catch (ArithmeticException | NumberFormatException e) {
            throw new KalshiException(
                    "Count '" + count + "' is not a number of contracts with at most two decimals; write \"14.18\".",
                    e);
        }
    }

    public static Contracts of(long whole) {
        return new Contracts(Math.multiplyExact(whole, 100L));
    }

    /** The count as the nearest double: for arithmetic in tables and for drawing. */
    public double toDouble() {
        return hundredths / 100.0;
    }

    @Override
    public int compareTo(Contracts other) {
        return Long.compare(hundredths, other.hundredths);
    }

    /** The number with two decimals, as the exchange writes it. */
    @Override
    public String toString() {
        return Fixed.print(hundredths, 2, 2);
    }
}
