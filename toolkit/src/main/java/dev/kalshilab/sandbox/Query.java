package dev.kalshilab.sandbox;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of one request, read and checked; a wrong value is refused and named.
 *
 * <p>As on the exchange an empty value is no value, of a repeated parameter the first counts, and parameters it does
 * not know are ignored.
 */
final class Query {
    private final String path;
    private final Map<String, List<String>> parameters;

    Query(String path, Map<String, List<String>> parameters) {
        this.path = path;
        this.parameters = parameters;
    }

    @Nullable
    String text(String name) {
        List<String> values = parameters.get(name);
        return values == null || values.get(0).isEmpty() ? null : values.get(0);
    }

    /** A comma-separated list as a set; null when it was not given. */
    @Nullable
    Set<String> set(String name) {
        String text = text(name);
        return text == null ? null : new HashSet<>(Arrays.asList(text.split(",", -1)));
    }

    /** All values of a repeated parameter, those with commas taken apart. */
    List<String> all(String name) {
        return parameters.getOrDefault(name, List.of()).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .filter(value -> !value.isEmpty())
                .distinct()
                .toList();
    }

    @Nullable
    String oneOf(String name, String... allowed) {
        String text = text(name);
        if (text != null && !Arrays.asList(allowed).contains(text)) {
            throw Refusal.badRequest("invalid value for parameter " + name + ": '" + text + "' is not one of "
                    + String.join(", ", allowed));
        }
        return text;
    }

    boolean flag(String name) {
        Boolean value = maybeFlag(name);
        return value != null && value;
    }

    /** In the spellings that the exchange's language reads: other languages write {@code True}. */
    @Nullable
    Boolean maybeFlag(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        return switch (text) {
            case "true", "True", "TRUE", "t", "T", "1" -> true;
            case "false", "False", "FALSE", "f", "F", "0" -> false;
            default ->
                throw Refusal.badRequest(
                        "invalid value for parameter " + name + ": '" + text + "' is not one of true, false");
        };
    }

    @Nullable
    Long whole(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw Refusal.badRequest("invalid value for parameter " + name + ": '" + text + "' is not a whole number");
        }
    }

    long whole(String name, long least, long most, long otherwise) {
        Long value = whole(name);
        if (value == null) {
            return otherwise;
        }
        if (value < least || value > most) {
            throw Refusal.badRequest(
                    "invalid value for parameter " + name + ": " + value + " is not between " + least + " and " + most);
        }
        return value;
    }

    long required(String name) {
        Long value = whole(name);
        if (value == null) {
            throw Refusal.badRequest("parameter " + name + " is required");
        }
        return value;
    }

    /** Seconds since 1970 as microseconds; {@code otherwise} when not given. */
    long seconds(String name, long otherwise) {
        Long value = whole(name);
        if (value == null) {
            return otherwise;
        }
        // Beyond what microseconds can hold everything is before or after all data anyway.
        long limit = Long.MAX_VALUE / Time.SECOND / 2;
        return Math.max(-limit, Math.min(limit, value)) * Time.SECOND;
    }

    /** A time as text, in microseconds; {@code otherwise} when not given. */
    long instant(String name, long otherwise) {
        String text = text(name);
        if (text == null) {
            return otherwise;
        }
        try {
            return Time.micros(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            throw Refusal.badRequest("invalid value for parameter " + name + ": '" + text + "' is not a time");
        }
    }

    boolean has(String name) {
        return text(name) != null;
    }

    /** What a page belongs to: the path and every parameter but the page's own. */
    String identity() {
        StringBuilder identity = new StringBuilder(path);
        new TreeMap<>(parameters).forEach((name, values) -> {
            if (!name.equals("cursor") && !name.equals("limit")) {
                identity.append('&').append(name).append('=').append(values.get(0));
            }
        });
        return identity.toString();
    }
}
