package dev.kalshilab.column;

/**
 * A place on the wire that a column is read from.
 *
 * @param path the field's name, with the names of the objects around it, such as {@code price.open_dollars}
 * @param unit what a number there counts
 */
public record Source(String path, Unit unit) {
    /** What a JSON number at a source counts; a JSON string is in the column's own unit, unless the name says another. */
    public enum Unit {
        /** The column's own unit: dollars, contracts, or none. */
        OWN,
        /** 1/100 dollar. */
        CENTS,
        /** 1/10,000 dollar. */
        CENTI_CENTS
    }

    /** A place where a number is in the column's own unit. */
    public static Source own(String path) {
        return new Source(path, Unit.OWN);
    }

    /** A place where a number is 1/100 dollar. */
    public static Source cents(String path) {
        return new Source(path, Unit.CENTS);
    }

    /** A place where a number is 1/10,000 dollar. */
    public static Source centiCents(String path) {
        return new Source(path, Unit.CENTI_CENTS);
    }

    /** True when the name itself says the unit: then a text there counts the same as a number. */
    public boolean named() {
        return path.endsWith("_cents");
    }

    @Override
    public String toString() {
        return unit == Unit.OWN
                ? path
                : path + " (" + unit.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-') + ")";
    }
}
