package dev.kalshilab.chart;

import java.awt.image.BufferedImage;
import java.nio.file.Path;

/**
 * A finished chart: drawn at twice its size in pixels, so that it is sharp on any screen.
 *
 * <p>Reads nothing after it was made: later changes to the table do not reach it.
 */
public abstract sealed class Picture permits CandleChart, PlainChart {

    Picture() {}

    /** The drawn chart, two pixels for each point of {@link #width} and {@link #height}. */
    public BufferedImage image() {
        return sheet().draw();
    }

    /** The chart as the bytes of a PNG file. */
    public byte[] png() {
        return Png.encode(image());
    }

    /** Writes the chart as a PNG file, replacing the file whole; missing directories are made. */
    public void save(Path file) {
        Png.save(png(), file);
    }

    /** The width to show the chart at, in points: half its pixels. */
    public int width() {
        return sheet().width();
    }

    /** The height to show the chart at, in points: half its pixels. */
    public int height() {
        return sheet().height();
    }

    /** What the chart shows, in words, for who cannot see it. */
    public abstract String alt();

    /** One line: what kind of chart, of what, and how much of it. */
    @Override
    public abstract String toString();

    abstract Sheet sheet();
}
