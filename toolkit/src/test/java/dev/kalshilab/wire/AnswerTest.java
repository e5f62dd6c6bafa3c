package dev.kalshilab.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Records;
import dev.kalshilab.column.Schema;
import dev.kalshilab.model.Candle;
import dev.kalshilab.model.Event;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Market;
import dev.kalshilab.model.Series;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {
    private static final List<Answer> ALL = List.of(
            Answer.SERIES,
            Answer.EVENTS,
            Answer.EVENT,
            Answer.MARKETS,
            Answer.MARKET,
            Answer.TRADES,
            Answer.CANDLES,
            Answer.BOOK);

    private static Page page(Answer answer, String body) throws IOException {
        return answer.read(new Buffer().writeUtf8(body));
    }

    private static Columns read(Answer answer, String body) throws IOException {
        return page(answer, body).rows();
    }

    @Test
    void aCursorThatIsEmptyMissingOrNullEndsThePages() throws IOException {
        assertThat(page(Answer.MARKETS, "{\"markets\":[],\"cursor\":\"\"}").cursor())
                .isEmpty();
        assertThat(page(Answer.MARKETS, "{\"markets\":[]}").cursor()).isEmpty();
        assertThat(page(Answer.MARKETS, "{\"cursor\":null,\"markets\":[]}").cursor())
                .isEmpty();
        assertThat(page(Answer.MARKETS, "{\"cursor\":\"abc\",\"markets\":[]}").cursor())
                .isEqualTo("abc");
        assertThat(page(Answer.MARKETS, "{\"cursor\":12,\"markets\":[]}").cursor())
                .isEqualTo("12");
    }

    @Test
    void rowsThatAreNullAreNone() throws IOException {
        for (Answer answer : List.of(Answer.SERIES, Answer.EVENTS, Answer.MARKETS, Answer.TRADES, Answer.CANDLES)) {
            assertThat(read(answer, "{\"" + answer + "\":null}").rows()).isZero();
        }
    }

    @Test
    void positionsWithoutThoseOfEventsAreAnAnswerAndSoTheOtherWayRound() throws IOException {
        String markets = "{\"market_positions\":[{\"ticker\":\"T\",\"position_fp\":\"-3.19\"}]}";
        assertThat(read(Answer.POSITIONS, markets).rows()).isEqualTo(1);
        assertThat(read(Answer.EVENT_POSITIONS, markets).rows()).isZero();
        assertThat(read(Answer.POSITIONS, "{\"event_positions\":null}").rows()).isZero();
        assertThatThrownBy(() -> read(Answer.EVENT_POSITIONS, "{\"cursor\":\"\"}"))
                .hasMessageStartingWith("The exchange's answer has no 'event_positions'.");
    }

    @Test
    void aBalanceWithNothingInItIsNone() throws IOException {
        assertThat(read(Answer.BALANCE, "{\"portfolio_value\":25000}").rows()).isEqualTo(1);
        for (String body : List.of("{}", "{\"status\":\"ok\"}", "{\"balance\":null}")) {
            assertThatThrownBy(() -> read(Answer.BALANCE, body))
                    .hasMessageStartingWith("The exchange's answer has no 'balance'.");
        }
    }

    @Test
    void anAnswerWithoutItsMemberIsRefused() {
        for (Answer answer : ALL) {
            assertThatThrownBy(() -> page(answer, "{\"other\":[]}"))
                    .isInstanceOf(KalshiException.class)
                    .hasMessageStartingWith("The exchange's answer has no 'orderbook_fp'.\nIf it stays,"
                            .replace("orderbook_fp", answer == Answer.BOOK ? "orderbook_fp" : answer.toString()));
        }
        assertThatThrownBy(() -> page(Answer.EVENT, "{\"event\":null}"))
                .isInstanceOf(KalshiException.class)
                .hasMessageContaining("no 'event'");
    }

    @Test
    void aBodyThatIsNotJsonIsUnreadable() {
        for (Answer answer : ALL) {
            assertThatThrownBy(() -> page(answer, "<html><body>Bad gateway</body></html>"))
                    .as(answer.toString())
                    .isInstanceOf(Unreadable.class)
                    .hasMessageNotContaining("setLenient");
            assertThatThrownBy(() -> page(answer, "[1]")).as(answer.toString()).isInstanceOf(Unreadable.class);
        }
    }

    @Test
    void aBodyThatEndsEarlyIsNeverTakenForAWholeOne() {
        String body = "{\"trades\":[{\"ticker\":\"T\",\"trade_id\":\"1\",\"count\":3}],\"cursor\":\"\"}";
        for (int length = 0; length < body.length(); length++) {
            String cut = body.substring(0, length);
            assertThatThrownBy(() -> page(Answer.TRADES, cut))
                    .as(cut)
                    .isInstanceOfAny(EOFException.class, Unreadable.class);
        }
        String book = "{\"orderbook_fp\":{\"yes_dollars\":[[\"0.1\",\"1\"]],\"no_dollars\":[]}}";
        for (int length = 0; length < book.length(); length++) {
            String cut = book.substring(0, length);
            assertThatThrownBy(() -> page(Answer.BOOK, cut))
                    .as(cut)
                    .isInstanceOfAny(EOFException.class, Unreadable.class);
        }
    }

    @Test
    void twoAnswersInOneBodyAreRefused() {
        for (Answer answer : List.of(Answer.MARKETS, Answer.EVENT, Answer.BOOK)) {
            String one = answer == Answer.BOOK
                    ? "{\"orderbook\":{}}"
                    : "{\"" + answer + "\":{\"ticker\":\"T\",\"event_ticker\":\"E\"}}";
            assertThatThrownBy(() -> page(answer, one + one))
                    .as(answer.toString())
                    .isInstanceOf(Unreadable.class);
        }
    }

    @Test
    void aRowWithoutItsIdentifierIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> page(Answer.MARKETS, "{\"markets\":[{\"ticker\":\"A\"},{\"ticker\":null}]}"))
                .isInstanceOf(KalshiException.class)
                .hasMessage(
                        "The exchange sent one of the markets without its ticker, at $.markets[1].\nA row that cannot"
                                + " be told from others is refused; if the exchange has renamed the field, the toolkit needs an"
                                + " update.");
        assertThatThrownBy(() -> page(Answer.EVENT, "{\"event\":{\"event_ticker\":\"E\",\"markets\":[{}]}}"))
                .hasMessageContaining("without its ticker, at $.event.markets[0].");
        assertThatThrownBy(() -> page(Answer.EVENT, "{\"event\":{\"event_ticker\":\"E\"},\"markets\":[{}]}"))
                .hasMessageContaining("without its ticker, at $.markets[0].");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"yes_bid_dollars\":\"56 cents\"",
                "\"yes_bid_dollars\":\"0.1234567\"",
                "\"volume_fp\":\"1.234\"",
                "\"open_time\":\"soon\"",
                "\"can_close_early\":\"maybe\"",
                "\"settlement_timer_seconds\":1.5",
                "\"yes_bid_dollars\":{\"a\":1}",
                "\"yes_bid_dollars\":[1, \"x\"]",
                "\"yes_bid_dollars\":true"
            })
    void aValueThatDoesNotFitIsMissingAndKeptAsItWasSent(String member) throws IOException {
        Drift drift = new Drift();
        Page page = Answer.MARKETS.read(
                new Buffer().writeUtf8("{\"markets\":[{\"ticker\":\"T\"," + member + "}]}"), drift.of("GET /markets"));

        Columns rows = page.rows();
        String column = member.substring(1, member.indexOf('"', 1)).replaceAll("_dollars|_fp", "");
        assertThat(page.misfits()).isEqualTo(1);
        assertThat(rows.isMissing(rows.schema().index(column), 0)).isTrue();
        assertThat(rows.textAt(rows.schema().index(Schema.UNKNOWN), 0)).isEqualTo("{" + member + "}");
        List<String> changes = new ArrayList<>();
        for (int row = 0; row < drift.rows().rows(); row++) {
            changes.add(String.valueOf(drift.rows().textAt(2, row)));
        }
        changes.removeIf("vanished"::equals);
        assertThat(changes).containsExactly("retyped");
    }

    @Test
    void fieldsThatNoColumnHoldsAreKeptAsTheyWereSentAndCounted() throws IOException {
        Drift drift = new Drift();
        Columns rows = Answer.CANDLES
                .read(new Buffer().writeUtf8("""
                        {"candlesticks":[
                         {"end_period_ts":1,"price":{"vwap":"0.5"},"new":{"a":[1, null]},"x\\"y":null},
                         {"end_period_ts":2},
                         {"end_period_ts":3,"new":7}],"next":1,"cursor":""}"""), drift.of("GET /c"))
                .rows();

        List<Candle> candles = Records.of(Candle.class, Shapes.CANDLES).list(rows);
        assertThat(candles)
                .extracting(Candle::unknown)
                .containsExactly(
                        "{\"price.vwap\":\"0.5\",\"new\":{\"a\":[1, null]},\"x\\\"y\":null}", null, "{\"new\":7}");
        List<String> seen = new ArrayList<>();
        for (int row = 0; row < drift.rows().rows(); row++) {
            seen.add(drift.rows().textAt(1, row) + " " + drift.rows().textAt(2, row) + " "
                    + drift.rows().textAt(4, row) + " " + drift.rows().longAt(5, row));
        }
        seen.removeIf(each -> each.contains(" vanished "));
        assertThat(seen)
                .containsExactlyInAnyOrder(
                        "new unknown object 1",
                        "new unknown number 1",
                        "price.vwap unknown string 1",
                        "x\"y unknown null 1",
                        "$.next unknown number 1");
    }

    @Test
    void anIdentifierThatDoesNotFitIsNamedWithItsPlace() {
        assertThatThrownBy(() -> page(Answer.CANDLES, "{\"candlesticks\":[{\"end_period_ts\":\"soon\"}]}"))
                .isInstanceOf(KalshiException.class)
                .hasMessage(
                        "The exchange sent 'soon' at $.candlesticks[0].end_period_ts, which is no time for end.\nA row"
                                + " that cannot be told from others is refused; if it stays, the toolkit needs an update.");
    }

    @Test
    void aCandleWithoutATradeHasNoPricesInEitherForm() throws IOException {
        Columns rows = read(Answer.CANDLES, """
                {"candlesticks":[
                 {"end_period_ts":60,"price":{"open":null,"close":null,"min":null,"previous":11,"previous_dollars":"0.1100"}},
                 {"end_period_ts":120,"price":{"previous_dollars":"0.1100"}},
                 {"end_period_ts":180,"price":null},
                 {"end_period_ts":240}]}""");

        for (int row = 0; row < 4; row++) {
            for (String column : List.of("open", "high", "low", "close", "mean", "min", "max", "volume")) {
                assertThat(rows.isMissing(rows.schema().index(column), row))
                        .as(column + " " + row)
                        .isTrue();
            }
        }
        assertThat(rows.longAt(rows.schema().index("previous"), 0)).isEqualTo(110_000);
        assertThat(rows.longAt(rows.schema().index("previous"), 1)).isEqualTo(110_000);
        assertThat(rows.isMissing(rows.schema().index("previous"), 2)).isTrue();
    }

    @Test
    void textsAndJsonAreKept() throws IOException {
        Columns rows = read(Answer.SERIES, """
                {"series":[{"ticker":"A","tags":["x","y"],"settlement_sources":[{"name":"N", "url":"U"}],"fee_multiplier":0.07},
                 {"ticker":"B","tags":[],"settlement_sources":null,"title":""},{"ticker":"C","tags":null}]}""");
        List<Series> series = Records.of(Series.class, Shapes.SERIES).list(rows);

        assertThat(series.get(0).tags()).containsExactly("x", "y");
        assertThat(series.get(0).settlementSources()).isEqualTo("[{\"name\":\"N\", \"url\":\"U\"}]");
        assertThat(series.get(0).feeMultiplier()).isEqualTo(0.07);
        assertThat(series.get(1).tags()).isEmpty();
        assertThat(series.get(1).title()).isNull();
        assertThat(series.get(2).tags()).isNull();
    }

    @Test
    void nestedMarketsBelongToTheirEvents() throws IOException {
        Columns rows = read(Answer.EVENTS, """
                {"events":[{"event_ticker":"A","markets":[{"ticker":"A1"},{"ticker":"A2"}]},
                 {"event_ticker":"B"},{"markets":[],"event_ticker":"C"},{"event_ticker":"D","markets":null},
                 {"event_ticker":"E","markets":[{"ticker":"E1"}]}]}""");
        Columns twice = new Columns(Shapes.EVENTS);
        twice.addAll(rows);
        twice.addAll(rows);
        List<Event> events = Records.of(Event.class, Shapes.EVENTS, Records.of(Market.class, Shapes.MARKETS))
                .list(twice);

        for (int i = 0; i < 10; i += 5) {
            assertThat(events.get(i).markets()).extracting(Market::ticker).containsExactly("A1", "A2");
            assertThat(events.get(i + 1).markets()).isNull();
            assertThat(events.get(i + 2).markets()).isEmpty();
            assertThat(events.get(i + 3).markets()).isNull();
            assertThat(events.get(i + 4).markets()).extracting(Market::ticker).containsExactly("E1");
        }
    }

    @Test
    void marketsBesideAnEventAreItsOwnUnlessItHasThemInside() throws IOException {
        for (String body : List.of(
                "{\"event\":{\"event_ticker\":\"E\"},\"markets\":[{\"ticker\":\"M\"}]}",
                "{\"markets\":[{\"ticker\":\"M\"}],\"event\":{\"event_ticker\":\"E\"}}",
                "{\"event\":{\"event_ticker\":\"E\",\"markets\":[{\"ticker\":\"M\"}]},\"markets\":[{\"ticker\":\"N\"}]}")) {
            Event event = Records.of(Event.class, Shapes.EVENTS, Records.of(Market.class, Shapes.MARKETS))
                    .read(read(Answer.EVENT, body), 0);
            assertThat(event.markets()).extracting(Market::ticker).containsExactly("M");
        }
    }

    private static String book(String body) throws IOException {
        Columns rows = read(Answer.BOOK, body);
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < rows.rows(); row++) {
            text.append(rows.textAt(1, row))
                    .append(rows.longAt(2, row))
                    .append(' ')
                    .append(rows.longAt(3, row))
                    .append('/')
                    .append(rows.longAt(4, row))
                    .append('x')
                    .append(rows.longAt(5, row))
                    .append(' ');
        }
        return text.toString().strip();
    }

    @Test
    void booksOfEveryShapeAreBestBidFirst() throws IOException {
        String wanted = "yes1 150000/150000x10000 yes2 80000/80000x30000 no1 540000/460000x2000";
        assertThat(book("{\"orderbook\":{\"yes\":[[8,300],[15,100]],\"no\":[[54,20]]}}"))
                .isEqualTo(wanted);
        assertThat(book("{\"orderbook\":{\"yes\":[[8,300],[15,100]],\"no\":[[54,20]],"
                        + "\"yes_dollars\":[[\"0.0800\",300],[\"0.1500\",100]],\"no_dollars\":[[\"0.5400\",20]]}}"))
                .isEqualTo(wanted);
        assertThat(book("{\"orderbook_fp\":{\"yes_dollars\":[[\"0.0800\",\"300.00\"],[\"0.1500\",\"100.00\"]],"
                        + "\"no_dollars\":[[\"0.5400\",\"20.00\"]]}}"))
                .isEqualTo(wanted);
        assertThat(book("{\"orderbook_fp\":{\"yes_dollars\":[[0.08,300],[0.15,100]],\"no_dollars\":[[0.54,20]]}}"))
                .isEqualTo(wanted);
    }

    @Test
    void aSubCentLevelKeepsItsPriceAndFraction() throws IOException {
        assertThat(book("{\"orderbook_fp\":{\"yes_dollars\":[[\"0.000100\",\"0.01\"]],\"no_dollars\":[]}}"))
                .isEqualTo("yes1 100/100x1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"orderbook\":{\"no\":null,\"yes\":null}}",
                "{\"orderbook\":{\"no\":null,\"no_dollars\":null,\"yes\":null,\"yes_dollars\":null}}",
                "{\"orderbook\":{\"no\":[],\"yes\":[]}}",
                "{\"orderbook_fp\":{\"yes_dollars\":[],\"no_dollars\":[]}}",
                "{\"orderbook_fp\":{}}",
                "{\"orderbook_fp\":null}",
                "{\"orderbook\":null}"
            })
    void anEmptyBookHasNoLevels(String body) throws IOException {
        assertThat(book(body)).isEmpty();
    }

    @Test
    void aBrokenLevelIsNamedWithItsPlace() {
        assertThatThrownBy(() -> page(Answer.BOOK, "{\"orderbook_fp\":{\"yes_dollars\":[[\"x\",\"1\"]]}}"))
                .isInstanceOf(Unreadable.class)
                .hasMessage("a level [\"x\",\"1\"] that is no price and count at $.orderbook_fp.yes_dollars");
        assertThatThrownBy(() -> page(Answer.BOOK, "{\"orderbook\":{\"no\":[[1]]}}"))
                .isInstanceOf(Unreadable.class)
                .hasMessage("a level [1] without price and count at $.orderbook.no");
    }
}
