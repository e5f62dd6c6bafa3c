package dev.kalshilab.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.Kalshi;
import dev.kalshilab.display.Display;
import dev.kalshilab.display.DisplayPort;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.sandbox.Sandbox;
import dev.kalshilab.testkit.Eventually;
import dev.kalshilab.testkit.StreamServer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** Every channel, from a sandbox whose time is moved by hand: its rows are what the answers of the sandbox say. */
class FeedChannelsTest {
    private static final Instant PRESENT = Instant.parse("2026-09-15T18:00:00Z");
    private static final String LONG = "KXPRESALDERIA-26-AQ";
    private static final String RIVAL = "KXPRESALDERIA-26-BT";

    /** The rows by the text in that column; the last one of each. */
    private static Map<String, Integer> last(Table table, String column) {
        Map<String, Integer> rows = new HashMap<>();
        for (int row = 0; row < table.rowCount(); row++) {
            rows.put(table.stringColumn(column).get(row), row);
        }
        return rows;
    }

    /**
     * Both rows have the same in each column that both tables have and the stream ever tells, but for these; it tells
     * times in milliseconds.
     */
    private static void same(Table streamed, int at, Table rest, int there, Set<String> but) {
        Set<String> compared = new HashSet<>();
        for (Column<?> column : streamed.columns()) {
            String name = column.name();
            if (rest.containsColumn(name)
                    && !but.contains(name)
                    && !name.endsWith("_us")
                    && column.countMissing() < column.size()) {
                Column<?> twin = rest.column(name);
                assertThat(column.isMissing(at) ? "missing" : column.get(at))
                        .as("%s of row %d", name, at)
                        .isEqualTo(twin.isMissing(there) ? "missing" : twin.get(there));
                compared.add(name);
            }
        }
        assertThat(compared).hasSizeGreaterThan(4);
    }

    private static void arrive(Feed feed, Supplier<Table> table, Table rest, String id) {
        Set<String> wanted = Set.copyOf(rest.stringColumn(id).asList());
        Eventually.holds(
                feed + " has all of " + wanted.size(),
                () -> Set.copyOf(table.get().stringColumn(id).asList()).containsAll(wanted));
    }

    private static Provenance provenance(Table table) {
        return Provenance.of(table).orElseThrow();
    }

    @Test
    void tradesAreTheTradesOfTheAnswers() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                Kalshi kalshi = Kalshi.sandbox(sandbox);
                Feed feed = kalshi.feed().trades(LONG, RIVAL).open()) {
            sandbox.step(Duration.ofMinutes(30));
            Table rest = kalshi.trades(LONG, RIVAL).since(PRESENT).table();
            arrive(feed, feed::trades, rest, "trade_id");

            Table trades = feed.trades();
            assertThat(rest.rowCount()).isGreaterThan(100);
            assertThat(trades.rowCount()).isEqualTo(rest.rowCount());
            Map<String, Integer> there = last(rest, "trade_id");
            for (int row = 0; row < trades.rowCount(); row++) {
                Integer twin = there.get(trades.stringColumn("trade_id").get(row));
                assertThat(twin).isNotNull();
                same(trades, row, rest, twin, Set.of("unknown"));
            }
            assertThat(provenance(trades).complete()).isTrue();
            assertThat(provenance(trades).invented()).isTrue();
        }
    }

    @Test
    void theLastTickerIsTheMarketOfTheAnswers() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                Kalshi kalshi = Kalshi.sandbox(sandbox);
                Feed feed = kalshi.feed().ticker(LONG).trades(LONG).open()) {
            sandbox.step(Duration.ofMinutes(30));
            arrive(feed, feed::trades, kalshi.trades(LONG).since(PRESENT).table(), "trade_id");
            Table market = kalshi.markets().tickers(LONG).table();
            Eventually.holds("the last ticker", () -> {
                Table tickers = feed.tickers();
                return tickers.doubleColumn("volume").getDouble(tickers.rowCount() - 1)
                        == market.doubleColumn("volume").getDouble(0);
            });

            Table tickers = feed.tickers();
            assertThat(tickers.rowCount()).isGreaterThan(50);
            same(tickers, tickers.rowCount() - 1, market, 0, Set.of("unknown"));
        }
    }

    @Test
    void theBookIsTheBookOfTheAnswersAtEveryStep() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                Kalshi kalshi = Kalshi.sandbox(sandbox);
                Feed feed = kalshi.feed().book(LONG, RIVAL).open()) {
            for (int step = 0; step < 12; step++) {
                sandbox.step(Duration.ofSeconds(20L * step));
                for (String ticker : List.of(LONG, RIVAL)) {
                    String rest = kalshi.book(ticker).table().printAll();
                    Eventually.holds(
                            ticker + " as in the answers",
                            () -> feed.book(ticker).printAll().equals(rest));
                }
            }
            Table changes = feed.bookChanges();
            assertThat(changes.rowCount()).isGreaterThan(300);
            assertThat(changes.booleanColumn("valid").countFalse()).isZero();
            assertThat(feed.book(LONG).stringColumn("side").asSet()).containsExactlyInAnyOrder("yes", "no");
        }
    }

    @Test
    void aViewHasTheColumnsThatItHasRoomFor() {
        List<Object> shown = new CopyOnWriteArrayList<>();
        DisplayPort before = Display.install(new DisplayPort() {
            @Override
            public void show(Object value) {
                shown.add(value);
            }

            @Override
            public void note(String line) {}
        });
        try (Sandbox sandbox = Sandbox.start(2, 0);
                Kalshi kalshi = Kalshi.sandbox(sandbox);
                Feed feed = kalshi.feed().trades(LONG).ticker(LONG).book(LONG).open()) {
            sandbox.step(Duration.ofMinutes(30));
            Eventually.holds(
                    "rows of each",
                    () -> feed.trades().rowCount() > 4
                            && feed.tickers().rowCount() > 4
                            && feed.bookChanges().rowCount() > 4);
            feed.watch(Duration.ZERO);
        } finally {
            Display.install(before);
        }

        assertThat(shown)
                .extracting(value -> String.join(" ", ((Table) value).columnNames()))
                .containsExactly(
                        "ticker created_time yes_price count taker_side origin latency_us",
                        "ticker time yes_bid yes_ask yes_bid_size yes_ask_size last_price last_trade_size volume"
                                + " latency_us",
                        "ticker type time side price delta count yes_bid yes_ask yes_bid_size yes_ask_size valid"
                                + " latency_us");
    }

    @Test
    void fillsPositionsAndOrdersAreThoseOfTheAccount() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                Kalshi kalshi = Kalshi.sandbox(sandbox);
                Feed feed = kalshi.feed().fills().positions().orders().open()) {
            for (int step = 0; step < 40; step++) {
                sandbox.step(Duration.ofMinutes(3));
            }
            Table fills = kalshi.portfolio().fills().since(PRESENT).table();
            assertThat(fills.rowCount()).isGreaterThan(8);
            arrive(feed, feed::fills, fills, "trade_id");
            Table streamed = feed.fills();
            assertThat(streamed.rowCount()).isEqualTo(fills.rowCount());
            Map<String, Integer> there = last(fills, "trade_id");
            for (int row = 0; row < streamed.rowCount(); row++) {
                Integer twin = there.get(streamed.stringColumn("trade_id").get(row));
                assertThat(twin).isNotNull();
                same(streamed, row, fills, twin, Set.of("unknown", "fill_id", "subaccount_number", "client_order_id"));
            }

            Table positions = kalshi.portfolio().positions().table();
            Map<String, Integer> held = last(positions, "ticker");
            Eventually.holds("the last positions", () -> {
                Table changed = feed.positions();
                return last(changed, "ticker").entrySet().stream()
                        .allMatch(one -> !held.containsKey(one.getKey())
                                || changed.doubleColumn("position").getDouble(one.getValue())
                                        == positions.doubleColumn("position").getDouble(held.get(one.getKey())));
            });
            Table orders = kalshi.portfolio().orders().table();
            Table told = feed.orders();
            Map<String, Integer> order = last(orders, "order_id");
            last(told, "order_id").forEach((id, row) -> {
                assertThat(order).containsKey(id);
                same(told, row, orders, order.get(id), Set.of("unknown", "subaccount_number"));
            });
            assertThat(told.stringColumn("order_id").asSet())
                    .containsAll(streamed.stringColumn("order_id").asSet());

            Table changed = feed.positions();
            assertThat(changed.rowCount()).isGreaterThan(8);
            last(changed, "ticker").forEach((ticker, row) -> {
                Integer now = held.get(ticker);
                if (now == null) {
                    // It was settled: the answers do not list it any more.
                    assertThat(changed.doubleColumn("position").get(row))
                            .as(ticker)
                            .isZero();
                    return;
                }
                for (String column : List.of("position", "realized_pnl", "fees_paid")) {
                    assertThat(changed.doubleColumn(column).get(row))
                            .as(ticker + " " + column)
                            .isEqualTo(positions.doubleColumn(column).get(now));
                }
                assertThat(changed.doubleColumn("position_cost").get(row))
                        .isEqualTo(positions.doubleColumn("market_exposure").get(now));
            });
            assertThat(provenance(changed).complete()).isTrue();
        }
    }

    @Test
    void whatBecomesOfMarketsIsToldAsTheAnswersSay() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                Kalshi kalshi = Kalshi.sandbox(sandbox);
                Feed feed = kalshi.feed().lifecycle().open()) {
            sandbox.step(Duration.ofDays(2));
            Eventually.holds(
                    "settlements",
                    () -> feed.lifecycle().stringColumn("event_type").contains("settled"));
            sandbox.step(Duration.ofHours(1));
            Table told = feed.lifecycle();
            Set<String> settled = new HashSet<>();
            for (int row = 0; row < told.rowCount(); row++) {
                if (told.stringColumn("event_type").get(row).equals("settled")) {
                    settled.add(told.stringColumn("ticker").get(row));
                }
            }
            assertThat(settled).hasSizeGreaterThan(3);
            Table markets =
                    kalshi.markets().tickers(settled.toArray(String[]::new)).table();
            Map<String, Integer> there = last(markets, "ticker");
            for (int row = 0; row < told.rowCount(); row++) {
                Integer market = there.get(told.stringColumn("ticker").get(row));
                if (market != null && told.stringColumn("event_type").get(row).equals("determined")) {
                    assertThat(told.stringColumn("result").get(row))
                            .isEqualTo(markets.stringColumn("result").get(market));
                    assertThat(told.doubleColumn("settlement_value").get(row))
                            .isEqualTo(markets.doubleColumn("settlement_value").get(market));
                }
            }
        }
    }

    @Test
    void communicationsAndOrderGroupsHaveTheirRows() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                Kalshi kalshi = Kalshi.sandbox(sandbox);
                Feed feed = kalshi.feed().communications().orderGroups().open()) {
            sandbox.step(Duration.ofHours(12));
            Eventually.holds(
                    "quotes", () -> feed.communications().stringColumn("type").contains("quote_executed"));
            Table said = feed.communications();
            Map<String, Integer> quotes = last(kalshi.communications().quotes().table(), "id");
            assertThat(said.stringColumn("type").asSet())
                    .contains("rfq_created", "rfq_deleted", "quote_created", "quote_accepted", "quote_executed");
            for (Row row : said) {
                if (row.getString("type").equals("quote_created")) {
                    assertThat(quotes).containsKey(row.getString("quote_id"));
                }
            }
            Table groups = kalshi.portfolio().orderGroups().table();
            Eventually.holds(
                    "the limit of the group",
                    () -> limit(feed.orderGroups())
                            == groups.doubleColumn("contracts_limit").getDouble(0));
            assertThat(feed.orderGroups().stringColumn("order_group_id").asSet())
                    .contains(groups.stringColumn("id").get(0));
            assertThat(feed.coverage().stringColumn("why").asSet()).containsExactly("connected");
        }
    }

    private static double limit(Table changes) {
        double limit = Double.NaN;
        for (Row row : changes) {
            if (row.getString("event_type").equals("limit_updated")) {
                limit = row.getDouble("contracts_limit");
            }
        }
        return limit;
    }

    @Test
    void aChannelThatTheToolkitDoesNotKnowIsKeptAsItComesAndCounted() {
        try (StreamServer server = StreamServer.answering(
                        "{\"id\":1,\"type\":\"subscribed\",\"msg\":{\"channel\":\"weather\",\"sid\":4}}");
                Feed feed = server.kalshi()
                        .feed()
                        .channel("weather", "KXRAIN-1")
                        .keep(2)
                        .open()) {
            assertThat(server.commands())
                    .containsExactly("{\"id\":1,\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"weather\"],"
                            + "\"market_tickers\":[\"KXRAIN-1\"]}}");
            server.say(
                    "{\"type\":\"rain\",\"sid\":4,\"seq\":1,\"msg\":{\"mm\":1}}",
                    "{\"type\":\"rain\",\"sid\":4,\"seq\":2,\"msg\":{\"mm\":2}}",
                    "{\"type\":\"rain\",\"sid\":4,\"seq\":5,\"msg\":{\"mm\":3}}");
            assertThat(feed.await(3, Duration.ofSeconds(20))).isTrue();

            Table other = feed.other();
            assertThat(other.stringColumn("channel").asList()).containsExactly("weather", "weather");
            assertThat(other.stringColumn("frame").get(1))
                    .isEqualTo("{\"type\":\"rain\",\"sid\":4,\"seq\":5,\"msg\":{\"mm\":3}}");
            assertThat(provenance(other).notes())
                    .contains("3 messages of other types: rain", "1 row dropped, the oldest");
            assertThat(feed.toString()).contains("3 rows, 0 lost, 1 dropped]");
            assertThat(feed.coverage("weather").stringColumn("why").asList())
                    .containsExactly("connected", "sequence gap", "connected");
            assertThat(feed.coverage("weather").longColumn("lost").get(1)).isEqualTo(2);
            assertThatThrownBy(() -> feed.drain("weather"))
                    .isInstanceOf(KalshiException.class)
                    .hasMessage("The toolkit knows no table for weather.\n"
                            + "Its messages are kept as they came: feed.other().");
            assertThatThrownBy(feed::drain)
                    .isInstanceOf(KalshiException.class)
                    .hasMessageStartingWith("The toolkit knows no table for weather.\n");
        }
    }
}
