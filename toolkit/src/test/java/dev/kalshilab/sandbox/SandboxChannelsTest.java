package dev.kalshilab.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Every channel of the stream, stepped by hand: what it says, and that the answers agree with it at every moment. */
class SandboxChannelsTest {
    private static final String LONG = "KXPRESALDERIA-26-AQ";
    private static final String RIVAL = "KXPRESALDERIA-26-BT";
    private static final String QUIET = "KXBRINDLE-27";
    private static final Instant PRESENT = Instant.parse("2026-09-15T18:00:00Z");

    private static String subscribe(String channel, String more) {
        return "{\"id\":1,\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"" + channel + "\"]" + more + "}}";
    }

    private static String to(String... tickers) {
        return ",\"market_tickers\":[\"" + String.join("\",\"", tickers) + "\"]";
    }

    /** Books as a client keeps them, by ticker, side and price. */
    private static final class Books {
        final Map<String, Map<BigDecimal, BigDecimal>> sides = new HashMap<>();
        long seq;
        int deltas;

        Map<BigDecimal, BigDecimal> side(String ticker, String side) {
            return sides.computeIfAbsent(ticker + ' ' + side, any -> new TreeMap<>());
        }

        void take(Probe.Node frame) {
            assertThat(frame.whole("seq")).isEqualTo(++seq);
            Probe.Node msg = frame.at("msg");
            switch (frame.text("type")) {
                case "orderbook_snapshot" -> {
                    for (String side : List.of("yes", "no")) {
                        Map<BigDecimal, BigDecimal> levels = side(msg.text("market_ticker"), side);
                        levels.clear();
                        if (msg.has(side + "_dollars_fp")) {
                            levels.putAll(levels(msg.list(side + "_dollars_fp")));
                            assertThat(levels).isNotEmpty();
                        }
                    }
                }
                case "orderbook_delta" -> {
                    deltas++;
                    Map<BigDecimal, BigDecimal> levels = side(msg.text("market_ticker"), msg.text("side"));
                    BigDecimal price = msg.decimal("price_dollars");
                    BigDecimal count =
                            levels.getOrDefault(price, BigDecimal.ZERO).add(msg.decimal("delta_fp"));
                    assertThat(count.signum()).as("%s", frame).isNotNegative();
                    if (count.signum() == 0) {
                        levels.remove(price);
                    } else {
                        levels.put(price, count);
                    }
                }
                default -> assertThat(frame.text("type")).isEqualTo("ok");
            }
        }

        void agreeWith(Probe probe, String ticker) {
            Probe.Node rest = probe.get("/markets/" + ticker + "/orderbook").at("orderbook_fp");
            assertThat(side(ticker, "yes")).as(ticker).isEqualTo(levels(rest.list("yes_dollars")));
            assertThat(side(ticker, "no")).as(ticker).isEqualTo(levels(rest.list("no_dollars")));
        }

        static Map<BigDecimal, BigDecimal> levels(List<Probe.Node> rows) {
            Map<BigDecimal, BigDecimal> levels = new TreeMap<>();
            for (Probe.Node row : rows) {
                BigDecimal price = new BigDecimal((String) row.elements().get(0).value());
                levels.put(price, new BigDecimal((String) row.elements().get(1).value()));
            }
            return levels;
        }
    }

    private static List<Probe.Node> ofType(List<Probe.Node> frames, String type) {
        return frames.stream().filter(frame -> frame.text("type").equals(type)).toList();
    }

    @Test
    void aBookOfSnapshotAndDeltasIsTheBookOfTheAnswersAtEveryStep() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = StreamProbe.open(sandbox)) {
            Probe probe = new Probe(sandbox);
            Books books = new Books();
            assertThat(stream.ask(subscribe("orderbook_delta", to(LONG, QUIET))).text("type"))
                    .isEqualTo("subscribed");
            stream.send(subscribe("orderbook_delta", to(RIVAL)));
            for (int step = 0; step < 30; step++) {
                stream.drain().forEach(books::take);
                for (String ticker : List.of(LONG, RIVAL, QUIET)) {
                    books.agreeWith(probe, ticker);
                }
                sandbox.step(Duration.ofSeconds(7L * step));
            }
            assertThat(books.deltas).isGreaterThan(500);
            assertThat(books.side(QUIET, "yes")).isEmpty();
        }
    }

    @Test
    void aLongStepLosesNothing() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = StreamProbe.open(sandbox)) {
            Books books = new Books();
            stream.ask(subscribe("orderbook_delta", to(LONG, RIVAL)));
            sandbox.step(Duration.ofHours(5));
            stream.drain().forEach(books::take);
            books.agreeWith(new Probe(sandbox), LONG);
            books.agreeWith(new Probe(sandbox), RIVAL);
            assertThat(sandbox.clock().instant()).isEqualTo(PRESENT.plus(Duration.ofHours(5)));
        }
    }

    @Test
    void aTradeTakesFromTheLevelThatItMet() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = StreamProbe.open(sandbox)) {
            stream.ask(subscribe("orderbook_delta\",\"trade", to(LONG)));
            sandbox.step(Duration.ofMinutes(20));
            List<Probe.Node> frames = stream.drain();
            int met = 0;
            int trades = 0;
            for (int i = 0; i < frames.size(); i++) {
                Probe.Node trade = frames.get(i);
                if (trade.text("type").equals("trade") && !trade.at("msg").flag("is_block_trade")) {
                    trades++;
                    boolean yes = trade.at("msg").text("taker_side").equals("yes");
                    String price = trade.at("msg").text(yes ? "no_price_dollars" : "yes_price_dollars");
                    String less = '-' + trade.at("msg").text("count_fp");
                    for (int j = i + 1;
                            j < frames.size() && frames.get(j).text("type").equals("orderbook_delta");
                            j++) {
                        Probe.Node delta = frames.get(j).at("msg");
                        if (delta.text("side").equals(yes ? "no" : "yes")
                                && delta.text("price_dollars").equals(price)
                                && delta.text("delta_fp").equals(less)) {
                            met++;
                        }
                    }
                }
            }
            assertThat(trades).isGreaterThan(50);
            assertThat(met).isGreaterThan(trades / 2);
        }
    }

    @Test
    void aSnapshotCanBeAskedForAgainWithoutChangingTheSubscription() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = StreamProbe.open(sandbox)) {
            stream.ask(subscribe("orderbook_delta", to(LONG)));
            assertThat(stream.next().whole("seq")).isEqualTo(1);
            stream.send("{\"id\":2,\"cmd\":\"update_subscription\",\"params\":{\"sid\":1,\"action\":\"get_snapshot\""
                    + to(LONG, RIVAL) + "}}");
            Books books = new Books();
            books.seq = 1;
            books.take(stream.next());
            books.take(stream.next());
            books.agreeWith(new Probe(sandbox), LONG);
            books.agreeWith(new Probe(sandbox), RIVAL);
            sandbox.step(Duration.ofMinutes(10));
            assertThat(stream.drain())
                    .isNotEmpty()
                    .allMatch(frame -> frame.at("msg").text("market_ticker").equals(LONG));
        }
    }

    @Test
    void bidsForNoCanBeToldAsOffersOfYes() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = StreamProbe.open(sandbox);
                StreamProbe turned = StreamProbe.open(sandbox)) {
            stream.ask(subscribe("orderbook_delta", to(LONG)));
            turned.ask(subscribe("orderbook_delta", to(LONG) + ",\"use_yes_price\":true"));
            sandbox.step(Duration.ofMinutes(5));
            List<Probe.Node> usual = stream.drain();
            List<Probe.Node> other = turned.drain();
            assertThat(other).hasSameSizeAs(usual).hasSizeGreaterThan(20);
            Map<BigDecimal, BigDecimal> offers =
                    Books.levels(other.get(0).at("msg").list("no_dollars_fp"));
            Books.levels(usual.get(0).at("msg").list("no_dollars_fp")).forEach((price, count) -> assertThat(offers)
                    .containsEntry(BigDecimal.ONE.setScale(4).subtract(price), count));
            for (int i = 1; i < usual.size(); i++) {
                Probe.Node one = usual.get(i).at("msg");
                BigDecimal price = other.get(i).at("msg").decimal("price_dollars");
                assertThat(
                                one.text("side").equals("no")
                                        ? BigDecimal.ONE.setScale(4).subtract(price)
                                        : price)
                        .isEqualTo(one.decimal("price_dollars"));
            }
        }
    }

    @Test
    void aMarketThatStopsLeavesAnEmptyBook() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = StreamProbe.open(sandbox)) {
            Probe probe = new Probe(sandbox);
            String ticker = probe.get("/markets?series_ticker=KXHIGHNY&status=open&limit=1000").list("markets").stream()
                    .filter(market -> market.time("close_time").isBefore(PRESENT.plus(Duration.ofHours(12))))
                    .findFirst()
                    .orElseThrow()
                    .text("ticker");
            stream.ask(subscribe("orderbook_delta\",\"ticker", to(ticker)));
            sandbox.step(Duration.ofHours(12));
            Books books = new Books();
            books.seq = 1;
            stream.send("{\"id\":3,\"cmd\":\"update_subscription\",\"params\":{\"sid\":1,\"action\":\"get_snapshot\""
                    + to(ticker) + "}}");
            List<Probe.Node> frames = stream.drain();
            List<Probe.Node> snapshots = ofType(frames, "orderbook_snapshot");
            Probe.Node snapshot = snapshots.get(snapshots.size() - 1);
            assertThat(snapshot.at("msg").fields()).containsOnlyKeys("market_ticker", "market_id");
            books.agreeWith(probe, ticker);
            Probe.Node last =
                    ofType(frames, "ticker").get(ofType(frames, "ticker").size() - 1);
            assertThat(last.at("msg").fields())
                    .containsEntry("yes_bid_dollars", "0.0000")
                    .containsEntry("yes_ask_dollars", "1.0000")
                    .containsEntry("yes_bid_size_fp", "0.00");
        }
    }

    @Test
    void aTickerIsTheMarketOfTheAnswers() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = StreamProbe.open(sandbox)) {
            Probe probe = new Probe(sandbox);
            stream.ask(subscribe("ticker", to(LONG, QUIET) + ",\"send_initial_snapshot\":true"));
            Map<String, Probe.Node> latest = new HashMap<>();
            for (int step = 0; step < 20; step++) {
                for (Probe.Node frame : stream.drain()) {
                    assertThat(frame.fields()).containsOnlyKeys("type", "sid", "msg");
                    assertThat(frame.at("msg").fields())
                            .containsOnlyKeys(
                                    "market_ticker",
                                    "market_id",
                                    "price_dollars",
                                    "yes_bid_dollars",
                                    "yes_ask_dollars",
                                    "volume_fp",
                                    "open_interest_fp",
                                    "dollar_volume",
                                    "dollar_open_interest",
                                    "yes_bid_size_fp",
                                    "yes_ask_size_fp",
                                    "last_trade_size_fp",
                                    "ts",
                                    "ts_ms",
                                    "time");
                    latest.put(frame.at("msg").text("market_ticker"), frame.at("msg"));
                }
                assertThat(latest).containsOnlyKeys(LONG, QUIET);
                latest.forEach((ticker, told) -> {
                    Probe.Node market = probe.get("/markets/" + ticker).at("market");
                    assertThat(told.text("price_dollars")).isEqualTo(market.text("last_price_dollars"));
                    for (String field : List.of(
                            "yes_bid_dollars",
                            "yes_ask_dollars",
                            "volume_fp",
                            "open_interest_fp",
                            "yes_bid_size_fp",
                            "yes_ask_size_fp")) {
                        assertThat(told.text(field)).as(field).isEqualTo(market.text(field));
                    }
                });
                sandbox.step(Duration.ofSeconds(40));
            }
        }
    }

    @Test
    void fillsAreTradesAndPositionsAreFills() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = StreamProbe.open(sandbox)) {
            Probe probe = Probe.signed(sandbox);
            stream.ask(subscribe("fill\",\"market_positions\",\"user_orders\",\"trade", ""));
            Map<String, Probe.Node> trades = new HashMap<>();
            Map<String, Probe.Node> fills = new HashMap<>();
            Map<String, Probe.Node> positions = new HashMap<>();
            Map<String, Probe.Node> orders = new HashMap<>();
            Map<String, BigDecimal> held = new HashMap<>();
            for (int step = 0; step < 40; step++) {
                sandbox.step(Duration.ofMinutes(3));
                for (Probe.Node frame : stream.drain()) {
                    Probe.Node msg = frame.has("msg") ? frame.at("msg") : frame;
                    switch (frame.text("type")) {
                        case "trade" -> trades.put(msg.text("trade_id"), msg);
                        case "fill" -> {
                            assertThat(frame.fields()).containsOnlyKeys("type", "sid", "msg");
                            fills.put(msg.text("trade_id"), msg);
                            held.put(msg.text("market_ticker"), msg.decimal("post_position_fp"));
                        }
                        case "market_position" -> positions.put(msg.text("market_ticker"), msg);
                        case "user_order" -> orders.put(msg.text("order_id"), msg);
                        default -> assertThat(frame.text("type")).isEqualTo("subscribed");
                    }
                }
                for (Probe.Node row :
                        probe.get("/portfolio/positions?limit=1000").list("market_positions")) {
                    Probe.Node told = positions.get(row.text("ticker"));
                    if (told != null) {
                        assertThat(told.text("position_fp")).isEqualTo(row.text("position_fp"));
                        assertThat(told.text("position_cost_dollars")).isEqualTo(row.text("market_exposure_dollars"));
                        assertThat(told.text("realized_pnl_dollars")).isEqualTo(row.text("realized_pnl_dollars"));
                        assertThat(told.text("fees_paid_dollars")).isEqualTo(row.text("fees_paid_dollars"));
                        assertThat(told.decimal("position_fp")).isEqualTo(held.get(row.text("ticker")));
                    }
                }
            }
            assertThat(fills).hasSizeGreaterThan(8);
            Map<String, Probe.Node> rest = new HashMap<>();
            probe.all("/portfolio/fills?min_ts=" + PRESENT.getEpochSecond(), "fills", 100)
                    .forEach(fill -> rest.put(fill.text("trade_id"), fill));
            assertThat(rest.keySet()).isEqualTo(fills.keySet());
            fills.forEach((id, fill) -> {
                Probe.Node trade = trades.get(id);
                assertThat(trade).isNotNull();
                assertThat(fill.text("yes_price_dollars")).isEqualTo(trade.text("yes_price_dollars"));
                assertThat(fill.decimal("count_fp")).isLessThanOrEqualTo(trade.decimal("count_fp"));
                assertThat(fill.flag("is_taker"))
                        .isEqualTo(fill.text("outcome_side").equals(trade.text("taker_outcome_side")));
                Probe.Node same = rest.getOrDefault(id, fill);
                for (String field : List.of(
                        "order_id",
                        "market_ticker",
                        "side",
                        "action",
                        "yes_price_dollars",
                        "count_fp",
                        "fee_cost",
                        "outcome_side",
                        "book_side")) {
                    assertThat(fill.text(field)).as(field).isEqualTo(same.text(field));
                }
                assertThat(orders).containsKey(fill.text("order_id"));
            });
            orders.forEach((id, order) -> {
                Probe.Node now = probe.get("/portfolio/orders/" + id).at("order");
                for (String field : List.of(
                        "status",
                        "ticker",
                        "fill_count_fp",
                        "remaining_count_fp",
                        "initial_count_fp",
                        "yes_price_dollars",
                        "taker_fees_dollars",
                        "maker_fill_cost_dollars",
                        "created_time",
                        "last_update_time")) {
                    assertThat(order.text(field)).as(field).isEqualTo(now.text(field));
                }
            });
        }
    }

    @Test
    void theBalanceChangesByFillsAndSettlementsAlone() {
        try (Sandbox sandbox = Sandbox.start(2, 0)) {
            Probe probe = Probe.signed(sandbox);
            BigDecimal cash = probe.get("/portfolio/balance").decimal("balance_dollars");
            sandbox.step(Duration.ofDays(3).plusMinutes(7));
            String since = "?min_ts=" + (PRESENT.getEpochSecond() + 1);
            List<Probe.Node> fills = probe.all("/portfolio/fills" + since, "fills", 1000);
            for (Probe.Node fill : fills) {
                BigDecimal price = fill.decimal(fill.text("side") + "_price_dollars");
                BigDecimal amount = price.multiply(fill.decimal("count_fp"));
                cash = fill.text("action").equals("buy") ? cash.subtract(amount) : cash.add(amount);
                cash = cash.subtract(fill.decimal("fee_cost"));
            }
            List<Probe.Node> settlements = probe.all("/portfolio/settlements" + since, "settlements", 1000);
            for (Probe.Node settlement : settlements) {
                cash = cash.add(BigDecimal.valueOf(settlement.whole("revenue"), 2));
            }
            assertThat(fills).hasSizeGreaterThan(100);
            assertThat(settlements).isNotEmpty();
            assertThat(probe.get("/portfolio/balance").decimal("balance_dollars"))
                    .isEqualByComparingTo(cash);
        }
    }

    @Test
    void theAccountIsTheSameHoweverItsFutureIsReached() {
        List<Object> seen = new ArrayList<>();
        for (int steps : List.of(1, 8, 96)) {
            try (Sandbox sandbox = Sandbox.start(5, 0)) {
                Probe probe = Probe.signed(sandbox);
                for (int i = 0; i < steps; i++) {
                    sandbox.step(Duration.ofHours(24).dividedBy(steps));
                    if (i % 5 == 0) {
                        probe.get("/portfolio/fills");
                    }
                }
                seen.add(List.of(
                        probe.all("/portfolio/orders", "orders", 1000),
                        probe.all("/portfolio/fills", "fills", 1000),
                        probe.get("/portfolio/balance"),
                        probe.get("/markets/" + LONG + "/orderbook")));
            }
        }
        assertThat(seen.get(1)).isEqualTo(seen.get(0));
        assertThat(seen.get(2)).isEqualTo(seen.get(0));
    }

    @Test
    void marketsLiveAndAreSettled() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = StreamProbe.open(sandbox)) {
            Probe probe = new Probe(sandbox);
            stream.ask(subscribe("market_lifecycle_v2\",\"multivariate_market_lifecycle\",\"market_positions", ""));
            sandbox.step(Duration.ofDays(2));
            Map<String, Set<String>> told = new HashMap<>();
            for (Probe.Node frame : ofType(stream.drain(), "market_lifecycle_v2")) {
                Probe.Node msg = frame.at("msg");
                String what = msg.text("event_type");
                assertThat(frame.fields()).containsOnlyKeys("type", "sid", "msg");
                told.computeIfAbsent(what, any -> new HashSet<>()).add(msg.text("market_ticker"));
                Probe.Node market =
                        probe.get("/markets/" + msg.text("market_ticker")).at("market");
                switch (what) {
                    case "determined" -> {
                        assertThat(msg.text("result")).isEqualTo(market.text("result"));
                        assertThat(msg.text("settlement_value")).isEqualTo(market.text("settlement_value_dollars"));
                    }
                    case "settled" ->
                        assertThat(msg.whole("settled_ts"))
                                .isEqualTo(market.time("settlement_ts").getEpochSecond());
                    case "close_date_updated" ->
                        assertThat(msg.whole("close_ts"))
                                .isEqualTo(market.time("close_time").getEpochSecond());
                    default -> assertThat(what).isIn("created", "activated");
                }
            }
            assertThat(told).containsKeys("activated", "determined", "settled", "close_date_updated");
        }
    }

    @Test
    void aSettlementEndsAPosition() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = StreamProbe.open(sandbox)) {
            Probe probe = Probe.signed(sandbox);
            stream.ask(subscribe("market_positions", ""));
            int before = probe.get("/portfolio/settlements").list("settlements").size();
            sandbox.step(Duration.ofDays(2));
            List<Probe.Node> settled = probe.get("/portfolio/settlements").list("settlements");
            assertThat(settled.size()).isGreaterThan(before);
            List<Probe.Node> frames = stream.drain();
            for (Probe.Node row : settled.subList(0, settled.size() - before)) {
                assertThat(frames)
                        .anySatisfy(frame -> assertThat(frame.at("msg").fields())
                                .containsEntry("market_ticker", row.text("ticker"))
                                .containsEntry("position_fp", "0.00"));
            }
        }
    }

    @Test
    void requestsForQuotesLeadToFills() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = StreamProbe.open(sandbox);
                StreamProbe half = StreamProbe.open(sandbox)) {
            Probe probe = Probe.signed(sandbox);
            stream.ask(subscribe("communications", ""));
            half.ask(subscribe("communications", ",\"shard_factor\":2,\"shard_key\":1"));
            sandbox.step(Duration.ofHours(12));
            List<Probe.Node> frames = stream.drain();
            List<Probe.Node> made = ofType(frames, "rfq_created");
            assertThat(made)
                    .hasSizeGreaterThan(20)
                    .allMatch(frame -> frame.at("msg").text("creator_id").isEmpty());
            assertThat(ofType(frames, "rfq_deleted")).isNotEmpty();
            List<Probe.Node> executed = ofType(frames, "quote_executed");
            assertThat(executed).isNotEmpty();
            assertThat(ofType(frames, "quote_created")).hasSameSizeAs(executed);
            assertThat(ofType(frames, "quote_accepted")).hasSameSizeAs(executed);
            for (Probe.Node frame : executed) {
                assertThat(probe.get("/portfolio/fills?order_id="
                                        + frame.at("msg").text("order_id"))
                                .list("fills"))
                        .isNotEmpty()
                        .allMatch(fill -> fill.flag("is_taker"));
            }
            assertThat(half.drain().size()).isBetween(1, frames.size() - 1);
        }
    }

    @Test
    void orderGroupsAreNumbered() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = StreamProbe.open(sandbox)) {
            stream.ask(subscribe("order_group_updates", ""));
            sandbox.step(Duration.ofHours(6));
            List<Probe.Node> frames = stream.drain();
            assertThat(frames).hasSizeGreaterThan(6);
            String limit = "";
            for (int i = 0; i < frames.size(); i++) {
                assertThat(frames.get(i).whole("seq")).isEqualTo(i + 1);
                Probe.Node msg = frames.get(i).at("msg");
                assertThat(msg.has("contracts_limit_fp"))
                        .isEqualTo(msg.text("event_type").equals("limit_updated"));
                if (msg.has("contracts_limit_fp")) {
                    limit = msg.text("contracts_limit_fp");
                }
            }
            assertThat(Probe.signed(sandbox).get("/portfolio/order_groups").list("order_groups"))
                    .singleElement()
                    .extracting(group -> group.text("contracts_limit_fp"))
                    .isEqualTo(limit);
        }
    }

    @Test
    void atSpeedZeroOnlyAStepMovesTime() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = StreamProbe.open(sandbox)) {
            stream.ask(subscribe("trade", ""));
            for (int i = 0; i < 20; i++) {
                stream.ping("still");
                assertThat(StreamProbe.soon(stream.signs)).isEqualTo("pong still");
            }
            assertThat(sandbox.clock().instant()).isEqualTo(PRESENT);
            sandbox.step(Duration.ofMillis(1500));
            assertThat(sandbox.clock().instant()).isEqualTo(PRESENT.plusMillis(1500));
        }
    }

    @Test
    void timeCanRunWithoutAListener() {
        try (Sandbox sandbox = Sandbox.start(2, 0)) {
            sandbox.speed(100_000);
            while (sandbox.clock().instant().isBefore(PRESENT.plusSeconds(3600))) {
                Thread.onSpinWait();
            }
            sandbox.speed(0);
            Instant stopped = sandbox.clock().instant();
            Probe probe = new Probe(sandbox);
            for (int i = 0; i < 20; i++) {
                probe.get("/exchange/status");
            }
            assertThat(sandbox.clock().instant()).isEqualTo(stopped);
        }
    }
}
