package dev.kalshilab.chart;

import java.awt.image.BufferedImage;

/** A chart of our own: a sheet of panes. */
abstract sealed class Composed extends Picture permits CandleChart, PlainChart {
    abstract Sheet sheet();

    @Override
    public BufferedImage image() {
        return sheet().draw();
    }

    @Override
    public int width() {
        return sheet().width();
    }

    @Override
    public int height() {
        return sheet().height();
    }
}
