package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.kalshilab.auth.Credentials;
import dev.kalshilab.auth.KeyFiles;
import dev.kalshilab.model.Contracts;
import dev.kalshilab.model.ExchangeException;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.testkit.Loopback;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every trouble at every kind of door: the message names operation, status, what the exchange said, and what to do. */
@Timeout(60)
class TroublesTest {
    private static final String ID = "b7a1f0c4-0000-4000-8000-5d0c1f6a9e21";
    private static final String SECRET = "MIIEpAIBAAKCAQEA";

    @TempDir
    private static Path directory;

    private static Credentials key;

    @BeforeAll
    static void makesAKey() {
        Path file = directory.resolve("key.pem");
        KeyFiles.writeRsa(file);
        key = Credentials.of(ID, file);
    }

    private record Door(String operation, Consumer<Kalshi> ask) {
        boolean changes() {
            return !operation.startsWith("GET");
        }

        @Override
        public String toString() {
            return operation;
        }
    }

    static Stream<Door> doors() {
        return Stream.of(
                new Door("GET /trade-api/v2/markets", k -> k.markets().list()),
                new Door("GET /trade-api/v2/markets/T", k -> k.market("T")),
                new Door("GET /trade-api/v2/events/E", k -> k.event("E")),
                new Door("GET /trade-api/v2/markets/T/orderbook", k -> k.book("T")
                        .list()),
                new Door(
                        "GET /trade-api/v2/markets/candlesticks",
                        k -> k.candles("A", "B").since("-1d").list()),
                new Door(
                        "GET /trade-api/v2/exchange/schedule",
                        k -> k.exchange().hours().list()),
                new Door("GET /trade-api/v2/portfolio/balance", k -> k.portfolio()
                        .balance()),
                new Door("GET /trade-api/v2/communications/rfqs/R", k -> k.communications()
                        .rfq("R")),
                new Door("GET /trade-api/v2/milestones", k -> k.raw("GET", "milestones")
                        .table()),
                new Door("POST /trade-api/v2/communications/rfqs", k -> k.writes()
                        .createRfq("T", Contracts.of("1"), false)),
                new Door("POST /trade-api/v2/api_keys/generate", k -> k.writes()
                        .generateApiKey("n", directory.resolve("never.pem"))));
    }

    private static String asked(Door door, MockResponse response) {
        try (Loopback exchange = Loopback.answering(target -> response);
                Kalshi kalshi = Kalshi.at(exchange.url(), key).allowWrites()) {
            Throwable thrown = catchThrowable(() -> door.ask().accept(kalshi));
            assertThat(thrown).isInstanceOf(KalshiException.class);
            String message = String.valueOf(thrown.getMessage());
            assertThat(message.lines()).as(message).hasSize(2);
            StringBuilder told = new StringBuilder();
            for (Throwable each = thrown; each != null; each = each.getCause()) {
                told.append(each).append('\n');
            }
            assertThat(told.toString()).doesNotContain(ID, SECRET, "null");
            assertThat(directory.resolve("never.pem")).doesNotExist();
            return message.replace("GET /milestones", "GET /trade-api/v2/milestones");
        }
    }

    @ParameterizedTest
    @MethodSource("doors")
    void theErrorShapesAreReadEverywhere(Door door) {
        Map<String, String> shapes = new LinkedHashMap<>();
        shapes.put("{\"error\":{\"code\":\"c_1\",\"message\":\"said so\",\"service\":\"s\"}}", "400 c_1, said so");
        shapes.put("{\"code\":\"c_2\",\"message\":\"flat\",\"details\":\"more\"}", "400 c_2, flat: more");
        shapes.put("{\"error\":\"just a text\"}", "400, just a text");
        shapes.put("{\"error\":{\"code\":5,\"message\":null}}", "400 5");
        shapes.put("{\"error\":null,\"message\":\"m\"}", "400, m");
        shapes.put("[1]", "400, the answer's body says nothing readable");
        shapes.put("\"text\"", "400, the answer's body says nothing readable");
        shapes.put("", "400, the answer's body says nothing readable");
        shapes.forEach((body, said) -> assertThat(asked(door, Loopback.status(400, body)))
                .startsWith(door.operation() + " on http://127.0.0.1")
                .contains(" was refused: " + said + ".\nChange the " + (door.changes() ? "value" : "filter")));
    }

    @ParameterizedTest
    @MethodSource("doors")
    void aStatusThatIsNoSuccessIsNamed(Door door) {
        String html = "<html><body><h1>Bad Gateway</h1></body></html>";
        for (int status : new int[] {302, 307, 401, 403, 404, 409, 410, 429, 500, 502, 503}) {
            MockResponse response = new MockResponse.Builder()
                    .code(status)
                    .setHeader("location", "http://127.0.0.1:9/elsewhere")
                    .setHeader("content-type", "text/html")
                    .body(html)
                    .build();
            String message = asked(door, response);
            assertThat(message).startsWith(door.operation()).contains(" was refused: " + status);
            if (status >= 500 && door.changes()) {
                assertThat(message).contains("Whether it was done is not known; before you do it again, look: kalshi.");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("doors")
    void aSuccessThatSaysNothingReadableIsNamedToo(Door door) {
        boolean isKey = door.operation().endsWith("generate");
        String keyAlone = "{\"private_key\":\"" + SECRET + "\"}";
        // To one who knows nothing of the operation these are answers like any other.
        List<String> taken = door.operation().endsWith("milestones") ? List.of("[]", "5", "{}", keyAlone) : List.of();
        for (String body : List.of(
                "<html>Sign in</html>",
                "",
                "   ",
                "{",
                "[]",
                "5",
                "{}",
                "{\"api_key_id\":\"K\",\"private_key\":\"" + SECRET + "\"",
                keyAlone,
                "{\"hello\":1}{\"hello\":2}")) {
            if (taken.contains(body)) {
                continue;
            }
            assertThat(asked(door, Loopback.json(body)))
                    .as("%s to %s", body, door)
                    .contains(isKey ? "POST /api_keys/generate" : door.operation())
                    .containsPattern(isKey ? "a success" : "status 200");
        }
        assertThat(asked(door, new MockResponse.Builder().code(204).build()))
                .contains(isKey ? "could not be read" : " gave status 204 without a body.\n");
    }

    @ParameterizedTest
    @MethodSource("doors")
    void aBodyThatIsCutOffIsNamed(Door door) {
        for (int status : new int[] {200, 500}) {
            MockResponse cut = new MockResponse.Builder()
                    .code(status)
                    .body("{\"markets\":[" + "{\"ticker\":\"T\"},".repeat(100_000) + "{}]}")
                    .onResponseBody(SocketEffect.ShutdownConnection.INSTANCE)
                    .build();
            assertThat(asked(door, cut)).startsWith(door.operation()).contains("status " + status);
        }
    }

    @Test
    void whatIsNotThereNamesTheListOfItsKind() {
        Map<String, Consumer<Kalshi>> lists = Map.of(
                "kalshi.portfolio().apiKeys() lists", k -> k.writes().deleteApiKey("K"),
                "name its request too", k -> k.communications().quote("Q"),
                "kalshi.communications().rfqs()", k -> k.communications().rfq("R"),
                "kalshi.collections()", k -> k.collection("C"),
                "kalshi.portfolio().orders()", k -> k.portfolio().order("O"),
                "kalshi.markets() and kalshi.events()", k -> k.event("E"));
        lists.forEach((words, ask) -> assertThat(asked(new Door("x", ask), Loopback.status(404, "{}")))
                .contains(words));
        try (Loopback exchange = Loopback.answering(target -> target.contains("/candlesticks")
                        ? Loopback.status(404, "{}")
                        : Loopback.json("{\"market\":{\"ticker\":\"T\",\"event_ticker\":\"E\"},"
                                + "\"event\":{\"event_ticker\":\"E\",\"series_ticker\":\"S\"}}"));
                Kalshi kalshi = Kalshi.at(exchange.url())) {
            assertThat(catchThrowable(() -> kalshi.candles("T").since("-1d").list()))
                    .hasMessageContaining(".historical()");
        }
    }

    @Test
    void aRemovedOperationSaysSinceWhenAndWhatInstead() {
        for (int status : new int[] {404, 410}) {
            MockResponse gone =
                    Loopback.status(status, "{\"error\":{\"code\":\"not_found\",\"message\":\"not found\"}}");
            String instead = ": " + status + " not_found, not found.\nCombos with their legs are in"
                    + " kalshi.markets().combos(), their events in kalshi.events().combos().";
            String path = "/trade-api/v2/multivariate_event_collections/C/lookup on ";
            assertThat(asked(new Door("", k -> k.lookup("C", List.of())), gone))
                    .startsWith("PUT " + path)
                    .endsWith(" is gone since 2026-08-06" + instead);
            assertThat(asked(
                            new Door("", k -> k.lookups("C", java.time.Duration.ofSeconds(10))
                                    .list()),
                            gone))
                    .startsWith("GET " + path)
                    .endsWith(" is gone since 2026-07-02" + instead);
            assertThat(asked(new Door("", k -> k.raw("GET", "multivariate_event_collections/C/lookup")), gone))
                    .endsWith(" is gone since 2026-07-02" + instead);
        }
    }

    @Test
    void aMarketThatTheLiveTierLacksAndTheHistoricalOneCannotGiveIsNotCalledUnknown() {
        try (Loopback exchange = Loopback.answering(
                        target -> Loopback.status(target.startsWith("/historical") ? 503 : 404, "{}"));
                Kalshi kalshi = Kalshi.at(exchange.url())) {
            assertThat(catchThrowable(() -> kalshi.market("T")))
                    .isInstanceOfSatisfying(ExchangeException.class, refused -> assertThat(refused.status())
                            .isEqualTo(503));
        }
    }

    @Test
    void aTickerOrIdThatIsEmptyOrAStepIsRefusedBeforeAnythingIsSent() {
        try (Loopback exchange = Loopback.saying(target -> "{}");
                Kalshi kalshi = Kalshi.at(exchange.url(), key).allowWrites()) {
            List<Consumer<Kalshi>> asks = List.of(
                    k -> k.market(" "),
                    k -> k.market(".."),
                    k -> k.event(""),
                    k -> k.series("."),
                    k -> k.portfolio().order(""),
                    k -> k.portfolio().order("../balance"),
                    k -> k.communications().quote("", "Q"),
                    k -> k.writes().deleteApiKey(""),
                    k -> k.writes().deleteQuote("", "Q"),
                    k -> k.writes().deleteRfq(".."));
            for (Consumer<Kalshi> ask : asks) {
                assertThat(catchThrowable(() -> ask.accept(kalshi)))
                        .isInstanceOf(KalshiException.class)
                        .hasMessageStartingWith("A ticker or id that is empty, or only dots, names nothing.\n");
            }
            assertThat(exchange.requests()).isEmpty();
        }
    }

    @Test
    void anAddressWithAPasswordIsRefusedAndNotRepeated() {
        assertThat(catchThrowable(() -> Kalshi.at("http://me:hunter2@127.0.0.1:9/trade-api/v2")))
                .isInstanceOf(KalshiException.class)
                .hasMessageNotContaining("hunter2");
    }
}
