package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.auth.Credentials;
import dev.kalshilab.model.Contracts;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.NotRecordedException;
import dev.kalshilab.testkit.AKey;
import dev.kalshilab.testkit.Loopback;
import dev.kalshilab.testkit.TapeFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** Odd questions are refused before anything is sent, and odd answers neither loop nor go unsaid. */
@Timeout(60)
class QuestionsTest {
    private static final long NOVEMBER = Instant.parse("2026-11-01T04:00:00Z").getEpochSecond();

    private static Kalshi at(Loopback exchange) {
        return Kalshi.at(exchange.url(), Credentials.of("id", AKey.file()));
    }

    private static void refused(String words, Consumer<Kalshi> ask) {
        try (Loopback exchange = Loopback.saying(
                        target -> "{\"event\":{\"event_ticker\":\"E\",\"series_ticker\":\"S\"},\"markets\":[]}");
                Kalshi kalshi = at(exchange)) {
            assertThatThrownBy(() -> ask.accept(kalshi))
                    .isInstanceOf(KalshiException.class)
                    .hasMessageContaining(words)
                    .satisfies(thrown -> assertThat(
                                    String.valueOf(thrown.getMessage()).lines())
                            .hasSize(2));
            assertThat(exchange.requests()).allMatch(request -> request.equals("GET /events/E"));
        }
    }

    @Test
    void aPageLongerThanTheExchangeGivesIsRefused() {
        refused(
                "'limit' of GET /events is how long a page is, 1 to 200, and not 201.\nFor the most rows of all pages"
                        + " write .limit(n).",
                k -> k.events().parameter("limit", 201).list());
        refused("1 to 1000, and not 0", k -> k.markets().parameter("limit", 0).list());
        refused(
                "1 to 1000, and not -5",
                k -> k.trades("T").parameter("limit", -5).list());
        refused(
                "1 to 100, and not all",
                k -> k.communications().rfqs().parameter("limit", "all").list());
        refused(
                "1 to 500, and not 501",
                k -> k.communications().quotes().mine().parameter("limit", 501).list());
        refused("1 to 10000, and not 99999999999", k -> k.exchange()
                .incentives()
                .parameter("limit", 99_999_999_999L)
                .list());
    }

    @Test
    @SuppressWarnings("NullAway") // what a notebook may well do
    void nullAndNothingAreNoValues() {
        refused("was given null", k -> k.markets().parameter("status", null).list());
        refused(
                "a list with nothing in it",
                k -> k.markets().parameter("tickers", List.of()).list());
        refused(
                "a list with null in it",
                k -> k.markets().parameter("tickers", Arrays.asList("A", null)).list());
        refused("was given null", k -> k.event("E", Collections.singletonMap("with_nested_markets", null)));
    }

    @Test
    void aParameterThatWouldBePassedOverIsRefused() {
        refused(
                "since(…) says where",
                k -> k.candles("T").parameter("start_ts", 1).list());
        refused("hourly() or daily() says", k -> k.candles("A", "B")
                .since("-1d")
                .parameter("period_interval", 5)
                .list());
        refused("each market is named to candles(…)", k -> k.candles("A", "B")
                .since("-1d")
                .parameter("market_tickers", "C")
                .list());
        refused(
                "until(…) says where",
                k -> k.eventCandles("E").since("-1d").parameter("end_ts", 1).list());
        refused(
                "percentiles(…) says which",
                k -> k.forecast("E").since("-1d").parameter("percentiles", 1).list());
        refused(
                "'x' is no parameter of GET /series/{series_ticker}/events/{ticker}/forecast",
                k -> k.forecast("E").since("-1d").parameter("x", 1).list());
        refused(
                "each market is named to book(…)",
                k -> k.book("A", "B").parameter("tickers", "C").list());
        refused(
                "'x' is no parameter of GET /markets/orderbooks",
                k -> k.book("A", "B").parameter("x", 1).list());
        refused(
                "'min_ts' is no parameter of GET /historical/fills",
                k -> k.portfolio().fills().historical().parameter("min_ts", 1).list());
        refused(
                "'order_id' is no parameter of GET /historical/fills",
                k -> k.portfolio().fills().historical().order("O").list());
        refused(
                "'status' is no parameter of GET /historical/markets",
                k -> k.markets().open().historical().list());
        refused("'x' is no parameter of GET /series/{series_ticker}", k -> k.series("S", Map.of("x", 1)));
    }

    @Test
    void aCursorOfTheUsersIsWhereThePagesBegin() {
        try (Loopback exchange = Loopback.saying(target -> target.contains("cursor=mine")
                        ? "{\"markets\":[],\"cursor\":\"second\"}"
                        : "{\"markets\":[],\"cursor\":\"\"}");
                Kalshi kalshi = Kalshi.at(exchange.url())) {
            assertThat(kalshi.markets().parameter("cursor", "mine").list()).isEmpty();
            assertThat(exchange.requests())
                    .containsExactly("GET /markets?limit=1000&cursor=mine", "GET /markets?limit=1000&cursor=second");
        }
    }

    @Test
    void aMarketOnATapeMayBeOfTheHistoricalTierAlone(@TempDir Path directory) {
        TapeFile tape = new TapeFile().get("/historical/markets/OLD", "", "{\"market\":{\"ticker\":\"OLD\"}}");
        try (Kalshi kalshi = Kalshi.replay(tape.write(directory))) {
            assertThat(kalshi.market("old").ticker()).isEqualTo("OLD");
            assertThatThrownBy(() -> kalshi.market("other"))
                    .isInstanceOf(NotRecordedException.class)
                    .hasMessageStartingWith("GET /trade-api/v2/markets/OTHER was not recorded on ");
        }
    }

    private static String candles(String adjusted, String... ends) {
        String rows = String.join(
                ",",
                Arrays.stream(ends)
                        .map(end -> "{\"end_period_ts\":" + end + "}")
                        .toList());
        return "{\"market_tickers\":[\"M\"],\"market_candlesticks\":[[" + rows + "]],\"adjusted_end_ts\":" + adjusted
                + "}";
    }

    private static Table eventCandles(java.util.function.UnaryOperator<String> answer) {
        try (Loopback exchange = Loopback.saying(target -> target.startsWith("/events")
                        ? "{\"event\":{\"event_ticker\":\"E\",\"series_ticker\":\"S\"},\"markets\":[]}"
                        : answer.apply(target.replaceAll(".*start_ts=(\\d+).*", "$1")));
                Kalshi kalshi = Kalshi.at(exchange.url())) {
            return kalshi.eventCandles("E")
                    .since("2026-11-01")
                    .until("2026-11-02")
                    .table();
        }
    }

    @Test
    void candlesOfAnEventGoOnWhereTheAnswerWasCutShort() {
        String second = Long.toString(NOVEMBER + 7200);
        String third = Long.toString(NOVEMBER + 10_800);
        Table all = eventCandles(start -> start.equals(second)
                ? candles(Long.toString(NOVEMBER + 90_000), second, third)
                : candles(second, Long.toString(NOVEMBER + 3600), second));
        assertThat(all.rowCount()).isEqualTo(3);
        for (String uncut : List.of("0", "1", "null", "\"\"", "12345678901234567890")) {
            assertThat(eventCandles(start -> candles(uncut, second)).rowCount()).isEqualTo(1);
        }
        assertThatThrownBy(() -> eventCandles(start -> candles(second, second)))
                .isInstanceOf(KalshiException.class)
                .hasMessageContaining("the same cursor twice");
    }

    @Test
    void candlesOfAnEventNeedARange() {
        refused("asked for over a range, and none was given.\nSay it: .since(\"-7d\")", k -> k.eventCandles("E")
                .list());
        refused("asked for over a range, and none was given.\nSay it: .since(\"-7d\")", k -> k.forecast("E")
                .list());
        refused(
                "ends before it begins",
                k -> k.eventCandles("E").since("2026-10-02").until("2026-10-01").list());
    }

    @Test
    void differencesOfTheWireAreCountedByOperationOverAllPagesAndTellNoValue() {
        String rows = String.join(
                ",",
                IntStream.range(0, 3)
                        .mapToObj(i -> "{\"ticker\":\"T" + i + "\",\"brand_new\":{\"inner\":\"SECRET\"},"
                                + "\"volume_fp\":\"many SECRET\",\"title\":5}")
                        .toList());
        try (Loopback exchange = Loopback.saying(target -> target.startsWith("/communications/rfqs")
                        ? "{\"id\":\"R\",\"news\":\"SECRET\"}"
                        : target.startsWith("/markets/")
                                ? "{\"market\":{\"ticker\":\"T\",\"brand_new\":1}}"
                                : "{\"markets\":[" + (target.contains("cursor") ? rows.replace("\"T", "\"U") : rows)
                                        + "],\"beside\":[\"SECRET\"],\"cursor\":\""
                                        + (target.contains("cursor") ? "" : "next") + "\"}");
                Kalshi kalshi = at(exchange).allowWrites()) {
            Table markets = kalshi.markets().table();
            kalshi.market("T");
            kalshi.writes().createRfq("T", Contracts.of("1"), false);

            assertThat(markets.stringColumn("unknown").get(5))
                    .contains("\"brand_new\":{\"inner\":\"SECRET\"}")
                    .contains("\"volume_fp\":\"many SECRET\"");
            Table drift = kalshi.drift();
            assertThat(drift.printAll()).doesNotContain("SECRET");
            assertThat(row(drift, "GET /markets", "brand_new")).isEqualTo("unknown object 6");
            assertThat(row(drift, "GET /markets", "volume_fp"))
                    .startsWith("retyped")
                    .endsWith("6");
            assertThat(row(drift, "GET /markets", "$.beside")).isEqualTo("unknown array 2");
            assertThat(row(drift, "GET /markets", "status"))
                    .startsWith("vanished")
                    .endsWith("6");
            assertThat(row(drift, "GET /markets/{ticker}", "brand_new")).isEqualTo("unknown number 1");
            assertThat(row(drift, "POST /communications/rfqs", "news")).isEqualTo("unknown string 1");
        }
    }

    private static String row(Table drift, String operation, String field) {
        for (int i = 0; i < drift.rowCount(); i++) {
            if (drift.stringColumn("operation").get(i).equals(operation)
                    && drift.stringColumn("field").get(i).equals(field)) {
                return drift.stringColumn("change").get(i) + " "
                        + drift.stringColumn("sent").get(i) + " "
                        + drift.longColumn("count").get(i);
            }
        }
        return "none of " + drift.printAll();
    }
}
