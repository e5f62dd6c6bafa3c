package dev.kalshilab.feed;

import static dev.kalshilab.feed.FeedLifeTest.LONG;
import static dev.kalshilab.feed.FeedLifeTest.column;
import static dev.kalshilab.feed.FeedLifeTest.id;
import static dev.kalshilab.feed.FeedLifeTest.ok;
import static dev.kalshilab.feed.FeedLifeTest.open;
import static dev.kalshilab.feed.FeedLifeTest.plan;
import static dev.kalshilab.feed.FeedLifeTest.subscribed;
import static dev.kalshilab.feed.FeedLifeTest.subscriptions;
import static dev.kalshilab.feed.FeedLifeTest.whys;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.Kalshi;
import dev.kalshilab.testkit.Eventually;
import dev.kalshilab.testkit.StreamServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** Markets that come and go while a feed is open. */
class FeedMarketsTest {
    private static final long SEED = Long.getLong("test.seed", System.nanoTime());

    @TempDir
    Path directory;

    private static boolean is(String command, String what) {
        return command.contains("\"" + what + "\"");
    }

    @Test
    void aMarketThatIsGoneWhenALineIsOpenedAgainIsLeftOutAndNamed() {
        AtomicBoolean gone = new AtomicBoolean();
        try (StreamServer server = StreamServer.scripted(command -> gone.get() && command.contains("KXB")
                        ? List.of("{\"id\":" + id(command) + ",\"type\":\"error\",\"msg\":{\"code\":16,"
                                + "\"msg\":\"Market not found\",\"market_ticker\":\"KXB\"}}")
                        : List.of(subscribed(command, "trade", 1)));
                Feed feed = open(plan(server.url()).trades("KXA", "KXB"), LONG)) {
            gone.set(true);
            server.hangUp();
            Eventually.holds("it is open again", () -> feed.health().contains("1 reconnect"));
            server.say(Sent.number(0).frame().replace(Sent.MARKET, "KXA"));
            assertThat(feed.await(1, LONG)).isTrue();

            assertThat(server.commands()).last().asString().contains("[\"KXA\"]");
            assertThat(whys(feed)).containsSequence("disconnected", "not subscribed", "connected");
            Table of = feed.coverage().where(t -> t.stringColumn("ticker").isEqualTo("KXB"));
            assertThat(column(of, "note")).containsExactly("16 Market not found KXB");
        }
    }

    @Test
    void aMarketThatIsGoneIsFoundWhereTheExchangeDoesNotSayWhich() throws Exception {
        String[] markets = IntStream.range(0, 40).mapToObj(i -> "KX" + i + "-A").toArray(String[]::new);
        Random random = new Random(SEED);
        Set<String> gone = ConcurrentHashMap.newKeySet();
        Set<String> chosen = IntStream.range(0, 1 + random.nextInt(3))
                .mapToObj(i -> markets[random.nextInt(markets.length)])
                .collect(Collectors.toSet());
        Path tape = directory.resolve("gone.tape.jsonl");
        try (StreamServer server = StreamServer.scripted(command -> {
            boolean names = gone.stream().anyMatch(ticker -> command.contains('"' + ticker + '"'));
            return List.of(
                    names
                            ? "{\"id\":" + id(command)
                                    + ",\"type\":\"error\",\"msg\":{\"code\":16,\"msg\":\"Market not found\"}}"
                            : is(command, "subscribe") ? subscribed(command, "trade", 1) : ok(command, 1));
        })) {
            Feed feed = open(plan(server.url()).trades(markets), LONG);
            feed.record(tape);
            gone.addAll(chosen);
            server.hangUp();
            Eventually.holds(
                    "the others are followed again",
                    () -> feed.health().startsWith("open") && openStretches(feed) == chosen.size());
            for (String market : markets) {
                server.say(Sent.number(0).frame().replace(Sent.MARKET, market).replace("trade-0", "of " + market));
            }
            assertThat(feed.await(markets.length - chosen.size(), LONG)).isTrue();

            assertThat(column(feed.trades(), "ticker"))
                    .containsAll(Set.of(markets).stream()
                            .filter(market -> !chosen.contains(market))
                            .toList());
            Table of = feed.coverage().where(t -> t.stringColumn("note").containsString("16 Market not found"));
            assertThat(column(of, "ticker")).containsExactlyInAnyOrderElementsOf(chosen);
            // Six halvings until one is subscribed, then two halves of each half of the others that has one of them.
            assertThat(server.commands()).hasSizeLessThan(2 + 6 + chosen.size() * 14);
            feed.close();
            try (Kalshi replay = Kalshi.replay(tape);
                    Feed again = replay.feed().trades(markets).open()) {
                Eventually.holds("the end of the tape", () -> !again.isOpen());
                assertThat(stretches(again)).isEqualTo(stretches(feed));
                assertThat(again.trades().rowCount()).isEqualTo(feed.trades().rowCount());
            }
        } catch (AssertionError e) {
            throw new AssertionError("fails with -Dtest.seed=" + SEED + ": " + e.getMessage(), e);
        }
    }

    private static List<String> stretches(Feed feed) {
        Table coverage = feed.coverage().where(t -> t.stringColumn("why").isEqualTo("not subscribed"));
        return IntStream.range(0, coverage.rowCount())
                .mapToObj(row -> coverage.getString(row, "ticker") + " " + coverage.getString(row, "from_us") + " "
                        + coverage.getString(row, "note"))
                .toList();
    }

    /** Markets that are not followed. */
    private static long openStretches(Feed feed) {
        return feed.coverage()
                .where(t -> t.stringColumn("note").containsString("16 Market not found"))
                .rowCount();
    }

    @Test
    void whereTheRestOfManyMarketsIsNotAnsweredTheLineIsOpenedAgain() {
        String[] many = new String[600];
        for (int i = 0; i < many.length; i++) {
            many[i] = "KX" + i;
        }
        try (StreamServer server = StreamServer.scripted(
                        command -> is(command, "subscribe") ? List.of(subscribed(command, "trade", 1)) : List.of());
                Feed feed = open(plan(server.url()).trades(many), Duration.ofMillis(400))) {
            Eventually.holds("again", () -> subscriptions(server) >= 2);
            assertThat(whys(feed)).contains("stall");
        }
    }

    private static boolean isCovered(Feed feed) {
        List<String> whys = whys(feed);
        return whys.get(whys.size() - 1).equals("connected");
    }

    private static Feed two(StreamServer server) {
        Feed feed = open(plan(server.url()).trades("KXA", "KXB", "KXC", "KXD"), LONG);
        Eventually.holds("two connections", () -> FeedOddsTest.haveAll(server, 2));
        Eventually.holds("both are open", () -> feed.health().startsWith("open"));
        return feed;
    }

    private static StreamServer twoMarketsAConnection() {
        return StreamServer.scripted(
                command -> is(command, "subscribe") ? FeedOddsTest.atMostTwo(command) : List.of(ok(command, 1)));
    }

    @Test
    void aLineWithoutAMarketLeftIsLeft() {
        try (StreamServer server = twoMarketsAConnection();
                Feed feed = two(server)) {
            feed.remove("KXC", "KXD");
            Eventually.holds("one connection", () -> server.open() == 1);
            server.hangUp();
            Eventually.holds("it is open again", () -> feed.health().contains("1 reconnect") && server.open() == 1);

            assertThat(server.commands()).allMatch(command -> command.contains("[\"KX"));
            assertThat(server.commands()).last().asString().contains("[\"KXA\",\"KXB\"]");
        }
    }

    @Test
    void aFeedIsNotOpenWhileOneOfItsConnectionsIsNot() {
        AtomicBoolean silent = new AtomicBoolean();
        try (StreamServer server = StreamServer.scripted(
                        command -> !is(command, "subscribe") || (silent.get() && command.contains("[\"KXC"))
                                ? List.of()
                                : FeedOddsTest.atMostTwo(command));
                Feed feed = two(server)) {
            assertThat(feed.health()).startsWith("open");
            silent.set(true);
            server.hangUp();
            Eventually.holds("one is open again", () -> feed.health().contains("1 reconnect"));
            assertThat(feed.health()).startsWith("reconnecting");
        }
    }

    @Test
    void aFeedIsNotOpenBeforeAllOfItsConnectionsAre() {
        try (StreamServer server = StreamServer.scripted(
                        command -> command.contains("[\"KXC") ? List.of() : FeedOddsTest.atMostTwo(command));
                Feed feed = open(plan(server.url()).trades("KXA", "KXB", "KXC", "KXD"), LONG)) {
            Eventually.holds("two connections", () -> FeedOddsTest.haveAll(server, 2));
            assertThat(feed.health()).startsWith("connecting");
            assertThatThrownBy(() -> feed.add("KXE"))
                    .hasMessageContaining("Not all connections of the stream are open");
        }
    }

    @Test
    void aMarketThatIsAddedAgainOnAnotherConnectionIsTakenOutNoMore() {
        try (StreamServer server = twoMarketsAConnection();
                Feed feed = two(server)) {
            feed.remove("KXC").remove("KXA").add("KXC");
            Table before = feed.coverage().where(t -> t.stringColumn("ticker").isEqualTo("KXC"));
            Eventually.holds("time passes", () -> !feed.coverage()
                    .where(t -> t.stringColumn("ticker").isEqualTo("KXA"))
                    .longColumn("to_us")
                    .get(0)
                    .equals(before.longColumn("to_us").get(0)));
            Table later = feed.coverage().where(t -> t.stringColumn("ticker").isEqualTo("KXC"));

            assertThat(column(later, "note")).containsExactly("taken out");
            assertThat(later.longColumn("to_us").asList())
                    .isEqualTo(before.longColumn("to_us").asList());
        }
    }

    private static String refusal(String command, String code) {
        return "{\"id\":" + id(command) + ",\"type\":\"error\",\"msg\":{\"code\":" + code + ",\"msg\":\"Not now\"}}";
    }

    @Test
    void aChannelThatIsRefusedForAWhileWhenALineIsOpenedAgainHoldsUpNoOther() {
        AtomicBoolean refuses = new AtomicBoolean();
        try (StreamServer server = StreamServer.scripted(command -> !is(command, "orderbook_delta")
                        ? List.of(subscribed(command, "trade", 1))
                        : refuses.get()
                                ? List.of(refusal(command, "27"))
                                : List.of(
                                        subscribed(command, "orderbook_delta", 2),
                                        FeedLifeTest.snapshot(1, "KXA").replace("\"sid\":1", "\"sid\":2")));
                Feed feed = open(plan(server.url()).trades("KXA").book("KXA"), Duration.ofMillis(600))) {
            refuses.set(true);
            server.hangUp();
            Eventually.holds(
                    "it is asked for again and again",
                    () -> server.commands().stream()
                                    .filter(command -> is(command, "orderbook_delta"))
                                    .count()
                            > 7);
            assertThat(feed.health()).startsWith("reconnecting").contains("last trouble: 27 Not now");
            assertThat(server.open()).isOne();
            server.say(Sent.number(0).frame().replace(Sent.MARKET, "KXA"));
            Eventually.holds("trades come", () -> feed.trades().rowCount() == 1);
            refuses.set(false);
            Eventually.holds("it is open again", () -> feed.health().startsWith("open"));

            assertThat(server.handshakes()).hasSize(2);
            assertThat(column(feed.coverage("trade"), "why"))
                    .filteredOn(why -> !why.equals("connected"))
                    .containsExactly("disconnected");
            Eventually.holds(
                    "its snapshot is taken in", () -> feed.liveBook("KXA").valid());
        }
    }

    @Test
    void marketsBehindTheFirstCommandThatAreRefusedForAWhileAreAskedForAgainAndNamed() {
        String[] many = IntStream.range(0, 600).mapToObj(i -> "KX" + i + "-A").toArray(String[]::new);
        AtomicBoolean refuses = new AtomicBoolean(true);
        try (StreamServer server = StreamServer.scripted(command -> is(command, "subscribe")
                        ? List.of(subscribed(command, "trade", 1))
                        : List.of(refuses.get() ? refusal(command, "\"rate_limit\"") : ok(command, 1)));
                Feed feed = open(plan(server.url()).trades(many), Duration.ofMillis(600))) {
            Eventually.holds("again", () -> server.commands().size() > 5);
            Table of = feed.coverage().where(t -> t.stringColumn("ticker").isEqualTo("KX599-A"));
            assertThat(column(of, "note")).containsExactly("rate_limit Not now");
            refuses.set(false);
            Eventually.holds("it is covered", () -> !feed.coverage()
                    .where(t -> t.stringColumn("ticker").isEqualTo("KX599-A"))
                    .longColumn("to_us")
                    .get(0)
                    .equals(of.longColumn("to_us").get(0)));
            server.say(Sent.number(0).frame().replace(Sent.MARKET, "KX599-A"));
            assertThat(feed.await(1, LONG)).isTrue();

            assertThat(server.handshakes()).hasSize(1);
            assertThat(feed.coverage()
                            .where(t -> t.stringColumn("ticker").isEqualTo("KX599-A"))
                            .rowCount())
                    .isOne();
        }
    }

    /** The quick start's errors have no number and name no market. */
    @Test
    void aMarketThatIsGoneIsFoundInTheWordsOfTheQuickStart() {
        AtomicBoolean gone = new AtomicBoolean();
        try (StreamServer server = StreamServer.scripted(command -> List.of(
                        gone.get() && command.contains("\"KXB\"")
                                ? "{\"type\":\"error\",\"data\":{\"code\":\"invalid_market\","
                                        + "\"message\":\"Market ticker not found\"}}"
                                : is(command, "subscribe") ? subscribed(command, "trade", 1) : ok(command, 1)));
                Feed feed = open(plan(server.url()).trades("KXA", "KXB", "KXC"), LONG)) {
            gone.set(true);
            server.hangUp();
            Eventually.holds("it is open again", () -> feed.health().contains("1 reconnect"));
            server.say(Sent.number(0).frame().replace(Sent.MARKET, "KXC"));
            assertThat(feed.await(1, LONG)).isTrue();

            Eventually.holds("it is named", () -> feed.coverage()
                    .where(t -> t.stringColumn("ticker").isEqualTo("KXB"))
                    .stringColumn("note")
                    .contains("invalid_market Market ticker not found"));
        }
    }

    @Test
    void aMarketThatCannotBeAddedIsSaidAtOnceInTheWordsOfTheQuickStart() {
        try (StreamServer server = StreamServer.scripted(command -> List.of(
                        command.contains("\"KXNO\"")
                                ? "{\"type\":\"error\",\"data\":{\"code\":\"invalid_market\","
                                        + "\"message\":\"Market ticker not found\"}}"
                                : is(command, "subscribe") ? subscribed(command, "trade", 1) : ok(command, 1)));
                Feed feed = open(plan(server.url()).trades("KXA"), LONG)) {
            assertThatThrownBy(() -> feed.add("KXNO")).hasMessageContaining("invalid_market");
            feed.add("KXB");
            server.say(Sent.number(0).frame().replace(Sent.MARKET, "KXB"));
            assertThat(feed.await(1, LONG)).isTrue();
            assertThat(feed.health()).startsWith("open");
        }
    }

    @Test
    void aFeedOfManyMarketsIsNotCoveredBeforeTheLastOfThemAreThere() throws Exception {
        String[] many = IntStream.range(0, 600).mapToObj(i -> "KX" + i + "-A").toArray(String[]::new);
        List<String> held = new CopyOnWriteArrayList<>();
        Path tape = directory.resolve("many.tape.jsonl");
        try (StreamServer server = StreamServer.scripted(command -> {
            if (is(command, "subscribe")) {
                return List.of(subscribed(command, "trade", 1));
            }
            held.add(command);
            return List.of();
        })) {
            Kalshi kalshi = server.kalshi();
            kalshi.record(tape);
            Feed feed = kalshi.feed().trades(many).open();
            Eventually.holds("the rest is asked for", () -> held.size() == 1);
            Eventually.holds("it is not there", () -> whys(feed).contains("not subscribed"));
            server.say(ok(held.get(0), 1));
            Eventually.holds("it is there", () -> whys(feed).equals(List.of("connected")));
            server.hangUp();
            Eventually.holds("the rest is asked for again", () -> held.size() == 2);
            Eventually.holds("it is not there again", () -> whys(feed).contains("not subscribed"));
            server.say(ok(held.get(1), 1));
            Eventually.holds("it is there again", () -> isCovered(feed));
            assertThat(whys(feed)).endsWith("disconnected", "not subscribed", "connected");
            feed.close();
            kalshi.close();

            try (Kalshi replay = Kalshi.replay(tape);
                    Feed again = replay.feed().trades(many).open()) {
                Eventually.holds("the end of the tape", () -> !again.isOpen());
                String same = stretches(feed).get(0).split(";")[0]; // nobody asks for trades here
                assertThat(stretches(again)).hasSize(1);
                assertThat(stretches(again).get(0)).startsWith(same);
            }
        }
    }
}
