package dev.kalshilab.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.Kalshi;
import dev.kalshilab.auth.Credentials;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.model.Trade;
import dev.kalshilab.sandbox.Fault;
import dev.kalshilab.sandbox.Sandbox;
import dev.kalshilab.sandbox.SandboxOptions;
import dev.kalshilab.tape.Frame;
import dev.kalshilab.tape.Recorder;
import dev.kalshilab.tape.Tape;
import dev.kalshilab.testkit.Eventually;
import dev.kalshilab.testkit.Signer;
import dev.kalshilab.wire.Frames;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** The public streams as they go onto a tape, and what is played from it; time goes on by steps alone. */
class RawStreamTest {
    private static final String MARKET = "KXPRESALDERIA-26-AQ";
    private static final List<String> MARKETS = List.of(MARKET, "KXBRINDLE-27");
    private static final Duration STEP = Duration.ofMinutes(5);
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final List<String> said = new CopyOnWriteArrayList<>();

    private static Backoff soon() {
        return new Backoff(Duration.ofMillis(10), Duration.ofMillis(50), new Random(1));
    }

    private Path tape() {
        return directory.resolve("streams.tape.jsonl");
    }

    /** A connection to a sandbox that is being recorded. */
    private final class Live implements AutoCloseable {
        final Connection connection;
        final Recorder recorder = Recorder.to(tape(), false, "test", why -> {});

        Live(Sandbox sandbox) {
            Credentials key =
                    Credentials.of(sandbox.ed25519().id(), sandbox.ed25519().file());
            connection = Connection.live("sandbox", sandbox.url(), sandbox.clock(), () -> key);
            connection.record(recorder);
        }

        RawStream open(List<Topic> channels, Backoff backoff) {
            return RawStream.open(connection, MARKETS, channels, backoff, said::add);
        }

        RawStream open() {
            return open(Topic.PUBLIC, soon());
        }

        @Override
        public void close() {
            connection.close();
            recorder.close();
        }
    }

    /** Another client that sends the same and keeps what it receives. */
    private static final class Witness implements WebSocket.Listener {
        final List<String> received = new CopyOnWriteArrayList<>();
        private final StringBuilder part = new StringBuilder();
        private final WebSocket socket;

        Witness(Sandbox sandbox) {
            WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
            Signer.of(sandbox.ed25519())
                    .headers("GET", "/trade-api/ws/v2", System.currentTimeMillis())
                    .forEach(builder::header);
            socket = builder.buildAsync(URI.create(sandbox.wsUrl()), this).join();
        }

        void send(String command) {
            socket.sendText(command, true).join();
        }

        /** Waits for what was sent before. */
        List<String> all() {
            send("{\"id\":77,\"cmd\":\"list_subscriptions\"}");
            Eventually.holds(
                    "the list",
                    () -> !received.isEmpty()
                            && received.get(received.size() - 1).contains("\"id\":77"));
            return List.copyOf(received.subList(0, received.size() - 1));
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
            part.append(text);
            if (last) {
                received.add(part.toString());
                part.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    /** The frames of the one stream on the tape, apart where its connection ended. */
    private List<List<Frame>> connections() {
        List<List<Frame>> connections = new ArrayList<>();
        connections.add(new ArrayList<>());
        List<List<Frame>> streams = streams();
        assertThat(streams).hasSize(1);
        for (Frame frame : streams.get(0)) {
            if (frame.way() == Frame.Way.END) {
                connections.add(new ArrayList<>());
            } else {
                connections.get(connections.size() - 1).add(frame);
            }
        }
        return connections;
    }

    private static long frames(RawStream streams) {
        return Long.parseLong(streams.toString().replaceAll(" frames?:.*", "").replace(",", ""));
    }

    private static void end(RawStream streams) {
        streams.close();
    }

    private static void close(Sandbox sandbox) {
        sandbox.close();
    }

    private static void came(RawStream streams, long frames) {
        Eventually.holds(frames + " frames", () -> frames(streams) >= frames);
    }

    /** The frames of the tape by their stream. */
    private List<List<Frame>> streams() {
        Map<Integer, List<Frame>> streams = new TreeMap<>();
        Tape.read(tape()).frames().forEach(frame -> streams.computeIfAbsent(
                        frame.connection(), ignored -> new ArrayList<>())
                .add(frame));
        assertThat(streams.keySet()).containsExactlyElementsOf(new TreeSet<>(streams.keySet()));
        return List.copyOf(streams.values());
    }

    private static List<String> texts(List<Frame> frames, boolean incoming) {
        return frames.stream()
                .filter(frame -> frame.incoming() == incoming)
                .map(Frame::text)
                .toList();
    }

    private static List<String> commands() {
        List<String> commands = new ArrayList<>();
        for (int i = 0; i < Topic.PUBLIC.size(); i++) {
            commands.add(Topic.PUBLIC.get(i).subscribe(i + 1, MARKETS));
        }
        return commands;
    }

    /** The trades of a market among frames, as their ids. */
    private static List<String> trades(List<String> frames, String market) throws Exception {
        List<String> ids = new ArrayList<>();
        for (String frame : frames) {
            if (Frames.envelope(frame).type().equals("trade") && frame.contains(market)) {
                ids.add(frame.replaceAll(".*\"trade_id\":\"([^\"]*)\".*", "$1"));
            }
        }
        return ids;
    }

    private static void numberedWithoutGaps(List<String> frames) throws Exception {
        Map<Long, Long> last = new HashMap<>();
        for (String frame : frames) {
            Frames.Envelope envelope = Frames.envelope(frame);
            if (envelope.seq() >= 0) {
                assertThat(envelope.seq()).isEqualTo(last.getOrDefault(envelope.sid(), 0L) + 1);
                last.put(envelope.sid(), envelope.seq());
            }
        }
        assertThat(last.values().stream().filter(seq -> seq > 5)).hasSize(2);
    }

    @Test
    void eachFrameThatTheServerSentIsOnTheTapeOnceAndInOrder() throws Exception {
        try (Sandbox sandbox = Sandbox.start(2, 0)) {
            Witness witness = new Witness(sandbox);
            commands().forEach(witness::send);
            witness.all();
            witness.received.remove(witness.received.size() - 1);
            List<String> sent;
            String line;
            try (Live live = new Live(sandbox);
                    RawStream streams = live.open()) {
                came(streams, witness.received.size()); // all four subscribed
                sandbox.step(STEP);
                sent = witness.all();
                came(streams, sent.size());
                end(streams);
                line = streams.toString();
                assertThat(live.recorder.lost()).isZero();
            }

            List<List<Frame>> streams = streams();
            assertThat(streams).hasSize(1);
            assertThat(texts(streams.get(0), false))
                    .isEqualTo(commands())
                    .anyMatch(command -> command.contains("\"use_yes_price\":true"));
            assertThat(texts(streams.get(0), true)).isEqualTo(sent).hasSizeGreaterThan(100);
            numberedWithoutGaps(sent);
            Map<String, Long> types = new TreeMap<>();
            for (String frame : sent) {
                types.merge(Frames.envelope(frame).type(), 1L, Long::sum);
            }
            assertThat(line)
                    .startsWith(String.format(
                            java.util.Locale.ROOT, "%,d frames: trade %d, ticker ", sent.size(), types.get("trade")))
                    .contains(", market_lifecycle_v2 ")
                    .endsWith(", answers 4; 1 connection");
            assertThat(types).containsKeys("ticker", "orderbook_snapshot", "orderbook_delta");
            assertThat(said).isEmpty();
        }
    }

    @Test
    void whatBreaksOffIsOpenedAgainOnTheSameStreamOfTheTapeWhichPlaysAllTrades() throws Exception {
        List<Trade> answered;
        try (Sandbox sandbox = Sandbox.start(2, 0);
                Kalshi kalshi = Kalshi.sandbox(sandbox)) {
            var start = sandbox.clock().instant();
            try (Live live = new Live(sandbox);
                    RawStream streams = live.open()) {
                Witness witness = new Witness(sandbox);
                commands().forEach(witness::send);
                long first = witness.all().size();
                came(streams, first);
                sandbox.step(STEP);
                first = witness.all().size();
                came(streams, first - 1); // without the witness's own list
                long before = frames(streams);
                sandbox.fault(Fault.disconnect());
                Eventually.holds("they go on", () -> said.contains("The streams go on."));
                came(streams, before + 4 + MARKETS.size() * 2L);
                long again = frames(streams);
                sandbox.step(STEP);
                came(streams, again + 50);
                sandbox.step(STEP);
                // Behind the last trade of the last step there is always more: tickers and deltas.
                answered = kalshi.trades(MARKET).since(start).list();
                Set<String> ids = new TreeSet<>();
                answered.forEach(trade -> ids.add(String.valueOf(trade.tradeId())));
                Eventually.holds("the last trade is on the tape", () -> {
                    try {
                        return new TreeSet<>(trades(texts(Tape.read(tape()).frames(), true), MARKET)).equals(ids);
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                });
                assertThat(streams.toString()).endsWith("; 2 connections");
            }
        }
        assertThat(said)
                .containsExactly(
                        "The streams are interrupted: the connection ended without a goodbye. They are opened again.",
                        "The streams go on.");

        List<String> all = new ArrayList<>();
        for (List<Frame> connection : connections()) {
            assertThat(texts(connection, false)).isEqualTo(commands());
            List<String> incoming = texts(connection, true);
            numberedWithoutGaps(incoming);
            List<String> trades = trades(incoming, MARKET);
            assertThat(trades).hasSizeGreaterThan(5).doesNotHaveDuplicates();
            all.addAll(trades);
        }
        try (Kalshi replay = Kalshi.replay(tape());
                Feed feed = replay.feed().trades(MARKET).open()) {
            assertThat(feed.await(all.size() + 1, LONG)).isFalse();
            Table table = feed.trades();
            assertThat(table.stringColumn("trade_id").asList()).isEqualTo(all);
            assertThat(feed.coverage().stringColumn("why").asList())
                    .containsExactly("connected", "disconnected", "connected");
            Provenance provenance = Provenance.of(table).orElseThrow();
            assertThat(provenance.invented()).isTrue();
            assertThat(provenance.notes()).first().isEqualTo("stream ended");
            assertThat(provenance.notes()).noneMatch(note -> note.contains("types"));
        }
        assertThat(all)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(answered.stream()
                        .map(trade -> String.valueOf(trade.tradeId()))
                        .toList());
    }

    @Test
    void aChannelThatIsRefusedIsSaidInOneLineAndTheOthersGoOn() {
        List<Topic> more =
                Stream.concat(Stream.of(Topic.ORDERS), Topic.PUBLIC.stream()).toList();
        try (Sandbox sandbox = Sandbox.start(
                        SandboxOptions.usual().withSeed(2).withSpeed(0).inCents());
                Live live = new Live(sandbox);
                RawStream streams = live.open(more, soon())) {
            came(streams, 5 + MARKETS.size()); // tickers had no beginning then
            sandbox.fault(Fault.disconnect());
            Eventually.holds("they go on", () -> said.contains("The streams go on."));
            came(streams, 2L * (5 + MARKETS.size()));
            long before = frames(streams);
            sandbox.step(STEP);
            came(streams, before + 50);

            assertThat(said)
                    .filteredOn(line -> line.contains("refuses"))
                    .containsExactly("The exchange refuses user_orders: 8 Unknown channel name: user_orders."
                            + " What else there is goes on.");
            assertThat(streams.toString())
                    .contains("user_orders 0, ")
                    .doesNotContain("trade 0", "ticker 0", "orderbook_delta 0")
                    .endsWith("; 2 connections");
        }
    }

    @Test
    void whereEverythingIsRefusedNothingBegins() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                Live live = new Live(sandbox)) {
            assertThatThrownBy(() -> live.open(List.of(Topic.named("ticker_v2")), soon()))
                    .isInstanceOf(KalshiException.class)
                    .hasMessageContaining("The exchange refused the subscription: 8 Unknown channel name: ticker_v2.");
            assertThatThrownBy(() -> RawStream.open(
                            Connection.live("sandbox", sandbox.url(), sandbox.clock()), MARKETS, said::add))
                    .isInstanceOf(KalshiException.class)
                    .hasMessageContaining("Streams need a key even for public channels");
        }
    }

    @Test
    void subscriptionsThatTheExchangeEndsAreMadeAgain() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                Live live = new Live(sandbox);
                RawStream streams = live.open()) {
            came(streams, 4);
            sandbox.fault(Fault.overflow());
            Eventually.holds("they go on", () -> said.contains("The streams go on."));
            assertThat(said.get(0))
                    .isEqualTo("The streams are interrupted: the exchange says 25 Subscription buffer overflow."
                            + " They are opened again.");
        }
        assertThat(connections()).hasSize(2);
    }

    @Test
    void closingWhileItWaitsToConnectAgainEndsAtOnceAndLeavesNoThread() {
        FeedEndsTest.lookAtWhatIsThere();
        Backoff hours = new Backoff(Duration.ofHours(1), Duration.ofHours(2), new Random(1));
        try (Sandbox sandbox = Sandbox.start(2, 0);
                Live live = new Live(sandbox);
                RawStream streams = live.open(Topic.PUBLIC, hours)) {
            sandbox.fault(Fault.disconnect());
            Eventually.holds("it is noticed", () -> !said.isEmpty());
            long began = System.nanoTime();
            end(streams);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
        }
        Eventually.holds("no thread of ours", () -> FeedEndsTest.threads().stream()
                .noneMatch(name -> name.startsWith("kalshi-streams") || name.startsWith("kalshi-socket")));
    }

    @Test
    void attemptsThatFailAlikeAreSaidOnceAndLeaveNoEmptyStream() {
        AtomicInteger attempts = new AtomicInteger();
        Backoff counted = new Backoff(Duration.ofMillis(1), Duration.ofMillis(5), attempts::incrementAndGet);
        Sandbox sandbox = Sandbox.start(2, 0);
        try (sandbox;
                Live live = new Live(sandbox);
                RawStream streams = live.open(Topic.PUBLIC, counted)) {
            came(streams, 4);
            close(sandbox);
            Eventually.holds("it is gone", () -> said.stream().anyMatch(line -> line.contains("nobody answers")));
            int before = attempts.get();
            Eventually.holds("it tries on", () -> attempts.get() > before + 5);
            end(streams);
        }
        assertThat(said)
                .filteredOn(line -> line.contains("nobody answers at 127.0.0.1 port "))
                .hasSize(1);
        assertThat(said).doesNotContain("The streams go on.");
        assertThat(streams()).hasSize(1);
    }

    @Test
    void theWaitDoublesUpToTheLongestWithChanceAndBeginsAnewBehindAStreamThatServedForLonger() {
        long seed = System.nanoTime();
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), new Random(seed));
        for (int whole : new int[] {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
            assertThat(backoff.after(Duration.ofSeconds(15), false))
                    .as("seed " + seed)
                    .isBetween(Duration.ofMillis(whole * 500L), Duration.ofSeconds(whole));
        }
        assertThat(backoff.after(Duration.ofSeconds(29), true)) // less than was waited for it
                .isBetween(Duration.ofSeconds(30), Duration.ofMinutes(1));
        assertThat(backoff.after(Duration.ofSeconds(61), true))
                .isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
        for (int i = 0; i < 100; i++) {
            assertThat(backoff.after(Duration.ofSeconds(3), true)).isLessThanOrEqualTo(Duration.ofSeconds(1));
        }
        assertThat(backoff.after(Duration.ofMillis(1), true)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }
}
