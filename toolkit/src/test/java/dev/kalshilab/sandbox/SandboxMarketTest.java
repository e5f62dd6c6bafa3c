package dev.kalshilab.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.testkit.Agreement;
import dev.kalshilab.testkit.Signer;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Everything agrees with everything: the candles and markets that are served are the trades that are served. */
class SandboxMarketTest {
    private static final Sandbox SANDBOX = Sandbox.start(11);
    private static final Probe PROBE = new Probe(SANDBOX);
    private static final Agreement AGREEMENT = new Agreement(Agreement.at(SANDBOX.url(), Signer.of(SANDBOX.ed25519())));
    private static final Instant NOW = Instant.parse("2026-09-15T18:00:00Z");
    private static final ZoneId EASTERN = ZoneId.of("America/New_York");
    private static final String LONG = "KXPRESALDERIA-26-AQ";

    @AfterAll
    static void close() {
        SANDBOX.close();
    }

    private static List<Probe.Node> trades(String ticker) {
        List<Probe.Node> trades = new ArrayList<>(PROBE.all("/markets/trades?ticker=" + ticker, "trades", 1000));
        java.util.Collections.reverse(trades);
        return trades;
    }

    private static List<Probe.Node> candles(String ticker, int minutes, Instant from, Instant to) {
        String series = ticker.substring(0, ticker.indexOf('-'));
        List<Probe.Node> candles = new ArrayList<>();
        Duration most = Duration.ofMinutes(4999L * minutes);
        for (Instant start = from; start.isBefore(to); start = start.plus(most).plusSeconds(1)) {
            Instant end = start.plus(most).isBefore(to) ? start.plus(most) : to;
            candles.addAll(PROBE.get("/series/" + series + "/markets/" + ticker + "/candlesticks?period_interval="
                            + minutes + "&start_ts=" + start.getEpochSecond() + "&end_ts=" + end.getEpochSecond())
                    .list("candlesticks"));
        }
        return candles;
    }

    private static Instant nextMidnight(Instant time) {
        LocalDate date = LocalDate.ofInstant(time, EASTERN);
        Instant midnight = date.atStartOfDay(EASTERN).toInstant();
        return midnight.equals(time)
                ? time
                : date.plusDays(1).atStartOfDay(EASTERN).toInstant();
    }

    @Test
    void hourlyCandlesAreTheTradesAggregated() {
        List<Probe.Node> trades = trades(LONG);
        assertThat(trades).hasSizeBetween(2_000, 20_000);
        List<Probe.Node> candles = candles(LONG, 60, Instant.parse("2026-02-02T00:00:00Z"), NOW);
        assertThat(candles).hasSizeGreaterThan(2_000);
        assertThat(AGREEMENT.candles(LONG, 60, Instant.parse("2026-02-02T00:00:00Z"), NOW))
                .isEmpty();
    }

    @Test
    void minuteCandlesAreTheTradesAggregated() {
        for (Probe.Node market : PROBE.get("/events/KXMERIDIAN-26SEP15H1600").list("markets")) {
            assertThat(AGREEMENT.candles(market.text("ticker"), 1, Instant.parse("2026-09-14T20:00:00Z"), NOW))
                    .isEmpty();
        }
    }

    @Test
    void dailyCandlesEndAtEasternMidnightAcrossTheChangeOfClocks() {
        Instant end = Instant.parse("2026-09-15T04:00:00Z");
        List<Probe.Node> candles = candles(LONG, 1440, Instant.parse("2026-02-02T00:00:00Z"), end);
        assertThat(AGREEMENT.candles(LONG, 1440, Instant.parse("2026-02-02T00:00:00Z"), end))
                .isEmpty();
        assertThat(candles)
                .extracting(candle ->
                        Instant.ofEpochSecond(candle.whole("end_period_ts")).toString())
                .contains("2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z")
                .allMatch(time -> time.endsWith("T05:00:00Z") || time.endsWith("T04:00:00Z"));
    }

    @Test
    void dailyQuotesAreTheHoursOfTheirDay() {
        Instant from = Instant.parse("2026-03-07T05:00:00Z");
        Instant to = Instant.parse("2026-03-11T04:00:00Z");
        Map<Instant, List<Probe.Node>> days = new TreeMap<>();
        for (Probe.Node hour : candles(LONG, 60, from.plusSeconds(1), to)) {
            days.computeIfAbsent(
                            nextMidnight(Instant.ofEpochSecond(hour.whole("end_period_ts"))), day -> new ArrayList<>())
                    .add(hour);
        }
        List<Probe.Node> daily = candles(LONG, 1440, from.plusSeconds(1), to);
        assertThat(daily).hasSize(4);
        for (Probe.Node day : daily) {
            Instant end = Instant.ofEpochSecond(day.whole("end_period_ts"));
            List<Probe.Node> hours = days.getOrDefault(end, List.of());
            Probe.Node last = hours.get(hours.size() - 1);
            assertThat(day.text("open_interest_fp")).isEqualTo(last.text("open_interest_fp"));
            assertThat(day.decimal("volume_fp"))
                    .isEqualTo(hours.stream()
                            .map(hour -> hour.decimal("volume_fp"))
                            .reduce(BigDecimal.ZERO, BigDecimal::add));
            for (String side : List.of("yes_bid", "yes_ask")) {
                Probe.Node quote = day.at(side);
                assertThat(quote.text("open_dollars"))
                        .isEqualTo(hours.get(0).at(side).text("open_dollars"));
                assertThat(quote.text("close_dollars")).isEqualTo(last.at(side).text("close_dollars"));
                assertThat(quote.decimal("high_dollars"))
                        .isEqualTo(hours.stream()
                                .map(hour -> hour.at(side).decimal("high_dollars"))
                                .max(BigDecimal::compareTo)
                                .orElseThrow());
                assertThat(quote.decimal("low_dollars"))
                        .isEqualTo(hours.stream()
                                .map(hour -> hour.at(side).decimal("low_dollars"))
                                .min(BigDecimal::compareTo)
                                .orElseThrow());
            }
        }
    }

    @Test
    void aCandleOpensItsQuotesWhereTheOneBeforeLeftThem() {
        assertThat(AGREEMENT.quotes(LONG, NOW.minus(Duration.ofDays(60)))).isEmpty();
    }

    @Test
    void candlesAreSparse() {
        List<Probe.Node> candles = candles("KXBRINDLE-27", 60, NOW.minus(Duration.ofDays(100)), NOW);
        assertThat(candles).isNotEmpty().hasSizeLessThan(400);
    }

    @Test
    void marketsAgreeWithTheirTradesAndBooks() {
        assertThat(AGREEMENT.markets()).isEmpty();
        assertThat(PROBE.all("/markets", "markets", 1000))
                .extracting(market -> market.text("status"))
                .contains("active", "initialized", "closed")
                .contains("determined", "finalized");
    }

    @Test
    void yesAndNoOfATradeAreOneDollar() {
        for (Probe.Node trade : trades("KXMERIDIAN-26SEP15H1600-" + lastIndexStrike())) {
            assertThat(trade.decimal("yes_price_dollars").add(trade.decimal("no_price_dollars")))
                    .isEqualByComparingTo("1");
            assertThat(trade.decimal("count_fp")).isPositive();
            assertThat(trade.text("trade_id")).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
            boolean yes = trade.text("taker_outcome_side").equals("yes");
            assertThat(trade.text("taker_book_side")).isEqualTo(yes ? "bid" : "ask");
            assertThat(trade.text("taker_side")).isEqualTo(yes ? "yes" : "no");
        }
    }

    private static String lastIndexStrike() {
        String ticker = PROBE.get("/events/KXMERIDIAN-26SEP15H1600")
                .list("markets")
                .get(5)
                .text("ticker");
        return ticker.substring(ticker.lastIndexOf('-') + 1);
    }

    @Test
    void taperedPricesLieOnTheirGrid() {
        BigDecimal cent = new BigDecimal("0.01");
        BigDecimal tenth = new BigDecimal("0.001");
        List<BigDecimal> prices = new ArrayList<>();
        for (Probe.Node market : PROBE.get("/events/KXMERIDIAN-26SEP15H1600").list("markets")) {
            String ticker = market.text("ticker");
            trades(ticker).forEach(trade -> prices.add(trade.decimal("yes_price_dollars")));
            Probe.Node book = PROBE.get("/markets/" + ticker + "/orderbook").at("orderbook_fp");
            for (String side : List.of("yes_dollars", "no_dollars")) {
                book.list(side)
                        .forEach(level -> prices.add(
                                new BigDecimal((String) level.elements().get(0).value())));
            }
        }
        assertThat(prices).allSatisfy(price -> {
            double dollars = price.doubleValue();
            assertThat(dollars).isStrictlyBetween(0.0, 1.0);
            BigDecimal step = dollars > 0.1 && dollars < 0.9 ? cent : tenth;
            assertThat(price.remainder(step)).isEqualByComparingTo("0");
        });
    }

    @Test
    void tradeIdsAreUnique() {
        assertThat(PROBE.all("/markets/trades?min_ts=1789000000", "trades", 1000))
                .hasSizeGreaterThan(1000)
                .extracting(trade -> trade.text("trade_id"))
                .doesNotHaveDuplicates();
    }

    @Test
    void exactlyOneRangeOfASettledLadderWins() {
        List<Probe.Node> events = PROBE.get("/events?series_ticker=KXHIGHNY&status=settled&with_nested_markets=true")
                .list("events");
        assertThat(events).hasSizeGreaterThan(150);
        for (Probe.Node event : events) {
            List<Probe.Node> markets = event.list("markets");
            if (markets.isEmpty()) {
                markets = PROBE.get("/historical/markets?event_ticker=" + event.text("event_ticker"))
                        .list("markets");
            }
            assertThat(markets).extracting(market -> market.text("result")).containsOnlyOnce("yes");
            for (Probe.Node market : markets) {
                boolean won = market.text("result").equals("yes");
                assertThat(market.text("settlement_value_dollars")).isEqualTo(won ? "1.0000" : "0.0000");
                assertThat(market.has("settlement_ts")).isTrue();
                BigDecimal high = market.decimal("expiration_value");
                assertThat(holds(market, high))
                        .as(market.text("ticker") + " at " + high)
                        .isEqualTo(won);
            }
        }
    }

    private static boolean holds(Probe.Node market, BigDecimal value) {
        return switch (market.text("strike_type")) {
            case "less" -> value.longValueExact() < market.whole("cap_strike");
            case "greater" -> value.longValueExact() > market.whole("floor_strike");
            default ->
                value.longValueExact() >= market.whole("floor_strike")
                        && value.longValueExact() <= market.whole("cap_strike");
        };
    }

    @Test
    void scalarAndAbandonedMarketsSettleBetweenNoAndYes() {
        List<Probe.Node> scalar = PROBE.get("/markets?limit=1000&status=settled").list("markets").stream()
                .filter(market -> market.text("result").equals("scalar"))
                .toList();
        assertThat(scalar).extracting(market -> market.text("market_type")).contains("scalar", "binary");
        assertThat(scalar)
                .extracting(market -> market.decimal("settlement_value_dollars"))
                .allMatch(value -> value.signum() > 0 && value.compareTo(BigDecimal.ONE) < 0);
    }

    @Test
    void settledPricesLeanTowardsTheirResults() {
        List<Probe.Node> settled = PROBE.get("/markets?limit=1000&status=settled&series_ticker=KXHIGHNY")
                .list("markets");
        assertThat(settled.stream().filter(market -> market.text("result").equals("yes")))
                .allMatch(market -> market.decimal("last_price_dollars").doubleValue() > 0.5);
    }

    @Test
    void quietMarketHasNoBids() {
        Probe.Node book = PROBE.get("/markets/KXBRINDLE-27/orderbook").at("orderbook_fp");
        assertThat(book.list("yes_dollars")).isEmpty();
        assertThat(book.list("no_dollars")).isNotEmpty();
    }
}
