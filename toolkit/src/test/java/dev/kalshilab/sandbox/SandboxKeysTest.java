package dev.kalshilab.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.model.KalshiException;
import dev.kalshilab.testkit.Signer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys that are handed out, and what is refused without them. */
class SandboxKeysTest {
    private static final String BALANCE = "/portfolio/balance";
    private static final String SIGNED = "/trade-api/v2" + BALANCE;
    private static final Sandbox SANDBOX = Sandbox.start(4);
    private static final Probe PROBE = new Probe(SANDBOX);
    private static final Signer RSA = Signer.of(SANDBOX.rsa());
    private static final Signer ED25519 = Signer.of(SANDBOX.ed25519());

    @AfterAll
    static void close() {
        SANDBOX.close();
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    private static int status(String path, Map<String, String> headers) {
        return PROBE.ask("GET", path, headers).statusCode();
    }

    private static Map<String, Object> refused(Map<String, String> headers) {
        HttpResponse<byte[]> response = PROBE.ask("GET", BALANCE, headers);
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("date")).isPresent();
        return Probe.parse(response.body()).at("error").fields();
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(headers);
        changed.put(name, value);
        return changed;
    }

    @Test
    void bothKindsOfKeysOpenThePortfolio() {
        assertThat(status(BALANCE, RSA.headers("GET", SIGNED, now()))).isEqualTo(200);
        assertThat(status(BALANCE, ED25519.headers("GET", SIGNED, now()))).isEqualTo(200);
    }

    @Test
    void theQueryIsNotSigned() {
        String path = "/portfolio/fills";
        assertThat(status(path + "?limit=1", RSA.headers("GET", "/trade-api/v2" + path, now())))
                .isEqualTo(200);
        assertThat(status(path + "?limit=1", RSA.headers("GET", "/trade-api/v2" + path + "?limit=1", now())))
                .isEqualTo(401);
    }

    @Test
    void thePathIsSignedAsItIsSent() {
        String path = "/portfolio/orders/a%20b";
        assertThat(status(path, RSA.headers("GET", "/trade-api/v2" + path, now())))
                .isEqualTo(404);
        assertThat(status(path, RSA.headers("GET", "/trade-api/v2/portfolio/orders/a b", now())))
                .isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"-4000,200", "4000,200", "-6000,401", "8000,401", "-3600000,401", "3600000,401"})
    void fiveSecondsOfSkewAreAllowed(long skew, int status) {
        Map<String, String> headers = ED25519.headers("GET", SIGNED, now() + skew);
        assertThat(status(BALANCE, headers)).isEqualTo(status);
        if (status == 401) {
            assertThat(refused(headers))
                    .containsOnlyKeys("code", "message")
                    .containsEntry("code", "header_timestamp_expired");
        }
    }

    @Test
    void aWrongSignatureIsSaidToBeOne() {
        Map<String, String> right = RSA.headers("GET", SIGNED, now());
        for (String wrong : List.of(
                "AAAA", "not base64!", ED25519.headers("GET", SIGNED, now()).get("KALSHI-ACCESS-SIGNATURE"))) {
            assertThat(refused(with(right, "KALSHI-ACCESS-SIGNATURE", wrong)))
                    .containsEntry("code", "authentication_error")
                    .containsEntry("details", "INCORRECT_API_KEY_SIGNATURE");
        }
        assertThat(refused(RSA.headers("POST", SIGNED, now()))).containsEntry("details", "INCORRECT_API_KEY_SIGNATURE");
        assertThat(refused(RSA.headers("GET", BALANCE, now()))).containsEntry("details", "INCORRECT_API_KEY_SIGNATURE");
    }

    @Test
    void anUnknownKeyIsNotFound() {
        assertThat(refused(with(
                        RSA.headers("GET", SIGNED, now()),
                        "KALSHI-ACCESS-KEY",
                        "00000000-0000-4000-8000-000000000000")))
                .containsEntry("code", "authentication_error")
                .containsEntry("details", "NOT_FOUND");
    }

    @ParameterizedTest
    @CsvSource({
        "KEY,token_authentication_failure",
        "SIGNATURE,signature_is_missing_from_headers",
        "TIMESTAMP,timestamp_is_missing_from_headers"
    })
    void aMissingHeaderIsNamed(String header, String code) {
        Map<String, String> headers = new LinkedHashMap<>(RSA.headers("GET", SIGNED, now()));
        headers.remove("KALSHI-ACCESS-" + header);
        assertThat(refused(headers)).containsEntry("code", code).containsEntry("message", code.replace('_', ' '));
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "1.5", "-9223372036854775808", "9223372036854775807", "99999999999999999999"})
    void aTimestampThatIsNoTimeIsRefused(String time) {
        refused(with(RSA.headers("GET", SIGNED, now()), "KALSHI-ACCESS-TIMESTAMP", time));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/portfolio/balance",
                "/portfolio/fills",
                "/portfolio/orders",
                "/portfolio/orders/x",
                "/portfolio/positions",
                "/portfolio/settlements",
                "/portfolio/deposits",
                "/api_keys",
                "/account/limits"
            })
    void whatIsTheUsersOwnNeedsASignature(String path) {
        assertThat(status(path, Map.of())).isEqualTo(401);
    }

    @Test
    void whatIsPublicNeedsNone() {
        assertThat(status("/exchange/user_data_timestamp", Map.of())).isEqualTo(200);
        assertThat(status("/markets?limit=1", RSA.headers("GET", "/wrong", 0))).isEqualTo(200);
        assertThat(status("/portfolio/nowhere", Map.of())).isEqualTo(404);
    }

    @Test
    void theKeyFilesAreForTheirOwnerAlone() throws IOException {
        Assumptions.assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
        for (DemoKey key : List.of(SANDBOX.rsa(), SANDBOX.ed25519())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key.file())))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(
                            key.file().toAbsolutePath().getParent())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void keysAreThoseThatAreListed() {
        assertThat(Probe.signed(SANDBOX).get("/api_keys").list("api_keys"))
                .extracting(key -> key.text("api_key_id"))
                .containsExactly(SANDBOX.rsa().id(), SANDBOX.ed25519().id());
        assertThat(SANDBOX.rsa()).isSameAs(SANDBOX.rsa()).hasToString("DemoKey[rsa]");
    }

    @Test
    void closingDeletesTheKeys() {
        Path file;
        Sandbox sandbox = Sandbox.start(4);
        try (sandbox) {
            file = sandbox.rsa().file();
            assertThat(file).exists();
            assertThat(sandbox.rsa().id()).isEqualTo(SANDBOX.rsa().id());
        }
        assertThat(file.toAbsolutePath().getParent()).doesNotExist();
        assertThatThrownBy(sandbox::rsa).isInstanceOf(KalshiException.class).hasMessageContaining("closed");
    }

    @Test
    void anotherSandboxDoesNotKnowTheSameKey() {
        try (Sandbox other = Sandbox.start(4)) {
            other.rsa();
            assertThat(new Probe(other)
                            .ask("GET", BALANCE, RSA.headers("GET", SIGNED, now()))
                            .statusCode())
                    .isEqualTo(401);
        }
    }
}
