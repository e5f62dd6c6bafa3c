package dev.kalshilab.wire;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonEncodingException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** JSON text taken apart without changing a character: members and elements are slices of what was sent. */
public final class Json {
    /** The text is not JSON, or not the JSON that was expected. */
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        public Malformed(String message) {
            super(message);
        }
    }

    private Json() {}

    /** The members of an object, each value as its JSON text, in the order they were sent. */
    public static Map<String, String> members(String object) throws Malformed {
        return parsed(object, in -> {
            Map<String, String> members = new LinkedHashMap<>();
            in.beginObject();
            while (in.hasNext()) {
                members.put(in.nextName(), raw(in));
            }
            in.endObject();
            return members;
        });
    }

    /** The elements of an array, each as its JSON text. */
    public static List<String> elements(String array) throws Malformed {
        return parsed(array, in -> {
            List<String> elements = new ArrayList<>();
            in.beginArray();
            while (in.hasNext()) {
                elements.add(raw(in));
            }
            in.endArray();
            return elements;
        });
    }

    /** A scalar's text: a string without its quotes, a number or a boolean as written; null for null and all else. */
    public static @Nullable String scalar(@Nullable String json) throws Malformed {
        if (json == null) {
            return null;
        }
        return parsed(json, in -> switch (in.peek()) {
            case STRING, NUMBER -> new @Nullable String[] {in.nextString()};
            case BOOLEAN -> new @Nullable String[] {Boolean.toString(in.nextBoolean())};
            default -> {
                in.skipValue();
                yield new @Nullable String[] {null};
            }
        })[0];
    }

    /** A JSON string that says {@code text}. */
    public static String quote(String text) {
        Buffer buffer = new Buffer();
        try (JsonWriter out = JsonWriter.of(buffer)) {
            out.setLenient(true); // a lone string is a document of its own only then
            out.value(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // no I/O writing to a Buffer
        }
        return buffer.readUtf8();
    }

    /** JSON of texts, numbers as they print themselves, true and false, lists, and maps in their order. */
    public static String write(Object value) {
        if (value instanceof Map<?, ?> members) {
            StringBuilder json = new StringBuilder("{");
            members.forEach((name, member) -> json.append(json.length() == 1 ? "" : ",")
                    .append(quote(name.toString()))
                    .append(':')
                    .append(write(member)));
            return json.append('}').toString();
        }
        if (value instanceof List<?> elements) {
            StringBuilder json = new StringBuilder("[");
            elements.forEach(
                    element -> json.append(json.length() == 1 ? "" : ",").append(write(element)));
            return json.append(']').toString();
        }
        return value instanceof Number || value instanceof Boolean ? value.toString() : quote(value.toString());
    }

    private interface Body<T> {
        T read(JsonReader in) throws IOException;
    }

    private static <T> T parsed(String text, Body<T> body) throws Malformed {
        JsonReader in = JsonReader.of(new Buffer().writeUtf8(text));
        in.setLenient(false);
        try {
            if (in.peek() == JsonReader.Token.END_DOCUMENT) {
                throw new Malformed("it is empty");
            }
            T result = body.read(in);
            if (in.peek() != JsonReader.Token.END_DOCUMENT) {
                throw new Malformed("it goes on behind its end");
            }
            return result;
        } catch (EOFException e) {
            throw new Malformed("it ends too early");
        } catch (JsonDataException | JsonEncodingException e) {
            throw new Malformed(said(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // no I/O reading from a Buffer
        }
    }

    /** What Moshi says is wrong, without the advice to its caller. */
    static String said(Exception e) {
        return String.valueOf(e.getMessage())
                .replace("Use JsonReader.setLenient(true) to accept malformed JSON", "it is not JSON");
    }

    /** An array of texts, numbers among them as they were written and nulls left out; null when it holds others. */
    static @Nullable List<String> texts(String array) throws IOException {
        JsonReader in = JsonReader.of(new Buffer().writeUtf8(array));
        List<String> texts = new ArrayList<>();
        in.beginArray();
        while (in.hasNext()) {
            switch (in.peek()) {
                case NULL -> in.skipValue();
                case STRING, NUMBER -> texts.add(in.nextString());
                default -> {
                    return null;
                }
            }
        }
        in.endArray();
        return List.copyOf(texts);
    }

    /** The next value as it was sent. */
    static String raw(JsonReader in) throws IOException {
        try (okio.BufferedSource value = in.nextSource()) {
            return value.readUtf8();
        }
    }
}
