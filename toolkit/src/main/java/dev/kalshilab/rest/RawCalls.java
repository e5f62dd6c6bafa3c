package dev.kalshilab.rest;

import dev.kalshilab.column.Columns;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.wire.Json;
import dev.kalshilab.wire.Loose;
import java.io.IOException;
import java.lang.reflect.Method;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;
import retrofit2.Response;
import retrofit2.Retrofit;
import retrofit2.http.GET;

/** Asks for anything that the exchange has, and gives the answer as it came. */
public final class RawCalls {
    private static final List<Class<?>> DECLARED = List.of(
            MarketData.class,
            HistoryApi.class,
            ExchangeApi.class,
            CombosApi.class,
            CommunicationsApi.class,
            AccountApi.class);

    private final Connection connection;
    private final RawApi api;

    RawCalls(Connection connection, Retrofit retrofit) {
        this.connection = connection;
        this.api = retrofit.create(RawApi.class);
    }

    /**
     * An answer as it came.
     *
     * @param path what was asked, without the query
     * @param note how the question was changed; empty when it was not
     */
    public record Body(String path, String json, boolean invented, String note) {
        /** The rows of its first list of objects, or the body itself as one. */
        public Columns rows() {
            return Loose.of(json).rows();
        }

        /** True when it has a cursor. */
        public boolean more() {
            return Loose.of(json).more();
        }
    }

    /** Asks for a path within the API, such as {@code milestones}. */
    public Body get(String path, Map<String, ?> parameters) {
        String within = path.strip().replaceFirst("^/?(trade-api/v2/)?", "");
        // A step upwards can be written in other ways: %2e is a dot, and behind %2f begins another step.
        String steps = within.replaceAll("(?i)%2e", ".").replaceAll("(?i)%2f|%5c", "/");
        if (!within.matches("[A-Za-z0-9_.~%@+-]+(/[A-Za-z0-9_.~%@+-]+)*") || steps.matches("(.*/)?\\.\\.?(/.*)?")) {
            throw new KalshiException(
                    "'" + Operation.line(path) + "' is no path of the exchange's API.\nWrite it as the"
                            + " reference does, such as \"milestones\" or \"live_data/batch\", and the parameters as a map.");
        }
        List<Method> declared = declared(within);
        for (Takes.NoLonger gone : gone(declared)) {
            if (parameters.containsKey(gone.value())) {
                if (gone.value().equals("settlement_status") && "settled".equals(parameters.get(gone.value()))) {
                    Map<String, Object> others = new LinkedHashMap<>(parameters);
                    others.remove(gone.value());
                    Body body = get("portfolio/settlements", others);
                    return new Body(
                            body.path(),
                            body.json(),
                            body.invented(),
                            "settlement_status went away on " + gone.since() + ": answered from settlements");
                }
                throw Parameters.gone(gone, "GET /" + within);
            }
        }
        HttpUrl.Builder address = connection.url().newBuilder().addEncodedPathSegments(within);
        parameters.forEach((name, value) -> {
            for (Object one : value instanceof Collection<?> several ? several : Collections.singletonList(value)) {
                address.addQueryParameter(name, text(name, one));
            }
        });
        Response<ResponseBody> response = Operation.answer(connection, api.get(address.build()), removed(declared));
        try (ResponseBody body = response.body()) {
            String json = body == null ? "" : body.string();
            if (json.isBlank()) {
                throw Operation.empty("GET /" + within, connection, response);
            }
            Json.scalar(json);
            return new Body(
                    within,
                    json,
                    Connection.invented(response.raw()),
                    connection.note(response.raw()).orElse(""));
        } catch (Json.Malformed e) {
            throw new KalshiException(
                    "GET /" + within + " on " + connection.name() + ", status " + response.code() + ": the answer is no"
                            + " JSON (" + Operation.line(e.getMessage())
                            + ").\nCheck that the address is the exchange's"
                            + " and that no proxy answers instead.",
                    e);
        } catch (IOException e) {
            throw new KalshiException(
                    "GET /" + within + " on " + connection.name() + ": the answer ended early.\nAsk again.", e);
        }
    }

    private static String text(String name, @Nullable Object value) {
        if (value == null) {
            throw new KalshiException(
                    "The parameter '" + name + "' was given null, which says nothing.\nLeave it out.");
        }
        return value instanceof Instant instant ? Long.toString(instant.getEpochSecond()) : value.toString();
    }

    /** The declarations of the operation of that path. */
    private static List<Method> declared(String path) {
        List<Method> declared = new ArrayList<>();
        for (Class<?> api : DECLARED) {
            for (Method method : api.getDeclaredMethods()) {
                GET get = method.getAnnotation(GET.class);
                if (get != null && path.matches(get.value().replaceAll("\\{[^}]*}", "[^/]+"))) {
                    declared.add(method);
                }
            }
        }
        return declared;
    }

    /** What the operation no longer takes. */
    private static List<Takes.NoLonger> gone(List<Method> declared) {
        return declared.stream()
                .flatMap(method -> Stream.of(method.getAnnotationsByType(Takes.NoLonger.class)))
                .toList();
    }

    /** Since when the operation is gone; null when it is not. */
    private static @Nullable Removed removed(List<Method> declared) {
        return declared.stream()
                .map(method -> method.getAnnotation(Removed.class))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
