package dev.kalshilab.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kalshilab.model.KalshiException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is given as a key: one exception, two lines, what is wrong and the way out. */
class BadKeysTest {
    private static final String DOWNLOAD =
            "Name the .key or .pem file that the exchange gave out when the API key was made.";
    private static final String WHICH =
            "The exchange takes RSA of 2048 bits or more, and Ed25519: name the key that was made with the API key.";
    private static final String PRIVATE_HALF =
            "Name the private key: its first line is -----BEGIN RSA PRIVATE KEY----- or -----BEGIN PRIVATE KEY-----.";
    private static final String COPY_AGAIN =
            "Copy it again, whole, from its BEGIN line to its END line; if it is lost, make a new API key.";
    private static final String DAMAGED = "is cut short or damaged: its text is not that of a key";

    @TempDir
    private Path directory;

    private static void refused(Path file, String what, String wayOut) {
        assertThatThrownBy(() -> Credentials.of(Keys.ID, file))
                .isExactlyInstanceOf(KalshiException.class)
                .hasMessage("Key file " + file + " " + what + ".\n" + wayOut)
                .hasNoCause();
    }

    private void refused(String text, String what, String wayOut) {
        refused(Keys.file(directory, "key.pem", text), what, wayOut);
        assertThatThrownBy(() -> Credentials.ofText(Keys.ID, text))
                .isExactlyInstanceOf(KalshiException.class)
                .hasMessageStartingWith("The key text " + what + ".\n")
                .hasNoCause();
    }

    // -- files
    // ---------------------------------------------------------------------------------------------------------

    @Test
    void aMissingFile() {
        refused(directory.resolve("none.pem"), "does not exist", DOWNLOAD);
        refused(directory.resolve("none").resolve("key.pem"), "does not exist", DOWNLOAD);
    }

    @Test
    void aPathThatMayBeALineOfAKeyIsNotShown() {
        for (String line : List.of("MC4CAQAwBQYDK2VwBCIE", "/q8Zs7dWm3xLr0Pt5Vk", "a/b+c8Zs7dWm3xLr0Pt5Vk==")) {
            assertThatThrownBy(() -> Credentials.of(Keys.ID, Path.of(line)))
                    .isExactlyInstanceOf(KalshiException.class)
                    .hasMessage("Key file (not shown, it may be a key) does not exist.\n"
                            + "A path is asked for here; a key itself goes to Credentials.ofText, or into a setting"
                            + " that ends in PRIVATE_KEY.");
        }
        // A path in a directory that is there is one.
        Path plain = Path.of(System.getProperty("java.home")).getRoot().resolve("usr/nosuchdirectory/nosuchkey");
        assumeTrue(Files.isDirectory(plain.getRoot().resolve("usr")), "no /usr here");
        refused(plain, "does not exist", DOWNLOAD);
    }

    @Test
    void aDirectory() {
        refused(directory, "is a directory", DOWNLOAD);
    }

    @Test
    void anEmptyFile() {
        refused(Keys.file(directory, "empty.pem", ""), "is empty", "Download the key again, or make a new one.");
        refused(Keys.file(directory, "blank.pem", " \n"), "is empty", "Download the key again, or make a new one.");
        assertThatThrownBy(() -> Credentials.ofText(Keys.ID, " \n"))
                .isExactlyInstanceOf(KalshiException.class)
                .hasMessage("The key text is empty.\nGive the whole PEM text, from its BEGIN line to its END line.");
    }

    @Test
    void aBinaryFile() throws IOException {
        byte[] bytes = new byte[2000];
        new Random(1).nextBytes(bytes);
        Path file = Keys.ownersAlone(Files.write(directory.resolve("key.bin"), bytes));
        Path zeros = Keys.ownersAlone(Files.write(directory.resolve("zeros"), new byte[100]));

        refused(
                file,
                "is binary, and a key is read as PEM text",
                "If it is a DER key: openssl pkey -inform DER -in " + file + " -out key.pem && chmod 600 key.pem");
        refused(
                zeros,
                "is binary, and a key is read as PEM text",
                "If it is a DER key: openssl pkey -inform DER -in " + zeros + " -out key.pem && chmod 600 key.pem");
    }

    @Test
    void aFileOfTwentyMegabytesIsNotReadAtAll() throws IOException {
        Path file = directory.resolve("large.pem");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(20_000_000);
        }
        refused(
                Keys.ownersAlone(file),
                "has 20,000,000 bytes and is not a key: those have a few thousand at most",
                DOWNLOAD);
        assertThatThrownBy(() -> Credentials.ofText(Keys.ID, "M".repeat(70_000)))
                .isExactlyInstanceOf(KalshiException.class)
                .hasMessageStartingWith("The key text has 70000 characters and is not a key");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFileThatFailsWhenItIsRead() {
        Path memory = Path.of("/proc/self/mem");
        assumeTrue(Files.isReadable(memory), "no such file to try it with");

        refused(memory, "cannot be read (IOException)", "Check the disk, or copy the key elsewhere.");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aFileThatItsOwnerMayNotRead() throws IOException {
        Path file = Keys.file(directory, "key.pem", Keys.pkcs1(Keys.rsa()));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        if (Files.isReadable(file)) {
            System.out.println("Skipped: this user may read every file");
        }
        assumeTrue(!Files.isReadable(file), "this user may read every file");

        refused(file, "may not be read by this user", "Run this as the file's owner, who needs: chmod 600 " + file);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aDeviceIsNoKeyFile() {
        refused(Path.of("/dev/null"), "is not a file", DOWNLOAD);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aLinkIsFollowed() throws IOException {
        Path file = Keys.file(directory, "key.pem", Keys.pkcs1(Keys.rsa()));
        Path link = Files.createSymbolicLink(directory.resolve("link.pem"), file);
        assertThat(Credentials.of(Keys.ID, link)).isNotNull();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        refused(
                link,
                "is open to group or others (rw-r--r--), and a private key must be its owner's alone",
                "Run: chmod 600 " + link);
    }

    /** In a zip file system, which has such permissions on every system. */
    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rwxrwxrwx"})
    void aFileThatOthersCanReadOrChange(String permissions) throws IOException {
        try (FileSystem zip = zip(true)) {
            Path file = Files.writeString(zip.getPath("/key.pem"), Keys.pkcs1(Keys.rsa()));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

            refused(
                    file,
                    "is open to group or others (" + permissions + "), and a private key must be its owner's alone",
                    "Run: chmod 600 /key.pem");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--------", "rwx--x--x"})
    void aFileThatItsOwnerAloneCanRead(String permissions) throws IOException {
        try (FileSystem zip = zip(true)) {
            Path file = Files.writeString(zip.getPath("/key.pem"), Keys.pkcs1(Keys.rsa()));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

            assertThat(Credentials.of(Keys.ID, file)).isNotNull();
        }
    }

    @Test
    void aFileSystemWithoutPermissionsIsLeftAlone() throws IOException {
        try (FileSystem zip = zip(false)) {
            Path file = Files.writeString(zip.getPath("/key.pem"), Keys.pkcs1(Keys.rsa()));

            assertThat(Credentials.of(Keys.ID, file)).isNotNull();
        }
    }

    private FileSystem zip(boolean permissions) throws IOException {
        URI uri = URI.create("jar:" + directory.resolve("disk.zip").toUri());
        return FileSystems.newFileSystem(
                uri, Map.of("create", "true", "enablePosixFileAttributes", Boolean.toString(permissions)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {"my key.pem | 'DIR/my key.pem'", "it's.pem | 'DIR/it'\\''s.pem'", "a$b;c.pem | 'DIR/a$b;c.pem'"})
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void theCommandToRunSurvivesAShell(String name, String argument) throws IOException {
        Path file = Keys.file(directory, name, Keys.pkcs1(Keys.rsa()));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> Credentials.of(Keys.ID, file))
                .hasMessageEndingWith("\nRun: chmod 600 " + argument.replace("DIR", directory.toString()));
    }

    // -- what is in them
    // -----------------------------------------------------------------------------------------------

    @Test
    void notPem() {
        refused("hello", "is not PEM: there is no -----BEGIN line in it", PRIVATE_HALF);
        refused("{\"key\": 1}", "is not PEM: there is no -----BEGIN line in it", PRIVATE_HALF);
        refused(Keys.body(Keys.pkcs1(Keys.rsa())), "has no BEGIN and END lines", COPY_AGAIN);
    }

    @Test
    void truncated() {
        for (String pem : List.of(Keys.pkcs1(Keys.rsa()), Keys.pkcs8(Keys.rsa()), Keys.pkcs8(Keys.ed25519()))) {
            refused(pem.substring(0, pem.length() / 2), "is cut short: its END line is missing", COPY_AGAIN);
            refused(pem.substring(0, pem.lastIndexOf("-----END")), "is cut short: its END line is missing", COPY_AGAIN);
        }
    }

    @Test
    void aLineIsMissing() {
        for (String pem : List.of(Keys.pkcs1(Keys.rsa()), Keys.pkcs8(Keys.rsa()))) {
            List<String> lines = pem.lines().toList();
            for (int i = 1; i < lines.size() - 1; i++) {
                var rest = new java.util.ArrayList<>(lines);
                rest.remove(i);
                refused(String.join("\n", rest), DAMAGED, COPY_AGAIN);
            }
        }
    }

    @Test
    void noBody() {
        refused("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n", DAMAGED, COPY_AGAIN);
        refused("-----BEGIN PRIVATE KEY-----\n?#!\n-----END PRIVATE KEY-----\n", DAMAGED, COPY_AGAIN);
        refused("-----BEGIN PRIVATE KEY", "is cut short or damaged", COPY_AGAIN);
    }

    @Test
    void anotherLabelThanItsContent() {
        refused(Keys.pkcs1(Keys.rsa()).replace("RSA PRIVATE", "PRIVATE"), DAMAGED, COPY_AGAIN);
        refused(Keys.pkcs8(Keys.rsa()).replace("PRIVATE", "RSA PRIVATE"), DAMAGED, COPY_AGAIN);
        refused(Keys.pkcs8(Keys.rsa()).replace("PRIVATE", "ENCRYPTED PRIVATE"), DAMAGED, COPY_AGAIN);
    }

    /** Most would parse, and the exchange would answer 401 to everything. */
    @Test
    void anRsaKeyWithOneWrongBitIsDamagedOrSignsAllTheSame() {
        byte[] der = Base64.getDecoder().decode(Keys.body(Keys.pkcs1(Keys.rsa())));
        SignatureCheck check = SignatureCheck.of(Keys.rsa().getPublic());
        int refused = 0;
        for (int i = 0; i < der.length; i += 23) {
            byte[] wrong = der.clone();
            wrong[i] ^= 4;
            try {
                // The private exponent is not used where the primes are given.
                var headers = Credentials.ofText(Keys.ID, Keys.pem("RSA PRIVATE KEY", wrong))
                        .headers("GET", "/", Instant.EPOCH);
                assertThat(check.valid("0", "GET", "/", headers.get("KALSHI-ACCESS-SIGNATURE")))
                        .as("byte " + i)
                        .isTrue();
            } catch (KalshiException e) {
                assertThat(e).hasMessageStartingWith("The key text is ").hasNoCause();
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(der.length / 23 / 2);
    }

    @Test
    void thePublicKey() {
        refused(Keys.publicKey(Keys.rsa()), "is a public key, not a private key", PRIVATE_HALF);
        refused(Keys.publicKey(Keys.ed25519()), "is a public key, not a private key", PRIVATE_HALF);
        refused("ssh-rsa AAAAB3NzaC1yc2E= me@here", "is a public key of SSH, not a private key", PRIVATE_HALF);
    }

    @Test
    void aCertificate() {
        refused(Keys.pem("CERTIFICATE", new byte[300]), "is a certificate, not a private key", PRIVATE_HALF);
        refused(
                Keys.pem("CERTIFICATE REQUEST", new byte[300]),
                "is a certificate request, not a private key",
                PRIVATE_HALF);
        refused(Keys.pem("X509 CRL", new byte[300]), "holds something else than a private key", PRIVATE_HALF);
    }

    @Test
    void otherAlgorithms() {
        refused(Keys.pkcs8(Keys.ec()), "is an EC key", WHICH);
        refused(Keys.pem("EC PRIVATE KEY", new byte[100]), "is an EC key", WHICH);
        refused(Keys.pem("DSA PRIVATE KEY", new byte[100]), "is a DSA key", WHICH);
        refused(Keys.pkcs8(Keys.pair("X25519", 255)), "is an X25519 key", WHICH);
        refused(Keys.pkcs8(Keys.pair("Ed448", 448)), "is an Ed448 key", WHICH);
        refused(Keys.pkcs8(Keys.pair("DiffieHellman", 1024)), "is a key of another kind", WHICH);
    }

    @Test
    void aShortRsaKey() {
        refused(
                Keys.pkcs1(Keys.pair("RSA", 1024)),
                "is an RSA key of 1024 bits, and the exchange takes no fewer than 2048",
                "Make a new API key on the exchange, or a new key: openssl genrsa -out key.pem 2048"
                        + " && chmod 600 key.pem");
    }

    @Test
    void twoKeys() {
        refused(
                Keys.pkcs1(Keys.rsa()) + Keys.pkcs8(Keys.ed25519()),
                "holds 2 private keys",
                "Keep the one that belongs to the API key.");
    }

    @Test
    void formatsOfOtherPrograms() {
        Path rsa = Keys.file(
                directory,
                "id_rsa",
                Keys.pem("OPENSSH PRIVATE KEY", "…ssh-rsa…".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        refused(
                rsa,
                "is in OpenSSH's format, and PEM is read here",
                "Convert it where it stands: ssh-keygen -p -m PEM -f " + rsa);
        Path ed25519 = Keys.file(
                directory,
                "id_ed25519",
                Keys.pem("OPENSSH PRIVATE KEY", "…ssh-ed25519…".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        refused(
                ed25519,
                "is an Ed25519 key in OpenSSH's format, which ssh-keygen cannot convert",
                "Make a new one and register it: openssl genpkey -algorithm ed25519 -out key.pem && chmod 600 key.pem");
        Path putty = Keys.file(directory, "key.ppk", "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n");
        refused(
                putty,
                "is a PuTTY key, and PEM is read here",
                "An RSA key converts with: puttygen " + putty + " -O private-openssh -o key.pem && chmod 600 key.pem");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void protectedKeys(boolean pkcs1) {
        String pem = pkcs1 ? Keys.pkcs1(Keys.rsa(), "horse") : Keys.pkcs8(Keys.rsa(), "horse");

        refused(
                pem,
                "is protected by a passphrase, and none was given",
                "Give it as the third argument: Credentials.of(keyId, file, passphrase).");
        // One wrong passphrase in 256 leaves padding that looks right.
        for (int i = 0; i < 300; i++) {
            char[] wrong = ("wrong" + i).toCharArray();
            assertThatThrownBy(() -> Credentials.ofText(Keys.ID, pem, wrong))
                    .isExactlyInstanceOf(KalshiException.class)
                    .hasMessage("The key text cannot be opened: the passphrase is wrong, or the key is damaged.\n"
                            + "Try the passphrase with: openssl pkey -noout -in FILE")
                    .hasNoCause();
        }
    }

    @Test
    void anUnknownCipher() {
        String pem = Keys.pkcs1(Keys.rsa(), "horse").replace("AES-256-CBC", "ROT-13");

        assertThatThrownBy(() -> Credentials.ofText(Keys.ID, pem, "horse".toCharArray()))
                .isExactlyInstanceOf(KalshiException.class)
                .hasMessageStartingWith("The key text is encrypted in a way that is not known here.\n")
                .hasNoCause();
    }
}
