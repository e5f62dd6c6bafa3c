package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.feed.Feed;
import dev.kalshilab.model.Example;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.NotRecordedException;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.sandbox.Sandbox;
import dev.kalshilab.tape.Recorder;
import dev.kalshilab.testkit.Eventually;
import dev.kalshilab.testkit.Loopback;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** What is recorded from a connection is played again as it was. */
class RecordTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private Path tape() {
        return directory.resolve("study.tape.jsonl");
    }

    private static Map<String, Function<Kalshi, Table>> questions(Kalshi live) {
        Example candles = live.example("candles");
        String market = live.example("trades").ticker();
        Map<String, Function<Kalshi, Table>> questions = new LinkedHashMap<>();
        questions.put(
                "markets",
                kalshi ->
                        kalshi.markets().series("KXHIGHNY").settled().limit(50).table());
        questions.put(
                "events",
                kalshi -> kalshi.events().series("KXHIGHNY").withMarkets().table());
        questions.put("series", kalshi -> kalshi.series().table());
        questions.put(
                "trades", kalshi -> kalshi.trades(market).since("2026-09-14").table());
        questions.put("candles", kalshi -> kalshi.candles(candles.ticker())
                .hourly()
                .since("2026-09-01")
                .until("2026-09-10")
                .table());
        questions.put(
                "book", kalshi -> kalshi.book(live.example("book").ticker()).table());
        questions.put("books", kalshi -> kalshi.book("KXPRESALDERIA-26-AQ", "KXBRINDLE-27")
                .table());
        questions.put("candles together", kalshi -> kalshi.candles("KXPRESALDERIA-26-AQ", "KXBRINDLE-27")
                .hourly()
                .since("2026-09-01")
                .until("2026-09-10")
                .table());
        questions.put("candles of an event", kalshi -> kalshi.eventCandles("KXHIGHNY-26SEP15")
                .since("2026-09-14")
                .until("2026-09-15")
                .table());
        questions.put(
                "history", kalshi -> kalshi.trades().historical().limit(500).table());
        questions.put("incentives", kalshi -> kalshi.exchange().incentives().table());
        questions.put("found", kalshi -> kalshi.find("high"));
        return questions;
    }

    @Test
    void aTableFromTheTapeIsTheTableThatWasMadeLive() {
        Map<String, Table> made = new LinkedHashMap<>();
        Map<String, Function<Kalshi, Table>> questions;
        try (Kalshi live = Kalshi.sandbox()) {
            questions = questions(live);
            // What is known before is on the tape too.
            questions.values().forEach(question -> assertThat(
                            question.apply(live).rowCount())
                    .isPositive());
            try (Recording recording = live.record(tape())) {
                questions.forEach((name, question) -> made.put(name, question.apply(live)));
                assertThat(recording.lines()).isGreaterThan(6);
            }
        }
        try (Kalshi replay = Kalshi.replay(tape())) {
            questions.forEach((name, question) -> {
                Table again = question.apply(replay);
                assertThat(again.rowCount()).as(name).isPositive();
                equal(name, again, made.get(name));
                assertThat(Provenance.of(again).orElseThrow().invented())
                        .as(name)
                        .isTrue();
                if (!name.equals("found")) {
                    assertThat(Provenance.of(again).orElseThrow().fetched())
                            .as(name)
                            .isEqualTo(
                                    Provenance.of(made.get(name)).orElseThrow().fetched());
                }
            });
        }
    }

    @Test
    void theExamplesOfATapeOfTheSandboxSayThatItsDataIsInvented() {
        try (Kalshi live = Kalshi.sandbox();
                Recording recording = live.record(tape())) {
            live.trades(live.example("trades").ticker()).limit(5).table();
            assertThat(recording.file()).isEqualTo(tape());
        }
        try (Kalshi replay = Kalshi.replay(tape())) {
            assertThat(Provenance.of(replay.examples()).orElseThrow().invented())
                    .isTrue();
        }
    }

    @Test
    void aStreamFromTheTapeIsTheStreamThatWasReadLiveReceiveTimesIncluded() {
        Table live;
        try (Kalshi kalshi = Kalshi.sandbox();
                Recording recording = kalshi.record(tape());
                Feed feed = kalshi.feed().trades().open()) {
            assertThat(recording.file()).isEqualTo(tape());
            assertThat(feed.await(50, LONG)).isTrue();
            // Closed once: the rows that were read, and no more.
            live = closed(feed);
        }
        try (Kalshi replay = Kalshi.replay(tape());
                Feed feed = replay.feed().trades().open()) {
            assertThat(feed.await(live.rowCount(), LONG)).isTrue();
            Table again = feed.trades();
            equal("trades", again, live);
            assertThat(Provenance.of(again).orElseThrow().invented()).isTrue();
        }
    }

    private static void equal(String what, Table again, Table made) {
        assertThat(again.columnNames()).as(what).isEqualTo(made.columnNames());
        assertThat(again.rowCount()).as(what).isEqualTo(made.rowCount());
        for (String column : made.columnNames()) {
            assertThat(again.column(column).asList())
                    .as(what + " " + column)
                    .isEqualTo(made.column(column).asList());
        }
    }

    private static Table closed(Feed feed) {
        feed.close();
        return feed.trades();
    }

    private static void end(Recording recording) {
        recording.close();
    }

    private static long lines(Path file) {
        try {
            return Files.readString(file).lines().count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aSandboxOfOnesOwnIsReachedWithItsClockItsKeyAndItsExamples() {
        try (Sandbox sandbox = Sandbox.start(7, 0);
                Kalshi kalshi = Kalshi.sandbox(sandbox);
                Feed feed = kalshi.feed().trades().open()) {
            String ticker = kalshi.example("trades").ticker();
            assertThat(kalshi.trades(ticker).since("-7d").table().rowCount()).isPositive();
            assertThat(kalshi.portfolio().balance().balance()).isNotNull();
            sandbox.step(Duration.ofHours(1));
            assertThat(feed.await(1, LONG)).isTrue();
            assertThat(Provenance.of(kalshi.trades(ticker).table())
                            .orElseThrow()
                            .fetched())
                    .isAfterOrEqualTo("2026-09-15T19:00:00Z");
        }
    }

    @Test
    void whatWasReceivedIsOnTheDiskWithinASecondAlthoughTheTapeGoesOn() {
        try (Kalshi live = Kalshi.sandbox();
                Recording recording = live.record(tape())) {
            live.series().table();
            Eventually.holds("both lines are on the disk", () -> lines(tape()) == 2);
            try (Kalshi replay = Kalshi.replay(recording.file())) {
                assertThat(replay.series().table().rowCount()).isPositive();
            }
        }
    }

    @Test
    void aLineThatWasCutOffByACrashIsPassedOverAndSaid() throws IOException {
        try (Kalshi live = Kalshi.sandbox();
                Recording recording = live.record(tape())) {
            live.series().table();
            live.events().series("KXHIGHNY").table();
            assertThat(recording.lines()).isEqualTo(2);
        }
        String whole = Files.readString(tape());
        int last = whole.lastIndexOf('\n', whole.length() - 2);
        for (int length : new int[] {last + 2, last + 30, whole.length() - 2}) {
            Files.writeString(tape(), whole.substring(0, length));
            try (Kalshi replay = Kalshi.replay(tape())) {
                assertThat(replay.series().table().rowCount()).isPositive();
                assertThat(Provenance.of(replay.events().series("KXHIGHNY").table())
                                .orElseThrow()
                                .notRecorded())
                        .isTrue();
            }
        }
        Files.writeString(tape(), whole.substring(0, last + 30) + "\n", StandardOpenOption.TRUNCATE_EXISTING);
        assertThatThrownBy(() -> Kalshi.replay(tape())).hasMessageContaining("line 3");
    }

    @Test
    void nothingSecretAndNothingOfTheAccountIsOnATapeUnlessAskedFor() throws IOException {
        Path mine = directory.resolve("mine.tape.jsonl");
        try (Kalshi live = Kalshi.sandbox()) {
            try (Recording recording = live.record(tape())) {
                live.portfolio().fills().table();
                live.portfolio().balance();
                live.series().table();
                // The series, and where history begins, which anybody may know.
                assertThat(recording.lines()).isEqualTo(2);
            }
            try (Recording recording = live.record(mine, true)) {
                live.portfolio().fills().table();
                assertThat(recording.lines()).isEqualTo(2); // both tiers
            }
        }
        assertThat(Files.readString(tape())).doesNotContain("portfolio").contains("/series");
        assertThat(Files.readString(mine))
                .contains("/portfolio/fills")
                .doesNotContainIgnoringCase("kalshi-access")
                .doesNotContain("PRIVATE KEY");
        try (Kalshi replay = Kalshi.replay(tape())) {
            assertThatThrownBy(() -> replay.portfolio().balance()).isInstanceOf(NotRecordedException.class);
        }
        try (Kalshi replay = Kalshi.replay(mine)) {
            assertThat(replay.portfolio().fills().table().rowCount()).isPositive();
        }
    }

    @Test
    void aServerThatRepeatsWhatProvesTheAccountDoesNotGetItOntoTheTape() throws IOException {
        try (Sandbox sandbox = Sandbox.start();
                Loopback exchange = Loopback.saying(target ->
                        "{\"fills\":[],\"echo\":\"KEY " + sandbox.rsa().id()
                                + "\",\"private_key\":\"-----BEGIN \\\"quoted\\\" x-----\",\"cursor\":\"\"}");
                Kalshi live = Kalshi.at(
                        exchange.url(),
                        dev.kalshilab.auth.Credentials.of(
                                sandbox.rsa().id(), sandbox.rsa().file()));
                Recording recording = live.record(tape(), true)) {
            live.portfolio().fills().table();
            end(recording);
            String written = Files.readString(tape());
            assertThat(written)
                    .contains("KEY (redacted)")
                    .contains("\\\"private_key\\\":\\\"(redacted)\\\"")
                    .doesNotContain(sandbox.rsa().id())
                    .doesNotContain("BEGIN");
        }
    }

    @Test
    void noKeyIsNamedOnATapeNeitherTheOneThatAsksNorAnother() throws IOException {
        String made;
        try (Kalshi live = Kalshi.sandbox();
                Recording recording = live.record(tape(), true)) {
            Writes.GeneratedKey key = live.allowWrites().writes().generateApiKey("mine", directory.resolve("mine.pem"));
            made = key.apiKeyId();
            live.raw("GET", "api_keys", Map.of()).json();
            live.allowWrites().writes().deleteApiKey(made);
            assertThat(recording.lines()).isEqualTo(3);
        }
        assertThat(Files.readString(tape()))
                .doesNotContain(made)
                .doesNotContain("BEGIN")
                .contains("/api_keys/(redacted)")
                .contains("/api_keys/generate")
                .doesNotContainPattern("api_key_id[^a-z]{1,8}[0-9a-f]{8}-");
    }

    @Test
    void whatIsLeftOfAPrivateMessageIsPrivateToo() throws IOException {
        try (Recorder recorder = Recorder.to(tape(), false, "test", why -> {})) {
            recorder.frame(1, true, Instant.EPOCH, "{\"type\":\"fill\",\"msg\":{\"order_id\":\"o1\"");
            recorder.frame(1, true, Instant.EPOCH, "{\"type\":\"trade\",\"msg\":{\"trade_id\":\"t1\"");
        }
        assertThat(Files.readString(tape())).contains("t1").doesNotContain("o1");
    }

    @Test
    void aDeltaDoesNotTellThatTheAccountsOwnOrderCausedIt() throws IOException {
        String delta = "{\"type\":\"orderbook_delta\",\"sid\":1,\"seq\":2,\"msg\":{\"client_order_id\":\"mi\\\"ne\", "
                + "\"delta_fp\":\"1.00\" , \"subaccount\" : 3}}";
        try (Recorder recorder = Recorder.to(tape(), false, "test", why -> {})) {
            recorder.frame(1, true, Instant.EPOCH, delta);
            recorder.frame(1, true, Instant.EPOCH, "{\"type\":\"orderbook_delta\",\"msg\":{\"client_order_id\":\"mine");
        }
        assertThat(dev.kalshilab.tape.Tape.read(tape()).frames())
                .extracting(dev.kalshilab.tape.Frame::text)
                .containsExactly(
                        "{\"type\":\"orderbook_delta\",\"sid\":1,\"seq\":2,\"msg\":{ \"delta_fp\":\"1.00\"}}",
                        "{\"type\":\"orderbook_delta\",\"msg\":{");
        Path mine = directory.resolve("mine.tape.jsonl");
        try (Recorder recorder = Recorder.to(mine, true, "test", why -> {})) {
            recorder.frame(1, true, Instant.EPOCH, delta);
        }
        assertThat(dev.kalshilab.tape.Tape.read(mine).frames())
                .extracting(dev.kalshilab.tape.Frame::text)
                .containsExactly(delta);
    }

    @Test
    void aTapeIsNeverWrittenOverAndARecordingIsNotRecorded() throws IOException {
        Files.writeString(tape(), "mine");
        try (Kalshi live = Kalshi.sandbox()) {
            assertThatThrownBy(() -> live.record(tape()))
                    .isInstanceOf(KalshiException.class)
                    .hasMessageContaining("is there already and is not written over.\n");
            assertThatThrownBy(() -> live.record(directory.resolve("none/x.tape.jsonl")))
                    .hasMessageContaining("cannot be written (NoSuchFileException)");
            assertThatThrownBy(() -> live.record(directory.resolve("x.tape.jsonl.gz")))
                    .hasMessageContaining("cannot be recorded compressed");
            try (Recording recording = live.record(directory.resolve("a.tape.jsonl"))) {
                assertThatThrownBy(() -> live.record(directory.resolve("b.tape.jsonl")))
                        .hasMessageContaining("is being recorded into " + recording.file());
                assertThat(directory.resolve("b.tape.jsonl")).doesNotExist();
            }
            live.series().table();
        }
        assertThat(Files.readString(tape())).isEqualTo("mine");
        try (Kalshi replay = Kalshi.replay(directory.resolve("a.tape.jsonl"))) {
            assertThatThrownBy(() -> replay.record(directory.resolve("c.tape.jsonl")))
                    .hasMessageContaining("is a recording already");
        }
    }
}
