package dev.kalshilab.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.Kalshi;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.testkit.Eventually;
import dev.kalshilab.testkit.StreamServer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tech.tablesaw.api.Table;

/** How a stream does not come about, breaks off, is closed, and what is left then. */
class FeedEndsTest {
    private static final Backfill NOTHING = (tickers, from, to) -> {
        throw new KalshiException("nobody is asked");
    };

    private static final Duration LONG = Duration.ofSeconds(20);

    private static Feed open(StreamServer server) {
        return server.kalshi().feed().trades(Sent.MARKET).open();
    }

    // What other tests have left is theirs.
    private static volatile Set<Thread> before = Set.of();

    @BeforeEach
    void whatIsThereBefore() {
        lookAtWhatIsThere();
    }

    static void lookAtWhatIsThere() {
        before = Set.copyOf(Thread.getAllStackTraces().keySet());
    }

    /**
     * Threads of feeds, and threads of OkHttp that are at work: the servers of these tests have its process-wide ones,
     * which wait a minute for more. That a feed alone leaves none of them either is for {@code LeftoversTest} to say.
     */
    static Set<String> threads() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> !before.contains(entry.getKey()))
                .filter(entry -> entry.getKey().getName().startsWith("kalshi-")
                        || (entry.getKey().getName().startsWith("OkHttp")
                                && List.of(entry.getValue()).stream()
                                        .map(StackTraceElement::getMethodName)
                                        .noneMatch(List.of("getTask", "coordinatorWait")::contains)))
                .map(entry -> entry.getKey().getName() + " " + List.of(entry.getValue()))
                .collect(Collectors.toSet());
    }

    /** The last thread of a pool is still on its way out when the pool says that it has ended. */
    static void noneOfOursIsLeft() {
        try {
            Eventually.holds(
                    "no thread of ours", () -> threads().stream().noneMatch(name -> name.startsWith("kalshi-")));
        } catch (AssertionError e) {
            throw new AssertionError(String.join("\n", threads()), e);
        }
    }

    private static void nothingIsLeft() {
        try {
            Eventually.holds("no thread", () -> threads().isEmpty());
        } catch (AssertionError e) {
            throw new AssertionError(String.join("\n", threads()), e);
        }
    }

    private static void isRefusal(Throwable thrown, String message) {
        assertThat(thrown).isInstanceOf(KalshiException.class).hasMessage(message);
        assertThat(message.lines()).hasSizeLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void aHandshakeWithoutAKeyIsRefusedAndTheMessageSaysThatStreamsNeedOne(int status) {
        try (StreamServer server = StreamServer.refusing(status)) {
            assertThatThrownBy(() -> open(server))
                    .satisfies(thrown -> isRefusal(
                            thrown,
                            "The stream on " + server.url() + " was refused: " + status
                                    + ".\nStreams need a key even for public channels: set KALSHI_API_KEY_ID and"
                                    + " KALSHI_PRIVATE_KEY_PATH, on demo KALSHI_DEMO_…."));
        }
        nothingIsLeft();
    }

    @ParameterizedTest
    @CsvSource({"404,there is no /trade-api/ws/v2", "429,close other feeds", "503,again later", "302,no proxy"})
    void otherRefusalsOfTheHandshakeSayTheWayOut(int status, String wayOut) {
        try (StreamServer server = StreamServer.refusing(status)) {
            assertThatThrownBy(() -> open(server))
                    .isInstanceOf(KalshiException.class)
                    .hasMessageStartingWith("The stream on " + server.url() + " was refused: " + status + ".\n")
                    .hasMessageContaining(wayOut);
        }
        nothingIsLeft();
    }

    @Test
    void nobodyAtTheAddressIsSaid() {
        StreamServer server = StreamServer.accepting();
        String url = server.url();
        server.close();

        assertThatThrownBy(() -> Kalshi.at(url).feed().trades(Sent.MARKET).open())
                .isInstanceOf(KalshiException.class)
                .hasMessageStartingWith("The stream on " + url + ": nobody answers at 127.0.0.1 port ")
                .hasMessageContaining("\nCheck the address and the network");
        nothingIsLeft();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\":1,\"type\":\"error\",\"msg\":{\"code\":16,\"msg\":\"Market not found\",\"market_ticker\":\"X\"}}"
                        + "|16 Market not found X|Check the ticker",
                "{\"type\":\"error\",\"data\":{\"code\":\"invalid_market\",\"message\":\"Market ticker not found\"}}"
                        + "|invalid_market Market ticker not found|Check the ticker",
                "{\"type\":\"error\",\"data\":{\"code\":\"invalid_auth\",\"message\":\"no\"}}|invalid_auth no|Streams need",
                "{\"type\":\"error\",\"msg\":{\"code\":9,\"msg\":\"Authentication required\"}}"
                        + "|9 Authentication required|Streams need a key",
                "{\"type\":\"error\",\"msg\":{\"code\":27,\"msg\":\"slow down\"}}|27 slow down|wait some seconds",
                "{\"type\":\"error\",\"msg\":{\"code\":8,\"msg\":\"Unknown channel\"}}|8 Unknown channel|Check the channel's name",
                "{\"type\":\"error\",\"message\":\"all is\\nwrong\"}|all is wrong|Open the feed again",
                "{\"type\":\"error\",\"msg\":\"plain words\"}|plain words|Open the feed again",
                "{\"type\":\"error\"}|an error without words|Open the feed again"
            })
    void aRefusedSubscriptionIsOneExceptionWithTheWayOut(String answer, String said, String wayOut) {
        try (StreamServer server = StreamServer.answering(answer)) {
            assertThatThrownBy(() -> open(server))
                    .isInstanceOf(KalshiException.class)
                    .hasMessageStartingWith("The exchange refused the subscription: " + said + ".\n")
                    .hasMessageContaining(wayOut)
                    .satisfies(thrown -> assertThat(thrown.getMessage().lines()).hasSize(2));
            Eventually.holds("no stream", () -> server.open() == 0);
        }
        nothingIsLeft();
    }

    @Test
    void aSilentExchangeIsSaidAfterTheWait() {
        try (StreamServer server = StreamServer.answering(null)) {
            Connection connection = Connection.live("here", server.url(), Clock.systemUTC());
            try (connection) {
                assertThatThrownBy(
                                () -> FeedPlan.on(connection, NOTHING).trades().open(Awake.here(), 1000, Duration.ZERO))
                        .satisfies(thrown -> isRefusal(
                                thrown,
                                "The stream on here: no answer to the subscription within 0 seconds.\n"
                                        + "Open the feed again; if it stays, check the network."));
            }
        }
        nothingIsLeft();
    }

    @Test
    void interruptingEndsOpen() throws InterruptedException {
        try (StreamServer server = StreamServer.answering(null)) {
            List<String> thrown = Collections.synchronizedList(new ArrayList<>());
            Thread cell = new Thread(() -> {
                try {
                    open(server).close();
                } catch (KalshiException e) {
                    thrown.add(e.getMessage());
                }
            });
            cell.start();
            Eventually.holds("subscribed", () -> !server.commands().isEmpty());
            cell.interrupt();
            cell.join(5000);

            assertThat(thrown).containsExactly("Opening the feed was interrupted.\nRun the cell again.");
            Eventually.holds("no stream", () -> server.open() == 0);
        }
        nothingIsLeft();
    }

    @Test
    void aConnectionThatBreaksIsOpenedAgainAndWhatIsBetweenIsSaid() {
        try (StreamServer server = StreamServer.accepting();
                Kalshi kalshi = Kalshi.at(server.url())) {
            Feed feed = kalshi.feed().trades(Sent.MARKET).open();
            for (int i = 0; i < 50; i++) {
                server.say(Sent.number(i).frame());
            }
            feed.await(50, LONG);
            server.hangUp();
            Eventually.holds(
                    "opened again",
                    () -> server.handshakes().stream()
                                    .filter(one -> one.contains("/ws/"))
                                    .count()
                            == 2);
            Eventually.holds(
                    "subscribed again",
                    () -> server.commands().size() == 2 && feed.toString().contains(" open"));
            server.say(Sent.number(50).frame());

            assertThat(feed.await(51, LONG)).isTrue();
            assertThat(feed.trades().rowCount()).isEqualTo(51);
            Provenance provenance = Provenance.of(feed.trades()).orElseThrow();
            assertThat(provenance.complete()).isFalse();
            assertThat(provenance.notes()).contains("1 gap not repaired: feed.coverage() says which");
            Table coverage = feed.coverage();
            assertThat(coverage.stringColumn("why").asList()).containsExactly("connected", "disconnected", "connected");
            assertThat(coverage.longColumn("to_us").get(0))
                    .isEqualTo(coverage.longColumn("from_us").get(1));
            assertThat(feed.health()).contains("1 gap", "1 reconnect");
            feed.close();
            assertThat(feed.toString()).contains("closed");
        }
        nothingIsLeft();
    }

    @Test
    void afterAGoodbyeOfTheExchangeTheFeedComesBackToo() {
        try (StreamServer server = StreamServer.accepting();
                Kalshi kalshi = Kalshi.at(server.url());
                Feed feed = kalshi.feed().trades(Sent.MARKET).open()) {
            server.say(Sent.number(0).frame());
            feed.await(1, LONG);
            server.goodbye(1001, "maintenance");

            Eventually.holds(
                    "subscribed again",
                    () -> server.commands().size() == 2 && feed.toString().contains(" open"));
            server.say(Sent.number(1).frame());
            assertThat(feed.await(2, LONG)).isTrue();
        }
        nothingIsLeft();
    }

    @Test
    void anErrorThatEndsTheSubscriptionHasTheFeedSubscribeAgain() {
        try (StreamServer server = StreamServer.accepting();
                Kalshi kalshi = Kalshi.at(server.url());
                Feed feed = kalshi.feed().trades(Sent.MARKET).open()) {
            server.say(
                    Sent.number(0).frame(), "{\"type\":\"error\",\"msg\":{\"code\":25,\"msg\":\"Buffer overflow\"}}");
            Eventually.holds(
                    "subscribed again",
                    () -> server.commands().size() == 2 && feed.toString().contains(" open"));
            server.say(Sent.number(1).frame());

            assertThat(feed.await(2, LONG)).isTrue();
            assertThat(feed.coverage().stringColumn("why").asList())
                    .containsExactly("connected", "overflow", "connected");
            assertThat(feed.coverage().stringColumn("note").get(1)).contains("the exchange says 25 Buffer overflow");
        }
        nothingIsLeft();
    }

    @Test
    void anErrorThatEndsNothingIsSaidInTheProvenance() {
        try (StreamServer server = StreamServer.accepting();
                Feed feed = open(server)) {
            server.say(
                    "{\"type\":\"error\",\"msg\":{\"code\":16,\"msg\":\"Market not found\"}}",
                    Sent.number(0).frame());

            assertThat(feed.await(1, LONG)).isTrue();
            Provenance provenance = Provenance.of(feed.trades()).orElseThrow();
            assertThat(provenance.notes()).contains("1 error from the exchange, the first: 16 Market not found");
            assertThat(provenance.complete()).isFalse();
        }
    }

    @Test
    void closingLeavesNoThreadAndNoSocketAndSaysGoodbye() {
        try (StreamServer server = StreamServer.accepting()) {
            Feed feed = open(server);
            server.say(Sent.number(0).frame());
            feed.await(1, LONG);
            feed.close();

            noneOfOursIsLeft();
            Eventually.holds("no stream", () -> server.open() == 0);
            assertThat(server.goodbyes()).containsExactly(1000);
            feed.close();
            assertThat(feed.trades().rowCount()).isEqualTo(1);
            assertThat(feed.toString()).contains("closed, 2 messages, 1 row, 0 lost");
        }
        nothingIsLeft();
    }

    @Test
    void closingWhileInterruptedLeavesNothingEither() throws InterruptedException {
        try (StreamServer server = StreamServer.accepting()) {
            Feed feed = open(server);
            List<Boolean> flags = new ArrayList<>();
            Thread cell = new Thread(() -> {
                Thread.currentThread().interrupt();
                feed.close();
                flags.add(Thread.currentThread().isInterrupted());
            });
            cell.start();
            cell.join(10_000);

            assertThat(flags).containsExactly(true);
            noneOfOursIsLeft();
            Eventually.holds("no stream", () -> server.open() == 0);
        }
    }

    @Test
    void closingTheConnectionClosesItsFeeds() {
        try (StreamServer server = StreamServer.accepting()) {
            Kalshi kalshi = server.kalshi();
            Feed feed = kalshi.feed().trades(Sent.MARKET).open();
            kalshi.close();

            assertThat(feed.toString()).contains(", closed, ");
            Eventually.holds("no stream", () -> server.open() == 0);
            assertThatThrownBy(() -> kalshi.feed().trades(Sent.MARKET).open()).hasMessageContaining("is closed");
        }
        nothingIsLeft();
    }

    @Test
    void openingTheSameStreamAgainClosesTheOneBefore() {
        try (StreamServer server = StreamServer.accepting()) {
            Kalshi kalshi = server.kalshi();
            Feed first = kalshi.feed().trades("A", "B").open();
            Feed other = kalshi.feed().trades("C").open();
            Feed again = kalshi.feed().trades("B").trades("A").open();
            Feed afterOpen = server.kalshi().feed().trades("A", "B").open();

            assertThat(first.toString()).contains(", closed, ");
            assertThat(again.toString()).contains(", closed, ");
            assertThat(other.toString()).contains(", open, ");
            assertThat(afterOpen.toString()).contains(", open, ");
            Eventually.holds("two streams", () -> server.open() == 2);
            other.close();
            afterOpen.close();
        }
        nothingIsLeft();
    }
}
