package dev.kalshilab.csv;

import dev.kalshilab.model.KalshiException;
import dev.kalshilab.table.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DateColumn;
import tech.tablesaw.api.DateTimeColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.InstantColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.ShortColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.api.TimeColumn;
import tech.tablesaw.columns.Column;
import tech.tablesaw.columns.instant.PackedInstant;

/**
 * The text of a column's cells; null for a missing one.
 *
 * <p>Times of one column have the same number of decimals in every row (none, or all of milliseconds or microseconds):
 * some readers take the format of the first row for that of all.
 */
@FunctionalInterface
interface Cells {
    @Nullable
    String text(int row);

    /** The cells of each column of a table, in its order. */
    static List<Cells> of(Table table) {
        List<Cells> cells = new ArrayList<>();
        for (Column<?> column : table.columns()) {
            cells.add(of(table, column));
        }
        return cells;
    }

    private static Cells of(Table table, Column<?> column) {
        if (column instanceof DoubleColumn doubles) {
            return row -> doubles.isMissing(row) ? null : Decimals.text(doubles.getDouble(row));
        }
        if (column instanceof FloatColumn floats) {
            return row -> floats.isMissing(row) ? null : Decimals.text(floats.getFloat(row));
        }
        if (column instanceof LongColumn longs) {
            return row -> longs.isMissing(row) ? null : Long.toString(longs.getLong(row));
        }
        if (column instanceof IntColumn ints) {
            return row -> ints.isMissing(row) ? null : Integer.toString(ints.getInt(row));
        }
        if (column instanceof ShortColumn shorts) {
            return row -> shorts.isMissing(row) ? null : Integer.toString(shorts.getShort(row));
        }
        if (column instanceof BooleanColumn flags) {
            return row -> flags.isMissing(row) ? null : flags.getByte(row) == 1 ? "true" : "false";
        }
        if (column instanceof StringColumn texts) {
            return row -> {
                String text = texts.get(row);
                return text.isEmpty() ? null : Guard.guarded(whole(text, column.name(), row));
            };
        }
        return times(table, column);
    }

    private static Cells times(Table table, Column<?> column) {
        if (column instanceof InstantColumn instants) {
            return instants(instants, micros(table, instants.name()));
        }
        if (column instanceof DateColumn dates) {
            return row -> dates.isMissing(row) ? null : IsoTimes.date(dates.getIntInternal(row));
        }
        if (column instanceof DateTimeColumn times) {
            int decimals = decimals(times.size(), row -> times.isMissing(row) ? 0 : (int) times.getLongInternal(row));
            return row -> times.isMissing(row) ? null : IsoTimes.dateTime(times.getLongInternal(row), decimals);
        }
        if (column instanceof TimeColumn times) {
            int decimals = decimals(times.size(), row -> times.isMissing(row) ? 0 : times.getIntInternal(row));
            return row -> times.isMissing(row) ? null : IsoTimes.time(times.getIntInternal(row), decimals);
        }
        throw new KalshiException("Column '" + column.name() + "' has the type "
                + column.type().name() + ", which CSV export does not know.\nTurn it into text, or leave it out.");
    }

    private static Cells instants(InstantColumn instants, @Nullable LongColumn micros) {
        if (micros == null) {
            int decimals = decimals(
                    instants.size(),
                    row -> instants.isMissing(row) ? 0 : PackedInstant.time(instants.getLongInternal(row)));
            return row -> instants.isMissing(row) ? null : IsoTimes.instant(instants.getLongInternal(row), decimals, 0);
        }
        return row -> {
            if (instants.isMissing(row)) {
                return null;
            }
            long packed = instants.getLongInternal(row);
            // A user may have changed one of the two columns: then they say different times, and each its own.
            boolean agree =
                    !micros.isMissing(row) && Math.floorDiv(micros.getLong(row), 1000L) == IsoTimes.epochMillis(packed);
            return IsoTimes.instant(packed, 6, agree ? (int) Math.floorMod(micros.getLong(row), 1000L) : 0);
        };
    }

    /** The column that holds the same time in microseconds; null when there is none. */
    private static @Nullable LongColumn micros(Table table, String name) {
        String sibling = name + Tables.MICROS_SUFFIX;
        return table.containsColumn(sibling) && table.column(sibling) instanceof LongColumn longs ? longs : null;
    }

    private static int decimals(int rows, java.util.function.IntUnaryOperator timeOfDay) {
        for (int row = 0; row < rows; row++) {
            if (IsoTimes.hasMillis(timeOfDay.applyAsInt(row))) {
                return 3;
            }
        }
        return 0;
    }

    /** The text, which must not have half a surrogate pair: UTF-8 cannot hold one and would silently make it a "?". */
    private static String whole(String text, String column, int row) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            throw new KalshiException(String.format(
                    Locale.ROOT,
                    "Column '%s' has half a character (U+%04X) in row %d, which UTF-8 cannot hold; no CSV was written."
                            + "\nReplace it in the table, or leave the column out.",
                    column,
                    (int) c,
                    row));
        }
        return text;
    }
}
