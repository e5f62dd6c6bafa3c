package dev.kalshilab.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.model.KalshiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and signatures of the program that everyone else uses, both ways. */
class OpensslTest {
    private static final Instant NOW = Instant.parse("2026-10-01T14:00:00.123456Z");
    private static final String PATH = "/trade-api/v2/markets/KXHIGHNY-26OCT01%2FB72.5/orderbook";
    private static final String TEXT = "1790863200123GET" + PATH;
    private static final List<String> PSS = List.of(
            "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32", "-sigopt", "rsa_mgf1_md:sha256");

    @TempDir
    private Path directory;

    private Openssl openssl;

    @BeforeEach
    void program() throws InterruptedException {
        openssl = new Openssl(directory);
    }

    private Path path(String name) {
        return directory.resolve(name);
    }

    private void write(String name, byte[] bytes) throws IOException {
        Files.write(path(name), bytes);
    }

    private void rsa(String name, int bits) throws Exception {
        openssl.run("genrsa", "-traditional", "-out", name, Integer.toString(bits));
        Keys.ownersAlone(path(name));
        openssl.run("pkey", "-in", name, "-pubout", "-out", name + ".pub");
    }

    private void ed25519(String name) throws Exception {
        openssl.run("genpkey", "-algorithm", "ed25519", "-out", name);
        Keys.ownersAlone(path(name));
        openssl.run("pkey", "-in", name, "-pubout", "-out", name + ".pub");
    }

    private boolean verifiedAsRsa(String publicKey, Credentials credentials) throws Exception {
        Map<String, String> headers = credentials.headers("GET", PATH, NOW);
        assertThat(headers).containsEntry("KALSHI-ACCESS-TIMESTAMP", "1790863200123");
        write("text", TEXT.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        write("signature", Base64.getDecoder().decode(headers.get("KALSHI-ACCESS-SIGNATURE")));
        List<String> command = new ArrayList<>(List.of("dgst", "-sha256", "-verify", publicKey));
        command.addAll(PSS);
        command.addAll(List.of("-signature", "signature", "text"));
        return openssl.tried(command.toArray(new String[0])).text().contains("Verified OK");
    }

    private boolean verifiedAsEd25519(String publicKey, Credentials credentials) throws Exception {
        write("text", TEXT.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        write(
                "signature",
                Base64.getDecoder().decode(credentials.headers("GET", PATH, NOW).get("KALSHI-ACCESS-SIGNATURE")));
        return openssl.tried(
                                "pkeyutl",
                                "-verify",
                                "-rawin",
                                "-pubin",
                                "-inkey",
                                publicKey,
                                "-sigfile",
                                "signature",
                                "-in",
                                "text")
                        .status()
                == 0;
    }

    private byte[] signedAsRsa(String key, String digest, String salt, String text) throws Exception {
        write("text", text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        openssl.run(
                "dgst",
                "-" + digest,
                "-sign",
                key,
                "-sigopt",
                "rsa_padding_mode:pss",
                "-sigopt",
                "rsa_pss_saltlen:" + salt,
                "-out",
                "signature",
                "text");
        return Files.readAllBytes(path("signature"));
    }

    // -- keys
    // ----------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {2048, 3072})
    void rsaKeysOfAnyUsualLengthSignWhatOpensslVerifies(int bits) throws Exception {
        rsa("key.pem", bits);

        Credentials credentials = Credentials.of(Keys.ID, path("key.pem"));

        assertThat(Files.readString(path("key.pem"))).startsWith("-----BEGIN RSA PRIVATE KEY-----");
        assertThat(credentials).hasToString("Credentials[key a952…, RSA " + bits + "]");
        assertThat(verifiedAsRsa("key.pem.pub", credentials)).isTrue();
    }

    @Test
    void pkcs8RsaKeysAreRead() throws Exception {
        rsa("key.pem", 2048);
        openssl.run("pkcs8", "-topk8", "-nocrypt", "-in", "key.pem", "-out", "key8.pem");

        assertThat(Files.readString(path("key8.pem"))).startsWith("-----BEGIN PRIVATE KEY-----");
        assertThat(verifiedAsRsa("key.pem.pub", Credentials.of(Keys.ID, Keys.ownersAlone(path("key8.pem")))))
                .isTrue();
    }

    @Test
    void ed25519KeysSignWhatOpensslVerifies() throws Exception {
        ed25519("key.pem");

        Credentials credentials = Credentials.of(Keys.ID, path("key.pem"));

        assertThat(credentials).hasToString("Credentials[key a952…, Ed25519]");
        assertThat(verifiedAsEd25519("key.pem.pub", credentials)).isTrue();
        ed25519("other.pem");
        assertThat(verifiedAsEd25519("other.pem.pub", credentials)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"aes-128-cbc", "aes-192-cbc", "aes-256-cbc", "des3"})
    void protectedPkcs1KeysAreRead(String cipher) throws Exception {
        rsa("key.pem", 2048);
        Files.writeString(path("passphrase"), "pässwörd of €uro");
        openssl.run(
                "rsa",
                "-traditional",
                "-" + cipher,
                "-in",
                "key.pem",
                "-out",
                "locked.pem",
                "-passout",
                "file:passphrase");
        assertThat(Files.readString(path("locked.pem"))).contains("Proc-Type: 4,ENCRYPTED");

        opens("locked.pem");
    }

    @ParameterizedTest
    @CsvSource({
        "-v2 aes-256-cbc",
        "-v2 aes-128-cbc -v2prf hmacWithSHA1",
        "-v2 aes-192-cbc -v2prf hmacWithSHA512",
        "-v2 des3",
        "-scrypt",
        "-v1 PBE-SHA1-3DES"
    })
    void protectedPkcs8KeysAreRead(String options) throws Exception {
        rsa("key.pem", 2048);
        // PKCS#12's own scheme writes a passphrase in another way: plain letters for that one.
        boolean pkcs12 = options.contains("-v1");
        Files.writeString(path("passphrase"), pkcs12 ? "correct horse" : "pässwörd of €uro");
        List<String> command = new ArrayList<>(List.of("pkcs8", "-topk8", "-in", "key.pem", "-out", "locked.pem"));
        command.addAll(List.of("-passout", "file:passphrase"));
        command.addAll(List.of(options.split(" ")));
        openssl.run(command.toArray(new String[0]));
        assertThat(Files.readString(path("locked.pem"))).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");

        opens("locked.pem");
    }

    private void opens(String name) throws Exception {
        Path locked = Keys.ownersAlone(path(name));
        char[] passphrase = Files.readString(path("passphrase")).toCharArray();
        assertThat(verifiedAsRsa("key.pem.pub", Credentials.of(Keys.ID, locked, passphrase)))
                .isTrue();
        assertThat(passphrase).containsOnly('\0');

        assertThatThrownBy(() -> Credentials.of(Keys.ID, locked, "wrong".toCharArray()))
                .isInstanceOf(KalshiException.class)
                .hasMessage(
                        "Key file " + locked + " cannot be opened: the passphrase is wrong, or the key is damaged.\n"
                                + "Try the passphrase with: openssl pkey -noout -in " + locked);
        assertThatThrownBy(() -> Credentials.of(Keys.ID, locked))
                .isInstanceOf(KalshiException.class)
                .hasMessage("Key file " + locked + " is protected by a passphrase, and none was given.\n"
                        + "Give it as the third argument: Credentials.of(keyId, file, passphrase).");
    }

    @Test
    void anEncryptionThatIsNotKnownIsRefusedWithTheCommandThatConverts() throws Exception {
        rsa("key.pem", 2048);
        Files.writeString(path("passphrase"), "horse");
        openssl.run(
                "rsa",
                "-traditional",
                "-camellia-256-cbc",
                "-in",
                "key.pem",
                "-out",
                "locked.pem",
                "-passout",
                "file:passphrase");
        Path locked = Keys.ownersAlone(path("locked.pem"));

        assertThatThrownBy(() -> Credentials.of(Keys.ID, locked, "horse".toCharArray()))
                .isInstanceOf(KalshiException.class)
                .hasMessage("Key file " + locked + " is encrypted in a way that is not known here.\n"
                        + "Convert it: openssl pkcs8 -topk8 -v2 aes-256-cbc -in " + locked
                        + " -out key.pem && chmod 600 key.pem");
        openssl.run(
                "pkcs8",
                "-topk8",
                "-v2",
                "aes-256-cbc",
                "-in",
                "locked.pem",
                "-out",
                "converted.pem",
                "-passin",
                "file:passphrase",
                "-passout",
                "pass:horse");
        opens("converted.pem");
    }

    @Test
    void aProtectedEd25519KeyIsRead() throws Exception {
        ed25519("key.pem");
        Files.writeString(path("passphrase"), "correct horse");
        openssl.run("pkey", "-aes256", "-in", "key.pem", "-out", "locked.pem", "-passout", "file:passphrase");

        assertThat(verifiedAsEd25519(
                        "key.pem.pub",
                        Credentials.of(Keys.ID, Keys.ownersAlone(path("locked.pem")), "correct horse".toCharArray())))
                .isTrue();
    }

    @Test
    void aKeyIsFoundBehindWhatACertificateStoreWritesBeforeIt() throws Exception {
        rsa("key.pem", 2048);
        openssl.run("req", "-x509", "-key", "key.pem", "-subj", "/CN=test", "-out", "certificate.pem");
        openssl.run(
                "pkcs12",
                "-export",
                "-inkey",
                "key.pem",
                "-in",
                "certificate.pem",
                "-out",
                "store.p12",
                "-passout",
                "pass:x");
        openssl.run("pkcs12", "-in", "store.p12", "-nodes", "-passin", "pass:x", "-out", "all.pem");
        assertThat(Files.readString(path("all.pem"))).contains("Bag Attributes", "BEGIN CERTIFICATE", "BEGIN PRIVATE");

        assertThat(verifiedAsRsa("key.pem.pub", Credentials.of(Keys.ID, Keys.ownersAlone(path("all.pem")))))
                .isTrue();
    }

    @Test
    void aDerKeyIsRefusedWithTheCommandThatConvertsIt() throws Exception {
        rsa("key.pem", 2048);
        openssl.run("pkey", "-in", "key.pem", "-outform", "DER", "-out", "key.der");
        Path der = Keys.ownersAlone(path("key.der"));

        assertThatThrownBy(() -> Credentials.of(Keys.ID, der))
                .isInstanceOf(KalshiException.class)
                .hasMessage("Key file " + der + " is binary, and a key is read as PEM text.\n"
                        + "If it is a DER key: openssl pkey -inform DER -in " + der
                        + " -out key.pem && chmod 600 key.pem");
        openssl.run("pkey", "-inform", "DER", "-in", der.toString(), "-out", "converted.pem");
        assertThat(verifiedAsRsa("key.pem.pub", Credentials.of(Keys.ID, Keys.ownersAlone(path("converted.pem")))))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "an EC key, genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256",
        "an EC key, ecparam -name prime256v1 -genkey",
        "an RSA key bound to PSS, genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048",
        "an X25519 key, genpkey -algorithm X25519",
        "an X448 key, genpkey -algorithm X448",
        "an Ed448 key, genpkey -algorithm ED448",
        "'an RSA key of 1024 bits, and the exchange takes no fewer than 2048', genrsa 1024"
    })
    void keysOfOtherKindsAreNamed(String kind, String command) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        arguments.addAll(1, List.of("-out", "key.pem"));
        openssl.run(arguments.toArray(new String[0]));
        Path file = Keys.ownersAlone(path("key.pem"));

        assertThatThrownBy(() -> Credentials.of(Keys.ID, file))
                .isInstanceOf(KalshiException.class)
                .hasMessageStartingWith("Key file " + file + " is " + kind + ".\n");
    }

    @Test
    void aDsaKeyIsNamedInBothForms() throws Exception {
        openssl.run(
                "genpkey",
                "-genparam",
                "-algorithm",
                "DSA",
                "-pkeyopt",
                "dsa_paramgen_bits:1024",
                "-out",
                "parameters");
        openssl.run("genpkey", "-paramfile", "parameters", "-out", "key8.pem");
        openssl.run("pkey", "-traditional", "-in", "key8.pem", "-out", "key.pem");
        for (String name : List.of("key8.pem", "key.pem")) {
            Path file = Keys.ownersAlone(path(name));

            assertThatThrownBy(() -> Credentials.of(Keys.ID, file))
                    .isInstanceOf(KalshiException.class)
                    .hasMessageStartingWith("Key file " + file + " is a DSA key.\n");
        }
    }

    // -- what the toolkit writes
    // ---------------------------------------------------------------------------------------

    @Test
    void writtenKeysAreKeysToOpenssl() throws Exception {
        String rsa = KeyFiles.writeRsa(path("rsa.pem"));
        String ed25519 = KeyFiles.writeEd25519(path("ed25519.pem"));

        assertThat(openssl.run("rsa", "-check", "-noout", "-in", "rsa.pem")).contains("RSA key ok");
        assertThat(openssl.run("pkey", "-pubout", "-in", "rsa.pem")).isEqualTo(rsa);
        assertThat(openssl.run("pkey", "-pubout", "-in", "ed25519.pem")).isEqualTo(ed25519);
    }

    // -- signatures
    // ----------------------------------------------------------------------------------------------------

    @Test
    void rsaSignaturesOfOpensslAreVerified() throws Exception {
        rsa("key.pem", 2048);
        SignatureCheck check = SignatureCheck.ofText(Files.readString(path("key.pem.pub")));
        String signature = Base64.getEncoder().encodeToString(signedAsRsa("key.pem", "sha256", "32", TEXT));

        assertThat(check.valid("1790863200123", "GET", PATH, signature)).isTrue();
        assertThat(check.valid("1790863200123", "GET", PATH + "?depth=5&x=%2F", signature))
                .isTrue();
        assertThat(check.valid("1790863200124", "GET", PATH, signature)).isFalse();
        assertThat(check.valid("1790863200", "GET", PATH, signature)).isFalse();
        assertThat(check.valid("1790863200123", "DELETE", PATH, signature)).isFalse();
        assertThat(check.valid("1790863200123", "GET", PATH.replace("%2F", "/"), signature))
                .isFalse();
        assertThat(check.valid("1790863200123", "GET", PATH.substring("/trade-api/v2".length()), signature))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"sha256, 20", "sha256, 0", "sha256, max", "sha512, 32", "sha1, 32"})
    void otherSaltsAndDigestsAreRefused(String digest, String salt) throws Exception {
        rsa("key.pem", 2048);
        SignatureCheck check = SignatureCheck.ofText(Files.readString(path("key.pem.pub")));

        String signature = Base64.getEncoder().encodeToString(signedAsRsa("key.pem", digest, salt, TEXT));

        assertThat(check.valid("1790863200123", "GET", PATH, signature)).isFalse();
    }

    @Test
    void thePaddingBeforePssIsRefused() throws Exception {
        rsa("key.pem", 2048);
        write("text", TEXT.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        openssl.run("dgst", "-sha256", "-sign", "key.pem", "-out", "signature", "text");

        assertThat(SignatureCheck.ofText(Files.readString(path("key.pem.pub")))
                        .valid(
                                "1790863200123",
                                "GET",
                                PATH,
                                Base64.getEncoder().encodeToString(Files.readAllBytes(path("signature")))))
                .isFalse();
    }

    @Test
    void ed25519SignaturesOfOpensslAreVerified() throws Exception {
        ed25519("key.pem");
        write("text", TEXT.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        openssl.run("pkeyutl", "-sign", "-rawin", "-inkey", "key.pem", "-in", "text", "-out", "signature");
        SignatureCheck check = SignatureCheck.ofText(Files.readString(path("key.pem.pub")));
        String signature = Base64.getEncoder().encodeToString(Files.readAllBytes(path("signature")));

        assertThat(check.valid("1790863200123", "GET", PATH + "?depth=5", signature))
                .isTrue();
        assertThat(check.valid("1790863200124", "GET", PATH, signature)).isFalse();
    }

    @Test
    void thePublicKeyOfPkcs1IsRead() throws Exception {
        rsa("key.pem", 2048);
        openssl.run("rsa", "-in", "key.pem", "-RSAPublicKey_out", "-out", "public1.pem");
        String pem = Files.readString(path("public1.pem"));
        assertThat(pem).startsWith("-----BEGIN RSA PUBLIC KEY-----");

        Map<String, String> headers = Credentials.of(Keys.ID, path("key.pem")).headers("GET", PATH, NOW);

        assertThat(SignatureCheck.ofText(pem)
                        .valid("1790863200123", "GET", PATH, headers.get("KALSHI-ACCESS-SIGNATURE")))
                .isTrue();
    }
}
