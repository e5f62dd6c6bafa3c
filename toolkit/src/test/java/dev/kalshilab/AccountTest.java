package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.kalshilab.auth.Credentials;
import dev.kalshilab.auth.KeyFiles;
import dev.kalshilab.csv.Csv;
import dev.kalshilab.feed.Feed;
import dev.kalshilab.model.ExchangeException;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Money;
import dev.kalshilab.model.Settlement;
import dev.kalshilab.sandbox.Sandbox;
import dev.kalshilab.testkit.Loopback;
import dev.kalshilab.testkit.StreamServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** The account through the door: keys, what is refused and why, the exports, and the first stream. */
class AccountTest {
    @TempDir
    Path directory;

    private Credentials newKey(String id) {
        Path file = directory.resolve("key-" + id + ".pem");
        KeyFiles.writeRsa(file);
        return Credentials.of(id, file);
    }

    @Test
    void theDemoUserOfTheSandboxIsReadWithoutASetting() {
        try (Kalshi kalshi = Kalshi.sandbox()) {
            Portfolio portfolio = kalshi.portfolio();
            assertThat(portfolio.balance().balance()).isGreaterThan(Money.ZERO);
            assertThat(portfolio.fills().count()).isGreaterThan(50);
            assertThat(portfolio.positions().held().count()).isPositive();
            assertThat(portfolio.orders().resting().count()).isPositive();
            String order = portfolio.orders().executed().first().orderId();
            assertThat(portfolio.order(order).orderId()).isEqualTo(order);
            assertThat(kalshi.check().stringColumn("state").asList()).containsOnly("ok");
        }
    }

    @Test
    void settlementsOfMonthsAreThoseOfTheirYear() {
        try (Kalshi kalshi = Kalshi.sandbox()) {
            long year = kalshi.portfolio().settlements().year(2026).count();
            long months = 0;
            for (int month = 1; month <= 12; month++) {
                months += kalshi.portfolio()
                        .settlements()
                        .month(String.format(Locale.ROOT, "2026-%02d", month))
                        .count();
            }
            assertThat(months).isEqualTo(year).isPositive();
        }
    }

    @Test
    void profitIsRevenueLessCostsAndFeesExactly() {
        try (Kalshi kalshi = Kalshi.sandbox()) {
            for (Settlement settlement : kalshi.portfolio().settlements().list()) {
                assertThat(settlement.profit())
                        .isEqualTo(Money.of(settlement
                                .revenue()
                                .dollars()
                                .subtract(settlement.yesTotalCost().dollars())
                                .subtract(settlement.noTotalCost().dollars())
                                .subtract(settlement.feeCost().dollars())));
            }
        }
    }

    @Test
    void theYearIsExportedWholeAndReadBackEqual() {
        try (Kalshi kalshi = Kalshi.sandbox()) {
            var files = kalshi.portfolio().export(directory.resolve("export"), 2026);
            assertThat(files).hasSize(5);
            Table fills = Csv.read(directory.resolve("export/fills-2026.csv"));
            assertThat(fills.rowCount())
                    .isEqualTo((int) kalshi.portfolio().fills().year(2026).count());
            assertThat(directory.resolve("export/positions.csv.meta.json")).exists();
        }
    }

    @Test
    void anAddressTakesTheKeyOfItsEnvironmentAndNeverInClear() {
        newKey("settings");
        String file = directory.resolve("key-settings.pem").toString();
        Map<String, String> settings = Map.of(
                "KALSHI_API_KEY_ID",
                "prod-id",
                "KALSHI_PRIVATE_KEY_PATH",
                file,
                "KALSHI_DEMO_API_KEY_ID",
                "demo-id",
                "KALSHI_DEMO_PRIVATE_KEY_PATH",
                file);

        assertThat(Connector.settings("https://api.elections.kalshi.com/trade-api/v2", settings))
                .hasValueSatisfying(key -> assertThat(key.keyId()).isEqualTo("prod-id"));
        assertThat(Connector.settings("https://demo-api.kalshi.co/trade-api/v2", settings))
                .hasValueSatisfying(key -> assertThat(key.keyId()).isEqualTo("demo-id"));
        assertThat(Connector.settings("http://127.0.0.1:8080/trade-api/v2", settings))
                .isPresent();
        assertThat(Connector.settings("http://example.com/trade-api/v2", settings))
                .isEmpty();
        assertThat(Connector.settings("https://example.com/trade-api/v2", Map.of()))
                .isEmpty();
    }

    @Test
    void withoutAKeyTheExchangeIsNotEvenAsked() {
        try (Loopback server = Loopback.saying(target -> "{}");
                Kalshi kalshi = Kalshi.at(server.url())) {
            assertThatThrownBy(() -> kalshi.portfolio().fills().list())
                    .isInstanceOf(KalshiException.class)
                    .hasMessageContaining("needs an account's key, and there is none.\nSet KALSHI_API_KEY_ID");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void publicDataIsAskedForWithoutASignature() {
        try (Sandbox sandbox = Sandbox.start();
                Kalshi kalshi = Kalshi.at(sandbox.url(), newKey("unknown-there"))) {
            assertThat(kalshi.series().count()).isPositive();
            assertThatThrownBy(() -> kalshi.portfolio().balance())
                    .isInstanceOf(ExchangeException.class)
                    .hasMessageContaining("401")
                    .hasMessageContaining("Check that the key id belongs to the private key");
            Table check = kalshi.check();
            assertThat(check.stringColumn("state").asList()).containsExactly("ok", "ok", "wrong", "unknown", "unknown");
            assertThat(check.stringColumn("detail").get(2))
                    .contains("is refused: status 401 authentication_error")
                    .contains("production and demo have keys of their own");
        }
    }

    @Test
    void aClockThatIsOffIsTheReasonThatIsGiven() {
        String hourAhead = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.now().plus(Duration.ofHours(1)).atZone(ZoneOffset.UTC));
        try (Loopback server = Loopback.answering(target -> Loopback.status(
                                401, "{\"error\":{\"code\":\"authentication_error\",\"message\":\"no\"}}")
                        .newBuilder()
                        .setHeader("Date", hourAhead.replace("UTC", "GMT"))
                        .build());
                Kalshi kalshi = Kalshi.at(server.url(), newKey("any"))) {
            assertThatThrownBy(() -> kalshi.portfolio().balance())
                    .hasMessageMatching("(?s).*\nThis machine's clock is 3\\d{3} s behind the exchange's, so signatures"
                            + " are refused: set it\\.");
        }
    }

    private static final String SIGNATURE = "A1b2+/".repeat(57) + "==";

    /** An exchange that is up, and gives these answers to what belongs to an account. */
    private static Loopback exchange(Function<String, MockResponse> account) {
        return Loopback.answering(target -> target.contains("/exchange/status")
                ? Loopback.json("{\"exchange_active\":true,\"trading_active\":true}")
                : account.apply(target));
    }

    private static MockResponse atHourAhead(MockResponse answer) {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.now().plus(Duration.ofHours(1)).atZone(ZoneOffset.UTC));
        return answer.newBuilder().setHeader("Date", date).build();
    }

    private static List<String> rows(Table check) {
        assertThat(check.stringColumn("what").asList()).containsExactly("host", "clock", "key", "tier", "permission");
        return check.stringColumn("state").asList();
    }

    @Test
    void aStreamThatIsRefusedWithAKeyDoesNotAskForOne() {
        Credentials key = newKey("streams");
        try (StreamServer server = StreamServer.refusing(403);
                Kalshi kalshi = Kalshi.at(server.url(), key)) {
            assertThatThrownBy(() -> kalshi.feed().trades("T").open())
                    .hasMessageEndingWith("This account's key may not do that: kalshi.check() shows what it may.");
        }
        try (StreamServer server = StreamServer.refusing(401);
                Kalshi kalshi = Kalshi.at(server.url(), key)) {
            assertThatThrownBy(() -> kalshi.feed().trades("T").open())
                    .hasMessageEndingWith("Check that the key id belongs to the private key and to this environment:"
                            + " kalshi.check() looks.");
        }
        try (Loopback server = Loopback.answering(target -> atHourAhead(Loopback.status(401, "")));
                Kalshi kalshi = Kalshi.at(server.url(), key)) {
            assertThatThrownBy(() -> kalshi.feed().trades("T").open())
                    .hasMessageMatching("(?s).*\nThis machine's clock is 3\\d{3} s behind the exchange's, so signatures"
                            + " are refused: set it\\.");
        }
    }

    @Test
    void theCheckHasEveryRowWhateverIsWrong() throws IOException {
        Credentials key = newKey("any-key-of-mine");
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        try (Kalshi kalshi = Kalshi.at("http://127.0.0.1:" + port + "/trade-api/v2", key)) {
            assertThat(rows(kalshi.check())).containsExactly("wrong", "unknown", "unknown", "unknown", "unknown");
        }
        try (Loopback server = exchange(target -> Loopback.status(500, ""));
                Kalshi kalshi = Kalshi.at(server.url())) {
            assertThat(rows(kalshi.check())).containsExactly("ok", "unknown", "none", "none", "none");
        }
        try (Loopback server = Loopback.answering(target -> atHourAhead(
                        target.contains("/exchange/status")
                                ? Loopback.json("{\"exchange_active\":true}")
                                : Loopback.status(401, "{\"error\":{\"code\":\"header_timestamp_expired\"}}")));
                Kalshi kalshi = Kalshi.at(server.url(), key)) {
            Table check = kalshi.check();
            assertThat(rows(check)).containsExactly("ok", "wrong", "wrong", "unknown", "unknown");
            assertThat(check.stringColumn("detail").get(2))
                    .endsWith("is refused: status 401 header_timestamp_expired; the clock is why");
        }
        try (Loopback server = exchange(target -> Loopback.status(503, ""));
                Kalshi kalshi = Kalshi.at(server.url(), key)) {
            assertThat(rows(kalshi.check())).containsExactly("ok", "unknown", "unknown", "unknown", "unknown");
        }
    }

    @Test
    void aKeyThatMayNotReadIsNotAMissingKey() {
        Credentials key = newKey("writes-only");
        try (Loopback server = exchange(target -> target.contains("/api_keys")
                        ? Loopback.json(
                                "{\"api_keys\":[{\"api_key_id\":\"writes-only\",\"scopes\":[\"write::trade\"]}]}")
                        : Loopback.status(
                                403,
                                "{\"error\":{\"code\":\"permission_denied\",\"message\":\"permission denied\"}}"));
                Kalshi kalshi = Kalshi.at(server.url(), key)) {
            assertThatThrownBy(() -> kalshi.portfolio().fills().table())
                    .hasMessageEndingWith(
                            "was refused: 403 permission_denied, permission denied.\nThis account's key may"
                                    + " not do that: kalshi.check() shows what it may.");
            Table check = kalshi.check();
            assertThat(rows(check)).containsExactly("ok", "unknown", "ok", "unknown", "wrong");
            assertThat(check.stringColumn("detail").get(4))
                    .isEqualTo("it may not read the portfolio: status 403 permission_denied, permission denied; it may:"
                            + " write::trade; make a key with the scope read");
        }
    }

    @Test
    void aGateBeforeTheExchangeSaysNothingOfTheKey() {
        try (Loopback server = exchange(target -> Loopback.status(403, "<html>blocked</html>"));
                Kalshi kalshi = Kalshi.at(server.url(), newKey("any"))) {
            assertThat(rows(kalshi.check())).containsExactly("ok", "unknown", "unknown", "unknown", "unknown");
        }
    }

    @Test
    void aRefusalThatRepeatsWhatWasSentRepeatsNoSignatureAndNoId() {
        String echo = "KALSHI-ACCESS-KEY: my-own-key-id, KALSHI-ACCESS-SIGNATURE: ";
        for (String body : List.of(
                "{\"error\":{\"code\":\"x\",\"message\":\"" + echo + SIGNATURE + "\"}}",
                "{\"message\":\"" + echo + SIGNATURE.replace("/", "\\/") + "\"}",
                "{\"code\":\"" + SIGNATURE + "\",\"message\":\"my-own-key-id\"}",
                "{\"error\":\"" + echo + SIGNATURE.substring(0, 88) + "\"}")) {
            try (Loopback server = exchange(target -> Loopback.status(401, body));
                    Kalshi kalshi = Kalshi.at(server.url(), newKey("my-own-key-id"))) {
                Files.delete(directory.resolve("key-my-own-key-id.pem"));
                Throwable refused =
                        catchThrowable(() -> kalshi.portfolio().fills().table());
                String seen = refused
                        + ((ExchangeException) refused).code()
                        + kalshi.check().printAll();
                assertThat(seen)
                        .contains("(not shown)")
                        .doesNotContain("my-own-key-id")
                        .doesNotContain("A1b2");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void anOrderThatIsNotThereIsLookedUpAmongOrders() {
        try (Kalshi kalshi = Kalshi.sandbox()) {
            assertThatThrownBy(() -> kalshi.portfolio().order("no-such-order"))
                    .hasMessageEndingWith("Check the id or ticker: kalshi.portfolio().orders() lists those there are.");
        }
    }

    @Test
    void anExportThatFailsInItsThirdFileLeavesTheFirstAsItWas() throws IOException {
        Path export = Files.createDirectory(directory.resolve("export"));
        List<String> names = List.of(
                "event-positions.csv", "fills-2026.csv", "orders-2026.csv", "positions.csv", "settlements-2026.csv");
        for (String name : names) {
            Files.writeString(export.resolve(name), "old");
        }
        try (Loopback server = exchange(target -> target.contains("/settlements")
                        ? Loopback.status(500, "")
                        : Loopback.json(
                                "{\"fills\":[],\"orders\":[],\"market_positions\":[],\"event_positions\":[]}"));
                Kalshi kalshi = Kalshi.at(server.url(), newKey("export"))) {
            assertThatThrownBy(() -> kalshi.portfolio().export(export, 2026)).isInstanceOf(ExchangeException.class);
        }
        Files.delete(export.resolve("positions.csv"));
        Files.createDirectory(export.resolve("positions.csv"));
        try (Kalshi kalshi = Kalshi.sandbox()) {
            assertThatThrownBy(() -> kalshi.portfolio().export(export, 2026))
                    .hasMessage(
                            "CSV not written to " + export.resolve("positions.csv") + ": it is a directory.\nNothing"
                                    + " was changed; give a file in a directory that can be written.");
        }
        try (Stream<Path> files = Files.list(export)) {
            assertThat(files.map(file -> file.getFileName().toString()).sorted())
                    .isEqualTo(names);
        }
        for (String name : names) {
            if (!name.equals("positions.csv")) {
                assertThat(export.resolve(name)).hasContent("old");
            }
        }
    }

    @Test
    void tradesStreamIntoATableWhichThenNeverChanges() {
        try (Kalshi kalshi = Kalshi.sandbox()) {
            String ticker = kalshi.example("trades").ticker();
            Table early;
            int rows;
            try (Feed feed = kalshi.feed().trades(ticker).open()) {
                assertThat(feed.await(3, Duration.ofSeconds(60))).isTrue();
                early = feed.trades();
                rows = early.rowCount();
                assertThat(feed.await(rows + 2, Duration.ofSeconds(60))).isTrue();
            }
            assertThat(early.rowCount()).isEqualTo(rows);
            assertThat(early.stringColumn("ticker").asList()).containsOnly(ticker);
        }
    }

    @Test
    void nothingWrittenOrShownHoldsTheKey() throws IOException {
        Credentials key = newKey("0a1b2c3d-secret-id-4e5f");
        String pem = Files.readString(directory.resolve("key-0a1b2c3d-secret-id-4e5f.pem"));
        String piece = pem.lines().skip(2).findFirst().orElseThrow();
        StringBuilder seen = new StringBuilder();
        try (Sandbox sandbox = Sandbox.start();
                Kalshi kalshi = Kalshi.at(sandbox.url(), key)) {
            seen.append(kalshi)
                    .append(kalshi.check().print())
                    .append(kalshi.portfolio())
                    .append(kalshi.stats());
            try {
                kalshi.portfolio().balance();
            } catch (KalshiException e) {
                for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                    seen.append(cause);
                }
            }
            kalshi.series().csv(directory.resolve("files/series.csv"));
        }
        try (Stream<Path> files = Files.list(directory.resolve("files"))) {
            for (Path file : files.toList()) {
                seen.append(Files.readString(file));
            }
        }
        for (String secret : List.of("0a1b2c3d-secret", piece)) {
            assertThat(seen.toString()).doesNotContain(secret);
        }
    }
}
