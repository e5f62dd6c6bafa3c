package dev.kalshilab.testkit;

import com.squareup.moshi.JsonReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** JSON as plain maps, lists, texts and exact numbers: a way to the same values that shares nothing with the product. */
public final class Raw {
    private Raw() {}

    /** A recorded exchange: {@code path} without its root, and the parsed body. */
    public record Recorded(String path, String query, Map<String, Object> body) {}

    /** The successful GET answers of a tape, in order. */
    public static List<Recorded> answers(Path tape) {
        List<Recorded> answers = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(tape)) {
                Map<String, Object> entry = object(parse(line));
                if ("GET".equals(entry.get("method")) && "200".equals(text(entry, "status"))) {
                    answers.add(new Recorded(
                            text(entry, "path").substring("/trade-api/v2".length()),
                            text(entry, "query"),
                            object(parse(text(entry, "body")))));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return answers;
    }

    public static @Nullable Object parse(String json) {
        try {
            return value(JsonReader.of(new Buffer().writeUtf8(json)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable Object value(JsonReader in) throws IOException {
        return switch (in.peek()) {
            case BEGIN_OBJECT -> {
                Map<String, @Nullable Object> members = new LinkedHashMap<>();
                in.beginObject();
                while (in.hasNext()) {
                    members.put(in.nextName(), value(in));
                }
                in.endObject();
                yield members;
            }
            case BEGIN_ARRAY -> {
                List<@Nullable Object> elements = new ArrayList<>();
                in.beginArray();
                while (in.hasNext()) {
                    elements.add(value(in));
                }
                in.endArray();
                yield elements;
            }
            case STRING -> in.nextString();
            case NUMBER -> new BigDecimal(in.nextString());
            case BOOLEAN -> in.nextBoolean();
            default -> in.nextNull();
        };
    }

    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(@Nullable Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    public static List<Map<String, Object>> objects(@Nullable Object value) {
        return value == null ? List.of() : (List<Map<String, Object>>) value;
    }

    public static String text(Map<String, Object> object, String name) {
        return String.valueOf(object.get(name));
    }

    /** A value as JSON again, numbers as they were written. */
    public static String print(@Nullable Object value) {
        if (value instanceof Map<?, ?> members) {
            List<String> parts = new ArrayList<>();
            members.forEach((name, each) -> parts.add(TapeFile.quote(String.valueOf(name)) + ":" + print(each)));
            return "{" + String.join(",", parts) + "}";
        }
        if (value instanceof List<?> elements) {
            return "[" + String.join(",", elements.stream().map(Raw::print).toList()) + "]";
        }
        return value instanceof String text ? TapeFile.quote(text) : String.valueOf(value);
    }
}
