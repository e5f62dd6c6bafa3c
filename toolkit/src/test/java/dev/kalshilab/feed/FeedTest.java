package dev.kalshilab.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.Kalshi;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.testkit.Eventually;
import dev.kalshilab.testkit.Generation;
import dev.kalshilab.testkit.StreamServer;
import dev.kalshilab.wire.Shapes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** A feed against a real WebSocket server. */
class FeedTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private static Feed open(StreamServer server) {
        return server.kalshi().feed().trades(Sent.MARKET).open();
    }

    private static String[] frames(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> Sent.number(i).frame()).toArray(String[]::new);
    }

    private static Provenance provenance(Table table) {
        return Provenance.of(table).orElseThrow();
    }

    @Test
    void tradesFillATable() {
        try (StreamServer server = StreamServer.accepting();
                Feed feed = open(server)) {
            server.say(frames(0, 500));

            assertThat(feed.await(500, LONG)).isTrue();
            Table trades = feed.trades();

            assertThat(trades.rowCount()).isEqualTo(500);
            for (int i = 0; i < 500; i++) {
                Sent.number(i).isRow(trades, i);
            }
        }
    }

    @Test
    void itSubscribesToTheChannelOfTheWireBesideTheApi() {
        try (StreamServer server = StreamServer.accepting();
                Feed one = open(server);
                Feed all = server.kalshi().feed().trades().open()) {
            assertThat(one.toString()).contains("open");
            assertThat(all.toString()).contains("trades of all markets");
            assertThat(server.handshakes()).containsOnly("GET /trade-api/ws/v2");
            assertThat(server.commands())
                    .containsExactly(
                            "{\"id\":1,\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"trade\"],\"market_tickers\":[\""
                                    + Sent.MARKET + "\"]}}",
                            "{\"id\":1,\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"trade\"]}}");
        }
    }

    @Test
    void theColumnsAreThoseOfTradesAndReceivedAlsoWithoutRows() {
        try (StreamServer server = StreamServer.accepting();
                Feed feed = open(server)) {
            List<String> columns = new ArrayList<>();
            Shapes.TRADES.fields().forEach(field -> {
                columns.add(field.name());
                if (field.micros()) {
                    columns.add(field.name() + "_us");
                }
            });
            columns.removeAll(List.of("unknown", "source"));
            columns.addAll(List.of("origin", "received", "received_us", "latency_us", "unknown"));

            Table none = feed.trades();

            assertThat(none.rowCount()).isZero();
            assertThat(none.columnNames()).isEqualTo(columns);
            assertThat(provenance(none).complete()).isTrue();
        }
    }

    @Test
    void receivedIsTheTimeOfTheConnectionsClock() {
        try (StreamServer server = StreamServer.accepting();
                Feed feed = open(server)) {
            long before = micros(Instant.now());
            server.say(frames(0, 1));
            feed.await(1, LONG);

            assertThat(feed.trades().longColumn("received_us").get(0)).isBetween(before, micros(Instant.now()));
        }
    }

    private static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1000;
    }

    @Test
    void aSnapshotStaysAsItWasWhileTheStreamGoesOn() {
        try (StreamServer server = StreamServer.accepting();
                Feed feed = open(server)) {
            server.say(frames(0, 100));
            feed.await(100, LONG);
            Table before = feed.trades();
            String print = before.printAll();
            server.say(frames(100, 5000));
            feed.await(5000, LONG);

            assertThat(before.rowCount()).isEqualTo(100);
            assertThat(before.printAll()).isEqualTo(print);
            assertThat(feed.trades().rowCount()).isEqualTo(5000);
            assertThat(provenance(before).rows()).isEqualTo(100);
        }
    }

    @Test
    void changingASnapshotChangesNothingElse() {
        try (StreamServer server = StreamServer.accepting();
                Feed feed = open(server)) {
            server.say(frames(0, 10));
            feed.await(10, LONG);
            Table one = feed.trades();
            for (Column<?> column : one.columns()) {
                IntStream.range(0, 10).forEach(column::setMissing);
            }

            for (int i = 0; i < 10; i++) {
                Sent.number(i).isRow(feed.trades(), i);
            }
        }
    }

    @Test
    void theProvenanceSaysWhatWasAskedWhereAndHowTheStreamStands() {
        try (StreamServer server = StreamServer.accepting()) {
            Feed feed = open(server);
            server.say(frames(0, 10));
            feed.await(10, LONG);

            Provenance open = provenance(feed.trades());
            assertThat(open.query()).isEqualTo("Feed[trades of " + Sent.MARKET + "]");
            assertThat(open.source()).isEqualTo(server.url());
            assertThat(open.invented()).isFalse();
            assertThat(open.from())
                    .isEqualTo(Instant.ofEpochMilli(Sent.number(0).millis()));
            assertThat(open.to()).isEqualTo(Instant.ofEpochMilli(Sent.number(9).millis()));
            assertThat(open.notes()).containsExactly("stream open");
            feed.close();
            assertThat(provenance(feed.trades()).notes()).containsExactly("stream closed");
            assertThat(provenance(feed.trades()).complete()).isTrue();
        }
    }

    @Test
    void whatASandboxStreamsIsInvented() {
        try (StreamServer server = StreamServer.answering(
                        StreamServer.SUBSCRIBED, handshake -> handshake.setHeader("kalshi-sandbox", "invented data"));
                Feed feed = open(server)) {
            assertThat(provenance(feed.trades()).invented()).isTrue();
        }
    }

    @Test
    void toStringIsOneLineOfStateMessagesRowsAndLosses() {
        try (StreamServer server = StreamServer.accepting()) {
            Kalshi kalshi = server.kalshi();
            FeedPlan plan = kalshi.feed().trades(Sent.MARKET);
            assertThat(plan).hasToString("FeedPlan[trades of " + Sent.MARKET + " on " + server.url() + ", not open]");
            try (Feed feed = plan.open()) {
                server.say(frames(0, 2));
                server.say("{\"type\":\"trade\",\"msg\":{}}", "{\"type\":\"ticker\",\"msg\":{}}");
                Eventually.holds(
                        "four messages and an answer", () -> feed.toString().contains("1 unreadable"));

                Eventually.holds("all messages", () -> feed.toString().contains("5 messages, 2 rows"));
                assertThat(feed)
                        .hasToString("Feed[trades of " + Sent.MARKET + " on " + server.url()
                                + ", open, 5 messages, 2 rows, 0 lost, 1 unreadable]");
            }
        }
    }

    @Test
    void awaitIsFalseWhenTheTimeIsOver() {
        try (StreamServer server = StreamServer.accepting();
                Feed feed = open(server)) {
            server.say(frames(0, 3));

            assertThat(feed.await(3, Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
            assertThat(feed.await(4, Duration.ofMillis(20))).isFalse();
            assertThat(feed.await(3, Duration.ZERO)).isTrue();
            assertThat(feed.await(4, Duration.ofSeconds(-1))).isFalse();
        }
    }

    @Test
    void interruptingEndsAwaitAtOnceAndKeepsTheFeed() throws InterruptedException {
        try (StreamServer server = StreamServer.accepting();
                Feed feed = open(server)) {
            List<Throwable> thrown = new ArrayList<>();
            Thread cell = new Thread(() -> {
                try {
                    feed.await(1, Duration.ofHours(1));
                } catch (KalshiException e) {
                    thrown.add(e);
                    thrown.add(new AssertionError(Thread.currentThread().isInterrupted()));
                }
            });
            cell.start();
            Eventually.holds("waiting", () -> cell.getState() == Thread.State.TIMED_WAITING);
            cell.interrupt();
            cell.join(5000);

            assertThat(cell.isAlive()).isFalse();
            assertThat(thrown.get(0))
                    .hasMessage("Waiting for the feed was interrupted after 0 rows.\n"
                            + "The feed goes on unless it is closed; its tables give what arrived.");
            assertThat(thrown.get(1)).hasMessage("true");
            server.say(frames(0, 1));
            assertThat(feed.await(1, LONG)).isTrue();
        }
    }

    @Test
    void closingEndsAwait() throws InterruptedException {
        try (StreamServer server = StreamServer.accepting()) {
            Feed feed = open(server);
            List<Boolean> answers = new ArrayList<>();
            Thread cell = new Thread(() -> answers.add(feed.await(1, Duration.ofHours(1))));
            cell.start();
            Eventually.holds("waiting", () -> cell.getState() == Thread.State.TIMED_WAITING);
            feed.close();
            cell.join(5000);

            assertThat(answers).containsExactly(false);
        }
    }

    @Test
    void theEnvelopeAndWordsOfTheQuickStartAreUnderstood() {
        try (StreamServer server = StreamServer.answering("{\"type\":\"ok\",\"id\":1}");
                Feed feed = open(server)) {
            Random random = new Random(1);
            server.say("{\"data\":" + Sent.number(1).payload(Generation.DOLLARS, random) + ",\"type\":\"trades\"}");
            server.sayBytes("{\"msg\":" + Sent.number(2).payload(Generation.DOLLARS, random)
                    + ",\"type\":\"trade\",\"sending_ts_ms\":1}");

            assertThat(feed.await(2, LONG)).isTrue();
            Sent.number(1).isRow(feed.trades(), 0);
            Sent.number(2).isRow(feed.trades(), 1);
        }
    }

    @Test
    void aTradeThatOvertakesTheAnswerIsKept() {
        try (StreamServer server = StreamServer.answering(Sent.number(5).frame());
                Feed feed = open(server)) {
            assertThat(feed.await(1, LONG)).isTrue();
            Sent.number(5).isRow(feed.trades(), 0);
        }
    }

    @Test
    void whatIsNotUnderstoodIsCountedAndSaid() {
        try (StreamServer server = StreamServer.accepting();
                Feed feed = open(server)) {
            server.say(
                    "not JSON",
                    "",
                    "[1]",
                    "{\"type\":\"trade\"}",
                    Sent.number(0)
                            .frame()
                            .replaceAll("\"yes_price_dollars\":\"[^\"]*\"", "\"yes_price_dollars\":\"free\""),
                    "{\"type\":\"lottery\",\"msg\":{}}",
                    "{\"type\":\"ticker\",\"msg\":{\"market_ticker\":\"A\"}}",
                    "{}");
            server.say(frames(1, 2));

            assertThat(feed.await(1, LONG)).isTrue();
            Table trades = feed.trades();
            assertThat(trades.rowCount()).isEqualTo(1);
            Sent.number(1).isRow(trades, 0);
            assertThat(provenance(trades).complete()).isFalse();
            assertThat(feed.other().rowCount()).isEqualTo(8);
            assertThat(feed.other().stringColumn("frame").get(0)).isEqualTo("not JSON");
            assertThat(feed.coverage().stringColumn("why").asList())
                    .filteredOn(why -> why.equals("unreadable"))
                    .hasSize(5);
            assertThat(provenance(trades).notes().subList(1, 4))
                    .satisfiesExactly(
                            note -> assertThat(note).startsWith("5 gaps not repaired"),
                            note -> assertThat(note).startsWith("5 unreadable messages, the first: "),
                            note -> assertThat(note).isEqualTo("3 messages of other types: lottery, no type, ticker"));
        }
    }

    @Test
    void aBrokenTradeLeavesNothingBehindInTheNextRow() {
        try (StreamServer server = StreamServer.accepting();
                Feed feed = open(server)) {
            server.say(
                    "{\"type\":\"trade\",\"msg\":{\"market_ticker\":\"" + Sent.MARKET
                            + "\",\"taker_side\":\"yes\",\"is_block_trade\":true,\"count\":\"many\"}}",
                    "{\"type\":\"trade\",\"msg\":{\"market_ticker\":\"" + Sent.MARKET + "\"}}");

            assertThat(feed.await(1, LONG)).isTrue();
            Table trades = feed.trades();
            assertThat(trades.column("taker_side").isMissing(0)).isTrue();
            assertThat(trades.column("is_block_trade").isMissing(0)).isTrue();
        }
    }

    @Test
    void tradesOfMarketsThatNobodyAskedForAreLeftOut() {
        try (StreamServer server = StreamServer.accepting();
                Feed feed = open(server)) {
            server.say(Sent.number(0).frame().replace(Sent.MARKET, "KXOTHER"));
            server.say(frames(1, 2));

            assertThat(feed.await(1, LONG)).isTrue();
            assertThat(feed.trades().rowCount()).isEqualTo(1);
            assertThat(provenance(feed.trades()).notes()).contains("1 row of other markets left out");
            assertThat(provenance(feed.trades()).complete()).isTrue();
        }
    }

    @Test
    void aBlankTickerAndAnEmptyPlanAreRefused() {
        try (Kalshi kalshi = Kalshi.at("http://127.0.0.1:9/trade-api/v2")) {
            assertThatThrownBy(() -> kalshi.feed().trades(" "))
                    .isInstanceOf(KalshiException.class)
                    .hasMessageStartingWith("A feed of trades was given a blank ticker.\n");
            assertThatThrownBy(() -> kalshi.feed().open())
                    .isInstanceOf(KalshiException.class)
                    .hasMessage("This feed would bring nothing.\nSay what: kalshi.feed().trades(ticker).open().");
        }
    }
}
