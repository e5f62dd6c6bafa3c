package dev.kalshilab.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a researcher asks beside single markets, its limits, and how it agrees with the rest. */
class SandboxExtrasTest {
    private static final Sandbox SANDBOX = Sandbox.start(51);
    private static final Probe PROBE = Probe.signed(SANDBOX);
    private static final String WEEK = "&start_ts=1788890400&end_ts=1789495200&period_interval=60";
    private static final String EVENT = "/series/KXPRESALDERIA/events/KXPRESALDERIA-26/candlesticks?";

    @AfterAll
    static void close() {
        SANDBOX.close();
    }

    private static String details(String path) {
        return PROBE.refused(400, path).at("error").text("details");
    }

    private static List<Probe.Node> candles(String ticker, String range) {
        String series = ticker.substring(0, ticker.indexOf('-'));
        return PROBE.get("/series/" + series + "/markets/" + ticker + "/candlesticks?" + range)
                .list("candlesticks");
    }

    @Test
    void aBatchIsTheCandlesOfEachMarketThatIsThere() {
        List<Probe.Node> markets = PROBE.get(
                        "/markets/candlesticks?market_tickers=KXBRINDLE-27,NOPE,KXPRESALDERIA-26-AQ" + WEEK)
                .list("markets");
        assertThat(markets)
                .extracting(market -> market.text("market_ticker"))
                .containsExactly("KXBRINDLE-27", "KXPRESALDERIA-26-AQ");
        for (Probe.Node market : markets) {
            assertThat(market.list("candlesticks")).isEqualTo(candles(market.text("market_ticker"), WEEK));
        }
        assertThat(PROBE.get("/markets/candlesticks?market_tickers=KXBRINDLE-27"
                                + "&start_ts=1789495100&end_ts=1789495200&period_interval=1")
                        .list("markets")
                        .get(0)
                        .list("candlesticks"))
                .isEmpty();
    }

    @Test
    void aBatchHasLimitsOfItsOwn() {
        assertThat(details("/markets/candlesticks?market_tickers=KXBRINDLE-27,KXPRESALDERIA-26-AQ"
                        + "&start_ts=1780000000&end_ts=1780300060&period_interval=1"))
                .isEqualTo("requested candlesticks across all markets: 10002, max candlesticks: 10000");
        String many =
                String.join(",", IntStream.range(0, 101).mapToObj(i -> "T" + i).toList());
        assertThat(details("/markets/candlesticks?market_tickers=" + many + WEEK))
                .contains("more than 100");
        assertThat(details("/markets/orderbooks?tickers=" + many.replace(",", "&tickers=")))
                .contains("more than 100");
        assertThat(details("/markets/orderbooks")).contains("required");
    }

    @Test
    void candlesOfAnEventAreThoseOfItsMarketsUpToWhereTheAnswerSays() {
        Probe.Node all = PROBE.get(EVENT + WEEK);
        assertThat(all.whole("adjusted_end_ts")).isEqualTo(1789495200);
        List<String> tickers = all.list("market_tickers").stream()
                .map(one -> (String) one.value())
                .toList();
        assertThat(tickers).hasSize(4);
        for (int i = 0; i < tickers.size(); i++) {
            assertThat(all.list("market_candlesticks").get(i).elements()).isEqualTo(candles(tickers.get(i), WEEK));
        }
        Probe.Node cut = PROBE.get(EVENT + "start_ts=1789000000&end_ts=1789495200&period_interval=1");
        assertThat(cut.whole("adjusted_end_ts")).isEqualTo(1789000000 + 1250 * 60);
        assertThat(cut.list("market_candlesticks").get(0).elements())
                .isNotEmpty()
                .allMatch(candle -> candle.whole("end_period_ts") <= 1789000000 + 1250 * 60);
    }

    @Test
    void booksOfSeveralMarketsAreTheirBooks() {
        List<Probe.Node> books = PROBE.get(
                        "/markets/orderbooks?tickers=KXBRINDLE-27&tickers=NOPE&tickers=KXPRESALDERIA-26-AQ")
                .list("orderbooks");
        assertThat(books)
                .extracting(book -> book.text("ticker"))
                .containsExactly("KXBRINDLE-27", "KXPRESALDERIA-26-AQ");
        for (Probe.Node book : books) {
            assertThat(book.at("orderbook_fp"))
                    .isEqualTo(PROBE.get("/markets/" + book.text("ticker") + "/orderbook")
                            .at("orderbook_fp"));
        }
    }

    @Test
    void percentilesOfAForecastLieInOrderAndNarrowDown() {
        String path = "/series/KXHIGHNY/events/KXHIGHNY-26SEP14/forecast_percentile_history?"
                + "percentiles=1000&percentiles=5000&percentiles=9000&start_ts=1789300000&end_ts=1789495200&period_interval=60";
        List<Probe.Node> history = PROBE.get(path).list("forecast_history");
        assertThat(history).hasSizeGreaterThan(10);
        List<Double> widths = new ArrayList<>();
        for (Probe.Node point : history) {
            List<Double> values = point.list("percentile_points").stream()
                    .map(one -> (Double) one.fields().get("raw_numerical_forecast"))
                    .toList();
            assertThat(values).isSorted().hasSize(3);
            widths.add(values.get(2) - values.get(0));
        }
        assertThat(widths.get(widths.size() - 1)).isLessThan(widths.get(0) / 4);
        assertThat(PROBE.get(path.replace("KXHIGHNY-26SEP14", "KXPRESALDERIA-26")
                                .replace("KXHIGHNY", "KXPRESALDERIA"))
                        .list("forecast_history"))
                .isEmpty();
        assertThat(details(path.replace("5000", "10000"))).contains("percentiles");
        assertThat(details(path.replace("period_interval=60", "period_interval=5")))
                .contains("period_interval");
    }

    @Test
    void programsAreInOneStateEach() {
        int all = PROBE.get("/incentive_programs").list("incentive_programs").size();
        int sum = 0;
        for (String status : List.of("active", "upcoming", "closed", "paid_out")) {
            sum += PROBE.get("/incentive_programs?status=" + status)
                    .list("incentive_programs")
                    .size();
        }
        assertThat(all).isPositive().isEqualTo(sum);
        Probe.Node page = PROBE.get("/incentive_programs?limit=4");
        assertThat(page.list("incentive_programs")).hasSize(4);
        assertThat(PROBE.get("/incentive_programs?limit=1000&cursor=" + page.text("next_cursor"))
                        .list("incentive_programs"))
                .hasSize(all - 4);
        assertThat(PROBE.get("/incentive_programs?type=volume").list("incentive_programs"))
                .isEmpty();
    }

    @Test
    void aMarketHasTheIdOnProgramsThatTheStreamCallsItBy() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = StreamProbe.open(sandbox)) {
            Probe.Node program = new Probe(sandbox)
                    .get("/incentive_programs?status=active")
                    .list("incentive_programs")
                    .get(0);
            String ticker = program.text("market_ticker");
            Probe.Node reply = stream.ask("{\"id\":1,\"cmd\":\"subscribe\",\"params\":{\"channels\":"
                    + "[\"orderbook_delta\"],\"market_tickers\":[\"" + ticker + "\"]}}");
            assertThat(reply.text("type")).isEqualTo("subscribed");
            assertThat(stream.next().at("msg").text("market_id")).isEqualTo(program.text("market_id"));
        }
    }

    @Test
    void gamesAreMilestonesOfTheirTeams() {
        List<Probe.Node> milestones = PROBE.all("/milestones", "milestones", 7);
        assertThat(milestones).hasSize(31);
        Probe.Node first = milestones.get(0);
        assertThat(PROBE.get("/milestones/" + first.text("id")).at("milestone")).isEqualTo(first);
        String game = (String) first.list("primary_event_tickers").get(0).value();
        assertThat(PROBE.get("/milestones?related_event_ticker=" + game).list("milestones"))
                .containsExactly(first);
        for (Probe.Node market : PROBE.get("/events/" + game).list("markets")) {
            String team = market.at("custom_strike").text("target");
            assertThat(first.at("details").fields().values()).contains(team);
            assertThat(PROBE.get("/structured_targets/" + team)
                            .at("structured_target")
                            .text("name"))
                    .isEqualTo(market.text("yes_sub_title"));
        }
        assertThat(PROBE.get("/events?series_ticker=KXHARBORGAME&with_milestones=true&limit=3")
                        .list("milestones"))
                .hasSize(3);
        PROBE.refused(404, "/milestones/nope");
        PROBE.refused(404, "/structured_targets/nope");
        PROBE.refused(400, "/milestones?minimum_start_date=yesterday");
    }

    @Test
    void queuePositionsAreOfRestingOrdersAndBeforeThem() {
        List<Probe.Node> resting = PROBE.get("/portfolio/orders?status=resting").list("orders");
        List<Probe.Node> positions =
                PROBE.get("/portfolio/orders/queue_positions").list("queue_positions");
        assertThat(positions)
                .extracting(row -> row.text("order_id"))
                .containsExactlyInAnyOrderElementsOf(
                        resting.stream().map(order -> order.text("order_id")).toList());
        for (Probe.Node order : resting) {
            boolean bid = order.text("book_side").equals("bid");
            BigDecimal there = PROBE
                    .get("/markets/" + order.text("ticker") + "/orderbook")
                    .at("orderbook_fp")
                    .list(bid ? "yes_dollars" : "no_dollars")
                    .stream()
                    .map(Probe.Node::elements)
                    .filter(level ->
                            level.get(0).value().equals(order.text(bid ? "yes_price_dollars" : "no_price_dollars")))
                    .map(level -> new BigDecimal((String) level.get(1).value()))
                    .findFirst()
                    .orElseThrow();
            Probe.Node one = PROBE.get("/portfolio/orders/" + order.text("order_id") + "/queue_position");
            assertThat(one.decimal("queue_position_fp").add(order.decimal("remaining_count_fp")))
                    .isEqualByComparingTo(there);
        }
        Probe.Node group =
                PROBE.get("/portfolio/order_groups").list("order_groups").get(0);
        assertThat(PROBE.get("/portfolio/order_groups/" + group.text("id")).list("orders"))
                .extracting(Probe.Node::value)
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(resting.stream()
                        .filter(order -> group.text("id").equals(order.fields().get("order_group_id")))
                        .map(order -> (Object) order.text("order_id"))
                        .toList());
    }

    @Test
    void subaccountsHoldTheBalance() {
        BigDecimal balance = PROBE.get("/portfolio/balance").decimal("balance_dollars");
        assertThat(PROBE.get("/portfolio/subaccounts/balances").list("subaccount_balances"))
                .extracting(row -> row.decimal("balance"))
                .containsExactly(balance);
        assertThat(PROBE.get("/portfolio/withdrawals").list("withdrawals"))
                .isNotEmpty()
                .noneMatch(row -> row.text("status").equals("applied"));
    }

    @Test
    void anOrdinaryUserIsNotToldWhatRestsIn() {
        assertThat(PROBE.refused(403, "/portfolio/summary/total_resting_order_value")
                        .at("error")
                        .text("code"))
                .isEqualTo("permission_denied");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/exchange/announcements",
                "/live_data/nope",
                "/events/NOPE",
                "/events/NOPE/metadata",
                "/series/KXHIGHNY/events/KXPRESALDERIA-26/candlesticks?start_ts=1&end_ts=2&period_interval=60",
                "/multivariate_event_collections/NOPE",
                "/communications/rfqs/NOPE",
                "/portfolio/order_groups/NOPE",
                "/portfolio/orders/NOPE/queue_position"
            })
    void whatIsNotThereIsNotFound(String path) {
        assertThat(PROBE.refused(404, path).at("error").text("code")).isEqualTo("not_found");
    }

    @ParameterizedTest
    @CsvSource({
        "POST,/markets,GET",
        "DELETE,/portfolio/balance,GET",
        "PUT,/api_keys,'GET, POST'",
        "GET,/api_keys/x,DELETE",
        "GET,/api_keys/generate,'POST, DELETE'"
    })
    void aWrongMethodIsToldTheRightOnes(String method, String path, String allowed) {
        HttpResponse<byte[]> response = PROBE.ask(method, path);
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("allow")).contains(allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/communications/id",
                "/communications/quotes",
                "/historical/fills",
                "/portfolio/order_groups",
                "/account/limits",
                "/series/KXHIGHNY/events/KXHIGHNY-26SEP14/forecast_percentile_history"
            })
    void whatIsTheUsersOwnNeedsASignature(String path) {
        new Probe(SANDBOX).refused(401, path);
    }
}
