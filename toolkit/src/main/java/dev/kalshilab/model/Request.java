package dev.kalshilab.model;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of an operation: parameters by the exchange's own names, and a range of time.
 *
 * @param parameters text, numbers, true or false, lists of text, and moments, which are resolved when the request runs
 * @param from the beginning of the range; null for none
 * @param to the end of the range; null for none
 * @param historical true to ask the exchange's historical tier alone
 * @param anew true to ask for all of it, whatever is known already
 */
public record Request(
        Map<String, Object> parameters,
        @Nullable Moment from,
        @Nullable Moment to,
        boolean historical,
        boolean anew) {
    /** Everything. */
    public static final Request ALL = new Request(Map.of(), null, null, false, false);

    public Request {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** The same with another value of a parameter; null takes it away. */
    public Request with(String name, @Nullable Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(parameters);
        if (value == null) {
            changed.remove(name);
        } else {
            changed.put(name, value instanceof Collection<?> several ? listed(name, several) : value);
        }
        return new Request(changed, from, to, historical, anew);
    }

    /** The same with these parameters too; an {@code Instant} is sent as seconds. */
    public Request with(Map<String, ?> more) {
        Request changed = this;
        for (Map.Entry<String, ?> each : more.entrySet()) {
            Object value = each.getValue();
            if (value == null) {
                throw new KalshiException("The parameter '" + each.getKey() + "' was given null, which says nothing."
                        + "\nLeave it out.");
            }
            changed = changed.with(each.getKey(), value instanceof Instant instant ? Moment.of(instant) : value);
        }
        return changed;
    }

    public Request between(@Nullable Moment first, @Nullable Moment end) {
        return new Request(parameters, first, end, historical, anew);
    }

    private static List<?> listed(String name, Collection<?> several) {
        if (several.isEmpty() || several.stream().anyMatch(Objects::isNull)) {
            throw new KalshiException("The parameter '" + name + "' was given a list with "
                    + (several.isEmpty() ? "nothing" : "null") + " in it.\nName what is wanted, or leave it out.");
        }
        return List.copyOf(several);
    }

    /** The same of the historical tier. */
    public Request ofHistory() {
        return new Request(parameters, from, to, true, anew);
    }

    /** The same, asked for even where it is known. */
    public Request askedAnew() {
        return new Request(parameters, from, to, historical, true);
    }

    /** The value of a parameter as text; null without one. */
    public @Nullable String text(String name) {
        Object value = parameters.get(name);
        return value == null ? null : value.toString();
    }

    /** The texts of a parameter that is a list; none without one. */
    public List<String> texts(String name) {
        Object value = parameters.get(name);
        if (value instanceof List<?> several) {
            return several.stream().map(Object::toString).toList();
        }
        return value == null ? List.of() : List.of(value.toString());
    }
}
