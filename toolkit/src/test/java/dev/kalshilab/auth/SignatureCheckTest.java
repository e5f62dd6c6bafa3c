package dev.kalshilab.auth;

import static dev.kalshilab.testkit.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.model.KalshiException;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignatureCheckTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_790_863_200_123L);
    private static final String MILLIS = "1790863200123";
    private static final String PATH = "/trade-api/v2/portfolio/balance";
    private static final List<KeyPair> PAIRS = List.of(Keys.rsa(), Keys.ed25519());

    private static String signature(KeyPair pair) {
        return Credentials.ofText(Keys.ID, Keys.pkcs8(pair))
                .headers("GET", PATH, NOW)
                .get("KALSHI-ACCESS-SIGNATURE");
    }

    @Test
    void anyFlippedBitMakesASignatureInvalid() {
        for (KeyPair pair : PAIRS) {
            SignatureCheck check = SignatureCheck.of(pair.getPublic());
            String signature = signature(pair);
            assertThat(check.valid(MILLIS, "GET", PATH, signature)).isTrue();
            byte[] bytes = Base64.getDecoder().decode(signature);

            forAll(300, random -> {
                byte[] flipped = bytes.clone();
                flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
                assertThat(check.valid(MILLIS, "GET", PATH, Base64.getEncoder().encodeToString(flipped)))
                        .isFalse();
            });
        }
    }

    @Test
    void anyFlippedBitOfWhatIsSignedOrOfTheTextOfTheSignatureMakesItInvalid() {
        for (KeyPair pair : PAIRS) {
            SignatureCheck check = SignatureCheck.of(pair.getPublic());
            String signature = signature(pair);
            forAll(300, random -> {
                String[] parts = {MILLIS, "GET", PATH, signature};
                int which = random.nextInt(parts.length);
                char[] part = parts[which].toCharArray();
                part[random.nextInt(part.length)] ^= (char) (1 << random.nextInt(7));
                parts[which] = new String(part);
                assertThat(check.valid(parts[0], parts[1], parts[2], parts[3])).isFalse();
            });
        }
    }

    @Test
    void theKeyOfAnotherIsInvalid() {
        assertThat(SignatureCheck.of(Keys.pair("RSA", 2048).getPublic())
                        .valid(MILLIS, "GET", PATH, signature(Keys.rsa())))
                .isFalse();
        assertThat(SignatureCheck.of(Keys.ed25519().getPublic()).valid(MILLIS, "GET", PATH, signature(Keys.rsa())))
                .isFalse();
        assertThat(SignatureCheck.of(Keys.rsa().getPublic()).valid(MILLIS, "GET", PATH, signature(Keys.ed25519())))
                .isFalse();
    }

    @Test
    void garbageIsInvalidAndNothingElse() {
        for (KeyPair pair : PAIRS) {
            SignatureCheck check = SignatureCheck.of(pair.getPublic());
            String good = signature(pair);

            assertThat(check.valid(null, "GET", PATH, good)).isFalse();
            assertThat(check.valid(MILLIS, null, PATH, good)).isFalse();
            assertThat(check.valid(MILLIS, "GET", null, good)).isFalse();
            assertThat(check.valid(MILLIS, "GET", PATH, null)).isFalse();
            for (String bad : List.of(
                    "",
                    " ",
                    "=",
                    "====",
                    "AAAA",
                    good + good,
                    good + " ",
                    " " + good,
                    good + "\n",
                    good.substring(1),
                    good.replace("=", ""),
                    "\uD800",
                    "😀",
                    "A".repeat(1_000_000))) {
                assertThat(check.valid(MILLIS, "GET", PATH, bad)).as(bad).isFalse();
            }
            for (String bad : List.of("", "x", "-1", MILLIS + ".0", " " + MILLIS, "9".repeat(1000), "١٢٣")) {
                assertThat(check.valid(bad, "GET", PATH, good)).as(bad).isFalse();
            }
        }
    }

    /** Else a signature of one request would be one of another. */
    @Test
    void theThreePartsCannotBeSplitElsewhere() {
        SignatureCheck check = SignatureCheck.of(Keys.rsa().getPublic());
        String signature = signature(Keys.rsa());

        assertThat(check.valid(MILLIS + "G", "ET", PATH, signature)).isFalse();
        assertThat(check.valid(MILLIS.substring(0, 12), "3GET", PATH, signature))
                .isFalse();
        assertThat(check.valid(MILLIS, "GE", "T" + PATH, signature)).isFalse();
        assertThat(check.valid(MILLIS, "GET/trade-api", "/v2/portfolio/balance", signature))
                .isFalse();
    }

    @Test
    void randomTextsAreInvalid() {
        SignatureCheck check = SignatureCheck.of(Keys.rsa().getPublic());
        forAll(300, random -> {
            String[] parts = new String[4];
            for (int i = 0; i < parts.length; i++) {
                char[] part = new char[random.nextInt(400)];
                for (int j = 0; j < part.length; j++) {
                    part[j] = (char) random.nextInt(random.nextBoolean() ? 0x80 : 0x10000);
                }
                parts[i] = new String(part);
            }
            assertThat(check.valid(parts[0], parts[1], parts[2], parts[3])).isFalse();
        });
    }

    @Test
    void publicKeysOfOtherKindsAreRefused() {
        assertThatThrownBy(() -> SignatureCheck.of(Keys.ec().getPublic()))
                .isInstanceOf(KalshiException.class)
                .hasMessage("The public key is neither RSA nor Ed25519.\nGive one that is.");
        assertThatThrownBy(() -> SignatureCheck.ofText(Keys.publicKey(Keys.ec())))
                .isInstanceOf(KalshiException.class)
                .hasMessage("The public key is neither RSA nor Ed25519.\nGive one that is.");
        assertThatThrownBy(() -> SignatureCheck.of(Keys.pair("Ed448", 448).getPublic()))
                .isInstanceOf(KalshiException.class)
                .hasMessage("The public key is neither RSA nor Ed25519.\nGive one that is.");
        assertThatThrownBy(() -> SignatureCheck.of(Keys.pair("RSA", 1024).getPublic()))
                .isInstanceOf(KalshiException.class)
                .hasMessage("The public key is RSA of 1024 bits, and the least is 2048.\nMake a longer one.");
    }

    @Test
    void textsThatAreNoPublicKeyAreRefused() {
        String good = Keys.publicKey(Keys.rsa());
        assertThat(SignatureCheck.ofText(good.replace("\n", "\\n"))).hasToString("SignatureCheck[RSA 2048]");

        assertThatThrownBy(() -> SignatureCheck.ofText("hello"))
                .isInstanceOf(KalshiException.class)
                .hasMessage("The public key text holds 0 PEM blocks.\nGive one: -----BEGIN PUBLIC KEY-----.");
        assertThatThrownBy(() -> SignatureCheck.ofText(Keys.pkcs1(Keys.rsa())))
                .isInstanceOf(KalshiException.class)
                .hasMessage("The public key text is no public key.\nGive the one of -----BEGIN PUBLIC KEY-----.");
        for (String cut : List.of(good.substring(0, 100), good.replaceFirst("\n.*\n", "\n"))) {
            assertThatThrownBy(() -> SignatureCheck.ofText(cut))
                    .isInstanceOf(KalshiException.class)
                    .hasMessage("The public key text is cut short or damaged.\nCopy it again, whole.")
                    .hasNoCause();
        }
    }
}
