package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.kalshilab.model.ExchangeException;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.testkit.Eventually;
import dev.kalshilab.testkit.Loopback;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tech.tablesaw.api.Table;

/** Whatever goes wrong is one KalshiException of at most two lines that says what to do. */
@Timeout(60)
class RefusalsTest {
    private static Throwable asked(MockResponse response) {
        try (Loopback exchange = Loopback.answering(target -> response);
                Kalshi kalshi = Kalshi.at(exchange.url())) {
            return thrown(() -> kalshi.trades("T").table());
        }
    }

    private static Throwable thrown(org.assertj.core.api.ThrowableAssert.ThrowingCallable ask) {
        Throwable thrown = catchThrowable(ask);
        assertThat(thrown).isInstanceOf(KalshiException.class);
        assertThat(String.valueOf(thrown.getMessage()).lines()).hasSize(2);
        assertThat(thrown.getMessage()).doesNotContain("null");
        return thrown;
    }

    private static String withoutPort(Throwable thrown) {
        return withoutTime(thrown).replaceAll("127\\.0\\.0\\.1:\\d+", "HOST");
    }

    private static String withoutTime(Throwable thrown) {
        return String.valueOf(thrown.getMessage()).replaceAll("(tried \\d+ times) in \\d+\\.\\d s", "$1");
    }

    private static final String WHERE = "GET /trade-api/v2/markets/trades on http://HOST/trade-api/v2";

    @Test
    void theThreeErrorShapesAreRead() {
        for (String body : new String[] {
            "{\"error\":{\"code\":\"bad_request\",\"message\":\"no such filter\"}}",
            "{\"code\":\"bad_request\",\"message\":\"no such filter\"}",
        }) {
            Throwable thrown = asked(Loopback.status(400, body));
            assertThat(withoutPort(thrown))
                    .isEqualTo(
                            WHERE + " was refused: 400 bad_request, no such filter.\nChange the filter that it names.");
            assertThat(thrown).isInstanceOfSatisfying(ExchangeException.class, refused -> {
                assertThat(refused.status()).isEqualTo(400);
                assertThat(refused.code()).isEqualTo("bad_request");
            });
        }
        assertThat(withoutPort(asked(Loopback.status(429, "{\"error\":\"too many requests\"}"))))
                .isEqualTo(WHERE
                        + " was refused: 429, too many requests (tried 12 times).\nToo many requests: wait some seconds and ask"
                        + " again, or ask for less.");
        assertThat(withoutPort(asked(Loopback.status(
                        400,
                        "{\"error\":{\"code\":\"c\",\"message\":\"m\",\"details\":\"requested\\nmany\\nlines\"}}"))))
                .isEqualTo(WHERE + " was refused: 400 c, m: requested many lines.\nChange the filter that it names.");
    }

    @Test
    void aRefusalWithoutReadableBodyStillSaysWhatToDo() {
        assertThat(withoutPort(asked(Loopback.status(500, "<html>\n\n\noops</html>"))))
                .isEqualTo(WHERE
                        + " was refused: 500, the answer's body says nothing readable (tried 8 times).\nThe exchange has trouble:"
                        + " ask again in a while.");
        assertThat(asked(Loopback.status(503, ""))).hasMessageContaining("was refused: 503");
        assertThat(asked(Loopback.status(403, "{}"))).hasMessageContaining("This operation needs an account's key.");
        assertThat(asked(Loopback.status(404, "{\"error\":{\"code\":\"not_found\",\"message\":\"not found\"}}")))
                .hasMessageContaining("was refused: 404 not_found, not found.\nCheck the ticker")
                .isNotInstanceOf(dev.kalshilab.model.NotRecordedException.class);
        assertThat(asked(Loopback.status(418, "{}"))).hasMessageContaining("Check the address and the filters.");
        assertThat(asked(Loopback.status(500, "{\"message\":\"" + "x".repeat(5000) + "\"}"))
                        .getMessage())
                .hasSizeLessThan(600);
    }

    @Test
    void aPageThatIsNoJsonIsSaid() {
        assertThat(withoutPort(asked(Loopback.json("<html><body>Sign in to the network</body></html>"))))
                .isEqualTo(WHERE
                        + ", status 200: the answer is not the JSON that was expected (it is not JSON at path $).\nCheck that"
                        + " the address is the exchange's and that no proxy answers instead.");
        assertThat(withoutPort(asked(Loopback.json("{\"hello\":1}"))))
                .isEqualTo(WHERE
                        + ", status 200: The exchange's answer has no 'trades'.\nIf it stays, this is not the exchange's"
                        + " address, or the toolkit needs an update.");
    }

    @Test
    void anAnswerThatEndsEarlyIsSaid() {
        assertThat(withoutPort(asked(Loopback.json(""))))
                .isEqualTo(
                        WHERE + ", status 200: the answer ended early, nothing of it was"
                                + " kept (tried 8 times).\nAsk again; if it stays, something between here and the exchange cuts answers off.");
        assertThat(withoutPort(asked(Loopback.json("{\"trades\":[{\"ticker\":\"T\",\"trade_id\":\"1\"}"))))
                .contains("the answer ended early");
        assertThat(asked(new MockResponse.Builder()
                        .body("{\"trades\":[" + "{\"ticker\":\"T\",\"trade_id\":\"1\"},".repeat(50_000) + "]}")
                        .onResponseBody(SocketEffect.ShutdownConnection.INSTANCE)
                        .build()))
                .hasMessageContaining("GET /trade-api/v2/markets/trades");
    }

    @Test
    void aWrongIdentifierNamesTheOperationAndThePlace() {
        assertThat(withoutPort(asked(Loopback.json("{\"trades\":[{\"ticker\":{},\"trade_id\":\"1\"}]}"))))
                .isEqualTo(
                        WHERE
                                + ", status 200: The exchange sent a JSON object at $.trades[0].ticker, which is no text for ticker."
                                + "\nA row that cannot be told from others is refused; if it stays, the toolkit needs an update.");
    }

    @Test
    void aWrongValueIsMissingInItsTableWhichSaysSoAndHasItAsItWasSent() throws IOException {
        try (Loopback exchange = Loopback.answering(request ->
                        Loopback.json("{\"trades\":[{\"ticker\":\"T\",\"trade_id\":\"1\",\"count\":\"many\"}]}"));
                Kalshi kalshi = Kalshi.at(exchange.url())) {
            Table trades = kalshi.trades("T").table();

            assertThat(trades.doubleColumn("count").isMissing(0)).isTrue();
            assertThat(trades.stringColumn("unknown").get(0)).isEqualTo("{\"count\":\"many\"}");
            assertThat(Provenance.of(trades).orElseThrow().notes())
                    .containsExactly("1 value did not fit its column and is in 'unknown'");
            assertThat(Provenance.of(trades).orElseThrow().complete()).isFalse();
            Table drift = kalshi.drift();
            assertThat(drift.stringColumn("operation").get(0)).isEqualTo("GET /markets/trades");
            assertThat(drift.stringColumn("field").get(0)).isEqualTo("count");
            assertThat(drift.stringColumn("change").get(0)).isEqualTo("retyped");
        }
    }

    @Test
    void aRefusedConnectionSaysWhereAndWhatToDo() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try (Kalshi kalshi = Kalshi.at("http://127.0.0.1:" + port + "/trade-api/v2")) {
            assertThat(withoutTime(thrown(() -> kalshi.markets().list())))
                    .endsWith(": nobody answers at 127.0.0.1 port " + port
                            + " (tried 3 times).\nCheck the address and the"
                            + " network, or work offline: KALSHI_ON=sandbox.");
        }
    }

    @Test
    void anUnknownHostSaysWhichAndWhatToDo() {
        try (Kalshi kalshi = Kalshi.at("http://exchange.invalid/trade-api/v2")) {
            assertThat(withoutTime(thrown(() -> kalshi.market("T"))))
                    .isEqualTo(
                            "GET /trade-api/v2/markets/T on http://exchange.invalid/trade-api/v2: no address is known"
                                    + " for exchange.invalid (tried 3 times).\nCheck the network, or work offline: KALSHI_ON=sandbox.");
        }
    }

    @Test
    void anAddressThatIsNoneIsRefusedAtOnce() {
        assertThat(thrown(() -> Kalshi.at("ftp://x")))
                .hasMessage(
                        "'ftp://x' is no http or https address of an exchange.\nGive the one where the API begins, such as"
                                + " https://host/trade-api/v2.");
        assertThat(thrown(() -> Kalshi.open("moon")))
                .hasMessageStartingWith("KALSHI_ON is 'moon', which names no exchange.\n");
    }

    @Test
    void theLastOfNoTimeIsRefusedBeforeItIsAsked() {
        try (Kalshi kalshi = Kalshi.at("http://127.0.0.1:1/trade-api/v2")) {
            assertThat(thrown(() -> kalshi.trades("T").last(Duration.ofDays(-1))))
                    .hasMessage("last(PT-24H) is no time that has passed.\nGive a duration above zero, such as"
                            + " Duration.ofDays(7).");
            assertThat(thrown(() -> kalshi.trades("T").last(Duration.ZERO))).hasMessageStartingWith("last(PT0S) ");
        }
    }

    @Test
    void theNextTryAfterAFailureWorks() {
        AtomicBoolean well = new AtomicBoolean();
        try (Loopback exchange = Loopback.answering(
                        target -> well.get() ? Loopback.json("{\"trades\":[]}") : Loopback.status(500, "{}"));
                Kalshi kalshi = Kalshi.at(exchange.url())) {
            assertThatThrownBy(() -> kalshi.trades("T").table()).isInstanceOf(ExchangeException.class);
            well.set(true);
            assertThat(kalshi.trades("T").table().rowCount()).isZero();
        }
    }

    @Test
    void anInterruptEndsTheWaitingAtOnceAndStaysSet() throws InterruptedException {
        CountDownLatch waiting = new CountDownLatch(1);
        MockResponse never = new MockResponse.Builder()
                .body("{}")
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build();
        try (Loopback exchange = Loopback.answering(target -> {
                    waiting.countDown();
                    return never;
                });
                Kalshi kalshi = Kalshi.at(exchange.url())) {
            AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
            AtomicBoolean flag = new AtomicBoolean();
            Thread cell = new Thread(() -> {
                thrown.set(catchThrowable(() -> kalshi.trades("T").table()));
                flag.set(Thread.currentThread().isInterrupted());
            });
            cell.start();
            waiting.await();

            cell.interrupt();
            cell.join(10_000);

            assertThat(cell.isAlive()).isFalse();
            assertThat(flag).isTrue();
            assertThat(thrown.get())
                    .isInstanceOf(KalshiException.class)
                    .hasMessage("GET /trade-api/v2/markets/trades on " + exchange.url()
                            + " was interrupted.\nRun the cell again to ask again.");
        }
    }

    @Test
    void aClosedConnectionSaysSoAndOpensNothing() {
        try (Loopback exchange = Loopback.saying(target -> "{\"trades\":[]}")) {
            Kalshi kalshi = Kalshi.at(exchange.url());
            var ignored = kalshi.trades("T").table();
            kalshi.close();
            kalshi.close();
            assertThat(thrown(() -> kalshi.trades("T").table()))
                    .hasMessage("This connection to " + exchange.url() + " is closed.\nOpen another one: var kalshi ="
                            + " Kalshi.open();");
            assertThat(exchange.requests()).hasSize(1);
            assertThat(kalshi).hasToString("Kalshi[" + exchange.url() + ", no key, 2 requests, closed]");
        }
    }

    @Test
    void closingEndsARequestThatWaits() throws InterruptedException {
        CountDownLatch waiting = new CountDownLatch(1);
        try (Loopback exchange = Loopback.answering(target -> {
            waiting.countDown();
            return new MockResponse.Builder()
                    .onResponseStart(SocketEffect.Stall.INSTANCE)
                    .build();
        })) {
            Kalshi kalshi = Kalshi.at(exchange.url());
            AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
            Thread cell = new Thread(
                    () -> thrown.set(catchThrowable(() -> kalshi.trades("T").table())));
            cell.start();
            waiting.await();

            kalshi.close();
            cell.join(10_000);

            assertThat(cell.isAlive()).isFalse();
            assertThat(thrown.get())
                    .isInstanceOf(KalshiException.class)
                    .hasMessageContaining("is closed.\nOpen another");
        }
    }

    @Test
    void noThreadOfAConnectionOutlivesItAndNoneKeepsTheProgramAlive() throws InterruptedException {
        Set<Thread> before = Set.copyOf(Thread.getAllStackTraces().keySet()); // other tests' are their own
        try (Loopback exchange = Loopback.saying(target -> "{\"trades\":[]}")) {
            Kalshi kalshi = Kalshi.at(exchange.url());
            var ignored = kalshi.trades("A", "B").table();
            // OkHttp gives a thread the name of its call, and takes it back a moment after the answer.
            Eventually.holds("an idle thread", () -> !threads(before).isEmpty());
            assertThat(threads(before)).allMatch(Thread::isDaemon);
            kalshi.close();
            for (Thread thread : threads(before)) {
                thread.join(10_000);
            }
            assertThat(threads(before)).isEmpty();
        }
    }

    private static java.util.List<Thread> threads(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("kalshi-connection") && !before.contains(thread))
                .toList();
    }
}
