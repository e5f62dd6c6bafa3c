package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;

import com.squareup.moshi.Moshi;
import dev.kalshilab.auth.Credentials;
import dev.kalshilab.model.Example;
import dev.kalshilab.sandbox.Sandbox;
import dev.kalshilab.testkit.Sandboxes;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs {@code ./notebooks/run --jar …} as a user does and looks inside what comes out.
 *
 * <p>The truth is asked from a sandbox of this test's own, by plain HTTP: the same seed, but none of our reading code.
 */
class NotebooksIT {
    private static final Path ROOT = Path.of(System.getProperty("project.root"));
    private static final Set<Integer> CANDLE_COLOURS = Set.of(0x17A398, 0xB8324F, 0x5F6B7A);
    private static final int GAP_COLOUR = 0xF2DCC9;
    private static final int REPAIRED_COLOUR = 0xF8F1E4;
    private static final int AXIS_COLOUR = 0xC5CBD3;

    @TempDir
    static Path directory;

    private static Path out;
    private static String said;
    private static Map<String, String> before;

    @BeforeAll
    static void runAllNotebooksOnTheSandbox() throws Exception {
        before = committed();
        out = directory.resolve("out of the sandbox");
        Run run = run("--out", out.toString());
        assertThat(run.status).as(run.said).isZero();
        said = run.said;
    }

    @Test
    void everyNotebookHasALineAnExecutedCopyAndAPage() throws IOException {
        for (String file : before.keySet()) {
            String name = file.replace(".ipynb", "");
            assertThat(said).containsPattern("(?m)^" + name + " +\\d+ +[\\d.]+ +\\d+ +\\d+ +\\d+$");
            assertThat(out.resolve(name + ".ipynb")).exists();
            assertThat(Files.readString(out.resolve(name + ".html"))).contains("kalshi-table");
        }
        assertThat(out.resolve("01-quickstart/candles.png")).exists();
    }

    @Test
    void committedNotebooksStayUntouchedAndHoldNoResults() throws IOException {
        assertThat(committed()).isEqualTo(before);
        assertThat(before.values()).allSatisfy(text -> assertThat(text).doesNotContain("\"output_type\""));
    }

    @Test
    void chartDrawsAsManyCandlesAsTheExchangeServed() throws Exception {
        Sandbox sandbox = Sandboxes.start();
        Example example = example(sandbox, "candles");
        long now = sandbox.clock().instant().getEpochSecond();
        long traded = candles(sandbox, example.ticker(), now - 7 * 86_400 + 1, now).stream()
                .filter(candle -> new BigDecimal((String) candle.get("volume_fp")).signum() > 0)
                .count();

        List<BufferedImage> charts = charts(out.resolve("01-quickstart.ipynb"));

        assertThat(traded).isGreaterThan(50);
        assertThat(charts).hasSize(1);
        assertThat(drawn(charts.get(0), true)).as("bodies and wicks").isEqualTo(traded);
        assertThat(drawn(charts.get(0), false)).as("volume bars").isEqualTo(traded);
    }

    @Test
    void tableShowsTheRowsAndValuesThatTheExchangeServed() throws Exception {
        Sandbox sandbox = Sandboxes.start();
        String event = example(sandbox, "event").ticker();
        List<List<String>> served = new ArrayList<>();
        for (Map<String, Object> market :
                rows(get(sandbox.url() + "/markets?limit=1000&event_ticker=" + event), "markets")) {
            List<String> cells = new ArrayList<>();
            for (String field : List.of("ticker", "yes_sub_title", "status", "result")) {
                cells.add(Objects.equals(market.get(field), "") ? "—" : String.valueOf(market.get(field)));
            }
            for (String field : List.of(
                    "yes_bid_dollars", "yes_ask_dollars", "last_price_dollars", "volume_fp", "open_interest_fp")) {
                cells.add(number((String) market.get(field)));
            }
            served.add(cells);
        }

        String html = tables(out.resolve("01-quickstart.ipynb")).stream()
                .filter(table -> table.contains(">yes_sub_title<"))
                .findFirst()
                .orElseThrow();

        assertThat(cells(html)).isEqualTo(served);
        assertThat(html).contains("SANDBOX: invented data").contains("complete");
    }

    @Test
    void profitAndLossIsWhatTheServedSettlementsComeTo() throws Exception {
        Sandbox sandbox = Sandboxes.start();
        Credentials key = Credentials.of(sandbox.rsa().id(), sandbox.rsa().file());
        URI settlements = URI.create(sandbox.url() + "/portfolio/settlements");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(settlements + "?limit=1000"));
        key.headers("GET", settlements.getPath(), Instant.now()).forEach(request::header);
        BigDecimal total = BigDecimal.ZERO;
        List<Map<String, Object>> served = rows(get(request), "settlements");
        for (Map<String, Object> row : served) {
            total = total.add(BigDecimal.valueOf(((Number) row.get("revenue")).longValue(), 2));
            for (String field : List.of("yes_total_cost_dollars", "no_total_cost_dollars", "fee_cost")) {
                total = total.subtract(new BigDecimal((String) row.get(field)));
            }
        }

        assertThat(served).hasSizeGreaterThan(20);
        assertThat(outputs(out.resolve("04-portfolio.ipynb"), "text/plain"))
                .contains("profit and loss of " + served.size() + " settlements: $" + number(total.toPlainString()));
    }

    @Test
    void streamIsSeenLiveCutRepairedAndShaded() throws IOException {
        Path notebook = out.resolve("05-live-stream.ipynb");
        List<String> html = tables(notebook);
        String ended = "detached: this shows what was there when the watching ended";

        // Three tables in one output, and a chart in another: what was there last is what stays.
        assertThat(html.get(0)).contains(">taker_side<", ended).doesNotContain("<img");
        assertThat(html.get(0).split("kalshi-table", -1)).hasSizeGreaterThanOrEqualTo(4);
        assertThat(html).anySatisfy(view -> assertThat(view)
                .contains(
                        "<img src=\"data:image/png;base64,",
                        "alt=\"Steps chart: KXPRESALDERIA-26-AQ · yes bid",
                        ended));
        String coverage = html.stream()
                .filter(table -> table.contains(">repaired<"))
                .findFirst()
                .orElseThrow();
        assertThat(cells(coverage))
                .filteredOn(row -> row.contains("disconnected"))
                .extracting(row -> row.get(0) + ' ' + row.contains("true"))
                .containsExactly("trade true", "ticker false", "orderbook_delta false");
        assertThat(html.stream()
                        .filter(table -> table.contains(">origin<"))
                        .map(NotebooksIT::cells)
                        .filter(rows -> rows.stream().anyMatch(row -> row.contains("rest"))
                                && rows.stream().noneMatch(row -> row.contains("stream"))))
                .as("trades that were missed and asked for")
                .hasSize(1);
        List<BufferedImage> charts = charts(notebook);
        assertThat(charts).hasSize(2);
        assertThat(has(charts.get(0), GAP_COLOUR)).as("a gap is shaded").isTrue();
        assertThat(has(charts.get(1), REPAIRED_COLOUR)).as("a repaired one too").isTrue();
        assertThat(has(charts.get(1), GAP_COLOUR)).isFalse();
        assertThat(outputs(notebook, "text/plain"))
                .anySatisfy(text -> assertThat(text).contains("3 gaps, 1 repaired", "1 reconnect"))
                .anySatisfy(text -> assertThat(text).matches("\\d+ trades, then [1-9]\\d* more"));
    }

    @Test
    void tapeOfCentsIsReadAndWhatItLacksIsSaid() throws Exception {
        Path tape = Files.writeString(directory.resolve("cents.tape.jsonl"), CentsTape.text());
        Path tapeOut = directory.resolve("tape");

        Run run = run("--on", "tape:" + tape, "--out", tapeOut.toString());

        assertThat(run.status).as(run.said).isZero();
        List<BufferedImage> charts = charts(tapeOut.resolve("01-quickstart.ipynb"));
        assertThat(drawn(charts.get(0), true)).isEqualTo(CentsTape.TRADED);
        List<String> tables = tables(tapeOut.resolve("01-quickstart.ipynb"));
        assertThat(tables)
                .anySatisfy(table -> assertThat(table).contains("not recorded").contains(">yes_price<"));
        String candles = tables.stream()
                .filter(table -> table.contains(">open_interest<") && table.contains(">traded<"))
                .findFirst()
                .orElseThrow();
        assertThat(cells(candles).get(0)).contains(CentsTape.TICKER, "0.06", "0.07", "true");
        assertThat(candles).doesNotContain("SANDBOX");
        // It has a sandbox of its own wherever it runs.
        assertThat(tables(tapeOut.resolve("05-live-stream.ipynb")))
                .anySatisfy(table -> assertThat(table).contains(">origin<", "SANDBOX: invented data"));
    }

    // -- the run ----------------------------------------------------------------------------------------------------

    private record Run(int status, String said) {}

    private static Run run(String... options) throws Exception {
        boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("win");
        List<String> command = new ArrayList<>();
        command.add(
                ROOT.resolve(windows ? "notebooks/run.cmd" : "notebooks/run").toString());
        command.addAll(List.of("--jar", System.getProperty("toolkit.jar")));
        command.addAll(List.of(options));
        Path log = Files.createTempFile(directory, "run", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        return new Run(process.exitValue(), Files.readString(log));
    }

    private static Map<String, String> committed() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.list(ROOT.resolve("notebooks"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".ipynb")).toList()) {
                texts.put(String.valueOf(file.getFileName()), Files.readString(file));
            }
        }
        return texts;
    }

    // -- what the exchange served -----------------------------------------------------------------------------------

    private static Example example(Sandbox sandbox, String what) {
        return sandbox.examples().stream()
                .filter(example -> example.what().equals(what))
                .findFirst()
                .orElseThrow();
    }

    private static List<Map<String, Object>> candles(Sandbox sandbox, String ticker, long from, long to)
            throws Exception {
        Map<String, Object> market = member(get(sandbox.url() + "/markets/" + ticker), "market");
        Map<String, Object> event = member(get(sandbox.url() + "/events/" + market.get("event_ticker")), "event");
        return rows(
                get(sandbox.url() + "/series/" + event.get("series_ticker") + "/markets/" + ticker
                        + "/candlesticks?period_interval=60&start_ts=" + from + "&end_ts=" + to),
                "candlesticks");
    }

    private static Object get(String url) throws Exception {
        return get(HttpRequest.newBuilder(URI.create(url)));
    }

    private static Object get(HttpRequest.Builder request) throws Exception {
        String body = HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.ofString())
                .body();
        return json(body);
    }

    private static Object json(String text) throws IOException {
        return Objects.requireNonNull(
                new Moshi.Builder().build().adapter(Object.class).fromJson(text));
    }

    @SuppressWarnings("unchecked") // JSON objects are maps of strings
    private static Map<String, Object> member(Object object, String name) {
        return (Map<String, Object>) Objects.requireNonNull(((Map<String, Object>) object).get(name));
    }

    @SuppressWarnings("unchecked") // JSON arrays are lists
    private static List<Map<String, Object>> rows(Object object, String name) {
        return (List<Map<String, Object>>) Objects.requireNonNull(((Map<String, Object>) object).get(name));
    }

    /** As a reader writes it: without trailing zeros. */
    private static String number(String text) {
        BigDecimal value = new BigDecimal(text);
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    // -- what the notebook shows ------------------------------------------------------------------------------------

    private static List<String> outputs(Path notebook, String mime) throws IOException {
        List<String> found = new ArrayList<>();
        for (Map<String, Object> cell : rows(json(Files.readString(notebook)), "cells")) {
            if (cell.containsKey("outputs")) {
                for (Map<String, Object> output : rows(cell, "outputs")) {
                    if (output.get("data") instanceof Map<?, ?> data && data.containsKey(mime)) {
                        Object value = data.get(mime);
                        found.add(
                                value instanceof List<?> lines
                                        ? String.join(
                                                "",
                                                lines.stream()
                                                        .map(String::valueOf)
                                                        .toList())
                                        : String.valueOf(value));
                    }
                }
            }
        }
        return found;
    }

    private static List<String> tables(Path notebook) throws IOException {
        return outputs(notebook, "text/html");
    }

    private static List<BufferedImage> charts(Path notebook) throws IOException {
        List<BufferedImage> images = new ArrayList<>();
        for (String png : outputs(notebook, "image/png")) {
            byte[] bytes = Base64.getDecoder().decode(png.replaceAll("\\s", "").getBytes(StandardCharsets.US_ASCII));
            images.add(Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(bytes))));
        }
        return images;
    }

    private static List<List<String>> cells(String html) {
        List<List<String>> rows = new ArrayList<>();
        Matcher row = Pattern.compile("<tr>(<td.*?)</tr>", Pattern.DOTALL).matcher(html);
        while (row.find()) {
            List<String> cells = new ArrayList<>();
            Matcher cell =
                    Pattern.compile("<td[^>]*>(.*?)</td>", Pattern.DOTALL).matcher(row.group(1));
            while (cell.find()) {
                cells.add(cell.group(1)
                        .replace("&lt;", "<")
                        .replace("&gt;", ">")
                        .replace("&quot;", "\"")
                        .replace("&#39;", "'")
                        .replace("&amp;", "&"));
            }
            rows.add(cells);
        }
        return rows;
    }

    /** Stretches of columns in a candle's colours with blank columns between, above or below the price axis. */
    private static long drawn(BufferedImage image, boolean prices) {
        int axis = 0;
        while ((image.getRGB(image.getWidth() - 60, axis) & 0xFFFFFF) != AXIS_COLOUR) {
            axis++;
        }
        long stretches = 0;
        boolean inside = false;
        for (int x = 0; x < image.getWidth(); x++) {
            boolean coloured = false;
            for (int y = prices ? 0 : axis + 1; y < (prices ? axis : image.getHeight()); y++) {
                coloured |= CANDLE_COLOURS.contains(image.getRGB(x, y) & 0xFFFFFF);
            }
            stretches += coloured && !inside ? 1 : 0;
            inside = coloured;
        }
        return stretches;
    }

    private static boolean has(BufferedImage image, int colour) {
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                if ((image.getRGB(x, y) & 0xFFFFFF) == colour) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A recording made here: one market's daily candles in integer cents, and no trades. */
    private static final class CentsTape {
        static final String TICKER = "KXTAPED-26-A";
        static final int CANDLES = 20;
        static final long TRADED = 15; // every fourth has no trade

        private static final long FIRST_END =
                Instant.parse("2025-11-05T05:00:00Z").getEpochSecond();

        private CentsTape() {}

        static String text() {
            StringBuilder candles = new StringBuilder();
            for (int i = 0; i < CANDLES; i++) {
                boolean traded = i % 4 != 3;
                candles.append(i == 0 ? "" : ",")
                        .append("{\"end_period_ts\":")
                        .append(FIRST_END + i * 86_400L)
                        .append(",\"open_interest\":100,\"volume\":")
                        .append(traded ? 10 + i : 0)
                        .append(",\"price\":")
                        .append(
                                traded
                                        ? "{\"open\":6,\"high\":8,\"low\":5,\"close\":7,\"mean\":6,\"previous\":6}"
                                        : "{\"open\":null,\"high\":null,\"low\":null,\"close\":null,\"previous\":7}")
                        .append(",\"yes_bid\":{\"open\":5,\"high\":5,\"low\":5,\"close\":5}")
                        .append(",\"yes_ask\":{\"open\":9,\"high\":9,\"low\":9,\"close\":9}}");
            }
            return "{\"tape\":1,\"exchange\":\"kalshi\",\"note\":\"made by a test\"}\n"
                    + line(
                            "/series/KXTAPED/markets/" + TICKER + "/candlesticks",
                            "period_interval=1440&start_ts=" + FIRST_END + "&end_ts=" + (FIRST_END + 19 * 86_400L),
                            "{\"candlesticks\":[" + candles + "],\"ticker\":\"" + TICKER + "\"}")
                    + line(
                            "/markets",
                            "limit=5",
                            "{\"cursor\":\"\",\"markets\":[{\"ticker\":\"" + TICKER
                                    + "\",\"event_ticker\":\"KXTAPED-26\",\"yes_bid\":5,\"yes_ask\":9,\"volume\":99,"
                                    + "\"status\":\"active\",\"yes_sub_title\":\"<b>A & B</b>\"}]}");
        }

        private static String line(String path, String query, String body) {
            return "{\"t\":\"2025-12-01T00:00:00Z\",\"method\":\"GET\",\"path\":\"/trade-api/v2" + path
                    + "\",\"query\":\"" + query
                    + "\",\"status\":200,\"headers\":{\"content-type\":\"application/json\"},"
                    + "\"body\":\"" + body.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}\n";
        }
    }
}
