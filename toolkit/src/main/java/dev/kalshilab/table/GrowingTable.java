package dev.kalshilab.table;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Field;
import dev.kalshilab.column.Kind;
import dev.kalshilab.model.Provenance;
import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.InstantColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;
import tech.tablesaw.columns.booleans.BitSetBooleanData;
import tech.tablesaw.columns.dates.PackedLocalDate;
import tech.tablesaw.columns.datetimes.PackedLocalDateTime;
import tech.tablesaw.columns.instant.InstantColumnType;

/**
 * Rows that keep coming, held ready in the form in which Tablesaw keeps them: a table of a million is made at once.
 *
 * <p>Tables share the arrays behind them, which only grow; a table that is changed makes copies first. Equal to what
 * {@link Tables#of} makes of the same rows. One thread adds rows; it and
 * those that take tables take turns, but for the adding.
 */
public final class GrowingTable {
    private static final int FIRST_CAPACITY = 64;

    /** Flags as Tablesaw keeps them: a bit a row in one of three. */
    private record Flags(BitSet yes, BitSet no, BitSet missing) {
        void add(int row, long value) {
            (value == Columns.MISSING ? missing : value == 0 ? no : yes).set(row);
        }

        Flags between(int from, int to) {
            return new Flags(yes.get(from, to), no.get(from, to), missing.get(from, to));
        }

        BitSetBooleanData data() {
            return new BitSetBooleanData(yes, no, missing);
        }
    }

    // What Tablesaw has no public way for: a column around values that are there. Null where it is not let in.
    private static final @Nullable MethodHandle DOUBLES = around(DoubleColumn.class, DoubleArrayList.class);
    private static final @Nullable MethodHandle LONGS = around(LongColumn.class, LongArrayList.class);
    private static final @Nullable MethodHandle INSTANTS = around(InstantColumn.class, LongArrayList.class);

    private Columns rows;
    // The rows as they were when they were last followed: somebody else may be adding to them now.
    private Columns view;
    // A column's values as Tablesaw keeps them: double[], long[] or Flags; null where the rows' own array will do.
    private final @Nullable Object[] values;
    private int done;
    // The day whose packed form is known.
    private long packedDay = Long.MIN_VALUE;
    private int packed;

    /** For these rows, none of which were followed yet. */
    public GrowingTable(Columns rows) {
        this.rows = rows;
        this.view = rows.snapshot();
        this.values = new @Nullable Object[rows.schema().fields().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (kind(i)) {
                case PRICE, MONEY, COUNT -> new double[FIRST_CAPACITY];
                case INSTANT -> new long[FIRST_CAPACITY];
                case FLAG -> new Flags(new BitSet(), new BitSet(), new BitSet());
                case NUMBER, INTEGER, DATE, TEXT, TEXTS, JSON -> null;
            };
        }
    }

    private static @Nullable MethodHandle around(Class<?> column, Class<?> list) {
        try {
            return MethodHandles.privateLookupIn(column, MethodHandles.lookup())
                    .findConstructor(column, MethodType.methodType(void.class, String.class, list));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null; // then values are copied
        }
    }

    private Kind kind(int column) {
        return rows.schema().fields().get(column).kind();
    }

    /** Takes in the rows that were added since the last call; closed rows must not change after that. */
    public void follow() {
        int all = rows.rows();
        if (all == done) {
            return;
        }
        for (int i = 0; i < values.length; i++) {
            Object before = values[i];
            if (before instanceof double[] doubles) {
                double[] room = all <= doubles.length ? doubles : Arrays.copyOf(doubles, roomFor(all));
                double unit = kind(i) == Kind.COUNT ? 100 : 1e6;
                for (int row = done; row < all; row++) {
                    long value = rows.longAt(i, row);
                    room[row] = value == Columns.MISSING ? Double.NaN : value / unit;
                }
                values[i] = room;
            } else if (before instanceof long[] longs) {
                long[] room = all <= longs.length ? longs : Arrays.copyOf(longs, roomFor(all));
                for (int row = done; row < all; row++) {
                    room[row] = instant(rows.longAt(i, row));
                }
                values[i] = room;
            } else if (before instanceof Flags flags) {
                for (int row = done; row < all; row++) {
                    flags.add(row, rows.longAt(i, row));
                }
            }
        }
        done = all;
        view = rows.snapshot();
    }

    private static int roomFor(int rows) {
        return (int) Math.min(Integer.MAX_VALUE - 8, rows + (rows >> 1) + 1024L);
    }

    private long instant(long micros) {
        if (micros == Columns.MISSING) {
            return InstantColumnType.missingValueIndicator();
        }
        long day = Math.floorDiv(micros, Tables.MICROS_A_DAY);
        if (day != packedDay) {
            packedDay = day;
            packed = PackedLocalDate.pack(LocalDate.ofEpochDay(day));
        }
        return PackedLocalDateTime.create(packed, Tables.packedTime(micros));
    }

    /** Forgets the first rows, which {@code left} has no more. */
    public void forget(int first, Columns left) {
        for (int i = 0; i < values.length; i++) {
            Object before = values[i];
            if (before instanceof double[] doubles) {
                values[i] = Arrays.copyOfRange(doubles, first, doubles.length);
            } else if (before instanceof long[] longs) {
                values[i] = Arrays.copyOfRange(longs, first, longs.length);
            } else if (before instanceof Flags flags) {
                values[i] = flags.between(first, done);
            }
        }
        rows = left;
        view = left.snapshot();
        done -= first;
    }

    /** The rows that were followed, as a table that never changes by itself. */
    public Table table(Provenance provenance) {
        return provenance.attach(table());
    }

    /** As {@link #table(Provenance)}; nobody has said yet where the rows are from. */
    public Table table() {
        Table table = Table.create(view.schema().name());
        Map<String, String> units = new LinkedHashMap<>();
        List<Field> fields = view.schema().fields();
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            table.addColumns(column(field, i));
            units.put(field.name(), field.kind().unit());
            if (field.micros()) {
                String name = field.name() + Tables.MICROS_SUFFIX;
                table.addColumns(longs(name, view.longs(i)));
                units.put(name, "µs since 1970");
            }
        }
        Units.attach(table, units);
        return table;
    }

    private Column<?> column(Field field, int i) {
        Object own = values[i];
        return switch (field.kind()) {
            case PRICE, MONEY, COUNT -> doubles(field.name(), (double[]) required(own));
            case NUMBER -> doubles(field.name(), view.doubles(i));
            case INTEGER -> longs(field.name(), view.longs(i));
            case INSTANT ->
                made(
                        INSTANTS,
                        field.name(),
                        new SharedLongs((long[]) required(own), done),
                        () -> InstantColumn.createInternal(field.name(), Arrays.copyOf((long[]) required(own), done)));
            case FLAG ->
                new BooleanColumn(
                        field.name(), ((Flags) required(own)).between(0, done).data());
            case TEXT, TEXTS, JSON ->
                StringColumn.createInternal(field.name(), new LateTexts(field, view.objects(i), done));
            case DATE -> Tables.column(field, view.head(done), i);
        };
    }

    private static Object required(@Nullable Object own) {
        if (own == null) {
            throw new IllegalStateException("a column without its values");
        }
        return own;
    }

    private Column<?> doubles(String name, double[] shared) {
        return made(
                DOUBLES,
                name,
                new SharedDoubles(shared, done),
                () -> DoubleColumn.create(name, Arrays.copyOf(shared, done)));
    }

    private Column<?> longs(String name, long[] shared) {
        return made(
                LONGS, name, new SharedLongs(shared, done), () -> LongColumn.create(name, Arrays.copyOf(shared, done)));
    }

    private static Column<?> made(@Nullable MethodHandle around, String name, Object list, Supplier<Column<?>> copied) {
        if (around == null) {
            return copied.get();
        }
        try {
            return (Column<?>) around.invokeWithArguments(name, list);
        } catch (Throwable e) {
            throw new IllegalStateException(name + " could not be made a column", e);
        }
    }
}
