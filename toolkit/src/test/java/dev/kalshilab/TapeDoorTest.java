package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.model.ExchangeException;
import dev.kalshilab.model.NotRecordedException;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.testkit.Recordings;
import dev.kalshilab.testkit.TapeFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** A tape through the door: what it holds, what it does not, and how it says so. */
class TapeDoorTest {
    @TempDir
    private Path directory;

    private Kalshi replay(TapeFile tape) {
        return Kalshi.replay(tape.write(directory));
    }

    private static Provenance provenance(Table table) {
        return Provenance.of(table).orElseThrow();
    }

    @Test
    void whatATapeDoesNotHoldIsAnEmptyTableWithItsColumnsAndSaysSo() {
        try (Kalshi kalshi = replay(new TapeFile())) {
            for (Query<?, ?> query : List.<Query<?, ?>>of(
                    kalshi.series(),
                    kalshi.events().open().withMarkets(),
                    kalshi.markets().settled(),
                    kalshi.trades(),
                    kalshi.trades("T").since("-7d"),
                    kalshi.candles("T"),
                    kalshi.candles("T", "U").daily().since("-7d"),
                    kalshi.book("T"),
                    kalshi.trades(kalshi.markets().open()),
                    kalshi.candles(kalshi.markets().open()),
                    kalshi.book(kalshi.markets().open()))) {
                Table table = query.table();
                assertThat(table.rowCount()).as(query.toString()).isZero();
                assertThat(table.columnCount()).isGreaterThan(5);
                assertThat(provenance(table).notRecorded()).as(query.toString()).isTrue();
                assertThat(provenance(table).complete()).isFalse();
                assertThat(provenance(table).toString()).contains("not recorded");
                assertThatThrownBy(query::list).isInstanceOf(NotRecordedException.class);
                assertThatThrownBy(query::first).isInstanceOf(NotRecordedException.class);
                assertThatThrownBy(query::count).isInstanceOf(NotRecordedException.class);
            }
            assertThatThrownBy(() -> kalshi.market("T"))
                    .isInstanceOf(NotRecordedException.class)
                    .hasMessage("GET /trade-api/v2/markets/T was not recorded on tape:test.tape.jsonl.\nAsk for what"
                            + " kalshi.examples() lists, or record a tape that holds it.");
            assertThat(kalshi.examples().rowCount()).isZero();
            assertThat(kalshi.example("candles").rows()).isZero();
        }
    }

    @Test
    void aRecordedErrorIsAnErrorAsEver() {
        try (Kalshi kalshi = replay(new TapeFile()
                .exchange(
                        "GET", "/markets/T", "", 404, "{\"error\":{\"code\":\"not_found\",\"message\":\"not found\"}}")
                .exchange("GET", "/markets/trades", "", 429, "{\"error\":\"too many requests\"}"))) {
            assertThatThrownBy(() -> kalshi.market("T"))
                    .isInstanceOf(ExchangeException.class)
                    .hasMessageContaining("404 not_found, not found");
            assertThatThrownBy(() -> kalshi.trades().table()).isInstanceOf(ExchangeException.class);
        }
    }

    @Test
    void pagesThatAreMissingAreSaid() {
        try (Kalshi kalshi = replay(
                new TapeFile().get("/markets", "limit=1", "{\"cursor\":\"2\",\"markets\":[{\"ticker\":\"A\"}]}"))) {
            Table table = kalshi.markets().table();
            assertThat(table.rowCount()).isEqualTo(1);
            assertThat(provenance(table).complete()).isFalse();
            assertThat(provenance(table).notes()).contains("later pages are not recorded");
        }
    }

    @Test
    void someOfSeveralMarketsAreSaid() {
        try (Kalshi kalshi = replay(
                new TapeFile().get("/markets/A/orderbook", "", "{\"orderbook\":{\"yes\":[[1,1]],\"no\":null}}"))) {
            Table table = kalshi.book("A", "B").table();
            assertThat(table.rowCount()).isEqualTo(1);
            assertThat(provenance(table).complete()).isFalse();
            assertThat(provenance(table).notRecorded()).isFalse();
            assertThat(provenance(table).notes()).containsExactly("1 of 2 parts not recorded");
        }
    }

    @Test
    void aNarrowerQuestionOnTheTapeIsSaidAndNotComplete() {
        try (Kalshi kalshi = replay(new TapeFile()
                .get("/markets", "status=open", "{\"cursor\":\"\",\"markets\":[{\"ticker\":\"A\"}]}")
                .get("/markets/trades", "ticker=A", "{\"trades\":[]}"))) {
            assertThat(provenance(kalshi.markets().table()).notes()).containsExactly("the tape holds only status=open");
            assertThat(provenance(kalshi.markets().open().table()).complete()).isTrue();
            Table trades = kalshi.trades(kalshi.markets()).table();
            assertThat(provenance(trades).complete()).isFalse();
            assertThat(provenance(trades).notes()).containsExactly("markets: the tape holds only status=open");
        }
    }

    @Test
    void candlesBehindTheEndOfTheTapeAreRowsToo() {
        String late = "{\"candlesticks\":[{\"end_period_ts\":" + 1_786_137_900L + "},{\"end_period_ts\":"
                + 1_786_138_800L + "}]}"; // 2026-08-07T21:25:00Z and 21:40
        try (Kalshi kalshi = replay(new TapeFile()
                .get(
                        "/series/S/markets/T/candlesticks",
                        "start_ts=1786137900&end_ts=1786138800&period_interval=1",
                        late))) {
            assertThat(kalshi.clock().instant()).isEqualTo("2026-08-07T12:00:00Z");
            assertThat(kalshi.candles("T").minutely().table().rowCount()).isEqualTo(2);
            assertThat(kalshi.candles("T").minutely().since("-7d").table().rowCount())
                    .isEqualTo(2);
            assertThat(kalshi.candles("T")
                            .minutely()
                            .until("2026-08-07T21:30:00Z")
                            .table()
                            .rowCount())
                    .isEqualTo(1);
            assertThat(kalshi.candles("T").hourly().table().rowCount()).isZero();
            Provenance part = provenance(kalshi.candles("T").minutely().table());
            assertThat(part.complete()).isFalse();
            assertThat(part.notes())
                    .containsExactly("the tape holds start_ts=2026-08-07T21:25:00Z, end_ts=2026-08-07T21:40:00Z");
            assertThat(provenance(kalshi.candles("T")
                                    .minutely()
                                    .since("2026-08-07T21:24:59Z")
                                    .until("2026-08-07T21:40:00Z")
                                    .table())
                            .complete())
                    .isTrue();
        }
    }

    @Test
    void theSeriesOfAMarketIsAskedFromTheTapeWhereNoCandlePathNamesIt() {
        try (Kalshi kalshi = replay(new TapeFile()
                .get("/markets/T", "", "{\"market\":{\"ticker\":\"T\",\"event_ticker\":\"E\"}}")
                .get("/events/E", "", "{\"event\":{\"event_ticker\":\"E\",\"series_ticker\":\"S\"}}"))) {
            assertThat(provenance(kalshi.candles("T").table()).notRecorded()).isTrue();
            assertThat(kalshi.stats().requests()).isEqualTo(3);
        }
    }

    @Test
    void headersThatCouldNotTravelDoNoHarm() {
        try (Kalshi kalshi = replay(
                new TapeFile()
                        .line(
                                "{\"t\":\"2026-08-07T12:00:00Z\",\"method\":\"GET\",\"path\":\"/trade-api/v2/markets/T\",\"status\":200,"
                                        + "\"headers\":{\"x\":\"caf\\u00e9\\n\",\"content-type\":\"???\",\"content-encoding\":\"gzip\","
                                        + "\"content-length\":\"1\",\"\":\"y\"},\"body\":\"{\\\"market\\\":{\\\"ticker\\\":\\\"T\\\"}}\"}"))) {
            assertThat(kalshi.market("T").ticker()).isEqualTo("T");
        }
    }

    @Test
    void everyExampleOfEveryTapeGivesItsRows() {
        for (Path tape : Recordings.tapes()) {
            try (Kalshi kalshi = Kalshi.replay(tape)) {
                Table examples = kalshi.examples();
                assertThat(examples.rowCount()).isPositive();
                for (int row = 0; row < examples.rowCount(); row++) {
                    String ticker = examples.stringColumn("ticker").get(row);
                    String what = examples.stringColumn("what").get(row);
                    Table table =
                            switch (what) {
                                case "series" -> kalshi.series().table();
                                case "event" -> kalshi.events().table();
                                case "market" ->
                                    kalshi.markets().tickers(ticker).table();
                                case "trades" -> kalshi.trades(ticker).table();
                                case "book" -> kalshi.book(ticker).table();
                                default ->
                                    kalshi.candles(ticker)
                                            .every(dev.kalshilab.model.Interval.ofMinutes(
                                                    examples.longColumn("interval")
                                                            .getLong(row)))
                                            .table();
                            };
                    if (List.of("trades", "book", "candles").contains(what)) {
                        assertThat((long) table.rowCount())
                                .as(tape.getFileName() + " " + what + " " + ticker)
                                .isEqualTo(examples.longColumn("rows").getLong(row));
                    }
                }
            }
        }
    }
}
