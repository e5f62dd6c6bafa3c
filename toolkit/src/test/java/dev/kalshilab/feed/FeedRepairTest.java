package dev.kalshilab.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.Kalshi;
import dev.kalshilab.column.Columns;
import dev.kalshilab.http.Connection;
import dev.kalshilab.testkit.Eventually;
import dev.kalshilab.testkit.StreamServer;
import dev.kalshilab.wire.Shapes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Trades that a stream has missed, from a server that counts who asks for them. */
class FeedRepairTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String MARKET = "KXGAPS-1";
    private static final int GAPS = 5_000;
    private static final String CUTOFF = "{\"market_settled_ts\":\"2024-01-01T00:00:00Z\",\"trades_created_ts\":"
            + "\"2024-01-01T00:00:00Z\",\"orders_updated_ts\":\"2024-01-01T00:00:00Z\"}";

    private final Instant first = Instant.now().minusSeconds(5);

    /** All trades are within some seconds. */
    private Instant time(int number) {
        return first.plusMillis(number / 10);
    }

    private String streamed(int number) {
        return String.format(
                Locale.ROOT,
                "{\"type\":\"trade\",\"sid\":1,\"seq\":%d,\"msg\":{\"market_ticker\":\"%s\",\"trade_id\":\"t%05d\","
                        + "\"yes_price_dollars\":\"0.5000\",\"count_fp\":\"1.00\",\"taker_side\":\"yes\",\"ts_ms\":%d}}",
                number + 1,
                MARKET,
                number,
                time(number).toEpochMilli());
    }

    private static long parameter(String target, String name) {
        Matcher value = Pattern.compile("[?&]" + name + "=(\\d+)").matcher(target);
        return value.find() ? Long.parseLong(value.group(1)) : -1;
    }

    /** The trades of a page, newest first. */
    private String answer(String target) {
        if (!target.contains("/markets/trades")) {
            return CUTOFF;
        }
        long from = parameter(target, "min_ts");
        long to = parameter(target, "max_ts");
        long limit = Math.max(1, parameter(target, "limit"));
        int[] rows = IntStream.rangeClosed(0, 2 * GAPS)
                .map(i -> 2 * GAPS - i)
                .filter(i -> time(i).getEpochSecond() >= from && time(i).getEpochSecond() < to)
                .filter(i -> parameter(target, "cursor") < 0 || i < parameter(target, "cursor"))
                .limit(limit)
                .toArray();
        String trades = IntStream.of(rows)
                .mapToObj(i -> String.format(
                        Locale.ROOT,
                        "{\"trade_id\":\"t%05d\",\"ticker\":\"%s\",\"yes_price_dollars\":\"0.5000\","
                                + "\"no_price_dollars\":\"0.5000\",\"count_fp\":\"1.00\",\"taker_side\":\"yes\","
                                + "\"created_time\":\"%s\"}",
                        i,
                        MARKET,
                        time(i)))
                .collect(Collectors.joining(","));
        String cursor = rows.length < limit ? "" : Integer.toString(rows[rows.length - 1]);
        return "{\"trades\":[" + trades + "],\"cursor\":\"" + cursor + "\"}";
    }

    @Test
    void thousandsOfGapsAreFewRequestsAndAllOfTheirTrades() {
        try (StreamServer server = StreamServer.accepting();
                Kalshi kalshi = Kalshi.at(server.url())) {
            server.rest(this::answer);
            try (Feed feed = kalshi.feed().trades(MARKET).open()) {
                long began = System.nanoTime();
                for (int i = 0; i <= GAPS; i++) {
                    server.say(streamed(2 * i)); // each second one is missing
                }
                assertThat(feed.await(GAPS + 1L, LONG)).isTrue();
                Eventually.holds("all is repaired", () -> feed.health().contains("5,000 gaps, 5000 repaired"));
                long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds() + 1;

                assertThat(feed.trades().stringColumn("trade_id").asSet()).hasSize(2 * GAPS + 1);
                assertThat(feed.trades().rowCount()).isEqualTo(2 * GAPS + 1);
                // A question a second at most, each of eleven pages, and when the archive begins.
                assertThat((long) server.requests().size()).isLessThanOrEqualTo(12 * seconds + 1);
            }
        }
    }

    /** All trades of some seconds, as an answer has them. */
    private Columns all(int count) {
        Columns rows = new Columns(Shapes.TRADES);
        for (int i = count - 1; i >= 0; i--) {
            rows.set(rows.schema().index("trade_id"), String.format(Locale.ROOT, "t%05d", i));
            rows.set(rows.schema().index("ticker"), MARKET);
            rows.set(rows.schema().index("created_time"), ChronoUnit.MICROS.between(Instant.EPOCH, time(i)));
            rows.endRow();
        }
        return rows;
    }

    @Test
    void tradesRoundAGapAreNotDoubledHoweverManyTheyAre() {
        int count = 550_000; // more than ids are remembered
        Duration most = Duration.ofMinutes(2);
        AtomicBoolean here = new AtomicBoolean();
        try (StreamServer server = StreamServer.accepting();
                Feed feed = FeedPlan.on(
                                Connection.live("here", server.url(), Clock.systemUTC()), (tickers, from, to) -> {
                                    Eventually.holds("all are here", here::get);
                                    return new Backfill.Answer(all(count), Instant.now(), true, "");
                                })
                        .trades(MARKET)
                        .open()) {
            for (int i = 0; i < count; i++) {
                if (i != 1000) {
                    server.say(streamed(i));
                }
            }
            assertThat(feed.await(count - 1L, most)).isTrue();
            here.set(true);
            assertThat(feed.await(count, most)).isTrue();
            Eventually.holds("it is repaired", () -> feed.health().contains("1 gap, 1 repaired"));

            assertThat(feed.trades().rowCount()).isEqualTo(count);
        }
    }
}
