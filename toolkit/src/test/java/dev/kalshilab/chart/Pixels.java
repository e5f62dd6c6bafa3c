package dev.kalshilab.chart;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import javax.imageio.ImageIO;

/** Reads a chart back from its PNG, knowing only its colours and the order of its panes. */
final class Pixels {
    static final int UP = 0x17A398;
    static final int DOWN = 0xB8324F;
    static final int FLAT = 0x5F6B7A;
    static final int QUOTE = 0xD3DBE6;
    static final int WARNING = 0xA65200;
    private static final int AXIS = 0xC5CBD3;

    private final BufferedImage image;
    private final int priceFoot;

    Pixels(Picture picture) {
        try {
            image = ImageIO.read(new ByteArrayInputStream(picture.png()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        priceFoot = firstAxis();
    }

    int width() {
        return image.getWidth();
    }

    /** Candles in the upper pane: stretches of columns that hold such a colour, with blank columns between. */
    int candles(Integer... colours) {
        return stretches(0, priceFoot, Set.of(colours));
    }

    int candles() {
        return candles(UP, DOWN, FLAT);
    }

    /** Bars in the lower pane. */
    int bars() {
        return stretches(priceFoot + 1, image.getHeight(), Set.of(UP, DOWN, FLAT));
    }

    boolean has(int colour) {
        return stretches(0, image.getHeight(), Set.of(colour)) > 0;
    }

    private int stretches(int top, int bottom, Set<Integer> colours) {
        int stretches = 0;
        boolean inside = false;
        for (int x = 0; x < image.getWidth(); x++) {
            boolean coloured = false;
            for (int y = top; y < bottom && !coloured; y++) {
                coloured = colours.contains(image.getRGB(x, y) & 0xFFFFFF);
            }
            if (coloured && !inside) {
                stretches++;
            }
            inside = coloured;
        }
        return stretches;
    }

    private int firstAxis() {
        for (int y = 0; y < image.getHeight(); y++) {
            if ((image.getRGB(image.getWidth() - 60, y) & 0xFFFFFF) == AXIS) {
                return y;
            }
        }
        return image.getHeight();
    }
}
