package dev.kalshilab.http;

import dev.kalshilab.model.KalshiException;
import dev.kalshilab.tape.Tape;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one exchange, live or on tape.
 *
 * <p>The clock belongs to it: relative times are counted from there, so that a tape and a sandbox have their own now.
 */
public final class Connection implements AutoCloseable {
    /** The header by which a replayed answer says that nothing was recorded. */
    public static final String ABSENT_HEADER = "kalshi-tape";

    /** The header by which a sandbox says that its data is invented. */
    public static final String SANDBOX_HEADER = "kalshi-sandbox";

    /** The header that carries how a recorded answer differs from the question, percent-encoded. */
    static final String NOTE_HEADER = "kalshi-tape-note";

    /** The header that carries when a replayed answer was recorded. */
    static final String TIME_HEADER = "kalshi-tape-time";

    private static final HttpUrl ON_TAPE = HttpUrl.get("http://tape.invalid/trade-api/v2/");

    private final String name;
    private final HttpUrl url;
    private final Clock clock;
    private final @Nullable Tape tape;
    private final OkHttpClient client;
    private final AtomicLong requests = new AtomicLong();
    private volatile boolean closed;

    private Connection(String name, HttpUrl url, Clock clock, @Nullable Tape tape) {
        this.name = name;
        this.url = url;
        this.clock = clock;
        this.tape = tape;
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .dispatcher(new Dispatcher(Executors.newCachedThreadPool(Connection::thread)))
                .connectTimeout(Duration.ofSeconds(10))
                .readTimeout(Duration.ofSeconds(60))
                // A page is read within seconds; an answer that drips for ever ends here.
                .callTimeout(Duration.ofMinutes(3))
                .addInterceptor(chain -> {
                    requests.incrementAndGet();
                    return chain.proceed(chain.request()
                            .newBuilder()
                            .header("accept", "application/json")
                            .header("user-agent", "kalshi-toolkit")
                            .build());
                });
        if (tape != null) {
            builder.addInterceptor(new ReplayInterceptor(tape));
        }
        this.client = builder.build();
        client.dispatcher().setMaxRequestsPerHost(client.dispatcher().getMaxRequests());
    }

    /** A thread that keeps no program from ending. */
    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "kalshi-connection");
        thread.setDaemon(true);
        return thread;
    }

    /** Throws when the connection was closed. */
    public void requireOpen() {
        if (closed) {
            throw new KalshiException(
                    "This connection to " + name + " is closed.\nOpen another one: var kalshi = Kalshi.open();");
        }
    }

    /**
     * A live connection.
     *
     * @param name what it is called in footers and messages
     * @param url where the API begins, such as {@code https://host/trade-api/v2}
     */
    public static Connection live(String name, String url, Clock clock) {
        HttpUrl parsed = HttpUrl.parse(url.endsWith("/") ? url : url + "/");
        if (parsed == null || parsed.query() != null || parsed.fragment() != null) {
            throw new KalshiException(
                    "'" + url + "' is no http or https address of an exchange.\nGive the one where the API begins,"
                            + " such as https://host/trade-api/v2.");
        }
        return new Connection(name, parsed, clock, null);
    }

    /** A connection that answers from a tape; its clock stands at the end of the tape. */
    public static Connection replay(Tape tape) {
        return new Connection(
                "tape:" + tape.file().getFileName(), ON_TAPE, Clock.fixed(tape.end(), ZoneOffset.UTC), tape);
    }

    public String name() {
        return name;
    }

    public HttpUrl url() {
        return url;
    }

    public Clock clock() {
        return clock;
    }

    public OkHttpClient client() {
        return client;
    }

    /** The tape that answers; empty on a live connection. */
    public Optional<Tape> tape() {
        return Optional.ofNullable(tape);
    }

    /** Requests made so far, those that a tape answered among them. */
    public long requests() {
        return requests.get();
    }

    /** True when the answer says that the tape holds nothing of the kind. */
    public boolean absent(Response response) {
        return tape != null && response.code() == 404 && "absent".equals(response.header(ABSENT_HEADER));
    }

    /** How a recorded answer differs from the question; empty for a live one. */
    public Optional<String> note(Response response) {
        return tape == null
                ? Optional.empty()
                : Optional.ofNullable(response.header(NOTE_HEADER)).map(ReplayInterceptor::decode);
    }

    /** When the answer arrived: now, or when it was recorded. */
    public Instant received(Response response) {
        String recorded = tape == null ? null : response.header(TIME_HEADER);
        return recorded == null ? clock.instant() : Instant.parse(recorded);
    }

    /** True when the answer comes from a sandbox. */
    public static boolean invented(Response response) {
        return response.header(SANDBOX_HEADER) != null;
    }

    /** Ends the connection; leaves no thread and no socket. */
    @Override
    public void close() {
        closed = true;
        client.dispatcher().cancelAll();
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }

    @Override
    public String toString() {
        return name;
    }
}
