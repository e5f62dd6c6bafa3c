package dev.kalshilab.feed;

import static dev.kalshilab.feed.FeedLifeTest.LONG;
import static dev.kalshilab.feed.FeedLifeTest.ROOM;
import static dev.kalshilab.feed.FeedLifeTest.column;
import static dev.kalshilab.feed.FeedLifeTest.id;
import static dev.kalshilab.feed.FeedLifeTest.ok;
import static dev.kalshilab.feed.FeedLifeTest.open;
import static dev.kalshilab.feed.FeedLifeTest.plan;
import static dev.kalshilab.feed.FeedLifeTest.subscribed;
import static dev.kalshilab.feed.FeedLifeTest.whys;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.model.Provenance;
import dev.kalshilab.testkit.Eventually;
import dev.kalshilab.testkit.StreamServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** What happens to a feed seldom. */
class FeedOddsTest {
    private static final String SNAPSHOT =
            "{\"type\":\"orderbook_snapshot\",\"sid\":1,\"msg\":{\"market_ticker\":\"KXA\",\"yes_dollars_fp\":%s}}";

    @TempDir
    Path directory;

    private static String delta(String price) {
        return "{\"type\":\"orderbook_delta\",\"sid\":1,\"msg\":{\"market_ticker\":\"KXA\",\"price_dollars\":\"" + price
                + "\",\"delta_fp\":\"1.00\",\"side\":\"yes\",\"ts_ms\":1795400000000}}";
    }

    // -- several connections -----------------------------------------------------------------------------------------

    private static int markets(String command) {
        return command.split("KX", -1).length - 1;
    }

    /** So many connections have subscribed to two markets. */
    static boolean haveAll(StreamServer server, int connections) {
        return server.commands().stream()
                        .filter(command -> markets(command) == 2)
                        .count()
                == connections;
    }

    /** At most two markets a connection. */
    static List<String> atMostTwo(String command) {
        return markets(command) > 2
                ? List.of("{\"id\":" + id(command)
                        + ",\"type\":\"error\",\"msg\":{\"code\":26,\"msg\":\"Market limit exceeded\"}}")
                : List.of(subscribed(command, "trade", 1));
    }

    @Test
    void allConnectionsAreToldTheEndBeforeOneIsWaitedFor() throws Exception {
        String[] markets = IntStream.range(0, 8).mapToObj(i -> "KX" + i).toArray(String[]::new);
        try (StreamServer server = StreamServer.scripted(FeedOddsTest::atMostTwo);
                Wire wire = new Wire(server.url())) {
            Feed feed = open(plan(wire.url()).trades(markets), LONG);
            Eventually.holds("four subscriptions", () -> haveAll(server, 4));
            for (String market : markets) {
                server.say(Sent.number(market.charAt(2)).frame().replace(Sent.MARKET, market));
            }
            assertThat(feed.await(8, LONG)).isTrue();
            wire.cut(); // nobody answers their goodbyes

            feed.close();

            Eventually.holds("all are gone", () -> wire.events().size() == 8);
            assertThat(wire.events().subList(0, 4)).containsOnly("goodbye");
            assertThat(wire.events().subList(4, 8)).containsOnly("gone");
        }
    }

    // -- what cannot be read -----------------------------------------------------------------------------------------

    @Test
    void aSnapshotThatCannotBeReadIsNotAskedForAgainAtOnce() {
        try (StreamServer server = StreamServer.scripted(command -> command.contains("\"subscribe\"")
                        ? List.of(
                                subscribed(command, "orderbook_delta", 1),
                                String.format(SNAPSHOT, "[[\"0.4000\",\"10.00\"]]"))
                        : command.contains("get_snapshot")
                                ? List.of(String.format(SNAPSHOT, "[[\"cheap\",\"10.00\"]]"))
                                : List.of(ok(command, 1)));
                Feed feed = open(plan(server.url()).book("KXA"), LONG)) {
            server.say(delta("cheap"));
            Eventually.holds("neither can be read", () -> feed.other().rowCount() >= 2);
            feed.add("KXB");

            assertThat(server.commands()).hasSize(3);
            assertThat(server.commands().get(1)).contains("get_snapshot");
            assertThat(server.commands().get(2)).contains("add_markets");
            assertThat(feed.liveBook("KXA").valid()).isFalse();
            assertThat(column(feed.coverage(), "why"))
                    .filteredOn("unreadable"::equals)
                    .hasSize(2);
        }
    }

    // -- what nobody understands -------------------------------------------------------------------------------------

    @Test
    void messagesOfTypesThatNobodyKnowsAreKeptCountedAndSaidInCoverageAndHealth() {
        try (StreamServer server = StreamServer.scripted(command -> List.of(
                        subscribed(command, command.contains("ticker\"]") ? "ticker" : "trade", (int) id(command))));
                Feed feed = open(plan(server.url()).trades("KXA").ticker("KXA"), LONG)) {
            server.say(
                    "{\"type\":\"trade_v9\",\"sid\":1,\"msg\":{\"market_ticker\":\"KXA\"}}",
                    "{\"type\":\"trade_v9\",\"sid\":1,\"msg\":{\"market_ticker\":\"KXA\"}}",
                    Sent.number(0).frame().replace(Sent.MARKET, "KXA"));
            assertThat(feed.await(1, LONG)).isTrue();

            assertThat(feed.other().stringColumn("type").asList()).containsExactly("trade_v9", "trade_v9");
            assertThat(feed.other().stringColumn("channel").asList()).containsExactly("trade", "trade");
            assertThat(feed.health()).contains(", 2 not understood, ");
            Table coverage = feed.coverage("trade");
            assertThat(column(coverage, "why")).containsExactly("connected", "not understood");
            assertThat(coverage.stringColumn("note").get(1))
                    .isEqualTo("2 messages of types that the toolkit does not know, trade_v9: feed.other() has them");
            assertThat(coverage.booleanColumn("repaired").isMissing(1)).isTrue();
            assertThat(column(feed.coverage("ticker"), "why")).containsExactly("connected");
            Provenance provenance = Provenance.of(feed.trades()).orElseThrow();
            assertThat(provenance.complete()).isTrue();
            assertThat(provenance.notes()).contains("2 messages of other types: trade_v9");

            server.say("{\"type\":\"weather\",\"msg\":{}}"); // of whichever
            Eventually.holds("it is counted", () -> feed.health().contains(", 3 not understood, "));
            assertThat(column(feed.coverage("ticker"), "why")).containsExactly("connected", "not understood");
        }
    }

    // -- no room, and no places --------------------------------------------------------------------------------------

    @Test
    void eachTimeThatFramesFindNoRoomIsNamedWhereNoPlacesAreCounted() {
        String large = Sent.number(9).frame() + " ".repeat(4000);
        try (StreamServer server = StreamServer.accepting();
                Feed feed = plan(server.url())
                        .trades(Sent.MARKET)
                        .open(Awake.here(), 3000, LONG, FeedLifeTest::soon, Duration.ofSeconds(10))) {
            for (int i = 0; i < 3; i++) {
                server.say(large, Sent.number(i).frame());
                assertThat(feed.await(i + 1L, LONG)).isTrue();
            }

            assertThat(whys(feed)).filteredOn("overflow"::equals).hasSize(3);
        }
    }

    @Test
    void messagesThatComeTwiceStayRepetitionsHoweverManyOnesAreBetweenThem() {
        String ticker = "{\"type\":\"ticker\",\"sid\":1,\"msg\":{\"market_ticker\":\"KXA\",\"volume_fp\":\"%d.00\"}}";
        int pairs = 1_500;
        try (StreamServer server = StreamServer.scripted(command -> List.of(subscribed(command, "ticker", 1)));
                Feed feed = open(plan(server.url()).ticker("KXA"), LONG)) {
            for (int i = 0; i < pairs; i++) {
                String one = String.format(Locale.ROOT, ticker, i);
                server.say(one, one);
            }
            Eventually.holds("all came", () -> feed.toString().contains("3,001 messages"));
            assertThat(feed.await(pairs, LONG)).isTrue();
            server.say(String.format(Locale.ROOT, ticker, pairs));
            assertThat(feed.await(pairs + 1L, LONG)).isTrue();

            assertThat(feed.tickers().doubleColumn("volume").asList())
                    .isEqualTo(IntStream.rangeClosed(0, pairs)
                            .mapToObj(i -> (double) i)
                            .toList());
            assertThat(Provenance.of(feed.tickers()).orElseThrow().notes())
                    .contains("1,500 messages that came twice left out");
        }
    }

    // -- the end -----------------------------------------------------------------------------------------------------

    @Test
    void whatIsNotReadAnyMoreWhenTheEndIsCutShortIsNotCovered() throws InterruptedException {
        AtomicBoolean held = new AtomicBoolean();
        AtomicBoolean stands = new AtomicBoolean();
        CountDownLatch on = new CountDownLatch(1);
        // The thread that reads looks at this clock.
        Awake awake = new Awake(
                () -> {
                    while (held.get() && on.getCount() > 0) {
                        stands.set(true);
                        Thread.onSpinWait();
                    }
                    return System.nanoTime();
                },
                System::currentTimeMillis);
        try (StreamServer server = StreamServer.accepting()) {
            Feed feed = plan(server.url())
                    .trades(Sent.MARKET)
                    .open(awake, ROOM, LONG, FeedLifeTest::soon, Duration.ofSeconds(10));
            server.say(Sent.number(0).frame());
            assertThat(feed.await(1, LONG)).isTrue();
            held.set(true);
            Eventually.holds("nothing is read", stands::get);
            for (int i = 1; i <= 100; i++) {
                server.say(Sent.number(i).frame());
            }
            Eventually.holds("all came", () -> feed.toString().contains("102 messages"));
            Thread cell = new Thread(feed::close);
            cell.start();
            Eventually.holds("it waits for the end", () -> cell.getState() == Thread.State.TIMED_WAITING);
            cell.interrupt();
            cell.join(20_000);
            on.countDown();
            Eventually.holds("it is over", () -> feed.toString().matches(".*, [1-9]\\d* lost.*") && !feed.isOpen());
            Eventually.holds("it is said", () -> whys(feed).contains("overflow"));

            Table coverage = feed.coverage();
            assertThat(whys(feed)).endsWith("overflow");
            assertThat(coverage.longColumn("from_us").get(coverage.rowCount() - 1))
                    .isLessThanOrEqualTo(coverage.longColumn("to_us").get(coverage.rowCount() - 1));
            assertThat(Provenance.of(feed.trades()).orElseThrow().complete()).isFalse();
        }
    }

    @Test
    void awaitingMoreThanAFullTableHoldsEndsWhenItIsFull() throws InterruptedException {
        try (StreamServer server = StreamServer.accepting();
                Feed feed = plan(server.url())
                        .trades(Sent.MARKET)
                        .keep(10)
                        .stopWhenFull()
                        .open()) {
            List<Boolean> answers = Collections.synchronizedList(new ArrayList<>());
            Thread cell = new Thread(() -> answers.add(feed.await(11, Duration.ofHours(1))));
            cell.start();
            Eventually.holds("waiting", () -> cell.getState() == Thread.State.TIMED_WAITING);
            for (int i = 0; i < 9; i++) {
                server.say(Sent.number(i).frame());
            }
            assertThat(feed.await(9, LONG)).isTrue();
            assertThat(answers).isEmpty();
            server.say(Sent.number(9).frame());
            cell.join(20_000);

            assertThat(answers).containsExactly(false);
            assertThat(feed.await(10, Duration.ofHours(1))).isTrue();
            assertThat(feed.await(Long.MAX_VALUE, Duration.ofHours(1))).isFalse();
            assertThat(feed.isOpen()).isTrue();
        }
    }

    @Test
    void awaitGoesOnWhileOneOfSeveralTablesHasRoom() {
        try (StreamServer server = StreamServer.scripted(command -> List.of(
                        subscribed(command, command.contains("ticker\"]") ? "ticker" : "trade", (int) id(command))));
                Feed feed = open(
                        plan(server.url()).trades("KXA").ticker("KXA").keep(1).stopWhenFull(), LONG)) {
            server.say(Sent.number(0).frame().replace(Sent.MARKET, "KXA"));
            assertThat(feed.await(1, LONG)).isTrue();
            server.say("{\"type\":\"ticker\",\"sid\":2,\"msg\":{\"market_ticker\":\"KXA\",\"volume_fp\":\"1.00\"}}");

            assertThat(feed.await(2, LONG)).isTrue();
            assertThat(feed.await(3, LONG)).isFalse();
        }
    }

    // -- several threads ---------------------------------------------------------------------------------------------

    @Test
    void recordingBeginsWhileOthersLookAtTheTables() throws InterruptedException {
        try (StreamServer server = StreamServer.accepting();
                Feed feed = open(plan(server.url()).trades(Sent.MARKET), LONG)) {
            AtomicBoolean over = new AtomicBoolean();
            Thread exchange = new Thread(() -> {
                for (int i = 0; !over.get(); i++) {
                    server.say(Sent.number(i).frame());
                }
            });
            Thread cell = new Thread(() -> {
                while (!over.get()) {
                    feed.trades();
                }
            });
            exchange.start();
            cell.start();
            try {
                assertThat(feed.await(100, LONG)).isTrue();
                for (int i = 0; i < 20; i++) {
                    feed.record(directory.resolve(i + ".tape.jsonl"));
                }
            } finally {
                over.set(true);
                exchange.join(20_000);
                cell.join(20_000);
            }
            assertThat(exchange.isAlive() || cell.isAlive()).isFalse();
        }
    }
}
