package dev.kalshilab.chart;

import dev.kalshilab.model.KalshiException;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;

/** The typefaces of every chart, and the check that the machine has any. */
final class Fonts {
    static final String NONE = "Charts need a font and this machine has none."
            + " Install fontconfig and one font\n"
            + "(Debian: apt-get install -y libfontconfig1 fonts-dejavu-core) and restart the kernel.";

    private Fonts() {}

    /**
     * Measures a word, so that a machine without fonts fails here and with words.
     *
     * <p>What Java throws then depends on what is missing and on whether it was tried before: Error, InternalError,
     * RuntimeException, UnsatisfiedLinkError, NoClassDefFoundError.
     */
    static void require() {
        try {
            Graphics2D g = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB).createGraphics();
            g.setFont(plain(11));
            int width = g.getFontMetrics().stringWidth("100¢");
            g.dispose();
            if (width <= 0) {
                throw new KalshiException(NONE);
            }
        } catch (KalshiException | OutOfMemoryError | StackOverflowError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw new KalshiException(NONE, e);
        }
    }

    static Font plain(int points) {
        return new Font(Font.SANS_SERIF, Font.PLAIN, points);
    }

    static Font bold(int points) {
        return new Font(Font.SANS_SERIF, Font.BOLD, points);
    }
}
