package dev.kalshilab.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.knowm.xchart.OHLCChart;
import org.knowm.xchart.OHLCSeries;

/**
 * The two panes of a candle chart, price over volume.
 *
 * <p>XChart colours every candle that does not close higher as falling; at a tick of one cent many close where they
 * opened. So each direction is a series of its own, each over all slots: XChart derives the width of a candle from
 * the number of points in its series.
 */
final class CandlePanes {
    private static final double MANY = 1e12;
    private static final int PRICE_HEIGHT = 330;
    private static final int VOLUME_HEIGHT = 130;
    // What padding takes of a pane's height: near enough to turn points into cents.
    private static final int AROUND = 24;
    private static final double THINNEST_BODY = 2.5;
    private static final double LOWEST_BAR = 1.5;
    private static final BasicStroke WICK = new BasicStroke(1.25f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER);

    private final CandleGrid grid;
    private final int before;
    private final int slots;

    /** Panes with at least so many slots, the empty ones on both sides: a lone candle is not a wall. */
    CandlePanes(CandleGrid grid, int leastSlots) {
        this.grid = grid;
        this.slots = Math.max(grid.size, leastSlots);
        this.before = (slots - grid.size) / 2;
    }

    /** The left end of the x axis, in slots of the grid. */
    double from() {
        return -before;
    }

    /** The right end of the x axis, in slots of the grid. */
    double to() {
        return slots - before;
    }

    Pane price() {
        Range range = range();
        OHLCChart chart = chart(range, "0.##'¢'");
        double thin = (range.high - range.low) / (PRICE_HEIGHT - AROUND) * THINNEST_BODY;
        add(chart, "quotes", Palette.QUOTE, i -> !grid.traded(i) && grid.quoted(i), i -> {
            double[] band = body(range.clamp(100 * grid.bid[i]), range.clamp(100 * grid.ask[i]), thin, range);
            return new double[] {band[0], band[0], band[0], band[1]};
        });
        for (Direction direction : Direction.values()) {
            add(chart, direction.name(), direction.colour, direction.in(grid), i -> {
                double[] body = body(100 * grid.open[i], 100 * grid.close[i], thin, range);
                return new double[] {body[0], 100 * grid.high[i], 100 * grid.low[i], body[1]};
            });
        }
        return new Pane(chart, "price", PRICE_HEIGHT);
    }

    Pane volume() {
        double largest = Arrays.stream(grid.volume).filter(v -> v > 0).max().orElse(0);
        // XChart looks for ticks of such axes for ever.
        double unit = largest > MANY ? 1e9 : 1;
        double most = largest / unit;
        Range range = new Range(0, most > 0 ? most * 1.04 : 1);
        OHLCChart chart = chart(range, most > 0 ? "#,##0.##" : "0");
        double least = range.high / (VOLUME_HEIGHT - AROUND) * LOWEST_BAR;
        for (Direction direction : Direction.values()) {
            IntPredicate here = direction.in(grid).and(i -> !Double.isNaN(grid.volume[i]));
            add(chart, direction.name(), direction.colour, here, i -> {
                double top = Math.max(grid.volume[i] / unit, least);
                return new double[] {0, top, 0, top};
            });
        }
        return new Pane(chart, unit > 1 ? "volume, billions of contracts" : "volume, contracts", VOLUME_HEIGHT);
    }

    private OHLCChart chart(Range range, String numbers) {
        OHLCChart chart = new OHLCChart(900, PRICE_HEIGHT);
        Pane.style(chart.getStyler(), false);
        chart.getStyler().setYAxisDecimalPattern(numbers);
        chart.getStyler().setXAxisMin(from()).setXAxisMax(to());
        Pane.yRange(chart.getStyler(), range.low, range.high);
        // XChart has no ranges, and so no axes, without a series.
        add(chart, "frame", Palette.CLEAR, i -> i == 0, i -> new double[] {range.low, range.low, range.low, range.low});
        return chart;
    }

    private void add(OHLCChart chart, String name, Color colour, IntPredicate here, IntFunction<double[]> candle) {
        double[] x = new double[slots];
        double[][] values = new double[4][slots];
        int drawn = 0;
        for (int point = 0; point < slots; point++) {
            int i = point - before;
            x[point] = i + 0.5;
            boolean draw = i >= 0 && i < grid.size && here.test(i);
            double[] given = draw ? candle.apply(i) : new double[] {Double.NaN, Double.NaN, Double.NaN, Double.NaN};
            for (int k = 0; k < 4; k++) {
                values[k][point] = given[k];
            }
            drawn += draw ? 1 : 0;
        }
        if (drawn == 0) {
            return;
        }
        OHLCSeries series = chart.addSeries(name, x, values[0], values[1], values[2], values[3]);
        series.setUpColor(colour).setDownColor(colour);
        series.setLineColor(colour).setLineStyle(WICK);
    }

    /** The ends of a candle's body, moved apart about their middle when it would be too thin to see. */
    private static double[] body(double open, double close, double thin, Range range) {
        if (Math.abs(close - open) >= thin) {
            return new double[] {open, close};
        }
        double middle = Math.max(range.low + thin / 2, Math.min((open + close) / 2, range.high - thin / 2));
        double up = close < open ? -thin / 2 : thin / 2;
        return new double[] {middle - up, middle + up};
    }

    /** The prices that are drawn, in cents, and room about them; quotes only where there is no trade at all. */
    private Range range() {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        boolean traded = grid.candles() > 0;
        for (int i = 0; i < grid.size; i++) {
            if (traded && grid.traded(i)) {
                low = Math.min(low, 100 * grid.low[i]);
                high = Math.max(high, 100 * grid.high[i]);
            } else if (!traded && grid.quoted(i)) {
                low = Math.min(low, 100 * Math.min(grid.bid[i], grid.ask[i]));
                high = Math.max(high, 100 * Math.max(grid.bid[i], grid.ask[i]));
            }
        }
        if (low > high) {
            return new Range(0, 100);
        }
        double room = Math.max(1, (high - low) * 0.08);
        return new Range(
                low >= 0 ? Math.max(0, low - room) : low - room,
                high <= 100 ? Math.min(100, high + room) : high + room);
    }

    private record Range(double low, double high) {
        double clamp(double value) {
            return Math.max(low, Math.min(value, high));
        }
    }

    private enum Direction {
        UP(Palette.UP),
        DOWN(Palette.DOWN),
        FLAT(Palette.FLAT);

        final Color colour;

        Direction(Color colour) {
            this.colour = colour;
        }

        IntPredicate in(CandleGrid grid) {
            return i -> grid.traded(i) && this == of(grid.open[i], grid.close[i]);
        }

        static Direction of(double open, double close) {
            return close > open ? UP : close < open ? DOWN : FLAT;
        }
    }
}
