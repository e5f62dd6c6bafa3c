package dev.kalshilab.http;

import dev.kalshilab.auth.Credentials;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.pace.TokenBudget;
import dev.kalshilab.retry.Retries;
import dev.kalshilab.tape.Frame;
import dev.kalshilab.tape.Recorder;
import dev.kalshilab.tape.Tape;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one exchange, live or on tape.
 *
 * <p>The clock belongs to it: relative times are counted from there, so that a tape and a sandbox have their own now.
 */
public final class Connection implements AutoCloseable {
    /** The header by which a sandbox says that it counts no requests: {@code none}. */
    private static final String UNCOUNTED_HEADER = "kalshi-sandbox-limits";

    /** The header by which a replayed answer says that nothing was recorded. */
    public static final String ABSENT_HEADER = "kalshi-tape";

    /** The header by which a sandbox says that its data is invented. */
    public static final String SANDBOX_HEADER = "kalshi-sandbox";

    private static final String IDENTITY_HEADER = "kalshi-sandbox-identity";

    /** The header that carries how a recorded answer differs from the question, percent-encoded. */
    static final String NOTE_HEADER = "kalshi-tape-note";

    /** The header that carries when a replayed answer was recorded. */
    static final String TIME_HEADER = "kalshi-tape-time";

    private static final String SANDBOX = "sandbox";
    private static final HttpUrl ON_TAPE = HttpUrl.get("http://tape.invalid/trade-api/v2/");

    private final String name;
    private final HttpUrl url;
    private final Clock clock;
    private final @Nullable Tape tape;
    private final Signing signing;
    private final Manners manners;
    private final Client client;
    private final AtomicLong requests = new AtomicLong();
    private final AtomicInteger streams = new AtomicInteger();
    private final Set<Runnable> closing = ConcurrentHashMap.newKeySet();
    private final Recording recording;
    private volatile boolean sandbox;
    private volatile Duration fast = Duration.ZERO;
    private volatile boolean closed;

    private Connection(
            String name,
            HttpUrl url,
            Clock clock,
            @Nullable Tape tape,
            @Nullable Supplier<Credentials> key,
            Manners manners) {
        this.manners = manners;
        this.name = name;
        this.signing = new Signing(url, key, InstantSource.system());
        this.url = url;
        this.clock = clock;
        this.recording = new Recording(this);
        this.tape = tape;
        // Frames have no headers: what is known of any answer on a tape, a handshake's above all, is known of its
        // streams.
        this.sandbox = name.equals(SANDBOX) || (tape != null && tape.carries(SANDBOX_HEADER));
        List<Interceptor> ours = new ArrayList<>(List.of(this::sent));
        if (tape != null) {
            ours.add(new ReplayInterceptor(tape));
        } else {
            ours.add(new RecordingInterceptor(recording::recorders, signing::needsKey, clock));
            if (clock instanceof PeerClock peer) {
                ours.add(chain -> {
                    Response response = chain.proceed(chain.request());
                    peer.heard(response);
                    return response;
                });
            }
        }
        // A signed request is for this host and for none that it may point to.
        this.client = new Client(!url.isHttps(), ours, key == null, this::sentAgain);
    }

    /** Sends a request as this connection does, and hears what the answer says of who is there. */
    private Response sent(Interceptor.Chain chain) throws IOException {
        Request asked = chain.request();
        boolean signed = signing.isSigned(asked, manners.budget().isStated());
        requests.incrementAndGet();
        Response response = sent(chain, signed);
        if (response.code() == 401 && signed && !signing.mustBeSigned(asked)) {
            // What anybody may know is not withheld because a key was deleted, or a clock went wrong, meanwhile.
            signing.doubt();
            response.close();
            response = sent(chain, false);
        }
        if (invented(response)) {
            sandbox = true;
            if ("none".equals(response.header(UNCOUNTED_HEADER))) {
                manners.budget().lift();
            }
        }
        Duration ahead = tape == null ? Skew.ahead(response.headers()) : null;
        if (ahead != null) {
            fast = ahead.compareTo(Skew.ALLOWED) > 0 ? ahead : Duration.ZERO;
        }
        return Client.heard(response, asked);
    }

    private void sentAgain(Request asked) {
        requests.incrementAndGet();
        manners.budget().sentAgain(asked.method(), signing.path(asked));
    }

    /** How far this machine's clock is ahead of the exchange's, as its last answer said; zero where it is not by much. */
    public Duration fast() {
        return fast;
    }

    private Response sent(Interceptor.Chain chain, boolean signed) throws IOException {
        Request.Builder request = chain.request()
                .newBuilder()
                .header("accept", "application/json")
                .header("user-agent", "kalshi-toolkit");
        if (signed) {
            signing.sign(request, chain.request());
        }
        return RequestLog.proceed(chain, request.build());
    }

    /** Makes calls whose {@link #status} is known. */
    public Call.Factory calls() {
        return client.calls();
    }

    /** As {@link #calls()}, each sent once whatever becomes of it: for what changes something. */
    public Call.Factory callsSentOnce() {
        return client.callsSentOnce();
    }

    /** The status of the answer to a request of {@link #calls()}, also of one that could not be read; 0 without one. */
    public static int status(Request request) {
        return Client.status(request);
    }

    /** The path of a request within the API. */
    public List<String> path(Request asked) {
        return signing.path(asked);
    }

    /** True for what belongs to an account, and for what changes something: it is not asked without a key. */
    public boolean needsKey(Request asked) {
        return signing.needsKey(asked);
    }

    /** The key of the account; empty without one. */
    public Optional<Credentials> key() {
        return signing.key();
    }

    /** What tells the account's key from others and does not tell its id; empty without one. */
    public Optional<String> keyMark() {
        return signing.keyMark();
    }

    /** True when there is a key, made or not. */
    public boolean hasKey() {
        return signing.hasKey();
    }

    /** Closes the sockets that nobody uses just now, and lets the thread go that looks after them. */
    public void closeIdle() {
        client.closeIdle();
    }

    public boolean isClosed() {
        return closed;
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
        return live(name, url, clock, null);
    }

    /** As {@link #live(String, String, Clock)}, with an account's key, which is asked for when it is first needed. */
    public static Connection live(String name, String url, Clock clock, @Nullable Supplier<Credentials> key) {
        return live(name, url, clock, key, Manners.usual());
    }

    /** As {@link #live(String, String, Clock, Supplier)}, with manners of its own. */
    public static Connection live(
            String name, String url, Clock clock, @Nullable Supplier<Credentials> key, Manners manners) {
        return new Connection(name, Address.of(url), clock, null, key, manners);
    }

    /** A live connection to an address that anybody may be at: its clock is the sandbox's where one is. */
    public static Connection at(String url, @Nullable Supplier<Credentials> key) {
        return live(url, url, new PeerClock(), key);
    }

    /**
     * Has an exchange at an address of this machine say what time it is there, as a sandbox does, when somebody wants to
     * know: what is asked by dates alone, and known already, is asked of nobody.
     */
    public void hearTime() {
        HttpUrl address = url.resolve("exchange/status");
        boolean here = List.of("127.0.0.1", "localhost", "::1").contains(url.host());
        if (address == null || !here || !(clock instanceof PeerClock peer)) {
            return;
        }
        peer.hearWith(() -> {
            try (Response answer = client.usual()
                    .newCall(new Request.Builder().url(address).build())
                    .execute()) {
                answer.code();
            } catch (IOException ignored) {
                // who asks next says what is wrong
            }
        });
    }

    /** What time it is there as far as anybody has said; nobody is asked. */
    public Instant timeSoFar() {
        return clock instanceof PeerClock peer ? peer.soFar() : clock.instant();
    }

    /** True when the time there is known: the system's, the sandbox's own, or a tape's. */
    public boolean knowsTime() {
        return !(clock instanceof PeerClock peer) || peer.isHeard();
    }

    /** A connection that answers from a tape; its clock stands at the end of the tape. */
    public static Connection replay(Tape tape) {
        return new Connection(
                "tape:" + tape.file().getFileName(),
                ON_TAPE,
                Clock.fixed(tape.end(), ZoneOffset.UTC),
                tape,
                null,
                Manners.ofTape());
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
        return client.usual();
    }

    /** What may be asked how fast. */
    public TokenBudget budget() {
        return manners.budget();
    }

    /** What is asked again. */
    public Retries retries() {
        return manners.retries();
    }

    /** The tape that answers; empty on a live connection. */
    public Optional<Tape> tape() {
        return Optional.ofNullable(tape);
    }

    /**
     * The handshake of a stream: beside the API, on the host that the exchange has for streams.
     *
     * @throws KalshiException when this connection is closed
     */
    public Request webSocketRequest() {
        requireOpen();
        Request request = new Request.Builder().url(Address.ofStreams(url)).build();
        Request.Builder signed = request.newBuilder();
        signing.sign(signed, request);
        return signed.build();
    }

    /**
     * The frames of the tape's next recorded stream, those of all its connections; behind the last the first again, none
     * when there is none.
     */
    public List<Frame> nextRecordedStream() {
        List<List<Frame>> recorded = tape == null ? List.of() : tape.streams();
        return recorded.isEmpty() ? List.of() : recorded.get(Math.floorMod(streams.getAndIncrement(), recorded.size()));
    }

    /** True when the exchange invents its data: it is the sandbox, or has said so. */
    public boolean isSandbox() {
        return sandbox;
    }

    /** Has {@code end} run when this connection is closed, until {@link #forget} is called. */
    public void whenClosed(Runnable end) {
        closing.add(end);
        if (closed) {
            end.run();
        }
    }

    /** Takes back {@link #whenClosed}. */
    public void forget(Runnable end) {
        closing.remove(end);
    }

    /** Requests made so far, those that a tape answered among them. */
    public long requests() {
        return requests.get();
    }

    /**
     * Puts all that arrives from now on on that tape; null for none.
     *
     * @throws KalshiException on a tape, and while another recording goes on
     */
    public void record(@Nullable Recorder tapeToBe) {
        recording.onto(tapeToBe);
    }

    /** Throws where nothing can be recorded. */
    public void requireRecordable() {
        recording.requirePossible();
    }

    /** Puts all answers that arrive from now on on that tape too, whatever else is recorded. */
    public void recordToo(Recorder beside) {
        recording.too(beside);
    }

    /** Takes back {@link #recordToo}. */
    public void recordNoMore(Recorder beside) {
        recording.noMore(beside);
    }

    /** The tape that is recorded at the moment. */
    public Optional<Recorder> recorder() {
        return recording.recorder();
    }

    /** Puts the handshake of a stream on a tape: it tells what frames cannot, that they come from a sandbox. */
    public void recordHandshake(Recorder onto, Request request, Response response) {
        recording.handshake(onto, request, response);
    }

    /** True when the tape holds an answer to that request. */
    public boolean recorded(Request request) {
        String query = request.url().encodedQuery();
        return tape != null
                && tape.answer(
                                request.method(),
                                "/" + String.join("/", request.url().pathSegments()),
                                query == null ? "" : query)
                        .isPresent();
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
        String recorded = tape == null && recording.recorders().isEmpty() ? null : response.header(TIME_HEADER);
        return recorded == null ? clock.instant() : Instant.parse(recorded);
    }

    /** Which one of several sandboxes gave an answer; empty for an exchange. */
    public static String identity(Response response) {
        String identity = response.header(IDENTITY_HEADER);
        return identity == null ? "" : identity;
    }

    /** True when the answer comes from a sandbox. */
    public static boolean invented(Response response) {
        return response.header(SANDBOX_HEADER) != null;
    }

    /**
     * Ends the connection; leaves no socket and no thread of its own. Okio's watchdog, one daemon for all of the process,
     * goes a minute after the last request.
     */
    @Override
    public void close() {
        closed = true;
        manners.retries().close();
        manners.budget().lift();
        closing.forEach(Runnable::run);
        client.close();
    }

    @Override
    public String toString() {
        return name;
    }
}
