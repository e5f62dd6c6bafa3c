package dev.kalshilab.sandbox;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was sent with a request, read as JSON and checked; a wrong value is refused and named. */
final class Body {
    private final Map<?, ?> fields;

    private Body(Map<?, ?> fields) {
        this.fields = fields;
    }

    static Body read(String text) {
        try {
            if (JsonInput.read(text) instanceof Map<?, ?> fields) {
                return new Body(fields);
            }
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("the body is " + e.getMessage());
        }
        throw Refusal.badRequest("the body is no JSON object");
    }

    private static Refusal invalid(String name, String why) {
        return Refusal.badRequest("invalid value for field " + name + ": " + why);
    }

    boolean has(String name) {
        return fields.get(name) != null;
    }

    @Nullable
    String maybeText(String name) {
        Object value = fields.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof String text) {
            return text;
        }
        throw invalid(name, "it is not a text");
    }

    String text(String name) {
        String text = maybeText(name);
        if (text == null || text.isEmpty()) {
            throw Refusal.badRequest("field " + name + " is required");
        }
        return text;
    }

    boolean flag(String name) {
        Object value = fields.get(name);
        if (value == null) {
            return false;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw invalid(name, "it is neither true nor false");
    }

    boolean neededFlag(String name) {
        if (!has(name)) {
            throw Refusal.badRequest("field " + name + " is required");
        }
        return flag(name);
    }

    @Nullable
    Long whole(String name) {
        Object value = fields.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Long number) {
            return number;
        }
        throw invalid(name, "it is not a whole number");
    }

    /** A decimal text as a number of units, such as hundredths; null when it was not given. */
    @Nullable
    Long units(String name, int decimals) {
        String text = maybeText(name);
        if (text == null) {
            return null;
        }
        try {
            if (text.length() <= 20 && text.matches("[0-9]+(\\.[0-9]+)?")) {
                return new BigDecimal(text).movePointRight(decimals).longValueExact();
            }
        } catch (ArithmeticException e) {
            // Refused below: too many decimals.
        }
        throw invalid(name, "'" + text + "' is not an amount with at most " + decimals + " decimals");
    }

    @Nullable
    List<String> texts(String name) {
        Object value = fields.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        throw invalid(name, "it is not a list of texts");
    }

    List<Body> objects(String name) {
        if (fields.get(name) instanceof List<?> list && list.stream().allMatch(Map.class::isInstance)) {
            return list.stream().map(item -> new Body((Map<?, ?>) item)).toList();
        }
        throw invalid(name, "it is not a list of objects");
    }
}
