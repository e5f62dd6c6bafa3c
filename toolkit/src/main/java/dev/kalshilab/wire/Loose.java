package dev.kalshilab.wire;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Field;
import dev.kalshilab.column.Kind;
import dev.kalshilab.column.Schema;
import dev.kalshilab.model.KalshiException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An answer that no schema knows, as rows of what is in it. */
public final class Loose {
    private final Columns rows;
    private final boolean more;

    private Loose(Columns rows, boolean more) {
        this.rows = rows;
        this.more = more;
    }

    /** The rows of its first list of objects, or the body itself as one. */
    public Columns rows() {
        return rows;
    }

    /** True when it has a cursor. */
    public boolean more() {
        return more;
    }

    /** Takes a body apart. */
    public static Loose of(String json) {
        try {
            String text = json.strip();
            String scalar = Json.scalar(text);
            if (scalar != null || text.equals("null")) {
                return new Loose(columns("answer", List.of(text)), false);
            }
            if (text.startsWith("[")) {
                return new Loose(columns("rows", Json.elements(text)), false);
            }
            Map<String, String> members = Json.members(text);
            boolean more = false;
            for (String name : List.of("cursor", "next_cursor")) {
                String cursor = Json.scalar(members.get(name));
                more |= cursor != null && !cursor.isEmpty();
            }
            for (Map.Entry<String, String> member : members.entrySet()) {
                if (member.getValue().startsWith("[")) {
                    return new Loose(columns(member.getKey(), Json.elements(member.getValue())), more);
                }
            }
            if (members.size() == 1 && members.values().iterator().next().startsWith("{")) {
                Map.Entry<String, String> only = members.entrySet().iterator().next();
                return new Loose(columns(only.getKey(), List.of(only.getValue())), more);
            }
            return new Loose(columns("answer", List.of(text)), more);
        } catch (Json.Malformed e) {
            throw new KalshiException(
                    "The answer is no JSON object or list: " + e.getMessage() + ".\njson() has it as it" + " came.");
        }
    }

    private static Columns columns(String name, List<String> elements) throws Json.Malformed {
        List<Map<String, String>> all = new ArrayList<>();
        Map<String, @Nullable Kind> kinds = new LinkedHashMap<>();
        for (String element : elements) {
            Map<String, String> row = element.startsWith("{") ? Json.members(element) : Map.of("value", element);
            all.add(row);
            for (Map.Entry<String, String> member : row.entrySet()) {
                kinds.merge(member.getKey(), kind(member.getValue()), Loose::common);
            }
        }
        List<Field> fields = new ArrayList<>();
        Set<String> names = new HashSet<>();
        List<String> members = List.copyOf(kinds.keySet());
        for (String member : members) {
            Kind kind = kinds.get(member);
            boolean text = kind == null
                    || kind == Kind.DATE
                    || (kind == Kind.NUMBER && all.stream().anyMatch(row -> !isDouble(row.get(member))));
            // A table tells its columns apart without looking at capitals.
            String column = member.isEmpty() ? "_" : member;
            while (!names.add(column.toLowerCase(Locale.ROOT))) {
                column += "_";
            }
            fields.add(Field.derived(text || kind == null ? Kind.TEXT : kind, column, "as the exchange sent it"));
        }
        Columns rows = new Columns(new Schema(name, fields));
        for (Map<String, String> row : all) {
            for (int i = 0; i < fields.size(); i++) {
                String value = row.get(members.get(i));
                if (value != null && !value.equals("null")) {
                    put(rows, i, fields.get(i).kind(), value);
                }
            }
            rows.endRow();
        }
        return rows;
    }

    private static void put(Columns rows, int column, Kind kind, String json) throws Json.Malformed {
        switch (kind) {
            case INTEGER -> rows.set(column, Long.parseLong(json));
            case FLAG -> rows.set(column, json.equals("true") ? 1L : 0L);
            case NUMBER -> rows.set(column, Double.parseDouble(json));
            default -> {
                String text = Json.scalar(json);
                rows.set(column, (Object) (text == null ? json : text));
            }
        }
    }

    /** What a value is; DATE stands for null, which can be anything. */
    private static Kind kind(String json) {
        if (json.equals("null")) {
            return Kind.DATE;
        }
        char first = json.charAt(0);
        if (first == '"') {
            return Kind.TEXT;
        }
        if (first == '{' || first == '[') {
            return Kind.JSON;
        }
        if (json.equals("true") || json.equals("false")) {
            return Kind.FLAG;
        }
        if (json.matches("-?\\d{1,18}")) {
            return Kind.INTEGER;
        }
        return isDouble(json) ? Kind.NUMBER : Kind.TEXT;
    }

    /** False for a number that a double could not hold as it was written: it stays text. */
    private static boolean isDouble(@Nullable String json) {
        if (json == null || json.equals("null")) {
            return true;
        }
        double value = Double.parseDouble(json);
        boolean zero = json.matches("-?[0.]+([eE].*)?");
        return json.replaceAll("[eE].*|[^0-9]", "").length() <= 15 && !Double.isInfinite(value) && (value != 0 || zero);
    }

    private static Kind common(Kind one, Kind other) {
        if (one == other || other == Kind.DATE) {
            return one;
        }
        if (one == Kind.DATE) {
            return other;
        }
        boolean numbers =
                (one == Kind.NUMBER || one == Kind.INTEGER) && (other == Kind.NUMBER || other == Kind.INTEGER);
        return numbers ? Kind.NUMBER : Kind.TEXT;
    }
}
