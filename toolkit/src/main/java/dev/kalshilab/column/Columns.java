package dev.kalshilab.column;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one schema, a growing array a column.
 *
 * <p>A row is written into the open row behind the last one and closed by {@link #endRow()}; what was not written is
 * missing. Not thread-safe: one writer, then any number of readers.
 */
public final class Columns {
    /** A missing value of every kind that is kept as a long. */
    public static final long MISSING = Long.MIN_VALUE;

    private static final int FIRST_CAPACITY = 64;
    // What does not fit a few rows is mostly a page of a thousand: one step there, not five.
    private static final int PAGE = 1024;

    private final Schema schema;
    // One array a column: long[], double[] or Object[], as its kind says; longer than rows, the rest is missing.
    private final Object[] data;
    private int capacity = FIRST_CAPACITY;
    private int rows;
    private @Nullable Columns nested;
    // Behind the last nested row of row i: the one before where row i has none.
    private int[] nestedEnds = {};

    public Columns(Schema schema) {
        this.schema = schema;
        this.data = new Object[schema.fields().size()];
        for (int i = 0; i < data.length; i++) {
            data[i] = empty(schema.fields().get(i).kind(), capacity);
        }
    }

    /** The first rows of {@code whole}, sharing its arrays. */
    private Columns(Columns whole, int rows) {
        this.schema = whole.schema;
        this.data = whole.data.clone();
        this.capacity = whole.capacity;
        this.rows = rows;
        this.nested = whole.nested;
        this.nestedEnds = whole.nestedEnds;
    }

    private static Object empty(Kind kind, int length) {
        if (kind.isLong()) {
            long[] longs = new long[length];
            Arrays.fill(longs, MISSING);
            return longs;
        }
        if (kind == Kind.NUMBER) {
            double[] doubles = new double[length];
            Arrays.fill(doubles, Double.NaN);
            return doubles;
        }
        return new @Nullable Object[length];
    }

    public Schema schema() {
        return schema;
    }

    public int rows() {
        return rows;
    }

    // -- reading ----------------------------------------------------------------------------------------------------

    public long longAt(int column, int row) {
        return ((long[]) data[column])[row];
    }

    public double doubleAt(int column, int row) {
        return ((double[]) data[column])[row];
    }

    public @Nullable Object objectAt(int column, int row) {
        return ((@Nullable Object[]) data[column])[row];
    }

    public @Nullable String textAt(int column, int row) {
        return (@Nullable String) objectAt(column, row);
    }

    /** The values of a column that is kept as longs, and room behind them: for reading. They stay as these rows grow. */
    public long[] longs(int column) {
        return (long[]) data[column];
    }

    /** As {@link #longs}, of a column of doubles. */
    public double[] doubles(int column) {
        return (double[]) data[column];
    }

    /** As {@link #longs}, of a column of texts or lists. */
    public @Nullable Object[] objects(int column) {
        return (@Nullable Object[]) data[column];
    }

    public boolean isMissing(int column, int row) {
        Kind kind = schema.fields().get(column).kind();
        if (kind.isLong()) {
            return longAt(column, row) == MISSING;
        }
        return kind == Kind.NUMBER ? Double.isNaN(doubleAt(column, row)) : objectAt(column, row) == null;
    }

    // -- writing ----------------------------------------------------------------------------------------------------

    public void set(int column, long value) {
        ((long[]) data[column])[rows] = value;
    }

    public void set(int column, double value) {
        ((double[]) data[column])[rows] = value;
    }

    public void set(int column, @Nullable Object value) {
        ((@Nullable Object[]) data[column])[rows] = value;
    }

    /** Overwrites a value of a closed row: for derived columns. */
    public void replace(int column, int row, long value) {
        ((long[]) data[column])[row] = value;
    }

    /** Overwrites a value of a closed row: for derived columns. */
    public void replace(int column, int row, @Nullable Object value) {
        ((@Nullable Object[]) data[column])[row] = value;
    }

    /** Closes the open row; nested rows written since the last one was closed are its own. */
    public void endRow() {
        if (nested != null) {
            endNested(rows, nested.rows);
        }
        rows++;
        if (rows == capacity) {
            grow(Math.max(PAGE, capacity * 2));
        }
    }

    private void endNested(int row, int end) {
        if (nestedEnds.length <= row) {
            nestedEnds = Arrays.copyOf(nestedEnds, Math.max(row + 1, capacity));
        }
        nestedEnds[row] = end;
    }

    private void grow(int wanted) {
        for (int i = 0; i < data.length; i++) {
            Object old = data[i];
            Object larger = empty(schema.fields().get(i).kind(), wanted);
            System.arraycopy(old, 0, larger, 0, rows);
            data[i] = larger;
        }
        capacity = wanted;
    }

    /** Adds the rows of {@code other}, which has the same schema, behind these. */
    public void addAll(Columns other) {
        if (other.schema != schema) {
            throw new IllegalArgumentException("Rows of " + other.schema + " do not fit " + schema);
        }
        while (rows + other.rows >= capacity) {
            grow(capacity * 2);
        }
        addNested(other);
        for (int i = 0; i < data.length; i++) {
            System.arraycopy(other.data[i], 0, data[i], rows, other.rows);
        }
        rows += other.rows;
    }

    private void addNested(Columns other) {
        if (other.nested != null) {
            int before = nested(other.nested.schema).rows;
            nested(other.nested.schema).addAll(other.nested);
            for (int i = 0; i < other.rows; i++) {
                endNested(rows + i, before + other.nestedRange(i)[1]);
            }
        } else if (nested != null) {
            for (int i = 0; i < other.rows; i++) {
                endNested(rows + i, nested.rows);
            }
        }
    }

    // -- nested rows ------------------------------------------------------------------------------------------------

    /** The rows nested in these, of that schema, made empty at the first call. */
    public Columns nested(Schema of) {
        if (nested == null) {
            nested = new Columns(of);
        }
        return nested;
    }

    /** The rows nested in these; null when no row has any. */
    public @Nullable Columns nested() {
        return nested;
    }

    /** The first nested row of {@code row}, and the one behind its last. */
    public int[] nestedRange(int row) {
        return new int[] {row == 0 ? 0 : nestedEnd(row - 1), nestedEnd(row)};
    }

    private int nestedEnd(int row) {
        return row < nestedEnds.length ? nestedEnds[row] : 0;
    }

    // -- selecting --------------------------------------------------------------------------------------------------

    /** The first {@code most} rows, for reading only. */
    public Columns head(long most) {
        return most >= rows ? this : new Columns(this, Math.toIntExact(most));
    }

    /** The rows for which {@code keep} is true, with their nested rows; these themselves when it is all of them. */
    public Columns where(IntPredicate keep) {
        int[] kept = new int[rows];
        int count = 0;
        for (int row = 0; row < rows; row++) {
            if (keep.test(row)) {
                kept[count++] = row;
            }
        }
        return count == rows ? this : pick(Arrays.copyOf(kept, count));
    }

    /** All but the first rows, in arrays of their own; nested rows are left behind. */
    public Columns behind(int first) {
        Columns rest = new Columns(schema);
        rest.grow(Math.max(FIRST_CAPACITY, rows - first + 1));
        for (int i = 0; i < data.length; i++) {
            System.arraycopy(data[i], first, rest.data[i], 0, rows - first);
        }
        rest.rows = rows - first;
        return rest;
    }

    /** Those rows, in that order, with their nested rows. */
    public Columns pick(int[] wanted) {
        Columns some = new Columns(schema);
        some.grow(Math.max(FIRST_CAPACITY, wanted.length + 1));
        for (int i = 0; i < data.length; i++) {
            pick(data[i], wanted, some.data[i]);
        }
        some.rows = wanted.length;
        if (nested != null) {
            some.nested = nestedOf(wanted, nested, some);
        }
        return some;
    }

    private static void pick(Object from, int[] wanted, Object to) {
        if (from instanceof long[] longs) {
            for (int i = 0; i < wanted.length; i++) {
                ((long[]) to)[i] = longs[wanted[i]];
            }
        } else if (from instanceof double[] doubles) {
            for (int i = 0; i < wanted.length; i++) {
                ((double[]) to)[i] = doubles[wanted[i]];
            }
        } else {
            for (int i = 0; i < wanted.length; i++) {
                ((@Nullable Object[]) to)[i] = ((@Nullable Object[]) from)[wanted[i]];
            }
        }
    }

    private Columns nestedOf(int[] wanted, Columns all, Columns some) {
        List<Integer> rowsOfAll = new ArrayList<>();
        for (int to = 0; to < wanted.length; to++) {
            int[] range = nestedRange(wanted[to]);
            for (int row = range[0]; row < range[1]; row++) {
                rowsOfAll.add(row);
            }
            some.endNested(to, rowsOfAll.size());
        }
        return all.pick(rowsOfAll.stream().mapToInt(Integer::intValue).toArray());
    }

    /**
     * The rows as they are now, for reading only: those that are added later are not among them.
     *
     * <p>Takes no longer for many rows than for few, because closed rows do not change; nested rows are not held fast.
     * The caller sees to it that nobody writes at that moment.
     */
    public Columns snapshot() {
        return new Columns(this, rows);
    }

    /** Forgets the last rows, down to that many, and what was written into the open row. */
    public void truncate(int kept) {
        for (int i = 0; i < data.length; i++) {
            if (data[i] instanceof long[] longs) {
                Arrays.fill(longs, kept, rows + 1, MISSING);
            } else if (data[i] instanceof double[] doubles) {
                Arrays.fill(doubles, kept, rows + 1, Double.NaN);
            } else {
                Arrays.fill((@Nullable Object[]) data[i], kept, rows + 1, null);
            }
        }
        rows = kept;
    }

    @Override
    public String toString() {
        return schema.name() + "[" + rows + " rows]";
    }
}
