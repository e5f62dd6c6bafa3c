package dev.kalshilab.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kalshilab.testkit.Agreement;
import dev.kalshilab.testkit.Signer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The account agrees with itself and with the markets: computed again from what is served, on the usual sandbox and on
 * some others. {@code -Dtest.seed=N -Dtest.seeds=COUNT} says which.
 */
@ParameterizedClass(name = "seed {0}")
@MethodSource("seeds")
class SandboxPortfolioTest {
    private static final BigDecimal ZERO = BigDecimal.ZERO;

    private static Sandbox sandbox = Sandbox.start();
    private static Probe probe = Probe.signed(sandbox);
    private static Agreement agreement = agreement();
    private static List<Probe.Node> fills = List.of();
    private static List<Probe.Node> orders = List.of();
    private static List<Probe.Node> settlements = List.of();
    private static Probe.Node positions = new Probe.Node(Map.of());
    private static final Map<String, Probe.Node> MARKETS = new HashMap<>();
    private static final Map<String, List<Probe.Node>> TRADES = new HashMap<>();
    private static final Set<String> ARCHIVED = new HashSet<>();

    static LongStream seeds() {
        long others = Long.getLong("test.seed", System.nanoTime());
        System.out.println("portfolio: -Dtest.seed=" + others);
        return LongStream.concat(
                LongStream.of(1), LongStream.range(others, others + Integer.getInteger("test.seeds", 2)));
    }

    private final long seed;

    SandboxPortfolioTest(long seed) {
        this.seed = seed;
    }

    @BeforeParameterizedClassInvocation
    static void read(long seed) {
        sandbox.close();
        sandbox = Sandbox.start(seed);
        probe = Probe.signed(sandbox);
        agreement = agreement();
        MARKETS.clear();
        TRADES.clear();
        List<Probe.Node> both = new ArrayList<>(probe.all("/historical/fills", "fills", 1000));
        both.addAll(probe.all("/portfolio/fills", "fills", 1000));
        both.sort(Comparator.comparing(fill -> fill.time("created_time")));
        fills = both;
        orders = new ArrayList<>(probe.all("/portfolio/orders", "orders", 1000));
        orders.addAll(probe.all("/historical/orders", "orders", 1000));
        settlements = probe.all("/portfolio/settlements", "settlements", 1000);
        positions = probe.get("/portfolio/positions?limit=1000");
        ARCHIVED.clear();
        for (String tier : List.of("/markets", "/historical/markets")) {
            probe.all(tier, "markets", 1000).forEach(market -> MARKETS.put(market.text("ticker"), market));
        }
        probe.all("/historical/markets", "markets", 1000).forEach(market -> ARCHIVED.add(market.text("ticker")));
    }

    @AfterAll
    static void close() {
        sandbox.close();
    }

    private static Agreement agreement() {
        return new Agreement(Agreement.at(sandbox.url(), Signer.of(sandbox.ed25519())));
    }

    private static Probe.Node market(String ticker) {
        return MARKETS.getOrDefault(ticker, new Probe.Node(Map.of()));
    }

    private static List<Probe.Node> trades(String ticker) {
        return TRADES.computeIfAbsent(ticker, any -> {
            List<Probe.Node> trades = new ArrayList<>(probe.all("/markets/trades?ticker=" + ticker, "trades", 1000));
            trades.addAll(probe.all("/historical/trades?ticker=" + ticker, "trades", 1000));
            return trades;
        });
    }

    private static boolean buys(Probe.Node row) {
        return row.text("action").equals("buy");
    }

    /** The price of the side that was bought or sold. */
    private static BigDecimal own(Probe.Node fill) {
        return fill.decimal(fill.text("side") + "_price_dollars");
    }

    private static BigDecimal amount(Probe.Node fill) {
        return own(fill).multiply(fill.decimal("count_fp"));
    }

    private static BigDecimal sum(List<Probe.Node> rows, Function<Probe.Node, BigDecimal> what) {
        return rows.stream().map(what).reduce(ZERO, BigDecimal::add);
    }

    private static BigDecimal sum(List<Probe.Node> rows, String field) {
        return sum(rows, row -> row.decimal(field));
    }

    private static Map<String, List<Probe.Node>> byTicker(List<Probe.Node> rows) {
        Map<String, List<Probe.Node>> groups = new TreeMap<>();
        rows.forEach(row -> groups.computeIfAbsent(row.text("ticker"), ticker -> new ArrayList<>())
                .add(row));
        return groups;
    }

    @Test
    void everyFillIsAPublicTrade() {
        assertThat(agreement.fillsAreTrades()).isEmpty();
        byTicker(fills).forEach((ticker, own) -> {
            Map<String, Probe.Node> trades = new HashMap<>();
            trades(ticker).forEach(trade -> trades.put(trade.text("trade_id"), trade));
            for (Probe.Node fill : own) {
                Probe.Node trade = trades.getOrDefault(fill.text("trade_id"), new Probe.Node(Map.of()));
                assertThat(trade.fields()).as(ticker).isNotEmpty();
                assertThat(fill.text("yes_price_dollars")).isEqualTo(trade.text("yes_price_dollars"));
                assertThat(fill.text("no_price_dollars")).isEqualTo(trade.text("no_price_dollars"));
                assertThat(fill.decimal("count_fp")).isPositive().isLessThanOrEqualTo(trade.decimal("count_fp"));
                assertThat(fill.time("created_time")).isEqualTo(trade.time("created_time"));
                assertThat(fill.whole("ts"))
                        .isEqualTo(trade.time("created_time").getEpochSecond());
                boolean samePart = trade.text("taker_outcome_side").equals(fill.text("outcome_side"));
                assertThat(fill.flag("is_taker")).isEqualTo(samePart);
                assertThat(trade.flag("is_block_trade")).isFalse();
            }
        });
        assertThat(fills).extracting(fill -> fill.text("fill_id")).doesNotHaveDuplicates();
        assertThat(fills)
                .allMatch(fill -> fill.text("fill_id").equals(fill.text("trade_id"))
                        && fill.text("ticker").equals(fill.text("market_ticker")));
    }

    @Test
    void sidesOfAFillFollowFromActionAndSide() {
        for (List<Probe.Node> rows : List.of(fills, orders)) {
            for (Probe.Node row : rows) {
                boolean yes = row.text("side").equals("yes") == buys(row);
                assertThat(row.text("outcome_side")).isEqualTo(yes ? "yes" : "no");
                assertThat(row.text("book_side")).isEqualTo(yes ? "bid" : "ask");
            }
        }
    }

    @Test
    void theAccountHasSomethingOfEverything() {
        assumeTrue(seed == 1, "what a demonstration needs is promised of the usual seed");
        assertThat(fills).hasSizeGreaterThanOrEqualTo(60);
        Instant first = fills.get(0).time("created_time");
        assertThat(first).isBefore(Instant.parse("2026-04-01T00:00:00Z"));
        assertThat(fills.get(fills.size() - 1).time("created_time")).isAfter(Instant.parse("2026-09-14T00:00:00Z"));
        for (String field : List.of("side", "action", "outcome_side")) {
            assertThat(fills.stream().map(fill -> fill.text(field)).distinct())
                    .as(field)
                    .hasSize(2);
        }
        assertThat(fills.stream().map(fill -> fill.flag("is_taker")).distinct()).hasSize(2);
        assertThat(fills).anyMatch(fill -> !fill.text("count_fp").endsWith(".00"));
        assertThat(fills.stream()
                        .map(fill -> fill.text("ticker").replaceAll("-.*", ""))
                        .distinct())
                .contains("KXPRESALDERIA", "KXHIGHNY", "KXHARBORGAME", "KXFERRYSHARE", "KXMERIDIAN");
        assertThat(settlements.stream().map(row -> row.text("market_result")).distinct())
                .contains("yes", "no", "scalar");
        assertThat(orders.stream().map(order -> order.text("status")).distinct())
                .containsExactlyInAnyOrder("executed", "resting", "canceled");
        List<Probe.Node> resting = orders.stream()
                .filter(order -> order.text("status").equals("resting"))
                .toList();
        assertThat(resting).hasSizeGreaterThan(2);
        assertThat(resting).anyMatch(order -> order.decimal("fill_count_fp").signum() > 0);
        List<Probe.Node> held = positions.list("market_positions");
        assertThat(held).anyMatch(row -> row.decimal("position_fp").signum() < 0);
        assertThat(held).anyMatch(row -> row.decimal("position_fp").signum() > 0);
        assertThat(held).anyMatch(row -> row.decimal("position_fp").signum() == 0);
        assertThat(held).anyMatch(row -> row.decimal("realized_pnl_dollars").signum() != 0);
    }

    @Test
    void ordersAreTheirFills() {
        Map<String, List<Probe.Node>> byOrder = new HashMap<>();
        fills.forEach(fill -> byOrder.computeIfAbsent(fill.text("order_id"), id -> new ArrayList<>())
                .add(fill));
        for (Probe.Node order : orders) {
            List<Probe.Node> own = byOrder.getOrDefault(order.text("order_id"), List.of());
            byOrder.remove(order.text("order_id"));
            List<Probe.Node> taken =
                    own.stream().filter(fill -> fill.flag("is_taker")).toList();
            List<Probe.Node> made =
                    own.stream().filter(fill -> !fill.flag("is_taker")).toList();
            assertThat(order.decimal("fill_count_fp")).isEqualByComparingTo(sum(own, "count_fp"));
            assertThat(order.decimal("taker_fees_dollars")).isEqualByComparingTo(sum(taken, "fee_cost"));
            assertThat(order.decimal("maker_fees_dollars")).isEqualByComparingTo(sum(made, "fee_cost"));
            assertThat(order.decimal("taker_fill_cost_dollars"))
                    .isEqualByComparingTo(sum(taken, SandboxPortfolioTest::amount));
            assertThat(order.decimal("maker_fill_cost_dollars"))
                    .isEqualByComparingTo(sum(made, SandboxPortfolioTest::amount));
            BigDecimal left = order.decimal("initial_count_fp").subtract(order.decimal("fill_count_fp"));
            switch (order.text("status")) {
                case "resting" ->
                    assertThat(order.decimal("remaining_count_fp")).isPositive().isEqualByComparingTo(left);
                case "canceled" -> {
                    assertThat(left).isPositive();
                    assertThat(order.decimal("remaining_count_fp")).isZero();
                }
                default -> assertThat(left).isZero();
            }
            for (Probe.Node fill : own) {
                assertThat(List.of(fill.text("ticker"), fill.text("side"), fill.text("action")))
                        .isEqualTo(List.of(order.text("ticker"), order.text("side"), order.text("action")));
                assertThat(fill.time("created_time"))
                        .isAfterOrEqualTo(order.time("created_time"))
                        .isBeforeOrEqualTo(order.time("last_update_time"));
                assertThat(fill.text("yes_price_dollars")).isEqualTo(order.text("yes_price_dollars"));
            }
            assertThat(order.time("created_time"))
                    .isAfterOrEqualTo(market(order.text("ticker")).time("open_time"));
            if (!ARCHIVED.contains(order.text("ticker"))) {
                assertThat(probe.get("/portfolio/orders/" + order.text("order_id"))
                                .at("order"))
                        .isEqualTo(order);
            }
        }
        assertThat(byOrder).as("fills without an order").isEmpty();
    }

    @Test
    void restingOrdersStandInTheBook() {
        List<Probe.Node> resting = orders.stream()
                .filter(order -> order.text("status").equals("resting"))
                .toList();
        for (Probe.Node order : resting) {
            assertThat(market(order.text("ticker")).text("status")).isEqualTo("active");
            String side = order.text("side");
            String price = order.text(side + "_price_dollars");
            assertThat(probe.get("/markets/" + order.text("ticker") + "/orderbook")
                            .at("orderbook_fp")
                            .list(side + "_dollars"))
                    .as(order.text("ticker") + " " + side + " " + price)
                    .anyMatch(level -> level.elements().get(0).value().equals(price)
                            && new BigDecimal((String) level.elements().get(1).value())
                                            .compareTo(order.decimal("remaining_count_fp"))
                                    >= 0);
        }
    }

    @Test
    void anOrderThatWasNotFilledWasNeverReached() {
        for (Probe.Node order : orders) {
            if (order.text("status").equals("executed")) {
                continue;
            }
            boolean bid = order.text("book_side").equals("bid");
            Instant from = fills.stream()
                    .filter(fill -> fill.text("order_id").equals(order.text("order_id")))
                    .map(fill -> fill.time("created_time"))
                    .reduce(order.time("created_time"), (a, b) -> a.isAfter(b) ? a : b);
            Instant to =
                    order.text("status").equals("resting") ? sandbox.clock().instant() : order.time("last_update_time");
            for (Probe.Node trade : trades(order.text("ticker"))) {
                boolean alive = trade.time("created_time").isAfter(from)
                        && trade.time("created_time").isBefore(to);
                if (alive
                        && trade.text("taker_book_side").equals(bid ? "ask" : "bid")
                        && !trade.flag("is_block_trade")) {
                    int compared = trade.decimal("yes_price_dollars").compareTo(order.decimal("yes_price_dollars"));
                    assertThat(bid ? compared : -compared)
                            .as(order + " " + trade)
                            .isPositive();
                }
            }
        }
    }

    @Test
    void feesAreTheFormulaAndLeaveWholeHundredthsOfACent() {
        Map<String, Probe.Node> series = new HashMap<>();
        probe.get("/series").list("series").forEach(one -> series.put(one.text("ticker"), one));
        for (Probe.Node fill : fills) {
            Probe.Node of = series.getOrDefault(fill.text("ticker").replaceAll("-.*", ""), fill);
            boolean taker = fill.flag("is_taker");
            BigDecimal multiplier =
                    BigDecimal.valueOf(((Number) of.at("fee_multiplier").value()).doubleValue());
            BigDecimal yes = fill.decimal("yes_price_dollars");
            BigDecimal curve = fill.decimal("count_fp")
                    .multiply(yes)
                    .multiply(BigDecimal.ONE.subtract(yes))
                    .multiply(multiplier);
            BigDecimal fee =
                    switch (of.text("fee_type")) {
                        case "quadratic" -> taker ? curve.multiply(new BigDecimal("0.07")) : ZERO;
                        case "quadratic_with_maker_fees" -> curve.multiply(new BigDecimal(taker ? "0.07" : "0.0175"));
                        default -> taker ? fill.decimal("count_fp").multiply(new BigDecimal("0.0025")) : ZERO;
                    };
            BigDecimal charged = fee.setScale(4, RoundingMode.CEILING);
            BigDecimal change = (buys(fill) ? amount(fill).negate() : amount(fill)).subtract(charged);
            BigDecimal rounding = change.subtract(change.setScale(4, RoundingMode.FLOOR));
            assertThat(fill.decimal("fee_cost")).as(fill.toString()).isEqualByComparingTo(charged.add(rounding));
        }
    }

    @Test
    void positionsAreTheFillsOfUnsettledMarkets() {
        assertThat(agreement.positionsAreFills()).isEmpty();
        Map<String, List<Probe.Node>> open = byTicker(fills);
        for (Probe.Node row : positions.list("market_positions")) {
            List<Probe.Node> own = open.getOrDefault(row.text("ticker"), List.of());
            assertThat(row.decimal("total_traded_dollars"))
                    .isEqualByComparingTo(sum(
                            own.stream().filter(SandboxPortfolioTest::buys).toList(), SandboxPortfolioTest::amount));
            assertThat(row.time("last_updated_ts"))
                    .isEqualTo(own.get(own.size() - 1).time("created_time"));
        }
    }

    @Test
    void eventPositionsAreTheSumsOfTheirMarkets() {
        Map<String, List<Probe.Node>> byEvent = new HashMap<>();
        positions.list("market_positions").forEach(row -> byEvent.computeIfAbsent(
                        market(row.text("ticker")).text("event_ticker"), event -> new ArrayList<>())
                .add(row));
        List<Probe.Node> events = positions.list("event_positions");
        assertThat(events)
                .extracting(row -> row.text("event_ticker"))
                .containsExactlyInAnyOrderElementsOf(byEvent.keySet());
        for (Probe.Node row : events) {
            List<Probe.Node> own = byEvent.getOrDefault(row.text("event_ticker"), List.of());
            assertThat(row.decimal("event_exposure_dollars")).isEqualByComparingTo(sum(own, "market_exposure_dollars"));
            assertThat(row.decimal("realized_pnl_dollars")).isEqualByComparingTo(sum(own, "realized_pnl_dollars"));
            assertThat(row.decimal("fees_paid_dollars")).isEqualByComparingTo(sum(own, "fees_paid_dollars"));
            assertThat(row.decimal("total_cost_dollars")).isEqualByComparingTo(sum(own, "total_traded_dollars"));
            Set<String> tickers = new HashSet<>();
            own.forEach(one -> tickers.add(one.text("ticker")));
            assertThat(row.decimal("total_cost_shares_fp"))
                    .isEqualByComparingTo(sum(
                            fills.stream()
                                    .filter(fill -> buys(fill) && tickers.contains(fill.text("ticker")))
                                    .toList(),
                            "count_fp"));
        }
    }

    @Test
    void settlementsAreTheResultsOfWhatWasHeld() {
        assertThat(agreement.settlementsAreResults()).isEmpty();
        assertThat(settlements).isNotEmpty();
        Map<String, List<Probe.Node>> held = byTicker(fills);
        for (Probe.Node row : settlements) {
            assertThat(held.getOrDefault(row.text("ticker"), List.of()))
                    .as("nothing was sold")
                    .allMatch(SandboxPortfolioTest::buys);
            assertThat(row.text("event_ticker"))
                    .isEqualTo(market(row.text("ticker")).text("event_ticker"));
        }
    }

    @Test
    void theBalanceIsAllOfIt() {
        assertThat(agreement.balanceIsAllOfIt()).isEmpty();
        Probe.Node balance = probe.get("/portfolio/balance");
        BigDecimal cash = balance.decimal("balance_dollars");
        assertThat(sum(balance.list("balance_breakdown"), "balance")).isEqualByComparingTo(cash);
        assertThat(balance.whole("portfolio_value")).isPositive();
        BigDecimal deposits = probe.get("/portfolio/deposits").list("deposits").stream()
                .map(deposit -> BigDecimal.valueOf(deposit.whole("amount_cents"), 2))
                .reduce(ZERO, BigDecimal::add);
        // The same by another way: what was earned, less what is still invested.
        List<Probe.Node> open = positions.list("market_positions");
        assertThat(deposits.add(sum(settlements, row -> BigDecimal.valueOf(row.whole("revenue"), 2)
                                .subtract(row.decimal("yes_total_cost_dollars"))
                                .subtract(row.decimal("no_total_cost_dollars"))
                                .subtract(row.decimal("fee_cost"))))
                        .add(sum(open, "realized_pnl_dollars"))
                        .subtract(sum(open, "fees_paid_dollars"))
                        .subtract(sum(open, "market_exposure_dollars")))
                .isEqualByComparingTo(cash);
    }

    @Test
    void thereWasAlwaysMoneyForTheNextFill() {
        Map<Instant, BigDecimal> changes = new TreeMap<>();
        probe.get("/portfolio/deposits")
                .list("deposits")
                .forEach(row -> changes.merge(
                        Instant.ofEpochSecond(row.whole("created_ts")),
                        BigDecimal.valueOf(row.whole("amount_cents"), 2),
                        BigDecimal::add));
        fills.forEach(fill -> changes.merge(
                fill.time("created_time"),
                (buys(fill) ? amount(fill).negate() : amount(fill)).subtract(fill.decimal("fee_cost")),
                BigDecimal::add));
        settlements.forEach(row ->
                changes.merge(row.time("settled_time"), BigDecimal.valueOf(row.whole("revenue"), 2), BigDecimal::add));
        BigDecimal cash = ZERO;
        for (BigDecimal change : changes.values()) {
            cash = cash.add(change);
            assertThat(cash).isNotNegative();
        }
    }

    @Test
    void noIsHeldInOneMarketOfAnExclusiveEventAtMost() {
        Map<String, Set<String>> markets = new HashMap<>();
        fills.stream().filter(fill -> fill.text("side").equals("no")).forEach(fill -> markets.computeIfAbsent(
                        market(fill.text("ticker")).text("event_ticker"), event -> new HashSet<>())
                .add(fill.text("ticker")));
        assertThat(markets.values()).allMatch(tickers -> tickers.size() == 1);
    }
}
