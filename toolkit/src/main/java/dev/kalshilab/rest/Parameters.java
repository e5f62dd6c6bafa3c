package dev.kalshilab.rest;

import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Moment;
import dev.kalshilab.model.Request;
import java.lang.reflect.Method;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import retrofit2.Invocation;

/** The query parameters of one call, as the exchange reads them. */
final class Parameters {
    private final Map<String, String> values = new LinkedHashMap<>();

    /** Those of a request; its range is left to who knows which times are meant. */
    static Parameters of(Request request, Clock clock) {
        Parameters parameters = new Parameters();
        request.parameters()
                .forEach((name, value) -> parameters.with(
                        name,
                        value instanceof Moment moment ? moment.resolve(clock).getEpochSecond() : value));
        return parameters;
    }

    /** Adds one; null leaves it out. */
    Parameters with(String name, @Nullable Object value) {
        if (value instanceof List<?> several) {
            values.put(
                    name,
                    String.join(",", several.stream().map(Object::toString).toList()));
        } else if (value != null) {
            values.put(name, value.toString());
        }
        return this;
    }

    /** Adds one where the user has not said otherwise. */
    Parameters unless(String name, Object value) {
        return values.containsKey(name) ? this : with(name, value);
    }

    /** Those of the call for the page at a cursor; null for the first page. */
    Map<String, String> at(@Nullable String cursor) {
        Map<String, String> all = new LinkedHashMap<>();
        String limit = values.get("limit");
        if (limit != null) {
            all.put("limit", limit);
        }
        if (cursor != null) {
            all.put("cursor", cursor);
        }
        values.forEach(all::putIfAbsent);
        return all;
    }

    /** Refuses what the declared operation does not take: the exchange would pass over it, and answer another question. */
    static void check(Invocation called) {
        Method declared = called.method();
        Takes takes = declared.getAnnotation(Takes.class);
        List<String> known = takes == null ? List.of() : List.of(takes.value());
        for (Map.Entry<String, String> given : given(called).entrySet()) {
            String name = given.getKey();
            if (name.equals("limit") && takes != null) {
                checkLimit(takes.most(), given.getValue(), Operation.name(declared));
            }
            for (Takes.NoLonger gone : declared.getAnnotationsByType(Takes.NoLonger.class)) {
                if (gone.value().equals(name)) {
                    throw gone(gone, Operation.name(declared));
                }
            }
            if (!known.contains(name)) {
                throw new KalshiException("'" + name + "' is no parameter of " + Operation.name(declared)
                        + ", and the exchange would pass over it.\nIt takes " + listed(known) + ".");
            }
        }
    }

    /** What a call was given, of its query and of its body. */
    private static Map<String, String> given(Invocation called) {
        Map<String, String> given = new LinkedHashMap<>();
        for (Object argument : called.arguments()) {
            if (argument instanceof Map<?, ?> members) {
                members.forEach((name, value) -> given.put(String.valueOf(name), String.valueOf(value)));
            }
        }
        return given;
    }

    /** A page that is longer than the exchange gives is refused by it with 400, at times without saying why. */
    private static void checkLimit(int most, String limit, String operation) {
        if (most > 0
                && !(limit.matches("\\d{1,9}") && Integer.parseInt(limit) >= 1 && Integer.parseInt(limit) <= most)) {
            throw new KalshiException("'limit' of " + operation + " is how long a page is, 1 to " + most + ", and not "
                    + limit + ".\nFor the most rows of all pages write .limit(n).");
        }
    }

    static KalshiException gone(Takes.NoLonger gone, String operation) {
        return new KalshiException("The exchange took the parameter '" + gone.value() + "' away from " + operation
                + " on " + gone.since() + ".\n" + gone.instead());
    }

    private static String listed(List<String> known) {
        List<String> shown = new ArrayList<>(known);
        shown.remove("cursor");
        return shown.isEmpty() ? "none" : String.join(", ", shown);
    }
}
