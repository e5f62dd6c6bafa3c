package dev.kalshilab.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.model.KalshiException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {
    private static final Instant NOW = Instant.parse("2026-10-01T14:00:00.123456Z");
    private static final String MILLIS = "1790863200123";
    private static final String BALANCE = "/trade-api/v2/portfolio/balance";

    private static final SignatureCheck CHECK = SignatureCheck.of(Keys.rsa().getPublic());

    @TempDir
    private Path directory;

    private static boolean signs(Credentials credentials) {
        Map<String, String> headers = credentials.headers("GET", BALANCE, NOW);
        return CHECK.valid(MILLIS, "GET", BALANCE, headers.get("KALSHI-ACCESS-SIGNATURE"));
    }

    private static void refused(Map<String, String> settings, String message) {
        assertThatThrownBy(() -> Credentials.of(settings, "KALSHI_"))
                .isInstanceOf(KalshiException.class)
                .hasMessage(message);
    }

    // -- headers
    // -------------------------------------------------------------------------------------------------------

    @Test
    void aRequestHasThreeHeadersWithTheTimeInMilliseconds() {
        Map<String, String> headers =
                Credentials.ofText(Keys.ID, Keys.pkcs1(Keys.rsa())).headers("GET", BALANCE, NOW);

        assertThat(headers.keySet())
                .containsExactly("KALSHI-ACCESS-KEY", "KALSHI-ACCESS-TIMESTAMP", "KALSHI-ACCESS-SIGNATURE");
        assertThat(headers)
                .containsEntry("KALSHI-ACCESS-KEY", Keys.ID)
                .containsEntry("KALSHI-ACCESS-TIMESTAMP", MILLIS);
        assertThat(headers.get("KALSHI-ACCESS-SIGNATURE")).hasSize(344).matches("[A-Za-z0-9+/]+==");
    }

    @Test
    void theQueryIsNotSigned() {
        Credentials credentials = Credentials.ofText(Keys.ID, Keys.pkcs1(Keys.rsa()));
        String path = "/trade-api/v2/markets/KX%2FA%20B/orderbook";

        String signature =
                credentials.headers("GET", path + "?depth=5&at=%3F?", NOW).get("KALSHI-ACCESS-SIGNATURE");

        assertThat(CHECK.valid(MILLIS, "GET", path, signature)).isTrue();
        assertThat(CHECK.valid(MILLIS, "GET", "/trade-api/v2/markets/KX/A B/orderbook", signature))
                .isFalse();
    }

    @Test
    void theMethodIsSignedInCapitals() {
        Credentials credentials = Credentials.ofText(Keys.ID, Keys.pkcs1(Keys.rsa()));

        String signature = credentials.headers("delete", BALANCE, NOW).get("KALSHI-ACCESS-SIGNATURE");

        assertThat(CHECK.valid(MILLIS, "DELETE", BALANCE, signature)).isTrue();
        assertThat(CHECK.valid(MILLIS, "GET", BALANCE, signature)).isFalse();
    }

    @Test
    void aWebSocketHandshakeIsSignedLikewise() {
        Credentials credentials = Credentials.ofText(Keys.ID, Keys.pkcs8(Keys.ed25519()));

        Map<String, String> headers = credentials.headers("GET", "/trade-api/ws/v2", NOW);

        assertThat(SignatureCheck.of(Keys.ed25519().getPublic())
                        .valid(MILLIS, "GET", "/trade-api/ws/v2", headers.get("KALSHI-ACCESS-SIGNATURE")))
                .isTrue();
    }

    @Test
    void aPathThatDoesNotBeginAtTheRootIsRefused() {
        Credentials credentials = Credentials.ofText(Keys.ID, Keys.pkcs1(Keys.rsa()));

        assertThatThrownBy(() -> credentials.headers("GET", "portfolio/balance", NOW))
                .isInstanceOf(KalshiException.class)
                .hasMessage("A path is signed from the root, and this one does not begin with /.\n"
                        + "Such as /trade-api/v2/portfolio/balance.");
        assertThatThrownBy(() -> credentials.headers("", BALANCE, NOW))
                .isInstanceOf(KalshiException.class)
                .hasMessage("A request cannot be signed without its method.\nSuch as GET.");
    }

    @Test
    void manyThreadsSignWithOne() {
        Credentials credentials = Credentials.ofText(Keys.ID, Keys.pkcs1(Keys.rsa()));

        assertThat(IntStream.range(0, 200).parallel().allMatch(i -> signs(credentials)))
                .isTrue();
    }

    // -- texts
    // ---------------------------------------------------------------------------------------------------------

    @Test
    void lineEndsOfATextDoNotCount() {
        for (String pem : List.of(Keys.pkcs1(Keys.rsa()), Keys.pkcs8(Keys.rsa()))) {
            assertThat(List.of(
                            pem,
                            pem.strip(),
                            pem.replace("\n", "\r\n"),
                            pem.replace("\n", "\\n"),
                            pem.replace("\n", "\\r\\n"),
                            pem.replace("\n", " "),
                            pem.replace("\n", ""),
                            "\"" + pem.replace("\n", "\\n") + "\"",
                            pem.replace("\n", "\n   ")))
                    .allSatisfy(text ->
                            assertThat(signs(Credentials.ofText(Keys.ID, text))).isTrue());
        }
    }

    @Test
    void lineEndsOfAProtectedTextDoNotCount() {
        for (String pem : List.of(Keys.pkcs1(Keys.rsa(), "horse"), Keys.pkcs8(Keys.rsa(), "horse"))) {
            assertThat(List.of(pem, pem.replace("\n", "\r\n"), pem.replace("\n", "\\n"), pem.replace("\n", " ")))
                    .allSatisfy(text -> assertThat(signs(Credentials.ofText(Keys.ID, text, "horse".toCharArray())))
                            .isTrue());
        }
    }

    @Test
    void filesOfOtherEncodingsAreRead() throws Exception {
        String pem = Keys.pkcs1(Keys.rsa());
        for (byte[] bytes : List.of(
                ("\uFEFF" + pem).getBytes(StandardCharsets.UTF_8),
                ("\uFEFF" + pem).getBytes(StandardCharsets.UTF_16LE),
                ("\uFEFF" + pem).getBytes(StandardCharsets.UTF_16BE))) {
            Path file = Keys.ownersAlone(Files.write(directory.resolve("key.pem"), bytes));

            assertThat(signs(Credentials.of(Keys.ID, file))).isTrue();
        }
    }

    @Test
    void aPassphraseForAKeyWithoutOneDoesNotMatterAndIsWiped() {
        char[] passphrase = "not needed".toCharArray();

        assertThat(signs(Credentials.ofText(Keys.ID, Keys.pkcs1(Keys.rsa()), passphrase)))
                .isTrue();
        assertThat(passphrase).containsOnly('\0');
    }

    @Test
    void thePassphraseIsWipedWhenTheKeyIsBadToo() {
        char[] passphrase = "correct horse".toCharArray();

        assertThatThrownBy(() -> Credentials.of(Keys.ID, directory.resolve("none.pem"), passphrase))
                .isInstanceOf(KalshiException.class);
        assertThat(passphrase).containsOnly('\0');
    }

    // -- ids
    // -----------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "'', is blank",
        "'  ', is blank",
        "' a952bcbe', has a space or a line end in it",
        "'a952 bcbe', has a space or a line end in it",
        "'a952bcbé', is longer than 128 characters or has some that are not plain ASCII",
        "-----BEGIN RSA PRIVATE KEY-----, looks like the private key itself"
    })
    void badIdsAreRefused(String id, String what) {
        String pem = Keys.pkcs1(Keys.rsa());

        assertThatThrownBy(() -> Credentials.ofText(id, pem))
                .isInstanceOf(KalshiException.class)
                .hasMessage("The key id " + what + ".\nThe id is the short text beside the API key on the exchange,"
                        + " such as a952bcbe-ec3b-4b5b-b8f9-11dae589608c.");
    }

    @Test
    void anIdThatIsTheKeyIsRefused() {
        String pem = Keys.pkcs1(Keys.rsa());

        for (String id : List.of(pem, Keys.body(pem), pem.replace("\n", "\\n"))) {
            assertThatThrownBy(() -> Credentials.ofText(id, pem))
                    .isInstanceOf(KalshiException.class)
                    .hasMessageStartingWith("The key id looks like the private key itself.\n");
        }
    }

    @Test
    void aShortIdIsNotShownWhole() {
        assertThat(Credentials.ofText("abcd", Keys.pkcs8(Keys.ed25519()))).hasToString("Credentials[key ab…, Ed25519]");
        assertThat(Credentials.ofText(Keys.ID, Keys.pkcs8(Keys.ed25519())).keyId())
                .isEqualTo(Keys.ID);
    }

    // -- settings
    // ------------------------------------------------------------------------------------------------------

    @Test
    void settingsNameAFile() {
        Path file = Keys.file(directory, "key.pem", Keys.pkcs1(Keys.rsa()));

        assertThat(Credentials.of(
                        Map.of("KALSHI_API_KEY_ID", Keys.ID, "KALSHI_PRIVATE_KEY_PATH", file.toString()), "KALSHI_"))
                .hasValueSatisfying(credentials -> {
                    assertThat(credentials.keyId()).isEqualTo(Keys.ID);
                    assertThat(signs(credentials)).isTrue();
                });
    }

    @Test
    void settingsHoldATextAndAPassphrase() {
        assertThat(Credentials.of(
                        Map.of(
                                "KALSHI_API_KEY_ID",
                                Keys.ID,
                                "KALSHI_PRIVATE_KEY",
                                Keys.pkcs8(Keys.rsa(), "horse").replace("\n", "\\n"),
                                "KALSHI_PRIVATE_KEY_PASSPHRASE",
                                "horse"),
                        "KALSHI_"))
                .hasValueSatisfying(
                        credentials -> assertThat(signs(credentials)).isTrue());
    }

    @Test
    void environmentsHaveTheirOwnSettings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("KALSHI_DEMO_API_KEY_ID", Keys.ID);
        settings.put("KALSHI_DEMO_PRIVATE_KEY", Keys.pkcs1(Keys.rsa()));

        assertThat(Credentials.of(settings, "KALSHI_")).isEmpty();
        assertThat(Credentials.of(settings, "KALSHI_DEMO_")).isPresent();
    }

    @Test
    void noSettingsAreNoCredentials() {
        assertThat(Credentials.of(Map.of(), "KALSHI_")).isEmpty();
        assertThat(Credentials.of(Map.of("KALSHI_API_KEY_ID", "", "KALSHI_PRIVATE_KEY_PATH", " "), "KALSHI_"))
                .isEmpty();
    }

    @Test
    void halfASettingSaysWhatIsMissing() {
        String idIs = "The id is the short text beside the API key on the exchange, such as"
                + " a952bcbe-ec3b-4b5b-b8f9-11dae589608c.";

        refused(
                Map.of("KALSHI_API_KEY_ID", Keys.ID),
                "KALSHI_API_KEY_ID is set, but no private key is.\n"
                        + "Set KALSHI_PRIVATE_KEY_PATH to the key's file, or KALSHI_PRIVATE_KEY to its PEM text.");
        refused(
                Map.of("KALSHI_PRIVATE_KEY_PATH", "key.pem"),
                "KALSHI_PRIVATE_KEY_PATH is set, but KALSHI_API_KEY_ID is not.\n" + idIs);
        refused(
                Map.of("KALSHI_PRIVATE_KEY", "x", "KALSHI_API_KEY_ID", " "),
                "KALSHI_PRIVATE_KEY is set, but KALSHI_API_KEY_ID is not.\n" + idIs);
        refused(
                Map.of("KALSHI_API_KEY_ID", Keys.ID, "KALSHI_PRIVATE_KEY", "x", "KALSHI_PRIVATE_KEY_PATH", "y"),
                "KALSHI_PRIVATE_KEY_PATH and KALSHI_PRIVATE_KEY are both set, and one key is needed.\n"
                        + "Unset one of them.");
        refused(
                Map.of("KALSHI_API_KEY_ID", "two words", "KALSHI_PRIVATE_KEY", "x"),
                "KALSHI_API_KEY_ID has a space or a line end in it.\n" + idIs);
    }

    @Test
    void messagesNameTheSetting() {
        refused(
                Map.of("KALSHI_API_KEY_ID", Keys.ID, "KALSHI_PRIVATE_KEY", Keys.pkcs8(Keys.rsa(), "horse")),
                "Setting KALSHI_PRIVATE_KEY is protected by a passphrase, and none was given.\n"
                        + "Give it in the setting KALSHI_PRIVATE_KEY_PASSPHRASE.");
        Path none = directory.resolve("none.pem");
        refused(
                Map.of("KALSHI_API_KEY_ID", Keys.ID, "KALSHI_PRIVATE_KEY_PATH", none.toString()),
                "Key file " + none + " (KALSHI_PRIVATE_KEY_PATH) does not exist.\n"
                        + "Name the .key or .pem file that the exchange gave out when the API key was made.");
    }

    @Test
    void aSettingMayHaveALineEndBehindIt() {
        Path file = directory.resolve("of-settings.pem");
        KeyFiles.writeRsa(file);

        for (String end : List.of("\n", "\r\n", "\r", " ")) {
            assertThat(Credentials.of(
                            Map.of("KALSHI_API_KEY_ID", Keys.ID + end, "KALSHI_PRIVATE_KEY_PATH", file + end),
                            "KALSHI_"))
                    .hasValueSatisfying(key -> assertThat(key.keyId()).isEqualTo(Keys.ID));
        }
    }

    @Test
    void mixedUpSettingsAreNoticed() {
        String pem = Keys.pkcs1(Keys.rsa());

        for (String path : List.of(pem, Keys.body(pem), pem.lines().findFirst().orElseThrow())) {
            refused(
                    Map.of("KALSHI_API_KEY_ID", Keys.ID, "KALSHI_PRIVATE_KEY_PATH", path),
                    "KALSHI_PRIVATE_KEY_PATH holds a key, and the path of a file is asked for.\n"
                            + "Set KALSHI_PRIVATE_KEY for the key's text, or name its file.");
        }
        for (String text : List.of("/home/a/key", "~/key.pem", "kalshi.key", "C:\\keys\\k.pem")) {
            refused(
                    Map.of("KALSHI_API_KEY_ID", Keys.ID, "KALSHI_PRIVATE_KEY", text),
                    "Setting KALSHI_PRIVATE_KEY is the path of a file, and the PEM text itself is asked for.\n"
                            + "Give the path to Credentials.of(keyId, path), or in the setting that ends in"
                            + " PRIVATE_KEY_PATH.");
        }
        refused(
                Map.of("KALSHI_API_KEY_ID", Keys.ID, "KALSHI_PRIVATE_KEY_PATH", "a\0b"),
                "KALSHI_PRIVATE_KEY_PATH is not a path on this system.\nSet it to the file of the key.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"~/none/such/key.pem"})
    void tildeIsTheHomeDirectory(String path) {
        refused(
                Map.of("KALSHI_API_KEY_ID", Keys.ID, "KALSHI_PRIVATE_KEY_PATH", path),
                "Key file " + Path.of(System.getProperty("user.home"), "none", "such", "key.pem")
                        + " (KALSHI_PRIVATE_KEY_PATH) does not exist.\n"
                        + "Name the .key or .pem file that the exchange gave out when the API key was made.");
    }
}
