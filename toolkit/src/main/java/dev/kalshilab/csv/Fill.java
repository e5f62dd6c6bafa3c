package dev.kalshilab.csv;

import dev.kalshilab.model.KalshiException;
import java.util.ArrayList;
import java.util.List;
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
import tech.tablesaw.api.TimeColumn;
import tech.tablesaw.columns.Column;
import tech.tablesaw.columns.dates.DateColumnType;
import tech.tablesaw.columns.datetimes.DateTimeColumnType;
import tech.tablesaw.columns.instant.InstantColumnType;
import tech.tablesaw.columns.numbers.IntColumnType;
import tech.tablesaw.columns.numbers.LongColumnType;
import tech.tablesaw.columns.numbers.ShortColumnType;
import tech.tablesaw.columns.times.TimeColumnType;

/** A column that grows from the cells of a file, row by row. */
abstract class Fill {
    /** Adds the cell of the next row; {@code length} 0 is missing. */
    abstract void add(int row, char[] cell, int offset, int length);

    abstract Column<?> column();

    /** Something that begins with no rows, to be filled with as many as given. */
    static Fill of(String name, String type, int rows) {
        return switch (type) {
            case "DOUBLE" -> doubles(name, new double[rows]);
            case "FLOAT" -> floats(name, new float[rows]);
            case "LONG" -> longs(name, new long[rows]);
            case "INTEGER" -> ints(name, new int[rows]);
            case "SHORT" -> shorts(name, new short[rows]);
            case "BOOLEAN" -> flags(BooleanColumn.create(name));
            case "STRING" -> texts(name, rows);
            case "INSTANT" -> instants(name, new long[rows]);
            case "LOCAL_DATE" -> dates(name, new int[rows]);
            case "LOCAL_DATE_TIME" -> dateTimes(name, new long[rows]);
            case "LOCAL_TIME" -> times(name, new int[rows]);
            default ->
                throw new KalshiException("Column '" + name + "' has the type '" + type
                        + "', which this version does not know.\nRead the file with the version that wrote it.");
        };
    }

    private interface Put {
        void put(int row, char[] cell, int offset, int length);
    }

    private interface Made {
        Column<?> make();
    }

    private static Fill fill(Put missing, Put value, Made made) {
        return new Fill() {
            @Override
            void add(int row, char[] cell, int offset, int length) {
                (length == 0 ? missing : value).put(row, cell, offset, length);
            }

            @Override
            Column<?> column() {
                return made.make();
            }
        };
    }

    private static Fill doubles(String name, double[] to) {
        return fill(
                (row, cell, offset, length) -> to[row] = Double.NaN,
                (row, cell, offset, length) -> to[row] = Decimals.parse(cell, offset, length),
                () -> DoubleColumn.create(name, to));
    }

    private static Fill floats(String name, float[] to) {
        return fill(
                (row, cell, offset, length) -> to[row] = Float.NaN,
                (row, cell, offset, length) -> to[row] = Float.parseFloat(new String(cell, offset, length)),
                () -> FloatColumn.create(name, to));
    }

    private static Fill longs(String name, long[] to) {
        return fill(
                (row, cell, offset, length) -> to[row] = LongColumnType.missingValueIndicator(),
                (row, cell, offset, length) -> to[row] = Decimals.parseLong(cell, offset, length),
                () -> LongColumn.create(name, to));
    }

    private static Fill ints(String name, int[] to) {
        return fill(
                (row, cell, offset, length) -> to[row] = IntColumnType.missingValueIndicator(),
                (row, cell, offset, length) -> to[row] = Math.toIntExact(Decimals.parseLong(cell, offset, length)),
                () -> IntColumn.create(name, to));
    }

    private static Fill shorts(String name, short[] to) {
        return fill(
                (row, cell, offset, length) -> to[row] = ShortColumnType.missingValueIndicator(),
                (row, cell, offset, length) -> to[row] = Short.parseShort(new String(cell, offset, length)),
                () -> ShortColumn.create(name, to));
    }

    private static Fill flags(BooleanColumn to) {
        return fill(
                (row, cell, offset, length) -> to.appendMissing(),
                (row, cell, offset, length) -> to.append(flag(new String(cell, offset, length))),
                () -> to);
    }

    private static boolean flag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    private static Fill texts(String name, int rows) {
        List<String> to = new ArrayList<>(rows);
        return fill(
                (row, cell, offset, length) -> to.add(""),
                (row, cell, offset, length) -> to.add(Guard.text(cell, offset, length)),
                () -> StringColumn.create(name, to));
    }

    private static Fill instants(String name, long[] to) {
        return fill(
                (row, cell, offset, length) -> to[row] = InstantColumnType.missingValueIndicator(),
                (row, cell, offset, length) -> to[row] = IsoTimes.packInstant(cell, offset, length),
                () -> InstantColumn.createInternal(name, to));
    }

    private static Fill dates(String name, int[] to) {
        return fill(
                (row, cell, offset, length) -> to[row] = DateColumnType.missingValueIndicator(),
                (row, cell, offset, length) -> to[row] = IsoTimes.packDate(cell, offset, length),
                () -> DateColumn.createInternal(name, to));
    }

    private static Fill dateTimes(String name, long[] to) {
        return fill(
                (row, cell, offset, length) -> to[row] = DateTimeColumnType.missingValueIndicator(),
                (row, cell, offset, length) -> to[row] = IsoTimes.packDateTime(cell, offset, length),
                () -> DateTimeColumn.createInternal(name, to));
    }

    private static Fill times(String name, int[] to) {
        return fill(
                (row, cell, offset, length) -> to[row] = TimeColumnType.missingValueIndicator(),
                (row, cell, offset, length) -> to[row] = IsoTimes.packTime(cell, offset, length),
                () -> TimeColumn.createInternal(name, to));
    }
}
