package dev.kalshilab.auth;

import static dev.kalshilab.testkit.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import dev.kalshilab.model.KalshiException;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.security.interfaces.RSAPrivateCrtKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Neither a key nor a passphrase nor a signature is told, whatever goes wrong. */
class SecretsTest {
    private static final String PASSPHRASE = "correct-horse-battery";

    /** Shorter pieces turn up in any text by chance. */
    private static final int PIECE = 16;

    private static final List<String> PEMS = List.of(
            Keys.pkcs1(Keys.rsa()),
            Keys.pkcs8(Keys.rsa()),
            Keys.pkcs8(Keys.ed25519()),
            Keys.pkcs1(Keys.rsa(), PASSPHRASE),
            Keys.pkcs8(Keys.rsa(), PASSPHRASE));

    @TempDir
    private Path directory;

    private static String written(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    /** No part of the secret that is longer than chance. */
    private static void assertSilent(String said, String secret) {
        for (int i = 0; i + PIECE <= secret.length(); i++) {
            String piece = secret.substring(i, i + PIECE);
            if (said.contains(piece)) {
                throw new AssertionError("told of a secret at " + i + ", in: " + said.replace(piece, "********"));
            }
        }
    }

    @Test
    void nothingThatIsPrintedTellsOfAKey() {
        Credentials credentials = Credentials.ofText(Keys.ID, PEMS.get(3), PASSPHRASE.toCharArray());
        Map<String, String> headers = credentials.headers("GET", "/trade-api/v2/portfolio/balance", Instant.EPOCH);
        String said = String.join(
                "\n",
                credentials.toString(),
                headers.toString(),
                SignatureCheck.of(Keys.rsa().getPublic()).toString(),
                KeySource.text(PEMS.get(0)).toString(),
                PemBlock.of(PEMS.get(0)).toString(),
                new KeyReader(KeySource.text(PEMS.get(0)), new char[0]).read().toString());

        assertThat(headers).hasToString("Headers[key a952…, timestamp 0, signature not shown]");
        PEMS.forEach(pem -> assertSilent(said, Keys.body(pem)));
        assertSilent(said, PASSPHRASE);
        assertSilent(said, Keys.ID);
        assertSilent(said, String.valueOf(headers.get("KALSHI-ACCESS-SIGNATURE")));
        var numbers = (RSAPrivateCrtKey) Keys.rsa().getPrivate();
        for (var number : List.of(numbers.getPrivateExponent(), numbers.getPrimeP(), numbers.getPrimeQ())) {
            assertSilent(said, number.toString());
            assertSilent(said, number.toString(16));
        }
    }

    @Test
    void nothingThatGoesWrongTellsOfAKey() {
        var refused = new ArrayList<String>();
        forAll(600, random -> {
            String pem = PEMS.get(random.nextInt(PEMS.size()));
            try {
                attempt(random, damaged(random, pem));
            } catch (KalshiException e) {
                String said = written(e);
                assertThat(e.getMessage().lines().count()).as(said).isLessThanOrEqualTo(2);
                assertSilent(said, Keys.body(pem));
                assertSilent(said, PASSPHRASE);
                refused.add(e.getMessage());
            }
        });
        assertThat(refused).hasSizeGreaterThan(200);
    }

    /** Every way in, the key and what else is asked for also in one another's places. */
    private void attempt(Random random, String text) {
        char[] passphrase = random.nextBoolean() ? PASSPHRASE.toCharArray() : (PASSPHRASE + "x").toCharArray();
        switch (random.nextInt(9)) {
            case 0 -> Credentials.ofText(Keys.ID, text);
            case 1 -> Credentials.ofText(Keys.ID, text, passphrase);
            case 2 -> Credentials.ofText(text, text, passphrase);
            case 3 -> Credentials.of(Keys.ID, Keys.file(directory, "key.pem", text), passphrase);
            case 4 -> Credentials.of(Keys.ID, directory.getFileSystem().getPath(text.replace("\0", "")));
            case 5 -> settings("PRIVATE_KEY_PATH", text);
            case 6 -> settings("PRIVATE_KEY", text);
            case 7 -> settings("API_KEY_ID", text);
            default -> SignatureCheck.ofText(text);
        }
    }

    private static void settings(String name, String value) {
        Map<String, String> settings = new HashMap<>();
        settings.put("KALSHI_API_KEY_ID", Keys.ID);
        settings.put("KALSHI_" + name, value);
        settings.put("KALSHI_PRIVATE_KEY_PASSPHRASE", PASSPHRASE);
        assertThat(Credentials.of(settings, "KALSHI_")).isNotNull();
    }

    private static String damaged(Random random, String pem) {
        int at = random.nextInt(pem.length());
        List<String> lines = pem.lines().toList();
        return switch (random.nextInt(10)) {
            case 0 -> pem;
            case 1 -> pem.substring(0, at);
            case 2 -> pem.substring(at);
            case 3 -> pem.substring(0, at) + (char) (33 + random.nextInt(93)) + pem.substring(at + 1);
            case 4 -> pem.substring(0, at) + "\0" + pem.substring(at);
            case 5 -> Keys.body(pem);
            case 6 -> lines.get(random.nextInt(lines.size()));
            case 7 -> pem.replace("\n", "");
            case 8 ->
                pem.replaceFirst("BEGIN [A-Z ]+", "BEGIN " + Keys.body(pem).substring(0, 40));
            default -> pem.replace("\n", "\n\n-----BEGIN PRIVATE KEY-----\n");
        };
    }

    @Test
    void aWritersFailureTellsNothing() throws Exception {
        Path file = Files.createFile(directory.resolve("file")).resolve("key.pem");
        try {
            KeyFiles.writeRsa(file);
            throw new AssertionError("written into a file");
        } catch (KalshiException e) {
            assertThat(written(e)).doesNotContain("BEGIN", "MII").contains("key.pem");
        }
    }

    @Test
    void nothingOfThePackageCanBeSerialized() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage("dev.kalshilab.auth")
                .and()
                .areNotEnums()
                .should()
                .beAssignableTo(Serializable.class)
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.kalshilab.auth"));
    }

    @Test
    void theLibraryIsNotRegisteredAsAProvider() {
        Credentials.ofText(Keys.ID, PEMS.get(4), PASSPHRASE.toCharArray());

        assertThat(Security.getProvider("BC")).isNull();
    }
}
