package dev.kalshilab.testkit;

import dev.kalshilab.Kalshi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** A real WebSocket server on a random port of 127.0.0.1 that says what the test has it say. */
public final class StreamServer implements AutoCloseable {
    public static final String SUBSCRIBED =
            "{\"id\":1,\"type\":\"subscribed\",\"msg\":{\"channel\":\"trade\",\"sid\":1}}";

    private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");
    private static final long MOST_QUEUED = 8 << 20;

    private final MockWebServer server = new MockWebServer();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final List<String> handshakes = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile @Nullable Function<String, String> rest;
    private final List<WebSocket> open = new CopyOnWriteArrayList<>();
    private final List<Kalshi> clients = new CopyOnWriteArrayList<>();
    private final List<Integer> goodbyes = new CopyOnWriteArrayList<>();

    /** Accepts every subscription. */
    public static StreamServer accepting() {
        return answering(SUBSCRIBED);
    }

    /** Answers every command with that, <code>{id}</code> in it being the command's number; null for no answer. */
    public static StreamServer answering(@Nullable String answer) {
        return answering(answer, response -> response);
    }

    /** As {@link #answering(String)}, with a changed answer to the handshake. */
    public static StreamServer answering(@Nullable String answer, UnaryOperator<MockResponse.Builder> handshake) {
        return new StreamServer(command -> answer == null ? List.of() : List.of(numbered(answer, command)), handshake);
    }

    private static String numbered(String answer, String command) {
        Matcher id = ID.matcher(command);
        return answer.replace("{id}", id.find() ? id.group(1) : "-1");
    }

    /** Answers each command with what that gives for it. */
    public static StreamServer scripted(Function<String, List<String>> answers) {
        return new StreamServer(answers, response -> response);
    }

    /** Lets nobody in. */
    public static StreamServer refusing(int status) {
        return new StreamServer(command -> List.of(), ignored -> new MockResponse.Builder().code(status));
    }

    private StreamServer(Function<String, List<String>> answers, UnaryOperator<MockResponse.Builder> handshake) {
        server.setServerSocketFactory(new WithoutDelay(sockets));
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                Function<String, String> asked = rest;
                if (asked != null && !request.getTarget().contains("/ws/")) {
                    requests.add(request.getTarget());
                    return new MockResponse.Builder()
                            .addHeader("content-type", "application/json")
                            .body(asked.apply(request.getTarget()))
                            .build();
                }
                handshakes.add(request.getMethod() + " " + request.getTarget());
                return handshake
                        .apply(new MockResponse.Builder().webSocketUpgrade(new Side(answers)))
                        .build();
            }
        });
        try {
            server.start(InetAddress.getLoopbackAddress(), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getPort() + "/trade-api/v2";
    }

    /** Answers requests with what that gives for their path and query; without this all are handshakes. */
    public void rest(Function<String, String> answers) {
        rest = answers;
    }

    /** The requests that came, as {@code /path?query}. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** The commands that came, as they were sent. */
    public List<String> commands() {
        return List.copyOf(commands);
    }

    /** The handshakes that came, as {@code GET /path}. */
    public List<String> handshakes() {
        return List.copyOf(handshakes);
    }

    /** How many streams are open. */
    public int open() {
        return open.size();
    }

    /** The codes with which clients said goodbye. */
    public List<Integer> goodbyes() {
        return List.copyOf(goodbyes);
    }

    /** Says that on every open stream; waits when the client does not keep up. */
    public void say(String... frames) {
        for (WebSocket stream : open) {
            for (String frame : frames) {
                if (stream.queueSize() > MOST_QUEUED) {
                    Eventually.holds("the client reads on", () -> stream.queueSize() <= MOST_QUEUED / 2);
                }
                stream.send(frame);
            }
        }
    }

    /** Sends bytes as a frame of bytes. */
    public void sayBytes(String frame) {
        open.forEach(stream -> stream.send(ByteString.encodeUtf8(frame)));
    }

    /** Ends every stream in good order. */
    public void goodbye(int code, String reason) {
        open.forEach(stream -> stream.close(code, reason));
    }

    /** Cuts every connection without a word. */
    public void hangUp() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A client of this server, closed with it. */
    public Kalshi kalshi() {
        Kalshi kalshi = Kalshi.at(url());
        clients.add(kalshi);
        return kalshi;
    }

    @Override
    public void close() {
        clients.forEach(Kalshi::close);
        hangUp();
        server.close();
    }

    private final class Side extends WebSocketListener {
        private final Function<String, List<String>> answers;

        Side(Function<String, List<String>> answers) {
            this.answers = answers;
        }

        @Override
        public void onOpen(WebSocket stream, Response response) {
            open.add(stream);
        }

        @Override
        public void onMessage(WebSocket stream, String text) {
            commands.add(text);
            answers.apply(text).forEach(stream::send);
        }

        @Override
        public void onClosing(WebSocket stream, int code, String reason) {
            goodbyes.add(code);
            stream.close(code, null);
        }

        @Override
        public void onClosed(WebSocket stream, int code, String reason) {
            open.remove(stream);
        }

        @Override
        public void onFailure(WebSocket stream, Throwable why, @Nullable Response response) {
            open.remove(stream);
        }
    }
}
