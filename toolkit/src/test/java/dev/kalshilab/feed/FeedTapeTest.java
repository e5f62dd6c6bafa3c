package dev.kalshilab.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.Kalshi;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.testkit.Recordings;
import dev.kalshilab.testkit.StreamServer;
import dev.kalshilab.testkit.TapeFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** The same stream from a tape. */
class FeedTapeTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private Path tape() {
        return new TapeFile()
                .at("2026-08-07T12:00:00.000001Z")
                .frame("out", 3, "{\"id\":9,\"cmd\":\"subscribe\"}")
                .frame("in", 3, StreamServer.SUBSCRIBED)
                .at("2026-08-07T12:00:01.000002Z")
                .frame("in", 3, Sent.number(0).frame())
                .frame("in", 7, Sent.number(10).frame())
                .at("2026-08-07T12:00:02.123456Z")
                .frame("in", 3, Sent.number(1).frame())
                .frame("out", 3, Sent.number(2).frame())
                .at("2026-08-07T13:00:00Z")
                .get("/markets", "", "{\"markets\":[],\"cursor\":\"\"}")
                .write(directory);
    }

    private static Provenance provenance(Table table) {
        return Provenance.of(table).orElseThrow();
    }

    @Test
    void recordedFramesFillTheTableInOrderAtTheirRecordedTimes() {
        try (Kalshi kalshi = Kalshi.replay(tape());
                Feed feed = kalshi.feed().trades(Sent.MARKET).open()) {
            assertThat(feed.await(2, LONG)).isTrue();
            assertThat(feed.await(3, LONG)).isFalse();
            Table trades = feed.trades();

            assertThat(trades.rowCount()).isEqualTo(2);
            Sent.number(0).isRow(trades, 0);
            Sent.number(1).isRow(trades, 1);
            assertThat(trades.instantColumn("received").get(1)).isEqualTo(Instant.parse("2026-08-07T12:00:02.123Z"));
            assertThat(trades.longColumn("received_us").get(0)).isEqualTo(1_786_104_001_000_002L);
        }
    }

    @Test
    void aStreamRecordedFromASandboxIsInventedAsTheAnswerToItsHandshakeSays() {
        Path tape = new TapeFile()
                .line("{\"t\":\"2026-08-07T12:00:00Z\",\"method\":\"GET\",\"path\":\"/trade-api/ws/v2\",\"query\":\"\","
                        + "\"status\":101,\"headers\":{\"upgrade\":\"websocket\",\"kalshi-sandbox\":\"invented data\"},"
                        + "\"body\":\"\"}")
                .frame("in", 1, StreamServer.SUBSCRIBED)
                .frame("in", 1, Sent.number(0).frame())
                .write(directory);
        try (Kalshi kalshi = Kalshi.replay(tape);
                Feed feed = kalshi.feed().trades(Sent.MARKET).open()) {
            assertThat(feed.await(1, LONG)).isTrue();
            assertThat(provenance(feed.trades()).invented()).isTrue();
            assertThat(kalshi.examples().isEmpty()).isTrue();
        }
        try (Kalshi kalshi = Kalshi.replay(tape());
                Feed feed = kalshi.feed().trades(Sent.MARKET).open()) {
            assertThat(provenance(feed.trades()).invented()).isFalse();
        }
    }

    @Test
    void theClockOfTheStreamIsTheLastTimeDelivered() {
        try (Kalshi kalshi = Kalshi.replay(tape());
                Feed feed = kalshi.feed().trades(Sent.MARKET).open()) {
            feed.await(3, LONG);

            assertThat(provenance(feed.trades()).fetched()).isEqualTo(Instant.parse("2026-08-07T12:00:02.123456Z"));
            assertThat(kalshi.clock().instant()).isEqualTo(Instant.parse("2026-08-07T13:00:00Z"));
        }
    }

    @Test
    void theEndOfTheTapeIsSaid() {
        try (Kalshi kalshi = Kalshi.replay(tape())) {
            Feed feed = kalshi.feed().trades(Sent.MARKET).open();
            feed.await(3, LONG);

            assertThat(feed.toString()).contains(" on tape:test.tape.jsonl, ended, 3 messages, 2 rows, 0 lost]");
            assertThat(provenance(feed.trades()).complete()).isTrue();
            feed.close();
            assertThat(provenance(feed.trades()).notes()).containsExactly("stream ended");
        }
    }

    @Test
    void eachOpeningGetsTheNextRecordedStreamAndTheFirstAfterTheLast() {
        try (Kalshi kalshi = Kalshi.replay(tape())) {
            for (int first : new int[] {0, 10, 0}) {
                try (Feed feed = kalshi.feed().trades().open()) {
                    feed.await(1, LONG);
                    Sent.number(first).isRow(feed.trades(), 0);
                }
            }
        }
    }

    @Test
    void aTapeWithoutTradesSaysNotRecordedAndKeepsTheColumns() {
        Path without = new TapeFile()
                .frame(
                        "in",
                        1,
                        "{\"type\":\"subscribed\",\"id\":2,\"msg\":{\"channel\":\"orderbook_delta\",\"sid\":1}}")
                .frame("in", 1, "{\"type\":\"orderbook_delta\",\"sid\":1,\"seq\":2,\"msg\":{}}")
                .write(directory);
        try (Kalshi kalshi = Kalshi.replay(without);
                Feed feed = kalshi.feed().trades(Sent.MARKET).open()) {
            assertThat(feed.await(500, Duration.ofMinutes(2))).isFalse();
            Table trades = feed.trades();

            assertThat(trades.rowCount()).isZero();
            assertThat(trades.columnNames()).contains("ticker", "yes_price", "received", "received_us");
            assertThat(provenance(trades).notRecorded()).isTrue();
            assertThat(provenance(trades).complete()).isFalse();
            assertThat(provenance(trades).notes()).containsExactly("not recorded", "stream ended");
        }
    }

    @Test
    void tradesOfAnotherMarketAreNotThoseThatWereAskedFor() {
        try (Kalshi kalshi = Kalshi.replay(tape());
                Feed feed = kalshi.feed().trades("KXOTHER").open()) {
            feed.await(1, LONG);

            assertThat(provenance(feed.trades()).notRecorded()).isTrue();
        }
    }

    @Test
    void aTapeWithoutAnyFrameSaysNotRecordedAtTheTimeOfItsEnd() {
        Path empty = new TapeFile()
                .get("/markets", "", "{\"markets\":[],\"cursor\":\"\"}")
                .write(directory);
        try (Kalshi kalshi = Kalshi.replay(empty)) {
            Feed feed = kalshi.feed().trades(Sent.MARKET).open();
            feed.await(1, LONG);
            feed.close();

            assertThat(provenance(feed.trades()).notRecorded()).isTrue();
            assertThat(provenance(feed.trades()).fetched())
                    .isEqualTo(kalshi.clock().instant());
        }
    }

    @Test
    void tapesOfTheSameNameElsewhereAreOtherStreams() throws java.io.IOException {
        Path here = tape();
        Path elsewhere = java.nio.file.Files.createDirectory(directory.resolve("elsewhere"))
                .resolve("test.tape.jsonl");
        java.nio.file.Files.copy(here, elsewhere);
        try (Kalshi one = Kalshi.replay(here);
                Kalshi two = Kalshi.replay(elsewhere);
                Feed first = one.feed().trades(Sent.MARKET).open()) {
            first.await(3, LONG);
            try (Feed second = two.feed().trades(Sent.MARKET).open()) {
                assertThat(second.await(2, LONG)).isTrue();
                assertThat(first.toString()).contains(", ended, ");
            }
        }
    }

    private static String numbered(int trade, int seq) {
        return Sent.number(trade).frame(seq);
    }

    @Test
    void messagesThatAreMissingInTheSequenceMakeATableNotComplete() {
        Path tape = new TapeFile()
                .frame("in", 1, numbered(0, 1))
                .frame("in", 1, "{\"type\":\"ok\",\"sid\":1,\"seq\":2,\"msg\":{}}")
                .frame("in", 1, numbered(1, 6)) // 3, 4 and 5 are not here yet
                .frame("in", 1, numbered(2, 4)) // late
                .frame("in", 1, numbered(2, 4)) // and once more
                .frame("in", 1, numbered(3, 7))
                .write(directory);
        try (Kalshi kalshi = Kalshi.replay(tape);
                Feed feed = kalshi.feed().trades(Sent.MARKET).open()) {
            assertThat(feed.await(4, LONG)).isTrue();
            assertThat(feed.await(5, LONG)).isFalse();
            Provenance provenance = provenance(feed.trades());
            assertThat(provenance.complete()).isFalse();
            assertThat(provenance.notes())
                    .contains("1 gap not repaired, 2 messages missing at least: feed.coverage() says which");
        }
    }

    private static TapeFile besideOthers() {
        return new TapeFile()
                .frame("out", 1, "{\"id\":1,\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"orderbook_delta\"]}}")
                .frame("out", 1, "{\"id\":2,\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"trade\"]}}")
                .frame("out", 1, "{\"id\":3,\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"ticker\"]}}")
                .frame("in", 1, subscribed(1, "orderbook_delta"))
                .frame("in", 1, "{\"type\":\"orderbook_delta\",\"sid\":1,\"seq\":1,\"msg\":{}}")
                .frame("in", 1, subscribed(2, "trade"))
                .frame("in", 1, "{\"id\":3,\"type\":\"error\",\"msg\":{\"code\":8,\"msg\":\"Unknown channel name\"}}")
                .frame("in", 1, numbered(0, 1).replace("\"sid\":1", "\"sid\":2"))
                .frame("in", 1, "{\"type\":\"orderbook_delta\",\"sid\":1,\"seq\":9,\"msg\":{}}") // a gap of theirs
                .frame("in", 1, "{\"type\":\"error\",\"sid\":1,\"msg\":{\"code\":25,\"msg\":\"overflow\"}}");
    }

    private static String subscribed(int sid, String channel) {
        return "{\"id\":" + sid + ",\"type\":\"subscribed\",\"msg\":{\"channel\":\"" + channel + "\",\"sid\":" + sid
                + "}}";
    }

    @Test
    void whatHappensToOtherChannelsOfTheStreamIsNothingToTheTrades() {
        Path tape = besideOthers()
                .frame("in", 1, numbered(1, 2).replace("\"sid\":1", "\"sid\":2"))
                .write(directory);
        try (Kalshi kalshi = Kalshi.replay(tape);
                Feed feed = kalshi.feed().trades(Sent.MARKET).open()) {
            assertThat(feed.await(3, LONG)).isFalse();
            Table trades = feed.trades();
            assertThat(trades.rowCount()).isEqualTo(2);
            Sent.number(1).isRow(trades, 1);
            assertThat(provenance(trades).complete()).isTrue();
            assertThat(provenance(trades).notes()).containsExactly("stream ended");
        }
    }

    @Test
    void aGapAmongTheTradesIsSaidBesideOtherChannelsToo() {
        Path tape = besideOthers()
                .frame("in", 1, numbered(1, 4).replace("\"sid\":1", "\"sid\":2"))
                .write(directory);
        try (Kalshi kalshi = Kalshi.replay(tape);
                Feed feed = kalshi.feed().trades(Sent.MARKET).open()) {
            assertThat(feed.await(3, LONG)).isFalse();
            assertThat(provenance(feed.trades()).complete()).isFalse();
            assertThat(provenance(feed.trades()).notes())
                    .contains("1 gap not repaired, 2 messages missing at least: feed.coverage() says which");
        }
    }

    @Test
    void closingWhileATapePlaysLeavesNoThread() {
        FeedEndsTest.lookAtWhatIsThere();
        TapeFile tape = new TapeFile();
        for (int i = 0; i < 50_000; i++) {
            tape.frame("in", 1, Sent.number(i).frame());
        }
        try (Kalshi kalshi = Kalshi.replay(tape.write(directory))) {
            Feed feed = kalshi.feed().trades(Sent.MARKET).open();
            feed.close();

            FeedEndsTest.noneOfOursIsLeft();
            assertThat(provenance(feed.trades()).notRecorded()).isFalse();
            try (Feed whole = kalshi.feed().trades(Sent.MARKET).open()) {
                assertThat(whole.await(50_000, LONG)).isTrue();
            }
        }
    }

    @Test
    void recordedOrderBookStreamsHaveNoTradesAndSaySo() {
        for (Path tape : Recordings.tapes()) {
            try (Kalshi kalshi = Kalshi.replay(tape);
                    Feed feed = kalshi.feed().trades().open()) {
                assertThat(feed.await(1, LONG)).isFalse();

                assertThat(provenance(feed.trades()).notRecorded()).isTrue();
                assertThat(provenance(feed.trades()).notes()).noneMatch(note -> note.contains("unreadable"));
            }
        }
    }
}
