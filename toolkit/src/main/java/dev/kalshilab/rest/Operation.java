package dev.kalshilab.rest;

import dev.kalshilab.column.Columns;
import dev.kalshilab.http.Connection;
import dev.kalshilab.http.Skew;
import dev.kalshilab.model.ExchangeException;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.NotRecordedException;
import dev.kalshilab.wire.Json;
import dev.kalshilab.wire.Page;
import dev.kalshilab.wire.Unreadable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;
import retrofit2.Invocation;
import retrofit2.Response;
import retrofit2.http.DELETE;
import retrofit2.http.GET;
import retrofit2.http.POST;
import retrofit2.http.PUT;

/** Makes one call and gives its page, or one exception that says what is wrong and what to do. */
final class Operation {
    private static final int LONGEST = 300;

    private static final String NO_KEY = "This operation needs an account's key.";
    private static final String NOT_ALLOWED = "This account's key may not do that: kalshi.check() shows what it may.";

    private static final String NOT_SHOWN = "(not shown)";

    /** What may be one: 88 characters of base64 for Ed25519, 344 or more for RSA, plain or escaped for an address. */
    private static final Pattern SIGNATURE = Pattern.compile("[A-Za-z0-9+/=%\\\\]{60,}+");

    private static final Refusal NOTHING_READABLE = new Refusal("", "the answer's body says nothing readable");

    private Operation() {}

    /** What came back, and what the answer's headers said of it. */
    record Result(
            Page page, boolean invented, @Nullable String note, Instant received, boolean cached, String identity) {}

    static Result run(Connection connection, Call<Page> call) {
        Response<Page> response = answer(connection, call);
        String operation = operation(call);
        Page page = response.body();
        if (page == null) {
            throw empty(operation, connection, response);
        }
        Tier.of(call.request().url().encodedPath()).mark(page.rows());
        return new Result(
                page,
                Connection.invented(response.raw()),
                connection.note(response.raw()).orElse(null),
                connection.received(response.raw()),
                false,
                Connection.identity(response.raw()));
    }

    /** For an answer that should say something and does not. */
    static KalshiException empty(String operation, Connection connection, Response<?> response) {
        return new KalshiException(operation + " on " + connection.name() + " gave status " + response.code()
                + " without a body.\n"
                + next(response.raw().request(), "Ask again; if it stays, this is not the exchange's address."));
    }

    private static String operation(Call<?> call) {
        return call.request().method() + " " + call.request().url().encodedPath();
    }

    /** The answer to a call, which was successful. */
    static <T> Response<T> answer(Connection connection, Call<T> call) {
        Invocation declared = named(connection, call).tag(Invocation.class);
        if (declared == null) {
            throw new IllegalArgumentException(call + " is declared nowhere");
        }
        Parameters.check(declared);
        return answer(connection, call, declared.method().getAnnotation(Removed.class));
    }

    /** The request, which names what it is about: a ticker or id that is empty would make it another operation's. */
    static Request named(Connection connection, Call<?> call) {
        try {
            Request request = call.request();
            List<String> path = request.url().pathSegments();
            if (path.subList(connection.url().pathSize() - 1, path.size()).stream()
                    .noneMatch(part -> part.isBlank() || part.matches("(.*[/\\\\])?\\.\\.?([/\\\\].*)?"))) {
                return request;
            }
        } catch (IllegalArgumentException e) {
            // Retrofit refuses a ticker or id that would be a step within the path.
        }
        throw new KalshiException("A ticker or id that is empty, or only dots, names nothing.\nGive one that the lists"
                + " have: kalshi.examples() shows some tickers.");
    }

    /**
     * As {@link #answer(Connection, Call)}, with whatever parameters.
     *
     * @param removed since when the operation is gone; null when it is not
     */
    static <T> Response<T> answer(Connection connection, Call<T> call, @Nullable Removed removed) {
        connection.requireOpen();
        requireKey(connection, call);
        String operation = operation(call);
        Attempts<T> attempts = new Attempts<>(connection, call);
        Response<T> response = send(connection, attempts, operation);
        if (connection.absent(response.raw())) {
            throw new NotRecordedException(operation + " was not recorded on " + connection.name() + ".\nAsk for what"
                    + " kalshi.examples() lists, or record a tape that holds it.");
        }
        if (!response.isSuccessful()) {
            throw refused(connection, operation, response, attempts.told(), removed);
        }
        return response;
    }

    /** A declared operation as its reference names it: {@code GET /markets/{ticker}}. */
    static String name(Method declared) {
        return name(declared.getAnnotations());
    }

    /** The same of its annotations. */
    static String name(Annotation... declared) {
        for (Annotation annotation : declared) {
            String path = path(annotation);
            if (path != null) {
                return annotation.annotationType().getSimpleName() + " /" + path;
            }
        }
        throw new IllegalArgumentException(List.of(declared) + " declare no operation");
    }

    private static @Nullable String path(Annotation annotation) {
        if (annotation instanceof GET get) {
            return get.value();
        }
        if (annotation instanceof POST post) {
            return post.value();
        }
        if (annotation instanceof PUT put) {
            return put.value();
        }
        return annotation instanceof DELETE delete ? delete.value() : null;
    }

    /** What belongs to an account is asked with its key, or from a tape; without one the exchange need not be asked. */
    private static void requireKey(Connection connection, Call<?> call) {
        if (connection.needsKey(call.request())
                && !connection.hasKey()
                && connection.tape().isEmpty()) {
            String what =
                    call.request().url().encodedPath().contains("/portfolio/") ? "The portfolio" : operation(call);
            throw new KalshiException(what + " on " + connection.name() + " needs an account's key, and there is"
                    + " none.\nSet KALSHI_API_KEY_ID and KALSHI_PRIVATE_KEY_PATH (for demo KALSHI_DEMO_…), or open the"
                    + " connection with Credentials.");
        }
    }

    /** The one row of an answer about a single thing. */
    static Columns one(Connection connection, Call<Page> call, String what) {
        return one(connection, call, run(connection, call), what);
    }

    /** The one row of an answer about a single thing, which has been given. */
    static Columns one(Connection connection, Call<Page> call, Result answer, String what) {
        Columns rows = answer.page().rows();
        if (rows.rows() != 1) {
            throw new KalshiException(operation(call) + " on " + connection.name() + " gave status 200 and "
                    + rows.rows() + " rows for " + what + ", which is one.\nCheck the ticker or id.");
        }
        return rows;
    }

    private static <T> Response<T> send(Connection connection, Attempts<T> call, String operation) {
        String where = operation + " on " + connection.name();
        try {
            return call.response();
        } catch (UnknownHostException e) {
            throw new KalshiException(
                    where + ": no address is known for " + call.request().url().host() + call.told()
                            + ".\nCheck the network, or work offline: KALSHI_ON=sandbox.",
                    e);
        } catch (ConnectException e) {
            throw new KalshiException(
                    where + ": nobody answers at " + call.request().url().host() + " port "
                            + call.request().url().port() + call.told()
                            + ".\nCheck the address and the network, or work offline:"
                            + " KALSHI_ON=sandbox.",
                    e);
        } catch (EOFException e) {
            throw new KalshiException(
                    where + status(call) + ": the answer ended early, nothing of it was kept" + call.told() + ".\n"
                            + next(
                                    call.request(),
                                    "Ask again; if it stays, something between here and the exchange cuts answers off."),
                    e);
        } catch (InterruptedIOException e) {
            if (Thread.currentThread().isInterrupted()) {
                connection.closeIdle();
                throw new KalshiException(
                        where + " was interrupted.\n" + next(call.request(), "Run the cell again to ask again."), e);
            }
            connection.requireOpen(); // closed meanwhile
            throw new KalshiException(
                    where + status(call) + ": no answer in time" + call.told() + ".\n"
                            + next(call.request(), "Ask again; if it stays, check the network."),
                    e);
        } catch (Unreadable e) {
            throw new KalshiException(
                    where + status(call) + ": the answer is not the JSON that was expected (" + line(e.getMessage())
                            + ").\n"
                            + next(
                                    call.request(),
                                    "Check that the address is the exchange's and that no proxy answers instead."),
                    e);
        } catch (IOException e) {
            connection.requireOpen(); // closed meanwhile
            throw new KalshiException(
                    where + status(call) + " failed: " + line(e.getMessage()) + call.told() + ".\n"
                            + next(call.request(), "Ask again; if it stays, check the network."),
                    e);
        } catch (KalshiException e) {
            throw new KalshiException(where + status(call) + ": " + e.getMessage(), e);
        }
    }

    /** The status of an answer that could not be read; empty when none came. */
    private static String status(Attempts<?> call) {
        int status = Connection.status(call.request());
        return status == 0 ? "" : ", status " + status;
    }

    /** What to do next: a change that may have been made is not simply made again. */
    private static String next(Request asked, String advice) {
        Invocation declared = asked.tag(Invocation.class);
        return declared == null || declared.service() != WritesApi.class
                ? advice
                : "Whether it was done is not known; before you do it again, look: "
                        + lists(asked.url().encodedPath()) + ".";
    }

    /** What lists the things that an operation is about. */
    private static String lists(String path) {
        if (path.contains("/api_keys")) {
            return "kalshi.portfolio().apiKeys() lists the keys there are";
        }
        if (path.contains("/communications/")) {
            return "kalshi.communications().rfqs() and .quotes() list those there are";
        }
        if (path.contains("/multivariate_event_collections")) {
            return "kalshi.collections() and kalshi.markets().combos() list them";
        }
        if (path.contains("/portfolio/")) {
            return "kalshi.portfolio().orders() lists those there are";
        }
        return "kalshi.markets() and kalshi.events() list them";
    }

    /** What to do when the exchange does not know what was asked for. */
    private static String unknown(String path) {
        if (path.contains("/communications/quotes/")) {
            return "Check the id, and name its request too: the exchange has deprecated quotes by their id alone.";
        }
        if (path.endsWith("/candlesticks") && !path.contains("/historical/")) {
            return "Check the ticker; markets settled before kalshi.exchange().cutoff() are in .historical().";
        }
        String what = path.contains("/portfolio/")
                ? "id or ticker"
                : path.contains("/api_keys") || path.contains("/communications/") ? "id" : "ticker";
        return "Check the " + what + ": " + lists(path) + ".";
    }

    private static ExchangeException refused(
            Connection connection, String operation, Response<?> response, String tried, @Nullable Removed removed) {
        Refusal refusal;
        try (okhttp3.ResponseBody body = response.errorBody()) {
            refusal = refusal(body == null ? "" : body.string(), response.raw().request());
        } catch (IOException e) {
            refusal = NOTHING_READABLE;
        }
        String where = operation + " on " + connection.name();
        if (removed != null && (response.code() == 404 || response.code() == 410)) {
            return new ExchangeException(
                    where + " is gone since " + removed.since() + ": " + response.code() + refusal + ".\n"
                            + removed.instead(),
                    response.code(),
                    refusal.code());
        }
        String wayOut =
                switch (response.code()) {
                    case 401 -> Skew.whyRefused(response.headers());
                    case 403 -> connection.hasKey() ? NOT_ALLOWED : NO_KEY;
                    case 404 -> unknown(operation);
                    default -> wayOut(response);
                };
        return new ExchangeException(
                where + " was refused: " + response.code() + refusal + tried + ".\n" + wayOut,
                response.code(),
                refusal.code());
    }

    /** What the exchange said when it refused, in any of its shapes; empty texts where it said nothing. */
    record Refusal(String code, String said) {
        /** As the end of a sentence. */
        @Override
        public String toString() {
            return (code.isEmpty() ? "" : " " + code) + (said.isEmpty() ? "" : ", " + said);
        }
    }

    static Refusal refusal(String text, Request asked) {
        try {
            Map<String, String> members = Json.members(text);
            String error = members.get("error");
            Map<String, String> shape = error != null && error.startsWith("{") ? Json.members(error) : members;
            String plain = error != null && error.startsWith("\"") ? text(error) : text(shape.get("message"));
            String details = text(shape.get("details"));
            return new Refusal(
                    line(withoutId(text(shape.get("code")), asked)),
                    line(withoutId(details.isEmpty() ? plain : plain + ": " + details, asked)));
        } catch (Json.Malformed e) {
            return NOTHING_READABLE;
        }
    }

    private static String withoutId(String said, Request asked) {
        String id = asked.header("KALSHI-ACCESS-KEY");
        return id == null ? said : said.replace(id, NOT_SHOWN);
    }

    /** What somebody else said, as part of one line of ours; a proxy may have said what we sent. */
    static String line(@Nullable String said) {
        String line = SIGNATURE.matcher(String.valueOf(said)).replaceAll(NOT_SHOWN);
        line = line.replaceAll("\\s+", " ").strip();
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }

    private static String text(@Nullable String json) throws Json.Malformed {
        String text = Json.scalar(json);
        return text == null ? "" : text;
    }

    private static String wayOut(Response<?> response) {
        boolean reads = response.raw().request().method().equals("GET");
        return switch (response.code()) {
            case 400 -> reads ? "Change the filter that it names." : "Change the value that it names.";
            case 429 -> "Too many requests: wait some seconds and ask again, or ask for less.";
            default ->
                response.code() >= 500
                        ? next(response.raw().request(), "The exchange has trouble: ask again in a while.")
                        : reads ? "Check the address and the filters." : "Check the address and the values.";
        };
    }
}
