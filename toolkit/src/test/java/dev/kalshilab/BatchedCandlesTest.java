package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.model.Provenance;
import dev.kalshilab.testkit.Settings;
import dev.kalshilab.testkit.judge.JudgeServer;
import dev.kalshilab.testkit.judge.JudgeServer.Tiers;
import dev.kalshilab.testkit.judge.Truth;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

/** Candles of several markets, of which some were archived before the range that is asked for. */
@Timeout(60)
class BatchedCandlesTest {
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.HOURS);
    private final Truth truth = new Truth(
            Truth.Size.small(19).markets(12, 3).trades(50).density(0.4).present(now, Duration.ofDays(200)));
    private final Truth.Market open = truth.markets().stream()
            .filter(market -> market.settled() == null)
            .findFirst()
            .orElseThrow();
    private final Truth.Market settled = truth.markets().stream()
            .filter(market -> market.settled() != null && market.settled().isBefore(now.minus(Duration.ofDays(40))))
            .findFirst()
            .orElseThrow();
    // Behind the cutoff by more than it may leap, and not over for a day.
    private final Instant from = now.minus(Duration.ofHours(20));
    private final Instant to = now.minus(Duration.ofHours(3));

    @TempDir
    private Path directory;

    @RegisterExtension
    private final Settings settings = new Settings();

    @BeforeEach
    void ownDirectory() {
        settings.cache(directory);
    }

    private JudgeServer judge() {
        return JudgeServer.of(truth)
                .tiers(Tiers.BY_MARKET)
                .cutoff(now.minus(Duration.ofDays(30)).getEpochSecond() * 1_000_000);
    }

    private Candles both(Kalshi kalshi) {
        return kalshi.candles(open.ticker(), settled.ticker())
                .hourly()
                .since(from)
                .until(to);
    }

    @Test
    void thatAnArchivedMarketHasNoneBehindItsEndIsKnownAfterARestart() {
        try (JudgeServer judge = judge()) {
            Table first;
            try (Kalshi kalshi = Kalshi.at(judge.url())) {
                first = both(kalshi).table();
                assertThat(first.rowCount()).isPositive();
                assertThat(Provenance.of(first).orElseThrow().complete()).isTrue();
            }
            judge.forget();
            try (Kalshi kalshi = Kalshi.at(judge.url())) {
                kalshi.cache().offline();
                assertThat(both(kalshi).table().rowCount()).isEqualTo(first.rowCount());
                kalshi.cache().online();
                assertThat(both(kalshi).table().rowCount()).isEqualTo(first.rowCount());
            }
            assertThat(judge.tally().seen()).isEmpty();
        }
    }

    @Test
    void aPlanThatIsExactIsSoForMarketsThatWereArchivedBeforeToo() {
        try (JudgeServer judge = judge();
                Kalshi kalshi = Kalshi.at(judge.url())) {
            kalshi.exchange().cutoff();
            kalshi.trades(open.ticker()).since(now.minus(Duration.ofDays(60))).count(); // which asks for the cutoff
            List<Query<?, ?>> questions = List.of(
                    both(kalshi),
                    kalshi.candles(settled.ticker()).hourly().since(from).until(to),
                    kalshi.candles(settled.ticker()).hourly().since(now.minus(Duration.ofHours(3))),
                    kalshi.candles(open.ticker()).hourly().since(from).until(to));
            for (Query<?, ?> question : questions) {
                for (String time : List.of("first", "again")) {
                    Plan plan = question.plan();
                    judge.forget();
                    question.table();
                    long sent = judge.tally().requests();
                    assertThat(plan.exact() ? sent == plan.requests() : sent >= plan.requests())
                            .as(question + ", " + time + ": " + plan + ", sent " + sent)
                            .isTrue();
                }
            }
        }
    }

    /** The rows as they stand in the table, one line each. */
    private static List<String> lines(Table table) {
        List<String> lines = new ArrayList<>();
        for (Row row : table) {
            lines.add(row.getString("ticker") + " " + row.getInstant("end"));
        }
        return lines;
    }

    @Test
    void rowsStandMarketByMarketAsAskedWhetherTheyCameOrWereHeld() {
        String[] all = truth.markets().stream().map(Truth.Market::ticker).toArray(String[]::new);
        Instant earlier = now.minus(Duration.ofDays(60));
        try (JudgeServer judge = judge()) {
            List<String> first;
            try (Kalshi kalshi = Kalshi.at(judge.url())) {
                first = lines(
                        kalshi.candles(all).hourly().since(earlier).until(to).table());
            }
            List<String> markets = first.stream()
                    .map(line -> line.substring(0, line.indexOf(' ')))
                    .toList();
            assertThat(markets.stream().distinct().toList()).hasSizeGreaterThan(2);
            assertThat(markets)
                    .isSortedAccordingTo((one, other) -> Integer.compare(
                            List.of(all).indexOf(one), List.of(all).indexOf(other)));
            try (Kalshi kalshi = Kalshi.at(judge.url())) {
                assertThat(lines(kalshi.candles(all)
                                .hourly()
                                .since(earlier)
                                .until(to)
                                .table()))
                        .isEqualTo(first);
            }
        }
    }
}
