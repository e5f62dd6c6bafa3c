package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.display.Display;
import dev.kalshilab.display.DisplayPort;
import dev.kalshilab.rest.Pull;
import dev.kalshilab.testkit.Loopback;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A pull that takes longer than a moment says how far it is. */
@Timeout(120)
class WayTest {
    /** A place that hears each text of a line, at once or half a second later. */
    private static final class Ear implements DisplayPort {
        final List<String> heard = new CopyOnWriteArrayList<>();
        final CountDownLatch first = new CountDownLatch(1);
        final CountDownLatch second = new CountDownLatch(2);

        @Override
        public void show(Object value) {}

        @Override
        public void note(String line) {}

        @Override
        public Line line() {
            return new Line() {
                @Override
                public void write(String text) {
                    heard.add(text);
                    first.countDown();
                    second.countDown();
                }

                @Override
                public void clear() {
                    heard.add("(gone)");
                }

                @Override
                public void leave(String text) {
                    heard.add(text);
                }
            };
        }
    }

    private static final Pull.Far NOTHING = new Pull.Far(0, 0, 0, 1, Duration.ZERO, 0, 0);

    /** The texts of a line that is looked at once for each of these, five seconds one behind the other. */
    private static List<String> texts(Pull.Far... fars) throws InterruptedException {
        List<String> texts = new ArrayList<>();
        for (int looks = 1; looks <= fars.length; looks++) {
            Ear ear = new Ear();
            DisplayPort before = Display.install(ear);
            long[] now = {0};
            Pull.Far[] far = {NOTHING};
            try (Way way = new Way("Trades[T]", () -> far[0], Display::progress, () -> now[0])) {
                for (int look = 0; look < looks; look++) {
                    now[0] += TimeUnit.SECONDS.toNanos(5);
                    far[0] = fars[look];
                    assertThat(way.look()).isTrue();
                }
                assertThat(ear.first.await(60, TimeUnit.SECONDS)).isTrue();
            } finally {
                Display.install(before);
            }
            texts.add(ear.heard.get(0));
            assertThat(ear.heard).endsWith("(gone)");
        }
        return texts;
    }

    @Test
    void pagesRowsRateWaitsAndTimeLeftAreSaid() throws InterruptedException {
        Duration none = Duration.ZERO;
        assertThat(texts(
                        new Pull.Far(12_000, 12, 0, 30, none, 0, 0),
                        new Pull.Far(20_000, 20, 0, 20, Duration.ofMillis(2_900), 1, 0),
                        new Pull.Far(20_000, 20, 0, 20, Duration.ofSeconds(8), 1, 0),
                        new Pull.Far(1_020_000, 1_020, 1_000, 0, Duration.ofSeconds(8), 0, 0),
                        new Pull.Far(1_020_000, 1_020, 1_000, 0, Duration.ZERO, 0, 2),
                        new Pull.Far(1, 1, 0, 1_000, none, 0, 0)))
                .containsExactly(
                        "Trades[T]: 12 pages, 12,000 rows, 2.4 pages a second, about 13 s left",
                        "Trades[T]: 20 pages, 20,000 rows, 2.0 pages a second, waited 2 s for the limit,"
                                + " about 11 s left",
                        "Trades[T]: 20 pages, 20,000 rows, 1.3 pages a second, waiting for the limit,"
                                + " about 16 s left",
                        "Trades[T]: 1,020 pages, 1,020,000 rows, 51 pages a second, waited 8 s for the limit",
                        "Trades[T]: 1,020 pages, 1,020,000 rows, 41 pages a second, waiting to ask again what was refused"
                                + " or broke off",
                        "Trades[T]: 1 page, 1 row, 0.03 pages a second, about 8.3 h left");
    }

    @Test
    void afterTheEndNothingIsLookedAt() {
        Way way = new Way(
                "Trades[T]",
                () -> {
                    throw new AssertionError("looked at");
                },
                Display::progress,
                System::nanoTime);
        way.close();
        assertThat(way.look()).isFalse();
    }

    @Test
    void everyTerminalThatWantsAllRowsSaysHowFarItIsWhileNoPageComes(@TempDir Path directory) {
        Map<String, ToLongFunction<Trades>> terminals = new LinkedHashMap<>();
        terminals.put("count", Trades::count);
        terminals.put("list", trades -> trades.list().size());
        terminals.put("table", trades -> trades.table().rowCount());
        terminals.put("csv", trades -> trades.csv(directory.resolve("t.csv")).rows());
        terminals.forEach((name, terminal) -> {
            Ear ear = new Ear();
            // The last page comes when the line has been seen twice: it does not come with the pages.
            try (Loopback exchange = Loopback.answering(target -> {
                        if (!target.startsWith("/markets/trades")) {
                            return Loopback.status(404, "{}");
                        }
                        boolean last = target.contains("cursor=");
                        if (last) {
                            waitFor(ear.second);
                        }
                        return Loopback.json(
                                "{\"trades\":[" + trades(last ? 2 : 0) + "],\"cursor\":\"" + (last ? "" : "c") + "\"}");
                    });
                    Kalshi kalshi = Kalshi.at(exchange.url())) {
                DisplayPort before = Display.install(ear);
                try {
                    Trades asked = kalshi.trades("T").since("2026-01-01").until("2026-01-03");
                    assertThat(terminal.applyAsLong(asked)).as(name).isEqualTo(4);
                } finally {
                    Display.install(before);
                }
            }
            assertThat(ear.heard)
                    .as(name)
                    .hasSizeGreaterThanOrEqualTo(3)
                    .endsWith("(gone)")
                    .first()
                    .asString()
                    .startsWith("Trades[T, since=2026-01-01, until=2026-01-03]: 1 page, 2 rows, ");
        });
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String trades(int first) {
        return IntStream.range(first, first + 2)
                .mapToObj(row -> "{\"trade_id\":\"T" + row + "\",\"ticker\":\"T\",\"count_fp\":\"1.00\","
                        + "\"created_time\":\"2026-01-02T00:00:0" + (9 - row) + "Z\"}")
                .collect(Collectors.joining(","));
    }
}
