package dev.kalshilab.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.chart.Charts;
import dev.kalshilab.model.NewProcess;
import dev.kalshilab.table.TableSource;
import java.io.ByteArrayInputStream;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.knowm.xchart.XYChart;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

@ExtendWith(NewProcess.class)
class RichTest {
    private static final Table TABLE =
            Table.create("t", StringColumn.create("hour", "00"), DoubleColumn.create("volume", 1));

    @Test
    void tablesAreHtmlAndText() {
        Rich rich = Rich.of(TABLE).orElseThrow();

        assertThat(rich.data().keySet()).containsExactly("text/html", "text/plain");
        assertThat(rich.data().get("text/html")).startsWith("<div class=\"kalshi-table ");
    }

    @Test
    void chartsArePngAtHalfTheirPixelsWithOneLineOfText() throws Exception {
        Rich rich = Rich.of(Charts.bars(TABLE, "hour", "volume")).orElseThrow();

        byte[] png = Base64.getDecoder().decode(rich.data().get("image/png"));
        var image = ImageIO.read(new ByteArrayInputStream(png));
        assertThat(rich.metadata().get("image/png"))
                .containsEntry("width", image.getWidth() / 2)
                .containsEntry("height", image.getHeight() / 2)
                .containsEntry("alt", "Bars chart: volume · 1 row by hour.");
        assertThat(rich.data().get("text/plain")).isEqualTo("Bars[volume · 1 row by hour]");
    }

    @Test
    void chartsOfTheLibraryAreShownToo() {
        XYChart chart = new XYChart(300, 200);
        chart.addSeries("a", new double[] {1, 2}, new double[] {1, 2});

        Rich rich = Rich.of(chart).orElseThrow();
        assertThat(rich.data()).containsKey("image/png").containsEntry("text/plain", "XYChart[no title]");
        assertThat(rich.metadata().get("image/png")).containsAllEntriesOf(Map.of("width", 300, "height", 200));
    }

    @Test
    void queriesAreNotFetchedForBeingLookedAt() {
        TableSource query = () -> {
            throw new AssertionError("fetched");
        };

        assertThat(Rich.of(query)).isEmpty();
        assertThat(Rich.of(List.of(1, 2))).isEmpty();
    }
}
