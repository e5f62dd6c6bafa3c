package dev.kalshilab.notebook;

import dev.kalshilab.chart.Picture;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
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
        return Picture.of(value).map(Rich::image);
    }

    private static Map<Class<?>, String> types() {
        Map<Class<?>, String> types = new LinkedHashMap<>();
        types.put(Table.class, HTML);
        Picture.types().forEach(type -> types.put(type, PNG));
        return types;
    }

    // Without a width a front end shows two pixels for each point: twice as large and not sharper.
    private static Rich image(Picture picture) {
        Map<String, String> data = new LinkedHashMap<>();
        data.put(PNG, Base64.getEncoder().encodeToString(picture.png()));
        data.put(PLAIN, picture.toString());
        Map<String, Object> shown = Map.of("width", picture.width(), "height", picture.height(), "alt", picture.alt());
        return new Rich(data, Map.of(PNG, shown));
    }

    /** Hands everything to a kernel's own container, whose type is another one in each kernel. */
    void putInto(BiConsumer<String, Object> data, BiConsumer<String, Object> metadata) {
        this.data.forEach(data);
        this.metadata.forEach(metadata);
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
