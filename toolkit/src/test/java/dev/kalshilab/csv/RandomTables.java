package dev.kalshilab.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
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

/** Tables of every type with the values that break things, and when two of them are equal. */
final class RandomTables {
    private static final List<String> PIECES = List.of(
            "=",
            "+",
            "-",
            "@",
            "'",
            "''",
            "\"",
            "\"\"",
            ",",
            ";",
            "\n",
            "\r",
            "\r\n",
            "\t",
            " ",
            "  ",
            "a",
            "Ünïcødé",
            "🎲",
            "＝",
            "−",
            "\u00a0",
            "\u200b",
            "\uFEFF",
            "\u0000",
            "NaN",
            "null",
            "0",
            "1e5",
            "#",
            "日本",
            "{\"a\": 1}",
            "=1+1");
    private static final double[] EXTREME = {
        Double.MAX_VALUE,
        Double.MIN_VALUE,
        Double.MIN_NORMAL,
        -Double.MAX_VALUE,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        0.0,
        -0.0,
        1e22,
        2e-3,
        0.1,
        1 / 3.0,
        9007199254740994.0,
        8e9 - 1e-6,
        0.000001,
        -0.56
    };

    private RandomTables() {}

    static Table table(Random random) {
        int rows = random.nextInt(4) == 0 ? 0 : random.nextInt(40);
        Table table = Table.create(text(random));
        int columns = 1 + random.nextInt(14);
        for (int c = 0; c < columns; c++) {
            table.addColumns(column(random, c + text(random), rows));
        }
        if (random.nextBoolean()) {
            micros(random, table, rows);
        }
        if (random.nextInt(5) == 0) {
            Column<?> first = table.column(0).setName("=" + random.nextInt());
            return Table.create("one", first);
        }
        return table;
    }

    private static Column<?> column(Random random, String name, int rows) {
        Column<?> column =
                switch (random.nextInt(11)) {
                    case 0 -> DoubleColumn.create(name);
                    case 1 -> FloatColumn.create(name);
                    case 2 -> LongColumn.create(name);
                    case 3 -> IntColumn.create(name);
                    case 4 -> ShortColumn.create(name);
                    case 5 -> BooleanColumn.create(name);
                    case 6 -> InstantColumn.create(name);
                    case 7 -> DateColumn.create(name);
                    case 8 -> DateTimeColumn.create(name);
                    case 9 -> TimeColumn.create(name);
                    default -> StringColumn.create(name);
                };
        boolean allMissing = random.nextInt(6) == 0;
        boolean whole = random.nextBoolean();
        for (int row = 0; row < rows; row++) {
            if (allMissing || random.nextInt(5) == 0) {
                column.appendMissing();
            } else {
                column.appendObj(value(random, column, whole));
            }
        }
        return column;
    }

    private static Object value(Random random, Column<?> column, boolean whole) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(
                (long) (random.nextDouble() * 8e9) - 4_000_000_000L,
                whole ? 0 : random.nextInt(1000) * 1_000_000,
                ZoneOffset.UTC);
        return switch (column.type().name()) {
            case "DOUBLE" -> number(random);
            case "FLOAT" -> (float) number(random);
            case "LONG" -> random.nextInt(9) == 0 ? Long.MAX_VALUE : random.nextLong() >> random.nextInt(64);
            case "INTEGER" -> random.nextInt() >> random.nextInt(32);
            case "SHORT" -> (short) random.nextInt();
            case "BOOLEAN" -> random.nextBoolean();
            case "INSTANT" -> time.toInstant(ZoneOffset.UTC);
            case "LOCAL_DATE" -> time.toLocalDate();
            case "LOCAL_DATE_TIME" -> time;
            case "LOCAL_TIME" -> time.toLocalTime();
            default -> text(random);
        };
    }

    static double number(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> EXTREME[random.nextInt(EXTREME.length)];
            case 1 -> Double.longBitsToDouble(random.nextLong());
            case 2 -> random.nextInt(2_000_000) / 1e6;
            case 3 -> (random.nextLong() >> 11) / 1e6;
            default -> random.nextGaussian();
        };
    }

    static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int pieces = random.nextInt(5);
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    /** A time with its column of microseconds, which now and then does not agree. */
    private static void micros(Random random, Table table, int rows) {
        InstantColumn instants = InstantColumn.create("at");
        LongColumn micros = LongColumn.create("at_us");
        for (int row = 0; row < rows; row++) {
            long us = (long) (random.nextGaussian() * 2e15);
            boolean none = random.nextInt(8) == 0;
            if (none) {
                instants.appendMissing();
            } else {
                instants.append(
                        Instant.ofEpochSecond(Math.floorDiv(us, 1_000_000L), Math.floorMod(us, 1_000_000L) * 1000));
            }
            if (none || random.nextInt(8) == 0) {
                micros.appendMissing();
            } else {
                micros.append(random.nextInt(8) == 0 ? us + 1_000_000 : us);
            }
        }
        table.addColumns(instants, micros);
    }

    /** Same name, columns, types, order and values; −0 is 0. */
    static void assertEqual(Table actual, Table expected) {
        assertThat(actual.name()).isEqualTo(expected.name());
        assertThat(actual.columnNames()).isEqualTo(expected.columnNames());
        assertThat(actual.rowCount()).isEqualTo(expected.rowCount());
        for (int c = 0; c < expected.columnCount(); c++) {
            Column<?> is = actual.column(c);
            Column<?> was = expected.column(c);
            assertThat(is.type()).isEqualTo(was.type());
            for (int row = 0; row < expected.rowCount(); row++) {
                String where = was.name() + " row " + row;
                assertThat(is.isMissing(row)).as(where).isEqualTo(was.isMissing(row));
                if (was instanceof DoubleColumn doubles && !was.isMissing(row)) {
                    assertThat(((DoubleColumn) is).getDouble(row)).as(where).isEqualTo(doubles.getDouble(row) + 0.0);
                } else if (was instanceof FloatColumn floats && !was.isMissing(row)) {
                    assertThat(((FloatColumn) is).getFloat(row)).as(where).isEqualTo(floats.getFloat(row) + 0.0f);
                } else if (!(was instanceof TimeColumn && was.isMissing(row))) { // Tablesaw cannot get that
                    assertThat(is.get(row)).as(where).isEqualTo(was.get(row));
                }
            }
        }
    }
}
