package dev.kalshilab.chart;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import org.knowm.xchart.internal.chartpart.IChart;

/** A chart that the user made with XChart, in its own style. */
final class LibraryChart extends Picture {
    private static final int SCALE = 2;

    private final IChart chart;

    LibraryChart(IChart chart) {
        this.chart = chart;
    }

    @Override
    public BufferedImage image() {
        Fonts.require();
        var image = new BufferedImage(SCALE * width(), SCALE * height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.scale(SCALE, SCALE);
        chart.paint(g, width(), height());
        g.dispose();
        return image;
    }

    @Override
    public int width() {
        return chart.getWidth();
    }

    @Override
    public int height() {
        return chart.getHeight();
    }

    @Override
    public String alt() {
        return toString();
    }

    @Override
    public String toString() {
        String title = chart.getTitle();
        return chart.getClass().getSimpleName() + "[" + (title == null || title.isBlank() ? "no title" : title) + "]";
    }
}
