package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.chart.Charts;
import dev.kalshilab.model.Candle;
import dev.kalshilab.model.NotRecordedException;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.model.Trade;
import dev.kalshilab.testkit.TapeFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** What a tape does not hold is said, and what it holds is all there. */
class TapeHonestyTest {
    private static final String CANDLES = "/series/S/markets/A/candlesticks";

    @TempDir
    Path directory;

    private void on(TapeFile tape, Consumer<Kalshi> check) {
        try (Kalshi kalshi = Kalshi.replay(tape.write(directory))) {
            check.accept(kalshi);
        }
    }

    private static Provenance of(Table table) {
        return Provenance.of(table).orElseThrow();
    }

    private static String trade(String id, String time) {
        return "{\"trade_id\":\"" + id + "\",\"ticker\":\"A\",\"created_time\":\"" + time + "\",\"count_fp\":\"1.00\"}";
    }

    private static String candles(long... ends) {
        StringBuilder rows = new StringBuilder();
        for (long end : ends) {
            rows.append(rows.length() == 0 ? "" : ",").append("{\"end_period_ts\":" + end + ",\"volume_fp\":\"1.00\"}");
        }
        return "{\"candlesticks\":[" + rows + "]}";
    }

    @Test
    void aMarketWhoseSeriesNobodyRecordedHasAnEmptyTable() {
        on(new TapeFile().get("/markets/A", "", "{\"market\":{\"ticker\":\"A\"}}"), kalshi -> {
            Table table = kalshi.candles("A").table();
            assertThat(table.rowCount()).isZero();
            assertThat(of(table).notRecorded()).isTrue();
        });
    }

    @Test
    void anAnswerWinsOverTheErrorBeforeIt() {
        TapeFile tape = new TapeFile()
                .exchange("GET", "/markets/trades", "ticker=A", 429, "{\"error\":\"too many requests\"}")
                .get("/markets/trades", "ticker=A", "{\"trades\":[" + trade("1", "2026-08-01T00:00:00Z") + "]}");
        on(tape, kalshi -> assertThat(kalshi.trades("A").count()).isEqualTo(1));
    }

    @Test
    void aFilterThatTheTapeDoesNotKnowIsNotCalledApplied() {
        on(new TapeFile().get("/series", "", "{\"series\":[{\"ticker\":\"S\",\"tags\":[\"x\"]}]}"), kalshi -> {
            Provenance provenance = of(kalshi.series().tags("y").table());
            assertThat(provenance.complete()).isFalse();
            assertThat(provenance.notes()).contains("the tape was not asked for tags=y");
        });
    }

    @Test
    void aNarrowerListIsNotComplete() {
        on(new TapeFile().get("/series", "tags=x", "{\"series\":[{\"ticker\":\"S\"}]}"), kalshi -> {
            Provenance provenance = of(kalshi.series().table());
            assertThat(provenance.complete()).isFalse();
            assertThat(provenance.notes()).contains("the tape holds only tags=x");
        });
    }

    @Test
    void anAnswerAsLongAsItsLimitMayGoOn() {
        String two = "{\"cursor\":\"\",\"trades\":[" + trade("1", "2026-08-01T00:00:00Z") + ","
                + trade("2", "2026-08-01T00:00:01Z") + "]}";
        on(
                new TapeFile().get("/markets/trades", "ticker=A&limit=2", two),
                kalshi -> assertThat(of(kalshi.trades("A").table()).complete()).isFalse());
        on(
                new TapeFile().get("/markets/trades", "ticker=A&limit=3", two),
                kalshi -> assertThat(of(kalshi.trades("A").table()).complete()).isTrue());
    }

    @Test
    void aMissingSecondPageIsNotAnUnrecordedTable() {
        String first = "{\"cursor\":\"next\",\"trades\":[" + trade("1", "2026-08-01T00:00:00Z") + "]}";
        on(new TapeFile().get("/markets/trades", "ticker=A", first), kalshi -> {
            Table table = kalshi.trades("A").table();
            assertThat(table.rowCount()).isEqualTo(1);
            assertThat(of(table).notRecorded()).isFalse();
            assertThat(of(table).complete()).isFalse();
            assertThat(of(table).notes()).contains("later pages are not recorded");
            assertThat(kalshi.trades("A").first().tradeId()).isEqualTo("1");
            assertThatThrownBy(() -> kalshi.trades("A").list()).isInstanceOf(NotRecordedException.class);
        });
    }

    @Test
    void aListThatLacksOneOfTwoMarketsThrows() {
        on(new TapeFile().get(CANDLES, "period_interval=60", candles(3600)), kalshi -> {
            assertThat(kalshi.candles("A").list()).hasSize(1);
            assertThatThrownBy(() -> kalshi.candles("A", "B").list()).isInstanceOf(NotRecordedException.class);
            assertThat(of(kalshi.candles("A", "B").table()).notes()).contains("1 of 2 parts not recorded");
        });
    }

    @Test
    void candlesRecordedInSeveralRangesAreJoinedWithoutDoubles() {
        TapeFile tape = new TapeFile()
                .get(CANDLES, "period_interval=60&start_ts=7201&end_ts=14400", candles(10800, 14400))
                .get(CANDLES, "period_interval=60&start_ts=1&end_ts=10800", candles(3600, 7200, 10800));
        on(tape, kalshi -> {
            assertThat(kalshi.candles("A").hourly().list())
                    .extracting(Candle::end)
                    .containsExactly(at(3600), at(7200), at(10800), at(14400));
            assertThat(kalshi.candles("A")
                            .hourly()
                            .since(at(3600))
                            .until(at(10800))
                            .list())
                    .extracting(Candle::end)
                    .containsExactly(at(7200), at(10800));
        });
    }

    private static Instant at(long second) {
        return Instant.ofEpochSecond(second);
    }

    @Test
    void theSpanIsThatOfTheRowsThatWereKept() {
        String two =
                "{\"trades\":[" + trade("1", "2026-08-02T00:00:00Z") + "," + trade("2", "2026-08-01T00:00:00Z") + "]}";
        on(new TapeFile().get("/markets/trades", "ticker=A", two), kalshi -> {
            Provenance provenance = of(kalshi.trades("A").limit(1).table());
            assertThat(provenance.from()).isEqualTo(Instant.parse("2026-08-02T00:00:00Z"));
            assertThat(provenance.to()).isEqualTo(Instant.parse("2026-08-02T00:00:00Z"));
        });
    }

    @Test
    void rowsWereFetchedWhenTheyWereRecorded() {
        TapeFile tape = new TapeFile()
                .at("2026-09-01T00:00:00Z")
                .get("/markets/trades", "ticker=A", "{\"trades\":[]}")
                .at("2026-09-03T00:00:00Z")
                .get("/series", "", "{\"series\":[]}");
        on(tape, kalshi -> assertThat(of(kalshi.trades("A").table()).fetched())
                .isEqualTo(Instant.parse("2026-09-01T00:00:00Z")));
    }

    @Test
    void aCandleWithoutVolumeAndPriceIsNeitherTradedNorUntraded() {
        on(
                new TapeFile().get(CANDLES, "period_interval=60", "{\"candlesticks\":[{\"end_period_ts\":3600}]}"),
                kalshi -> assertThat(kalshi.candles("A").first().traded()).isNull());
    }

    @Test
    void aRangeThatEndsBeforeItBeginsIsASlip() {
        on(new TapeFile().get("/markets/trades", "ticker=A", "{\"trades\":[]}"), kalshi -> {
            String slip =
                    "The range from 2026-08-02 to 2026-08-01 ends before it begins, so nothing can lie in it.\nGive"
                            + " since(…) a time before that of until(…).";
            assertThatThrownBy(() -> kalshi.trades("A")
                            .since("2026-08-02")
                            .until("2026-08-01")
                            .table())
                    .hasMessage(slip);
            assertThatThrownBy(() -> kalshi.candles("A")
                            .since("2026-08-02")
                            .until("2026-08-01")
                            .table())
                    .hasMessage(slip);
        });
    }

    @Test
    void anAbsurdVolumeIsDrawn() {
        String absurd = "{\"candlesticks\":[{\"end_period_ts\":3600,\"volume_fp\":\"92233720368547758.07\",\"price\":"
                + "{\"open_dollars\":\"0.5000\",\"high_dollars\":\"0.5000\",\"low_dollars\":\"0.5000\","
                + "\"close_dollars\":\"0.5000\"}}]}";
        on(
                new TapeFile().get(CANDLES, "period_interval=60", absurd),
                kalshi -> assertThat(Charts.candles(kalshi.candles("A")).png()).isNotEmpty());
    }

    @Test
    void tradesKeepTheirTimeWhateverTheLimit() {
        String two = "{\"trades\":[" + trade("1", "2026-08-02T00:00:00.123456Z") + "]}";
        on(new TapeFile().get("/markets/trades", "ticker=A", two), kalshi -> {
            Trade first = kalshi.trades("A").limit(5).first();
            assertThat(first.createdTime()).isEqualTo(Instant.parse("2026-08-02T00:00:00.123456Z"));
        });
    }
}
