package dev.kalshilab.chart;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.internal.chartpart.IChart;

/**
 * A finished chart: drawn at twice its size in pixels, so that it is sharp on any screen.
 *
 * <p>The toolkit's own charts read nothing after they were made: later changes to the table do not reach them.
 */
public abstract sealed class Picture permits Composed, LibraryChart {
    Picture() {}

    /** The classes and interfaces whose values {@link #of} draws. */
    public static List<Class<?>> types() {
        return List.of(Picture.class, IChart.class);
    }

    /** A chart as a picture: one of ours as it is, or one made with the charting library; empty for anything else. */
    public static Optional<Picture> of(Object value) {
        if (value instanceof Picture picture) {
            return Optional.of(picture);
        }
        return value instanceof IChart chart ? Optional.of(new LibraryChart(chart)) : Optional.empty();
    }

    /** The drawn chart, two pixels for each point of {@link #width} and {@link #height}. */
    public abstract BufferedImage image();

    /** The width to show the chart at, in points: half its pixels. */
    public abstract int width();

    /** The height to show the chart at, in points: half its pixels. */
    public abstract int height();

    /** What the chart shows, in words, for who cannot see it. */
    public abstract String alt();

    /** One line: what kind of chart, of what, and how much of it. */
    @Override
    public abstract String toString();

    /** The chart as the bytes of a PNG file. */
    public byte[] png() {
        return Png.encode(image());
    }

    /** Writes the chart as a PNG file, replacing the file whole; missing directories are made. */
    public void save(Path file) {
        Png.save(png(), file);
    }
}
