package dev.kalshilab.testkit.judge;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A request taken apart. */
final class Asked {
    private static final int EMPTIED = 1;

    final Op op;
    final String target;
    final List<String> parts;
    private final Map<String, List<String>> parameters = new LinkedHashMap<>();
    private final long question;

    /** A place in a list: rows below it come next. */
    record Cursor(int place, boolean emptied) {}

    /** A request that breaks a rule of the exchange's. */
    static final class Outside extends RuntimeException {
        private static final long serialVersionUID = 1;

        Outside(String why) {
            super(why);
        }
    }

    Asked(String target) {
        this.target = target;
        int mark = target.indexOf('?');
        String path = decoded(mark < 0 ? target : target.substring(0, mark));
        this.op = Op.of(path);
        this.parts = op.parts(path);
        for (String pair : mark < 0 ? new String[0] : target.substring(mark + 1).split("&")) {
            int equals = pair.indexOf('=');
            parameters
                    .computeIfAbsent(decoded(pair.substring(0, equals)), any -> new ArrayList<>())
                    .add(decoded(pair.substring(equals + 1)));
        }
        // A cursor belongs to its question; how long the pages are is no part of that.
        TreeMap<String, List<String>> others = new TreeMap<>(parameters);
        others.remove("cursor");
        others.remove("limit");
        this.question = Mix.of(17, path + others);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** The rule that its parameters break without being refused; empty for none. */
    String passedOver() {
        return parameters.keySet().stream()
                .filter(name -> !op.takes(name))
                .findFirst()
                .map(name -> "there is no parameter " + name)
                .orElse("");
    }

    @Nullable
    String text(String name) {
        List<String> values = parameters.get(name);
        return values == null || values.get(0).isEmpty() ? null : values.get(0);
    }

    /** All values of a parameter, whether repeated or joined by commas. */
    List<String> repeated(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    List<String> joined(String name) {
        String text = text(name);
        return text == null ? List.of() : List.of(text.split(","));
    }

    @Nullable
    Long number(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        if (!text.matches("-?\\d{1,15}")) {
            throw new Outside(name + " is no number: " + text);
        }
        return Long.valueOf(text);
    }

    long required(String name) {
        Long number = number(name);
        if (number == null) {
            throw new Outside(name + " is missing");
        }
        return number;
    }

    int limit(int most) {
        Long limit = number("limit");
        if (limit != null && (limit < 0 || limit > most)) {
            throw new Outside("limit " + limit + " is not from 1 to " + most);
        }
        return limit == null || limit == 0 ? 100 : limit.intValue();
    }

    @Nullable
    Cursor cursor() {
        String text = text("cursor");
        if (text == null) {
            return null;
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (bytes.remaining() == 16 && bytes.getLong() == question) {
                return new Cursor(bytes.getInt(), bytes.getInt() == EMPTIED);
            }
        } catch (IllegalArgumentException e) {
            throw new Outside("no cursor of ours: " + text);
        }
        throw new Outside("the cursor of another question");
    }

    String cursor(int place, boolean emptied) {
        ByteBuffer bytes =
                ByteBuffer.allocate(16).putLong(question).putInt(place).putInt(emptied ? EMPTIED : 0);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }
}
