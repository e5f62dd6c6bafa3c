package dev.kalshilab.rest;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Schema;
import dev.kalshilab.wire.AccountShapes;
import dev.kalshilab.wire.Shapes;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Passes each row on once: pages may overlap, lists move while they are read, and ranges share their borders. */
final class Distinct {
    /** What tells a row from all others of its kind; kinds that are not here have no such columns. */
    private static final Map<Schema, List<String>> KEYS = Map.of(
            Shapes.TRADES, List.of("trade_id"),
            Shapes.MARKETS, List.of("ticker"),
            Shapes.EVENTS, List.of("event_ticker"),
            Shapes.SERIES, List.of("ticker"),
            Shapes.CANDLES, List.of("ticker", "end"),
            AccountShapes.FILLS, List.of("fill_id", "order_id"),
            AccountShapes.ORDERS, List.of("order_id"));

    /** True for a kind whose rows can be told from each other. */
    static boolean knows(Schema schema) {
        return KEYS.containsKey(schema);
    }

    private final int[] key;
    private final Set<Object> seen = new HashSet<>();
    private long repeated;

    private Distinct(int[] key) {
        this.key = key;
    }

    static Distinct rowsOf(Schema schema) {
        return new Distinct(KEYS.getOrDefault(schema, List.of()).stream()
                .mapToInt(schema::index)
                .toArray());
    }

    /** The rows that were not passed on before; a row without its key always is. */
    Columns of(Columns rows) {
        if (key.length == 0) {
            return rows;
        }
        Columns fresh = rows.where(row -> isNew(rows, row));
        repeated += rows.rows() - fresh.rows();
        return fresh;
    }

    private boolean isNew(Columns rows, int row) {
        Object first = value(rows, key[0], row);
        if (key.length == 1) {
            return first == null || seen.add(first);
        }
        Object second = value(rows, key[1], row);
        return first == null || second == null || seen.add(Map.entry(first, second));
    }

    private static @Nullable Object value(Columns rows, int column, int row) {
        if (rows.schema().fields().get(column).kind().isLong()) {
            return rows.isMissing(column, row) ? null : (Long) rows.longAt(column, row);
        }
        return rows.objectAt(column, row);
    }

    /** Rows that came again. */
    long repeated() {
        return repeated;
    }
}
