package dev.kalshilab.feed;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Schema;
import dev.kalshilab.wire.FeedShapes;
import java.util.List;
import java.util.Set;
import tech.tablesaw.api.Table;

/** The newest rows of a table, as a view has room for them. */
final class Newest {
    private static final int ROWS = 12;
    private static final int LEAST = 4;
    // Of what a view has no room for: the other side of a price, sizes in dollars, whole depths.
    private static final Set<String> SELDOM = Set.of(
            Schema.UNKNOWN,
            "no_price",
            "taker_outcome_side",
            "taker_book_side",
            "is_block_trade",
            "open_interest",
            "dollar_volume",
            "dollar_open_interest",
            "yes_depth",
            "no_depth",
            "seq");

    private Newest() {}

    /** Some of the last rows: fewer where there are several tables. */
    static Columns of(Columns all, int tables) {
        int most = Math.max(LEAST, ROWS / Math.max(1, tables));
        return all.behind(Math.max(0, all.rows() - most));
    }

    /**
     * Without what takes room in a view and is seldom read there: ids, what is said twice, what is missing in all rows.
     * A view is drawn anew before anybody has moved a wide table to and fro.
     */
    static Table narrow(Columns rows, Table table) {
        List<String> names = table.columnNames();
        for (String name : names) {
            boolean again = (name.endsWith("_us") && names.contains(name.substring(0, name.length() - 3)))
                    || (name.equals("yes_price") && names.contains("delta"));
            boolean late = name.equals(FeedShapes.RECEIVED) && names.contains(FeedShapes.LATENCY);
            boolean empty = rows.rows() > 0
                    && rows.schema().has(name)
                    && isEmpty(rows, rows.schema().index(name));
            if (again || late || empty || name.endsWith("_id") || SELDOM.contains(name)) {
                table.removeColumns(name);
            }
        }
        return table;
    }

    private static boolean isEmpty(Columns rows, int column) {
        for (int row = 0; row < rows.rows(); row++) {
            if (!rows.isMissing(column, row)) {
                return false;
            }
        }
        return true;
    }
}
