package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.TruthRows.Range;
import dev.kalshilab.auth.Credentials;
import dev.kalshilab.csv.CsvFile;
import dev.kalshilab.model.Interval;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Market;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.testkit.AKey;
import dev.kalshilab.testkit.ForAll;
import dev.kalshilab.testkit.Settings;
import dev.kalshilab.testkit.judge.Faults;
import dev.kalshilab.testkit.judge.JudgeServer;
import dev.kalshilab.testkit.judge.JudgeServer.Bounds;
import dev.kalshilab.testkit.judge.JudgeServer.Tiers;
import dev.kalshilab.testkit.judge.Op;
import dev.kalshilab.testkit.judge.Truth;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/**
 * Whatever is asked of the judge's exchange, and whatever goes wrong: what comes is the truth, row by row, or an error.
 *
 * <p>{@code -Dcases=N} tries as many cases, {@code -Dpulls.seed=N} begins with that one, {@code -Dpulls.cans=A,B} says
 * what the client can, instead of {@link #CANS}.
 */
class PullsTest {
    private static final int CASES = Integer.getInteger("cases", 400);
    private static final long FIRST = Long.getLong("pulls.seed", 20_261_122L);

    /** What a client may be able to do beside asking one page after the other. */
    private enum Can {
        /** Asks again what failed. */
        RETRY,
        /** Drops rows that a page repeats. */
        DEDUPLICATE,
        /** Joins the live and the historical tier. */
        STITCH,
        /** Keeps what it fetched. */
        KEEP
    }

    /** What today's client can: the cases beyond it must fail loudly, and never give other rows. */
    private static final Set<Can> CANS = Stream.of(System.getProperty("pulls.cans", "RETRY,DEDUPLICATE,STITCH,KEEP")
                    .split(","))
            .filter(name -> !name.isBlank())
            .map(name -> Can.valueOf(name.strip().toUpperCase(Locale.ROOT)))
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Can.class)));

    /** What is known before a question is asked; more states come with a cache that outlives a connection. */
    private enum Held {
        /** A new connection that knows nothing. */
        FRESH,
        /** The first half of the range was asked for before. */
        PARTLY,
        /** All of it was. */
        ALL,
        /** All of it was, by a connection that is closed. */
        BY_ANOTHER
    }

    @TempDir
    private Path directory;

    @RegisterExtension
    private final Settings settings = new Settings();

    /** Each case has a cache of its own. */
    private void forAll(int cases, BiConsumer<Long, Random> property) {
        ForAll.forAll("cases=1 -Dpulls.seed", FIRST, cases, (seed, random) -> {
            if (CANS.contains(Can.KEEP)) {
                settings.cache(directory.resolve("case" + seed));
            }
            property.accept(seed, random);
        });
    }

    private static Range range(Random random, Truth.Market market) {
        long one = random.nextInt(8) == 0 ? Long.MIN_VALUE : TruthRows.moment(random, market);
        long other = random.nextInt(8) == 0 ? Long.MAX_VALUE : TruthRows.moment(random, market);
        return one == Long.MIN_VALUE || other == Long.MAX_VALUE || random.nextInt(30) == 0
                ? new Range(one, other)
                : new Range(Math.min(one, other), Math.max(one, other));
    }

    private static Faults faults(Random random, long seed) {
        Faults none = Faults.NONE.seed(seed);
        return switch (random.nextInt(12)) {
            case 0 -> none.refusals(0.2, 0, 1);
            case 1 -> none.refusals(0, 0.2, 1 + random.nextInt(2));
            case 2 -> none.breaks(0.2, 0, 0);
            case 3 -> none.breaks(0, 0.2, 0.1);
            case 4 -> none.cursors(0.2, false);
            case 5 -> none.cursors(0, true);
            case 6 -> none.pages(1 + random.nextInt(20), 0.4, 0);
            case 7 -> none.pages(0, 0, 0.3);
            default -> none;
        };
    }

    /** The faults that may strike what has no pages. */
    private static Faults refusals(Random random, long seed) {
        Faults none = Faults.NONE.seed(seed);
        return switch (random.nextInt(6)) {
            case 0 -> none.refusals(0.2, 0.2, 1 + random.nextInt(2));
            case 1 -> none.breaks(0.2, 0.1, 0.1);
            default -> none;
        };
    }

    private static Trades asked(Kalshi kalshi, List<Truth.Market> markets, Range range) {
        return range.on(kalshi.trades(markets.stream().map(Truth.Market::ticker).toArray(String[]::new)));
    }

    /** True when a client that cannot do more may give up, and so must. */
    private static boolean mayFail(Faults faults) {
        boolean cursors = faults.sameCursor() > 0 || faults.cursorAtEnd();
        return (faults.needRetries() && !CANS.contains(Can.RETRY)) || (cursors && !CANS.contains(Can.DEDUPLICATE));
    }

    private static Held held(Random random) {
        return CANS.contains(Can.KEEP) ? TruthRows.one(random, List.of(Held.values())) : Held.FRESH;
    }

    /** Has asked before what that state says. */
    private static void prepare(
            Held held, JudgeServer judge, Kalshi kalshi, BiConsumer<Kalshi, Range> ask, Range range) {
        switch (held) {
            case FRESH -> {}
            case PARTLY -> {
                if (range.bounded() && range.to() - range.from() > 2_000_000) {
                    ask.accept(kalshi, new Range(range.from(), range.from() + (range.to() - range.from()) / 2));
                }
            }
            case ALL -> ask.accept(kalshi, range);
            case BY_ANOTHER -> {
                try (Kalshi another = Kalshi.at(judge.url())) {
                    ask.accept(another, range);
                }
            }
        }
    }

    /** One or both tiers, and a cutoff that stands or goes on while rows are read. */
    private static void tiers(Random random, JudgeServer judge, Truth.Market market) {
        judge.tiers(TruthRows.one(random, List.of(Tiers.values()))).cutoff(TruthRows.moment(random, market));
        if (random.nextInt(3) == 0) {
            judge.cutoffMoves(1 + random.nextInt(3), Duration.ofHours(1 + random.nextInt(48)));
        }
    }

    @Test
    void tradesAreTheTruthWhateverIsAskedAndWhateverGoesWrong() {
        int[] whole = {0};
        forAll(CASES, (seed, random) -> {
            Truth truth = new Truth(Truth.Size.small(seed).trades(random.nextInt(4) == 0 ? 6_000 : 1_500));
            Faults faults = faults(random, seed);
            try (JudgeServer judge = JudgeServer.of(truth);
                    Kalshi kalshi = Kalshi.at(judge.url())) {
                judge.bounds(TruthRows.one(random, List.of(Bounds.values()))).faults(faults);
                tiers(random, judge, truth.markets().get(0));
                List<Truth.Market> markets = random.nextInt(3) > 0
                        ? List.of(TruthRows.one(random, truth.markets()))
                        : Stream.generate(() -> TruthRows.one(random, truth.markets()))
                                .limit(3)
                                .distinct()
                                .toList();
                Range range = range(random, markets.get(0));
                if (range.empty()) {
                    assertThatThrownBy(() -> asked(kalshi, markets, range).table())
                            .isInstanceOf(KalshiException.class);
                    return;
                }
                Table table;
                try {
                    Held held = held(random);
                    prepare(
                            held,
                            judge,
                            kalshi,
                            (one, some) -> asked(one, markets, some).count(),
                            range);
                    judge.forget();
                    table = asked(kalshi, markets, range).table();
                    if (range.over() && (held == Held.ALL || held == Held.BY_ANOTHER)) {
                        assertThat(judge.tally().seen())
                                .as(held + " of it is held")
                                .isEmpty();
                    }
                } catch (KalshiException e) {
                    assertThat(mayFail(faults))
                            .as(e.getMessage() + " " + range + " " + judge.cutoff()
                                    + judge.tally().seen())
                            .isTrue();
                    return;
                }
                if (faults.overlapping() > 0 && !CANS.contains(Can.DEDUPLICATE)) {
                    return; // today's client gives such rows twice
                }
                whole[0]++;
                TruthRows.same(
                        TruthRows.rows(table),
                        TruthRows.truth(markets, truth.now(), range::has),
                        () -> " cutoff " + judge.cutoff() + " range " + range + " "
                                + judge.tally().seen().stream()
                                        .map(x -> x + " rows " + x.rows())
                                        .toList());
                assertThat(Provenance.of(table).orElseThrow().complete()).isTrue();
                assertThat(judge.tally().outside()).isEmpty();
                assertThat(judge.tally().wronglySigned()).isEmpty();
            }
        });
        assertThat(whole[0]).isGreaterThanOrEqualTo(CASES / 3);
    }

    @Test
    void bothTiersTogetherAreTheTruth() {
        forAll(CASES / 3, (seed, random) -> {
            Truth truth = new Truth(Truth.Size.small(seed));
            try (JudgeServer judge = JudgeServer.of(truth);
                    Kalshi kalshi = Kalshi.at(judge.url())) {
                Truth.Market market = TruthRows.one(random, truth.markets());
                long cutoff = TruthRows.moment(random, market);
                judge.tiers(Tiers.BY_TIME).cutoff(cutoff);
                Range range = range(random, market);
                if (range.empty()) {
                    return;
                }
                Table live = asked(kalshi, List.of(market), range).table();
                if (CANS.contains(Can.STITCH)) {
                    assertThat(TruthRows.rows(live))
                            .isEqualTo(TruthRows.truth(List.of(market), truth.now(), range::has));
                    return;
                }
                assertThat(TruthRows.rows(live))
                        .isEqualTo(TruthRows.truth(
                                List.of(market), truth.now(), at -> range.has(at) && at >= judge.cutoff()));
                assertThat(TruthRows.rows(asked(kalshi, List.of(market), range)
                                .historical()
                                .table()))
                        .isEqualTo(TruthRows.truth(
                                List.of(market), truth.now(), at -> range.has(at) && at < judge.cutoff()));
            }
        });
    }

    @Test
    void nestedAndAdjacentRangesOfOneConnectionAgree() {
        forAll(CASES / 4, (seed, random) -> {
            Truth truth = new Truth(Truth.Size.small(seed).trades(1_500));
            try (JudgeServer judge = JudgeServer.of(truth);
                    Kalshi kalshi = Kalshi.at(judge.url())) {
                List<Truth.Market> market = List.of(truth.markets().get(0));
                long[] bounds = random.longs(5)
                        .map(any -> TruthRows.moment(random, market.get(0)))
                        .sorted()
                        .distinct()
                        .toArray();
                for (int i = 0; i < 6; i++) {
                    int one = random.nextInt(bounds.length);
                    int other = random.nextInt(bounds.length);
                    if (one < other) {
                        Range range = new Range(bounds[one], bounds[other]);
                        assertThat(TruthRows.rows(asked(kalshi, market, range).table()))
                                .isEqualTo(TruthRows.truth(market, truth.now(), range::has));
                    }
                }
            }
        });
    }

    @Test
    void aPlanThatSaysThatItIsExactIs() {
        int[] exact = {0};
        forAll(CASES / 6, (seed, random) -> {
            Truth truth = new Truth(Truth.Size.small(seed).trades(10).density(0.2));
            try (JudgeServer judge = JudgeServer.of(truth);
                    Kalshi kalshi = Kalshi.at(judge.url())) {
                judge.cutoff(truth.markets().get(0).open().getEpochSecond() * 1_000_000);
                List<Truth.Market> markets = truth.markets().subList(0, 2 + random.nextInt(6));
                long from = TruthRows.moment(random, markets.get(0)) / 1_000_000;
                Range range = new Range(from * 1_000_000, (from + 3_600L * (1 + random.nextInt(4_000))) * 1_000_000);
                BiFunction<Kalshi, Range, Candles> asked = (one, some) -> some.on(
                        one.candles(markets.stream().map(Truth.Market::ticker).toArray(String[]::new))
                                .hourly());
                // Where history begins becomes known by a question about trades.
                kalshi.trades(markets.get(0).ticker()).since("2026-04-01").count();
                prepare(
                        held(random),
                        judge,
                        kalshi,
                        (one, some) -> asked.apply(one, some).count(),
                        range);
                Plan plan = asked.apply(kalshi, range).plan();
                judge.forget();
                asked.apply(kalshi, range).count();
                if (plan.exact()) {
                    exact[0]++;
                    assertThat((long) judge.tally().requests()).isEqualTo(plan.requests());
                } else {
                    assertThat((long) judge.tally().requests()).isGreaterThanOrEqualTo(plan.requests());
                }
            }
        });
        assertThat(exact[0]).isPositive();
    }

    @Test
    void candlesAreTheTruth() {
        forAll(CASES / 3, (seed, random) -> {
            Truth truth = new Truth(Truth.Size.small(seed).trades(10).density(random.nextBoolean() ? 0.02 : 0.4));
            try (JudgeServer judge = JudgeServer.of(truth);
                    Kalshi kalshi = Kalshi.at(judge.url())) {
                Interval interval = TruthRows.one(random, List.of(Interval.values()));
                boolean several = random.nextBoolean();
                List<Truth.Market> markets = several
                        ? truth.markets().subList(0, 2 + random.nextInt(6))
                        : List.of(TruthRows.one(random, truth.markets()));
                // At most some ten thousand periods.
                long from = TruthRows.moment(random, markets.get(0)) / 1_000_000;
                long to = from
                        + 1
                        + (long)
                                (random.nextDouble() * 9_000 * interval.length().toSeconds());
                boolean older = !several && markets.get(0).settled() != null && random.nextInt(3) == 0;
                if (older) {
                    judge.tiers(Tiers.BY_MARKET).cutoff(truth.now());
                } else {
                    tiers(random, judge, markets.get(0));
                }
                judge.faults(refusals(random, seed));
                BiFunction<Kalshi, Range, Candles> asked = (one, some) -> some.on(
                        one.candles(markets.stream().map(Truth.Market::ticker).toArray(String[]::new))
                                .every(interval));
                Range range = new Range(from * 1_000_000, to * 1_000_000);
                Held held = older ? Held.FRESH : held(random);
                prepare(
                        held,
                        judge,
                        kalshi,
                        (one, some) -> asked.apply(one, some).count(),
                        range);
                judge.forget();
                Candles question = asked.apply(kalshi, range);
                List<String> got = (older ? question.historical() : question)
                        .list().stream().map(TruthRows::row).toList();
                if (range.over() && (held == Held.ALL || held == Held.BY_ANOTHER)) {
                    assertThat(judge.tally().seen()).as(held + " of it is held").isEmpty();
                }
                List<String> expected = new ArrayList<>();
                for (Truth.Market market : markets) {
                    market.candles(interval.minutes(), from + 1, to)
                            .forEach(candle -> expected.add(TruthRows.row(market.ticker(), candle)));
                }
                if (several) { // their order is that of the requests
                    assertThat(got).containsExactlyInAnyOrderElementsOf(expected);
                    for (Truth.Market market : markets) {
                        assertThat(got.stream().filter(row -> row.startsWith(market.ticker() + " ")))
                                .isEqualTo(expected.stream()
                                        .filter(row -> row.startsWith(market.ticker() + " "))
                                        .toList());
                    }
                } else {
                    assertThat(got).isEqualTo(expected);
                }
                assertThat(judge.tally().outside()).isEmpty();
                assertThat(judge.tally().again())
                        .allMatch(one -> List.of(Op.MARKET, Op.EVENT, Op.CUTOFF).contains(one.op()));
            }
        });
    }

    @Test
    void candlesOfAnEventAreTheTruthWhereTheyAreCutShort() {
        forAll(CASES / 12, (seed, random) -> {
            Truth truth = new Truth(Truth.Size.small(seed).trades(10).density(0.2));
            try (JudgeServer judge = JudgeServer.of(truth);
                    Kalshi kalshi = Kalshi.at(judge.url())) {
                Truth.Market first = TruthRows.one(random, truth.markets());
                long from = TruthRows.moment(random, first) / 1_000_000;
                long to = from + random.nextInt(6_000) * 60L + 1;
                List<String> expected = new ArrayList<>();
                for (Truth.Market market : truth.markets()) {
                    if (market.event().equals(first.event())) {
                        market.candles(1, from + 1, to)
                                .forEach(candle -> expected.add(TruthRows.row(market.ticker(), candle)));
                    }
                }
                assertThat(kalshi
                                .eventCandles(first.event())
                                .every(Interval.MINUTE)
                                .since(Instant.ofEpochSecond(from))
                                .until(Instant.ofEpochSecond(to))
                                .list()
                                .stream()
                                .map(TruthRows::row)
                                .toList())
                        .containsExactlyInAnyOrderElementsOf(expected);
            }
        });
    }

    @Test
    void marketsAndBooksOfTheJudgeAreRead() {
        Truth truth = new Truth(Truth.Size.small(4).markets(40, 4).trades(10));
        try (JudgeServer judge = JudgeServer.of(truth);
                Kalshi kalshi = Kalshi.at(judge.url())) {
            List<String> all =
                    truth.markets().stream().map(Truth.Market::ticker).toList();
            assertThat(kalshi.markets().list().stream().map(Market::ticker)).isEqualTo(all);
            assertThat(kalshi.markets().tickers(all).count()).isEqualTo(all.size());
            assertThat(kalshi.markets().settled().list().stream().map(Market::ticker))
                    .isEqualTo(truth.markets().stream()
                            .filter(market -> market.settled() != null)
                            .map(Truth.Market::ticker)
                            .toList());
            kalshi.book(all.toArray(String[]::new)).table();
            assertThat(judge.tally().requests(Op.BOOKS)).isEqualTo(2);
            judge.tiers(Tiers.BY_MARKET).cutoff(truth.now());
            assertThat(kalshi.markets().count() + kalshi.markets().historical().count())
                    .isEqualTo(all.size());
            assertThat(judge.tally().outside()).isEmpty();
        }
    }

    @Test
    void theAccountOfTheJudgeIsReadInBothTiers() {
        Truth truth = new Truth(Truth.Size.small(6).trades(9_000));
        try (JudgeServer judge = JudgeServer.of(truth);
                Kalshi kalshi = Kalshi.at(judge.url(), Credentials.of("judged", AKey.file()))) {
            long all = kalshi.portfolio().fills().count();
            assertThat(all).isGreaterThan(1_000);
            judge.tiers(Tiers.BY_TIME).cutoff(truth.now() - Duration.ofDays(90).toSeconds() * 1_000_000);
            assertThat(kalshi.portfolio().fills().count()).isEqualTo(all);
            assertThat(kalshi.portfolio().orders().count()).isEqualTo(all);
            assertThat(kalshi.portfolio().fills().historical().count())
                    .isPositive()
                    .isLessThan(all);
            assertThat(kalshi.portfolio().orders().historical().count())
                    .isPositive()
                    .isLessThan(all);
            List<CsvFile> files = Stream.of(2025, 2026)
                    .flatMap(year -> kalshi.portfolio().export(directory, year).stream())
                    .toList();
            for (String kind : List.of("fills-", "orders-")) {
                assertThat(files.stream()
                                .filter(file ->
                                        file.file().getFileName().toString().startsWith(kind))
                                .mapToLong(CsvFile::rows)
                                .sum())
                        .as("an export has " + kind + " of both tiers")
                        .isEqualTo(all);
            }
            assertThat(kalshi.portfolio().settlements().count()).isPositive();
            assertThat(kalshi.portfolio().positions().count()).isPositive();
            assertThat(judge.tally().outside()).isEmpty();
            assertThat(judge.tally().wronglySigned()).isEmpty();
        }
    }
}
