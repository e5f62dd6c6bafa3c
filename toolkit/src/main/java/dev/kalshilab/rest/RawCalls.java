package dev.kalshilab.rest;

import dev.kalshilab.column.Columns;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.wire.Loose;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import okhttp3.HttpUrl;
import okhttp3.ResponseBody;
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
        if (!within.matches("[A-Za-z0-9_.~%@+-]+(/[A-Za-z0-9_.~%@+-]+)*") || within.matches("(.*/)?\\.\\.?(/.*)?")) {
            throw new KalshiException(
                    "'" + Operation.line(path) + "' is no path of the exchange's API.\nWrite it as the"
                            + " reference does, such as \"milestones\" or \"live_data/batch\", and the parameters as a map.");
        }
        for (Takes.NoLonger gone : gone(within)) {
            if (parameters.containsKey(gone.value())) {
                if (gone.value().equals("settlement_status") && "settled".equals(parameters.get(gone.value()))) {
                    Map<String, Object> others = new java.util.LinkedHashMap<>(parameters);
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
            for (Object one : value instanceof List<?> several ? several : List.of(value)) {
                address.addQueryParameter(name, one.toString());
            }
        });
        Response<ResponseBody> response = Operation.answer(connection, api.get(address.build()));
        try (ResponseBody body = response.body()) {
            return new Body(
                    within,
                    body == null ? "" : body.string(),
                    Connection.invented(response.raw()),
                    connection.note(response.raw()).orElse(""));
        } catch (IOException e) {
            throw new KalshiException(
                    "GET /" + within + " on " + connection.name() + ": the answer ended early.\nAsk again.", e);
        }
    }

    /** What the declared operation of that path no longer takes. */
    private static List<Takes.NoLonger> gone(String path) {
        for (Class<?> api : DECLARED) {
            for (Method method : api.getDeclaredMethods()) {
                GET get = method.getAnnotation(GET.class);
                if (get != null && path.matches(get.value().replaceAll("\\{[^}]*}", "[^/]+"))) {
                    Takes.NoLonger[] gone = method.getAnnotationsByType(Takes.NoLonger.class);
                    if (gone.length > 0) {
                        return List.of(gone);
                    }
                }
            }
        }
        return List.of();
    }
}
