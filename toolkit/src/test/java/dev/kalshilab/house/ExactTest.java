package dev.kalshilab.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Money and counts are integers until a table is made or a chart is drawn: elsewhere the code has floating point only in
 * the places named here.
 */
class ExactTest {
    private static final Path CODE =
            Path.of(System.getProperty("project.root", ".."), "toolkit", "src", "main", "java", "dev", "kalshilab");

    /** Tables, what is made of them, and what shows them. The sandbox invents its world with doubles, but see below. */
    private static final Set<String> ELSEWHERE = Set.of("table", "csv", "chart", "notebook", "sandbox");

    /** What the sandbox's account is kept with. */
    private static final Pattern LEDGER =
            Pattern.compile("sandbox/(Account|Fees|Holding|DemoOrder|Portfolio|PortfolioBodies)\\.java");

    private static final Pattern FLOATING = Pattern.compile("\\b(double|float|Double|Float|doubleValue|floatValue)\\b"
            + "|\\b\\d[\\d_]*(\\.\\d|[eE]-?\\d|\\.?\\d*[dDfF]\\b)");

    /** Numbers that the exchange itself sends as floating point, the ways from exact values to drawings, and paces. */
    private static final Set<String> ALLOWED = Set.of(
            "Way.java double seconds = Math.max(1, nanos / 1e9);",
            "Way.java double rate = far.pages() / seconds;",
            "Way.java Locale.ROOT, \", %.\" + (rate < 0.1 ? 2 : rate < 10 ? 1 : 0) + \"f pages a second\", rate));",
            "column/Columns.java public double[] doubles(int column) {",
            "column/Columns.java return (double[]) data[column];",
            "column/Columns.java } else if (from instanceof double[] doubles) {",
            "column/Columns.java ((double[]) to)[i] = doubles[wanted[i]];",
            "feed/Buffer.java leaving = Math.max(leaving, count - (long) (count * (bounds.bytes() * (1 - 1.0 / SHARE) / bytes)));",
            "feed/Standing.java double rate = health.rate();",
            "feed/Standing.java Double.isNaN(rate)",
            "feed/Health.java private double rate = Double.NaN;",
            "feed/Health.java rate = (messages - windowMessages) * 1e9 / (nanos - windowNanos);",
            "feed/Health.java synchronized double rate() {",
            "column/Columns.java double[] doubles = new double[length];",
            "column/Columns.java Arrays.fill(doubles, Double.NaN);",
            "column/Columns.java public double doubleAt(int column, int row) {",
            "column/Columns.java return ((double[]) data[column])[row];",
            "column/Columns.java return kind == Kind.NUMBER ? Double.isNaN(doubleAt(column, row)) :"
                    + " objectAt(column, row) == null;",
            "column/Columns.java public void set(int column, double value) {",
            "column/Columns.java ((double[]) data[column])[rows] = value;",
            "column/Columns.java } else if (data[i] instanceof double[] doubles) {",
            "column/Columns.java Arrays.fill(doubles, kept, rows + 1, Double.NaN);",
            "http/PeerClock.java private record Reading(Instant there, long nanos, double pace) {}",
            "http/PeerClock.java double pace = space < 0 ? 0 : Double.parseDouble(told.substring(space + 1));",
            "model/Contracts.java public double toDouble() {",
            "model/Contracts.java return hundredths / 100.0;",
            "model/Price.java public double dollars() {",
            "model/Price.java return micros / 1e6;",
            "model/Event.java @Nullable Double feeMultiplierOverride,",
            "model/EventFeeChange.java @Nullable Double feeMultiplierOverride,",
            "model/Fill.java @Nullable Double price,",
            "model/ForecastPoint.java @Nullable Double rawNumericalForecast,",
            "model/ForecastPoint.java @Nullable Double numericalForecast,",
            "model/Market.java @Nullable Double floorStrike,",
            "model/Market.java @Nullable Double capStrike,",
            "model/Series.java @Nullable Double feeMultiplier,",
            "model/SeriesFeeChange.java @Nullable Double feeMultiplier,",
            "model/Trade.java @Nullable Double price,",
            "rest/TimeChain.java private static final double SHARE_KEPT = 0.7;",
            "rest/TimeChain.java long share = Math.round(Math.pow((double) left, SHARE_KEPT));",
            "rest/Crew.java static int atOnce(double requestsASecond) {",
            "pace/TokenBudget.java private static final double HUNDREDTHS_A_REQUEST = 100.0 * Costs.USUAL;",
            "pace/TokenBudget.java public double requestsASecond() {",
            "pace/TokenBudget.java return isLifted() ? Double.POSITIVE_INFINITY : reads.rate() / HUNDREDTHS_A_REQUEST;",
            "retry/Policies.java private static final double JITTER = 0.25;",
            "sandbox/PortfolioBodies.java .then(out -> out.number(\"price\", (double) fill.price() / Ticks.DOLLAR))",
            "wire/Loose.java double value = Double.parseDouble(json);",
            "wire/Loose.java return json.replaceAll(\"[eE].*|[^0-9]\", \"\").length() <= 15 && !Double.isInfinite(value)"
                    + " && (value != 0 || zero);",
            "wire/Loose.java case NUMBER -> rows.set(column, Double.parseDouble(json));",
            "wire/PlainRows.java rows.set(step.column, Double.parseDouble(frame.text(i)));",
            "wire/RowReader.java rows.set(target.column(), Double.parseDouble(text));");

    @Test
    void nothingButTablesAndDrawingsCountsMoneyInFloatingPoint() throws IOException {
        List<String> floating = new ArrayList<>();
        int files = 0;
        try (Stream<Path> all = Files.walk(CODE)) {
            for (Path file : all.filter(each -> each.toString().endsWith(".java"))
                    .sorted()
                    .toList()) {
                String name = CODE.relativize(file).toString().replace('\\', '/');
                if (!ELSEWHERE.contains(name.replaceAll("/.*", ""))
                        || LEDGER.matcher(name).matches()) {
                    files++;
                    floating(Files.readString(file)).forEach(line -> floating.add(name + " " + line));
                }
            }
        }

        assertThat(files).isGreaterThan(150);
        assertThat(floating).hasSameElementsAs(ALLOWED);
    }

    /** The lines of code with floating point: without comments, and without what is in texts. */
    private static List<String> floating(String source) {
        return source.replaceAll("(?s)/\\*.*?\\*/", "")
                .lines()
                .filter(line -> FLOATING.matcher(line.replaceAll("\"(\\\\.|[^\"\\\\])*\"", "\"\"")
                                .replaceAll("//.*", ""))
                        .find())
                .map(String::strip)
                .toList();
    }

    @Test
    void floatingPointIsSeen() {
        assertThat(floating(
                        "double a;\nint b = 2; // 2.5\nString c = \"1.5\"; /* float */\nx = 1e6;\ny = 0x1F; z = 10L;"))
                .containsExactly("double a;", "x = 1e6;");
    }
}
