package dev.kalshilab.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A quote that both sides are bound by is executed, and all that is told of the market and the account agrees on it. */
class SandboxExecutionTest {
    private static final BigDecimal ZERO = BigDecimal.ZERO;
    private static final String LISTEN = "{\"id\":1,\"cmd\":\"subscribe\",\"params\":{\"channels\":"
            + "[\"communications\",\"trade\",\"ticker\",\"fill\",\"market_positions\",\"user_orders\"]}}";

    private static Probe.Node only(List<Probe.Node> rows, String field, String value) {
        List<Probe.Node> found = rows.stream()
                .filter(row -> row.has(field) && row.text(field).equals(value))
                .toList();
        assertThat(found).as(field + " " + value).hasSize(1);
        return found.get(0);
    }

    private static BigDecimal sum(List<Probe.Node> rows, String field) {
        return rows.stream().map(row -> row.decimal(field)).reduce(ZERO, BigDecimal::add);
    }

    private static Probe.Node market(Probe probe, String ticker) {
        return probe.get("/markets/" + ticker).at("market");
    }

    private static BigDecimal position(Probe probe, String ticker) {
        return sum(probe.get("/portfolio/positions?ticker=" + ticker).list("market_positions"), "position_fp");
    }

    /** What the user accepts, or confirms; gives the quote's path. */
    private static String write(Probe probe, String what) {
        boolean confirms = what.equals("confirm");
        Probe.Node quote = probe.get("/communications/quotes?"
                        + (confirms ? "user_filter=self&status=accepted" : "rfq_user_filter=self&status=open"))
                .list("quotes")
                .get(0);
        String path = "/communications/rfqs/" + quote.text("rfq_id") + "/quotes/" + quote.text("id");
        if (confirms) {
            probe.taken(204, "PUT", path + "/confirm", "{}");
        } else {
            probe.taken(204, "PUT", path + "/accept", "{\"accepted_side\":\"" + what + "\"}");
        }
        return path;
    }

    /** Volume, last price, candles and open interest of a market are those of its trades; its balance is the sum. */
    private static void agree(Sandbox sandbox, Probe probe, String ticker) {
        List<Probe.Node> trades = probe.all("/markets/trades?ticker=" + ticker, "trades", 1000);
        Probe.Node market = market(probe, ticker);
        assertThat(market.decimal("volume_fp")).isEqualByComparingTo(sum(trades, "count_fp"));
        assertThat(market.text("last_price_dollars")).isEqualTo(trades.get(0).text("yes_price_dollars"));
        assertThat(market.decimal("open_interest_fp")).isLessThanOrEqualTo(market.decimal("volume_fp"));
        Instant now = sandbox.clock().instant();
        Map<Long, BigDecimal> volumes = new TreeMap<>();
        for (Probe.Node trade : trades) {
            Instant time = trade.time("created_time");
            if (time.isAfter(now.minus(Duration.ofHours(3)))) {
                long seconds = time.getEpochSecond() + (time.getNano() > 0 ? 1 : 0);
                volumes.merge((seconds + 59) / 60 * 60, trade.decimal("count_fp"), BigDecimal::add);
            }
        }
        for (Probe.Node one : probe.get(
                        "/markets/candlesticks?market_tickers=" + ticker + "&period_interval=1&start_ts="
                                + (now.getEpochSecond() - 9_000) + "&end_ts=" + (now.getEpochSecond() + 60))
                .list("markets")) {
            for (Probe.Node candle : one.list("candlesticks")) {
                assertThat(candle.decimal("volume_fp"))
                        .isEqualByComparingTo(volumes.getOrDefault(candle.whole("end_period_ts"), ZERO));
            }
        }
        BigDecimal balance = sum(probe.all("/portfolio/deposits", "deposits", 100), row -> row.whole("amount_cents"))
                .movePointLeft(2);
        List<Probe.Node> fills = new ArrayList<>(probe.all("/historical/fills", "fills", 1000));
        fills.addAll(probe.all("/portfolio/fills", "fills", 1000));
        fills.sort(Comparator.comparing(fill -> fill.time("created_time")));
        Map<String, BigDecimal> held = new TreeMap<>();
        for (Probe.Node fill : fills) {
            // Each is a buying of its outcome; YES and NO together are a dollar.
            String outcome = fill.text("outcome_side");
            BigDecimal count = fill.decimal("count_fp");
            BigDecimal before = held.getOrDefault(fill.text("ticker"), ZERO);
            BigDecimal signed = outcome.equals("yes") ? count : count.negate();
            balance = balance.subtract(fill.decimal(outcome + "_price_dollars").multiply(count))
                    .subtract(fill.decimal("fee_cost"));
            if (before.signum() * signed.signum() < 0) {
                balance = balance.add(before.abs().min(count));
            }
            held.put(fill.text("ticker"), before.add(signed));
        }
        for (Probe.Node row : probe.all("/portfolio/settlements", "settlements", 1000)) {
            balance = balance.add(BigDecimal.valueOf(row.whole("revenue"), 2));
            held.remove(row.text("ticker"));
        }
        for (Probe.Node row : probe.get("/portfolio/positions?limit=1000").list("market_positions")) {
            assertThat(row.decimal("position_fp")).isEqualByComparingTo(held.getOrDefault(row.text("ticker"), ZERO));
        }
        assertThat(probe.get("/portfolio/balance").decimal("balance_dollars")).isEqualByComparingTo(balance);
    }

    private interface Cents {
        long of(Probe.Node row);
    }

    private static BigDecimal sum(List<Probe.Node> rows, Cents cents) {
        return BigDecimal.valueOf(rows.stream().mapToLong(cents::of).sum());
    }

    @ParameterizedTest
    @CsvSource({"41,yes", "41,no", "1,confirm", "2,yes"})
    void aQuoteThatBothAreBoundByIsATrade(long seed, String what) {
        try (Sandbox sandbox = Sandbox.start(seed, 0);
                StreamProbe stream = StreamProbe.open(sandbox)) {
            Probe probe = Probe.signed(sandbox);
            stream.ask(LISTEN);
            String path = write(probe, what);
            Probe.Node bound = probe.get(path).at("quote");
            String ticker = bound.text("market_ticker");
            assertThat(bound.text("status")).isEqualTo("confirmed");
            sandbox.step(Duration.ofSeconds(14));
            assertThat(probe.get(path).at("quote").text("status")).isEqualTo("confirmed");
            BigDecimal before = position(probe, ticker);
            BigDecimal cash = probe.get("/portfolio/balance").decimal("balance_dollars");
            stream.drain();

            sandbox.step(Duration.ofSeconds(2));
            Probe.Node quote = probe.get(path).at("quote");
            assertThat(quote.text("status")).as("%s", quote).isEqualTo("executed");
            boolean maker = what.equals("confirm");
            String orderId = quote.text(maker ? "creator_order_id" : "rfq_creator_order_id");
            Probe.Node order = probe.get("/portfolio/orders/" + orderId).at("order");
            assertThat(order.text("status")).isEqualTo("executed");
            Probe.Node fill =
                    only(probe.get("/portfolio/fills?ticker=" + ticker).list("fills"), "order_id", orderId);
            assertThat(fill.time("created_time")).isEqualTo(quote.time("executed_ts"));
            assertThat(fill.flag("is_taker")).isEqualTo(!maker);

            // Who made the quote gets the side that was accepted, at what was bid for it.
            String side = quote.text("accepted_side");
            String other = side.equals("yes") ? "no" : "yes";
            assertThat(fill.text("outcome_side")).isEqualTo(maker ? side : other);
            assertThat(fill.text(side + "_price_dollars")).isEqualTo(quote.text(side + "_bid_dollars"));
            assertThat(fill.text("count_fp")).isEqualTo(quote.text(side + "_contracts_fp"));
            BigDecimal signed = fill.text("outcome_side").equals("yes")
                    ? fill.decimal("count_fp")
                    : fill.decimal("count_fp").negate();
            assertThat(position(probe, ticker)).isEqualByComparingTo(before.add(signed));

            Probe.Node trade = only(
                    probe.get("/markets/trades?ticker=" + ticker).list("trades"), "trade_id", fill.text("trade_id"));
            for (String field : List.of("created_time", "count_fp", "yes_price_dollars", "no_price_dollars")) {
                assertThat(trade.text(field)).as(field).isEqualTo(fill.text(field));
            }
            assertThat(trade.text("taker_outcome_side").equals(fill.text("outcome_side")))
                    .isEqualTo(!maker);
            agree(sandbox, probe, ticker);

            List<Probe.Node> frames = stream.drain();
            only(StreamProbe.said(frames, "quote_executed"), "order_id", orderId);
            Probe.Node told = only(StreamProbe.said(frames, "trade"), "trade_id", fill.text("trade_id"));
            assertThat(told.text("count_fp")).isEqualTo(trade.text("count_fp"));
            assertThat(told.text("yes_price_dollars")).isEqualTo(trade.text("yes_price_dollars"));
            Probe.Node filled = only(StreamProbe.said(frames, "fill"), "order_id", orderId);
            assertThat(filled.decimal("post_position_fp")).isEqualByComparingTo(before.add(signed));
            assertThat(filled.decimal("fee_cost")).isEqualByComparingTo(fill.decimal("fee_cost"));
            assertThat(only(StreamProbe.said(frames, "user_order"), "order_id", orderId)
                            .text("status"))
                    .isEqualTo("executed");
            List<Probe.Node> held = StreamProbe.said(frames, "market_position").stream()
                    .filter(row -> row.text("market_ticker").equals(ticker))
                    .toList();
            assertThat(held).isNotEmpty();
            Probe.Node position = probe.get("/portfolio/positions?ticker=" + ticker)
                    .list("market_positions")
                    .get(0);
            Probe.Node last = held.get(held.size() - 1);
            assertThat(last.decimal("position_fp")).isEqualByComparingTo(position.decimal("position_fp"));
            assertThat(last.decimal("position_cost_dollars"))
                    .isEqualByComparingTo(position.decimal("market_exposure_dollars"));
            List<Probe.Node> tickers = StreamProbe.said(frames, "ticker").stream()
                    .filter(row -> row.text("market_ticker").equals(ticker))
                    .toList();
            assertThat(tickers.get(tickers.size() - 1).text("volume_fp"))
                    .isEqualTo(market(probe, ticker).text("volume_fp"));

            if (fill.text("action").equals("buy") && before.signum() == 0) {
                BigDecimal paid = fill.decimal(fill.text("side") + "_price_dollars")
                        .multiply(fill.decimal("count_fp"))
                        .add(fill.decimal("fee_cost"));
                List<Probe.Node> meanwhile = StreamProbe.said(frames, "fill");
                if (meanwhile.size() == 1) {
                    assertThat(probe.get("/portfolio/balance").decimal("balance_dollars"))
                            .isEqualByComparingTo(cash.subtract(paid));
                }
            }
            for (Duration later : List.of(Duration.ofMinutes(10), Duration.ofHours(5))) {
                sandbox.step(later);
                agree(sandbox, probe, ticker);
            }
        }
    }

    @Test
    void whatFollowsFromAWritingIsTheSameHoweverTheClockGetsThere() {
        List<String> seen = new ArrayList<>();
        for (int slices : List.of(1, 7)) {
            try (Sandbox sandbox = Sandbox.start(41, 0)) {
                Probe probe = Probe.signed(sandbox);
                if (slices > 1) {
                    probe.get("/portfolio/balance");
                    probe.get("/markets?limit=1000");
                }
                String first = write(probe, "confirm");
                String second = write(probe, "no");
                String ticker = probe.get(second).at("quote").text("market_ticker");
                for (int i = 0; i < slices; i++) {
                    sandbox.step(Duration.ofSeconds(7 * 3600 / slices));
                    probe.get("/portfolio/positions");
                }
                StringBuilder all = new StringBuilder();
                for (String path : List.of(
                        first,
                        second,
                        "/portfolio/fills?limit=1000",
                        "/portfolio/positions",
                        "/portfolio/balance",
                        "/markets/trades?limit=1000",
                        "/markets/" + ticker + "/orderbook",
                        "/markets?limit=1000")) {
                    all.append(probe.get(path));
                }
                seen.add(all.toString());
            }
        }
        assertThat(seen.get(0)).isEqualTo(seen.get(1));
    }

    @Test
    void theTradesOfTheSeedAreTheSameBesideIt() {
        try (Sandbox written = Sandbox.start(41, 0);
                Sandbox plain = Sandbox.start(41, 0)) {
            Probe probe = Probe.signed(written);
            String path = write(probe, "yes");
            String ticker = probe.get(path).at("quote").text("market_ticker");
            written.step(Duration.ofHours(3));
            plain.step(Duration.ofHours(3));
            List<Probe.Node> more = probe.all("/markets/trades?ticker=" + ticker, "trades", 1000);
            List<Probe.Node> less = new Probe(plain).all("/markets/trades?ticker=" + ticker, "trades", 1000);
            assertThat(more).hasSize(less.size() + 1).containsAll(less);
        }
    }

    @Test
    void whatIsHeldOfTheOtherSideIsClosedFirst() {
        Account account = new Account(new Catalogue(1, false));
        long now = Catalogue.PRESENT;
        List<Holding> open = account.at(now).holdings().stream()
                .filter(one -> one.count >= 400 && one.count % 100 == 0 && one.market.activeAt(now + Time.DAY))
                .toList();
        assertThat(open).isNotEmpty();
        long later = now;
        for (Holding before : open) {
            boolean other = !before.yes;
            ListedMarket market = before.market;
            int price = 4_000;
            DemoOrder part = account.agree(market, other, price, before.count / 2, true, later + Time.MINUTE);
            assertThat(part).isNotNull();
            long then = part.created;
            long cash = account.at(then - 1).cash();
            Holding half = account.holding(market, then);
            assertThat(half).isNotNull();
            assertThat(part.buys).isFalse();
            assertThat(half.signed()).isEqualTo(before.signed() / 2);
            long received = before.count / 2 * (before.yes ? price : Ticks.DOLLAR - price);
            DemoOrder.Fill fill = part.fills.get(0);
            assertThat(fill.amount()).isEqualTo(received);
            assertThat(account.at(then).cash()).isEqualTo(cash + received - fill.fee());

            DemoOrder more = account.agree(market, other, price, before.count, true, then + Time.MINUTE);
            assertThat(more).isNotNull();
            later = more.created;
            Holding turned = account.holding(market, later);
            assertThat(turned).isNotNull();
            assertThat(more.buys).isTrue();
            assertThat(turned.signed()).isEqualTo(-before.signed() / 2);
            long paid = before.count * (other ? price : Ticks.DOLLAR - price);
            assertThat(account.at(later).cash())
                    .as("a dollar for each pair")
                    .isEqualTo(account.at(later - 1).cash()
                            - paid
                            - more.fills.get(0).fee()
                            + before.count / 2 * Ticks.DOLLAR);
            assertThat(market.past(later).openInterestAfter(market.past(later).size))
                    .isEqualTo(market.planned(later).openInterestAfter(market.planned(later).size) + before.count / 2);
        }
        ListedMarket market = open.get(0).market;
        assertThat(account.agree(market, true, 5_000, 100_000_000, true, later + Time.MINUTE))
                .as("there is not the money")
                .isNull();
        assertThat(account.agree(market, true, 5_000, 100, true, market.event.schedule.stop()))
                .as("the market is closed")
                .isNull();
    }

    @Test
    void closedRequestsAreKeptForSevenDays() {
        try (Sandbox sandbox = Sandbox.start(2, 0)) {
            Probe probe = Probe.signed(sandbox);
            for (int day = 0; day < 12; day++) {
                sandbox.step(Duration.ofDays(1));
                Instant oldest = sandbox.clock().instant().minus(Duration.ofDays(7));
                for (Probe.Node rfq : probe.all("/communications/rfqs?status=closed", "rfqs", 100)) {
                    Instant closed = rfq.has("cancelled_ts")
                            ? rfq.time("cancelled_ts")
                            : market(probe, rfq.text("market_ticker")).time("close_time");
                    assertThat(closed).as("%s", rfq).isAfterOrEqualTo(oldest);
                }
            }
        }
    }
}
