package dev.kalshilab.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.Kalshi;
import dev.kalshilab.book.LiveBook;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.testkit.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/**
 * A feed through many faults, compared with what a process of its own says is true. {@code -Dsoak.messages=10000000
 * -Dsoak.faults=1000 -Dsoak.rate=40000} is the long one; {@code -Dsoak.seed=N} repeats what was sent and which faults
 * came, though not at the same moments of the client's.
 */
class SoakTest {
    private static final int MARKETS = 6;
    private static final int MARKS = 4;
    private static final long MOST_BYTES = 64L << 20;
    private static final long REPAIRED_NANOS = Duration.ofSeconds(20).toNanos();

    @TempDir
    Path directory;

    /** What the feed gives, drained. */
    private static final class Rows implements AutoCloseable {
        final Feed feed;
        final Soaked trades;
        final Soaked tickers;
        final Soaked books;

        Rows(Feed feed, Path directory) {
            this.feed = feed;
            trades = new Soaked(directory.resolve("trades"), 8);
            tickers = new Soaked(directory.resolve("tickers"), 8);
            books = new Soaked(directory.resolve("books"), 16);
        }

        void drain() {
            trades.trades(whole(feed.drain("trade")));
            tickers.tickers(whole(feed.drain("ticker")));
            books.books(whole(feed.drain("orderbook_delta")));
        }

        private static Table whole(Table drained) {
            assertThat(Provenance.of(drained).orElseThrow().notes())
                    .noneMatch(note -> note.contains("had gone before they were drained"));
            return drained;
        }

        /** Waits for some rows more, or a moment. */
        void more() {
            feed.await(trades.rows() + tickers.rows() + books.rows() + 5_000, Duration.ofMillis(50));
            drain();
        }

        /** Closes the feed, and takes what it brought. */
        void end() {
            feed.close();
            drain();
            close();
        }

        @Override
        public void close() {
            trades.close();
            tickers.close();
            books.close();
        }
    }

    private static String ticker(int market) {
        return "KXSOAK-26NOV23-T" + market;
    }

    private static long usedMegabytes() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least >> 20;
    }

    private static String levels(LiveBook book, boolean yes) {
        StringBuilder levels = new StringBuilder();
        for (int level = book.levels(yes) - 1; level >= 0; level--) {
            levels.append(levels.length() == 0 ? "" : " ")
                    .append(book.price(yes, level) / 100)
                    .append(':')
                    .append(book.count(yes, level));
        }
        return levels.toString();
    }

    @Test
    void whateverHappensEveryRowIsTrueAndWhatIsMissingIsNamed() throws Exception {
        long seed = Long.getLong("soak.seed", System.nanoTime() % 1_000_000);
        long messages = Long.getLong("soak.messages", 70_000);
        long faults = Long.getLong("soak.faults", 40);
        long rate = Long.getLong("soak.rate", 10_000);
        boolean places = new Random(seed).nextInt(4) > 0;
        System.out.println("soak: -Dsoak.seed=" + seed + " -Dsoak.messages=" + messages + " -Dsoak.faults=" + faults);
        FeedEndsTest.lookAtWhatIsThere();
        String[] tickers =
                IntStream.range(0, MARKETS).mapToObj(SoakTest::ticker).toArray(String[]::new);
        Path truth = directory.resolve("truth");
        List<Long> heap = new ArrayList<>();
        Table coverage;
        String state;
        try (SoakExchange exchange = new SoakExchange(
                        truth,
                        List.of(
                                "seed=" + seed,
                                "messages=" + messages,
                                "faults=" + faults,
                                "rate=" + rate,
                                "markets=" + MARKETS,
                                "marks=" + MARKS,
                                "places=" + (places ? 1 : 0)));
                Kalshi kalshi = Kalshi.at(exchange.url());
                Feed feed = kalshi.feed()
                        .trades(tickers)
                        .ticker(tickers)
                        .book(tickers)
                        .keep(Math.min(50_000, Math.max(7_000, messages / 10)))
                        .open(
                                Awake.here(),
                                MOST_BYTES,
                                Duration.ofSeconds(5),
                                () -> new Backoff(Duration.ofMillis(10), Duration.ofMillis(100), new Random(seed)),
                                Duration.ofMillis(messages > 1_000_000 ? 1_000 : 500));
                Rows rows = new Rows(feed, directory)) {
            for (int mark = 1; mark <= MARKS; mark++) {
                String said = exchange.said();
                while (said == null) {
                    rows.more();
                    said = exchange.said();
                }
                assertThat(said).isEqualTo("MARK " + mark);
                booksAreTrue(rows, new SoakBooks(truth, mark));
                heap.add(usedMegabytes());
                if (mark < MARKS) {
                    exchange.goOn();
                }
            }
            long start = System.nanoTime();
            while (System.nanoTime() - start < REPAIRED_NANOS && isTradeMissing(feed.coverage())) {
                rows.more();
            }
            state = feed.toString() + " " + feed.health();
            rows.end();
            coverage = feed.coverage();
            if (Boolean.getBoolean("soak.keep")) {
                Files.copy(truth, Path.of("target", "soak-truth"), StandardCopyOption.REPLACE_EXISTING);
                coverage.write().csv("target/soak-coverage.csv");
            }
            String report =
                    new SoakComparison(new SoakTruth(truth), rows.trades, rows.tickers, rows.books, coverage).report();
            System.out.println("soak: " + state + "\nsoak: " + report + "\nsoak: heap at the marks " + heap + " MB");
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("fails with -Dsoak.seed=" + seed + ": " + e.getMessage(), e);
        }
        FeedEndsTest.noneOfOursIsLeft();
        assertThat(heap.get(MARKS - 1))
                .as("heap at the marks %s MB", heap)
                .isLessThanOrEqualTo(heap.get(0) * 5 / 4 + 16);
    }

    private static boolean isTradeMissing(Table coverage) {
        return IntStream.range(0, coverage.rowCount())
                .anyMatch(row -> coverage.getString(row, "channel").equals("trade")
                        && coverage.getString(row, "repaired").equals("false"));
    }

    private static void booksAreTrue(Rows rows, SoakBooks truth) {
        for (int market = 0; market < MARKETS; market++) {
            String ticker = ticker(market);
            String wanted = truth.of(market);
            try {
                Eventually.holds("the book of " + ticker, () -> {
                    rows.more();
                    LiveBook book = rows.feed.liveBook(ticker);
                    return book.valid() && wanted.equals(levels(book, true) + "," + levels(book, false));
                });
            } catch (AssertionError e) {
                throw new AssertionError(
                        String.format(
                                Locale.ROOT,
                                "%s is not %s, %s",
                                rows.feed.liveBook(ticker),
                                wanted,
                                rows.feed.health()),
                        e);
            }
        }
    }

    /** The books of the last mark so far. */
    private static final class SoakBooks {
        private final List<String> books = new ArrayList<>();

        SoakBooks(Path truth, int mark) {
            try (Stream<String> lines = Files.lines(truth)) {
                lines.filter(line -> line.startsWith("B," + mark + ",")).forEach(books::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String of(int market) {
            return books.get(market).split(",", 4)[3];
        }
    }
}
