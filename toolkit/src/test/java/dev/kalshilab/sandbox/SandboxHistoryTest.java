package dev.kalshilab.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The historical tier: what is in it is not in the live one, and agrees with itself like everything. */
class SandboxHistoryTest {
    private static final Sandbox SANDBOX = Sandbox.start(21);
    private static final Probe PROBE = Probe.signed(SANDBOX);
    private static final Instant CUTOFF = PROBE.get("/historical/cutoff").time("market_settled_ts");
    private static final List<Probe.Node> ARCHIVED = PROBE.all("/historical/markets", "markets", 400);

    @AfterAll
    static void close() {
        SANDBOX.close();
    }

    private static Set<String> tickers(List<Probe.Node> markets) {
        Set<String> tickers = new HashSet<>();
        markets.forEach(market -> tickers.add(market.text("ticker")));
        return tickers;
    }

    /** A market of the tier that was traded. */
    private static String traded() {
        return ARCHIVED.stream()
                .filter(market -> market.decimal("volume_fp").signum() > 0)
                .findFirst()
                .orElseThrow()
                .text("ticker");
    }

    @Test
    void theTiersShareNoMarket() {
        List<Probe.Node> live = PROBE.all("/markets", "markets", 1000);
        assertThat(tickers(ARCHIVED)).hasSameSizeAs(ARCHIVED).doesNotContainAnyElementsOf(tickers(live));
        assertThat(ARCHIVED).hasSizeGreaterThan(500).allMatch(market -> market.time("settlement_ts")
                .isBefore(CUTOFF));
        assertThat(live)
                .noneMatch(market -> market.has("settlement_ts")
                        && market.time("settlement_ts").isBefore(CUTOFF));
    }

    @Test
    void eachTierAnswersForItsOwnMarketsOnly() {
        String range = "/candlesticks?start_ts=1782000000&end_ts=1782900000&period_interval=60";
        String old = traded();
        assertThat(PROBE.get("/historical/markets/" + old).at("market").text("status"))
                .isEqualTo("finalized");
        for (String path : List.of(
                "/markets/" + old,
                "/markets/" + old + "/orderbook",
                "/series/" + old.substring(0, old.indexOf('-')) + "/markets/" + old + range,
                "/historical/markets/KXPRESALDERIA-26-AQ",
                "/historical/markets/KXPRESALDERIA-26-AQ" + range,
                "/historical/markets/NOPE")) {
            assertThat(PROBE.refused(404, path).at("error").text("code")).isEqualTo("not_found");
        }
        assertThat(PROBE.get("/markets/trades?ticker=" + old).list("trades")).isEmpty();
        assertThat(PROBE.get("/historical/trades?ticker=KXPRESALDERIA-26-AQ").list("trades"))
                .isEmpty();
        assertThat(PROBE.get("/markets/candlesticks?market_tickers=" + old
                                + "&start_ts=1782000000&end_ts=1782100000&period_interval=60")
                        .list("markets"))
                .isEmpty();
    }

    @Test
    void eventsAreNeverArchivedButTheirMarketsAre() {
        String event = ARCHIVED.get(0).text("event_ticker");
        Probe.Node answer = PROBE.get("/events/" + event + "?with_nested_markets=true");
        assertThat(answer.list("markets")).isEmpty();
        assertThat(answer.at("event").list("markets")).isEmpty();
        assertThat(PROBE.get("/historical/markets?event_ticker=" + event).list("markets"))
                .isNotEmpty();
    }

    @Test
    void archivedCandlesAreTheTradesUnderTheirOwnNames() {
        String ticker = traded();
        List<Probe.Node> trades = PROBE.all("/historical/trades?ticker=" + ticker, "trades", 1000);
        Map<Long, List<Probe.Node>> hours = new HashMap<>();
        for (Probe.Node trade : trades) {
            long second = trade.time("created_time").getEpochSecond();
            hours.computeIfAbsent((second / 3600 + 1) * 3600, any -> new ArrayList<>())
                    .add(trade);
        }
        Probe.Node market = PROBE.get("/historical/markets/" + ticker).at("market");
        List<Probe.Node> candles = PROBE.get(
                        "/historical/markets/" + ticker + "/candlesticks?period_interval=60&start_ts="
                                + market.time("open_time").getEpochSecond() + "&end_ts="
                                + market.time("close_time").plusSeconds(3600).getEpochSecond())
                .list("candlesticks");
        BigDecimal volume = BigDecimal.ZERO;
        for (Probe.Node candle : candles) {
            assertThat(candle.fields())
                    .containsOnlyKeys("end_period_ts", "open_interest", "price", "volume", "yes_ask", "yes_bid");
            assertThat(candle.at("price").fields())
                    .containsOnlyKeys("open", "low", "high", "close", "mean", "previous");
            List<Probe.Node> inside = hours.remove(candle.whole("end_period_ts"));
            volume = volume.add(candle.decimal("volume"));
            if (inside == null) {
                assertThat(candle.at("price").fields())
                        .containsEntry("open", null)
                        .containsEntry("mean", null);
                assertThat(candle.text("volume")).isEqualTo("0.00");
                continue;
            }
            BigDecimal worth = BigDecimal.ZERO;
            BigDecimal count = BigDecimal.ZERO;
            for (Probe.Node trade : inside) {
                worth = worth.add(trade.decimal("count_fp").multiply(trade.decimal("yes_price_dollars")));
                count = count.add(trade.decimal("count_fp"));
            }
            assertThat(candle.decimal("volume")).isEqualTo(count);
            assertThat(candle.at("price").decimal("mean")).isEqualTo(worth.divide(count, 4, RoundingMode.HALF_UP));
            assertThat(candle.at("price").text("close")).isEqualTo(inside.get(0).text("yes_price_dollars"));
        }
        assertThat(hours).isEmpty();
        assertThat(volume).isEqualTo(market.decimal("volume_fp")).isPositive();
    }

    @Test
    void filtersOfArchivedMarketsExcludeEachOtherAndDatesAreNone() {
        assertThat(PROBE.get("/historical/markets?limit=1000&max_close_ts=1&min_settled_ts=1&status=open")
                        .list("markets"))
                .hasSameSizeAs(ARCHIVED);
        assertThat(PROBE.get("/historical/markets?limit=1000&series_ticker=KXFERRYSHARE")
                        .list("markets"))
                .hasSize(3)
                .allMatch(market -> market.text("result").equals("scalar"));
        assertThat(PROBE.refused(400, "/historical/markets?series_ticker=KXHIGHNY&tickers=A")
                        .at("error")
                        .text("details"))
                .contains("mutually exclusive");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fills", "orders"})
    void theUsersOldRowsAreInOneTierEach(String list) {
        Set<String> old = tickers(PROBE.all("/historical/" + list, list, 7));
        Set<String> live = tickers(PROBE.all("/portfolio/" + list, list, 1000));
        assertThat(old).isNotEmpty().isSubsetOf(tickers(ARCHIVED));
        assertThat(live).isNotEmpty().doesNotContainAnyElementsOf(tickers(ARCHIVED));
    }

    @Test
    void archivedPositionsAreWhatSettlementsBrought() {
        Map<String, Probe.Node> settlements = new HashMap<>();
        PROBE.all("/portfolio/settlements", "settlements", 1000)
                .forEach(row -> settlements.put(row.text("ticker"), row));
        List<Probe.Node> positions = PROBE.all("/historical/positions", "market_positions", 5);
        assertThat(positions).isNotEmpty();
        for (Probe.Node position : positions) {
            Probe.Node paid = settlements.getOrDefault(position.text("ticker"), new Probe.Node(Map.of()));
            assertThat(position.text("position_fp")).isEqualTo("0.00");
            assertThat(position.decimal("realized_pnl_dollars"))
                    .isEqualByComparingTo(BigDecimal.valueOf(paid.whole("revenue"), 2)
                            .subtract(paid.decimal("yes_total_cost_dollars"))
                            .subtract(paid.decimal("no_total_cost_dollars")));
            assertThat(position.decimal("fees_paid_dollars")).isEqualByComparingTo(paid.decimal("fee_cost"));
        }
    }
}
