package dev.kalshilab.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.Kalshi;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.testkit.Eventually;
import dev.kalshilab.testkit.StreamServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** What a feed keeps, lets go and says of it, against a real WebSocket server. */
class FeedBoundsTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private static FeedPlan plan(StreamServer server) {
        return server.kalshi().feed().trades(Sent.MARKET);
    }

    private static void say(StreamServer server, int from, int to) {
        server.say(
                IntStream.range(from, to).mapToObj(i -> Sent.number(i).frame()).toArray(String[]::new));
    }

    private static List<String> ids(Table table) {
        return table.stringColumn("trade_id").asList();
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "trade-" + i).toList();
    }

    private static Provenance provenance(Table table) {
        return Provenance.of(table).orElseThrow();
    }

    @Test
    void theOldestRowsGoAndAreSaidWhereverSomebodyLooks() {
        try (StreamServer server = StreamServer.accepting();
                Feed feed = plan(server).keep(100).open()) {
            say(server, 0, 1000);
            assertThat(feed.await(1000, LONG)).isTrue();

            Table trades = feed.trades();
            int kept = trades.rowCount();
            assertThat(kept).isBetween(88, 100);
            assertThat(ids(trades)).isEqualTo(numbers(1000 - kept, 1000));
            assertThat(provenance(trades).complete()).isFalse();
            assertThat(provenance(trades).notes()).contains((1000 - kept) + " rows dropped, the oldest");
            assertThat(feed.toString()).endsWith("1,000 rows, 0 lost, " + (1000 - kept) + " dropped]");
            assertThat(feed.health()).contains("0 lost, " + (1000 - kept) + " dropped");
        }
    }

    @Test
    void aFullTableThatStopsKeepsTheFirstRowsAndSaysWhatItLeftOut() {
        try (StreamServer server = StreamServer.accepting();
                Feed feed = plan(server).keep(100).stopWhenFull().open()) {
            say(server, 0, 1000);
            Eventually.holds("all messages", () -> feed.toString().contains("900 dropped"));

            Table trades = feed.trades();
            assertThat(ids(trades)).isEqualTo(numbers(0, 100));
            assertThat(provenance(trades).complete()).isFalse();
            assertThat(provenance(trades).notes())
                    .contains("900 messages left out: there was no room for more than 100 rows");
            assertThat(feed.health()).contains("0 lost, 900 dropped");
        }
    }

    @Test
    void anOrderBookGoesOnWhereItsChangesFindNoRoom() {
        try (StreamServer server = StreamServer.answering(
                        "{\"id\":1,\"type\":\"subscribed\",\"msg\":{\"channel\":\"orderbook_delta\",\"sid\":1}}");
                Feed feed = server.kalshi()
                        .feed()
                        .book("KX-A")
                        .keep(2)
                        .stopWhenFull()
                        .open()) {
            server.say("{\"type\":\"orderbook_snapshot\",\"sid\":1,\"seq\":1,\"msg\":{\"market_ticker\":\"KX-A\","
                    + "\"yes_dollars_fp\":[[\"0.4000\",\"10.00\"]]}}");
            for (int i = 0; i < 20; i++) {
                server.say("{\"type\":\"orderbook_delta\",\"sid\":1,\"seq\":" + (i + 2)
                        + ",\"msg\":{\"market_ticker\":\"KX-A\",\"price_dollars\":\"0.4000\",\"delta_fp\":\"1.00\","
                        + "\"side\":\"yes\"}}");
            }
            Eventually.holds("all messages", () -> feed.toString().contains("19 dropped"));

            assertThat(feed.bookChanges().rowCount()).isEqualTo(2);
            assertThat(feed.bookChanges().doubleColumn("count").get(1)).isEqualTo(11);
            assertThat(feed.book("KX-A").doubleColumn("count").get(0)).isEqualTo(30);
            assertThat(feed.liveBook("KX-A").bestBidCount()).isEqualTo(3000);
        }
    }

    @Test
    void rowsOnTheDiskAndRowsInMemoryAreAllRows() throws IOException {
        Path to = directory.resolve("not/yet/there");
        try (StreamServer server = StreamServer.accepting()) {
            Feed feed = plan(server).keep(64).spillTo(to).open();
            say(server, 0, 1000);
            say(server, 0, 10); // again: none of them is a second row
            server.say("no message");
            say(server, 1000, 2000);
            assertThat(feed.await(2000, LONG)).isTrue();
            feed.close();

            Table spilled = feed.spilled("trade");
            Table trades = feed.trades();
            assertThat(trades.rowCount()).isBetween(56, 64);
            List<String> all = new ArrayList<>(ids(spilled));
            all.addAll(ids(trades));
            assertThat(all).isEqualTo(numbers(0, 2000));
            for (int row = 0; row < spilled.rowCount(); row++) {
                Sent.number(row).isRow(spilled, row);
            }
            assertThat(spilled.columnNames()).isEqualTo(trades.columnNames());
            assertThat(feed.spilled("trades").rowCount()).isEqualTo(spilled.rowCount());
            assertThat(feed.toString()).contains(String.format("2,000 rows, 0 lost, %,d on disk", spilled.rowCount()));
            assertThat(feed.other().rowCount()).isEqualTo(1);
            assertThat(feed.spilled("other").rowCount()).isZero();
            try (Stream<Path> files = Files.list(to)) {
                assertThat(files.map(file -> String.valueOf(file.getFileName())))
                        .singleElement()
                        .satisfies(
                                name -> assertThat(name).startsWith("trades-").endsWith(".rows"));
            }
            assertThat(provenance(trades).notes()).anySatisfy(note -> assertThat(note)
                    .startsWith(String.format("%,d older rows in %s", spilled.rowCount(), to))
                    .endsWith(": feed.spilled(\"trade\") reads them"));
        }
    }

    @Test
    void whatHasNoTableGoesToTheDiskToo() {
        try (StreamServer server = StreamServer.accepting();
                Feed feed = plan(server).keep(3).spillTo(directory).open()) {
            for (int i = 0; i < 10; i++) {
                server.say("{\"type\":\"lottery\",\"msg\":" + i + "}");
            }
            Eventually.holds("all messages", () -> feed.toString().contains("7 on disk"));

            assertThat(feed.spilled("other").stringColumn("frame").get(6))
                    .isEqualTo("{\"type\":\"lottery\",\"msg\":6}");
            assertThat(provenance(feed.other()).notes())
                    .anySatisfy(note -> assertThat(note).endsWith("feed.spilled(\"other\") reads them"));
        }
    }

    @Test
    void whereTheDiskTakesNothingTheRowsThatGoAreCounted() throws IOException {
        Path file = Files.writeString(directory.resolve("a file"), "no directory");
        try (StreamServer server = StreamServer.accepting();
                Feed feed = plan(server).keep(10).spillTo(file).open()) {
            say(server, 0, 100);
            assertThat(feed.await(100, LONG)).isTrue();

            Table trades = feed.trades();
            int gone = 100 - trades.rowCount();
            assertThat(feed.spilled("trade").rowCount()).isZero();
            assertThat(feed.toString()).contains("0 lost, " + gone + " dropped]");
            assertThat(provenance(trades).complete()).isFalse();
            assertThat(provenance(trades).notes()).anySatisfy(note -> assertThat(note)
                    .startsWith(gone + " rows dropped, the oldest; older rows could not be written to " + file));
        }
    }

    @Test
    void drainGivesEachRowOnceWhileRowsComeAndSomebodyLooks() throws InterruptedException {
        try (StreamServer server = StreamServer.accepting();
                Feed feed = plan(server).open()) {
            int all = 20_000;
            List<String> drained = Collections.synchronizedList(new ArrayList<>());
            Thread consumer = new Thread(() -> {
                while (drained.size() < all && feed.isOpen()) {
                    drained.addAll(ids(feed.drain()));
                    feed.trades();
                }
            });
            consumer.start();
            for (int i = 0; i < all; i += 100) {
                say(server, i, i + 100);
            }
            assertThat(feed.await(all, LONG)).isTrue();
            Eventually.holds("all drained", () -> drained.size() >= all);
            consumer.join();

            assertThat(drained).isEqualTo(numbers(0, all));
            assertThat(feed.drain().rowCount()).isZero();
            assertThat(feed.trades().rowCount()).isEqualTo(all);
        }
    }

    @Test
    void whatWasGoneBeforeItWasDrainedIsSaid() {
        try (StreamServer server = StreamServer.accepting();
                Feed feed = plan(server).keep(10).open()) {
            say(server, 0, 100);
            feed.await(100, LONG);
            Table first = feed.drain();
            int gone = 100 - first.rowCount();
            say(server, 100, 101);
            feed.await(101, LONG);

            assertThat(provenance(first).notes()).contains(gone + " rows were gone before they were drained");
            assertThat(provenance(first).complete()).isFalse();
            assertThat(ids(feed.drain())).containsExactly("trade-100");
        }
    }

    @Test
    void drainOfAFeedOfSeveralTablesAsksWhich() {
        try (StreamServer server = StreamServer.answering("{\"type\":\"ok\",\"id\":{id}}");
                Feed feed = plan(server).fills().open()) {
            assertThatThrownBy(feed::drain)
                    .isInstanceOf(KalshiException.class)
                    .hasMessageEndingWith("\nSay of which the new rows are wanted: feed.drain(\"trade\").");
            assertThat(feed.drain("fill").rowCount()).isZero();
            assertThatThrownBy(() -> feed.drain("ticker"))
                    .isInstanceOf(KalshiException.class)
                    .hasMessage("This feed brings no tickers, only trades of " + Sent.MARKET
                            + "; fills of all markets.\nOpen one that does.");
        }
    }

    @Test
    void boundsThatWouldKeepNothingAreRefused() {
        FeedPlan plan = Kalshi.at("http://127.0.0.1:1/trade-api/v2").feed();
        assertThatThrownBy(() -> plan.keep(0))
                .hasMessage("keep(0) would keep nothing.\nGive the most rows, 1 or more.");
        assertThatThrownBy(() -> plan.keep(Duration.ZERO)).hasMessageStartingWith("keep(PT0S) would keep nothing.\n");
        assertThatThrownBy(() -> plan.keepMegabytes(0))
                .hasMessageStartingWith("keepMegabytes(0) would keep nothing.\n");
    }
}
