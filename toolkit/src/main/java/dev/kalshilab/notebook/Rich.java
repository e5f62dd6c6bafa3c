package dev.kalshilab.notebook;

import dev.kalshilab.chart.Picture;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.knowm.xchart.internal.chartpart.IChart;
import tech.tablesaw.api.Table;

/**
 * A value as a notebook shows it: texts by MIME type, and what an image needs to be shown at its size.
 *
 * <p>Queries are not fetched for being looked at: they have no rich form and print themselves.
 *
 * @param data by MIME type; {@code image/png} in base64
 * @param metadata by MIME type
 */
record Rich(Map<String, String> data, Map<String, Map<String, Object>> metadata) {
    static final String HTML = "text/html";
    static final String PLAIN = "text/plain";
    static final String PNG = "image/png";

    /** The classes and interfaces whose values have a rich form, with the best MIME type of each. */
    static final Map<Class<?>, String> TYPES = types();

    /** The rich form of a value; empty when its text is all there is. */
    static Optional<Rich> of(Object value) {
        if (value instanceof Table table) {
            Map<String, String> data = new LinkedHashMap<>();
            data.put(HTML, TableHtml.of(table));
            data.put(PLAIN, TableText.of(table));
            return Optional.of(new Rich(data, Map.of()));
        }
        if (value instanceof Picture picture) {
            return Optional.of(
                    image(picture.png(), picture.width(), picture.height(), picture.alt(), String.valueOf(picture)));
        }
        if (value instanceof IChart chart) {
            String title = chart.getTitle() == null || chart.getTitle().isBlank() ? "chart" : chart.getTitle();
            String words = chart.getClass().getSimpleName() + "[" + title + "]";
            return Optional.of(image(png(chart), chart.getWidth(), chart.getHeight(), words, words));
        }
        return Optional.empty();
    }

    private static Map<Class<?>, String> types() {
        Map<Class<?>, String> types = new LinkedHashMap<>();
        types.put(Table.class, HTML);
        types.put(Picture.class, PNG);
        types.put(IChart.class, PNG);
        return types;
    }

    // Without a width a front end shows two pixels for each point: twice as large and not sharper.
    private static Rich image(byte[] png, int width, int height, String alt, String plain) {
        Map<String, String> data = new LinkedHashMap<>();
        data.put(PNG, Base64.getEncoder().encodeToString(png));
        data.put(PLAIN, plain);
        return new Rich(data, Map.of(PNG, Map.of("width", width, "height", height, "alt", alt)));
    }

    private static byte[] png(IChart chart) {
        int width = chart.getWidth();
        int height = chart.getHeight();
        var image = new BufferedImage(2 * width, 2 * height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.scale(2, 2);
        chart.paint(g, width, height);
        g.dispose();
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.setUseCache(false);
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The value as plain text, as a terminal shows it. */
    static String plain(Object value) {
        return value instanceof Table table ? TableText.of(table) : String.valueOf(value);
    }

    /** The MIME types that values of a registered type come in. */
    static List<String> mimeTypes(Class<?> type) {
        return List.of(TYPES.getOrDefault(type, PLAIN), PLAIN);
    }
}
