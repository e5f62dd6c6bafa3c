package dev.kalshilab;

import static dev.kalshilab.testkit.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.model.Candle;
import dev.kalshilab.model.ExchangeException;
import dev.kalshilab.model.Interval;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.testkit.Settings;
import dev.kalshilab.testkit.judge.Faults;
import dev.kalshilab.testkit.judge.JudgeServer;
import dev.kalshilab.testkit.judge.JudgeServer.Tiers;
import dev.kalshilab.testkit.judge.Op;
import dev.kalshilab.testkit.judge.Truth;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** The candles of an event are those of all its markets, in whichever tier each of them is. */
@Timeout(600)
class EventCandlesTest {
    private static final int CASES = Integer.getInteger("cases", 60);
    private static final Truth TRUTH =
            new Truth(Truth.Size.small(7).markets(4, 5).trades(10).density(0.5).apart(Duration.ofDays(12)));
    private static final List<Truth.Market> EVENT = event(TRUTH, TRUTH.markets().get(0));
    private static final String TICKER = EVENT.get(0).event();
    private static final Instant FROM = EVENT.get(0).open().plus(Duration.ofDays(20));
    private static final Instant TO = FROM.plus(Duration.ofDays(100));

    @TempDir
    private Path directory;

    @RegisterExtension
    private final Settings settings = new Settings();

    @BeforeEach
    void ownCache() {
        settings.cache(directory);
    }

    private static List<Truth.Market> event(Truth truth, Truth.Market one) {
        return truth.markets().stream()
                .filter(market -> market.event().equals(one.event()))
                .toList();
    }

    /** A moment at which so many of them are archived. */
    private static long archived(int markets) {
        List<Long> settled = EVENT.stream()
                .map(market -> Objects.requireNonNull(market.settled()).getEpochSecond())
                .sorted()
                .toList();
        return (markets == 0 ? settled.get(0) - 86_400 * 30 : settled.get(markets - 1) + 60) * 1_000_000;
    }

    private static List<String> truth(List<Truth.Market> markets, Interval interval, long from, long to) {
        int minutes = (int) interval.length().toMinutes();
        return markets.stream()
                .flatMap(market -> market.candles(minutes, from + 1, to).stream()
                        .map(candle -> market.ticker() + " " + candle.end() + " " + candle.bidClose() / 1e4 + " "
                                + candle.volume() / 1e2))
                .toList();
    }

    private static String row(Candle candle) {
        return candle.ticker() + " " + candle.end().getEpochSecond() + " "
                + Objects.requireNonNull(candle.yesBidClose()).dollars() + " "
                + Objects.requireNonNull(candle.volume()).toDouble();
    }

    private static List<String> truth() {
        return truth(EVENT, Interval.DAY, FROM.getEpochSecond(), TO.getEpochSecond());
    }

    private static EventCandles question(Kalshi kalshi) {
        return kalshi.eventCandles(TICKER).daily().since(FROM).until(TO);
    }

    private static List<String> rows(EventCandles question) {
        return question.list().stream().map(EventCandlesTest::row).toList();
    }

    private static JudgeServer judge(int markets) {
        return JudgeServer.of(TRUTH).tiers(Tiers.BY_MARKET).cutoff(archived(markets));
    }

    @Test
    void allMarketsAreThereHoweverManyOfThemAreArchived() {
        for (int markets = 0; markets <= EVENT.size(); markets++) {
            settings.cache(directory.resolve("of" + markets));
            try (JudgeServer judge = judge(markets)) {
                for (String time : List.of("first", "after a restart")) {
                    try (Kalshi kalshi = Kalshi.at(judge.url())) {
                        Table table = question(kalshi).table();
                        assertThat(table.rowCount()).as(markets + ", " + time).isEqualTo(truth().size());
                        assertThat(Provenance.of(table).orElseThrow().complete())
                                .isTrue();
                        Set<String> historical = Stream.iterate(0, row -> row + 1)
                                .limit(table.rowCount())
                                .filter(row ->
                                        table.stringColumn("source").get(row).equals("historical"))
                                .map(row -> table.stringColumn("ticker").get(row))
                                .collect(Collectors.toSet());
                        assertThat(historical).hasSize(markets);
                    }
                    if (time.equals("first")) {
                        judge.forget();
                    }
                }
                assertThat(judge.tally().seen()).as("asked after a restart").isEmpty();
            }
        }
    }

    @Test
    void whatIsKeptStaysTrueWhileMarketsAreArchivedAndTheQuestionGrows() {
        forAll(CASES, random -> {
            settings.cache(directory.resolve("case" + random.nextLong()));
            Truth truth = new Truth(Truth.Size.small(random.nextInt())
                    .markets(3, 1 + random.nextInt(5))
                    .trades(10)
                    .density(random.nextBoolean() ? 0.02 : 0.5)
                    .apart(Duration.ofHours(random.nextInt(400))));
            Truth.Market one = one(random, truth.markets());
            List<Truth.Market> markets = event(truth, one);
            Interval interval = one(random, List.of(Interval.values()));
            long length = interval.length().toSeconds();
            long open = one.open().getEpochSecond();
            long close = Math.min(one.close().getEpochSecond(), truth.now() / 1_000_000);
            Tiers tiers = one(random, List.of(Tiers.values()));
            try (JudgeServer judge = JudgeServer.of(truth).tiers(tiers)) {
                judge.cutoff(truth.now() - Duration.ofDays(150).toSeconds() * 1_000_000);
                Kalshi kalshi = Kalshi.at(judge.url());
                try {
                    for (int times = 0; times < 4; times++) {
                        long from = open - length + (long) (random.nextDouble() * (close - open));
                        long to = Math.min(
                                truth.now() / 1_000_000, from + length + (long) (random.nextDouble() * 3_000 * length));
                        List<String> expected = truth(markets, interval, from, to);
                        judge.faults(faults(random));
                        if (random.nextInt(4) == 0) {
                            judge.cutoffMoves(2 + random.nextInt(6), Duration.ofDays(3));
                        }
                        EventCandles question = kalshi.eventCandles(one.event())
                                .every(interval)
                                .since(Instant.ofEpochSecond(from))
                                .until(Instant.ofEpochSecond(to));
                        if (random.nextInt(6) == 0) {
                            question = question.refresh();
                        }
                        try {
                            assertThat(rows(question))
                                    .as("%s, %s to %s of %s", tiers, from, to, one.event())
                                    .containsExactlyInAnyOrderElementsOf(expected);
                        } catch (KalshiException e) {
                            judge.faults(Faults.NONE);
                            assertThat(rows(question))
                                    .as("behind a failure")
                                    .containsExactlyInAnyOrderElementsOf(expected);
                        }
                        judge.cutoff(Math.min(truth.now(), judge.cutoff() + (long) (random.nextInt(40) * 86_400e6)));
                        judge.cutoffMoves(0, Duration.ZERO);
                        if (random.nextBoolean()) {
                            kalshi.close();
                            kalshi = Kalshi.at(judge.url());
                        }
                    }
                } finally {
                    kalshi.close();
                }
                assertThat(judge.tally().outside()).isEmpty();
            }
        });
    }

    private static <T> T one(Random random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static Faults faults(Random random) {
        Faults none = Faults.NONE.seed(random.nextLong());
        return switch (random.nextInt(8)) {
            case 0 -> none.refusals(0.2, 0.2, 1 + random.nextInt(2));
            case 1 -> none.refusals(0, 0.5, 4); // more in a row than are borne
            case 2 -> none.breaks(0.2, 0.1, 0.1);
            default -> none;
        };
    }

    @Test
    void whereAMarketFailsTheSameQuestionAsksForTheRestAlone() {
        try (JudgeServer judge = judge(4);
                Kalshi kalshi = Kalshi.at(judge.url())) {
            int all;
            settings.withoutCache();
            try (Kalshi another = Kalshi.at(judge.url())) {
                question(another).count();
                all = judge.tally().requests(Op.HISTORICAL_CANDLES);
            }
            judge.forget();
            judge.failing("/historical/markets/" + EVENT.get(3).ticker() + "/");
            assertThatThrownBy(() -> question(kalshi).list()).isInstanceOf(ExchangeException.class);
            judge.mend();
            judge.forget();
            assertThat(rows(question(kalshi))).containsExactlyInAnyOrderElementsOf(truth());
            assertThat(judge.tally().requests(Op.EVENT_CANDLES)).isZero();
            assertThat(judge.tally().requests(Op.HISTORICAL_CANDLES)).isLessThan(all);
        }
    }

    @Test
    void aMarketWhoseCandlesAreHeldAlreadyIsRemembered() {
        try (JudgeServer judge = judge(0);
                Kalshi kalshi = Kalshi.at(judge.url())) {
            kalshi.candles(EVENT.stream().map(Truth.Market::ticker).toArray(String[]::new))
                    .daily()
                    .since(FROM)
                    .until(TO.minus(Duration.ofDays(1)))
                    .count();
            judge.cutoff(archived(EVENT.size()));
            for (int times = 0; times < 2; times++) {
                assertThat(rows(question(kalshi)))
                        .as("asked " + times + " times before")
                        .containsExactlyInAnyOrderElementsOf(truth());
            }
        }
    }

    @Test
    void aPlanThatIsExactIsWhatIsSent() {
        for (int markets : List.of(0, 2, EVENT.size())) {
            settings.cache(directory.resolve("planned" + markets));
            try (JudgeServer judge = judge(markets)) {
                for (int session = 0; session < 2; session++) {
                    try (Kalshi kalshi = Kalshi.at(judge.url())) {
                        for (int times = 0; times < 2; times++) {
                            Plan plan = question(kalshi).plan();
                            judge.forget();
                            question(kalshi).count();
                            int sent = judge.tally().requests();
                            assertThat(plan.requests()).isLessThanOrEqualTo(sent);
                            assertThat(!plan.exact() || plan.requests() == sent).isTrue();
                            assertThat(plan.exact()).isEqualTo(session + times > 0);
                        }
                    }
                }
            }
        }
    }

    @Test
    void anEventThatNeitherTierKnowsIsSaidToBeUnknown() {
        try (JudgeServer judge = judge(2);
                Kalshi kalshi = Kalshi.at(judge.url())) {
            assertThatThrownBy(() -> kalshi.eventCandles("KXNONE-26")
                            .since(FROM)
                            .until(TO)
                            .list())
                    .isInstanceOf(ExchangeException.class)
                    .hasMessageContaining("404");
        }
    }

    @Test
    void whatIsAskedOfAnArchivedEventBehindItsEndIsNothing() {
        try (JudgeServer judge = judge(EVENT.size());
                Kalshi kalshi = Kalshi.at(judge.url())) {
            Instant end = Instant.ofEpochSecond(TRUTH.now() / 1_000_000);
            for (int times = 0; times < 2; times++) {
                judge.forget();
                assertThat(kalshi.eventCandles(TICKER)
                                .hourly()
                                .since(end.minus(Duration.ofHours(8)))
                                .until(end.minus(Duration.ofHours(2)))
                                .count())
                        .isZero();
            }
            assertThat(judge.tally().seen()).isEmpty();
        }
    }

    @Test
    void anExchangeWithoutHistoryIsAskedForWhatIsLive() {
        try (JudgeServer judge = judge(0)) {
            judge.faults(Faults.NONE.mute(Faults.Mute.HISTORICAL));
            try (Kalshi kalshi = Kalshi.at(judge.url())) {
                assertThat(rows(question(kalshi))).containsExactlyInAnyOrderElementsOf(truth());
            }
        }
    }

    @Test
    void aTapeHasTheCandlesOfBothTiers(@TempDir Path tapes) {
        for (int markets : List.of(0, 3, EVENT.size())) {
            Path file = tapes.resolve("event" + markets + ".jsonl");
            try (JudgeServer judge = judge(markets)) {
                try (Kalshi kalshi = Kalshi.at(judge.url())) {
                    kalshi.record(file);
                    question(kalshi).count();
                }
                try (Kalshi replayed = Kalshi.replay(file)) {
                    Table table = question(replayed).table();
                    assertThat(table.rowCount()).as(markets + " archived").isEqualTo(truth().size());
                    assertThat(Provenance.of(table).orElseThrow().complete()).isTrue();
                    assertThat(rows(question(replayed))).containsExactlyInAnyOrderElementsOf(truth());
                }
            }
        }
    }
}
