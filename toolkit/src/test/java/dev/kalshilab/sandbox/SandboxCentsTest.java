package dev.kalshilab.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The exchange of autumn 2025: whole cents and contracts, and they agree with each other all the same. */
class SandboxCentsTest {
    private static final Sandbox SANDBOX =
            Sandbox.start(SandboxOptions.usual().withSeed(61).inCents());
    private static final Probe PROBE = Probe.signed(SANDBOX);
    private static final String AQ = "KXPRESALDERIA-26-AQ";
    private static final Pattern TODAY =
            Pattern.compile("\"[a-z_0-9]+_(dollars|fp)\"|\"(outcome_side|book_side|exchange_index|taker_book_side)\"");

    @AfterAll
    static void close() {
        SANDBOX.close();
    }

    @Test
    void nothingHasTheNamesOfToday() {
        String order = PROBE.get("/portfolio/orders").list("orders").get(0).text("order_id");
        for (String path : List.of(
                "/series",
                "/series/KXHIGHNY",
                "/events?with_nested_markets=true",
                "/events/KXHIGHNY-26SEP15",
                "/markets?limit=1000",
                "/markets/" + AQ,
                "/markets/" + AQ + "/orderbook",
                "/markets/trades?limit=1000",
                "/series/KXPRESALDERIA/markets/" + AQ
                        + "/candlesticks?start_ts=1780000000&end_ts=1789495200&period_interval=1440",
                "/multivariate_event_collections",
                "/portfolio/balance",
                "/portfolio/fills",
                "/portfolio/orders",
                "/portfolio/orders/" + order,
                "/portfolio/orders/queue_positions",
                "/portfolio/order_groups",
                "/portfolio/positions",
                "/portfolio/settlements",
                "/communications/rfqs",
                "/communications/quotes",
                "/api_keys")) {
            Matcher found = TODAY.matcher(new String(PROBE.bytes(path), StandardCharsets.UTF_8));
            assertThat(found.find() ? found.group() : "").as(path).isEmpty();
        }
        PROBE.refused(404, "/historical/cutoff");
    }

    @Test
    void emptySidesOfABookAreNull() {
        Probe.Node book = PROBE.get("/markets/KXBRINDLE-27/orderbook").at("orderbook");
        assertThat(book.fields()).containsEntry("yes", null);
        List<Probe.Node> levels = book.list("no");
        assertThat(levels.get(levels.size() - 1).elements().get(0).value()).isEqualTo((double)
                PROBE.get("/markets/KXBRINDLE-27").at("market").whole("no_bid"));
    }

    @Test
    void candlesAreTheTrades() {
        Map<Long, Long> volumes = new HashMap<>();
        for (Probe.Node trade : PROBE.all("/markets/trades?ticker=" + AQ + "&min_ts=1789000000", "trades", 1000)) {
            long end = (trade.time("created_time").getEpochSecond() / 3600 + 1) * 3600;
            volumes.merge(end, trade.whole("count"), Long::sum);
            assertThat(trade.whole("yes_price") + trade.whole("no_price")).isEqualTo(100);
            assertThat((Double) trade.fields().get("price")).isEqualTo(trade.whole("yes_price") / 100.0);
        }
        for (Probe.Node candle : PROBE.get("/series/KXPRESALDERIA/markets/" + AQ
                        + "/candlesticks?start_ts=1789005600&end_ts=1789495200&period_interval=60")
                .list("candlesticks")) {
            long volume = candle.whole("volume");
            assertThat(volume).isEqualTo(volumes.getOrDefault(candle.whole("end_period_ts"), 0L));
            Map<String, Object> price = candle.at("price").fields();
            assertThat(price).containsKeys("open", "close", "mean", "previous").containsEntry("max", null);
            assertThat(price.get("open") == null).isEqualTo(volume == 0);
        }
        assertThat(volumes).isNotEmpty();
    }

    @Test
    void theBalanceIsAllOfIt() {
        long cash = 250_000;
        for (Probe.Node fill : PROBE.all("/portfolio/fills", "fills", 100)) {
            long own = fill.whole(fill.text("side") + "_price") * fill.whole("count");
            cash += fill.text("action").equals("buy") ? -own : own;
        }
        for (Probe.Node order : PROBE.all("/portfolio/orders", "orders", 100)) {
            cash -= order.whole("taker_fees") + order.whole("maker_fees");
        }
        for (Probe.Node row : PROBE.all("/portfolio/settlements", "settlements", 100)) {
            cash += row.whole("revenue");
        }
        assertThat(PROBE.get("/portfolio/balance").whole("balance")).isEqualTo(cash);
        assertThat(PROBE.get("/portfolio/balance").fields())
                .containsOnlyKeys("balance", "portfolio_value", "updated_ts");
    }

    @Test
    void requestsForQuotesAreInCentsToo() {
        assertThat(PROBE.get("/communications/quotes").list("quotes"))
                .isNotEmpty()
                .allSatisfy(quote -> assertThat(quote.whole("yes_bid") + quote.whole("no_bid"))
                        .isBetween(1L, 100L));
        assertThat(PROBE.get("/communications/rfqs").list("rfqs"))
                .allMatch(rfq -> rfq.whole("contracts") > 0 || rfq.whole("target_cost_centi_cents") > 0);
    }

    /** What the messages of that time had under {@code msg}; with a question mark what may be missing. */
    private static final Map<String, String> FIELDS = Map.of(
            "orderbook_snapshot", "market_ticker yes? no? yes_dollars? no_dollars?",
            "orderbook_delta", "market_ticker price price_dollars delta side",
            "ticker",
                    "market_ticker price price_dollars yes_bid yes_bid_dollars yes_ask yes_ask_dollars volume"
                            + " open_interest dollar_volume dollar_open_interest ts",
            "trade", "trade_id market_ticker yes_price yes_price_dollars no_price no_price_dollars count taker_side ts",
            "fill",
                    "trade_id order_id market_ticker is_taker side yes_price no_price count action ts client_order_id"
                            + " post_position",
            "market_position", "user_id market_ticker position position_cost realized_pnl fees_paid volume",
            "market_lifecycle_v2",
                    "event_type market_ticker open_ts? close_ts? result? determination_ts? settled_ts?"
                            + " additional_metadata?");

    private static final Set<String> TEXTS = Set.of(
            "market_ticker",
            "side",
            "trade_id",
            "taker_side",
            "order_id",
            "action",
            "client_order_id",
            "user_id",
            "event_type",
            "result");

    private static String subscribe(String more, String... channels) {
        return "{\"id\":1,\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"" + String.join("\",\"", channels) + "\"]"
                + more + "}}";
    }

    private static void check(Probe.Node frame) {
        String type = frame.text("type");
        Probe.Node msg = frame.at("msg");
        Set<String> allowed = new HashSet<>();
        for (String field : Arrays.asList(String.valueOf(FIELDS.get(type)).split(" "))) {
            boolean optional = field.endsWith("?");
            String name = optional ? field.substring(0, field.length() - 1) : field;
            allowed.add(name);
            assertThat(optional || msg.has(name)).as(type + ' ' + name).isTrue();
        }
        assertThat(allowed).as(type).containsAll(msg.fields().keySet());
        msg.fields().forEach((name, value) -> {
            if (name.endsWith("_dollars") && value instanceof String text) {
                long cents = msg.whole(name.substring(0, name.length() - "_dollars".length()));
                assertThat(text).as(name).matches("\\d\\.\\d{4}");
                assertThat(new BigDecimal(text)).as(name).isEqualByComparingTo(BigDecimal.valueOf(cents, 2));
            } else if (TEXTS.contains(name)) {
                assertThat(value).as(name).isInstanceOf(String.class);
            } else if (value instanceof Double number) {
                assertThat(number % 1).as(name).isZero();
            } else {
                assertThat(value).as(name).isInstanceOfAny(List.class, Map.class, Boolean.class);
            }
        });
    }

    @Test
    void messagesHaveTheFieldsOfTheirTimeAndWholeNumbers() {
        Set<String> seen = new TreeSet<>();
        try (Sandbox sandbox = Sandbox.start(
                        SandboxOptions.usual().withSeed(2).withSpeed(0).inCents());
                StreamProbe stream = StreamProbe.open(sandbox)) {
            stream.send(subscribe(",\"market_ticker\":\"" + AQ + "\"", "orderbook_delta", "ticker", "trade"));
            stream.send(subscribe("", "fill", "market_positions", "market_lifecycle_v2"));
            Map<String, Probe.Node> fills = new HashMap<>();
            Map<String, Probe.Node> positions = new HashMap<>();
            for (int hour = 0; hour < 30; hour++) {
                sandbox.step(Duration.ofHours(1));
                for (Probe.Node frame : stream.drain()) {
                    String type = frame.text("type");
                    if (!type.equals("subscribed") && !type.equals("event_lifecycle")) {
                        seen.add(type);
                        check(frame);
                    }
                    if (type.equals("fill")) {
                        fills.put(frame.at("msg").text("trade_id"), frame.at("msg"));
                    } else if (type.equals("market_position")) {
                        positions.put(frame.at("msg").text("market_ticker"), frame.at("msg"));
                    }
                }
            }
            agree(Probe.signed(sandbox), fills, positions);
        }
        assertThat(seen).isEqualTo(new TreeSet<>(FIELDS.keySet()));
    }

    private static void agree(Probe probe, Map<String, Probe.Node> fills, Map<String, Probe.Node> positions) {
        int met = 0;
        for (Probe.Node row : probe.all("/portfolio/fills", "fills", 100)) {
            Probe.Node told = fills.get(row.text("trade_id"));
            if (told != null) {
                met++;
                for (String field : List.of("yes_price", "no_price", "count", "side", "action", "is_taker", "ts")) {
                    assertThat(told.fields().get(field))
                            .as(field)
                            .isEqualTo(row.fields().get(field));
                }
            }
        }
        assertThat(met).isEqualTo(fills.size());
        for (Probe.Node row : probe.all("/portfolio/positions", "market_positions", 100)) {
            Probe.Node told = positions.get(row.text("ticker"));
            if (told != null) {
                assertThat(told.whole("position")).isEqualTo(row.whole("position"));
                assertThat(told.whole("position_cost")).isEqualTo(100 * row.whole("market_exposure"));
                assertThat(told.whole("realized_pnl")).isEqualTo(100 * row.whole("realized_pnl"));
                assertThat(told.whole("fees_paid")).isEqualTo(100 * row.whole("fees_paid"));
            }
        }
    }

    private static Map<Long, Long> levels(List<Probe.Node> rows) {
        Map<Long, Long> levels = new TreeMap<>();
        for (Probe.Node row : rows) {
            Object price = row.elements().get(0).value();
            Object count = row.elements().get(1).value();
            long cents = price instanceof String text
                    ? new BigDecimal(text).movePointRight(2).longValueExact()
                    : ((Double) price).longValue();
            levels.put(cents, ((Double) count).longValue());
        }
        return levels;
    }

    @Test
    void aBookOfSnapshotAndDeltasIsTheBookOfTheAnswers() {
        try (Sandbox sandbox = Sandbox.start(
                        SandboxOptions.usual().withSeed(2).withSpeed(0).inCents());
                StreamProbe stream = StreamProbe.open(sandbox)) {
            stream.send(subscribe(",\"market_ticker\":\"" + AQ + "\"", "orderbook_delta"));
            // Time goes on when the sandbox has heard it.
            assertThat(stream.next().text("type")).isEqualTo("subscribed");
            sandbox.step(Duration.ofMinutes(30));
            Map<String, Map<Long, Long>> sides = new HashMap<>();
            int deltas = 0;
            for (Probe.Node frame : stream.drain()) {
                Probe.Node msg = frame.at("msg");
                if (frame.text("type").equals("orderbook_snapshot")) {
                    for (String side : List.of("yes", "no")) {
                        sides.put(side, levels(msg.list(side)));
                        assertThat(levels(msg.list(side + "_dollars"))).isEqualTo(sides.get(side));
                    }
                } else if (frame.text("type").equals("orderbook_delta")) {
                    deltas++;
                    Map<Long, Long> side = Objects.requireNonNull(sides.get(msg.text("side")));
                    side.merge(msg.whole("price"), msg.whole("delta"), Long::sum);
                    side.values().removeIf(count -> count == 0);
                }
            }
            assertThat(deltas).isGreaterThan(100);
            Probe.Node book =
                    Probe.signed(sandbox).get("/markets/" + AQ + "/orderbook").at("orderbook");
            assertThat(sides.get("yes")).isEqualTo(levels(book.list("yes")));
            assertThat(sides.get("no")).isEqualTo(levels(book.list("no")));
        }
    }

    @Test
    void channelsThatCameLaterAreUnknown() {
        try (StreamProbe stream = StreamProbe.open(SANDBOX)) {
            for (String channel : List.of(
                    "user_orders",
                    "order_group_updates",
                    "multivariate_market_lifecycle",
                    "cfbenchmarks_value",
                    "cfbenchmarks_value_5hz",
                    "pyth_value")) {
                assertThat(stream.ask(subscribe("", channel)).at("msg").whole("code"))
                        .as(channel)
                        .isEqualTo(8);
            }
        }
    }

    @Test
    void fillsOfAllMarketsComeWhateverIsNamed() {
        try (StreamProbe stream = StreamProbe.open(SANDBOX)) {
            assertThat(stream.ask(subscribe(",\"market_ticker\":\"NOPE\"", "fill"))
                            .text("type"))
                    .isEqualTo("subscribed");
        }
    }
}
