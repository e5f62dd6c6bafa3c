package dev.kalshilab.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.Kalshi;
import dev.kalshilab.Recording;
import dev.kalshilab.testkit.Eventually;
import dev.kalshilab.testkit.StreamServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** A stream through faults, and the same from its tape: equal tables. */
class FeedReplayTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int MARKETS = 3;
    private static final long SEED = Long.getLong("test.seed", 20_261_123L);

    @TempDir
    Path directory;

    private static FeedPlan plan(Kalshi kalshi) {
        String[] tickers = IntStream.range(0, MARKETS)
                .mapToObj(i -> "KXSOAK-26NOV23-T" + i)
                .toArray(String[]::new);
        return kalshi.feed().trades(tickers).ticker(tickers).book(tickers);
    }

    private static Feed open(Kalshi kalshi, long mostMillis) {
        return plan(kalshi)
                .open(
                        Awake.here(),
                        64L << 20,
                        LONG,
                        () -> new Backoff(
                                Duration.ofMillis(mostMillis), Duration.ofMillis(mostMillis), new Random(SEED)),
                        Duration.ofMillis(500));
    }

    private SoakExchange exchange(int messages, int rate, int faults, boolean few) throws Exception {
        return new SoakExchange(
                directory.resolve("truth"),
                List.of(
                        "seed=" + SEED,
                        "messages=" + messages,
                        "faults=" + faults,
                        "few=" + (few ? 1 : 0),
                        "rate=" + rate,
                        "markets=" + MARKETS,
                        "marks=1",
                        "hold=1"));
    }

    private static List<String> column(Table table, String name) {
        return IntStream.range(0, table.rowCount())
                .mapToObj(row -> table.getString(row, name))
                .toList();
    }

    private static boolean isRepaired(Feed feed) {
        return feed.coverage().stream()
                .noneMatch(row -> row.getString("channel").equals("trade")
                        && !row.getString("why").equals("connected")
                        && !row.getBoolean("repaired"));
    }

    /** Lets everything happen, and waits until it is told and repaired. */
    private static void through(SoakExchange exchange, Feed feed) throws Exception {
        assertThat(exchange.next()).isEqualTo("READY");
        exchange.goOn();
        assertThat(exchange.next()).isEqualTo("MARK 1");
        Eventually.holds("all is repaired", () -> isRepaired(feed));
        Eventually.holds("books are valid", () -> IntStream.range(0, MARKETS)
                .allMatch(i -> feed.liveBook("KXSOAK-26NOV23-T" + i).valid()));
        long rows = 0;
        while (feed.await(rows + 1, Duration.ofMillis(300))) {
            rows = (long) feed.trades().rowCount()
                    + feed.tickers().rowCount()
                    + feed.bookChanges().rowCount();
        }
    }

    /** The rows as texts: those received from then on. */
    private static List<String> rows(Table table, long from) {
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < table.rowCount(); row++) {
            if (table.longColumn("received_us").getLong(row) >= from) {
                rows.add(row(table, row));
            }
        }
        return rows;
    }

    private static String row(Table table, int row) {
        List<String> values = new ArrayList<>();
        table.columns().forEach(column -> values.add(column.name() + "=" + column.getString(row)));
        return values.toString();
    }

    /** The stretches but for the end of the last of each channel, which is now, and the beginning of the first. */
    private static List<String> stretches(Table coverage, boolean repairs) {
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < coverage.rowCount(); row++) {
            boolean first =
                    row == 0 || !coverage.getString(row - 1, "channel").equals(coverage.getString(row, "channel"));
            boolean last = row == coverage.rowCount() - 1
                    || !coverage.getString(row + 1, "channel").equals(coverage.getString(row, "channel"));
            List<String> values = new ArrayList<>();
            for (String name : coverage.columnNames()) {
                if ((repairs || !List.of("note", "repaired").contains(name))
                        && !(first && name.startsWith("from"))
                        && !(last && name.startsWith("to"))) {
                    values.add(name + "=" + coverage.getString(row, name));
                }
            }
            rows.add(values.toString());
        }
        return rows;
    }

    private static void same(List<String> again, List<String> live) {
        for (int i = 0; i < Math.min(again.size(), live.size()); i++) {
            assertThat(again.get(i))
                    .as("%d of %d and %d", i, again.size(), live.size())
                    .isEqualTo(live.get(i));
        }
        assertThat(again).hasSameSizeAs(live);
    }

    private static void areEqual(Feed live, Path tape, long from, boolean repairs) {
        try (Kalshi replay = Kalshi.replay(tape);
                Feed again = plan(replay).open()) {
            Eventually.holds("the end of the tape", () -> !again.isOpen());
            assertThat(column(live.trades(), "origin")).contains("rest");
            assertThat(column(live.coverage(), "why")).contains("disconnected", "sequence gap");
            same(stretches(again.coverage(), repairs), stretches(live.coverage(), repairs));
            same(trades(again, from, repairs), trades(live, from, repairs));
            same(rows(again.tickers(), from), rows(live.tickers(), from));
            same(rows(again.bookChanges(), from), rows(live.bookChanges(), from));
        } catch (AssertionError e) {
            throw new AssertionError("fails with -Dtest.seed=" + SEED + ": " + e.getMessage(), e);
        }
    }

    /** In microseconds: rows came within the millisecond before. */
    private static long now(Kalshi kalshi) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, kalshi.clock().instant());
    }

    private static List<String> trades(Feed feed, long from, boolean repairs) {
        return rows(feed.trades(), from).stream()
                .filter(row -> repairs || row.contains("origin=stream"))
                .toList();
    }

    @Test
    void theTapeOfAConnectionGivesEqualStreamsThroughEveryFault() throws Exception {
        Path tape = directory.resolve("connection.tape.jsonl");
        try (SoakExchange exchange = exchange(4000, 2000, 17, false);
                Kalshi kalshi = Kalshi.at(exchange.url());
                Recording recording = kalshi.record(tape);
                Feed feed = open(kalshi, 20)) {
            through(exchange, feed);
            closeBoth(feed, recording);
            areEqual(feed, tape, Long.MIN_VALUE, true);
        }
    }

    @Test
    void theTapeOfAFeedGivesEqualTablesThroughADisconnectAGapAndARepair() throws Exception {
        Path tape = directory.resolve("feed.tape.jsonl");
        try (SoakExchange exchange = exchange(3000, 300, 2, true);
                Kalshi kalshi = Kalshi.at(exchange.url());
                Feed feed = open(kalshi, 400)) {
            feed.await(MARKETS, LONG); // the books as they are at first
            feed.record(tape);
            long from = now(kalshi);
            through(exchange, feed);
            closeBoth(feed, feed);
            areEqual(feed, tape, from, true);
        }
    }

    private static void closeBoth(AutoCloseable one, AutoCloseable other) throws Exception {
        one.close();
        other.close();
    }

    // -- several connections -----------------------------------------------------------------------------------------

    private static final String[] MANY =
            IntStream.range(0, 8).mapToObj(i -> "KX" + i).toArray(String[]::new);

    private static final String CUTOFF = "{\"market_settled_ts\":\"2024-01-01T00:00:00Z\",\"trades_created_ts\":"
            + "\"2024-01-01T00:00:00Z\",\"orders_updated_ts\":\"2024-01-01T00:00:00Z\"}";

    private static void say(StreamServer server, int from, int to) {
        for (int i = from; i < to; i++) {
            server.say(Sent.number(i).frame().replace(Sent.MARKET, MANY[i % MANY.length]));
        }
    }

    private static void same(Feed again, Feed live, long from, boolean repairs) {
        same(stretches(again.coverage(), repairs), stretches(live.coverage(), repairs));
        same(trades(again, from, repairs), trades(live, from, repairs));
    }

    @Test
    void allConnectionsOfAFeedArePlayedFromTheTapeOfAConnectionAndFromOneThatBeganLater() throws Exception {
        Path whole = directory.resolve("whole.tape.jsonl");
        Path later = directory.resolve("later.tape.jsonl");
        try (StreamServer server = StreamServer.scripted(FeedOddsTest::atMostTwo);
                Kalshi kalshi = Kalshi.at(server.url())) {
            server.rest(target -> target.contains("cutoff") ? CUTOFF : "{\"trades\":[],\"cursor\":\"\"}");
            Recording recording = kalshi.record(whole);
            Feed feed = kalshi.feed()
                    .trades(MANY)
                    .open(
                            Awake.here(),
                            64L << 20,
                            LONG,
                            () -> new Backoff(Duration.ofMillis(20), Duration.ofMillis(20), new Random(SEED)),
                            LONG);
            Eventually.holds("four connections", () -> FeedOddsTest.haveAll(server, 4));
            say(server, 0, 80);
            assertThat(feed.await(80, LONG)).isTrue();
            feed.record(later);
            long from = now(kalshi);
            server.hangUp();
            Eventually.holds("four connections again", () -> FeedOddsTest.haveAll(server, 8));
            Eventually.holds("all are covered", () -> feed.health().contains("open"));
            say(server, 80, 160);
            assertThat(feed.await(160, LONG)).isTrue();
            Eventually.holds("all is repaired", () -> isRepaired(feed));
            closeBoth(feed, recording);

            try (Kalshi replay = Kalshi.replay(whole);
                    Feed again = replay.feed().trades(MANY).open();
                    Feed few = replay.feed().trades("KX0", "KX7").open()) {
                Eventually.holds("the end of the tape", () -> !again.isOpen() && !few.isOpen());
                assertThat(column(again.coverage(), "note"))
                        .contains("4 markets go to another connection; 0 trades brought in");
                same(again, feed, Long.MIN_VALUE, true);
                assertThat(column(few.trades(), "ticker")).hasSize(40).containsOnly("KX0", "KX7");
            }
            try (Kalshi replay = Kalshi.replay(later);
                    Feed again = replay.feed().trades(MANY).open()) {
                Eventually.holds("the end of the tape", () -> !again.isOpen());
                same(trades(again, from, true), trades(feed, from, true));
                assertThat(again.trades().rowCount()).isEqualTo(80);
            }
        } catch (AssertionError e) {
            throw new AssertionError("fails with -Dtest.seed=" + SEED + ": " + e.getMessage(), e);
        }
    }

    /** The stretches that are about no repair. */
    private static List<String> moves(Feed feed) {
        Table coverage = feed.coverage();
        return IntStream.range(0, coverage.rowCount())
                .filter(row -> coverage.getString(row, "why").equals("not subscribed"))
                .mapToObj(row -> coverage.getString(row, "ticker") + " " + coverage.getString(row, "from_us") + " "
                        + coverage.getString(row, "to_us") + " " + coverage.getString(row, "note"))
                .toList();
    }

    @Test
    void aTapeThatIsAskedForFewerMarketsSaysOfThoseAloneWhatBecameOfThem() throws Exception {
        Path tape = directory.resolve("fewer.tape.jsonl");
        try (StreamServer server = StreamServer.scripted(command -> command.contains("\"subscribe\"")
                        ? FeedOddsTest.atMostTwo(command)
                        : List.of(FeedLifeTest.ok(command, 1)));
                Kalshi kalshi = Kalshi.at(server.url())) {
            server.rest(target -> target.contains("cutoff") ? CUTOFF : "{\"trades\":[],\"cursor\":\"\"}");
            Recording recording = kalshi.record(tape);
            Feed feed = kalshi.feed().trades(MANY).open();
            Eventually.holds("four connections", () -> FeedOddsTest.haveAll(server, 4));
            Eventually.holds("all are covered", () -> feed.health().startsWith("open"));
            assertThat(moves(feed)).hasSize(3);
            feed.add("KX8", "KX9").remove("KX0");
            say(server, 0, 80);
            server.say(Sent.number(80).frame().replace(Sent.MARKET, "KX8"));
            assertThat(feed.await(71, LONG)).isTrue();
            closeBoth(feed, recording);

            try (Kalshi replay = Kalshi.replay(tape);
                    Feed stays = replay.feed().trades("KX1").open();
                    Feed goes = replay.feed().trades("KX7", "KX0").open();
                    Feed comes = replay.feed().trades("KX8", "KX6").open()) {
                Eventually.holds("the end of the tape", () -> !stays.isOpen() && !goes.isOpen() && !comes.isOpen());
                assertThat(column(stays.trades(), "ticker")).hasSize(10).containsOnly("KX1");
                assertThat(moves(stays)).isEmpty();
                assertThat(column(goes.trades(), "ticker")).hasSize(10).containsOnly("KX7");
                // From connection to connection until one had room.
                assertThat(moves(goes)).first().asString().contains("1 market goes to another connection");
                assertThat(moves(goes)).last().asString().startsWith("KX0 ").endsWith(" taken out");
                assertThat(moves(goes)).noneMatch(one -> one.contains("added later"));
                assertThat(column(comes.trades(), "ticker")).hasSize(11).containsOnly("KX6", "KX8");
                assertThat(moves(comes)).anyMatch(one -> one.startsWith("KX8 ") && one.endsWith(" added later"));
                assertThat(moves(comes)).anyMatch(one -> one.contains("1 market goes to another connection"));
                assertThat(moves(comes)).noneMatch(one -> one.contains("KX9") || one.contains("taken out"));
            }
        }
    }

    // -- repairs that are asked for again ----------------------------------------------------------------------------

    @Test
    void whatASecondAttemptBringsIsBroughtFromTheTapeToo() throws Exception {
        Path tape = directory.resolve("again.tape.jsonl");
        AtomicInteger asked = new AtomicInteger();
        String row = "{\"trade_id\":\"trade-%d\",\"ticker\":\"" + Sent.MARKET + "\",\"yes_price_dollars\":\"0.5000\","
                + "\"no_price_dollars\":\"0.5000\",\"count_fp\":\"1.00\",\"taker_side\":\"yes\",\"created_time\":\"%s\"}";
        try (StreamServer server = StreamServer.accepting();
                Kalshi kalshi = Kalshi.at(server.url())) {
            server.rest(target -> target.contains("cutoff")
                    ? CUTOFF
                    : "{\"trades\":["
                            + IntStream.range(1, 1 + asked.getAndIncrement())
                                    .mapToObj(i -> String.format(
                                            row,
                                            i,
                                            Instant.ofEpochMilli(Sent.number(i).millis())))
                                    .collect(Collectors.joining(","))
                            + "],\"cursor\":\"\"}");
            Feed feed = kalshi.feed().trades(Sent.MARKET).open();
            feed.record(tape);
            server.say(Sent.number(0).frame(1), Sent.number(3).frame(4));
            assertThat(feed.await(2, LONG)).isTrue();
            Eventually.holds("it is repaired", () -> isRepaired(feed));
            server.say(Sent.number(4).frame(5));
            assertThat(feed.await(5, LONG)).isTrue();
            feed.close();

            assertThat(asked).hasValue(3);
            assertThat(feed.trades().stringColumn("trade_id").asList())
                    .containsExactly("trade-0", "trade-3", "trade-1", "trade-2", "trade-4");
            try (Kalshi replay = Kalshi.replay(tape);
                    Feed again = replay.feed().trades(Sent.MARKET).open()) {
                Eventually.holds("the end of the tape", () -> !again.isOpen());
                same(again, feed, Long.MIN_VALUE, true);
            }
        }
    }
}
