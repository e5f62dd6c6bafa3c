package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.auth.Credentials;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.testkit.AKey;
import dev.kalshilab.testkit.Settings;
import dev.kalshilab.testkit.judge.Faults;
import dev.kalshilab.testkit.judge.JudgeServer;
import dev.kalshilab.testkit.judge.JudgeServer.Tiers;
import dev.kalshilab.testkit.judge.Op;
import dev.kalshilab.testkit.judge.Truth;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** What the exchange archives after its cutoff was looked up is in a table all the same; looking costs little. */
class CutoffTest {
    private static final Truth TRUTH =
            new Truth(Truth.Size.small(7).trades(6_000).density(0.9));
    private static final Truth.Market MARKET = TRUTH.markets().get(0);
    private static final Instant SETTLED = Objects.requireNonNull(MARKET.settled());

    @RegisterExtension
    private final Settings settings = new Settings();

    /** Questions about what was shortly before the settlement. */
    private static Map<String, Function<Kalshi, Query<?, ?>>> questions(Instant from) {
        return questions(TRUTH, from);
    }

    private static Map<String, Function<Kalshi, Query<?, ?>>> questions(Truth truth, Instant from) {
        Truth.Market one = truth.markets().get(0);
        Instant settled = Objects.requireNonNull(one.settled());
        String[] event = truth.markets().stream()
                .filter(market -> market.event().equals(one.event()))
                .map(Truth.Market::ticker)
                .toArray(String[]::new);
        Map<String, Function<Kalshi, Query<?, ?>>> all = new LinkedHashMap<>();
        all.put(
                "settled markets of a series",
                kalshi -> kalshi.markets().series(one.series()).settled().since(from));
        all.put(
                "markets by name",
                kalshi -> kalshi.markets().tickers(List.of(event)).settled().since(from));
        all.put(
                "candles of one",
                kalshi -> kalshi.candles(one.ticker()).minutely().since(from).until(settled));
        all.put(
                "candles of some",
                kalshi -> kalshi.candles(event).minutely().since(from).until(settled));
        all.put(
                "candles of an event",
                kalshi ->
                        kalshi.eventCandles(one.event()).minutely().since(from).until(settled));
        all.put(
                "trades of one",
                kalshi -> kalshi.trades(one.ticker()).since(from).until(settled));
        all.put("trades of some", kalshi -> kalshi.trades(event).since(from).until(settled));
        all.put("fills", kalshi -> kalshi.portfolio().fills().since(from).until(settled));
        all.put("orders", kalshi -> kalshi.portfolio().orders().since(from).until(settled));
        return all;
    }

    /** The same exchange, whose present is that of the machine: the first market was settled half a day ago. */
    private static Truth now() {
        return new Truth(Truth.Size.small(7)
                .trades(6_000)
                .density(0.9)
                .present(Instant.now().truncatedTo(ChronoUnit.SECONDS), Duration.ofDays(20)));
    }

    private static JudgeServer judge(Tiers tiers, Instant cutoff) {
        return JudgeServer.of(TRUTH).tiers(tiers).cutoff(micros(cutoff));
    }

    private static long micros(Instant moment) {
        return moment.getEpochSecond() * 1_000_000;
    }

    private static Kalshi open(JudgeServer judge) {
        return Kalshi.at(judge.url(), Credentials.of("judged", AKey.file()));
    }

    @Test
    void whatWasArchivedSinceTheCutoffWasLookedUpIsFoundAlsoWhereItLeaptWeeks() {
        Instant from = SETTLED.minus(Duration.ofDays(4));
        for (Duration before : List.of(Duration.ofDays(1), Duration.ofDays(40))) {
            for (Tiers tiers : List.of(Tiers.BY_MARKET, Tiers.BY_MARKET_EMPTY, Tiers.BY_TIME)) {
                questions(from).forEach((what, question) -> {
                    try (JudgeServer judge = judge(tiers, from.minus(before))) {
                        long rows;
                        try (Kalshi kalshi = open(judge)) {
                            rows = question.apply(kalshi).count();
                        }
                        assertThat(rows).as(what).isPositive();
                        try (Kalshi kalshi = open(judge)) {
                            kalshi.trades(MARKET.ticker()).first(); // which looks it up
                            judge.cutoff(micros(SETTLED.plusSeconds(60)));
                            assertThat(question.apply(kalshi).count())
                                    .as(what + ", " + tiers)
                                    .isEqualTo(rows);
                        }
                    }
                });
            }
        }
    }

    @Test
    void whereTheCutoffIsFarItIsLookedUpOnceForAllQuestionsAboutTheLastDay() {
        Truth young = now();
        Instant from = Objects.requireNonNull(young.markets().get(0).settled()).minus(Duration.ofHours(6));
        for (Duration far : List.of(Duration.ofDays(8), Duration.ofDays(-8))) {
            try (JudgeServer judge =
                            JudgeServer.of(young).tiers(Tiers.BY_MARKET).cutoff(micros(from.minus(far)));
                    Kalshi kalshi = open(judge)) {
                Map<String, Function<Kalshi, Query<?, ?>>> all = questions(young, from);
                all.keySet().removeIf(what -> what.startsWith("trades")); // they begin with the tier that has most
                all.values().forEach(question -> question.apply(kalshi).count());
                assertThat(judge.tally().requests(Op.CUTOFF)).isEqualTo(1);
            }
        }
    }

    @Test
    void whereTheCutoffMayHaveComeOneLookBehindAQuestionIsEnough() {
        Instant from = SETTLED.minus(Duration.ofDays(4));
        for (Duration far : List.of(Duration.ofDays(1), Duration.ofDays(40))) {
            questions(from).forEach((what, question) -> {
                try (JudgeServer judge = judge(Tiers.BY_MARKET, from.minus(far));
                        Kalshi kalshi = open(judge)) {
                    for (int times = 0; times < 2; times++) {
                        question.apply(kalshi).count();
                        // Where trades are is looked up before them too.
                        int most = times == 0 && what.startsWith("trades") ? 2 : 1;
                        assertThat(judge.tally().requests(Op.CUTOFF)).as(what).isLessThanOrEqualTo(most);
                        judge.forget();
                    }
                }
            });
        }
    }

    @Test
    void aPlanKnowsThatACutoffWhichIsNearIsLookedAtAgain() {
        Truth young = now();
        Truth.Market market = young.markets().get(0);
        Instant silent = Objects.requireNonNull(market.settled()).plus(Duration.ofHours(2)); // no candle any more
        Function<Kalshi, Candles> question = kalshi -> kalshi.candles(market.ticker())
                .hourly()
                .since(silent)
                .until(silent.plus(Duration.ofHours(5)))
                .refresh();
        for (Duration far : List.of(Duration.ofDays(8), Duration.ofDays(1))) {
            try (JudgeServer judge =
                            JudgeServer.of(young).tiers(Tiers.BY_MARKET).cutoff(micros(silent.minus(far)));
                    Kalshi kalshi = open(judge)) {
                question.apply(kalshi).count();
                Plan plan = question.apply(kalshi).plan();
                judge.forget();
                question.apply(kalshi).count();
                assertThat(plan.exact()).as("%s", plan).isEqualTo(judge.tally().requests() == plan.requests());
                assertThat(plan.exact()).isEqualTo(far.equals(Duration.ofDays(8)));
            }
        }
    }

    @Test
    void aPlanKnowsThatWhatStoppedEarlyIsLookedAtAgain(@TempDir Path directory) {
        settings.cache(directory);
        Instant from = SETTLED.minus(Duration.ofDays(4));
        try (JudgeServer judge = judge(Tiers.BY_TIME, from.minus(Duration.ofDays(1)));
                Kalshi kalshi = open(judge)) {
            Trades question = kalshi.trades(MARKET.ticker()).since(from).until(SETTLED);
            question.limit(1).count(); // all of them are on the one page that this reads
            Plan plan = question.plan();
            judge.forget();
            question.count();
            assertThat(judge.tally().requests()).isEqualTo(1);
            assertThat(plan.exact()).as("%s", plan).isFalse();
        }
    }

    @Test
    void marketsThatAreArchivedBetweenTwoBatchesOfCandlesLackNone(@TempDir Path directory) {
        Instant from = SETTLED.minus(Duration.ofDays(8)); // more than one batch takes
        String[] event = TRUTH.markets().stream()
                .filter(market -> market.event().equals(MARKET.event()))
                .map(Truth.Market::ticker)
                .toArray(String[]::new);
        long expected = TRUTH.markets().stream()
                .filter(market -> market.event().equals(MARKET.event()))
                .mapToLong(market -> market.candles(1, from.getEpochSecond() + 1, SETTLED.getEpochSecond())
                        .size())
                .sum();
        for (Tiers tiers : List.of(Tiers.BY_MARKET, Tiers.BY_MARKET_EMPTY)) {
            for (int every = 2; every <= 4; every++) {
                settings.cache(directory.resolve(tiers.name() + every));
                try (JudgeServer judge = judge(tiers, SETTLED.minusSeconds(60))) {
                    judge.cutoffMoves(every, Duration.ofHours(2));
                    for (int times = 0; times < 2; times++) {
                        try (Kalshi kalshi = open(judge)) {
                            assertThat(kalshi.candles(event)
                                            .minutely()
                                            .since(from)
                                            .until(SETTLED)
                                            .count())
                                    .as("%s, archived behind %s answers, asked %s times before", tiers, every, times)
                                    .isEqualTo(expected);
                        }
                    }
                }
            }
        }
    }

    @Test
    void aMarketThatIsArchivedBetweenTheAnswersOfTwoTiersKeepsItsOldTrades() {
        Instant from = MARKET.open().plus(Duration.ofDays(20));
        Instant to = MARKET.open().plus(Duration.ofDays(90));
        long expected = IntStream.range(0, MARKET.trades().rows())
                .filter(row -> MARKET.trades().micros(row) >= micros(from)
                        && MARKET.trades().micros(row) < micros(to))
                .count();
        assertThat(expected).isPositive();
        for (Tiers tiers : List.of(Tiers.BY_MARKET, Tiers.BY_MARKET_EMPTY)) {
            for (int every = 1; every <= 6; every++) {
                try (JudgeServer judge = judge(tiers, SETTLED.minusSeconds(60))) {
                    judge.cutoffMoves(every, Duration.ofHours(2));
                    try (Kalshi kalshi = open(judge)) {
                        assertThat(kalshi.trades(MARKET.ticker())
                                        .since(from)
                                        .until(to)
                                        .count())
                                .as("%s, archived behind %s answers", tiers, every)
                                .isEqualTo(expected);
                    }
                }
            }
        }
    }

    @Test
    void aHistoricalTierThatKnowsNothingLeavesWhatIsLive() {
        Instant from = SETTLED.minus(Duration.ofDays(150));
        questions(from).forEach((what, question) -> {
            try (JudgeServer judge = JudgeServer.of(TRUTH);
                    Kalshi kalshi = open(judge)) {
                if (!what.startsWith("candles")) {
                    long rows = question.apply(kalshi).count();
                    judge.faults(Faults.NONE.mute(Faults.Mute.HISTORICAL));
                    assertThat(rows).as(what).isPositive();
                    assertThat(question.apply(kalshi).refresh().count())
                            .as(what)
                            .isEqualTo(rows);
                }
            }
        });
    }

    @Test
    void manyMarketsWithoutCandlesNearTheCutoffShareALook() {
        Truth silent = new Truth(Truth.Size.small(7).markets(30, 4).trades(10).density(0));
        String[] all = silent.markets().stream().map(Truth.Market::ticker).toArray(String[]::new);
        Instant cutoff = silent.markets().get(0).open().minus(Duration.ofDays(2));
        Truth.Market[] near = silent.markets().stream()
                .filter(market -> market.open().isBefore(cutoff.plus(Duration.ofDays(7))))
                .toArray(Truth.Market[]::new);
        assertThat(near.length).isGreaterThan(2);
        try (JudgeServer judge = JudgeServer.of(silent)
                        .tiers(Tiers.BY_MARKET)
                        .cutoff(micros(cutoff))
                        .faults(Faults.NONE.latency(Duration.ofMillis(100), Duration.ZERO));
                Kalshi kalshi = open(judge)) {
            kalshi.candles(all).daily().count();
            assertThat(judge.tally().requests(Op.CUTOFF)).isLessThan(all.length / 4);
        }
    }

    @Test
    void whatALiveTierThatDoesNotAnswerWouldHaveSaidIsNotTakenForNothing() {
        Instant from = SETTLED.minus(Duration.ofDays(4));
        for (Tiers tiers : List.of(Tiers.BY_MARKET, Tiers.BY_MARKET_EMPTY, Tiers.BY_TIME)) {
            for (Instant cutoff : List.of(from.minus(Duration.ofDays(1)), from.plus(Duration.ofDays(1)))) {
                Map<String, Function<Kalshi, Query<?, ?>>> all = questions(from);
                all.keySet().retainAll(Set.of("candles of one", "trades of one", "trades of some"));
                all.put("trades of all", kalshi -> kalshi.trades().since(from).until(SETTLED));
                all.forEach((what, question) -> {
                    try (JudgeServer judge = judge(tiers, cutoff)) {
                        judge.faults(Faults.NONE.mute(Faults.Mute.LIVE));
                        try (Kalshi kalshi = open(judge)) {
                            boolean failed = false;
                            try {
                                Table table = question.apply(kalshi).table();
                                failed = !Provenance.of(table).orElseThrow().complete();
                            } catch (KalshiException e) {
                                failed = true;
                            }
                            assertThat(failed)
                                    .as("%s, %s, %s", what, tiers, cutoff)
                                    .isTrue();
                        }
                    }
                });
            }
        }
    }

    @Test
    void aLiveTierThatDidNotAnswerForAWhileLeavesNoHole(@TempDir Path directory) {
        settings.cache(directory);
        Instant from = SETTLED.minus(Duration.ofDays(4));
        Map<String, Function<Kalshi, Trades>> all =
                Map.of("trades of one", kalshi -> kalshi.trades(MARKET.ticker()), "trades of all", Kalshi::trades);
        for (Tiers tiers : List.of(Tiers.BY_MARKET, Tiers.BY_MARKET_EMPTY, Tiers.BY_TIME)) {
            all.forEach((what, asked) -> {
                try (JudgeServer judge = judge(tiers, from.minus(Duration.ofDays(1)));
                        Kalshi kalshi = open(judge)) {
                    Trades question = asked.apply(kalshi).since(from).until(SETTLED);
                    question.until(from.plus(Duration.ofDays(2))).count();
                    judge.faults(Faults.NONE.mute(Faults.Mute.LIVE));
                    assertThatThrownBy(question::count).isInstanceOf(KalshiException.class);
                    judge.faults(Faults.NONE);
                    long rows = question.count();
                    assertThat(rows)
                            .as("%s, %s", what, tiers)
                            .isEqualTo(question.refresh().count());
                }
            });
        }
    }

    @Test
    void aHistoricalTierThatDidNotAnswerForAWhileLeavesNoHoleInTradesOfAll(@TempDir Path directory) {
        settings.cache(directory);
        Instant from = SETTLED.minus(Duration.ofDays(4));
        for (Tiers tiers : List.of(Tiers.BY_MARKET, Tiers.BY_MARKET_EMPTY, Tiers.BY_TIME)) {
            try (JudgeServer judge = judge(tiers, SETTLED.plus(Duration.ofDays(1)));
                    Kalshi kalshi = open(judge)) {
                Trades question = kalshi.trades().since(from).until(SETTLED);
                judge.faults(Faults.NONE.mute(Faults.Mute.HISTORICAL));
                long live = question.count();
                judge.faults(Faults.NONE);
                assertThat(question.count())
                        .as("%s", tiers)
                        .isGreaterThan(live)
                        .isEqualTo(question.refresh().count());
            }
        }
    }

    @Test
    void aTapeOfAnswersThatWereCutOffGivesThoseThatWereAskedForAgain(@TempDir Path tapes) {
        Instant from = SETTLED.minus(Duration.ofDays(4));
        try (JudgeServer judge = judge(Tiers.ONE, from)) {
            judge.faults(Faults.NONE.breaks(0, 0, 1));
            for (String what : List.of("candles of one", "trades of some", "markets by name")) {
                Path tape = tapes.resolve(what + ".jsonl");
                Function<Kalshi, Query<?, ?>> question =
                        Objects.requireNonNull(questions(from).get(what));
                long rows;
                try (Kalshi kalshi = open(judge)) {
                    kalshi.record(tape);
                    rows = question.apply(kalshi).count();
                }
                try (Kalshi kalshi = Kalshi.replay(tape)) {
                    assertThat(question.apply(kalshi).count()).as(what).isEqualTo(rows);
                }
            }
        }
    }

    @Test
    void aTapeGivesWhatBothTiersSaid(@TempDir Path tapes) {
        Instant from = SETTLED.minus(Duration.ofDays(4));
        for (Instant cutoff : List.of(from.minus(Duration.ofDays(1)), SETTLED.plusSeconds(60))) {
            for (Tiers tiers : List.of(Tiers.BY_MARKET, Tiers.BY_MARKET_EMPTY, Tiers.BY_TIME)) {
                Map<String, Function<Kalshi, Query<?, ?>>> all = questions(from);
                all.keySet().removeAll(Set.of("fills", "orders")); // an account's are not recorded
                all.forEach((what, question) -> {
                    Path tape = tapes.resolve(tiers + what + cutoff.getEpochSecond() + ".jsonl");
                    long rows;
                    try (JudgeServer judge = judge(tiers, cutoff);
                            Kalshi kalshi = open(judge)) {
                        kalshi.record(tape);
                        rows = question.apply(kalshi).count();
                    }
                    assertThat(rows).as(what).isPositive();
                    try (Kalshi kalshi = Kalshi.replay(tape)) {
                        assertThat(question.apply(kalshi).count())
                                .as("%s, %s, %s", what, tiers, cutoff)
                                .isEqualTo(rows);
                    }
                });
            }
        }
    }

    @Test
    void aTierThatKnowsNothingOfWhatTheOtherHasIsNoFailure() {
        Instant from = SETTLED.minus(Duration.ofDays(4));
        questions(from).forEach((what, question) -> {
            for (Faults.Mute mute : List.of(Faults.Mute.HISTORICAL, Faults.Mute.LIVE)) {
                boolean live = mute == Faults.Mute.HISTORICAL;
                if (!live && (what.equals("fills") || what.equals("orders"))) {
                    continue; // the live tier is where an account is: without it nothing can be believed
                }
                Instant cutoff = live ? from.plus(Duration.ofHours(1)) : Instant.ofEpochSecond(TRUTH.now() / 1_000_000);
                long rows;
                try (JudgeServer judge = judge(Tiers.BY_MARKET, cutoff);
                        Kalshi kalshi = open(judge)) {
                    rows = question.apply(kalshi).count();
                }
                assertThat(rows).as(what).isPositive();
                try (JudgeServer judge = judge(Tiers.BY_MARKET, cutoff)) {
                    judge.faults(Faults.NONE.mute(mute));
                    try (Kalshi kalshi = open(judge)) {
                        assertThat(question.apply(kalshi).count())
                                .as(what + " while the tier is mute: " + mute)
                                .isEqualTo(rows);
                    }
                }
            }
        });
    }
}
