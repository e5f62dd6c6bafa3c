package dev.kalshilab.feed;

import static dev.kalshilab.feed.FeedLifeTest.LONG;
import static dev.kalshilab.feed.FeedLifeTest.id;
import static dev.kalshilab.feed.FeedLifeTest.open;
import static dev.kalshilab.feed.FeedLifeTest.plan;
import static dev.kalshilab.feed.FeedLifeTest.subscribed;
import static dev.kalshilab.feed.FeedLifeTest.whys;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.Kalshi;
import dev.kalshilab.testkit.Eventually;
import dev.kalshilab.testkit.StreamServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** Places in a sequence as wires have them or not, and what came twice or only looks like it. */
class FeedPlacesTest {
    private static final String M = Sent.MARKET;

    @TempDir
    Path directory;

    private static void end(Feed feed) {
        feed.close();
    }

    @Test
    void placesThatAreTextsCountToo() {
        try (StreamServer server = StreamServer.accepting();
                Feed feed = open(plan(server.url()).trades(M), LONG)) {
            for (int i : new int[] {1, 2, 4}) {
                server.say(Sent.number(i)
                        .frame(i)
                        .replace("\"seq\":" + i, "\"seq\":\"" + i + "\"")
                        .replace("\"sid\":1", "\"sid\":\"1\""));
            }
            assertThat(feed.await(3, LONG)).isTrue();
            assertThat(whys(feed)).contains("sequence gap");
        }
    }

    @Test
    void aTradeWithoutAnIdThatComesTwiceIsToldByItsPlace() {
        try (StreamServer server = StreamServer.accepting();
                Feed feed = open(plan(server.url()).trades(M), LONG)) {
            String one = Sent.number(0).frame(1).replace("\"trade_id\":\"trade-0\"", "\"x\":1");
            String two = Sent.number(1).frame(2).replace("\"trade_id\":\"trade-1\"", "\"x\":1");
            String three = Sent.number(2).frame(3).replace("\"trade_id\":\"trade-2\"", "\"x\":1");
            server.say(one, two, one, two, three);
            assertThat(feed.await(3, LONG)).isTrue();
            Eventually.holds("all", () -> feed.toString().contains("6 messages"));
            end(feed);
            assertThat(feed.trades().rowCount()).isEqualTo(3);
        }
    }

    @Test
    void equalChangesOfABookWithoutPlaceOrTimeAreTwo() {
        String snap =
                "{\"type\":\"orderbook_snapshot\",\"data\":{\"market_ticker\":\"KXA\",\"yes\":[[40,10]],\"no\":[]}}";
        String change =
                "{\"type\":\"orderbook_update\",\"data\":{\"market_ticker\":\"KXA\",\"price\":40,\"delta\":5,\"side\":\"yes\"}}";
        try (StreamServer server = StreamServer.scripted(
                        command -> List.of("{\"type\":\"ok\",\"id\":" + id(command) + "}", snap));
                Feed feed = open(plan(server.url()).book("KXA"), LONG)) {
            server.say(change, change);
            Eventually.holds("all", () -> feed.toString().contains("4 messages"));
            end(feed);
            assertThat(feed.liveBook("KXA").countAt(true, 400_000)).isEqualTo(2000);
        }
    }

    @Test
    void aTickerThatComesTwiceWithAnotherBetweenIsOneRow() {
        String t =
                "{\"type\":\"ticker\",\"sid\":1,\"msg\":{\"market_ticker\":\"KXA\",\"volume_fp\":\"%d.00\",\"ts_ms\":179540000000%d}}";
        try (StreamServer server = StreamServer.scripted(command -> List.of(subscribed(command, "ticker", 1)));
                Feed feed = open(plan(server.url()).ticker("KXA"), LONG)) {
            server.say(
                    String.format(Locale.ROOT, t, 1, 1),
                    String.format(Locale.ROOT, t, 2, 2),
                    String.format(Locale.ROOT, t, 1, 1),
                    String.format(Locale.ROOT, t, 3, 3));
            Eventually.holds("all", () -> feed.toString().contains("5 messages"));
            end(feed);
            assertThat(feed.tickers().rowCount()).isEqualTo(3);
        }
    }

    @Test
    void aFillThatComesTwiceWithAnotherBetweenIsOneRow() {
        String t =
                "{\"type\":\"fill\",\"sid\":1,\"msg\":{\"market_ticker\":\"KXA\",\"trade_id\":\"f%d\",\"order_id\":\"o\",\"side\":\"yes\",\"yes_price\":50,\"no_price\":50,\"count\":1,\"action\":\"buy\",\"ts\":1795400000}}";
        try (StreamServer server = StreamServer.scripted(command -> List.of(subscribed(command, "fill", 1)));
                Feed feed = open(plan(server.url()).fills(), LONG)) {
            server.say(
                    String.format(Locale.ROOT, t, 1),
                    String.format(Locale.ROOT, t, 2),
                    String.format(Locale.ROOT, t, 1),
                    String.format(Locale.ROOT, t, 3));
            Eventually.holds("all", () -> feed.toString().contains("5 messages"));
            end(feed);
            assertThat(feed.fills().rowCount()).isEqualTo(3);
        }
    }

    @Test
    void whatCannotBeReadAtTheEndIsNamed() {
        try (StreamServer server = StreamServer.accepting();
                Feed feed = open(plan(server.url()).trades(M), LONG)) {
            server.say(Sent.number(1).frame(1), Sent.number(2).frame(2), "{\"type\":\"trade\",\"sid\":1,\"se");
            Eventually.holds("all", () -> feed.toString().contains("4 messages"));
            end(feed);
            assertThat(whys(feed)).contains("unreadable");
        }
    }

    @Test
    void whereCountingBeginsAnewTheStretchBeginsWithWhatWasTakenForRepetitions() {
        String group =
                "{\"type\":\"order_group_updates\",\"sid\":1,\"seq\":%d,\"msg\":{\"event_type\":\"created\",\"order_group_id\":\"g%d\",\"ts_ms\":1795400000000}}";
        try (StreamServer server =
                        StreamServer.scripted(command -> List.of(subscribed(command, "order_group_updates", 1)));
                Feed feed = open(plan(server.url()).orderGroups(), LONG)) {
            for (int i = 1; i <= 100; i++) {
                server.say(String.format(Locale.ROOT, group, i, i));
            }
            assertThat(feed.await(100, LONG)).isTrue();
            for (int i = 1; i <= 100; i++) {
                server.say(String.format(Locale.ROOT, group, i, 100 + i));
            }
            Eventually.holds("all", () -> feed.toString().contains("201 messages"));
            end(feed);
            Table coverage = feed.coverage();
            assertThat(feed.orderGroups().rowCount()).isEqualTo(169); // 31 were taken for repetitions
            assertThat(whys(feed)).containsExactly("connected", "sequence gap", "connected");
            assertThat(coverage.longColumn("from_us").get(1))
                    .isEqualTo(feed.orderGroups().longColumn("received_us").get(99));
            assertThat(coverage.longColumn("lost").isMissing(1)).isTrue();
        }
    }

    @Test
    void anotherTradeAtATakenPlaceEndsNoCounting() {
        try (StreamServer server = StreamServer.accepting();
                Feed feed = open(plan(server.url()).trades(M), LONG)) {
            server.say(
                    Sent.number(1).frame(1),
                    Sent.number(3).frame(3),
                    Sent.number(4).frame(3),
                    Sent.number(5).frame(4),
                    Sent.number(6).frame(6));
            assertThat(feed.await(5, LONG)).isTrue();
            assertThat(whys(feed)).filteredOn("sequence gap"::equals).hasSize(2);
        }
    }

    @Test
    void anErrorMayHaveAPlaceToo() {
        try (StreamServer server = StreamServer.accepting();
                Feed feed = open(plan(server.url()).trades(M), LONG)) {
            server.say(
                    Sent.number(1).frame(1),
                    "{\"type\":\"error\",\"sid\":1,\"seq\":2,\"msg\":{\"code\":18,\"msg\":\"timeout\"}}",
                    Sent.number(3).frame(3));
            assertThat(feed.await(2, LONG)).isTrue();
            assertThat(whys(feed)).doesNotContain("sequence gap");
        }
    }

    @Test
    void anAnswerThatNamesNoChannelIsToldByItsNumber() {
        try (StreamServer server = StreamServer.scripted(command ->
                        List.of("{\"id\":" + id(command) + ",\"type\":\"subscribed\",\"msg\":{\"sid\":1}}"));
                Feed feed = open(plan(server.url()).trades(M), Duration.ofSeconds(2))) {
            server.say(Sent.number(1).frame(1));
            assertThat(feed.await(1, LONG)).isTrue();
        }
    }

    @Test
    void anAnswerThatComesTwiceOrBehindItsMessagesBeginsNothingAnew() throws Exception {
        Path tape = directory.resolve("answers.tape.jsonl");
        AtomicBoolean late = new AtomicBoolean();
        try (StreamServer server = StreamServer.scripted(command -> late.get()
                ? List.of(
                        Sent.number(10).frame(1),
                        Sent.number(11).frame(2),
                        subscribed(command, "trade", 1),
                        Sent.number(12).frame(3))
                : List.of(
                        subscribed(command, "trade", 1),
                        Sent.number(0).frame(1),
                        Sent.number(1).frame(2),
                        subscribed(command, "trade", 1),
                        Sent.number(2).frame(3)))) {
            Kalshi kalshi = server.kalshi();
            kalshi.record(tape);
            Feed feed = kalshi.feed().trades(M).open();
            assertThat(feed.await(3, LONG)).isTrue();
            late.set(true);
            server.hangUp();
            assertThat(feed.await(6, LONG)).isTrue();
            Eventually.holds("it is open again", () -> feed.health().contains("1 reconnect"));
            feed.close();
            kalshi.close();

            assertThat(feed.trades().rowCount()).isEqualTo(6);
            assertThat(whys(feed)).containsExactly("connected", "disconnected", "connected");
            try (Kalshi replay = Kalshi.replay(tape);
                    Feed again = replay.feed().trades(M).open()) {
                Eventually.holds("the end of the tape", () -> !again.isOpen());
                assertThat(again.trades().rowCount()).isEqualTo(6);
                assertThat(whys(again)).doesNotContain("sequence gap");
            }
        }
    }

    /** As the quick start reads: it waits for no answer to a subscription. */
    @Test
    void whereSubscriptionsAreNotAnsweredTheMessagesSayThatTheyAreThereAgain() {
        String snapshot =
                "{\"type\":\"orderbook_snapshot\",\"data\":{\"market_ticker\":\"KXA\",\"yes\":[[40,10]],\"no\":[]}}";
        try (StreamServer server = StreamServer.scripted(command -> List.of(snapshot));
                Feed feed = open(plan(server.url()).book("KXA"), LONG)) {
            assertThat(feed.await(1, LONG)).isTrue();
            server.hangUp();
            assertThat(feed.await(2, LONG)).isTrue();

            Eventually.holds("it is covered again", () -> feed.health().startsWith("open"));
            assertThat(whys(feed)).endsWith("disconnected", "connected");
            assertThat(feed.health()).startsWith("open").contains("1 reconnect");
            assertThat(feed.liveBook("KXA").valid()).isTrue();
        }
    }
}
