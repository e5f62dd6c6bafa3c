package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
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
            assertThat(check.stringColumn("what").asList()).containsExactly("host", "clock", "key");
            assertThat(check.stringColumn("state").asList()).containsExactly("ok", "ok", "wrong");
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

    @Test
    void anHourOffAndAnUnreachableHostAreRowsOfTheCheck() {
        try (Kalshi kalshi = Kalshi.at("http://127.0.0.1:9/trade-api/v2")) {
            Table check = kalshi.check();
            assertThat(check.stringColumn("what").get(0)).isEqualTo("host");
            assertThat(check.stringColumn("state").get(0)).isEqualTo("wrong");
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
