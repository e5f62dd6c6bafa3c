package dev.kalshilab.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.ByteString;

/** A real HTTP server on a random port of 127.0.0.1 that answers as the test says and remembers what it was asked. */
public final class Loopback implements AutoCloseable {
    private static final String BASE = "/trade-api/v2";

    private final MockWebServer server = new MockWebServer();
    private static final String NO_HISTORY =
            "{\"market_settled_ts\":\"1970-01-01T00:00:00Z\",\"trades_created_ts\":\"1970-01-01T00:00:00Z\","
                    + "\"orders_updated_ts\":\"1970-01-01T00:00:00Z\"}";

    private volatile boolean noHistory = true;
    private final AtomicInteger count = new AtomicInteger();
    private final List<Asked> requests = new CopyOnWriteArrayList<>();

    /** A request as it came: its target without the API's root, its headers by lower-case name, and its body. */
    public record Asked(String method, String target, Map<String, String> headers, String body) {
        @Override
        public String toString() {
            return method + " " + target;
        }
    }

    /** Answers each request target, such as {@code /markets?limit=1000}, by {@code answer}. */
    public static Loopback answering(Function<String, MockResponse> answer) {
        return new Loopback(asked -> answer.apply(asked.target()));
    }

    /** Answers each request by {@code answer}, which sees all of it. */
    public static Loopback judging(Function<Asked, MockResponse> answer) {
        return new Loopback(answer);
    }

    /** Answers each request target with a JSON body. */
    public static Loopback saying(Function<String, String> body) {
        return new Loopback(asked -> json(body.apply(asked.target())));
    }

    private Loopback(Function<Asked, MockResponse> answer) {
        server.setServerSocketFactory(new WithoutDelay(ConcurrentHashMap.newKeySet()));
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                Map<String, String> headers = new HashMap<>();
                request.getHeaders()
                        .forEach(header -> headers.put(header.getFirst().toLowerCase(Locale.ROOT), header.getSecond()));
                ByteString body = request.getBody();
                Asked asked = new Asked(
                        request.getMethod(),
                        request.getTarget().substring(BASE.length()),
                        headers,
                        body == null ? "" : body.utf8());
                count.incrementAndGet();
                if (asked.target().equals("/historical/cutoff") && noHistory) {
                    return json(NO_HISTORY);
                }
                requests.add(asked);
                return answer.apply(asked);
            }
        });
        try {
            server.start(InetAddress.getLoopbackAddress(), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has the test itself answer where history begins; else nothing is history, and the question is not counted. */
    public Loopback withHistory() {
        noHistory = false;
        return this;
    }

    public static MockResponse json(String body) {
        return status(200, body);
    }

    public static MockResponse status(int code, String body) {
        return new MockResponse.Builder()
                .code(code)
                .setHeader("content-type", "application/json")
                .body(body)
                .build();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getPort() + BASE;
    }

    public int port() {
        return server.getPort();
    }

    /** How many requests came, those for the cutoff among them. */
    public int count() {
        return count.get();
    }

    /** What was asked so far, as {@code GET /markets?limit=1000}. */
    public List<String> requests() {
        return requests.stream().map(Asked::toString).toList();
    }

    /** The same with all that came. */
    public List<Asked> asked() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        server.close();
    }
}
