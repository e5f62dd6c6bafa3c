package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.auth.Credentials;
import dev.kalshilab.model.ExchangeException;
import dev.kalshilab.testkit.AKey;
import dev.kalshilab.testkit.Settings;
import dev.kalshilab.testkit.judge.JudgeServer;
import dev.kalshilab.testkit.judge.JudgeServer.Tiers;
import dev.kalshilab.testkit.judge.Truth;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a plan says against what then arrives at the server: as much where it is exact, never less. */
class PlanTest {
    private static final Truth TRUTH = new Truth(Truth.Size.small(19).trades(3_000));
    private static final List<String> MARKETS =
            TRUTH.markets().stream().map(Truth.Market::ticker).toList();
    private static final Truth.Market LAST = TRUTH.markets().get(MARKETS.size() - 1);

    @TempDir
    private Path directory;

    @RegisterExtension
    private final Settings settings = new Settings();

    @BeforeEach
    void keep() {
        settings.cache(directory);
    }

    private static Candles ranged(Candles candles) {
        return candles.hourly().since(LAST.open()).until(LAST.open().plus(Duration.ofHours(300)));
    }

    private static Map<String, Function<Kalshi, Query<?, ?>>> questions(boolean key) {
        String[] some = MARKETS.subList(0, Math.min(5, MARKETS.size())).toArray(String[]::new);
        String one = LAST.ticker();
        Map<String, Function<Kalshi, Query<?, ?>>> all = new LinkedHashMap<>();
        all.put("trades of one", kalshi -> kalshi.trades(one));
        all.put("trades of one, a stretch", kalshi -> kalshi.trades(one)
                .since(LAST.open())
                .until(LAST.open().plus(Duration.ofHours(2))));
        all.put("trades of some", kalshi -> kalshi.trades(some));
        all.put("trades of history", kalshi -> kalshi.trades(one).historical());
        all.put("a few trades", kalshi -> kalshi.trades(some).limit(3));
        all.put("candles of one", kalshi -> kalshi.candles(one).hourly());
        all.put("candles of one, a stretch", kalshi -> ranged(kalshi.candles(one)));
        all.put("candles of the first, a stretch", kalshi -> ranged(kalshi.candles(MARKETS.get(0))));
        all.put("candles of history", kalshi -> ranged(kalshi.candles(MARKETS.get(0)))
                .historical());
        all.put("candles of some", kalshi -> ranged(kalshi.candles(some)));
        all.put("a few candles of some", kalshi -> ranged(kalshi.candles(some)).limit(2));
        all.put("candles of an event", kalshi -> kalshi.eventCandles(LAST.event())
                .hourly()
                .since(LAST.open())
                .until(LAST.open().plus(Duration.ofHours(300))));
        all.put("markets", Kalshi::markets);
        all.put("markets by name", kalshi -> kalshi.markets().tickers(some));
        all.put("markets of an event", kalshi -> kalshi.markets().event(LAST.event()));
        all.put(
                "settled markets of a stretch",
                kalshi -> kalshi.markets().settled().since("-300d").until("-1d"));
        all.put("events", Kalshi::events);
        all.put("series", Kalshi::series);
        all.put("a book", kalshi -> kalshi.book(one));
        all.put("books", kalshi -> kalshi.book(some));
        if (key) {
            all.put("fills", kalshi -> kalshi.portfolio().fills());
            all.put("orders", kalshi -> kalshi.portfolio().orders());
            all.put("settlements", kalshi -> kalshi.portfolio().settlements());
            all.put("positions", kalshi -> kalshi.portfolio().positions());
        }
        return all;
    }

    /** What was planned, and how many requests came. */
    private record Seen(Plan plan, long sent) {}

    private static Seen seen(JudgeServer judge, Kalshi kalshi, Function<Kalshi, Query<?, ?>> question) {
        Plan plan = question.apply(kalshi).plan();
        judge.forget();
        try {
            question.apply(kalshi).table();
        } catch (ExchangeException e) {
            assertThat(e.status()).isEqualTo(404); // where the tier that is asked does not have it
        }
        return new Seen(plan, judge.tally().requests());
    }

    private static boolean isKept(Seen seen) {
        long planned = seen.plan().requests();
        return seen.plan().exact() ? seen.sent() == planned : seen.sent() >= planned;
    }

    private static Kalshi open(JudgeServer judge, boolean key) {
        return key ? Kalshi.at(judge.url(), Credentials.of("planned", AKey.file())) : Kalshi.at(judge.url());
    }

    @Test
    void whatIsExactIsSentAndNothingLessThanWhatIsCertain() {
        List<String> exact = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (boolean key : new boolean[] {false, true}) {
            for (Tiers tiers : Tiers.values()) {
                questions(key).forEach((what, question) -> {
                    String where = what + (key ? " with a key, " : ", ") + tiers;
                    try (JudgeServer judge = JudgeServer.of(TRUTH).tiers(tiers)) {
                        for (List<String> session : List.of(List.of("cold", "warm"), List.of("of another", "warmer"))) {
                            try (Kalshi kalshi = open(judge, key)) {
                                for (String state : session) {
                                    Seen seen = seen(judge, kalshi, question);
                                    if (!isKept(seen)) {
                                        wrong.add(where + ", " + state + ": " + seen);
                                    }
                                    if (seen.plan().exact()) {
                                        exact.add(what + ", " + state);
                                    }
                                }
                            }
                        }
                    }
                });
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(exact)
                .contains(
                        "trades of one, a stretch, warm",
                        "candles of one, a stretch, warm",
                        "candles of history, cold");
    }

    @Test
    void theCandlesOfAMarketAreExactOnceItsSeriesAndWhereHistoryBeginsAreKnown() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Truth young = new Truth(Truth.Size.small(19).trades(3_000).present(now, Duration.ofDays(200)));
        Truth.Market last = young.markets().stream()
                .filter(market -> market.settled() == null)
                .findFirst()
                .orElseThrow();
        try (JudgeServer judge = JudgeServer.of(young).tiers(Tiers.BY_MARKET);
                Kalshi kalshi = open(judge, false)) {
            judge.cutoff(young.markets().get(0).open().getEpochSecond() * 1_000_000);
            Function<Kalshi, Query<?, ?>> question = one -> one.candles(last.ticker())
                    .since(now.minus(Duration.ofHours(20)))
                    .until(now.minus(Duration.ofHours(3)))
                    .refresh();
            Seen unknown = seen(judge, kalshi, question);
            assertThat(unknown.plan().exact()).isFalse();
            assertThat(unknown.sent()).isGreaterThan(1);
            assertThat(unknown.plan().notes()).anyMatch(note -> note.contains("series"));
            kalshi.trades(last.ticker()).count(); // which asks where history begins
            Seen known = seen(judge, kalshi, question);
            assertThat(known.plan().exact()).isTrue();
            assertThat(known.plan().requests()).isEqualTo(1);
            assertThat(known.sent()).isEqualTo(1);
        }
    }
}
