package dev.kalshilab.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.NewProcess;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.InstantColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

@ExtendWith(NewProcess.class)
class PlainChartTest {
    private static final int LINE = 0x1F6FB2;

    @Test
    void longLabelsAreFewerThanShortOnes() {
        assertThat(PlainChart.labelsThatFit(List.of("00", "23"))).isGreaterThanOrEqualTo(24);
        assertThat(PlainChart.labelsThatFit(List.of("2026-09-15"))).isBetween(5, 10);
    }

    @Test
    void barsAreOneARow() {
        Table table = Table.create(
                "by hour",
                StringColumn.create("hour", "00", "01", "02"),
                DoubleColumn.create("volume", 3, Double.NaN, 5));

        Picture bars = Charts.bars(table, "hour", "volume");
        assertThat(bars.toString()).isEqualTo("Bars[volume · 3 rows by hour]");
        assertThat(new Pixels(bars).candles(LINE)).isEqualTo(2);
    }

    @Test
    void stepsAreDrawnAlsoFromOneRowAndFromNone() {
        Table table = Table.create(
                "trades",
                InstantColumn.create("created_time", new Instant[] {Instant.EPOCH}),
                DoubleColumn.create("yes_price", 0.5));

        assertThat(new Pixels(Charts.steps(table, "created_time", "yes_price")).has(LINE))
                .isTrue();
        assertThat(new Pixels(Charts.steps(table.emptyCopy(), "created_time", "yes_price")).has(LINE))
                .isFalse();
    }

    @Test
    void columnOfAnotherKindIsRefused() {
        Table table = Table.create("trades", StringColumn.create("created_time"), DoubleColumn.create("yes_price"));

        assertThatThrownBy(() -> Charts.steps(table, "created_time", "yes_price"))
                .isInstanceOf(KalshiException.class)
                .hasMessage("Chart: the table 'trades' has no 'created_time' that is an instant column.\n"
                        + "It has [created_time, yes_price].");
    }
}
