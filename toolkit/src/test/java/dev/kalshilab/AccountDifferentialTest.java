package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.testkit.Raw;
import dev.kalshilab.testkit.Recordings;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.InstantColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** Every recorded field of an account is a cell with its value, and every cell is a recorded field: read another way. */
class AccountDifferentialTest {
    private static final Set<String> COUNTS = Set.of(
            "count",
            "position",
            "yes_count",
            "no_count",
            "initial_count",
            "fill_count",
            "remaining_count",
            "total_cost_shares");

    /** Said elsewhere in the same row, so no column of their own. */
    private static final Set<String> SAID_TWICE = Set.of("market_ticker", "price", "ts");

    private long cells;

    @Test
    void everyRecordedPortfolioIsReadWhole() {
        for (Path tape : Recordings.tapes()) {
            try (Kalshi kalshi = Kalshi.replay(tape)) {
                Portfolio portfolio = kalshi.portfolio();
                for (Raw.Recorded answer : Raw.answers(tape)) {
                    String path = answer.path();
                    Map<String, Object> body = answer.body();
                    switch (path) {
                        case "/portfolio/fills" -> compare(portfolio.fills().table(), Raw.objects(body.get("fills")));
                        case "/portfolio/settlements" ->
                            compare(portfolio.settlements().table(), Raw.objects(body.get("settlements")));
                        case "/portfolio/positions" -> {
                            compare(portfolio.positions().table(), Raw.objects(body.get("market_positions")));
                            compare(portfolio.eventPositions().table(), Raw.objects(body.get("event_positions")));
                        }
                        case "/portfolio/balance" -> {
                            assertThat(portfolio.balance().balance().dollars())
                                    .isEqualByComparingTo(((BigDecimal) body.get("balance")).movePointLeft(2));
                            assertThat(portfolio.balance().portfolioValue().dollars())
                                    .isEqualByComparingTo(((BigDecimal) body.get("portfolio_value")).movePointLeft(2));
                        }
                        default -> {
                            if (path.matches("/portfolio/orders/[0-9a-f-]{36}")) {
                                Map<String, Object> raw = Raw.object(body.get("order"));
                                var order = portfolio.order(path.substring(18));
                                assertThat(order.orderId()).isEqualTo(raw.get("order_id"));
                                assertThat(new BigDecimal(order.yesPrice().toString()))
                                        .isEqualByComparingTo(((BigDecimal) raw.get("yes_price")).movePointLeft(2));
                                assertThat(order.remainingCount().toDouble())
                                        .isEqualTo(((BigDecimal) raw.get("remaining_count")).doubleValue());
                            }
                        }
                    }
                }
            }
        }
        System.out.println(cells + " cells of recorded portfolios compared");
        assertThat(cells).isGreaterThan(500);
    }

    private void compare(Table table, List<Map<String, Object>> rows) {
        assertThat(table.rowCount()).isEqualTo(rows.size());
        for (int row = 0; row < rows.size(); row++) {
            Map<String, Object> raw = rows.get(row);
            Set<String> unread = new TreeSet<>(raw.keySet());
            unread.removeAll(SAID_TWICE);
            for (Column<?> column : table.columns()) {
                String name = column.name();
                if (!name.endsWith("_us")) {
                    unread.removeAll(Set.of(name, name + "_dollars", name + "_fp", name + "_fixed"));
                    cell(table, column, row, raw);
                }
            }
            unread.remove("resting_order_count"); // read as resting_orders_count
            assertThat(unread).as("fields without a column in " + table.name()).isEmpty();
        }
    }

    private void cell(Table table, Column<?> column, int row, Map<String, Object> raw) {
        cells++;
        String name = column.name();
        String where = table.name() + " row " + row + " " + name;
        Object value = raw.get(name);
        if (name.equals("source")) {
            // No field: which tier answered. These tapes were asked under /portfolio alone.
            assertThat(column.get(row)).as(where).isEqualTo("live");
        } else if (column instanceof DoubleColumn doubles) {
            BigDecimal expected = amount(raw, name);
            assertThat(doubles.isMissing(row)).as(where).isEqualTo(expected == null);
            if (expected != null) {
                assertThat(doubles.getDouble(row)).as(where).isEqualTo(expected.doubleValue());
            }
        } else if (value == null || value.equals("")) {
            assertThat(column.isMissing(row)).as(where).isTrue();
        } else if (column instanceof InstantColumn instants) {
            Instant expected = value instanceof BigDecimal seconds
                    ? Instant.ofEpochSecond(seconds.longValueExact())
                    : OffsetDateTime.parse(value.toString()).toInstant();
            assertThat(instants.get(row)).as(where).isEqualTo(expected.truncatedTo(ChronoUnit.MILLIS));
            assertThat(table.longColumn(name + "_us").getLong(row))
                    .as(where)
                    .isEqualTo(ChronoUnit.MICROS.between(Instant.EPOCH, expected));
        } else if (column instanceof LongColumn longs) {
            assertThat(longs.getLong(row)).as(where).isEqualTo(((BigDecimal) value).longValueExact());
        } else if (column instanceof BooleanColumn flags) {
            assertThat(flags.get(row)).as(where).isEqualTo(value);
        } else {
            assertThat(column.getString(row)).as(where).isEqualTo(value);
        }
    }

    /** Dollars or contracts: a text is in them, a bare number is cents, but a bare count is contracts. */
    private static @Nullable BigDecimal amount(Map<String, Object> raw, String name) {
        for (String twin : List.of(name + "_dollars", name + "_fp", name + "_fixed")) {
            if (raw.get(twin) instanceof String text && !text.isEmpty()) {
                return new BigDecimal(text);
            }
        }
        Object bare = raw.get(name);
        if (bare == null || bare.equals("")) {
            return null;
        }
        boolean cents = bare instanceof BigDecimal && !COUNTS.contains(name) && !name.equals("price");
        return cents ? ((BigDecimal) bare).movePointLeft(2) : new BigDecimal(bare.toString());
    }
}
