package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.model.Candle;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.testkit.Settings;
import dev.kalshilab.testkit.judge.JudgeServer;
import dev.kalshilab.testkit.judge.JudgeServer.Tiers;
import dev.kalshilab.testkit.judge.Truth;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tech.tablesaw.api.Table;

/** The last daily candle of a market ends behind its settlement: it is archived although it is younger than the cutoff. */
@Timeout(60)
class LastCandlesTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Truth TRUTH =
            new Truth(Truth.Size.small(23).markets(4, 3).trades(10).density(1).apart(Duration.ofHours(50)));
    /** Those that have a candle which ends minutes behind their settlement or later. */
    private static final List<Truth.Market> SETTLED = TRUTH.markets().stream()
            .filter(market -> market.settled() != null)
            .filter(market -> !truth(
                            market,
                            settled(market).plus(MINUTE.multipliedBy(2)),
                            Instant.ofEpochSecond(TRUTH.now() / 1_000_000))
                    .isEmpty())
            .toList();

    private static final Truth.Market OPEN = TRUTH.markets().stream()
            .filter(market -> market.settled() == null)
            .findFirst()
            .orElseThrow();

    @TempDir
    private Path directory;

    @RegisterExtension
    private final Settings settings = new Settings();

    private static Instant settled(Truth.Market market) {
        return Objects.requireNonNull(market.settled());
    }

    private static long micros(Instant at) {
        return at.getEpochSecond() * 1_000_000;
    }

    private static JudgeServer judge(Tiers tiers, Instant cutoff) {
        return JudgeServer.of(TRUTH).tiers(tiers).cutoff(micros(cutoff));
    }

    /** Questions about that market among others. */
    private static List<Function<Kalshi, Query<Candle, ?>>> questions(Truth.Market market, Instant from, Instant to) {
        return List.of(
                kalshi ->
                        kalshi.eventCandles(market.event()).daily().since(from).until(to),
                kalshi -> kalshi.candles(market.ticker(), OPEN.ticker())
                        .daily()
                        .since(from)
                        .until(to),
                kalshi -> kalshi.candles(market.ticker()).daily().since(from).until(to));
    }

    private static List<Long> ends(Query<Candle, ?> question, Truth.Market market) {
        List<Long> ends = new ArrayList<>();
        Table table = question.table();
        assertThat(Provenance.of(table).orElseThrow().complete()).isTrue();
        table.forEach(row -> {
            if (row.getString("ticker").equals(market.ticker())) {
                ends.add(row.getInstant("end").getEpochSecond());
            }
        });
        return ends;
    }

    private static List<Long> truth(Truth.Market market, Instant from, Instant to) {
        return market.candles(1_440, from.getEpochSecond() + 1, to.getEpochSecond()).stream()
                .map(Truth.Candle::end)
                .toList();
    }

    @ParameterizedTest
    @EnumSource(
            value = Tiers.class,
            names = {"BY_MARKET", "BY_MARKET_EMPTY"})
    void areThereWhereTheQuestionBeginsBehindTheCutoff(Tiers tiers) {
        for (Truth.Market market : SETTLED) {
            Instant cutoff = settled(market).plus(MINUTE);
            Instant from = cutoff.plus(MINUTE);
            Instant to = from.plus(Duration.ofDays(2));
            assertThat(truth(market, from, to)).hasSize(1);
            for (var question : questions(market, from, to)) {
                settings.cache(directory.resolve(Long.toString(System.nanoTime())));
                try (JudgeServer judge = judge(tiers, cutoff)) {
                    try (Kalshi kalshi = Kalshi.at(judge.url())) {
                        assertThat(ends(question.apply(kalshi), market)).isEqualTo(truth(market, from, to));
                    }
                    judge.forget();
                    try (Kalshi kalshi = Kalshi.at(judge.url())) {
                        assertThat(ends(question.apply(kalshi), market)).isEqualTo(truth(market, from, to));
                    }
                    assertThat(judge.tally().seen()).isEmpty();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Tiers.class,
            names = {"BY_MARKET", "BY_MARKET_EMPTY"})
    void areThereWhereTheMarketWasArchivedBehindAnEarlierQuestion(Tiers tiers) {
        for (Truth.Market market : SETTLED) {
            Instant cutoff = settled(market).plus(MINUTE);
            Instant from = cutoff.minus(Duration.ofDays(4));
            Instant to = cutoff.plus(Duration.ofDays(2));
            List<Function<Kalshi, Query<Candle, ?>>> before = questions(market, from, cutoff.plus(MINUTE));
            List<Function<Kalshi, Query<Candle, ?>>> after = questions(market, from, to);
            for (int i = 0; i < after.size(); i++) {
                settings.cache(directory.resolve(Long.toString(System.nanoTime())));
                try (JudgeServer judge = judge(tiers, cutoff.minus(Duration.ofDays(8)))) {
                    try (Kalshi kalshi = Kalshi.at(judge.url())) {
                        assertThat(ends(before.get(i).apply(kalshi), market))
                                .isEqualTo(truth(market, from, cutoff.plus(MINUTE)));
                    }
                    judge.cutoff(micros(cutoff));
                    try (Kalshi kalshi = Kalshi.at(judge.url())) {
                        assertThat(ends(after.get(i).apply(kalshi), market)).isEqualTo(truth(market, from, to));
                    }
                    judge.forget();
                    try (Kalshi kalshi = Kalshi.at(judge.url())) {
                        kalshi.cache().offline();
                        assertThat(ends(after.get(i).apply(kalshi), market)).isEqualTo(truth(market, from, to));
                    }
                    assertThat(judge.tally().seen()).isEmpty();
                }
            }
        }
    }

    @Test
    void refreshingOneRangeOfAnEventLeavesTheOthersKnown() {
        Truth.Market market = SETTLED.get(0);
        Instant end = settled(market).plus(MINUTE);
        settings.cache(directory);
        try (JudgeServer judge = judge(Tiers.BY_MARKET, end)) {
            EventCandlesOf event = (kalshi, from, to) -> kalshi.eventCandles(market.event())
                    .daily()
                    .since(end.minus(Duration.ofDays(from)))
                    .until(end.minus(Duration.ofDays(to)));
            try (Kalshi kalshi = Kalshi.at(judge.url())) {
                event.ask(kalshi, 30, 10).count();
                event.ask(kalshi, 20, 15).refresh().count();
            }
            judge.forget();
            try (Kalshi kalshi = Kalshi.at(judge.url())) {
                assertThat(ends(event.ask(kalshi, 30, 20), market))
                        .isEqualTo(truth(market, end.minus(Duration.ofDays(30)), end.minus(Duration.ofDays(20))));
                assertThat(ends(event.ask(kalshi, 15, 10), market))
                        .isEqualTo(truth(market, end.minus(Duration.ofDays(15)), end.minus(Duration.ofDays(10))));
                assertThat(ends(event.ask(kalshi, 30, 10), market))
                        .isEqualTo(truth(market, end.minus(Duration.ofDays(30)), end.minus(Duration.ofDays(10))));
            }
            assertThat(judge.tally().seen()).isEmpty();
        }
    }

    private interface EventCandlesOf {
        EventCandles ask(Kalshi kalshi, int from, int to);
    }
}
