package dev.kalshilab.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.kalshilab.auth.Credentials;
import dev.kalshilab.http.Connection;
import dev.kalshilab.http.Manners;
import dev.kalshilab.model.ExchangeException;
import dev.kalshilab.model.Interval;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Moment;
import dev.kalshilab.model.Request;
import dev.kalshilab.pace.TokenBudget;
import dev.kalshilab.retry.Retries;
import dev.kalshilab.sandbox.Sandbox;
import dev.kalshilab.sandbox.SandboxOptions;
import dev.kalshilab.testkit.AKey;
import dev.kalshilab.testkit.Eventually;
import dev.kalshilab.testkit.Loopback;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a connection asks again and how fast, as a server sees it. */
@Timeout(120)
class PolitenessTest {
    private static Credentials key() {
        return Credentials.of("b7a1f0c4-0000-4000-8000-5d0c1f6a9e21", AKey.file());
    }

    private static Connection connection(String url, Manners manners) {
        return Connection.live("here", url, Clock.systemUTC(), PolitenessTest::key, manners);
    }

    /** Asks again as often as usual, without waiting. */
    private static Connection hasty(String url) {
        return connection(url, new Manners(TokenBudget.unlimited(), Retries.atOnce()));
    }

    private static Connection polite(String url) {
        return connection(url, new Manners(TokenBudget.cautious(), Retries.usual()));
    }

    private static void end(Connection connection) {
        connection.close();
    }

    private static long count(Loopback exchange, String request) {
        return exchange.requests().stream()
                .filter(each -> each.startsWith(request))
                .count();
    }

    private static String refused(Loopback exchange, Consumer<Rest> ask) {
        try (Connection connection = hasty(exchange.url())) {
            Throwable thrown = catchThrowable(() -> ask.accept(new Rest(connection)));
            assertThat(thrown).isInstanceOf(KalshiException.class);
            return String.valueOf(thrown.getMessage());
        }
    }

    @Test
    void readsAreAskedAgainAfterWhatMayPassAndNothingElse() {
        Map<Integer, Integer> often = Map.ofEntries(
                Map.entry(429, 12),
                Map.entry(500, 8),
                Map.entry(502, 8),
                Map.entry(503, 8),
                Map.entry(504, 8),
                Map.entry(520, 8),
                Map.entry(529, 8),
                Map.entry(400, 1),
                Map.entry(401, 1),
                Map.entry(403, 1),
                Map.entry(404, 1),
                Map.entry(409, 1),
                Map.entry(501, 8),
                Map.entry(530, 8),
                Map.entry(599, 8));
        often.forEach((status, times) -> {
            try (Loopback exchange = Loopback.answering(target -> Loopback.status(status, "{}"))) {
                String said = refused(exchange, rest -> rest.venue().status());
                assertThat(exchange.requests()).as("%s", status).hasSize(times);
                assertThat(said.lines()).hasSize(2);
                if (times > 1) {
                    assertThat(said.lines().findFirst().orElse("")).contains("(tried " + times + " times in ");
                } else {
                    assertThat(said).doesNotContain("tried");
                }
                String raw = refused(exchange, rest -> rest.raw().get("milestones", Map.of()));
                assertThat(count(exchange, "GET /milestones")).isEqualTo((long) times);
                assertThat(raw).contains("was refused: " + status);
            }
        });
    }

    @Test
    void writesAreNeverSentAgain() {
        for (int status : new int[] {429, 500, 503, 504, 520}) {
            try (Loopback exchange = Loopback.answering(target -> Loopback.status(status, "{}"))) {
                assertThat(refused(exchange, rest -> rest.changes().deleteRfq("R")))
                        .contains("was refused: " + status)
                        .doesNotContain("tried");
                assertThat(exchange.requests()).hasSize(1);
            }
        }
        try (Loopback exchange = Loopback.answering(target -> cut())) {
            refused(exchange, rest -> rest.changes().createRfq(Map.of("market_ticker", "T")));
            assertThat(exchange.requests()).hasSize(1);
        }
    }

    @Test
    void aLookAtTheConnectionReportsWhatItSees() {
        try (Loopback exchange = Loopback.answering(target -> Loopback.status(503, "{}"));
                Connection connection = hasty(exchange.url())) {
            new Rest(connection).check().look();
            assertThat(new HashSet<>(exchange.requests())).hasSameSizeAs(exchange.requests());
        }
    }

    private static MockResponse cut() {
        return new MockResponse.Builder()
                .code(200)
                .body("{\"milestones\":[" + "{\"id\":\"T\"},".repeat(100_000) + "{}]}")
                .onResponseBody(SocketEffect.ShutdownConnection.INSTANCE)
                .build();
    }

    @Test
    void anAnswerThatBreaksOffIsAskedForAgain() {
        AtomicInteger asked = new AtomicInteger();
        try (Loopback exchange = Loopback.answering(
                        target -> asked.incrementAndGet() < 4 ? cut() : Loopback.json("{\"milestones\":[]}"));
                Connection connection = hasty(exchange.url())) {
            assertThat(new Rest(connection).raw().get("milestones", Map.of()).json())
                    .isEqualTo("{\"milestones\":[]}");
            assertThat(exchange.requests()).hasSize(4);
            assertThat(connection.retries().retried()).isEqualTo(3);
        }
        try (Loopback exchange = Loopback.answering(target -> cut())) {
            assertThat(refused(exchange, rest -> rest.raw().get("milestones", Map.of())))
                    .contains("(tried 8 times in ");
        }
    }

    @Test
    void anAnswerThatIsNoJsonIsAskedForTwiceMore() {
        try (Loopback exchange = Loopback.saying(target -> "<html>Sign in</html>")) {
            assertThat(refused(exchange, rest -> rest.venue().status())).contains("is not the JSON");
            assertThat(exchange.requests()).hasSize(3);
        }
    }

    @Test
    void whereNobodyAnswersItIsTriedThreeTimes() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        try (Connection connection = hasty("http://127.0.0.1:" + port + "/trade-api/v2")) {
            Throwable thrown = catchThrowable(() -> new Rest(connection).venue().status());
            assertThat(thrown)
                    .isInstanceOf(KalshiException.class)
                    .hasMessageMatching("(?s).*nobody answers at 127\\.0\\.0\\.1 port " + port
                            + " \\(tried 3 times in \\d\\.\\d s\\)\\.\n.*");
        }
    }

    @Test
    void aWaitBeforeTheNextAttemptEndsWhenTheThreadIsInterruptedOrTheConnectionClosed() throws InterruptedException {
        for (boolean interrupts : new boolean[] {true, false}) {
            try (Loopback exchange = Loopback.answering(target -> Loopback.status(503, "{}")
                            .newBuilder()
                            .setHeader("retry-after", "3600")
                            .build());
                    Connection connection = polite(exchange.url())) {
                Set<Thread> before = Thread.getAllStackTraces().keySet();
                AtomicReference<Throwable> thrown = new AtomicReference<>();
                Thread asker = new Thread(() -> thrown.set(
                        catchThrowable(() -> new Rest(connection).venue().status())));
                asker.start();
                Eventually.holds(
                        "it waits",
                        () -> exchange.requests().size() == 1 && asker.getState() == Thread.State.TIMED_WAITING);
                if (interrupts) {
                    asker.interrupt();
                } else {
                    end(connection);
                }
                asker.join();
                assertThat(thrown.get())
                        .isInstanceOf(KalshiException.class)
                        .hasMessageContaining(interrupts ? "was interrupted" : "is closed");
                assertThat(exchange.requests()).hasSize(1);
                assertThat(Thread.getAllStackTraces().keySet().stream().filter(thread -> !before.contains(thread)))
                        .noneMatch(thread -> thread.getName()
                                .toLowerCase(java.util.Locale.ROOT)
                                .contains("failsafe"));
            }
        }
    }

    @Test
    void aFewRequestsNeverAskForLimitsAndManyAskOnce() throws InterruptedException {
        try (Judge exchange = new Judge(200, 200, 400, 0);
                Connection connection = exchange.connection(true)) {
            Judge.ask(connection, 8, 4);
            assertThat(exchange.requests()).hasSize(8).allMatch("GET /milestones"::equals);
            Judge.ask(connection, 100, 16);
            assertThat(exchange.requests()).hasSize(110).containsOnlyOnce("GET /account/limits");
            assertThat(connection.budget().requestsASecond()).isEqualTo(198);
            assertThat(exchange.refused()).isZero();
        }
    }

    @Test
    void withoutAKeyNobodyAsksForLimits() throws InterruptedException {
        try (Judge exchange = new Judge(200, 200, 400, 0);
                Connection connection = exchange.connection(false)) {
            Judge.ask(connection, 12, 4);
            assertThat(exchange.requests()).hasSize(12).allMatch("GET /milestones"::equals);
            assertThat(connection.budget().waited()).isPositive();
        }
    }

    @Test
    void publicDataIsSignedOnceTheAccountsLimitsAreKnownAndNotBefore() throws InterruptedException {
        try (Judge exchange = new Judge(200, 200, 400, 0);
                Connection connection = exchange.connection(true)) {
            Judge.ask(connection, 60, 1);
            int known = exchange.requests().indexOf("GET /account/limits");
            assertThat(known).isBetween(8, 9);
            for (int i = 0; i < exchange.asked().size(); i++) {
                if (!exchange.requests().get(i).endsWith("/endpoint_costs")) { // asked beside the limits, by anybody
                    assertThat(Judge.isSigned(exchange.asked().get(i)))
                            .as("%s", i)
                            .isEqualTo(i >= known);
                }
            }
        }
    }

    @Test
    void aPlanOfManyRequestsAsksForTheLimitsAndTellsTheirTime() {
        Moment begin = Moment.of("2026-01-01T00:00:00Z");
        Request some = Request.ALL.ofHistory();
        Request few = some.between(begin, Moment.of("2026-01-11T00:00:00Z"));
        Request many = some.between(begin, Moment.of("2026-12-01T00:00:00Z"));
        for (boolean key : new boolean[] {true, false}) {
            try (Judge exchange = new Judge(20, 20, 40, 0);
                    Connection connection = exchange.connection(key)) {
                Rest rest = new Rest(connection);
                Pull.Cost little =
                        rest.candles(List.of("T"), Interval.MINUTE, few).cost();
                assertThat(little.requests()).isEqualTo(3);
                assertThat(little.exact()).isTrue();
                assertThat(exchange.requests()).isEmpty();

                rest.offline(true);
                Pull.Cost unasked =
                        rest.candles(List.of("T"), Interval.MINUTE, many).cost();
                assertThat(unasked.requests()).isEqualTo(97);
                assertThat(unasked.time()).isEqualTo(Duration.ofMillis((97 - 8) * 1_000 / 8));
                assertThat(exchange.requests()).isEmpty();
            }
            try (Judge exchange = new Judge(20, 20, 40, 0);
                    Connection connection = exchange.connection(key)) {
                Pull.Cost much = new Rest(connection)
                        .candles(List.of("T"), Interval.MINUTE, many)
                        .cost();
                assertThat(much.requests()).isEqualTo(97);
                assertThat(much.exact()).isTrue();
                // 39 of 40 at once, then 19.8 of 20 a second
                assertThat(much.time())
                        .isEqualTo(
                                key
                                        ? Duration.ofMillis((97 - 39) * 10_000 / 198)
                                        : Duration.ofMillis((97 - 8) * 1_000 / 8));
                assertThat(exchange.requests())
                        .containsExactlyInAnyOrderElementsOf(
                                key ? List.of("GET /account/limits", "GET /account/endpoint_costs") : List.of());
            }
        }
    }

    @Test
    void limitsThatCouldNotBeToldAreAskedForAgain() throws InterruptedException {
        AtomicInteger questions = new AtomicInteger();
        try (Loopback exchange = Loopback.answering(target -> target.startsWith("/account/limits")
                        ? questions.getAndIncrement() == 0
                                ? Loopback.status(503, "{}")
                                : Loopback.json("{\"usage_tier\":\"basic\",\"read\":{\"refill_rate\":2000,"
                                        + "\"bucket_capacity\":4000},\"write\":{\"refill_rate\":100,"
                                        + "\"bucket_capacity\":100}}")
                        : Loopback.json("{\"milestones\":[]}"));
                Connection connection = polite(exchange.url())) {
            Judge.ask(connection, 60, 4); // at 8 a second it takes more than five seconds
            assertThat(questions).hasValue(2);
            assertThat(connection.budget().requestsASecond()).isEqualTo(198);
        }
    }

    @Test
    void anAddressThatIsGivenLessThanTheAccountDoesNotSlowAPullDown() {
        // What is unsigned gets ten requests a second there, what is signed twenty.
        try (Sandbox counts = Sandbox.start(SandboxOptions.usual().withLimits());
                Connection connection = Connection.live(
                        "sandbox with limits",
                        counts.url(),
                        Clock.systemUTC(),
                        () -> Credentials.of(counts.rsa().id(), counts.rsa().file()),
                        new Manners(TokenBudget.cautious(), Retries.usual()))) {
            Rest rest = new Rest(connection);
            long began = System.nanoTime();
            for (int i = 0; i < 80; i++) {
                rest.venue().status();
            }
            assertThat(connection.budget().refusals()).isZero();
            assertThat(connection.budget().requestsASecond()).isGreaterThan(19);
            assertThat((System.nanoTime() - began) * 1e-9).isLessThan(80 / 10.0 - 2);
        }
    }

    @Test
    void publicDataDoesNotFailForAKeyThatIsNoLongerTaken() throws InterruptedException {
        AtomicInteger unsigned = new AtomicInteger();
        try (Loopback exchange = Loopback.judging(asked -> {
                    boolean signed = asked.headers().containsKey("kalshi-access-signature");
                    if (asked.target().startsWith("/account/limits")) {
                        return Loopback.json("{\"usage_tier\":\"basic\",\"grants\":[],\"read\":{\"refill_rate\":2000,"
                                + "\"bucket_capacity\":4000},\"write\":{\"refill_rate\":100,\"bucket_capacity\":100}}");
                    }
                    unsigned.addAndGet(signed ? 0 : 1);
                    return signed ? Loopback.status(401, "{}") : Loopback.json("{\"milestones\":[]}");
                });
                Connection connection = polite(exchange.url())) {
            Judge.ask(connection, 20, 1);
            assertThat(unsigned).hasValue(20);
            assertThat(count(exchange, "GET /milestones")).isEqualTo(21);
        }
    }

    @Test
    void anExchangeThatKeepsWhatItStatesRefusesAtMostOneInAHundred() throws InterruptedException {
        try (Judge exchange = new Judge(100, 100, 100, 40);
                Connection connection = exchange.connection(true)) {
            Judge.ask(connection, 250, 16);
            assertThat(exchange.refused()).isLessThanOrEqualTo(2);
            assertThat(exchange.requests()).hasSizeBetween(252, 254);
        }
    }

    @Test
    void anExchangeThatGivesLessThanItStatesTeachesALowerRate() throws InterruptedException {
        try (Judge exchange = new Judge(100, 30, 20, 10);
                Connection connection = exchange.connection(true)) {
            Judge.ask(connection, 120, 16);
            assertThat(connection.budget().requestsASecond()).isLessThan(80);
            assertThat(connection.budget().refusals()).isPositive();
            assertThat(connection.retries().retried())
                    .isEqualTo(connection.budget().refusals());
        }
    }

    @Test
    void aSandboxAtAnAddressSaysWhetherItCounts() {
        try (Sandbox free = Sandbox.start();
                Connection connection = polite(free.url())) {
            assertThat(connection.budget().burst()).isEqualTo(8);
            new Rest(connection).venue().status();
            assertThat(connection.budget().requestsASecond()).isInfinite();
        }
        try (Sandbox counts = Sandbox.start(SandboxOptions.usual().withLimits());
                Connection connection = polite(counts.url())) {
            new Rest(connection).venue().status();
            assertThat(connection.budget().requestsASecond()).isEqualTo(8);
        }
    }

    @Test
    void theLastStatusIsTheOneThatIsTold() {
        AtomicInteger asked = new AtomicInteger();
        try (Loopback exchange =
                Loopback.answering(target -> Loopback.status(asked.incrementAndGet() < 3 ? 503 : 404, "{}"))) {
            try (Connection connection = hasty(exchange.url())) {
                assertThat(catchThrowable(() -> new Rest(connection).venue().status()))
                        .isInstanceOfSatisfying(ExchangeException.class, thrown -> {
                            assertThat(thrown.status()).isEqualTo(404);
                            assertThat(thrown).hasMessageContaining("(tried 3 times in ");
                        });
            }
        }
    }

    @Test
    void anExchangeThatNeverSaysItsLimitsHoldsUpNobodyForLong() throws InterruptedException {
        try (Loopback exchange = Loopback.answering(target -> target.startsWith("/account")
                        ? Loopback.json("{}")
                                .newBuilder()
                                .headersDelay(1, TimeUnit.MINUTES)
                                .build()
                        : Loopback.json("{\"exchange_active\":true,\"trading_active\":true}"));
                Connection connection = polite(exchange.url())) {
            Rest rest = new Rest(connection);
            long began = System.nanoTime();
            for (int i = 0; i < 12; i++) {
                rest.venue().status();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
            assertThat(connection.budget().isStated()).isFalse();
        }
    }
}
