package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.kalshilab.auth.Credentials;
import dev.kalshilab.auth.KeyFiles;
import dev.kalshilab.display.Display;
import dev.kalshilab.display.DisplayPort;
import dev.kalshilab.model.Contracts;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Leg;
import dev.kalshilab.model.Money;
import dev.kalshilab.model.Price;
import dev.kalshilab.testkit.Loopback;
import dev.kalshilab.testkit.TapeFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What changes something: only when it was allowed, once, said before, and a private key is told to nobody. */
@Timeout(60)
class WritesTest {
    private static final String ID = "b7a1f0c4-0000-4000-8000-5d0c1f6a9e21";
    private static final String SECRET = "c2VjcmV0LWtleS1vZi1hLXRlc3Q";
    private static final String PEM =
            "-----BEGIN RSA PRIVATE KEY-----\n" + SECRET + "\n-----END RSA PRIVATE KEY-----\n";
    private static final String GENERATED =
            "{\"api_key_id\":\"K\",\"private_key\":" + TapeFile.quote(PEM) + ",\"key_type\":\"rsa\",\"warning\":\"w\"}";

    @TempDir
    private static Path directory;

    private static Credentials key;

    @BeforeAll
    static void makesAKey() {
        Path file = directory.resolve("key.pem");
        KeyFiles.writeRsa(file);
        key = Credentials.of(ID, file);
    }

    static Stream<Consumer<Writes>> all() {
        return Stream.of(
                w -> w.createApiKey("n", "P"),
                w -> w.generateApiKey("n", directory.resolve("never.pem")),
                w -> w.deleteApiKey("K"),
                w -> w.createRfq("T", Contracts.of("1"), true),
                w -> w.createRfq("T", Money.of(BigDecimal.ONE), true),
                w -> w.deleteRfq("R"),
                w -> w.createQuote("R", Price.ofCents(1), Price.ofCents(2), true),
                w -> w.deleteQuote("R", "Q"),
                w -> w.acceptQuote("R", "Q", "yes"),
                w -> w.confirmQuote(null, "Q"),
                w -> w.createComboMarket("C", List.of(new Leg("E", "M", "no"))));
    }

    @ParameterizedTest
    @MethodSource("all")
    void nothingIsSentUnlessItWasAllowed(Consumer<Writes> write) {
        try (Loopback exchange = Loopback.saying(target -> "{}");
                Kalshi kalshi = Kalshi.at(exchange.url(), key);
                Kalshi keyless = Kalshi.at(exchange.url()).allowWrites()) {
            assertThat(said(() -> write.accept(kalshi.writes())))
                    .contains("and this connection only reads.\nIf you mean it: kalshi.allowWrites(), then again.");
            assertThat(said(() -> write.accept(keyless.writes()))).contains("needs an account's key");
            assertThat(exchange.requests()).isEmpty();
        }
        try (Kalshi tape = Kalshi.replay(
                        new TapeFile().get("/series", "", "{\"series\":[]}").write(directory))
                .allowWrites()) {
            assertThat(said(() -> write.accept(tape.writes()))).contains("a recording cannot be changed.\n");
        }
        assertThat(directory.resolve("never.pem")).doesNotExist();
    }

    private static String said(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(KalshiException.class);
        assertThat(String.valueOf(thrown.getMessage()).lines()).hasSize(2);
        return String.valueOf(thrown.getMessage());
    }

    @ParameterizedTest
    @MethodSource("all")
    void whateverHappensItIsSentOnce(Consumer<Writes> write) {
        List<MockResponse> troubles = List.of(
                new MockResponse.Builder()
                        .onResponseStart(SocketEffect.ShutdownConnection.INSTANCE)
                        .build(),
                Loopback.status(408, "{}"),
                Loopback.status(421, "{}"),
                Loopback.status(429, "{}"),
                Loopback.status(500, "{}"),
                Loopback.status(503, "{}")
                        .newBuilder()
                        .setHeader("Retry-After", "0")
                        .build());
        for (MockResponse trouble : troubles) {
            // The first answer leaves a connection in the pool: a broken one that was used before is tried again.
            try (Loopback exchange = Loopback.answering(target ->
                            target.startsWith("/exchange") ? Loopback.json("{\"exchange_active\":true}") : trouble);
                    Kalshi kalshi = Kalshi.at(exchange.url(), key).allowWrites()) {
                kalshi.exchange().status();
                String message = said(() -> write.accept(kalshi.writes()));
                assertThat(exchange.requests()).as(trouble.toString()).hasSize(2);
                assertThat(message).contains(" on " + exchange.url());
                if (!message.contains("was refused: 4")) {
                    assertThat(message).contains("Whether it was done is not known; before you do it again, look: ");
                }
            }
        }
        assertThat(directory.resolve("never.pem")).doesNotExist();
    }

    @ParameterizedTest
    @MethodSource("all")
    void theAccountAndTheCostAreSaidBefore(Consumer<Writes> write) {
        List<String> notes = new ArrayList<>();
        DisplayPort before = Display.install(new DisplayPort() {
            @Override
            public void show(Object value) {}

            @Override
            public void note(String line) {
                notes.add(line);
            }
        });
        try (Loopback exchange = Loopback.answering(target -> {
                    assertThat(notes).hasSize(1);
                    return Loopback.status(400, "{}");
                });
                Kalshi kalshi = Kalshi.at(exchange.url(), key).allowWrites()) {
            said(() -> write.accept(kalshi.writes()));
            assertThat(notes).hasSize(1);
            assertThat(notes.get(0))
                    .contains(" on " + exchange.url() + " as key b7a1f0c4…: ")
                    .containsPattern("cost|counts")
                    .doesNotContain(ID);
        } finally {
            Display.install(before);
        }
    }

    @Test
    void aMemberThatTheOperationDoesNotTakeIsRefused() {
        try (Loopback exchange = Loopback.saying(target -> "{}");
                Kalshi kalshi = Kalshi.at(exchange.url(), key).allowWrites()) {
            assertThat(said(() -> kalshi.writes().createApiKey("n", "P", Map.of("role", "x"))))
                    .isEqualTo(
                            "'role' is no parameter of POST /api_keys, and the exchange would pass over it.\nIt takes"
                                    + " name, public_key, scopes, subaccount.");
            assertThat(said(() -> kalshi.writes().createApiKey("n", "P", Map.of("name", "x"))))
                    .startsWith("'name' is said twice");
            assertThat(exchange.requests()).isEmpty();
        }
    }

    @Test
    void aGeneratedKeyIsInItsFileAndNowhereElse() throws IOException {
        Path file = directory.resolve("generated.pem");
        StringBuilder told = new StringBuilder();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                told.append(line.getMessage()).append('\n');
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger root = Logger.getLogger("");
        Level level = root.getLevel();
        root.setLevel(Level.ALL);
        handler.setLevel(Level.ALL);
        root.addHandler(handler);
        try (Loopback exchange = Loopback.answering(target -> Loopback.status(201, GENERATED));
                Kalshi kalshi = Kalshi.at(exchange.url(), key).allowWrites()) {
            Writes.GeneratedKey made = kalshi.writes().generateApiKey("n", file);

            assertThat(made).isEqualTo(new Writes.GeneratedKey("K", file.toAbsolutePath(), "rsa", "w"));
            told.append(made)
                    .append(kalshi)
                    .append(kalshi.writes())
                    .append(kalshi.drift().printAll());
            assertThat(Files.readString(file)).isEqualTo(PEM);
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
            assertThat(said(() -> kalshi.writes().generateApiKey("n", file)))
                    .contains("is there already and is not written over.");
            assertThat(said(() -> kalshi.writes().generateApiKey("n", directory.resolve("none/key.pem"))))
                    .contains("cannot be written (NoSuchFileException).");
            assertThat(exchange.requests()).hasSize(1);
            assertThat(kalshi.writes().createApiKey("n", "P").toString()).doesNotContain(SECRET);
            try (Loopback nesting = Loopback.saying(target ->
                            "{\"api_key_id\":\"K\",\"news\":[{\"private_key\":" + TapeFile.quote(PEM) + "}]}");
                    Kalshi there = Kalshi.at(nesting.url(), key).allowWrites()) {
                told.append(there.writes().createApiKey("n", "P"));
                assertThat(there.drift().stringColumn("field").asList()).containsExactly("news");
            }
            for (String broken : List.of(
                    GENERATED.substring(0, GENERATED.length() - 1),
                    "{\"private_key\":" + TapeFile.quote(PEM) + "}",
                    "{\"api_key_id\":{},\"private_key\":[" + TapeFile.quote(PEM) + "]}")) {
                Path lost = directory.resolve("lost.pem");
                try (Loopback other = Loopback.saying(target -> broken);
                        Kalshi there = Kalshi.at(other.url(), key).allowWrites()) {
                    Throwable thrown = catchThrowable(() -> there.writes().generateApiKey("n", lost));
                    assertThat(thrown).hasMessageContaining("kalshi.portfolio().apiKeys() lists it.");
                    StringWriter trace = new StringWriter();
                    thrown.printStackTrace(new PrintWriter(trace, true));
                    told.append(trace);
                    assertThat(lost).doesNotExist();
                }
            }
        } finally {
            root.removeHandler(handler);
            root.setLevel(level);
        }
        assertThat(told.toString()).doesNotContain(SECRET, "BEGIN RSA").contains("POST http", "/api_keys/generate");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(each -> each.getFileName().toString())).noneMatch(name -> name.startsWith(".key"));
        }
    }

    @Test
    void aRequestIsOneLineInTheLogAtDebugAndNoneByDefault() {
        List<String> lines = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getLevel() + " " + line.getLoggerName() + " " + line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        handler.setLevel(Level.ALL);
        Logger logger = Logger.getLogger("dev.kalshilab.http");
        logger.addHandler(handler);
        Level before = logger.getLevel();
        try (Loopback exchange = Loopback.answering(target -> target.startsWith("/markets/T")
                        ? Loopback.status(400, "{\"message\":\"secret body\"}")
                        : Loopback.json("{\"balance\":1234567}"));
                Kalshi kalshi = Kalshi.at(exchange.url(), key)) {
            kalshi.portfolio().balance();
            assertThat(lines).isEmpty();
            logger.setLevel(Level.FINE);
            kalshi.portfolio().balance(3);
            said(() -> kalshi.market("T"));
            assertThat(lines).hasSize(2);
            assertThat(lines.get(0))
                    .matches("FINE dev.kalshilab.http GET " + exchange.url()
                            + "/portfolio/balance\\?subaccount=3 → 200 in \\d+ ms");
            assertThat(lines.get(1)).matches(".* GET " + exchange.url() + "/markets/T → 400 in \\d+ ms");
        } finally {
            logger.setLevel(before);
            logger.removeHandler(handler);
        }
    }
}
