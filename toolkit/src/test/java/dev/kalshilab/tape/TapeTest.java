package dev.kalshilab.tape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.model.Example;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.testkit.TapeFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of the format, one fact each. */
class TapeTest {
    @TempDir
    private Path directory;

    private Tape read(TapeFile tape) {
        return Tape.read(tape.write(directory));
    }

    private static Optional<String> body(Tape tape, String path, String query) {
        return tape.answer("GET", "/trade-api/v2" + path, query).map(Replay::body);
    }

    private static List<String> notes(Tape tape, String path, String query) {
        return tape.answer("GET", "/trade-api/v2" + path, query).orElseThrow().notes();
    }

    // -- matching
    // ------------------------------------------------------------------------------------------------------

    @Test
    void methodAndPathMustBeEqual() {
        Tape tape = read(new TapeFile().get("/markets/T", "", "{}").exchange("PUT", "/markets/U", "", 200, "{}"));

        assertThat(body(tape, "/markets/T", "")).contains("{}");
        assertThat(body(tape, "/markets/t", "")).isEmpty();
        assertThat(body(tape, "/markets/T/", "")).isEmpty();
        assertThat(body(tape, "/markets/U", "")).isEmpty();
        assertThat(tape.answer("PUT", "/trade-api/v2/markets/U", "")).isPresent();
    }

    @Test
    void pathsAreComparedDecoded() {
        Tape tape = read(new TapeFile().get("/markets/A%20B%2FC+D", "", "{}"));

        assertThat(body(tape, "/markets/A B/C+D", "")).isPresent();
    }

    @Test
    void aBodyIsVerbatimWhenNothingIsDropped() {
        String odd = "{ \"markets\" : [ {\"ticker\":\"T\",\"x\":1.50} ],\n\t\"é\":\"\\u00e9😀\", \"cursor\":\"\"}";
        Tape tape = read(new TapeFile().get("/markets", "limit=5", odd));

        assertThat(body(tape, "/markets", "limit=1000")).contains(odd);
    }

    @Test
    void rowsThatStayAreVerbatim() {
        Tape tape = read(new TapeFile()
                .get(
                        "/markets",
                        "",
                        "{\"markets\":[{ \"ticker\" : \"A\", \"x\":1.50 },{\"ticker\":\"B\"}],\"cursor\":\"\"}"));

        assertThat(body(tape, "/markets", "tickers=A"))
                .contains("{\"markets\":[{ \"ticker\" : \"A\", \"x\":1.50 }],\"cursor\":\"\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "ticker, T",
        "tickers, T",
        "market_ticker, T",
        "market_tickers, T",
        "event_ticker, T",
        "series_ticker, T",
        "status, open",
        "category, C",
        "period_interval, 60",
        "with_nested_markets, true",
        "mve_filter, only",
        "side, yes",
        "order_id, 1",
        "interval, 60",
        "percentiles, 5"
    })
    void aSelectingParameterThatBothNameMustBeEqual(String name, String value) {
        Tape tape = read(new TapeFile().get("/x", name + "=" + value, "{}"));

        assertThat(body(tape, "/x", name + "=" + value)).isPresent();
        assertThat(body(tape, "/x", name + "=other")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ticker, T",
        "event_ticker, T",
        "series_ticker, T",
        "status, open",
        "category, C",
        "with_nested_markets, true",
        "period_interval, 60"
    })
    void aSelectingParameterThatOnlyTheTapeNamesMatchesAndIsNoted(String name, String value) {
        Tape tape = read(new TapeFile().get("/x", name + "=" + value, "{}"));

        assertThat(notes(tape, "/x", "")).containsExactly("the tape holds only " + name + "=" + value);
    }

    @Test
    void aListOfTickersHasNoOrder() {
        Tape tape = read(new TapeFile().get("/markets", "tickers=A,B", "{}"));

        assertThat(body(tape, "/markets", "tickers=B%2CA")).isPresent();
        assertThat(body(tape, "/markets", "tickers=A")).isEmpty();
    }

    @Test
    void valuesAreComparedDecoded() {
        Tape tape = read(new TapeFile().get("/series", "category=Climate%20and%20Weather", "{}"));

        assertThat(body(tape, "/series", "category=Climate+and+Weather")).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "/markets, ticker, A, markets, '{\"ticker\":\"A\"}', '{\"ticker\":\"B\"}'",
        "/markets, tickers, 'A,C', markets, '{\"ticker\":\"A\"}', '{\"ticker\":\"B\"}'",
        "/fills, market_ticker, A, fills, '{\"market_ticker\":\"A\"}', '{\"market_ticker\":\"B\"}'",
        "/fills, ticker, A, fills, '{\"market_ticker\":\"A\"}', '{\"market_ticker\":\"B\"}'",
        "/markets, event_ticker, A, markets, '{\"event_ticker\":\"A\"}', '{\"event_ticker\":\"B\"}'",
        "/events, series_ticker, A, events, '{\"series_ticker\":\"A\"}', '{\"series_ticker\":\"B\"}'",
        "/series, category, A, series, '{\"category\":\"A\"}', '{\"category\":\"B\"}'",
        "/markets, status, open, markets, '{\"status\":\"active\"}', '{\"status\":\"closed\"}'",
        "/markets, status, open, markets, '{\"status\":\"open\"}', '{\"status\":\"inactive\"}'",
        "/markets, status, settled, markets, '{\"status\":\"finalized\"}', '{\"status\":\"determined\"}'",
        "/markets, status, closed, markets, '{\"status\":\"determined\"}', '{\"status\":\"finalized\"}'",
        "/markets, status, unopened, markets, '{\"status\":\"initialized\"}', '{\"status\":\"active\"}'",
        "/markets, status, paused, markets, '{\"status\":\"inactive\"}', '{\"status\":\"active\"}'",
        "/orders, status, resting, orders, '{\"status\":\"resting\"}', '{\"status\":\"executed\"}'",
        "/orders, side, yes, orders, '{\"side\":\"yes\"}', '{\"side\":\"no\"}'",
        "/fills, order_id, 1, fills, '{\"order_id\":\"1\"}', '{\"order_id\":\"2\"}'",
        "/markets, mve_filter, only, markets, '{\"mve_collection_ticker\":\"C\"}', '{\"ticker\":\"B\"}'",
        "/markets, mve_filter, exclude, markets, '{\"ticker\":\"B\"}', '{\"mve_collection_ticker\":\"C\"}'"
    })
    void rowsAreFilteredByWhatOnlyTheRequestNames(
            String path, String name, String value, String list, String kept, String dropped) {
        String rows = "{\"" + list + "\":[" + dropped + "," + kept + "],\"cursor\":\"\"}";
        Tape tape = read(new TapeFile().get(path, "", rows));

        assertThat(body(tape, path, name + "=" + value)).contains("{\"" + list + "\":[" + kept + "],\"cursor\":\"\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "series_ticker=S",
                "with_nested_markets=true",
                "period_interval=60",
                "interval=1",
                "percentiles=5"
            })
    void whatRowsDoNotCarryIsNoMatch(String query) {
        Tape tape = read(new TapeFile().get("/markets", "", "{\"markets\":[{\"ticker\":\"A\"}]}"));

        assertThat(body(tape, "/markets", query)).isEmpty();
    }

    @Test
    void nestedMarketsAskedForAsFalseAreNotAskedFor() {
        Tape tape = read(new TapeFile().get("/events", "", "{\"events\":[]}"));

        assertThat(body(tape, "/events", "with_nested_markets=false")).isPresent();
    }

    @Test
    void theCursorMustBeEqual() {
        Tape tape = read(new TapeFile()
                .get("/markets", "limit=5", "{\"page\":1}")
                .get("/markets", "limit=5&cursor=c%3D2", "{\"page\":2}"));

        assertThat(body(tape, "/markets", "")).contains("{\"page\":1}");
        assertThat(body(tape, "/markets", "cursor=c%3D2")).contains("{\"page\":2}");
        assertThat(body(tape, "/markets", "cursor=other")).isEmpty();
        assertThat(body(tape, "/markets", "cursor=")).contains("{\"page\":1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=1", "depth=3", "min_close_ts=1", "max_ts=2", "start_ts=1", "end_ts=2"})
    void sizesAndRangesNeverSelect(String query) {
        assertThat(body(read(new TapeFile().get("/x", "", "{}")), "/x", query)).isPresent();
        assertThat(body(read(new TapeFile().get("/x", query, "{}")), "/x", "")).isPresent();
    }

    @Test
    void theMostSharedParametersWinThenTheEarliest() {
        Tape tape = read(new TapeFile()
                .get("/markets", "", "{\"n\":1}")
                .get("/markets", "event_ticker=E&status=open", "{\"n\":2}")
                .get("/markets", "event_ticker=E", "{\"n\":3}")
                .get("/markets", "event_ticker=E", "{\"n\":4}"));

        assertThat(body(tape, "/markets", "event_ticker=E&status=open")).contains("{\"n\":2}");
        assertThat(body(tape, "/markets", "event_ticker=E")).contains("{\"n\":2}");
        assertThat(body(tape, "/markets", "")).contains("{\"n\":1}");
    }

    // -- ranges
    // --------------------------------------------------------------------------------------------------------

    private static final String TRADES = "{\"trades\":[{\"created_time\":\"2026-08-01T00:00:03Z\"},"
            + "{\"created_time\":\"2026-08-01T00:00:02.5Z\"},{\"created_time\":\"2026-08-01T00:00:01Z\"},{\"x\":1}]}";

    @Test
    void rowsOutsideTheAskedRangeAreDroppedAndRowsWithoutATimeStay() {
        Tape tape = read(new TapeFile().get("/markets/trades", "", TRADES));
        long second = 1785542402; // 2026-08-01T00:00:02Z

        assertThat(body(tape, "/markets/trades", "min_ts=" + second + "&max_ts=" + second))
                .contains("{\"trades\":[{\"x\":1}]}");
        assertThat(body(tape, "/markets/trades", "min_ts=" + second))
                .contains("{\"trades\":[{\"created_time\":\"2026-08-01T00:00:03Z\"},"
                        + "{\"created_time\":\"2026-08-01T00:00:02.5Z\"},{\"x\":1}]}");
    }

    @Test
    void candlesAreCutByTheirEnd() {
        Tape tape = read(new TapeFile()
                .get(
                        "/c",
                        "",
                        "{\"candlesticks\":[{\"end_period_ts\":60},{\"end_period_ts\":120},"
                                + "{\"end_period_ts\":180}]}"));

        assertThat(body(tape, "/c", "start_ts=61&end_ts=120")).contains("{\"candlesticks\":[{\"end_period_ts\":120}]}");
    }

    @Test
    void aRangeThatTheTapeHoldsInPartIsNoted() {
        Tape tape = read(new TapeFile().get("/c", "start_ts=60&end_ts=120", "{}"));

        assertThat(notes(tape, "/c", ""))
                .containsExactly("the tape holds start_ts=1970-01-01T00:01:00Z, end_ts=1970-01-01T00:02:00Z");
        assertThat(notes(tape, "/c", "start_ts=0&end_ts=100"))
                .containsExactly("the tape holds start_ts=1970-01-01T00:01:00Z");
        assertThat(notes(tape, "/c", "start_ts=60&end_ts=121"))
                .containsExactly("the tape holds end_ts=1970-01-01T00:02:00Z");
    }

    @Test
    void aRangeThatTheTapeHoldsWholeIsNot() {
        Tape tape = read(new TapeFile().get("/c", "start_ts=60&end_ts=120", "{}"));

        assertThat(notes(tape, "/c", "start_ts=60&end_ts=120")).isEmpty();
        assertThat(notes(tape, "/c", "start_ts=61&end_ts=100")).isEmpty();
    }

    @Test
    void aBookOfFewerLevelsIsNoted() {
        Tape tape = read(new TapeFile().get("/markets/T/orderbook", "depth=5", "{}"));

        assertThat(notes(tape, "/markets/T/orderbook", "")).containsExactly("the tape holds depth=5");
        assertThat(notes(tape, "/markets/T/orderbook", "depth=10")).containsExactly("the tape holds depth=5");
        assertThat(notes(tape, "/markets/T/orderbook", "depth=3")).isEmpty();
    }

    // -- the file
    // ------------------------------------------------------------------------------------------------------

    private String broken(byte[] bytes) {
        try {
            Path file = Files.write(directory.resolve("broken.tape.jsonl"), bytes);
            Throwable thrown = org.assertj.core.api.Assertions.catchThrowable(() -> Tape.read(file));
            assertThat(thrown).isInstanceOf(KalshiException.class);
            String message = String.valueOf(thrown.getMessage());
            assertThat(message.lines()).hasSizeLessThanOrEqualTo(2);
            return message.replace(file.toString(), "FILE");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String broken(String text) {
        return broken(text.getBytes(StandardCharsets.UTF_8));
    }

    private static final String WAY_OUT =
            "\nA tape has one JSON object a line; mend or remove that line, or record the tape again.";
    private static final String GOOD =
            "{\"t\":\"2026-08-07T12:00:00Z\",\"method\":\"GET\",\"path\":\"/x\",\"query\":\"\","
                    + "\"status\":200,\"headers\":{},\"body\":\"{}\"}";

    @Test
    void aLineThatIsNotJsonIsNamed() {
        assertThat(broken(TapeFile.HEADER + "\n" + GOOD + "\nnonsense\n" + GOOD))
                .startsWith("Tape FILE, line 3, is broken: ")
                .endsWith(WAY_OUT);
    }

    @Test
    void aTruncatedLastLineIsNamed() {
        assertThat(broken(TapeFile.HEADER + "\n" + GOOD + "\n" + GOOD.substring(0, 60)))
                .isEqualTo("Tape FILE, line 3, is broken: Unterminated string at path $.path." + WAY_OUT);
        assertThat(broken(TapeFile.HEADER + "\n" + GOOD.substring(0, GOOD.length() - 1)))
                .isEqualTo("Tape FILE, line 2, is broken: it ends too early." + WAY_OUT);
    }

    @Test
    void aLineThatIsNotUtf8IsTheOneThatIsNamed() throws IOException {
        for (int before : List.of(0, 1, 200)) {
            var bytes = new java.io.ByteArrayOutputStream();
            bytes.write((TapeFile.HEADER + "\n" + (GOOD + "\n").repeat(before)).getBytes(StandardCharsets.UTF_8));
            bytes.write(new byte[] {'"', (byte) 0xC3, (byte) 0x28, '"', '\n'});
            bytes.write((GOOD + "\n").getBytes(StandardCharsets.UTF_8));
            assertThat(broken(bytes.toByteArray()))
                    .isEqualTo("Tape FILE, line " + (before + 2) + ", is broken: it is not UTF-8 text." + WAY_OUT);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"t\":\"2026-08-07T12:00:00Z\",\"path\":\"/x\",\"status\":200,\"body\":\"\"} | it has no 'method'",
                "{\"method\":\"GET\",\"path\":\"/x\",\"status\":200,\"body\":\"\"} | it has no 't'",
                "{\"t\":\"2026-08-07T12:00:00Z\",\"method\":\"GET\",\"status\":200,\"body\":\"\"} | it has no 'path'",
                "{\"t\":\"2026-08-07T12:00:00Z\",\"method\":\"GET\",\"path\":\"/x\",\"body\":\"\"} | it has no 'status'",
                "{\"t\":\"2026-08-07T12:00:00Z\",\"method\":\"GET\",\"path\":\"/x\",\"status\":200} | it has no 'body'",
                "{\"t\":\"noon\",\"method\":\"GET\",\"path\":\"/x\",\"status\":200,\"body\":\"\"} | a time or number is not"
                        + " readable",
                "{\"t\":\"2026-08-07T12:00:00Z\",\"method\":\"GET\",\"path\":\"/x\",\"status\":\"ok\",\"body\":\"\"} | a time"
                        + " or number is not readable",
                "{\"t\":\"2026-08-07T12:00:00Z\",\"ws\":\"in\",\"frame\":\"\"} | it has no 'connection'",
                "[1] | Expected BEGIN_OBJECT but was BEGIN_ARRAY at path $",
                "{} {} | it is not JSON at path $"
            })
    void aLineThatLacksAKeyOrHasAWrongOneIsNamed(String line, String why) {
        assertThat(broken(TapeFile.HEADER + "\n" + line))
                .isEqualTo("Tape FILE, line 2, is broken: " + why + "." + WAY_OUT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\n\n{\"tape\":1}", "{}", "{\"exchange\":\"kalshi\"}"})
    void aTapeBeginsWithItsHeader(String text) {
        assertThat(broken(text)).startsWith("Tape FILE, line 1, is broken: ").endsWith(WAY_OUT);
    }

    @Test
    void anotherVersionIsRefused() {
        assertThat(broken("{\"tape\":2}"))
                .isEqualTo("Tape FILE, line 1, is broken: this is tape format 2, and this toolkit reads format 1."
                        + WAY_OUT);
    }

    @Test
    void aMissingFileIsSaid() {
        Path file = directory.resolve("none.jsonl");
        assertThatThrownBy(() -> Tape.read(file))
                .isInstanceOf(KalshiException.class)
                .hasMessage(
                        "Tape " + file + " cannot be read: there is no such file.\nName a .tape.jsonl file that exists"
                                + " and is readable.");
    }

    @Test
    void aDirectoryIsNoTape() {
        assertThatThrownBy(() -> Tape.read(directory))
                .isInstanceOf(KalshiException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void unknownKeysBlankLinesAndWindowsLineEndsAreFine() throws IOException {
        Path file = Files.writeString(
                directory.resolve("t.jsonl"),
                "\uFEFF{\"tape\":1,\"colour\":\"red\"}\r\n\r\n" + GOOD.replace("{\"t\"", "{\"new\":[{}],\"t\"")
                        + "\r\n");

        assertThat(Tape.read(file).answer("GET", "/x", "")).isPresent();
    }

    @Test
    void aGzippedTapeIsReadAndABrokenOneSaidSo() throws IOException {
        Path file = directory.resolve("t.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write((TapeFile.HEADER + "\n" + GOOD).getBytes(StandardCharsets.UTF_8));
        }
        assertThat(Tape.read(file).answer("GET", "/x", "")).isPresent();

        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> Tape.read(file))
                .isInstanceOf(KalshiException.class)
                .hasMessageContaining("cannot be read: ");
        Files.writeString(file, TapeFile.HEADER);
        assertThatThrownBy(() -> Tape.read(file))
                .isInstanceOf(KalshiException.class)
                .hasMessageContaining("cannot be read: Not in GZIP format");
    }

    @Test
    void theEndIsTheLatestTimeOnTheTape() {
        Tape tape = read(new TapeFile()
                .at("2026-08-07T14:00:00+02:00")
                .get("/x", "", "{}")
                .at("2026-08-07T12:30:00Z")
                .frame("in", 1, "{}")
                .at("2026-08-07T12:10:00Z")
                .get("/y", "", "{}"));

        assertThat(tape.end()).isEqualTo("2026-08-07T12:30:00Z");
        assertThat(tape.answer("GET", "/trade-api/v2/x", "").orElseThrow().at()).isEqualTo("2026-08-07T12:00:00Z");
        assertThat(tape.frames()).singleElement().satisfies(frame -> {
            assertThat(frame.incoming()).isTrue();
            assertThat(frame.connection()).isEqualTo(1);
            assertThat(frame.text()).isEqualTo("{}");
        });
    }

    // -- what is there
    // ---------------------------------------------------------------------------------------------------

    @Test
    void theSeriesOfAMarketIsInItsCandlePath() {
        Tape tape = read(new TapeFile().get("/series/S/markets/T/candlesticks", "period_interval=60", "{}"));

        assertThat(tape.seriesOf("T")).contains("S");
        assertThat(tape.seriesOf("U")).isEmpty();
    }

    @Test
    void examplesNameWhatWasRecorded() {
        Tape tape = read(new TapeFile()
                .get("/series/S", "", "{\"series\":{\"ticker\":\"S\"}}")
                .get("/events/E", "", "{\"event\":{\"event_ticker\":\"E\"}}")
                .get("/markets", "", "{\"markets\":[{\"ticker\":\"M\",\"event_ticker\":\"E\"}]}")
                .get("/series/S/markets/M/candlesticks", "period_interval=60", "{\"candlesticks\":[{},{}]}")
                .get("/markets/trades", "", "{\"trades\":[{\"ticker\":\"M\"},{\"ticker\":\"M\"},{\"ticker\":\"N\"}]}")
                .get("/markets/M/orderbook", "", "{\"orderbook_fp\":{\"yes_dollars\":[[1,1]],\"no_dollars\":null}}"));

        assertThat(tape.examples())
                .extracting(example -> example.what() + " " + example.ticker() + " " + example.rows())
                .containsExactly(
                        "series S null",
                        "event E 1",
                        "market M 1",
                        "candles M 2",
                        "trades M 2",
                        "trades N 1",
                        "book M 1");
    }

    @Test
    void otherOperationsOfTheSamePathFormAreNoTickers() {
        Tape tape = read(new TapeFile()
                .get("/series/fee_changes", "", "{\"series_fee_change_arr\":[]}")
                .get("/events/multivariate", "", "{\"events\":[]}")
                .get("/markets/candlesticks", "", "{\"markets\":[]}")
                .get("/markets/orderbooks", "", "{\"orderbooks\":[]}"));

        assertThat(tape.examples()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "1",
                "\"text\"",
                "<html>",
                "{\"markets\":{}}",
                "{\"markets\":[1,null,\"x\"]}",
                "{\"markets\":[{\"ticker\":{}}]}",
                "{\"trades\":3}",
                "{\"orderbook\":[1]}",
                "{\"candlesticks\":\"x\"}",
                "{\"series\":[[]]}",
                "{\"events\":[{\"event_ticker\":null}]}",
                "{\"orderbook\":{\"yes\":{\"a\":[1]}}}"
            })
    void examplesOfAnyBodyNeverFail(String body) {
        TapeFile tape = new TapeFile();
        for (String path : List.of(
                "/markets",
                "/events",
                "/series",
                "/markets/T",
                "/markets/trades",
                "/markets/T/orderbook",
                "/series/S/markets/T/candlesticks",
                "/series/S")) {
            tape.get(path, "period_interval=60", body).get(path, "period_interval=x", body);
        }

        assertThat(read(tape).examples())
                .allSatisfy((Example example) -> assertThat(example.ticker()).isNotBlank());
    }

    @Test
    void anEmptyTapeHasNoExamplesAndAnswersNothing() {
        Tape tape = read(new TapeFile());

        assertThat(tape.examples()).isEmpty();
        assertThat(tape.answer("GET", "/trade-api/v2/markets", "")).isEmpty();
        assertThat(tape).asString().contains("0 answers, 0 frames");
    }
}
