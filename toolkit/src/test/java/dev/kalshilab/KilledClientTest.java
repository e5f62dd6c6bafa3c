package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.cache.Range;
import dev.kalshilab.cache.Ranges;
import dev.kalshilab.cache.Store;
import dev.kalshilab.testkit.Eventually;
import dev.kalshilab.testkit.PullProgram;
import dev.kalshilab.testkit.Settings;
import dev.kalshilab.testkit.judge.Faults;
import dev.kalshilab.testkit.judge.JudgeServer;
import dev.kalshilab.testkit.judge.Op;
import dev.kalshilab.testkit.judge.Tally;
import dev.kalshilab.testkit.judge.Truth;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client that is killed in the middle of a pull leaves a cache from which the next one goes on.
 *
 * <p>{@code -Dtest.kills=N} kills as often, {@code -Dkills.seed=N} begins with that one.
 */
@Timeout(900)
class KilledClientTest {
    private static final int KILLS = Integer.getInteger("test.kills", 8);
    private static final long FIRST = Long.getLong("kills.seed", 20_261_123L);
    private static final Pattern RANGE = Pattern.compile("start_ts=(\\d+)&end_ts=(\\d+)");
    private static final long SECOND = 1_000_000;
    /** The most rows of a second, which is asked for again where a piece ends in it. */
    private static final long CROWD = 1_500;

    private static final Truth TRUTH =
            new Truth(Truth.Size.small(7).trades(40_000).density(0.1));
    private static final Truth.Market MARKET = TRUTH.markets().get(0);
    private static final Instant FROM = MARKET.open();
    private static final Instant TO = MARKET.close().plusSeconds(1);
    private static final Instant DAYS = FROM.plus(Duration.ofDays(25));

    @TempDir
    private Path directory;

    @RegisterExtension
    private final Settings settings = new Settings();

    private static Process client(Path cache, JudgeServer judge, boolean trades) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-Ddev.kalshilab.hurry=true",
                "-D" + Settings.CACHE + "=" + cache,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                PullProgram.class.getName(),
                judge.url(),
                trades ? "trades" : "candles",
                FROM.toString(),
                (trades ? TO : DAYS).toString()));
        command.addAll(trades ? List.of(MARKET.ticker()) : Arrays.asList(tickers()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String[] tickers() {
        return TRUTH.markets().stream().map(Truth.Market::ticker).toArray(String[]::new);
    }

    private static long rows(boolean trades) {
        return trades
                ? MARKET.trades().rows()
                : TRUTH.markets().stream()
                        .mapToLong(market -> market.candles(1, FROM.getEpochSecond() + 1, DAYS.getEpochSecond())
                                .size())
                        .sum();
    }

    private static long count(Kalshi kalshi, boolean trades) {
        // Page behind page, so that what is asked is what is missing and nothing of it twice.
        return trades
                ? kalshi.trades(MARKET.ticker())
                        .since(FROM)
                        .until(TO)
                        .limit(1_000_000)
                        .count()
                : kalshi.candles(tickers())
                        .minutely()
                        .since(FROM)
                        .until(DAYS)
                        .limit(10_000_000)
                        .count();
    }

    @Test
    void afterAKillTheNextClientIsRightAndAsksOnlyForWhatWasLost() throws Exception {
        int left = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            long seed = FIRST + kill;
            Random random = new Random(seed);
            boolean trades = random.nextBoolean();
            boolean two = random.nextInt(4) == 0;
            Path cache = directory.resolve("killed" + kill);
            try (JudgeServer judge = JudgeServer.of(TRUTH)) {
                judge.cutoff(FROM.getEpochSecond() * SECOND)
                        .faults(Faults.NONE.latency(Duration.ofMillis(10), Duration.ofMillis(20)));
                Process client = client(cache, judge, trades);
                Process other = two ? client(cache, judge, trades) : null;
                int when = 1 + random.nextInt(trades ? 40 : 90);
                while (client.isAlive() && judge.tally().requests() < when) {
                    Thread.onSpinWait();
                }
                long until = System.nanoTime() + random.nextInt(20_000_000);
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
                client.toHandle().destroyForcibly();
                client.waitFor();
                if (other != null) {
                    String said = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                    assertThat(other.waitFor()).isZero();
                    assertThat(said.strip())
                            .as("the other of two, -Dkills.seed=" + seed)
                            .endsWith(Long.toString(rows(trades)));
                }
                // What the killed one had asked is answered by now, or nobody will ask it.
                Eventually.holds("no answer is under way", () -> judge.underWay() == 0);
                judge.faults(Faults.NONE).forget();
                left += next(judge, cache, trades, seed) ? 1 : 0;
            } catch (AssertionError e) {
                throw new AssertionError("fails with -Dtest.kills=1 -Dkills.seed=" + seed + ": " + e.getMessage(), e);
            }
        }
        System.out.println(KILLS + " clients killed, " + left + " of them left something behind");
        assertThat(left).isPositive();
    }

    /** Asks the same with what the killed one left; true when that was something. */
    private boolean next(JudgeServer judge, Path cache, boolean trades, long seed) {
        settings.cache(cache);
        Held held = new Held(judge.url(), cache);
        try (Kalshi kalshi = Kalshi.at(judge.url())) {
            assertThat(count(kalshi, trades)).isEqualTo(rows(trades));
        }
        boolean something = trades ? held.rightlyAskedTrades(judge) : held.rightlyAskedCandles(judge);
        judge.forget();
        try (Kalshi kalshi = Kalshi.at(judge.url())) {
            assertThat(count(kalshi, trades)).isEqualTo(rows(trades));
            assertThat(judge.tally().seen()).as("seed " + seed).isEmpty();
        }
        return something;
    }

    /** What lay on the disk when the next client began. */
    private static final class Held {
        private final Ranges trades;
        private final List<Ranges> candles = new ArrayList<>();

        Held(String url, Path cache) {
            try (Store store = Store.on(cache, url)) {
                trades = whole(store, "trades live " + MARKET.ticker() + " {}", FROM, TO);
                for (String ticker : tickers()) {
                    candles.add(whole(store, "candles " + ticker + " 1", FROM, DAYS));
                }
            }
        }

        private static Ranges whole(Store store, String subject, Instant from, Instant to) {
            return store.held(subject, new Range(Range.micros(from), Range.micros(to)))
                    .covered();
        }

        boolean rightlyAskedTrades(JudgeServer judge) {
            Ranges open =
                    Ranges.of(new Range(Range.micros(FROM), Range.micros(TO))).minus(trades);
            long missing = 0;
            for (int row = 0; row < MARKET.trades().rows(); row++) {
                long at = MARKET.trades().micros(row);
                missing += open.list().stream().anyMatch(range -> range.contains(at)) ? 1 : 0;
            }
            long given = judge.tally().seen().stream()
                    .filter(one -> one.op() == Op.TRADES)
                    .mapToLong(Tally.Seen::rows)
                    .sum();
            assertThat(given)
                    .as("rows asked for, where " + missing + " in "
                            + open.list().size() + " pieces were missing")
                    .isLessThanOrEqualTo(missing + CROWD * open.list().size());
            return !trades.list().isEmpty();
        }

        boolean rightlyAskedCandles(JudgeServer judge) {
            List<String> names = List.of(tickers());
            for (Tally.Seen one : judge.tally().seen()) {
                Matcher range = RANGE.matcher(one.target());
                if (one.op() == Op.BATCH_CANDLES && range.find()) {
                    Range asked = new Range(
                            Long.parseLong(range.group(1)) * SECOND, (Long.parseLong(range.group(2)) + 1) * SECOND);
                    for (int i = 0; i < names.size(); i++) {
                        if (one.target().contains(names.get(i) + "%2C")
                                || one.target().contains(names.get(i) + "&")) {
                            assertThat(candles.get(i).list())
                                    .as(names.get(i) + " is held where it was asked for: " + one)
                                    .noneMatch(piece -> piece.overlaps(asked));
                        }
                    }
                }
            }
            return candles.stream().anyMatch(each -> !each.list().isEmpty());
        }
    }
}
