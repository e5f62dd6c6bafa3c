package dev.kalshilab.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.testkit.Signer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A WebSocket client of the JDK that keeps what it receives. */
final class StreamProbe implements WebSocket.Listener, AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String PATH = "/trade-api/ws/v2";

    final BlockingQueue<Probe.Node> frames = new LinkedBlockingQueue<>();
    /** Frames as they came, once {@link #keepText()} says so. */
    final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    /** Pings, pongs and the end, in words. */
    final BlockingQueue<String> signs = new LinkedBlockingQueue<>();

    private final boolean reads;
    private volatile boolean textAlone;
    private final StringBuilder part = new StringBuilder();
    private @Nullable WebSocket socket;

    private StreamProbe(boolean reads) {
        this.reads = reads;
    }

    static StreamProbe open(Sandbox sandbox) {
        return open(sandbox, signed(sandbox), true);
    }

    /** @param reads whether frames are taken from the connection before {@link #read(long)} says so */
    static StreamProbe open(Sandbox sandbox, Map<String, String> headers, boolean reads) {
        return open(sandbox.wsUrl(), headers, reads);
    }

    /** The same at any address. */
    static StreamProbe open(String url, Map<String, String> headers, boolean reads) {
        StreamProbe probe = new StreamProbe(reads);
        WebSocket.Builder builder = HTTP.newWebSocketBuilder();
        headers.forEach(builder::header);
        probe.socket = builder.buildAsync(URI.create(url), probe).join();
        return probe;
    }

    static Map<String, String> signed(Sandbox sandbox) {
        return signed(Signer.of(sandbox.ed25519()));
    }

    static Map<String, String> signed(Signer signer) {
        return signer.headers("GET", PATH, System.currentTimeMillis());
    }

    private WebSocket socket() {
        return Objects.requireNonNull(socket);
    }

    /** Frames may be no JSON from now on. */
    void keepText() {
        textAlone = true;
    }

    void read(long frameCount) {
        socket().request(frameCount);
    }

    void send(String command) {
        socket().sendText(command, true).join();
    }

    void bytes(String command) {
        socket().sendBinary(ByteBuffer.wrap(command.getBytes(StandardCharsets.UTF_8)), true)
                .join();
    }

    void ping(String body) {
        socket().sendPing(ByteBuffer.wrap(body.getBytes(StandardCharsets.US_ASCII)))
                .join();
    }

    /** The reply to a command: what comes next but trades. */
    Probe.Node ask(String command) {
        send(command);
        return reply();
    }

    Probe.Node reply() {
        Probe.Node frame = next();
        while (frame.text("type").equals("trade")) {
            frame = next();
        }
        return frame;
    }

    /** All frames that come until the reply to a command that is sent now. */
    List<Probe.Node> drain() {
        List<Probe.Node> all = new ArrayList<>();
        send("{\"id\":77,\"cmd\":\"list_subscriptions\"}");
        Probe.Node frame = next();
        while (!frame.has("id") || frame.whole("id") != 77) {
            all.add(frame);
            frame = next();
        }
        return all;
    }

    /** What the messages of that type say. */
    static List<Probe.Node> said(List<Probe.Node> frames, String type) {
        return frames.stream()
                .filter(frame -> frame.text("type").equals(type))
                .map(frame -> frame.at("msg"))
                .toList();
    }

    Probe.Node next() {
        return soon(frames);
    }

    static <T> T soon(BlockingQueue<T> queue) {
        try {
            T next = queue.poll(20, TimeUnit.SECONDS);
            assertThat(next).as("nothing came for 20 seconds").isNotNull();
            return Objects.requireNonNull(next);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    List<Probe.Node> trades(int count) {
        List<Probe.Node> trades = new ArrayList<>();
        while (trades.size() < count) {
            Probe.Node frame = next();
            assertThat(frame.text("type")).isEqualTo("trade");
            trades.add(frame);
        }
        return trades;
    }

    @Override
    public void onOpen(WebSocket opened) {
        if (reads) {
            opened.request(Long.MAX_VALUE);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            if (textAlone) {
                texts.add(part.toString());
            } else {
                frames.add(Probe.parse(part.toString().getBytes(StandardCharsets.UTF_8)));
            }
            part.setLength(0);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
        signs.add("ping " + StandardCharsets.US_ASCII.decode(message));
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
        signs.add("pong " + StandardCharsets.US_ASCII.decode(message));
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        signs.add("close " + code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        signs.add("error " + error);
    }

    @Override
    public void close() {
        socket().abort();
    }
}
