package dev.kalshilab.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.NewProcess;
import dev.kalshilab.model.Provenance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

@ExtendWith(NewProcess.class)
class CandleChartTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 24, 100, 168})
    void eachTradedPeriodIsOneCandleOverOneBar(int periods) {
        CandleChart chart = Charts.candles(CandleTables.hourly().run(periods).table);

        Pixels pixels = new Pixels(chart);
        assertThat(chart.candles()).isEqualTo(periods);
        assertThat(pixels.candles()).isEqualTo(periods);
        assertThat(pixels.bars()).isEqualTo(periods);
    }

    @Test
    void gapsAndPeriodsWithoutTradesHaveNoCandle() {
        CandleTables rows = CandleTables.hourly();
        int traded = 0;
        for (int i = 0; i < 120; i++) {
            if (i % 11 == 3) {
                continue;
            }
            if (i % 5 == 1) {
                rows.quoted(i, 0.40, 0.44);
            } else {
                rows.traded(i, 0.40, 0.43, 0.38, 0.40 + i % 3 * 0.01, 5);
                traded++;
            }
        }

        Pixels pixels = new Pixels(Charts.candles(rows.table));
        assertThat(pixels.candles()).isEqualTo(traded);
        assertThat(pixels.bars()).isEqualTo(traded);
        assertThat(pixels.candles(Pixels.QUOTE)).isGreaterThan(10);
    }

    @Test
    void candleThatClosesWhereItOpenedIsNeitherUpNorDown() {
        CandleTables rows = CandleTables.hourly();
        for (int i = 0; i < 30; i++) {
            rows.traded(i, 0.5, 0.5, 0.5, 0.5, 3);
        }

        Pixels pixels = new Pixels(Charts.candles(rows.table));
        assertThat(pixels.candles(Pixels.FLAT)).isEqualTo(30);
        assertThat(pixels.has(Pixels.UP)).isFalse();
        assertThat(pixels.has(Pixels.DOWN)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.01, 0.99, 0.999, 1.0})
    void candlesAtTheEndsOfThePriceRangeAreSeen(double price) {
        CandleTables rows = CandleTables.hourly();
        for (int i = 0; i < 24; i++) {
            rows.traded(i, price, price, price, price, 3);
        }

        assertThat(new Pixels(Charts.candles(rows.table)).candles()).isEqualTo(24);
    }

    @Test
    void smallestVolumeBesideTheLargestStillHasABar() {
        CandleTables rows = CandleTables.hourly();
        for (int i = 0; i < 50; i++) {
            rows.traded(i, 0.4, 0.5, 0.3, 0.41, i == 20 ? 5_000_000 : 0.01);
        }

        assertThat(new Pixels(Charts.candles(rows.table)).bars()).isEqualTo(50);
    }

    @ParameterizedTest
    @ValueSource(ints = {169, 400, 3000, 20_000})
    void tooManyPeriodsAreDrawnInLongerOnesAndTheCaptionSaysSo(int periods) {
        CandleChart chart = Charts.candles(CandleTables.hourly().run(periods).table);

        Pixels pixels = new Pixels(chart);
        assertThat(pixels.candles()).isEqualTo(chart.candles()).isBetween(60, 168);
        assertThat(pixels.bars()).isEqualTo(chart.candles());
        assertThat(chart.toString())
                .contains(String.format(": %d candles of %,d rows", chart.candles(), periods))
                .contains("resampled to ");
    }

    @Test
    void pictureHasTwoPixelsAPointAndWidensWithTheCandles() {
        CandleChart few = Charts.candles(CandleTables.hourly().run(24).table);
        CandleChart many = Charts.candles(CandleTables.hourly().run(168).table);

        assertThat(few.width()).isEqualTo(900);
        assertThat(few.image().getWidth()).isEqualTo(1800);
        assertThat(few.image().getHeight()).isEqualTo(2 * few.height());
        assertThat(many.width()).isBetween(1500, 1600);
    }

    @Test
    void rowsNeedNotBeInOrder() {
        Table table = CandleTables.hourly().run(40).table;

        assertThat(new Pixels(Charts.candles(table.sortDescendingOn("start"))).candles())
                .isEqualTo(40);
    }

    @Test
    void dailyCandlesStayOneADayOverBothEndsOfDaylightSaving() {
        for (String first : List.of("2026-02-20", "2026-10-20")) {
            CandleTables rows = new CandleTables(Duration.ofDays(1));
            ZoneId eastern = ZoneId.of("America/New_York");
            var day = java.time.LocalDate.parse(first);
            for (int i = 0; i < 30; i++) {
                rows.row(
                        "KXDAY",
                        day.plusDays(i).atStartOfDay(eastern).toInstant(),
                        day.plusDays(i + 1L).atStartOfDay(eastern).toInstant(),
                        0.4,
                        0.5,
                        0.3,
                        0.4 + i % 2 * 0.05,
                        9);
            }

            CandleChart chart = Charts.candles(rows.table);
            assertThat(new Pixels(chart).candles()).isEqualTo(30);
            assertThat(new Pixels(chart.zone(ZoneId.of("UTC"))).candles()).isEqualTo(30);
            assertThat(chart.toString())
                    .isEqualTo("CandleChart[KXDAY · 1 day · 30 candles, 30 with trades,"
                            + " US Eastern (America/New_York)]");
        }
    }

    @Test
    void timesAreUtcUnlessAnotherZoneIsNamed() {
        CandleChart chart = Charts.candles(CandleTables.hourly().run(48).table);

        assertThat(chart.toString()).isEqualTo("CandleChart[KXTEST-26 · 1 hour · 48 candles, 48 with trades, UTC]");
        assertThat(chart.zone(ZoneId.of("Europe/Berlin")).toString()).contains(", Europe/Berlin]");
        assertThat(new Pixels(chart.zone(ZoneId.of("Asia/Kolkata"))).candles()).isEqualTo(48);
    }

    @Test
    void chartOfInventedDataSaysSo() {
        Table table = CandleTables.hourly().run(24).table;
        assertThat(new Pixels(Charts.candles(table)).has(Pixels.WARNING)).isFalse();

        provenance(true, List.of()).attach(table);
        assertThat(new Pixels(Charts.candles(table)).has(Pixels.WARNING)).isTrue();
        assertThat(Charts.candles(table).toString()).endsWith(", SANDBOX: invented data]");
        assertThat(Charts.candles(table).alt()).endsWith("SANDBOX: invented data.");
    }

    @Test
    void emptyTableIsAPictureThatSaysWhy() {
        Table empty = CandleTables.hourly().table;
        assertThat(Charts.candles(empty).alt()).isEqualTo("Candlestick chart without a candle: no candles.");
        assertThat(Charts.candles(empty).candles()).isZero();
        assertThat(new Pixels(Charts.candles(empty)).candles()).isZero();

        provenance(false, List.of(Provenance.NOT_RECORDED)).attach(empty);
        assertThat(Charts.candles(empty).alt()).isEqualTo("Candlestick chart without a candle: not recorded.");
    }

    @Test
    void allMissingPricesDrawQuotesOnly() {
        CandleTables quoted = CandleTables.hourly();
        CandleTables nothing = CandleTables.hourly();
        for (int i = 0; i < 30; i++) {
            quoted.quoted(i, 0.2, 0.3);
            nothing.quoted(i, 0, 1);
        }

        assertThat(new Pixels(Charts.candles(quoted.table)).candles(Pixels.QUOTE))
                .isEqualTo(30);
        assertThat(new Pixels(Charts.candles(quoted.table)).candles()).isZero();
        assertThat(new Pixels(Charts.candles(nothing.table)).candles(Pixels.QUOTE))
                .isZero();
    }

    @Test
    void altTextTellsPricesAndVolume() {
        assertThat(Charts.candles(CandleTables.hourly().run(3).table).alt())
                .isEqualTo("Candlestick chart: KXTEST-26 · 1 hour · 3 candles, 3 with trades, from"
                        + " 2026-10-28T13:00:00Z to 2026-10-28T16:00:00Z. First price 40¢, last 41¢, lowest 38¢,"
                        + " highest 43¢, volume 51 contracts.");
    }

    @Test
    void severalTickersAreRefusedByName() {
        CandleTables rows = CandleTables.hourly().run(2);
        rows.row("KXOTHER", CandleTables.START, CandleTables.START.plusSeconds(3600), 0.1, 0.1, 0.1, 0.1, 1);

        assertThatThrownBy(() -> Charts.candles(rows.table))
                .isInstanceOf(KalshiException.class)
                .hasMessage("Candle chart of 2 tickers (KXOTHER, KXTEST-26): a chart shows one market.\n"
                        + "Ask for the candles of one, or keep one:"
                        + " table.where(table.stringColumn(\"ticker\").isEqualTo(\"KXOTHER\"))");
    }

    @Test
    void mixedIntervalsAreRefused() {
        CandleTables rows = CandleTables.hourly().run(2);
        rows.row("KXTEST-26", CandleTables.START, CandleTables.START.plusSeconds(60), 0.1, 0.1, 0.1, 0.1, 1);

        assertThatThrownBy(() -> Charts.candles(rows.table))
                .isInstanceOf(KalshiException.class)
                .hasMessage(
                        "Candle chart of candles of 1 hour and of 1 minute in one table: a chart shows one interval.\n"
                                + "Chart each interval by itself.");
    }

    @Test
    void tableThatIsNotOfCandlesIsRefused() {
        assertThatThrownBy(() -> Charts.candles(Table.create("trades", DoubleColumn.create("yes_price"))))
                .isInstanceOf(KalshiException.class)
                .hasMessage("Candle chart: the table 'trades' has no 'start' that is an instant column;"
                        + " it has [yes_price].\nA candle table has start, end, open, high, low and close.");
    }

    @Test
    void saveMakesDirectoriesAndLeavesNoPart(@TempDir Path dir) throws Exception {
        CandleChart chart = Charts.candles(CandleTables.hourly().run(3).table);
        Path file = dir.resolve("charts/one.png");
        chart.save(file);
        chart.save(file);

        assertThat(Files.readAllBytes(file)).isEqualTo(chart.png());
        try (var files = Files.list(dir.resolve("charts"))) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void saveWhereNobodyCanWriteSaysSo(@TempDir Path dir) throws Exception {
        Path file = Files.writeString(dir.resolve("file"), "");
        CandleChart chart = Charts.candles(CandleTables.hourly().run(3).table);

        assertThatThrownBy(() -> chart.save(file.resolve("one.png")))
                .isInstanceOf(KalshiException.class)
                .hasMessageStartingWith("Chart not saved to " + file.resolve("one.png"));
    }

    private static Provenance provenance(boolean invented, List<String> notes) {
        return new Provenance(
                "candles(KXTEST-26)", "sandbox", invented, 1, 0, null, null, Instant.EPOCH, notes.isEmpty(), notes);
    }
}
