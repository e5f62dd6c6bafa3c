package dev.kalshilab.column;

import dev.kalshilab.model.Contracts;
import dev.kalshilab.model.Money;
import dev.kalshilab.model.Price;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Rows of columns as records of the model: component {@code yesBid} is column {@code yes_bid}.
 *
 * @param <R> the record
 */
public final class Records<R extends Record> {
    private final Schema schema;
    private final Constructor<R> constructor;
    private final RecordComponent[] components;
    private final int[] columns;
    // Reads the component that holds nested rows, when there is one.
    private final @Nullable Records<?> nested;

    private Records(Class<R> type, Schema schema, @Nullable Records<?> nested) {
        this.schema = schema;
        this.components = type.getRecordComponents();
        this.columns = new int[components.length];
        this.nested = nested;
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            columns[i] = schema.index(columnName(components[i].getName()));
        }
        try {
            this.constructor = type.getDeclaredConstructor(types);
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e); // every record has its canonical constructor
        }
    }

    /** A reader of {@code type} from rows of {@code schema}, which must have a column for each component. */
    public static <R extends Record> Records<R> of(Class<R> type, Schema schema) {
        return new Records<>(type, schema, null);
    }

    /** As {@link #of}, with the component named after the nested schema read from the nested rows. */
    public static <R extends Record> Records<R> of(Class<R> type, Schema schema, Records<?> nested) {
        return new Records<>(type, schema, nested);
    }

    /** The column that holds a record component of that name. */
    public static String columnName(String component) {
        return component
                .replaceAll("([a-z])(\\d)", "$1_$2")
                .replaceAll("([A-Z])", "_$1")
                .toLowerCase(Locale.ROOT);
    }

    /** All rows as records. */
    public List<R> list(Columns rows) {
        List<R> all = new ArrayList<>(rows.rows());
        for (int row = 0; row < rows.rows(); row++) {
            all.add(read(rows, row));
        }
        return all;
    }

    public R read(Columns rows, int row) {
        @Nullable Object[] values = new @Nullable Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = nested != null && components[i].getName().equals(nested.schema.name())
                    ? nestedRows(nested, rows, row, columns[i])
                    : value(rows, columns[i], row, components[i].getType());
        }
        try {
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "Row " + row + " of " + rows + " does not fit " + constructor.getDeclaringClass(), e);
        }
    }

    private static <N extends Record> @Nullable List<N> nestedRows(
            Records<N> reader, Columns rows, int row, int count) {
        Columns inner = rows.nested();
        if (rows.isMissing(count, row)) {
            return null;
        }
        if (inner == null) {
            return List.of();
        }
        int[] range = rows.nestedRange(row);
        List<N> all = new ArrayList<>();
        for (int i = range[0]; i < range[1]; i++) {
            all.add(reader.read(inner, i));
        }
        return List.copyOf(all);
    }

    private @Nullable Object value(Columns rows, int column, int row, Class<?> type) {
        if (rows.isMissing(column, row)) {
            return null;
        }
        Kind kind = schema.fields().get(column).kind();
        return switch (kind) {
            case PRICE -> new Price(rows.longAt(column, row));
            case MONEY -> Money.ofMicros(rows.longAt(column, row));
            case COUNT -> new Contracts(rows.longAt(column, row));
            case INTEGER ->
                type == int.class
                        ? (Object) Math.toIntExact(rows.longAt(column, row))
                        : (Object) rows.longAt(column, row);
            case INSTANT -> instant(rows.longAt(column, row));
            case DATE -> LocalDate.ofEpochDay(rows.longAt(column, row));
            case FLAG -> rows.longAt(column, row) != 0;
            case NUMBER -> rows.doubleAt(column, row);
            case TEXT, TEXTS, JSON -> rows.objectAt(column, row);
        };
    }

    /** The instant of so many microseconds since 1970 UTC. */
    public static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000);
    }
}
