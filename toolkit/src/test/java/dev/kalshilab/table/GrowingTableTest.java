package dev.kalshilab.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Field;
import dev.kalshilab.column.Kind;
import dev.kalshilab.column.Schema;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.testkit.ForAll;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

class GrowingTableTest {
    private static final Schema SCHEMA = schema(true);
    // What streams bring has no dates, which are copied.
    private static final Schema WITHOUT_DATES = schema(false);

    private static Schema schema(boolean dates) {
        List<Field> fields = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            if (kind == Kind.DATE && !dates) {
                continue;
            }
            Field field = Field.derived(kind, "a_" + kind.name().toLowerCase(java.util.Locale.ROOT), "a column");
            fields.add(kind == Kind.INSTANT ? field.withMicros() : field);
        }
        return new Schema("all", fields);
    }

    private static void add(Columns rows, Random random) {
        for (int i = 0; i < rows.schema().fields().size(); i++) {
            if (random.nextInt(6) == 0) {
                continue;
            }
            switch (rows.schema().fields().get(i).kind()) {
                case PRICE -> rows.set(i, (long) random.nextInt(1_000_001));
                case MONEY -> rows.set(i, random.nextLong(-10_000_000_000L, 10_000_000_000L));
                case COUNT -> rows.set(i, random.nextLong(10_000_000));
                case INTEGER -> rows.set(i, random.nextLong());
                case INSTANT -> rows.set(i, 1_700_000_000_000_000L + random.nextLong(3_000_000_000_000_000L));
                case DATE -> rows.set(i, 19_000L + random.nextInt(1000));
                case FLAG -> rows.set(i, (long) random.nextInt(2));
                case NUMBER -> rows.set(i, random.nextDouble());
                case TEXT, JSON -> rows.set(i, random.nextInt(3) == 0 ? "yes" : "text " + random.nextInt());
                case TEXTS -> rows.set(i, List.of("a", "\"b\"" + random.nextInt(5)));
            }
        }
        rows.endRow();
    }

    private static Provenance anywhere(Columns rows) {
        return new Provenance("q", "here", false, 1, rows.rows(), null, null, Instant.EPOCH, true, List.of());
    }

    private static Table plain(Columns rows) {
        return Tables.of(rows, anywhere(rows));
    }

    private static void same(Table one, Table other) {
        assertThat(one.columnNames()).isEqualTo(other.columnNames());
        assertThat(one.rowCount()).isEqualTo(other.rowCount());
        for (int i = 0; i < one.columnCount(); i++) {
            Column<?> left = one.column(i);
            Column<?> right = other.column(i);
            assertThat(left.type()).isEqualTo(right.type());
            assertThat(left.countMissing()).as(left.name()).isEqualTo(right.countMissing());
            for (int row = 0; row < one.rowCount(); row++) {
                assertThat(left.get(row)).as(left.name() + " " + row).isEqualTo(right.get(row));
                assertThat(left.isMissing(row)).isEqualTo(right.isMissing(row));
            }
        }
    }

    @Test
    void itIsTheTableThatThePlainWayMakesWhateverIsAddedForgottenAndChanged() {
        ForAll.forAll(25, random -> {
            Columns rows = new Columns(SCHEMA);
            GrowingTable growing = new GrowingTable(rows);
            List<Table> tables = new ArrayList<>();
            List<Table> expected = new ArrayList<>();
            for (int step = 0; step < 8; step++) {
                int more = random.nextInt(random.nextInt(5) == 0 ? 1500 : 20);
                for (int i = 0; i < more; i++) {
                    add(rows, random);
                }
                if (rows.rows() > 0 && random.nextInt(4) == 0) {
                    int gone = random.nextInt(rows.rows() + 1);
                    growing.follow();
                    rows = rows.behind(gone);
                    growing.forget(gone, rows);
                }
                growing.follow();
                Table table = growing.table(anywhere(rows));
                same(table, plain(rows));
                tables.add(table);
                expected.add(plain(rows));
                change(growing.table(anywhere(rows)), random);
                change(table.copy(), random);
            }
            for (int i = 0; i < tables.size(); i++) {
                same(tables.get(i), expected.get(i));
            }
        });
    }

    /** Whatever its owner does to a table, no other table sees it. */
    private static void change(Table table, Random random) {
        for (Column<?> column : table.columns()) {
            switch (random.nextInt(5)) {
                case 0 -> column.sortDescending();
                case 1 -> column.clear();
                case 2 -> IntStream.range(0, column.size()).forEach(column::setMissing);
                case 3 -> column.appendMissing();
                default -> {
                    if (column instanceof LongColumn longs && !column.isEmpty()) {
                        longs.set(0, 7);
                        longs.append(8);
                    } else if (column instanceof DoubleColumn doubles && !column.isEmpty()) {
                        doubles.set(0, 7.0);
                        doubles.append(8.0);
                    } else if (column instanceof StringColumn texts && !column.isEmpty()) {
                        texts.set(0, "seven");
                        texts.append("eight");
                    }
                }
            }
        }
    }

    @Test
    void tablesWorkLikeOthers() {
        Columns rows = new Columns(SCHEMA);
        GrowingTable growing = new GrowingTable(rows);
        Random random = new Random(3);
        IntStream.range(0, 3000).forEach(i -> add(rows, random));
        growing.follow();
        Table table = growing.table(anywhere(rows));
        Table plain = plain(rows);

        same(
                table.where(table.doubleColumn("a_price").isGreaterThan(0.5)),
                plain.where(plain.doubleColumn("a_price").isGreaterThan(0.5)));
        same(
                table.where(table.stringColumn("a_text").isEqualTo("yes")),
                plain.where(plain.stringColumn("a_text").isEqualTo("yes")));
        same(table.sortOn("a_integer"), plain.sortOn("a_integer"));
        same(table.copy().append(plain), plain.copy().append(table));
        assertThat(table.print()).isEqualTo(plain.print());
        assertThat(table.stringColumn("a_text").countUnique())
                .isEqualTo(plain.stringColumn("a_text").countUnique());
    }

    @Test
    void aTableOfManyRowsCopiesNoneOfThem() {
        Columns rows = new Columns(WITHOUT_DATES);
        GrowingTable growing = new GrowingTable(rows);
        Random random = new Random(3);
        IntStream.range(0, 200_000).forEach(i -> add(rows, random));
        growing.follow();
        growing.table(anywhere(rows));
        var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        growing.table(anywhere(rows));
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;

        // A flag is three bits.
        assertThat(bytes / 200_000.0).isLessThan(1);
    }
}
