package dev.kalshilab.chart;

import dev.kalshilab.model.KalshiException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.imageio.ImageIO;

/** Images as PNG bytes and files. */
final class Png {
    private Png() {}

    static byte[] encode(BufferedImage image) {
        // Straight to memory: ImageIO's own disk cache would be a temporary file for each chart.
        ImageIO.setUseCache(false);
        var bytes = new ByteArrayOutputStream(64 * 1024);
        try {
            if (!ImageIO.write(image, "png", bytes)) {
                throw new KalshiException("This Java cannot write PNG images.\nUse a complete JDK 17 or newer.");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Writes beside the target and moves, so that a reader sees the old file or the new one, never a part. */
    static void save(byte[] png, Path file) {
        Path target = file.toAbsolutePath();
        Path part = target.resolveSibling(
                target.getFileName() + ".part-" + ProcessHandle.current().pid());
        try {
            Path directory = target.getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            Files.write(part, png);
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new KalshiException(
                    "Chart not saved to " + file + ": " + e + "\nSave to a directory that can be written.", e);
        }
    }
}
