package dev.kalshilab.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the user has resting is in the books, at every moment and wherever books are told. */
class SandboxRestingTest {
    /** Minutes to go on by: some short ones, in which orders of the stream's time are met, then hours and days. */
    private static final List<Duration> STEPS = steps();

    private static List<Duration> steps() {
        List<Duration> steps = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            steps.add(Duration.ofSeconds(45 + i));
        }
        for (int i = 1; i < 12; i++) {
            steps.add(Duration.ofMinutes(37L * i));
        }
        for (int i = 0; i < 8; i++) {
            steps.add(Duration.ofHours(29));
        }
        return steps;
    }

    static LongStream seeds() {
        long other = Long.getLong("test.seed", System.nanoTime());
        System.out.println("resting: -Dtest.seed=" + other);
        return LongStream.of(1, 2, other);
    }

    private static BigDecimal price(Probe.Node level) {
        return new BigDecimal((String) level.elements().get(0).value());
    }

    private static BigDecimal count(Probe.Node level) {
        return new BigDecimal((String) level.elements().get(1).value());
    }

    private static String best(List<Probe.Node> side) {
        return side.isEmpty()
                ? "0.0000 0.00"
                : side.get(side.size() - 1).elements().get(0).value() + " "
                        + side.get(side.size() - 1).elements().get(1).value();
    }

    /** The level of a book at which an order stands. */
    private static BigDecimal level(Probe.Node book, Probe.Node order) {
        boolean yes = order.text("outcome_side").equals("yes");
        BigDecimal price = order.decimal(yes ? "yes_price_dollars" : "no_price_dollars");
        return book.list(yes ? "yes_dollars" : "no_dollars").stream()
                .filter(level -> price(level).compareTo(price) == 0)
                .map(SandboxRestingTest::count)
                .findFirst()
                .orElse(BigDecimal.ZERO);
    }

    private static void agree(Probe probe, Map<String, Integer> seen) {
        Map<String, BigDecimal> queue = new TreeMap<>();
        probe.get("/portfolio/orders/queue_positions?market_tickers=")
                .list("queue_positions")
                .forEach(row -> queue.put(row.text("order_id"), row.decimal("queue_position_fp")));
        List<Probe.Node> resting = probe.get("/portfolio/orders?status=resting").list("orders");
        assertThat(queue.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        resting.stream().map(order -> order.text("order_id")).toList());
        for (Probe.Node order : resting) {
            String ticker = order.text("ticker");
            Probe.Node book = probe.get("/markets/" + ticker + "/orderbook").at("orderbook_fp");
            BigDecimal there = level(book, order);
            BigDecimal remaining = order.decimal("remaining_count_fp");
            assertThat(there).as(order + " in " + book).isGreaterThanOrEqualTo(remaining);
            assertThat(queue.getOrDefault(order.text("order_id"), BigDecimal.ZERO))
                    .isEqualByComparingTo(there.subtract(remaining));
            Probe.Node market = probe.get("/markets/" + ticker).at("market");
            List<Probe.Node> yes = book.list("yes_dollars");
            List<Probe.Node> no = book.list("no_dollars");
            assertThat(best(yes)).isEqualTo(market.text("yes_bid_dollars") + " " + market.text("yes_bid_size_fp"));
            assertThat(best(no)).isEqualTo(market.text("no_bid_dollars") + " " + market.text("yes_ask_size_fp"));
            if (!yes.isEmpty() && !no.isEmpty()) {
                assertThat(price(yes.get(yes.size() - 1)).add(price(no.get(no.size() - 1))))
                        .as("crossed " + ticker)
                        .isLessThan(BigDecimal.ONE);
            }
            seen.merge(order.text("order_id"), 1, Integer::sum);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aBookHoldsWhatTheUserHasRestingInItAtAnyTime(long seed) {
        try (Sandbox sandbox = Sandbox.start(seed, 0)) {
            Probe probe = Probe.signed(sandbox);
            Map<String, Integer> seen = new TreeMap<>();
            agree(probe, seen);
            int atFirst = seen.size();
            for (Duration step : STEPS) {
                sandbox.step(step);
                agree(probe, seen);
            }
            assertThat(atFirst).isPositive();
            if (seed <= 2) {
                // Others may hold something in every market of the stream's time.
                assertThat(seen).as("orders made later rest too").hasSizeGreaterThan(atFirst);
            }
        }
    }

    @Test
    void snapshotAndDeltasAreTheAnswersBookWhileOrdersComeAndGo() {
        try (Sandbox sandbox = Sandbox.start(1, 0);
                StreamProbe stream = StreamProbe.open(sandbox)) {
            Probe probe = Probe.signed(sandbox);
            List<String> tickers = probe.get("/markets?status=open&limit=1000").list("markets").stream()
                    .map(market -> market.text("ticker"))
                    .filter(ticker -> ticker.startsWith("KXPRESALDERIA"))
                    .toList();
            stream.ask("{\"id\":1,\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"orderbook_delta\",\"ticker\"],"
                    + "\"send_initial_snapshot\":true,\"market_tickers\":[\"" + String.join("\",\"", tickers)
                    + "\"]}}");
            Map<String, Map<String, BigDecimal>> books = new TreeMap<>();
            Map<String, Probe.Node> last = new TreeMap<>();
            for (int i = 0; i < 60; i++) {
                read(stream, books, last);
                for (String ticker : tickers) {
                    Probe.Node book =
                            probe.get("/markets/" + ticker + "/orderbook").at("orderbook_fp");
                    Map<String, BigDecimal> answered = new TreeMap<>();
                    for (String side : List.of("yes", "no")) {
                        book.list(side + "_dollars")
                                .forEach(level -> answered.put(side + " " + price(level), count(level)));
                    }
                    assertThat(books.getOrDefault(ticker, new TreeMap<>()))
                            .as(ticker)
                            .isEqualTo(answered);
                    Probe.Node market = probe.get("/markets/" + ticker).at("market");
                    for (String field : List.of("yes_bid", "yes_ask")) {
                        assertThat(last.getOrDefault(ticker, market).text(field + "_dollars"))
                                .isEqualTo(market.text(field + "_dollars"));
                        assertThat(last.getOrDefault(ticker, market).text(field + "_size_fp"))
                                .isEqualTo(market.text(field + "_size_fp"));
                    }
                }
                sandbox.step(Duration.ofSeconds(20 + i));
            }
        }
    }

    private static void read(
            StreamProbe stream, Map<String, Map<String, BigDecimal>> books, Map<String, Probe.Node> last) {
        stream.send("{\"id\":77,\"cmd\":\"list_subscriptions\"}");
        Probe.Node frame = stream.next();
        while (!frame.has("id") || frame.whole("id") != 77) {
            Probe.Node said = frame.has("msg") ? frame.at("msg") : frame;
            switch (frame.text("type")) {
                case "orderbook_snapshot" -> {
                    Map<String, BigDecimal> book = new TreeMap<>();
                    for (String side : List.of("yes", "no")) {
                        if (said.has(side + "_dollars_fp")) {
                            said.list(side + "_dollars_fp")
                                    .forEach(level -> book.put(side + " " + price(level), count(level)));
                        }
                    }
                    books.put(said.text("market_ticker"), book);
                }
                case "orderbook_delta" -> {
                    Map<String, BigDecimal> book = books.getOrDefault(said.text("market_ticker"), new TreeMap<>());
                    String level = said.text("side") + " " + said.decimal("price_dollars");
                    BigDecimal sum = book.getOrDefault(level, BigDecimal.ZERO).add(said.decimal("delta_fp"));
                    if (sum.signum() == 0) {
                        book.remove(level);
                    } else {
                        book.put(level, sum);
                    }
                }
                case "ticker" -> last.put(said.text("market_ticker"), said);
                default -> {}
            }
            frame = stream.next();
        }
    }
}
