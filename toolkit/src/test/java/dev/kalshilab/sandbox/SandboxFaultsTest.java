package dev.kalshilab.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.model.KalshiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong when it is asked to: on streams and in answers, and nothing else. */
class SandboxFaultsTest {
    private static final String LONG = "KXPRESALDERIA-26-AQ";
    private static final String TRADES =
            "{\"id\":1,\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"trade\"],\"market_ticker\":\"" + LONG + "\"}}";

    /** A stream of trades whose time only a step moves. */
    private static StreamProbe listening(Sandbox sandbox) {
        StreamProbe stream = StreamProbe.open(sandbox);
        assertThat(stream.ask(TRADES).text("type")).isEqualTo("subscribed");
        return stream;
    }

    /** The numbers of the trades of a step, in the order in which they came. */
    private static List<Long> numbers(Sandbox sandbox, StreamProbe stream) {
        sandbox.step(Duration.ofMinutes(3));
        stream.send("{\"id\":77,\"cmd\":\"list_subscriptions\"}");
        List<Long> numbers = new ArrayList<>();
        Probe.Node frame = stream.next();
        while (frame.text("type").equals("trade")) {
            numbers.add(frame.whole("seq"));
            frame = stream.next();
        }
        assertThat(frame.whole("id")).isEqualTo(77);
        return numbers;
    }

    private static List<Long> from(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    @Test
    void lostMessagesLeaveAGapOnce() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = listening(sandbox)) {
            sandbox.fault(Fault.lost(2));
            List<Long> numbers = numbers(sandbox, stream);
            assertThat(numbers).hasSizeGreaterThan(5).isEqualTo(from(3, numbers.size() + 2));
        }
    }

    @Test
    void repeatedMessagesComeTwice() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = listening(sandbox)) {
            sandbox.fault(Fault.repeated(2));
            assertThat(numbers(sandbox, stream)).startsWith(1L, 1L, 2L, 2L, 3L, 4L);
        }
    }

    @Test
    void reorderedMessagesComeBehindTheNext() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = listening(sandbox)) {
            sandbox.fault(Fault.reordered(2));
            assertThat(numbers(sandbox, stream)).startsWith(3L, 2L, 1L, 4L, 5L);
        }
    }

    @Test
    void aGapIsInTheNumbersAlone() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = listening(sandbox);
                Sandbox other = Sandbox.start(2, 0);
                StreamProbe whole = listening(other)) {
            sandbox.fault(Fault.gap(4));
            List<Long> numbers = numbers(sandbox, stream);
            assertThat(numbers).isEqualTo(from(5, numbers.size() + 4)).hasSameSizeAs(numbers(other, whole));
        }
    }

    @Test
    void aFaultCanStrikeAgainAndAgainUntilItIsMended() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = listening(sandbox)) {
            sandbox.fault(Fault.lost(1).every(3));
            List<Long> numbers = numbers(sandbox, stream);
            assertThat(numbers).startsWith(1L, 2L, 4L, 5L, 7L).noneMatch(number -> number % 3 == 0);
            sandbox.mend();
            List<Long> later = numbers(sandbox, stream);
            assertThat(later)
                    .isEqualTo(from(later.get(0), later.get(0) + later.size() - 1))
                    .hasSizeGreaterThan(3);
        }
    }

    @Test
    void garbledMessagesAreNoJson() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = StreamProbe.open(sandbox, StreamProbe.signed(sandbox), true)) {
            stream.keepText();
            stream.send(TRADES);
            assertThat(StreamProbe.soon(stream.texts)).contains("subscribed");
            sandbox.fault(Fault.garbled(1));
            sandbox.step(Duration.ofMinutes(2));
            String garbled = StreamProbe.soon(stream.texts);
            assertThatThrownBy(() -> Probe.parse(garbled.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasCauseInstanceOf(IOException.class);
            assertThat(Probe.parse(StreamProbe.soon(stream.texts).getBytes(StandardCharsets.UTF_8))
                            .whole("seq"))
                    .isEqualTo(2);
        }
    }

    @Test
    void aDisconnectSaysNothing() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = listening(sandbox)) {
            sandbox.fault(Fault.disconnect());
            assertThat(StreamProbe.soon(stream.signs)).matches("close 1006|error .*");
            try (StreamProbe again = listening(sandbox)) {
                assertThat(numbers(sandbox, again)).startsWith(1L, 2L);
            }
        }
    }

    @Test
    void aDisconnectWaitsForAStream() {
        try (Sandbox sandbox = Sandbox.start(2, 0)) {
            sandbox.fault(Fault.disconnect());
            try (StreamProbe stream = listening(sandbox)) {
                sandbox.step(Duration.ofMinutes(3));
                assertThat(stream.next().whole("seq")).isEqualTo(1);
                try (StreamProbe again = listening(sandbox)) {
                    assertThat(numbers(sandbox, again)).startsWith(1L, 2L);
                }
                // Not every client tells an end that comes right behind a message.
                assertThat(stream.frames).isEmpty();
            }
        }
    }

    @Test
    void anOverflowEndsTheSubscriptionAndNotTheConnection() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = listening(sandbox)) {
            sandbox.fault(Fault.overflow());
            Probe.Node error = stream.next();
            assertThat(error.fields()).containsEntry("type", "error").containsEntry("sid", 1.0);
            assertThat(error.at("msg").whole("code")).isEqualTo(25);
            assertThat(stream.ask("{\"id\":5,\"cmd\":\"list_subscriptions\"}").list("msg"))
                    .isEmpty();
            assertThat(stream.ask(TRADES).at("msg").whole("sid")).isEqualTo(2);
        }
    }

    @Test
    void aStalledStreamIsSilentAndThenSaysEverything() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = listening(sandbox)) {
            long start = System.nanoTime();
            sandbox.fault(Fault.stall(Duration.ofMillis(700)));
            List<Long> numbers = numbers(sandbox, stream);
            assertThat(System.nanoTime() - start).isGreaterThan(690_000_000);
            assertThat(numbers).isEqualTo(from(1, numbers.size()));
        }
    }

    @Test
    void messagesDrift() {
        try (Sandbox sandbox = Sandbox.start(2, 0);
                StreamProbe stream = listening(sandbox)) {
            sandbox.fault(Fault.drift(1));
            sandbox.step(Duration.ofMinutes(2));
            Probe.Node drifted = stream.next().at("msg");
            assertThat(drifted.has("sandbox_drift")).isTrue();
            assertThat(drifted.has("taker_side")).isFalse();
            assertThat(drifted.text("yes_price_dollars")).hasSize(8);
            assertThat(stream.next().at("msg").has("sandbox_drift")).isFalse();
        }
    }

    @Test
    void statusesComeInBursts() {
        try (Sandbox sandbox = Sandbox.start(2, 0)) {
            Probe probe = new Probe(sandbox);
            sandbox.fault(Fault.status429(2));
            for (int i = 0; i < 2; i++) {
                HttpResponse<byte[]> refused = probe.ask("GET", "/exchange/status");
                assertThat(refused.statusCode()).isEqualTo(429);
                assertThat(new String(refused.body(), StandardCharsets.UTF_8))
                        .isEqualTo("{\"error\":\"too many requests\"}");
                assertThat(refused.headers().firstValue("Retry-After")).isEmpty();
            }
            assertThat(probe.ask("GET", "/exchange/status").statusCode()).isEqualTo(200);
            sandbox.fault(Fault.status500(1));
            assertThat(probe.refused(500, "/exchange/status").at("error").fields())
                    .isEqualTo(Map.of("code", "internal_server_error", "message", "internal server error"));
            sandbox.fault(Fault.status500(1));
            sandbox.fault(Fault.status503(1).every(2));
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                statuses.add(probe.ask("GET", "/exchange/status").statusCode());
            }
            assertThat(statuses).containsExactly(500, 200, 503, 200, 503, 200);
        }
    }

    @Test
    void answersComeLateOrSlowly() {
        try (Sandbox sandbox = Sandbox.start(2, 0)) {
            Probe probe = new Probe(sandbox);
            byte[] usual = probe.bytes("/markets?limit=50");
            for (Fault fault : List.of(Fault.latency(Duration.ofMillis(300)), Fault.slow(Duration.ofMillis(300)))) {
                sandbox.fault(fault);
                long start = System.nanoTime();
                assertThat(probe.bytes("/markets?limit=50")).isEqualTo(usual);
                assertThat(System.nanoTime() - start).isGreaterThan(290_000_000);
                assertThat(probe.bytes("/markets?limit=50")).isEqualTo(usual);
            }
        }
    }

    @Test
    void aTruncatedBodyEndsTheConnection() {
        try (Sandbox sandbox = Sandbox.start(2, 0)) {
            Probe probe = new Probe(sandbox);
            sandbox.fault(Fault.truncated(1));
            assertThatThrownBy(() -> probe.bytes("/markets")).isInstanceOf(UncheckedIOException.class);
            assertThat(probe.get("/markets").list("markets")).hasSize(100);
        }
    }

    @Test
    void aPageCanNameItsOwnCursor() {
        try (Sandbox sandbox = Sandbox.start(2, 0)) {
            Probe probe = new Probe(sandbox);
            sandbox.fault(Fault.cursor(1));
            String cursor = probe.get("/markets?limit=5").text("cursor");
            String next = probe.get("/markets?limit=5&cursor=" + cursor).text("cursor");
            assertThat(next).isEqualTo(cursor);
            assertThat(probe.get("/markets?limit=5&cursor=" + cursor).text("cursor"))
                    .isNotEqualTo(cursor);
        }
    }

    @Test
    void pagesCanOverlapByARow() {
        try (Sandbox sandbox = Sandbox.start(2, 0)) {
            Probe probe = new Probe(sandbox);
            List<Probe.Node> whole = probe.get("/markets/trades?limit=10").list("trades");
            sandbox.fault(Fault.overlap(1));
            Probe.Node first = probe.get("/markets/trades?limit=5");
            Probe.Node second = probe.get("/markets/trades?limit=5&cursor=" + first.text("cursor"));
            assertThat(second.list("trades")).isEqualTo(whole.subList(4, 10));
            assertThat(probe.get("/markets/trades?limit=5&cursor=" + first.text("cursor"))
                            .list("trades"))
                    .isEqualTo(whole.subList(5, 10));
        }
    }

    @Test
    void answersDrift() {
        try (Sandbox sandbox = Sandbox.start(2, 0)) {
            Probe probe = new Probe(sandbox);
            sandbox.fault(Fault.drift(1));
            Probe.Node drifted = probe.get("/markets?limit=5");
            assertThat(drifted.list("markets"))
                    .hasSize(5)
                    .allMatch(market -> market.has("sandbox_drift")
                            && !market.has("title")
                            && market.text("last_price_dollars").length() == 8);
            assertThat(probe.get("/markets?limit=5").has("sandbox_drift")).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.Kind.class)
    void aFaultIsReadAsItIsWritten(Fault.Kind kind) {
        for (Fault fault : List.of(
                new Fault(kind, 1, 0, kind.pause),
                new Fault(kind, 3, 0, kind.pause),
                new Fault(kind, 2, 50, kind.pause))) {
            assertThat(Fault.parse(fault.toString())).isEqualTo(fault);
        }
        assertThat(Fault.parse("stall:10s")).isEqualTo(Fault.stall(Duration.ofSeconds(10)));
        assertThat(Fault.parse("latency:250ms/1"))
                .isEqualTo(Fault.latency(Duration.ofMillis(250)).always());
        assertThat(Fault.parse("429:2/50")).isEqualTo(Fault.status429(2).every(50));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rain", "lost:0", "lost:3/2", "lost:2s", "stall:2h", "", "lost:-1"})
    void whatIsNoFaultIsRefused(String text) {
        assertThatThrownBy(() -> Fault.parse(text))
                .isInstanceOf(KalshiException.class)
                .message()
                .hasLineCount(2);
    }
}
