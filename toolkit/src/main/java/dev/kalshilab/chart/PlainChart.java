package dev.kalshilab.chart;

import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.table.Units;
import java.awt.BasicStroke;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;
import tech.tablesaw.api.InstantColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** One series in one pane: steps over time, or bars by label. */
final class PlainChart extends Composed {
    private static final int LEFT_OF_BARS = 70;
    private static final int LETTER = 7;

    private static final int WIDTH = 900;
    private static final int HEIGHT = 330;
    private static final BasicStroke LINE = new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER);

    private final String kind;
    private final String title;
    private final String label;
    private final Supplier<Sheet> sheet;

    private PlainChart(String kind, String title, String label, Supplier<Sheet> sheet) {
        this.kind = kind;
        this.title = title;
        this.label = label;
        this.sheet = sheet;
    }

    static PlainChart steps(Table table, String time, String value) {
        return steps(table, time, value, Bands.NONE);
    }

    static PlainChart steps(Table table, String time, String value, Bands bands) {
        NumericColumn<?> numbers = numbers(table, value);
        if (!table.containsColumn(time) || !(table.column(time) instanceof InstantColumn times)) {
            throw unfit(table, time, "an instant column");
        }
        record Point(Instant at, double y) {}
        double scale = money(table, value) ? 100 : 1;
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < table.rowCount(); i++) {
            if (!times.isMissing(i) && !numbers.isMissing(i)) {
                points.add(new Point(times.get(i), scale * numbers.getDouble(i)));
            }
        }
        // Stable, so that rows of one millisecond keep the table's order.
        if (!points.isEmpty()
                && points.get(0).at().isAfter(points.get(points.size() - 1).at())) {
            java.util.Collections.reverse(points);
        }
        points.sort(java.util.Comparator.comparing(Point::at));
        String title = title(table, value, points.size());
        String said = bands.caption();
        String label = Provenance.label(table);
        return new PlainChart("Steps", title, said + (said.isEmpty() || label.isEmpty() ? "" : "; ") + label, () -> {
            Fonts.require();
            if (points.isEmpty()) {
                return nothing(table, title);
            }
            Instant from = points.get(0).at();
            Instant to = points.get(points.size() - 1).at();
            if (from.equals(to)) {
                from = from.minusSeconds(60);
                to = to.plusSeconds(60);
            }
            double[] x = points.stream().mapToDouble(p -> p.at().toEpochMilli()).toArray();
            double[] y = points.stream().mapToDouble(Point::y).toArray();
            XYChart chart = new XYChart(WIDTH, HEIGHT);
            Pane.style(chart.getStyler(), false);
            chart.getStyler().setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Step);
            chart.getStyler().setXAxisMin((double) from.toEpochMilli()).setXAxisMax((double) to.toEpochMilli());
            range(chart.getStyler(), y, scale == 100, false);
            XYSeries series = chart.addSeries(value, x, y);
            series.setLineColor(Palette.LINE).setLineStyle(LINE);
            series.setMarker(points.size() == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
            series.setMarkerColor(Palette.LINE);
            TimeAxis axis = TimeAxis.of(Zones.UTC, from, to, WIDTH - 82, Instant::toEpochMilli);
            return sheet(table, title, new Pane(chart, label(table, value), HEIGHT), bands, axis);
        });
    }

    static PlainChart bars(Table table, String label, String value) {
        NumericColumn<?> numbers = numbers(table, value);
        if (!table.containsColumn(label)) {
            throw unfit(table, label, "a column");
        }
        double scale = money(table, value) ? 100 : 1;
        Column<?> labels = table.column(label);
        int rows = table.rowCount();
        List<String> names =
                IntStream.range(0, rows).mapToObj(labels::getString).toList();
        List<Double> values = IntStream.range(0, rows)
                .mapToObj(i -> numbers.isMissing(i) ? Double.NaN : scale * numbers.getDouble(i))
                .toList();
        String title = title(table, value, rows) + " by " + label;
        return new PlainChart("Bars", title, Provenance.label(table), () -> {
            Fonts.require();
            if (names.isEmpty()) {
                return nothing(table, title);
            }
            CategoryChart chart = new CategoryChart(WIDTH, HEIGHT);
            Pane.style(chart.getStyler(), true);
            chart.getStyler().setAvailableSpaceFill(0.7);
            chart.getStyler().setXAxisMaxLabelCount(labelsThatFit(names));
            range(chart.getStyler(), values.stream().mapToDouble(v -> v).toArray(), scale == 100, true);
            chart.addSeries(value, names, values).setFillColor(Palette.LINE);
            return sheet(table, title, new Pane(chart, label(table, value), HEIGHT), Bands.NONE, null);
        });
    }

    /** As many labels as stand side by side: XChart prints the others on top of each other. */
    static int labelsThatFit(List<String> names) {
        int longest = names.stream().mapToInt(String::length).max().orElse(1);
        int fit = (WIDTH - LEFT_OF_BARS) / (longest * LETTER + LETTER * 2);
        return Math.max(2, Math.min(30, fit));
    }

    @Override
    public String alt() {
        return kind + " chart: " + title + "." + (label.isEmpty() ? "" : " " + label + ".");
    }

    @Override
    public String toString() {
        return kind + "[" + title + (label.isEmpty() ? "" : ", " + label) + "]";
    }

    @Override
    Sheet sheet() {
        return sheet.get();
    }

    private static Sheet sheet(Table table, String title, Pane pane, Bands bands, @Nullable TimeAxis axis) {
        return new Sheet(WIDTH, title, bands.caption(), Provenance.label(table), "", List.of(pane), bands, axis);
    }

    private static Sheet nothing(Table table, String title) {
        Optional<Provenance> provenance = Provenance.of(table);
        String reason =
                provenance.filter(Provenance::notRecorded).isPresent() ? Provenance.NOT_RECORDED : "nothing to draw";
        String corner = Provenance.label(table);
        return new Sheet(WIDTH, title, "", corner, reason, List.of(Pane.empty(200)), null);
    }

    private static void range(AxesChartStyler styler, double[] values, boolean cents, boolean fromZero) {
        double low = java.util.Arrays.stream(values)
                .filter(v -> !Double.isNaN(v))
                .min()
                .orElse(0);
        double high = java.util.Arrays.stream(values)
                .filter(v -> !Double.isNaN(v))
                .max()
                .orElse(1);
        double room = Math.max(high - low, cents ? 25 : high == low ? 1 : 0) * 0.08;
        double bottom = fromZero ? Math.min(0, low * 1.08) : low >= 0 ? Math.max(0, low - room) : low - room;
        double top = fromZero ? Math.max(0, high * 1.08) : high + room;
        Pane.yRange(styler, bottom, top > bottom ? top : bottom + 1);
        styler.setYAxisDecimalPattern(cents ? "0.##'¢'" : "#,##0.####");
    }

    private static String title(Table table, String value, int rows) {
        String what = value.replace('_', ' ');
        if (table.containsColumn("ticker")
                && !table.isEmpty()
                && table.column("ticker").countUnique() == 1) {
            what = table.column("ticker").getString(0) + " · " + what;
        }
        return what + " · " + Words.count(rows, "row", "rows");
    }

    private static String label(Table table, String value) {
        String unit = money(table, value) ? "" : Units.of(table, value);
        return value.replace('_', ' ') + (unit.isEmpty() ? "" : ", " + unit);
    }

    /** Whether a column holds prices, by its name, in dollars, as far as its unit is known. */
    private static boolean money(Table table, String column) {
        String unit = Units.of(table, column);
        String name = column.toLowerCase(Locale.ROOT);
        return (unit.isEmpty() || unit.equals("dollars"))
                && (name.contains("price") || name.matches("(yes|no)_(bid|ask)(_(open|high|low|close))?"));
    }

    private static NumericColumn<?> numbers(Table table, String name) {
        if (table.containsColumn(name) && table.column(name) instanceof NumericColumn<?> column) {
            return column;
        }
        throw unfit(table, name, "a number column");
    }

    private static KalshiException unfit(Table table, String name, String kind) {
        return new KalshiException("Chart: the table '" + table.name() + "' has no '" + name + "' that is " + kind
                + ".\nIt has " + table.columnNames() + ".");
    }
}
