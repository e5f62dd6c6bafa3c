package dev.kalshilab.column;

/**
 * A place on the wire that a column is read from.
 *
 * @param path the field's name, with the names of the objects around it, such as {@code price.open_dollars}
 * @param unit what a number there counts
 */
public record Source(String path, Unit unit) {
    /** What a JSON number at a source counts; a JSON string is always in the column's own unit. */
    public enum Unit {
        /** The column's own unit: dollars, contracts, or none. */
        OWN,
        /** 1/100 dollar. */
        CENTS,
        /** 1/10,000 dollar. */
        CENTI_CENTS
    }

    @Override
    public String toString() {
        return unit == Unit.OWN
                ? path
                : path + " (" + unit.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-') + ")";
    }
}
