package dev.kalshilab.feed;

import static dev.kalshilab.feed.FeedLifeTest.LONG;
import static dev.kalshilab.feed.FeedLifeTest.delta;
import static dev.kalshilab.feed.FeedLifeTest.id;
import static dev.kalshilab.feed.FeedLifeTest.open;
import static dev.kalshilab.feed.FeedLifeTest.plan;
import static dev.kalshilab.feed.FeedLifeTest.snapshot;
import static dev.kalshilab.feed.FeedLifeTest.subscribed;
import static dev.kalshilab.feed.FeedLifeTest.subscriptions;
import static dev.kalshilab.feed.FeedLifeTest.whys;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.testkit.Eventually;
import dev.kalshilab.testkit.StreamServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Books that are taken again, and when. */
class FeedBooksTest {
    private static final String BARE =
            "{\"type\":\"orderbook_snapshot\",\"sid\":1,\"msg\":{\"market_ticker\":\"KXA\",\"yes_dollars_fp\":[[\"0.4000\",\"10.00\"]]}}";

    private static boolean is(String command, String what) {
        return command.contains("\"" + what + "\"");
    }

    @Test
    void whereBooksCannotBeAskedForAgainTheLineIsOpenedAgain() {
        try (StreamServer server = StreamServer.scripted(command -> is(command, "subscribe")
                        ? List.of(subscribed(command, "orderbook_delta", 1), snapshot(1, "KXA"))
                        : List.of("{\"id\":" + id(command)
                                + ",\"type\":\"error\",\"msg\":{\"code\":13,\"msg\":\"Unsupported action\"}}"));
                Feed feed = open(plan(server.url()).book("KXA"), Duration.ofMillis(500))) {
            server.say(delta(3, "KXA"));
            Eventually.holds("subscribed anew", () -> subscriptions(server) == 2);
            Eventually.holds("valid", () -> feed.liveBook("KXA").valid());
        }
    }

    @Test
    void aBookThatCannotBeIsAskedForAgainWithoutPlacesToo() {
        try (StreamServer server = StreamServer.scripted(command -> is(command, "subscribe")
                        ? List.of(subscribed(command, "orderbook_delta", 1), BARE)
                        : List.of(BARE));
                Feed feed = open(plan(server.url()).book("KXA"), LONG)) {
            server.say(
                    "{\"type\":\"orderbook_delta\",\"sid\":1,\"msg\":{\"market_ticker\":\"KXA\",\"price_dollars\":\"0.4000\",\"delta_fp\":\"-20.00\",\"side\":\"yes\"}}");
            Eventually.holds("asks", () -> server.commands().size() == 2);
            Eventually.holds("valid", () -> feed.liveBook("KXA").valid());
        }
    }

    @Test
    void aSnapshotLikeTheOneBeforeIsASnapshot() {
        try (StreamServer server = StreamServer.scripted(command -> is(command, "subscribe")
                        ? List.of(subscribed(command, "orderbook_delta", 1), BARE)
                        : List.of(BARE));
                Feed feed = open(plan(server.url()).book("KXA"), LONG)) {
            assertThat(feed.await(1, LONG)).isTrue();
            server.say("garbage");
            Eventually.holds("asks", () -> server.commands().size() == 2);
            Eventually.holds("valid", () -> feed.liveBook("KXA").valid());
        }
    }

    @Test
    void aBookThatIsAddedMayBeginBeforeTheAnswer() {
        try (StreamServer server = StreamServer.scripted(command -> is(command, "subscribe")
                        ? List.of(subscribed(command, "orderbook_delta", 1), snapshot(1, "KXA"))
                        : List.of(
                                snapshot(2, "KXB"),
                                "{\"id\":" + id(command) + ",\"sid\":1,\"seq\":3,\"type\":\"ok\",\"msg\":{}}"));
                Feed feed = open(plan(server.url()).book("KXA"), LONG)) {
            feed.add("KXB");
            server.say(delta(4, "KXB"));
            assertThat(feed.await(3, LONG))
                    .as("rows " + feed.bookChanges().rowCount())
                    .isTrue();
            assertThat(feed.liveBook("KXB").valid()).isTrue();
        }
    }

    @Test
    void aGarbledSnapshotIsAskedForAgain() {
        try (StreamServer server = StreamServer.scripted(command -> {
                    return is(command, "subscribe")
                            ? List.of(
                                    subscribed(command, "orderbook_delta", 1),
                                    snapshot(1, "KXA").replace("0.4000", "0.4k00"))
                            : List.of(snapshot(2, "KXA"));
                });
                Feed feed = open(plan(server.url()).book("KXA"), LONG)) {
            Eventually.holds("valid", () -> feed.liveBook("KXA").valid());
        }
    }

    @Test
    void aSnapshotOfOneMarketIsNoAnswerForAnother() {
        try (StreamServer server = StreamServer.scripted(command -> is(command, "subscribe")
                        ? List.of(subscribed(command, "orderbook_delta", 1), BARE, BARE.replace("KXA", "KXB"))
                        : List.of(BARE));
                Feed feed = open(plan(server.url()).book("KXA", "KXB"), Duration.ofMillis(400))) {
            assertThat(feed.await(2, LONG)).isTrue();
            server.say("garbage");
            Eventually.holds("valid", () -> feed.liveBook("KXB").valid() && subscriptions(server) > 1);
        }
    }

    @Test
    void aQuestionForBooksThatIsRefusedForNowIsMadeAgainWhenNobodyHasAnswered() {
        try (StreamServer server = StreamServer.scripted(command -> is(command, "subscribe")
                        ? List.of(subscribed(command, "orderbook_delta", 1), snapshot(1, "KXA"))
                        : List.of("{\"id\":" + id(command)
                                + ",\"type\":\"error\",\"msg\":{\"code\":27,\"msg\":\"Too many requests\"}}"));
                Feed feed = open(plan(server.url()).book("KXA"), Duration.ofMillis(500))) {
            server.say(delta(3, "KXA"));
            Eventually.holds("it is subscribed to anew", () -> subscriptions(server) == 2);
            Eventually.holds("it is valid", () -> feed.liveBook("KXA").valid());
            assertThat(whys(feed)).contains("stall");
        }
    }
}
