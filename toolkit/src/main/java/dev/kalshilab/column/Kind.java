package dev.kalshilab.column;

/** What a column holds, and as which primitive. */
public enum Kind {
    /** Dollars a contract; a long of 1/1,000,000 dollar. */
    PRICE("dollars"),
    /** Dollars; a long of 1/1,000,000 dollar. */
    MONEY("dollars"),
    /** Contracts; a long of 1/100 contract. */
    COUNT("contracts"),
    /** A whole number; a long. */
    INTEGER(""),
    /** A point in time; a long of microseconds since 1970 UTC. */
    INSTANT("UTC"),
    /** A calendar date; a long of days since 1970-01-01. */
    DATE("US Eastern date"),
    /** True or false; a long of 1 or 0. */
    FLAG(""),
    /** A number that the exchange itself sends as floating point; a double. */
    NUMBER(""),
    /** Text; the empty text of the wire is missing. */
    TEXT(""),
    /** A list of texts. */
    TEXTS(""),
    /** A JSON value kept as it was sent. */
    JSON("JSON");

    private final String unit;

    Kind(String unit) {
        this.unit = unit;
    }

    public String unit() {
        return unit;
    }

    /** True for the kinds that are kept as a long. */
    public boolean isLong() {
        return switch (this) {
            case PRICE, MONEY, COUNT, INTEGER, INSTANT, DATE, FLAG -> true;
            case NUMBER, TEXT, TEXTS, JSON -> false;
        };
    }
}
