package dev.kalshilab.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages, filters, and what is refused. */
class SandboxListsTest {
    private static final Sandbox SANDBOX = Sandbox.start(13);
    private static final Probe PROBE = new Probe(SANDBOX);
    private static final String CANDLES = "/series/KXPRESALDERIA/markets/KXPRESALDERIA-26-AQ/candlesticks?";

    @AfterAll
    static void close() {
        SANDBOX.close();
    }

    private static List<String> tickers(String path) {
        return PROBE.get(path).list("markets").stream()
                .map(market -> market.text("ticker"))
                .toList();
    }

    private static List<Probe.Node> markets(String path) {
        return PROBE.get("/markets?limit=1000&" + path).list("markets");
    }

    @Test
    void pagesTogetherAreTheOneBigPage() {
        assertThat(PROBE.all("/markets", "markets", 37))
                .isEqualTo(PROBE.get("/markets?limit=1000").list("markets"));
        List<Probe.Node> events = PROBE.all("/events", "events", 7);
        assertThat(events).hasSizeGreaterThan(200).doesNotHaveDuplicates();
        assertThat(events.subList(0, 200)).isEqualTo(PROBE.get("/events").list("events"));
        assertThat(PROBE.all("/events", "events", 200)).isEqualTo(events);
        String trades = "/markets/trades?min_ts=1789473600";
        List<Probe.Node> all = PROBE.all(trades, "trades", 1000);
        assertThat(PROBE.all(trades, "trades", 333)).isEqualTo(all);
        assertThat(all).extracting(trade -> trade.time("created_time")).isSortedAccordingTo((a, b) -> b.compareTo(a));
        assertThat(all).extracting(trade -> trade.text("trade_id")).doesNotHaveDuplicates();
    }

    @Test
    void aLastPageThatIsFullHasNoCursor() {
        Probe.Node page = PROBE.get("/markets?series_ticker=KXPRESALDERIA&limit=4");
        assertThat(page.list("markets")).hasSize(4);
        assertThat(page.text("cursor")).isEmpty();
    }

    @Test
    void pagesHaveTheExchangesUsualSizes() {
        assertThat(tickers("/markets")).hasSize(100);
        assertThat(PROBE.get("/markets/trades").list("trades")).hasSize(100);
        assertThat(PROBE.get("/events?limit=5").list("events")).hasSize(5);
        assertThat(tickers("/markets?limit=0")).hasSize(100);
    }

    @Test
    void cursorFitsItsOwnQueryOnly() {
        String cursor = PROBE.get("/markets?series_ticker=KXHIGHNY&limit=10").text("cursor");
        assertThat(tickers("/markets?series_ticker=KXHIGHNY&limit=20&cursor=" + cursor))
                .hasSize(20);
        for (String path : List.of(
                "/markets?series_ticker=KXMERIDIAN&cursor=" + cursor,
                "/events?cursor=" + cursor,
                "/markets?series_ticker=KXHIGHNY&cursor=" + cursor.substring(1),
                "/markets?series_ticker=KXHIGHNY&cursor=!!")) {
            assertThat(PROBE.refused(400, path).at("error").text("details")).contains("cursor");
        }
    }

    @Test
    void marketFiltersFilter() {
        assertThat(markets("series_ticker=KXHARBORGAME")).isNotEmpty().allMatch(market -> market.text("ticker")
                .startsWith("KXHARBORGAME-"));
        assertThat(markets("event_ticker=KXPRESALDERIA-26")).hasSize(4);
        assertThat(tickers("/markets?tickers=KXBRINDLE-27,KXPRESALDERIA-26-BT,NOPE"))
                .containsExactlyInAnyOrder("KXBRINDLE-27", "KXPRESALDERIA-26-BT");
        assertThat(markets("mve_filter=only")).isNotEmpty().allMatch(market -> market.has("mve_selected_legs"));
        assertThat(markets("mve_filter=exclude"))
                .hasSize(markets("").size() - markets("mve_filter=only").size())
                .noneMatch(market -> market.has("mve_collection_ticker"));
        assertThat(markets("series_ticker=NOPE")).isEmpty();
        assertThat(markets("min_updated_ts=1789000000&mve_filter=exclude"))
                .isNotEmpty()
                .allMatch(market -> !market.time("updated_time").isBefore(Instant.ofEpochSecond(1789000000)));
    }

    @ParameterizedTest
    @CsvSource({"unopened,initialized", "open,active", "settled,finalized"})
    void statusFilterIsOneStatus(String filter, String status) {
        assertThat(markets("status=" + filter)).isNotEmpty().allMatch(market -> market.text("status")
                .equals(status));
    }

    @Test
    void closedMeansOverButNotPaid() {
        assertThat(markets("status=closed"))
                .extracting(market -> market.text("status"))
                .contains("closed", "determined")
                .doesNotContain("finalized", "active");
        assertThat(markets("status=paused")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"created,created_time", "close,close_time", "settled,settlement_ts"})
    void timeFiltersAreInclusive(String filter, String field) {
        Instant from = Instant.parse("2026-08-10T00:00:00Z");
        Instant to = Instant.parse("2026-08-20T03:59:00Z");
        List<Probe.Node> inside = markets(
                "min_" + filter + "_ts=" + from.getEpochSecond() + "&max_" + filter + "_ts=" + to.getEpochSecond());
        assertThat(inside)
                .isNotEmpty()
                .allMatch(market -> !market.time(field).isBefore(from)
                        && !market.time(field).isAfter(to));
        assertThat(inside)
                .hasSameSizeAs(markets("").stream()
                        .filter(market -> market.has(field)
                                && !market.time(field).isBefore(from)
                                && !market.time(field).isAfter(to))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "min_close_ts=1&min_created_ts=1",
                "min_settled_ts=1&max_close_ts=2",
                "min_created_ts=1&status=settled",
                "max_close_ts=1&status=open",
                "min_settled_ts=1&status=closed",
                "min_updated_ts=1&status=open",
                "min_updated_ts=1&series_ticker=KXHIGHNY",
                "min_updated_ts=1&min_close_ts=1"
            })
    void filtersThatDoNotGoTogetherAreRefused(String query) {
        Probe.Node error = PROBE.refused(400, "/markets?" + query).at("error");
        assertThat(error.text("code")).isEqualTo("bad_request");
        assertThat(error.text("message")).isEqualTo("bad request");
        assertThat(error.text("details")).isNotEmpty();
    }

    @Test
    void eventFiltersFilter() {
        assertThat(PROBE.get("/events?status=open").list("events"))
                .isNotEmpty()
                .hasSizeLessThan(20)
                .allMatch(event -> !event.has("markets"));
        assertThat(PROBE.get("/events?status=unopened&with_nested_markets=true").list("events"))
                .isNotEmpty()
                .flatExtracting(event -> event.list("markets"))
                .extracting(market -> market.text("status"))
                .containsOnly("initialized");
        assertThat(PROBE.get("/events?series_ticker=KXBRINDLE").list("events")).hasSize(1);
        assertThat(PROBE.get("/events?tickers=KXBRINDLE-27,KXPRESALDERIA-26").list("events"))
                .hasSize(2);
        assertThat(PROBE.get("/events?min_close_ts=1790000000&with_nested_markets=true")
                        .list("events"))
                .isNotEmpty()
                .flatExtracting(event -> event.list("markets"))
                .allMatch(market -> !market.time("close_time").isBefore(Instant.ofEpochSecond(1790000000)));
    }

    @Test
    void eventCarriesItsMarketsWhereAsked() {
        Probe.Node plain = PROBE.get("/events/KXPRESALDERIA-26");
        assertThat(plain.at("event").has("markets")).isFalse();
        assertThat(plain.list("markets")).hasSize(4);
        Probe.Node nested = PROBE.get("/events/KXPRESALDERIA-26?with_nested_markets=true");
        assertThat(nested.at("event").list("markets")).isEqualTo(plain.list("markets"));
    }

    @Test
    void seriesFiltersFilter() {
        assertThat(PROBE.get("/series?category=Climate%20and%20Weather").list("series"))
                .extracting(series -> series.text("ticker"))
                .containsExactly("KXHIGHNY", "KXBRINDLE");
        assertThat(PROBE.get("/series?category=climate").list("series")).isEmpty();
        assertThat(PROBE.get("/series?tags=Elections,Transport").list("series")).hasSize(2);
        assertThat(PROBE.get("/series").list("series"))
                .hasSize(7)
                .noneMatch(series -> series.has("volume_fp") || series.has("product_metadata"));
    }

    @Test
    void tradeFiltersFilter() {
        assertThat(PROBE.get("/markets/trades?ticker=KXPRESALDERIA-26-AQ&limit=50")
                        .list("trades"))
                .hasSize(50)
                .allMatch(trade -> trade.text("ticker").equals("KXPRESALDERIA-26-AQ"));
        assertThat(PROBE.get("/markets/trades?ticker=NOPE").list("trades")).isEmpty();
        assertThat(PROBE.get("/markets/trades?is_block_trade=true").list("trades"))
                .isNotEmpty()
                .allMatch(trade -> Boolean.TRUE.equals(trade.fields().get("is_block_trade")));
        assertThat(PROBE.all("/markets/trades?min_ts=1789400000&max_ts=1789410000", "trades", 1000))
                .isNotEmpty()
                .allMatch(trade -> {
                    long second = trade.time("created_time").getEpochSecond();
                    return second >= 1789400000 && second <= 1789410000;
                });
    }

    @Test
    void aLongListOfTickersFitsIntoOneQuestion() {
        List<String> wanted = tickers("/markets?limit=600");
        assertThat(tickers("/markets?limit=1000&tickers=" + String.join(",", wanted)))
                .isEqualTo(wanted);
    }

    @Test
    void orderBookDepthKeepsTheBestLevels() {
        Probe.Node all = PROBE.get("/markets/KXPRESALDERIA-26-AQ/orderbook").at("orderbook_fp");
        Probe.Node top =
                PROBE.get("/markets/KXPRESALDERIA-26-AQ/orderbook?depth=2").at("orderbook_fp");
        List<Probe.Node> levels = all.list("no_dollars");
        assertThat(top.list("no_dollars")).isEqualTo(levels.subList(levels.size() - 2, levels.size()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/markets?limit=1001",
                "/markets?limit=-1",
                "/markets?limit=ten",
                "/markets?status=open,closed",
                "/markets?mve_filter=some",
                "/markets?min_close_ts=yesterday",
                "/events?limit=201",
                "/events?limit=0",
                "/events?status=paused",
                "/events?with_nested_markets=maybe",
                "/markets/trades?limit=1001",
                "/markets/trades?is_block_trade=2",
                "/markets/KXBRINDLE-27/orderbook?depth=101",
                "/series?include_volume=yes",
                CANDLES + "start_ts=1&period_interval=60",
                CANDLES + "start_ts=1&end_ts=2",
                CANDLES + "start_ts=1&end_ts=2&period_interval=5",
                CANDLES + "start_ts=2&end_ts=1&period_interval=60"
            })
    void wrongValuesAreRefusedAndNamed(String path) {
        Probe.Node error = PROBE.refused(400, path).at("error");
        assertThat(error.text("code")).isEqualTo("bad_request");
        assertThat(error.text("details")).isNotEmpty();
    }

    @Test
    void flagsAreReadInEverySpellingOfTheExchangesLanguage() {
        // A cursor fits its own spelling only: rows are compared.
        String path = "/events?limit=2&with_nested_markets=";
        List<Probe.Node> nested = PROBE.get(path + "true").list("events");
        assertThat(nested).allMatch(event -> event.has("markets"));
        for (String yes : List.of("True", "TRUE", "t", "1")) {
            assertThat(PROBE.get(path + yes).list("events")).isEqualTo(nested);
        }
        for (String no : List.of("false", "False", "F", "0", "")) {
            assertThat(PROBE.get(path + no).list("events")).noneMatch(event -> event.has("markets"));
        }
        assertThat(PROBE.ask("GET", "/events?with_nested_markets=yes").statusCode())
                .isEqualTo(400);
    }

    @Test
    void aRefusalNamesTheValue() {
        assertThat(PROBE.refused(400, "/events?limit=5000").at("error").text("details"))
                .isEqualTo("invalid value for parameter limit: 5000 is not between 1 and 200");
    }

    @Test
    void tooManyCandlesAreRefusedByTheRequestedRange() {
        assertThat(PROBE.refused(400, CANDLES + "start_ts=1784000000&end_ts=1784300020&period_interval=1")
                        .at("error")
                        .fields())
                .containsEntry("code", "bad_request")
                .containsEntry("message", "bad request")
                .containsEntry(
                        "details", "requested time range with candlesticks: 5000.333333, max candlesticks: 5000");
        PROBE.get(CANDLES + "start_ts=1784000000&end_ts=1784300000&period_interval=1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nowhere",
                "/series/NOPE",
                "/events/NOPE",
                "/markets/NOPE",
                "/markets/NOPE/orderbook",
                "/series/KXHIGHNY/markets/KXPRESALDERIA-26-AQ/candlesticks?start_ts=1&end_ts=2&period_interval=1",
                "/series/KXPRESALDERIA/markets/NOPE/candlesticks?start_ts=1&end_ts=2&period_interval=1"
            })
    void whatIsNotThereIsNotFound(String path) {
        assertThat(PROBE.refused(404, path).at("error").fields())
                .containsOnlyKeys("code", "message")
                .containsEntry("code", "not_found")
                .containsEntry("message", "not found");
    }

    @Test
    void onlyGetIsAllowed() {
        HttpResponse<byte[]> response = PROBE.ask("POST", "/markets");
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("allow")).contains("GET");
        assertThat(PROBE.ask("DELETE", "/nowhere").statusCode()).isEqualTo(404);
    }

    @Test
    void latestBeforeStartCarriesTheLastCandleForward() {
        // A minute in the night after which nothing happened for a while.
        List<Probe.Node> minutes = PROBE.get(CANDLES + "start_ts=1784000000&end_ts=1784299940&period_interval=1")
                .list("candlesticks");
        int gap = 1;
        while (minutes.get(gap).whole("end_period_ts") - minutes.get(gap - 1).whole("end_period_ts") <= 1200) {
            gap++;
        }
        Probe.Node quiet = minutes.get(gap - 1);
        long start = quiet.whole("end_period_ts") + 550;
        List<Probe.Node> candles = PROBE.get(CANDLES + "period_interval=1&include_latest_before_start=true&start_ts="
                        + start + "&end_ts=" + (start + 60))
                .list("candlesticks");
        assertThat(candles).hasSize(1);
        Probe.Node carried = candles.get(0);
        assertThat(carried.whole("end_period_ts")).isEqualTo(quiet.whole("end_period_ts") + 600);
        assertThat(carried.text("volume_fp")).isEqualTo("0.00");
        assertThat(carried.at("price").fields()).containsOnlyKeys("previous_dollars");
        assertThat(carried.at("yes_bid").text("open_dollars"))
                .isEqualTo(quiet.at("yes_bid").text("close_dollars"));
    }

    @Test
    void whatWasAskedBeforeChangesNoAnswer() {
        try (Sandbox asked = Sandbox.start(5, 0)) {
            Probe often = new Probe(asked);
            Duration passed = Duration.ZERO;
            for (String step : List.of("PT0S", "PT1S", "PT10M", "PT5H", "PT1S", "PT19H")) {
                asked.step(Duration.parse(step));
                passed = passed.plus(Duration.parse(step));
                try (Sandbox other = Sandbox.start(5, 0)) {
                    other.step(passed);
                    Probe once = new Probe(other);
                    for (String path : List.of(
                            "/markets?limit=1000",
                            "/historical/markets?limit=1000",
                            "/events/multivariate?with_nested_markets=true")) {
                        assertThat(often.bytes(path))
                                .as("%s after %s", path, passed)
                                .isEqualTo(once.bytes(path));
                        assertThat(often.bytes(path)).isEqualTo(once.bytes(path));
                    }
                }
            }
        }
    }
}
