package dev.kalshilab.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.NewProcess;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.InstantColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

@ExtendWith(NewProcess.class)
class PlainChartTest {
    private static final int LINE = 0x1F6FB2;
    private static final int GAP = 0xF2DCC9;
    private static final int REPAIRED = 0xF8F1E4;

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

    // -- shaded stretches --------------------------------------------------------------------------------------------

    private static final Instant START = Instant.parse("2026-09-15T18:00:00Z");
    private static final int SECONDS = 1000;

    /** A price that rises through the whole chart, so that its line says which column of pixels is which second. */
    private static Table rising() {
        InstantColumn times = InstantColumn.create("time");
        DoubleColumn prices = DoubleColumn.create("yes_bid");
        times.append(START).append(START.plusSeconds(SECONDS));
        prices.append(0.2).append(0.8);
        return Table.create("tickers", times, prices);
    }

    private record Stretch(
            String why, long from, long to, @Nullable Boolean repaired) {}

    private static Table coverage(Stretch... stretches) {
        StringColumn why = StringColumn.create("why");
        InstantColumn from = InstantColumn.create("from");
        InstantColumn to = InstantColumn.create("to");
        BooleanColumn repaired = BooleanColumn.create("repaired");
        for (Stretch stretch : stretches) {
            why.append(stretch.why());
            from.append(START.plusSeconds(stretch.from()));
            to.append(START.plusSeconds(stretch.to()));
            if (stretch.repaired() == null) {
                repaired.appendMissing();
            } else {
                repaired.append(stretch.repaired());
            }
        }
        return Table.create("coverage", why, from, to, repaired);
    }

    /** The first and last column of pixels of that colour. */
    private static int[] extent(BufferedImage image, int colour) {
        int first = -1;
        int last = -1;
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                if ((image.getRGB(x, y) & 0xFFFFFF) == colour) {
                    first = first < 0 ? x : first;
                    last = x;
                    break;
                }
            }
        }
        return new int[] {first, last};
    }

    private static BufferedImage image(Picture chart) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(chart.png()));
    }

    /** What that column of pixels is in seconds, by the line that begins with the first second and ends with the last. */
    private static double second(BufferedImage image, int x) {
        int[] line = extent(image, LINE);
        return (x - line[0]) * (double) SECONDS / (line[1] - line[0]);
    }

    @Test
    void stretchesThatWereNotCoveredAreShadedAtTheirTimes() throws IOException {
        BufferedImage image = image(Charts.steps(
                rising(),
                "time",
                "yes_bid",
                coverage(
                        new Stretch("connected", 0, 300, null),
                        new Stretch("disconnected", 300, 450, false),
                        new Stretch("connected", 450, 700, null),
                        new Stretch("sequence gap", 700, 720, true),
                        new Stretch("connected", 720, 1000, null))));

        double pixel = second(image, 1) - second(image, 0);
        int[] open = extent(image, GAP);
        int[] repaired = extent(image, REPAIRED);
        assertThat(second(image, open[0])).isCloseTo(300, within(3 * pixel));
        assertThat(second(image, open[1])).isCloseTo(450, within(3 * pixel));
        assertThat(second(image, repaired[0])).isCloseTo(700, within(3 * pixel));
        assertThat(second(image, repaired[1])).isCloseTo(720, within(3 * pixel));
    }

    @Test
    void aStretchThatReachesBeyondTheChartIsShadedAsFarAsTheChartAndAMomentIsSeen() throws IOException {
        BufferedImage image = image(Charts.steps(
                rising(),
                "time",
                "yes_bid",
                coverage(
                        new Stretch("suspended", -5000, 100, false),
                        new Stretch("unreadable", 500, 500, true),
                        new Stretch("disconnected", 5000, 6000, false))));

        int[] open = extent(image, GAP);
        int[] line = extent(image, LINE);
        assertThat(open[0]).isBetween(line[0] - 3, line[0] + 3);
        assertThat(second(image, open[1])).isCloseTo(100, within(4.0));
        int[] moment = extent(image, REPAIRED);
        assertThat(second(image, moment[0])).isCloseTo(500, within(4.0));
        assertThat(moment[1] - moment[0]).isBetween(1, 4);
    }

    @Test
    void theCaptionSaysWhatTheShadesMeanAndSoDoTheWords() {
        Picture both = Charts.steps(
                rising(),
                "time",
                "yes_bid",
                coverage(new Stretch("stall", 100, 200, false), new Stretch("overflow", 300, 400, true)));
        Picture repaired = Charts.steps(rising(), "time", "yes_bid", coverage(new Stretch("overflow", 300, 400, true)));

        assertThat(both.alt())
                .isEqualTo("Steps chart: yes bid · 2 rows. shaded: not covered (1); lighter: not covered, repaired"
                        + " (1).");
        assertThat(repaired.toString()).isEqualTo("Steps[yes bid · 2 rows, shaded: not covered, repaired (1)]");
    }

    @Test
    void whereAllWasCoveredTheChartIsAsWithoutCoverage() {
        Picture plain = Charts.steps(rising(), "time", "yes_bid");
        Picture covered = Charts.steps(rising(), "time", "yes_bid", coverage(new Stretch("connected", 0, 1000, null)));

        assertThat(covered.png()).isEqualTo(plain.png());
        assertThat(covered.alt()).isEqualTo(plain.alt());
        assertThat(new Pixels(plain).has(GAP)).isFalse();
    }

    @Test
    void aTableThatIsNoCoverageIsRefusedInTwoLines() {
        assertThatThrownBy(() -> Charts.steps(rising(), "time", "yes_bid", rising()))
                .isInstanceOf(KalshiException.class)
                .hasMessage("Chart: the table 'tickers' says nothing about coverage.\n"
                        + "Give feed.coverage(); it has [time, yes_bid].");
        Table texts = Table.create(
                "notes",
                StringColumn.create("from"),
                StringColumn.create("to"),
                StringColumn.create("why"),
                StringColumn.create("repaired"));
        assertThatThrownBy(() -> Charts.steps(rising(), "time", "yes_bid", texts))
                .isInstanceOf(KalshiException.class)
                .hasMessage("Chart: the table 'notes' says nothing about coverage.\n"
                        + "Give feed.coverage(); it has [from, to, why, repaired].");
    }
}
