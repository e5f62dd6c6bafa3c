package dev.kalshilab.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.model.KalshiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class KeyFilesTest {
    private static final List<Function<Path, String>> WRITERS = List.of(KeyFiles::writeRsa, KeyFiles::writeEd25519);

    @TempDir
    private Path directory;

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whatAWrittenKeySignsIsValidUnderTheReturnedPublicKey() {
        for (Function<Path, String> writer : WRITERS) {
            Path file = directory.resolve("key" + WRITERS.indexOf(writer) + ".pem");

            String publicKey = writer.apply(file);

            var headers = Credentials.of(Keys.ID, file).headers("GET", "/trade-api/v2/x", Instant.EPOCH);
            assertThat(SignatureCheck.ofText(publicKey)
                            .valid("0", "GET", "/trade-api/v2/x", headers.get("KALSHI-ACCESS-SIGNATURE")))
                    .isTrue();
        }
    }

    @Test
    void theFormsAreThoseOfTheExchange() throws IOException {
        assertThat(KeyFiles.writeRsa(directory.resolve("rsa.pem"))).startsWith("-----BEGIN PUBLIC KEY-----\n");
        KeyFiles.writeEd25519(directory.resolve("ed25519.pem"));

        assertThat(Files.readString(directory.resolve("rsa.pem")))
                .startsWith("-----BEGIN RSA PRIVATE KEY-----\n")
                .endsWith("\n-----END RSA PRIVATE KEY-----\n");
        assertThat(Files.readString(directory.resolve("ed25519.pem")))
                .startsWith("-----BEGIN PRIVATE KEY-----\n")
                .endsWith("\n-----END PRIVATE KEY-----\n");
        assertThat(files()).containsExactly("ed25519.pem", "rsa.pem");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void itsOwnerAloneCanReadIt() throws IOException {
        KeyFiles.writeRsa(directory.resolve("key.pem"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("key.pem"))))
                .isEqualTo("rw-------");
    }

    @Test
    @EnabledOnOs(OS.WINDOWS)
    void itsOwnerAloneIsOnItsAccessList() throws IOException {
        Path file = directory.resolve("key.pem");
        KeyFiles.writeRsa(file);

        AclFileAttributeView view = Files.getFileAttributeView(file, AclFileAttributeView.class);
        assertThat(view.getAcl()).extracting(entry -> entry.principal()).containsOnly(view.getOwner());
    }

    @Test
    void aFileThatIsThereIsLeftAsItIs() throws IOException {
        Path file = Files.writeString(directory.resolve("key.pem"), "precious");

        for (Function<Path, String> writer : WRITERS) {
            assertThatThrownBy(() -> writer.apply(file))
                    .isInstanceOf(KalshiException.class)
                    .hasMessage("Key file " + file + " is there already and is not written over.\n"
                            + "Delete it if its key is no longer needed, or name another file.");
        }
        assertThat(file).hasContent("precious");
        assertThat(files()).containsExactly("key.pem");
    }

    @Test
    void aDirectoryThatIsNotThereIsSaid() {
        Path file = directory.resolve("none").resolve("key.pem");

        assertThatThrownBy(() -> KeyFiles.writeEd25519(file))
                .isInstanceOf(KalshiException.class)
                .hasMessage("Key file " + file + " cannot be written (NoSuchFileException).\n"
                        + "Name a file in a directory that exists, has space, and may be written to.");
    }

    @Test
    void aNameWithoutDirectoryIsWrittenWhereTheProgramRuns() throws IOException {
        Path file = Path.of("key-files-test-" + System.nanoTime() + ".pem");
        try {
            KeyFiles.writeEd25519(file);
            assertThat(Credentials.of(Keys.ID, file)).hasToString("Credentials[key a952…, Ed25519]");
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
