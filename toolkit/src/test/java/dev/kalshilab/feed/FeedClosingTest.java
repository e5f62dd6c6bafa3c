package dev.kalshilab.feed;

import static dev.kalshilab.feed.FeedLifeTest.LONG;
import static dev.kalshilab.feed.FeedLifeTest.ROOM;
import static dev.kalshilab.feed.FeedLifeTest.column;
import static dev.kalshilab.feed.FeedLifeTest.whys;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.column.Columns;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.testkit.Eventually;
import dev.kalshilab.testkit.StreamServer;
import dev.kalshilab.wire.Shapes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

/** What closing does about trades that were missed just before. */
class FeedClosingTest {
    private static final String UNSETTLED = "not repaired: the feed was closed before its trades were there";

    private final CountDownLatch never = new CountDownLatch(1);

    private static Feed open(StreamServer server, Backfill backfill) {
        return FeedPlan.on(Connection.live("here", server.url(), Clock.systemUTC()), backfill)
                .trades(Sent.MARKET)
                .open(Awake.here(), ROOM, LONG, FeedLifeTest::never, Duration.ofSeconds(10));
    }

    private static Backfill.Answer answer(int number) {
        Columns rows = new Columns(Shapes.TRADES);
        rows.set(rows.schema().index("trade_id"), "trade-" + number);
        rows.set(rows.schema().index("ticker"), Sent.MARKET);
        rows.set(rows.schema().index("created_time"), Sent.number(number).millis() * 1000);
        rows.endRow();
        return new Backfill.Answer(rows, Instant.now(), true, "");
    }

    private Backfill.Answer nothing(List<String> tickers, Instant from, Instant to) {
        try {
            never.await();
            throw new IllegalStateException("nobody ends this");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KalshiException("it was interrupted", e);
        }
    }

    private static void misses(StreamServer server, Feed feed) {
        server.say(Sent.number(0).frame(1), Sent.number(2).frame(3));
        assertThat(feed.await(2, LONG)).isTrue();
    }

    @Test
    void whatWasMissedJustBeforeIsAskedForByClosing() {
        try (StreamServer server = StreamServer.accepting()) {
            Feed feed = open(server, (tickers, from, to) -> answer(1));
            misses(server, feed);
            long before = System.nanoTime();
            feed.close();
            long took = System.nanoTime() - before;

            assertThat(column(feed.trades(), "trade_id")).containsExactly("trade-0", "trade-2", "trade-1");
            assertThat(column(feed.trades(), "origin")).endsWith("rest");
            Table coverage = feed.coverage();
            assertThat(whys(feed)).containsExactly("connected", "sequence gap", "connected");
            assertThat(coverage.booleanColumn("repaired").get(1)).isTrue();
            // Nothing is covered while closing waits.
            long covered = coverage.longColumn("to_us").get(2)
                    - coverage.longColumn("from_us").get(2);
            assertThat(covered).isLessThan(took / 1000);
        }
        FeedEndsTest.noneOfOursIsLeft();
    }

    @Test
    void whoClosesWhileTheStreamIsInterruptedHasWhatWasMissedByThen() {
        try (StreamServer server = StreamServer.accepting()) {
            Feed feed = open(server, (tickers, from, to) -> answer(1));
            server.say(Sent.number(0).frame(1));
            assertThat(feed.await(1, LONG)).isTrue();
            server.hangUp();
            Eventually.holds("it is noticed", () -> whys(feed).contains("disconnected"));
            feed.close();

            assertThat(column(feed.trades(), "trade_id")).containsExactly("trade-0", "trade-1");
            assertThat(whys(feed)).containsExactly("connected", "disconnected");
            assertThat(column(feed.coverage(), "note")).last().isEqualTo("1 trade brought in");
        }
    }

    @Test
    void anAnswerThatDoesNotComeIsNotWaitedForLongAndTheStretchSaysWhy() {
        FeedEndsTest.lookAtWhatIsThere();
        try (StreamServer server = StreamServer.accepting()) {
            Feed feed = open(server, this::nothing);
            misses(server, feed);
            long before = System.nanoTime();
            feed.close();

            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(6));
            assertThat(column(feed.coverage(), "repaired").get(1)).isEqualTo("false");
            assertThat(column(feed.coverage(), "note").get(1)).isEqualTo(UNSETTLED);
        }
        FeedEndsTest.noneOfOursIsLeft();
    }

    @Test
    void whoIsStoppedDoesNotWaitForIt() throws InterruptedException {
        try (StreamServer server = StreamServer.accepting()) {
            Feed feed = open(server, this::nothing);
            misses(server, feed);
            Thread cell = new Thread(() -> {
                Thread.currentThread().interrupt();
                feed.close();
            });
            long before = System.nanoTime();
            cell.start();
            cell.join();

            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
            assertThat(whys(feed)).containsExactly("connected", "sequence gap", "connected");
            assertThat(column(feed.coverage(), "note").get(1)).isEqualTo(UNSETTLED);
        }
    }
}
