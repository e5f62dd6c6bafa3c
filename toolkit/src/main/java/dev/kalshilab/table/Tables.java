package dev.kalshilab.table;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Field;
import dev.kalshilab.column.Kind;
import dev.kalshilab.column.Schema;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Provenance;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DateColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.InstantColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;
import tech.tablesaw.columns.dates.PackedLocalDate;
import tech.tablesaw.columns.datetimes.PackedLocalDateTime;
import tech.tablesaw.columns.times.PackedLocalTime;

/** Columns as a Tablesaw table: always the same columns in the same order, whatever the rows. */
public final class Tables {
    /** What is behind the name of the column that holds a time to the microsecond. */
    public static final String MICROS_SUFFIX = "_us";

    static final long MICROS_A_DAY = 86_400_000_000L;

    private Tables() {}

    /**
     * A table of those rows, that knows where they come from.
     *
     * <p>Prices and money are dollars, counts are contracts, both as doubles. A time is an instant to the millisecond,
     * which is all that Tablesaw keeps; where the exchange has microseconds a column of whole microseconds since 1970
     * stands behind it. A list of texts and a JSON value are their JSON text.
     */
    public static Table of(Columns rows, Provenance provenance) {
        return of(rows, provenance, null);
    }

    /** As {@link #of(Columns, Provenance)}, with only these columns, in this order; null for all. */
    public static Table of(Columns rows, Provenance provenance, @Nullable List<String> names) {
        Table table = Table.create(rows.schema().name());
        Map<String, String> units = new LinkedHashMap<>();
        for (int i : positions(rows.schema(), names)) {
            Field field = rows.schema().fields().get(i);
            table.addColumns(column(field, rows, i));
            units.put(field.name(), field.kind().unit());
            if (field.micros()) {
                table.addColumns(longs(field.name() + MICROS_SUFFIX, rows, i));
                units.put(field.name() + MICROS_SUFFIX, "µs since 1970");
            }
        }
        Units.attach(table, units);
        return provenance.attach(table);
    }

    private static List<Integer> positions(Schema schema, @Nullable List<String> names) {
        List<String> all = schema.fields().stream().map(Field::name).toList();
        List<Integer> positions = new ArrayList<>();
        for (String name : names == null ? all : names) {
            if (!schema.has(name)) {
                throw new KalshiException("There is no column '" + name + "' in " + schema.name() + ".\nChoose from "
                        + String.join(", ", all) + ".");
            }
            if (!positions.contains(schema.index(name))) {
                positions.add(schema.index(name));
            }
        }
        return positions;
    }

    static Column<?> column(Field field, Columns rows, int column) {
        String name = field.name();
        return switch (field.kind()) {
            case PRICE, MONEY -> scaled(name, rows, column, 1e6);
            case COUNT -> scaled(name, rows, column, 100);
            case NUMBER -> numbers(name, rows, column);
            case INTEGER -> longs(name, rows, column);
            case INSTANT -> instants(name, rows, column);
            case DATE -> dates(name, rows, column);
            case FLAG -> flags(name, rows, column);
            case TEXT, TEXTS, JSON -> texts(field, rows, column);
        };
    }

    // The least garbage each: a double column copies an array, a column of longs is made whole and then set.

    private static Column<?> scaled(String name, Columns rows, int column, double unit) {
        double[] values = new double[rows.rows()];
        for (int row = 0; row < values.length; row++) {
            long value = rows.longAt(column, row);
            // One division of two exact doubles: the nearest double to the decimal, as parsing its text would give.
            values[row] = value == Columns.MISSING ? Double.NaN : value / unit;
        }
        return DoubleColumn.create(name, values);
    }

    private static Column<?> numbers(String name, Columns rows, int column) {
        double[] values = new double[rows.rows()];
        for (int row = 0; row < values.length; row++) {
            values[row] = rows.doubleAt(column, row);
        }
        return DoubleColumn.create(name, values);
    }

    private static Column<?> longs(String name, Columns rows, int column) {
        LongColumn values = LongColumn.create(name, rows.rows());
        for (int row = 0; row < rows.rows(); row++) {
            values.set(row, rows.longAt(column, row)); // Tablesaw's missing long is ours
        }
        return values;
    }

    /** Instants as their column keeps them, made without the four objects that {@code append(Instant)} makes of one. */
    private static Column<?> instants(String name, Columns rows, int column) {
        InstantColumn instants = InstantColumn.create(name, rows.rows());
        long packedDay = Long.MIN_VALUE;
        int date = 0;
        for (int row = 0; row < rows.rows(); row++) {
            if (!rows.isMissing(column, row)) {
                long micros = rows.longAt(column, row);
                long day = Math.floorDiv(micros, MICROS_A_DAY);
                if (day != packedDay) {
                    packedDay = day;
                    date = PackedLocalDate.pack(LocalDate.ofEpochDay(day));
                }
                instants.set(row, PackedLocalDateTime.create(date, packedTime(micros)));
            }
        }
        return instants;
    }

    static int packedTime(long micros) {
        int milli = (int) (Math.floorMod(micros, MICROS_A_DAY) / 1000);
        return PackedLocalTime.of(milli / 3_600_000, milli / 60_000 % 60, milli / 1000 % 60, milli % 1000);
    }

    private static Column<?> dates(String name, Columns rows, int column) {
        DateColumn dates = DateColumn.create(name);
        for (int row = 0; row < rows.rows(); row++) {
            if (rows.isMissing(column, row)) {
                dates.appendMissing();
            } else {
                dates.append(LocalDate.ofEpochDay(rows.longAt(column, row)));
            }
        }
        return dates;
    }

    private static Column<?> flags(String name, Columns rows, int column) {
        BooleanColumn flags = BooleanColumn.create(name);
        for (int row = 0; row < rows.rows(); row++) {
            if (rows.isMissing(column, row)) {
                flags.appendMissing();
            } else {
                flags.append(rows.longAt(column, row) != 0);
            }
        }
        return flags;
    }

    private static Column<?> texts(Field field, Columns rows, int column) {
        StringColumn texts = StringColumn.create(field.name());
        for (int row = 0; row < rows.rows(); row++) {
            append(texts, field, rows.objectAt(column, row));
        }
        return texts;
    }

    static void append(StringColumn texts, Field field, @Nullable Object value) {
        if (value == null) {
            texts.appendMissing();
        } else {
            texts.append(field.kind() == Kind.TEXTS ? json((List<?>) value) : (String) value);
        }
    }

    private static String json(List<?> texts) {
        StringBuilder json = new StringBuilder("[");
        for (Object text : texts) {
            json.append(json.length() == 1 ? "\"" : ", \"");
            text.toString().chars().forEach(c -> escaped(json, (char) c));
            json.append('"');
        }
        return json.append(']').toString();
    }

    private static void escaped(StringBuilder json, char c) {
        if (c < ' ') {
            json.append(String.format("\\u%04x", (int) c));
        } else {
            json.append(c == '"' || c == '\\' ? "\\" : "").append(c);
        }
    }
}
