package dev.kalshilab.chart;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.AxesChart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * One XChart chart as a strip of a page: plot and y axis, no title, no legend, clear background.
 *
 * <p>Panes of one width line up, because their y axes get the same width.
 *
 * @param chart drawn by XChart, its series added and its axis ranges set
 * @param label the words over the upper left corner of the plot
 * @param height in points
 */
record Pane(AxesChart<?, ?> chart, String label, int height) {
    private static final int Y_AXIS = 58;

    /** A strip with nothing in it, for the words of a sheet that has nothing to draw. */
    static Pane empty(int height) {
        XYChart chart = new XYChart(900, height);
        style(chart.getStyler(), false);
        chart.getStyler().setPlotGridLinesVisible(false).setYAxisTicksVisible(false);
        chart.getStyler().setXAxisMin(0.0).setXAxisMax(1.0);
        yRange(chart.getStyler(), 0, 1);
        XYSeries frame = chart.addSeries("frame", new double[] {0, 1}, new double[] {0, 0});
        frame.setMarker(SeriesMarkers.NONE);
        frame.setLineColor(Palette.CLEAR);
        return new Pane(chart, "", height);
    }

    /** What is common to all panes. To be called before series are added: XChart reads some of it then. */
    static void style(AxesChartStyler styler, boolean xTicks) {
        styler.setChartBackgroundColor(Palette.CLEAR)
                .setPlotBackgroundColor(Palette.CLEAR)
                .setPlotBorderVisible(false)
                .setChartTitleVisible(false)
                .setLegendVisible(false)
                .setChartPadding(8)
                .setPlotContentSize(1)
                .setYAxisLeftWidthHint(Y_AXIS)
                .setChartFontColor(Palette.FAINT_INK);
        styler.setPlotGridVerticalLinesVisible(false)
                .setPlotGridLinesColor(Palette.GRID)
                .setPlotGridLinesStroke(new BasicStroke(1))
                .setPlotTicksMarksVisible(false)
                .setPlotMargin(0)
                .setXAxisTicksVisible(xTicks)
                .setAxisTicksLineVisible(false)
                .setAxisTicksMarksVisible(false)
                .setAxisTickLabelsFont(Fonts.plain(11))
                .setAxisTickLabelsColor(Palette.FAINT_INK)
                .setYAxisLabelAlignment(AxesChartStyler.TextAlignment.Right);
        styler.setXAxisTitleVisible(false);
        styler.setYAxisTitleVisible(false);
    }

    /** Sets the range of the y axis, a hair wider: XChart leaves out a tick that is exactly at an end. */
    static void yRange(AxesChartStyler styler, double low, double high) {
        double hair = (high - low) * 1e-6;
        styler.setYAxisMin(low - hair).setYAxisMax(high + hair);
    }

    /** Lays the chart out without keeping a pixel, and tells where its data will be. */
    Plot measure(int width) {
        Graphics2D g = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        chart.paint(g, width, height);
        g.dispose();
        double from = from();
        double to = to();
        double low =
                chart.getStyler().getYAxisMin() == null ? 0 : chart.getStyler().getYAxisMin();
        double high =
                chart.getStyler().getYAxisMax() == null ? 1 : chart.getStyler().getYAxisMax();
        return new Plot(
                chart.getScreenXFromChart(from),
                chart.getScreenXFromChart(to),
                chart.getScreenYFromChart(high),
                chart.getScreenYFromChart(low),
                from,
                to);
    }

    void paint(Graphics2D page, Plot plot, int width, int y) {
        Graphics2D g = (Graphics2D) page.create();
        g.translate(0, y);
        chart.paint(g, width, height);
        g.setColor(Palette.AXIS);
        g.setStroke(new BasicStroke(1));
        g.draw(new java.awt.geom.Line2D.Double(plot.left(), plot.bottom(), plot.right(), plot.bottom()));
        g.setColor(Palette.FAINT_INK);
        g.setFont(Fonts.plain(10));
        g.drawString(label, (float) plot.left(), (float) plot.top() - 5);
        g.dispose();
    }

    private double from() {
        Double min = chart.getStyler().getXAxisMin();
        return min == null ? 0 : min;
    }

    private double to() {
        Double max = chart.getStyler().getXAxisMax();
        return max == null ? 1 : max;
    }
}
