package dev.kalshilab.rest;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Kind;
import dev.kalshilab.column.Schema;
import dev.kalshilab.wire.AccountShapes;
import dev.kalshilab.wire.CatalogShapes;
import dev.kalshilab.wire.ComboShapes;
import dev.kalshilab.wire.CommunicationShapes;
import dev.kalshilab.wire.FundsShapes;
import dev.kalshilab.wire.Shapes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Passes each row on once: pages may overlap, lists move while they are read, and ranges share their borders. */
final class Distinct {
    /** What tells a row from all others of its kind; kinds that are not here come on one page. */
    private static final Map<Schema, List<String>> KEYS = Map.ofEntries(
            Map.entry(Shapes.TRADES, List.of("trade_id")),
            Map.entry(Shapes.MARKETS, List.of("ticker")),
            Map.entry(Shapes.EVENTS, List.of("event_ticker")),
            Map.entry(Shapes.SERIES, List.of("ticker")),
            Map.entry(Shapes.CANDLES, List.of("ticker", "end")),
            Map.entry(AccountShapes.FILLS, List.of("fill_id", "order_id")),
            Map.entry(AccountShapes.ORDERS, List.of("order_id")),
            Map.entry(FundsShapes.DEPOSITS, List.of("id")),
            Map.entry(FundsShapes.WITHDRAWALS, List.of("id")),
            Map.entry(CommunicationShapes.QUOTES, List.of("id")),
            Map.entry(CommunicationShapes.RFQS, List.of("id")),
            Map.entry(CatalogShapes.EVENT_FEE_CHANGES, List.of("id")),
            Map.entry(CatalogShapes.INCENTIVES, List.of("id")),
            Map.entry(ComboShapes.COLLECTIONS, List.of("collection_ticker")));

    /** Kinds that have a row for each market or event, but for each shard and subaccount too: all of it tells. */
    private static final Set<Schema> BY_ALL =
            Set.of(AccountShapes.SETTLEMENTS, AccountShapes.POSITIONS, AccountShapes.EVENT_POSITIONS);

    private final int[] key;
    private final Set<Object> seen = new HashSet<>();
    private long repeated;

    private Distinct(int[] key) {
        this.key = key;
    }

    static Distinct rowsOf(Schema schema) {
        return new Distinct(
                BY_ALL.contains(schema)
                        ? IntStream.range(0, schema.fields().size()).toArray()
                        : KEYS.getOrDefault(schema, List.of()).stream()
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
        if (key.length > 2) {
            return seen.add(all(rows, row));
        }
        Object first = value(rows, key[0], row);
        if (key.length == 1) {
            return first == null || seen.add(first);
        }
        Object second = value(rows, key[1], row);
        return first == null || second == null || seen.add(Map.entry(first, second));
    }

    private List<Object> all(Columns rows, int row) {
        List<Object> all = new ArrayList<>();
        for (int column : key) {
            Object value = rows.isMissing(column, row) ? null : value(rows, column, row);
            all.add(value == null ? "" : value);
        }
        return all;
    }

    private static @Nullable Object value(Columns rows, int column, int row) {
        if (rows.schema().fields().get(column).kind().isLong()) {
            return rows.isMissing(column, row) ? null : (Long) rows.longAt(column, row);
        }
        return rows.schema().fields().get(column).kind() == Kind.NUMBER
                ? (Object) rows.doubleAt(column, row)
                : rows.objectAt(column, row);
    }

    /** Rows that came again. */
    long repeated() {
        return repeated;
    }
}
