package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.testkit.Loopback;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

/** What is sent: the declared parameters and no others; pages and ranges, each once. */
class RequestsTest {
    private static final long OCTOBER = Instant.parse("2026-10-01T04:00:00Z").getEpochSecond();
    private static final long HALLOWEEN = Instant.parse("2026-10-31T04:00:00Z").getEpochSecond();

    /** An empty answer of every kind. */
    private static String nothing(String target) {
        if (target.startsWith("/markets/orderbooks")) {
            return "{\"orderbooks\":[]}";
        }
        if (target.startsWith("/markets/candlesticks")) {
            return "{\"markets\":[]}";
        }
        if (target.contains("/orderbook")) {
            return "{\"orderbook_fp\":{\"yes_dollars\":[],\"no_dollars\":[]}}";
        }
        if (target.contains("/candlesticks")) {
            return "{\"candlesticks\":[]}";
        }
        if (target.startsWith("/markets/trades")) {
            return "{\"trades\":[],\"cursor\":\"\"}";
        }
        if (target.matches("/markets/[^/]+")) {
            return "{\"market\":{\"ticker\":\"T\",\"event_ticker\":\"E\",\"open_time\":\"2026-01-01T00:00:00Z\","
                    + "\"close_time\":\"2026-01-03T12:00:00Z\"}}";
        }
        if (target.matches("/events/[^/]+")) {
            return "{\"event\":{\"event_ticker\":\"E\",\"series_ticker\":\"S\"},\"markets\":[]}";
        }
        if (target.matches("/series/[^/]+")) {
            return "{\"series\":{\"ticker\":\"S\"}}";
        }
        return "{\"series\":[],\"events\":[],\"markets\":[],\"cursor\":\"\"}";
    }

    private static List<String> sent(Consumer<Kalshi> ask) {
        try (Loopback exchange = Loopback.saying(RequestsTest::nothing);
                Kalshi kalshi = Kalshi.at(exchange.url())) {
            ask.accept(kalshi);
            assertThat(kalshi.stats().requests()).isEqualTo(exchange.count());
            return exchange.requests();
        }
    }

    @Test
    void aQueryAsksNothingBeforeItsTerminal() {
        assertThat(sent(kalshi -> {
                    assertThat(kalshi.trades(kalshi.markets().series("S").open())
                                    .since("-1d")
                                    .limit(3))
                            .hasToString("Trades[Markets[series=S, open], since=-1d, at most 3], nothing fetched yet");
                    assertThat(kalshi.candles("A", "B", "C", "D", "E"))
                            .hasToString("Candles[A, B, C, and 2 more, 1 hour], nothing fetched yet");
                }))
                .isEmpty();
    }

    @Test
    void seriesSendTheirFiltersOnly() {
        assertThat(sent(kalshi -> kalshi.series().table())).containsExactly("GET /series");
        assertThat(sent(kalshi -> kalshi.series()
                        .category("Climate and Weather")
                        .tags("a,b&c")
                        .withVolume()
                        .withProductMetadata()
                        .table()))
                .containsExactly("GET /series?category=Climate%20and%20Weather&tags=a%2Cb%26c"
                        + "&include_volume=true&include_product_metadata=true");
        assertThat(sent(kalshi -> kalshi.series("S"))).containsExactly("GET /series/S");
    }

    @Test
    void eventsSendTheirFiltersOnly() {
        assertThat(sent(kalshi -> kalshi.events().table())).containsExactly("GET /events?limit=200");
        assertThat(sent(kalshi -> kalshi.events()
                        .series("S")
                        .settled()
                        .closingAfter("2026-10-01")
                        .withMarkets()
                        .table()))
                .containsExactly("GET /events?limit=200&series_ticker=S&status=settled&min_close_ts=" + OCTOBER
                        + "&with_nested_markets=true");
        assertThat(sent(kalshi -> kalshi.event("E"))).containsExactly("GET /events/E");
    }

    @Test
    void marketsSendTheRangeThatGoesWithTheirStatus() {
        assertThat(sent(kalshi -> kalshi.markets().table()))
                .containsExactly("GET /markets?limit=1000&mve_filter=exclude");
        Map<String, String> families = new TreeMap<>(
                Map.of("unopened", "created", "open", "created", "closed", "close", "settled", "settled"));
        families.forEach((status, family) -> assertThat(sent(kalshi -> kalshi.markets()
                        .event("E")
                        .series("S")
                        .tickers("A", "B")
                        .status(status)
                        .since("2026-10-01")
                        .until("2026-10-31")
                        .table()))
                .containsExactly("GET /markets?limit=1000&event_ticker=E&series_ticker=S&tickers=A%2CB&status="
                        + status + "&min_" + family + "_ts=" + (OCTOBER - 1) + "&max_" + family + "_ts="
                        + HALLOWEEN));
        assertThat(sent(kalshi ->
                        kalshi.markets().since(LocalDate.of(2026, 10, 1)).table()))
                .containsExactly("GET /markets?limit=1000&mve_filter=exclude&min_close_ts=" + (OCTOBER - 1));
        assertThat(sent(kalshi -> kalshi.market("T"))).containsExactly("GET /markets/T");
    }

    @Test
    void aParameterWithoutAMethodIsSentByItsName() {
        assertThat(sent(kalshi -> kalshi.markets()
                        .parameter("min_updated_ts", Instant.ofEpochSecond(5))
                        .parameter("mve_filter", "exclude")
                        .parameter("limit", 10)
                        .table()))
                .containsExactly("GET /markets?limit=10&min_updated_ts=5&mve_filter=exclude");
    }

    @Test
    void aParameterThatTheOperationDoesNotTakeIsRefusedBeforeAnythingIsSent() {
        assertThat(sent(kalshi -> assertThatThrownBy(() ->
                                kalshi.events().parameter("mve_filter", "only").table())
                        .isInstanceOf(KalshiException.class)
                        .hasMessage(
                                "'mve_filter' is no parameter of GET /events, and the exchange would pass over it.\nIt"
                                        + " takes limit, with_nested_markets, with_milestones, status, series_ticker, tickers,"
                                        + " min_close_ts, min_updated_ts.")))
                .isEmpty();
    }

    @Test
    void aLowerCaseTickerAndAnAddressAreUnderstoodWhereverATickerIs() {
        String page = "https://kalshi.com/markets/kxhighny/highest-temperature-in-nyc/kxhighny-26nov22";
        assertThat(sent(kalshi -> kalshi.market("kxhighny-26nov22-b52.5")))
                .containsExactly("GET /markets/KXHIGHNY-26NOV22-B52.5");
        assertThat(sent(kalshi -> kalshi.event(page))).containsExactly("GET /events/KXHIGHNY-26NOV22");
        assertThat(sent(kalshi -> kalshi.series(page))).containsExactly("GET /series/KXHIGHNY");
        assertThat(sent(kalshi -> kalshi.trades(page + "#kxhighny-26nov22-b52").table()))
                .containsExactly("GET /markets/trades?limit=1000&ticker=KXHIGHNY-26NOV22-B52");
        assertThat(sent(kalshi ->
                        kalshi.markets().series("kalshi.com/markets/kxhighny").table()))
                .containsExactly("GET /markets?limit=1000&series_ticker=KXHIGHNY");
    }

    @Test
    void manyTickersGoInSeveralRequests() {
        List<String> tickers = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            tickers.add("T" + i);
        }

        List<String> requests = sent(kalshi -> kalshi.markets().tickers(tickers).table());

        assertThat(requests).hasSize(3);
        List<String> asked = new ArrayList<>();
        for (String request : requests.stream()
                .sorted(Comparator.comparing(RequestsTest::firstTicker))
                .toList()) {
            asked.addAll(List.of(request.replaceAll(".*tickers=", "").split("%2C", -1)));
        }
        assertThat(asked).isEqualTo(tickers);
    }

    private static int firstTicker(String request) {
        return Integer.parseInt(request.replaceAll(".*tickers=T(\\d+).*", "$1"));
    }

    @Test
    void tradesAndBooksAreAskedMarketByMarket() {
        assertThat(sent(kalshi -> kalshi.trades().table())).containsExactly("GET /markets/trades?limit=1000");
        assertThat(sent(kalshi -> kalshi.trades("A", "B")
                        .since("2026-10-01")
                        .until(Instant.ofEpochSecond(HALLOWEEN, 1000))
                        .table()))
                .containsExactlyInAnyOrder(
                        "GET /markets/trades?limit=1000&ticker=A&min_ts=" + (OCTOBER - 1) + "&max_ts="
                                + (HALLOWEEN + 1),
                        "GET /markets/trades?limit=1000&ticker=B&min_ts=" + (OCTOBER - 1) + "&max_ts="
                                + (HALLOWEEN + 1));
        assertThat(sent(kalshi -> kalshi.book("A").depth(5).table()))
                .containsExactly("GET /markets/A/orderbook?depth=5");
        assertThat(sent(kalshi -> kalshi.book("B/C").table())).containsExactly("GET /markets/B%2FC/orderbook");
    }

    @Test
    void severalBooksAndSeveralMarketsCandlesAreAskedTogether() {
        assertThat(sent(kalshi -> kalshi.book("A", "B/C").table()))
                .containsExactly("GET /markets/orderbooks?tickers=A&tickers=B%2FC");
        List<String> many = IntStream.range(0, 250).mapToObj(i -> "T" + i).toList();
        assertThat(sent(kalshi -> kalshi.book(many.toArray(new String[0])).table()))
                .hasSize(3);
        assertThat(sent(kalshi -> kalshi.candles("A", "B")
                        .daily()
                        .since("2026-10-01")
                        .until("2026-10-31")
                        .table()))
                .containsExactly("GET /markets/candlesticks?market_tickers=A%2CB&start_ts=" + (OCTOBER + 1) + "&end_ts="
                        + HALLOWEEN + "&period_interval=1440");
    }

    @Test
    void noBatchOfCandlesAsksForMoreThanTheExchangeGives() {
        List<String> many = IntStream.range(0, 250).mapToObj(i -> "T" + i).toList();
        List<String> requests = sent(kalshi -> kalshi.candles(many.toArray(new String[0]))
                .minutely()
                .since("2026-10-01")
                .until("2026-10-05")
                .table());
        Set<String> asked = new TreeSet<>();
        for (String request : requests) {
            String[] tickers =
                    request.replaceAll(".*market_tickers=([^&]*).*", "$1").split("%2C", -1);
            long seconds = Long.parseLong(request.replaceAll(".*end_ts=(\\d+).*", "$1"))
                    - Long.parseLong(request.replaceAll(".*start_ts=(\\d+).*", "$1"));
            assertThat(tickers.length).isLessThanOrEqualTo(100);
            assertThat(seconds / 60 + 1).isLessThanOrEqualTo(5000);
            assertThat(tickers.length * (seconds / 60 + 1)).isLessThanOrEqualTo(10_000);
            asked.addAll(List.of(tickers));
        }
        assertThat(asked).hasSize(250);
    }

    @Test
    void aMarketThatABatchPassesOverIsSaidUnderTheTable() {
        String book = "{\"yes_dollars\":[[\"0.5\",\"1\"]],\"no_dollars\":[]}";
        try (Loopback exchange = Loopback.saying(
                        target -> "{\"orderbooks\":[{\"ticker\":\"A\",\"orderbook_fp\":" + book + "}]}");
                Kalshi kalshi = Kalshi.at(exchange.url())) {
            Provenance provenance = Provenance.of(kalshi.book("A", "B").table()).orElseThrow();
            assertThat(provenance.complete()).isFalse();
            assertThat(provenance.notes()).containsExactly("the exchange answered nothing for 1 of 2 markets: B");
        }
    }

    @Test
    void aMarketsQueryThatFindsNoneAsksForNoTrades() {
        for (String what : List.of("trades", "candles", "book")) {
            List<String> requests = sent(kalshi -> {
                Markets none = kalshi.markets().series("NONE");
                Table table =
                        switch (what) {
                            case "trades" -> kalshi.trades(none).table();
                            case "candles" -> kalshi.candles(none).table();
                            default -> kalshi.book(none).table();
                        };
                assertThat(table.rowCount()).isZero();
                assertThat(table.columnCount()).isGreaterThan(4);
            });
            assertThat(requests).as(what).containsExactly("GET /markets?limit=1000&series_ticker=NONE");
        }
    }

    @Test
    void theSeriesOfAMarketIsAskedOnceAndKept() {
        List<String> requests = sent(kalshi -> {
            kalshi.candles("T").since("2026-10-01").until("2026-10-02").table();
            kalshi.candles("T").daily().since("2026-10-01").until("2026-10-02").table();
            assertThat(kalshi.stats().cached()).isPositive();
        });

        assertThat(requests)
                .containsExactly(
                        "GET /markets/T",
                        "GET /events/E",
                        "GET /series/S/markets/T/candlesticks?start_ts=" + (OCTOBER + 1) + "&end_ts="
                                + (OCTOBER + 86_400) + "&period_interval=60",
                        "GET /series/S/markets/T/candlesticks?start_ts=" + (OCTOBER + 1) + "&end_ts="
                                + (OCTOBER + 86_400) + "&period_interval=1440");
    }

    @Test
    void candlesWithoutARangeCoverTheLifeOfTheMarketWhichIsAskedOnce() {
        long open = Instant.parse("2026-01-01T00:00:00Z").getEpochSecond();
        long last = Instant.parse("2026-01-03T13:00:00Z").getEpochSecond();

        assertThat(sent(kalshi -> kalshi.candles("T").table()))
                .containsExactly(
                        "GET /markets/T",
                        "GET /events/E",
                        "GET /series/S/markets/T/candlesticks?start_ts=" + (open + 1) + "&end_ts=" + last
                                + "&period_interval=60");
    }

    @Test
    void aMarketWithoutAnOpenTimeNeedsARange() {
        try (Loopback exchange = Loopback.saying(target -> "{\"market\":{\"ticker\":\"T\"}}");
                Kalshi kalshi = Kalshi.at(exchange.url())) {
            assertThatThrownBy(() -> kalshi.candles("T").table())
                    .isInstanceOf(KalshiException.class)
                    .hasMessage("Market T has no open time, so nobody knows where its candles begin.\nSay it:"
                            + " candles(…).since(\"-30d\").");
            assertThatThrownBy(() -> kalshi.candles("T").since("-1d").table())
                    .isInstanceOf(KalshiException.class)
                    .hasMessageStartingWith("The exchange names no series for market T, and candles are asked for by");
        }
    }

    private static final Pattern RANGE = Pattern.compile("start_ts=(-?\\d+)&end_ts=(\\d+)&period_interval=(\\d+)");

    /** As their ranges lie, not as they were sent: several at a time. */
    private static List<String> byStart(List<String> requests) {
        return requests.stream()
                .sorted(Comparator.comparingLong(
                        request -> Long.parseLong(request.replaceAll(".*start_ts=(\\d+).*", "$1"))))
                .toList();
    }

    @Test
    void rangesCoverEverySecondOnceAndNoneIsTooLong() {
        Instant from = Instant.parse("2025-03-08T12:34:56Z");
        for (Duration length : List.of(
                Duration.ofSeconds(1),
                Duration.ofMinutes(4999),
                Duration.ofMinutes(5000),
                Duration.ofMinutes(5001),
                Duration.ofDays(10).plusSeconds(7),
                Duration.ofDays(600))) {
            for (int minutes : List.of(1, 60, 1440)) {
                if (length.toDays() > 20 && minutes == 1) {
                    continue;
                }
                Instant to = from.plus(length);
                List<String> requests = sent(kalshi -> kalshi.candles("T")
                        .every(dev.kalshilab.model.Interval.ofMinutes(minutes))
                        .since(from)
                        .until(to)
                        .table());
                long next = from.getEpochSecond() + 1;
                for (String request : byStart(requests.subList(2, requests.size()))) {
                    Matcher range = RANGE.matcher(request);
                    assertThat(range.find()).as(request).isTrue();
                    long start = Long.parseLong(range.group(1));
                    long end = Long.parseLong(range.group(2));
                    assertThat(start).isEqualTo(next);
                    assertThat(end).isGreaterThanOrEqualTo(start);
                    assertThat((end - start) / (minutes * 60.0)).isLessThanOrEqualTo(5000);
                    next = end + 1;
                }
                assertThat(next).isEqualTo(to.getEpochSecond() + 1);
            }
        }
    }

    // -- pages
    // ---------------------------------------------------------------------------------------------------------

    private static String trade(int id, String time) {
        return "{\"ticker\":\"T\",\"trade_id\":\"" + id + "\",\"created_time\":\"" + time + "\",\"count\":1}";
    }

    /** Three pages of two trades, newest first; page 2 has none. */
    private static String threePages(String target) {
        if (!target.contains("cursor=")) {
            return "{\"cursor\":\"a b&c=\",\"trades\":[" + trade(1, "2026-10-01T00:00:05Z") + ","
                    + trade(2, "2026-10-01T00:00:04.999999Z") + "]}";
        }
        if (target.contains("cursor=a%20b%26c%3D")) {
            return "{\"cursor\":\"2\",\"trades\":[]}";
        }
        return "{\"trades\":[" + trade(3, "2026-10-01T00:00:04Z") + "," + trade(4, "2026-10-01T00:00:03Z") + "]}";
    }

    @Test
    void pagesAreFollowedToTheEndWithTheSameParameters() {
        try (Loopback exchange = Loopback.saying(RequestsTest::threePages);
                Kalshi kalshi = Kalshi.at(exchange.url())) {
            Table table = kalshi.trades("T").table();

            assertThat(table.stringColumn("trade_id").asList()).containsExactly("1", "2", "3", "4");
            assertThat(exchange.requests())
                    .containsExactly(
                            "GET /markets/trades?limit=1000&ticker=T",
                            "GET /markets/trades?limit=1000&cursor=a%20b%26c%3D&ticker=T",
                            "GET /markets/trades?limit=1000&cursor=2&ticker=T");
            assertThat(Provenance.of(table)).hasValueSatisfying(provenance -> {
                assertThat(provenance.complete()).isTrue();
                assertThat(provenance.pages()).isEqualTo(3);
                assertThat(provenance.rows()).isEqualTo(4);
                assertThat(provenance.from()).isEqualTo("2026-10-01T00:00:03Z");
                assertThat(provenance.to()).isEqualTo("2026-10-01T00:00:05Z");
                assertThat(provenance.invented()).isFalse();
            });
            assertThat(kalshi.trades("T").count()).isEqualTo(4);
            assertThat(kalshi.trades("T").list()).hasSize(4);
            assertThat(kalshi.trades("T").stream().map(trade -> trade.tradeId()))
                    .containsExactly("1", "2", "3", "4");
        }
    }

    @Test
    void theRangeOfTradesHoldsToTheMicrosecond() {
        try (Loopback exchange = Loopback.saying(RequestsTest::threePages);
                Kalshi kalshi = Kalshi.at(exchange.url())) {
            Trades trades = kalshi.trades("T");
            assertThat(trades.since(Instant.parse("2026-10-01T00:00:04.999999Z"))
                            .count())
                    .isEqualTo(2);
            assertThat(trades.since("2026-10-01T00:00:04Z")
                            .until("2026-10-01T00:00:05Z")
                            .count())
                    .isEqualTo(2);
            assertThat(trades.until(Instant.parse("2026-10-01T00:00:04.999999Z"))
                            .count())
                    .isEqualTo(2);
        }
    }

    @Test
    void aLimitStopsThePagesAndTheProvenanceSaysSo() {
        try (Loopback exchange = Loopback.saying(RequestsTest::threePages);
                Kalshi kalshi = Kalshi.at(exchange.url())) {
            for (int limit = 1; limit <= 6; limit++) {
                Table table = kalshi.trades("T").limit(limit).table();
                assertThat(table.rowCount()).isEqualTo(Math.min(limit, 4));
                assertThat(kalshi.trades("T").limit(limit).list()).hasSize(Math.min(limit, 4));
                assertThat(kalshi.trades("T").limit(limit).count()).isEqualTo(Math.min(limit, 4));
                assertThat(kalshi.trades("T").limit(limit).stream()).hasSize(Math.min(limit, 4));
                Provenance provenance = Provenance.of(table).orElseThrow();
                assertThat(provenance.complete()).isEqualTo(limit >= 4);
                if (limit < 4) {
                    assertThat(provenance.notes()).containsExactly("cut at " + limit + " rows, there may be more");
                }
            }
            int before = exchange.requests().size();
            var ignored = kalshi.trades("T").limit(2).table();
            assertThat(exchange.requests()).hasSize(before + 1);
            assertThat(kalshi.trades("T").first().tradeId()).isEqualTo("1");
            assertThat(exchange.requests()).hasSize(before + 2);
        }
    }

    @Test
    void aLimitOfNothingIsRefused() {
        try (Kalshi kalshi = Kalshi.at("http://127.0.0.1:9/trade-api/v2")) {
            assertThatThrownBy(() -> kalshi.markets().limit(0))
                    .isInstanceOf(KalshiException.class)
                    .hasMessage("limit(0) asks for nothing.\nGive the most rows that are wanted, 1 or more.");
        }
    }

    @Test
    void aCursorThatLeadsInACircleIsAnErrorForEveryTerminal() {
        try (Loopback exchange = Loopback.saying(target -> "{\"cursor\":\""
                        + (target.contains("cursor=one") ? "two" : "one")
                        + "\",\"markets\":[{\"ticker\":\"T\"}]}");
                Kalshi kalshi = Kalshi.at(exchange.url())) {
            for (Function<Markets, Object> terminal : List.<Function<Markets, Object>>of(
                    Markets::table, Markets::list, Markets::count, markets -> markets.stream()
                            .count())) {
                assertThatThrownBy(() -> terminal.apply(kalshi.markets()))
                        .isInstanceOf(KalshiException.class)
                        .hasMessage("The exchange gave the same cursor twice, after 3 pages of markets on "
                                + exchange.url()
                                + ".\nGoing on would repeat rows for ever; ask again, or for a narrower"
                                + " range.");
            }
        }
    }

    @Test
    void aLastPageThatNamesItselfIsTheEnd() {
        try (Loopback exchange = Loopback.saying(target -> target.startsWith("/markets/trades")
                        ? "{\"cursor\":\"again\",\"trades\":[" + trade(1, "2026-10-01T00:00:05Z") + "]}"
                        : "{\"cursor\":\"again\",\"markets\":[{\"ticker\":\"T\"}]}");
                Kalshi kalshi = Kalshi.at(exchange.url())) {
            assertThat(kalshi.trades("T").list()).hasSize(1);
            assertThat(kalshi.markets().list()).hasSize(1);
            assertThat(kalshi.markets().stream().count()).isEqualTo(1);
        }
    }

    @Test
    void theSameCursorForAnotherMarketIsFine() {
        try (Loopback exchange = Loopback.saying(target ->
                        target.contains("cursor=next") ? "{\"trades\":[]}" : "{\"cursor\":\"next\",\"trades\":[]}");
                Kalshi kalshi = Kalshi.at(exchange.url())) {
            assertThat(kalshi.trades("A", "B").table().rowCount()).isZero();
            assertThat(exchange.requests()).hasSize(4);
        }
    }

    @Test
    void nothingIsAnEmptyListAnEmptyTableAndNoFirst() {
        assertThat(sent(kalshi -> {
                    assertThat(kalshi.trades("T").list()).isEmpty();
                    Table table = kalshi.trades("T").table();
                    assertThat(table.rowCount()).isZero();
                    assertThat(Provenance.of(table).orElseThrow().complete()).isTrue();
                    assertThat(Provenance.of(table).orElseThrow().notRecorded()).isFalse();
                    assertThatThrownBy(() -> kalshi.trades("T").first())
                            .isInstanceOf(KalshiException.class)
                            .hasMessage(
                                    "Trades[T] has no rows, so there is no first one.\nWiden the filters; table() shows"
                                            + " an empty answer with its columns.");
                }))
                .hasSize(3);
    }

    @Test
    void severalTickersKeepTheirOrderAndTheirNames() {
        String levels = "{\"yes\":[[1,1],[2,1]],\"no\":null}";
        try (Loopback exchange = Loopback.saying(target -> target.startsWith("/markets/orderbooks")
                        ? "{\"orderbooks\":[{\"ticker\":\"A\",\"orderbook\":" + levels
                                + "},{\"ticker\":\"B\",\"orderbook\":" + levels + "}]}"
                        : "{\"orderbook\":" + levels + "}");
                Kalshi kalshi = Kalshi.at(exchange.url())) {
            Table table = kalshi.book("B", "A").table();
            assertThat(table.stringColumn("ticker").asList()).containsExactly("B", "B", "A", "A");
            assertThat(table.doubleColumn("price").asList()).containsExactly(0.02, 0.01, 0.02, 0.01);
            assertThat(kalshi.book("B", "A").depth(1).table().rowCount()).isEqualTo(2);
            assertThat(kalshi.book("B", "A").books())
                    .extracting(book -> book.ticker())
                    .containsExactly("B", "A");
        }
    }

    @Test
    void aListOfTextsIsJsonInItsCell() {
        String tags = "[\"plain\",\"quo\\\"te\",\"back\\\\slash\",\"new\\nline\"]";
        try (Loopback exchange = Loopback.saying(target -> "{\"series\":[{\"ticker\":\"S\",\"tags\":" + tags + "}]}");
                Kalshi kalshi = Kalshi.at(exchange.url())) {
            String cell = kalshi.series().table().stringColumn("tags").get(0);
            assertThat(dev.kalshilab.testkit.Raw.parse(cell)).isEqualTo(dev.kalshilab.testkit.Raw.parse(tags));
        }
    }

    @Test
    void tickersMustBeNamed() {
        try (Kalshi kalshi = Kalshi.at("http://127.0.0.1:9/trade-api/v2")) {
            assertThatThrownBy(() -> kalshi.candles(new String[0]))
                    .hasMessage("candles() needs a ticker, several, or a markets query.\nStart with"
                            + " kalshi.example(\"candles\").ticker().");
            assertThatThrownBy(() -> kalshi.book(" "))
                    .hasMessage("book(…) was given a blank ticker.\nName a market, such as"
                            + " kalshi.example(\"book\").ticker().");
            assertThatThrownBy(() -> kalshi.book("T").depth(101)).isInstanceOf(KalshiException.class);
            assertThatThrownBy(() -> kalshi.markets().tickers(List.of())).isInstanceOf(KalshiException.class);
        }
    }
}
