package dev.kalshilab.notebook;

import dev.kalshilab.table.Units;
import java.math.BigDecimal;
import java.time.Instant;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.InstantColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** The cells of a table as text: numbers in full, times in UTC, what is missing as a dash. */
final class Cells {
    /** The text of a missing value: a sign, so that a copied table still tells it from an empty text. */
    static final String MISSING = "—";

    private static final int LONGEST = 80;

    private Cells() {}

    /** The whole text of a cell. */
    static String text(Table table, int column, int row) {
        Column<?> cells = table.column(column);
        if (cells.isMissing(row)) {
            return MISSING;
        }
        if (cells instanceof DoubleColumn doubles) {
            return number(doubles.getDouble(row));
        }
        if (cells instanceof FloatColumn floats) {
            return number(Double.parseDouble(Float.toString(floats.getFloat(row))));
        }
        if (cells instanceof InstantColumn instants) {
            return instant(table, instants, row);
        }
        return String.valueOf(cells.get(row));
    }

    /** A cell's text cut to a length that keeps a table readable. */
    static String cut(String text) {
        int end = LONGEST - 1;
        if (text.length() <= LONGEST) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }

    static boolean numeric(Table table, int column) {
        return table.column(column) instanceof NumericColumn;
    }

    static String unit(Table table, int column) {
        return Units.of(table, table.column(column).name());
    }

    /** The shortest decimal that is this double, never in scientific notation. */
    static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.toString(value);
        }
        BigDecimal decimal = BigDecimal.valueOf(value);
        return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
    }

    /** An instant column keeps milliseconds; the microseconds are in the column beside it, where there is one. */
    private static String instant(Table table, InstantColumn instants, int row) {
        String exact = instants.name() + "_us";
        if (table.containsColumn(exact) && table.column(exact) instanceof LongColumn micros && !micros.isMissing(row)) {
            long us = micros.getLong(row);
            return Instant.ofEpochSecond(Math.floorDiv(us, 1_000_000L), Math.floorMod(us, 1_000_000L) * 1000)
                    .toString();
        }
        return String.valueOf(instants.get(row));
    }
}
