package dev.kalshilab.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.http.Connection;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.testkit.Eventually;
import dev.kalshilab.testkit.StreamServer;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tech.tablesaw.api.Table;

/** What becomes of a feed while its connection, its exchange and its machine do what they do. */
class FeedLifeTest {
    static final Duration LONG = Duration.ofSeconds(20);
    static final long ROOM = 64L << 20;
    static final Backfill NOTHING = (tickers, from, to) -> {
        throw new KalshiException("nobody is asked");
    };

    static Backoff soon() {
        return new Backoff(Duration.ofMillis(5), Duration.ofMillis(20), new Random(1));
    }

    static Backoff never() {
        return new Backoff(Duration.ofDays(1), Duration.ofDays(1), new Random(1));
    }

    static FeedPlan plan(String url) {
        return FeedPlan.on(Connection.live("here", url, Clock.systemUTC()), NOTHING);
    }

    static Feed open(FeedPlan plan, Duration answer) {
        return plan.open(Awake.here(), ROOM, answer, FeedLifeTest::soon, Duration.ofSeconds(10));
    }

    static long id(String command) {
        Matcher id = Pattern.compile("\"id\":(\\d+)").matcher(command);
        return id.find() ? Long.parseLong(id.group(1)) : -1;
    }

    static String subscribed(String command, String channel, int sid) {
        return "{\"id\":" + id(command) + ",\"type\":\"subscribed\",\"msg\":{\"channel\":\"" + channel + "\",\"sid\":"
                + sid + "}}";
    }

    static String ok(String command, int sid) {
        return "{\"id\":" + id(command) + ",\"sid\":" + sid + ",\"type\":\"ok\",\"msg\":{}}";
    }

    static String snapshot(int seq, String ticker) {
        return "{\"type\":\"orderbook_snapshot\",\"sid\":1,\"seq\":" + seq + ",\"msg\":{\"market_ticker\":\"" + ticker
                + "\",\"yes_dollars_fp\":[[\"0.4000\",\"10.00\"]]}}";
    }

    static String delta(int seq, String ticker) {
        return "{\"type\":\"orderbook_delta\",\"sid\":1,\"seq\":" + seq + ",\"msg\":{\"market_ticker\":\"" + ticker
                + "\",\"price_dollars\":\"0.4000\",\"delta_fp\":\"1.00\",\"side\":\"yes\",\"ts_ms\":1795400000000}}";
    }

    static List<String> column(Table table, String name) {
        return IntStream.range(0, table.rowCount())
                .mapToObj(row -> table.getString(row, name))
                .toList();
    }

    static List<String> whys(Feed feed) {
        return column(feed.coverage(), "why");
    }

    static long subscriptions(StreamServer server) {
        return server.commands().stream()
                .filter(command -> command.contains("\"subscribe\""))
                .count();
    }

    // -- a peer that is gone -----------------------------------------------------------------------------------------

    @Test
    void aPeerThatIsGoneWithoutAWordIsNoticedByPingsAndNamedAStall() throws IOException {
        try (StreamServer server = StreamServer.accepting();
                Wire wire = new Wire(server.url());
                Feed feed = plan(wire.url())
                        .trades(Sent.MARKET)
                        .open(Awake.here(), ROOM, LONG, FeedLifeTest::soon, Duration.ofMillis(200))) {
            server.say(Sent.number(0).frame());
            assertThat(feed.await(1, LONG)).isTrue();
            wire.cut();
            server.say(Sent.number(1).frame());

            Eventually.holds("it subscribes again", () -> subscriptions(server) == 2);
            Eventually.holds(
                    "it is covered again", () -> whys(feed).equals(List.of("connected", "stall", "connected")));
            assertThat(feed.trades().rowCount()).isEqualTo(1);
            assertThat(feed.health()).contains("1 reconnect");
        }
    }

    // -- a machine that sleeps ---------------------------------------------------------------------------------------

    /** In sleep the one clock stands still on some systems, and on others both go on. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void afterSleepTheLineIsOpenedAgainAtOnceAndTheStretchIsNamed(boolean bothGoOn) {
        AtomicLong nanos = new AtomicLong(1_000_000_000);
        AtomicLong millis = new AtomicLong(1_795_000_000_000L);
        try (StreamServer server = StreamServer.accepting();
                Feed feed = plan(server.url())
                        .trades(Sent.MARKET)
                        .open(
                                new Awake(nanos::get, millis::get),
                                ROOM,
                                LONG,
                                FeedLifeTest::never,
                                Duration.ofSeconds(10))) {
            server.say(Sent.number(0).frame());
            assertThat(feed.await(1, LONG)).isTrue();
            millis.addAndGet(Duration.ofMinutes(10).toMillis());
            nanos.addAndGet((bothGoOn ? Duration.ofMinutes(10) : Duration.ofSeconds(1)).toNanos());

            Eventually.holds("it is open again", () -> subscriptions(server) == 2);
            Eventually.holds("it is covered again", () -> {
                List<String> whys = whys(feed);
                return whys.size() > 1 && whys.get(whys.size() - 1).equals("connected");
            });
            assertThat(whys(feed)).contains("suspended").doesNotContain("disconnected", "stall");
            assertThat(feed.health()).contains("1 reconnect");
        }
    }

    // -- no room -----------------------------------------------------------------------------------------------------

    @Test
    void framesThatFindNoRoomAreNamedOverflowWithTheirNumberWherePlacesAreCounted() {
        String large = " ".repeat(4000);
        try (StreamServer server = StreamServer.accepting();
                Feed feed = plan(server.url())
                        .trades(Sent.MARKET)
                        .open(Awake.here(), 3000, LONG, FeedLifeTest::soon, Duration.ofSeconds(10))) {
            server.say(Sent.number(0).frame(1));
            assertThat(feed.await(1, LONG)).isTrue();
            server.say(Sent.number(1).frame(2) + large, Sent.number(2).frame(3) + large);
            server.say(Sent.number(3).frame(4));
            assertThat(feed.await(2, LONG)).isTrue();

            Table coverage = feed.coverage();
            int row = column(coverage, "why").indexOf("overflow");
            assertThat(row).isNotNegative();
            assertThat(coverage.longColumn("lost").getLong(row)).isEqualTo(2);
            assertThat(whys(feed)).doesNotContain("sequence gap");
            assertThat(feed.health()).contains("2 lost");
        }
    }

    // -- books -------------------------------------------------------------------------------------------------------

    /** Answers for books; a snapshot that is asked for comes when the test says so. */
    private static Function<String, List<String>> books(List<String> asked) {
        return command -> {
            asked.add(command);
            return command.contains("\"subscribe\"")
                    ? List.of(subscribed(command, "orderbook_delta", 1), snapshot(1, "KXA"), snapshot(2, "KXB"))
                    : List.of();
        };
    }

    @Test
    void snapshotsAreAskedForBehindAGapAndRowsInBetweenAreNotValid() {
        try (StreamServer server = StreamServer.scripted(books(new ArrayList<>()));
                Feed feed = open(plan(server.url()).book("KXA", "KXB"), LONG)) {
            server.say(delta(3, "KXA"), delta(5, "KXA"), delta(6, "KXB"));
            assertThat(feed.await(5, LONG)).isTrue();
            Eventually.holds("it asks", () -> server.commands().size() == 2);
            assertThat(server.commands().get(1))
                    .contains("\"action\":\"get_snapshot\"", "\"sids\":[1]", "[\"KXA\",\"KXB\"]");
            server.say(snapshot(7, "KXA"), delta(8, "KXA"), delta(9, "KXB"), snapshot(10, "KXB"), delta(11, "KXB"));
            assertThat(feed.await(10, LONG)).isTrue();

            assertThat(column(feed.bookChanges(), "valid"))
                    .containsExactly("true", "true", "true", "false", "false", "true", "true", "false", "true", "true");
            assertThat(whys(feed)).containsExactly("connected", "sequence gap", "connected");
            assertThat(feed.coverage().longColumn("lost").getLong(1)).isEqualTo(1);
            assertThat(feed.liveBook("KXA").countAt(true, 400_000)).isEqualTo(1_100);
        }
    }

    @Test
    void aSnapshotIsAnswerEnoughToBeingAskedForOne() {
        try (StreamServer server = StreamServer.scripted(books(new ArrayList<>()));
                Feed feed = open(plan(server.url()).book("KXA", "KXB"), Duration.ofMillis(400))) {
            server.say(delta(4, "KXA"));
            Eventually.holds("it asks", () -> server.commands().size() == 2);
            server.say(snapshot(5, "KXA"), snapshot(6, "KXB"));
            assertThat(feed.await(5, LONG)).isTrue();
            long until = System.nanoTime() + Duration.ofSeconds(1).toNanos();
            Eventually.holds("a second", () -> System.nanoTime() > until);

            assertThat(server.commands()).hasSize(2);
            assertThat(whys(feed)).doesNotContain("stall");
        }
    }

    @Test
    void aLineOnWhichAQuestionIsNeverAnsweredIsOpenedAgain() {
        try (StreamServer server = StreamServer.scripted(books(new ArrayList<>()));
                Feed feed = open(plan(server.url()).book("KXA", "KXB"), Duration.ofMillis(400))) {
            server.say(delta(4, "KXA"));

            Eventually.holds("it is opened again", () -> subscriptions(server) == 2);
            Eventually.holds("it is valid again", () -> feed.liveBook("KXA").valid());
            assertThat(whys(feed)).contains("sequence gap", "stall");
        }
    }

    // -- commands ----------------------------------------------------------------------------------------------------

    @Test
    void marketsAreAddedAndTakenOutWhileItIsOpenAndWhatWasNotAskedForIsNamed() {
        try (StreamServer server = StreamServer.scripted(command -> command.contains("\"subscribe\"")
                        ? List.of(subscribed(command, "trade", 1))
                        : List.of(ok(command, 1)));
                Feed feed = open(plan(server.url()).trades("KXA"), LONG)) {
            String other = Sent.number(0).frame().replace(Sent.MARKET, "KXB");
            server.say(other);
            feed.add("KXB");
            server.say(other.replace("trade-0", "trade-1"));
            assertThat(feed.await(1, LONG)).isTrue();
            feed.remove("KXA");
            server.say(Sent.number(2).frame().replace(Sent.MARKET, "KXA"), other.replace("trade-0", "trade-3"));
            assertThat(feed.await(2, LONG)).isTrue();

            assertThat(column(feed.trades(), "trade_id")).containsExactly("trade-1", "trade-3");
            assertThat(server.commands().get(1)).contains("\"add_markets\"", "[\"KXB\"]");
            assertThat(server.commands().get(2)).contains("\"delete_markets\"", "[\"KXA\"]");
            Table coverage = feed.coverage();
            assertThat(column(coverage, "why"))
                    .filteredOn("not subscribed"::equals)
                    .hasSize(2);
            assertThat(column(coverage, "ticker")).contains("KXA", "KXB");
            server.hangUp();
            Eventually.holds("it subscribes again", () -> subscriptions(server) == 2);
            assertThat(server.commands().get(3)).contains("[\"KXB\"]").doesNotContain("KXA");
        }
    }

    @Test
    void aCommandThatIsNeverAnsweredIsSaidAndTheStreamGoesOn() {
        try (StreamServer server = StreamServer.scripted(command ->
                        command.contains("\"subscribe\"") ? List.of(subscribed(command, "trade", 1)) : List.of());
                Feed feed = open(plan(server.url()).trades(Sent.MARKET), Duration.ofMillis(300))) {
            assertThatThrownBy(() -> feed.add("KXB"))
                    .isInstanceOf(KalshiException.class)
                    .hasMessageContaining("no answer");
            server.say(Sent.number(0).frame());

            assertThat(feed.await(1, LONG)).isTrue();
            assertThat(feed.isOpen()).isTrue();
        }
    }

    @Test
    void aSubscriptionThatIsNotAnsweredAfterABreakIsTriedAgain() {
        List<String> asked = new ArrayList<>();
        try (StreamServer server = StreamServer.scripted(command -> {
                    asked.add(command);
                    return asked.size() == 2 ? List.of() : List.of(subscribed(command, "trade", 1));
                });
                Feed feed = open(plan(server.url()).trades(Sent.MARKET), Duration.ofMillis(300))) {
            server.say(Sent.number(0).frame());
            assertThat(feed.await(1, LONG)).isTrue();
            server.hangUp();
            Eventually.holds("it tries three times", () -> subscriptions(server) == 3);
            Eventually.holds(
                    "it is covered", () -> whys(feed).equals(List.of("connected", "disconnected", "connected")));
        }
    }

    @Test
    void tooManyMarketsAreRefusedToWhoAddsThemAndTheOthersGoOn() {
        try (StreamServer server = StreamServer.scripted(command -> command.contains("\"subscribe\"")
                        ? List.of(subscribed(command, "trade", 1))
                        : List.of("{\"id\":" + id(command)
                                + ",\"type\":\"error\",\"msg\":{\"code\":26,\"msg\":\"Market limit exceeded\"}}"));
                Feed feed = open(plan(server.url()).trades(Sent.MARKET), LONG)) {
            assertThatThrownBy(() -> feed.add("KXB"))
                    .isInstanceOf(KalshiException.class)
                    .hasMessage(
                            "The exchange refused the subscription: 26 Market limit exceeded.\nName fewer markets.");
            server.say(Sent.number(0).frame(), Sent.number(1).frame().replace(Sent.MARKET, "KXB"));
            server.say(Sent.number(2).frame());

            assertThat(feed.await(2, LONG)).isTrue();
            assertThat(column(feed.trades(), "ticker")).containsOnly(Sent.MARKET);
            assertThat(whys(feed)).containsExactly("connected");
        }
    }

    @Test
    void marketsThatAreTooManyForAConnectionAreFollowedOnSeveral() {
        try (StreamServer server = StreamServer.scripted(command -> command.split("KX", -1).length - 1 > 2
                        ? List.of("{\"id\":" + id(command)
                                + ",\"type\":\"error\",\"msg\":{\"code\":26,\"msg\":\"Market limit exceeded\"}}")
                        : List.of(subscribed(command, "trade", 1)));
                Feed feed = open(plan(server.url()).trades("KXA", "KXB", "KXC", "KXD", "KXE"), LONG)) {
            Eventually.holds(
                    "each of five markets, at most two on a connection",
                    () -> server.commands().stream()
                                    .filter(command -> command.split("KX", -1).length - 1 <= 2)
                                    .mapToInt(command -> command.split("KX", -1).length - 1)
                                    .sum()
                            == 5);
            for (String market : List.of("KXA", "KXB", "KXC", "KXD", "KXE")) {
                server.say(Sent.number(market.charAt(2)).frame().replace(Sent.MARKET, market));
            }

            assertThat(feed.await(5, LONG)).isTrue();
            assertThat(column(feed.trades(), "ticker")).containsExactlyInAnyOrder("KXA", "KXB", "KXC", "KXD", "KXE");
        }
    }

    @Test
    void theLastMarketIsNotTakenOutBecauseNoneIsAll() {
        try (StreamServer server = StreamServer.scripted(command -> command.contains("\"subscribe\"")
                        ? List.of(subscribed(command, "trade", 1))
                        : List.of(ok(command, 1)));
                Feed feed = open(plan(server.url()).trades("KXA"), LONG)) {
            assertThatThrownBy(() -> feed.remove("KXA"))
                    .isInstanceOf(KalshiException.class)
                    .hasMessageStartingWith("That would leave no market of the trades");
            feed.add("KXB").remove("KXA").add("KXA");
            server.say(Sent.number(0).frame().replace(Sent.MARKET, "KXA"));

            assertThat(feed.await(1, LONG)).isTrue();
            assertThat(whys(feed)).containsExactly("not subscribed", "not subscribed", "connected");
            assertThat(feed.coverage()
                            .where(t -> t.stringColumn("ticker").isEqualTo("KXA"))
                            .stringColumn("note")
                            .get(0))
                    .isEqualTo("taken out");
        }
    }

    @Test
    void aSnapshotThatComesLateIsNotTakenForTheBook() {
        try (StreamServer server = StreamServer.scripted(books(new ArrayList<>()));
                Feed feed = open(plan(server.url()).book("KXA", "KXB"), LONG)) {
            server.say(delta(4, "KXB"), snapshot(3, "KXB"));
            assertThat(feed.await(4, LONG)).isTrue();

            assertThat(feed.liveBook("KXB").valid()).isFalse();
            assertThat(column(feed.bookChanges(), "problem")).last().isEqualTo("it came late and was not applied");
        }
    }

    // -- repairs -----------------------------------------------------------------------------------------------------

    @Test
    void whatComesTwiceInARowWithoutPlacesIsOneRow() {
        String ticker = "{\"type\":\"ticker\",\"sid\":1,\"msg\":{\"market_ticker\":\"KXA\",\"volume_fp\":\"%d.00\","
                + "\"time\":\"2026-11-23T00:00:0%d.000001Z\"}}";
        try (StreamServer server = StreamServer.scripted(command -> List.of(subscribed(command, "ticker", 1)));
                Feed feed = open(plan(server.url()).ticker("KXA"), LONG)) {
            String one = String.format(ticker, 1, 1);
            server.say(one, one, String.format(ticker, 2, 2));
            assertThat(feed.await(2, LONG)).isTrue();

            assertThat(feed.tickers().rowCount()).isEqualTo(2);
            assertThat(feed.tickers().doubleColumn("volume").asList()).containsExactly(1.0, 2.0);
        }
    }
}
