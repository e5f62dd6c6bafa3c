package dev.kalshilab.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.chart.Charts;
import dev.kalshilab.chart.Picture;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.InstantColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class CellViewTest {
    private static final Pattern IMAGE = Pattern.compile(
            "<img src=\"data:image/png;base64,([^\"]+)\" width=\"(\\d+)\" height=\"(\\d+)\" alt=\"([^\"]*)\">");

    private final List<String> ids = new ArrayList<>();
    private final List<Boolean> firsts = new ArrayList<>();
    private final List<Map<String, String>> shown = new ArrayList<>();
    private boolean runs = true;

    private CellView view() {
        return new CellView(new CellLine.Cell() {
            @Override
            public void show(String id, Map<String, String> data, boolean first) {
                ids.add(id);
                shown.add(data);
                firsts.add(first);
            }

            @Override
            public boolean runs() {
                return runs;
            }
        });
    }

    private static Table table(String name, String... texts) {
        return Table.create(name, StringColumn.create("text", texts));
    }

    private String html() {
        return shown.get(shown.size() - 1).get("text/html");
    }

    @Test
    void aViewIsOneOutputWhoseContentIsReplaced() {
        CellView view = view();
        view.show(List.of(table("one", "first")), "open");
        view.show(List.of(table("one", "second"), table("two", "third")), "still open");
        view.leave(List.of(table("one", "fourth")), "over");

        assertThat(firsts).containsExactly(true, false, false);
        assertThat(ids).hasSize(3).containsOnly(ids.get(0));
        assertThat(shown.get(1).get("text/html"))
                .contains("second", "third", "still open")
                .doesNotContain("first");
        assertThat(html()).contains("fourth", "over").doesNotContain("second");
        assertThat(shown.get(2).get("text/plain")).contains("fourth").endsWith("over");
    }

    @Test
    void whatOthersSaidIsNoHtml() {
        CellView view = view();
        view.show(List.of("<b>plain & simple</b>", table("t", "<script>")), "a < b");

        assertThat(html())
                .contains("<pre>&lt;b&gt;plain &amp; simple&lt;/b&gt;</pre>", "a &lt; b")
                .doesNotContain("<script>");
    }

    @Test
    void aChartHasItsSizeAndItsWords() throws Exception {
        Table trades = Table.create(
                "trades",
                InstantColumn.create("created_time", new Instant[] {Instant.EPOCH, Instant.EPOCH.plusSeconds(60)}),
                DoubleColumn.create("yes_price", 0.5, 0.6));
        Picture chart = Charts.steps(trades, "created_time", "yes_price");
        view().show(List.of(chart), "open");

        Matcher image = IMAGE.matcher(html());
        assertThat(image.find()).isTrue();
        var pixels = ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(image.group(1))));
        assertThat(pixels.getWidth()).isEqualTo(2 * Integer.parseInt(image.group(2)));
        assertThat(pixels.getHeight()).isEqualTo(2 * Integer.parseInt(image.group(3)));
        assertThat(image.group(4)).startsWith("Steps chart: yes price · 2 rows.");
        assertThat(shown.get(0).get("text/plain")).startsWith("Steps[yes price · 2 rows");
    }

    @Test
    void aViewIsAttachedAsLongAsItsCellRuns() {
        CellView view = view();
        assertThat(view.isAttached()).isTrue();
        runs = false;
        assertThat(view.isAttached()).isFalse();
    }
}
