package dev.kalshilab;

import static dev.kalshilab.testkit.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.auth.Credentials;
import dev.kalshilab.cache.Range;
import dev.kalshilab.cache.Shelf;
import dev.kalshilab.cache.Slab;
import dev.kalshilab.cache.Store;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Market;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.testkit.AKey;
import dev.kalshilab.testkit.Eventually;
import dev.kalshilab.testkit.Loopback;
import dev.kalshilab.testkit.Settings;
import dev.kalshilab.testkit.judge.Faults;
import dev.kalshilab.testkit.judge.JudgeServer;
import dev.kalshilab.testkit.judge.JudgeServer.Tiers;
import dev.kalshilab.testkit.judge.Op;
import dev.kalshilab.testkit.judge.Tally;
import dev.kalshilab.testkit.judge.Truth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tech.tablesaw.api.Table;

/** What was fetched once is not fetched again: after the end, after a failure, and after an interrupt. */
@Timeout(60)
class KeptPullsTest {
    /** More than what sharing may ask for twice: eight pages for those that share, and a tenth of the twenty asked. */
    private static final int SHARED = 12_000;

    @TempDir
    private Path directory;

    @RegisterExtension
    private final Settings settings = new Settings();

    @BeforeEach
    void ownDirectory() {
        settings.cache(directory);
    }

    private static Truth large() {
        return new Truth(Truth.Size.small(7).trades(60_000));
    }

    private static List<String> ids(Truth.Market market) {
        List<String> ids = new ArrayList<>();
        for (int row = market.trades().rows() - 1; row >= 0; row--) {
            ids.add(market.trades().id(row));
        }
        return ids;
    }

    private static List<String> ids(Truth.Market market, Instant from, Instant to) {
        List<String> ids = new ArrayList<>();
        for (int row = market.trades().rows() - 1; row >= 0; row--) {
            long at = market.trades().micros(row);
            if (at >= from.getEpochSecond() * 1_000_000 && at < to.getEpochSecond() * 1_000_000) {
                ids.add(market.trades().id(row));
            }
        }
        return ids;
    }

    private static List<String> ids(Table table) {
        List<String> ids = new ArrayList<>();
        for (int row = 0; row < table.rowCount(); row++) {
            ids.add(table.column("trade_id").getString(row));
        }
        return ids;
    }

    private static Trades life(Kalshi kalshi, Truth.Market market) {
        return kalshi.trades(market.ticker())
                .since(market.open())
                .until(market.close().plusSeconds(1));
    }

    private static List<Tally.Seen> trades(JudgeServer judge) {
        return judge.tally().seen().stream()
                .filter(one -> one.op() == Op.TRADES || one.op() == Op.HISTORICAL_TRADES)
                .toList();
    }

    /** Says where two lists part, which a print of sixty thousand ids does not. */
    private static void assertSame(Table table, List<String> wanted) {
        List<String> ids = ids(table);
        if (!ids.equals(wanted)) {
            int at = 0;
            while (at < Math.min(ids.size(), wanted.size()) && ids.get(at).equals(wanted.get(at))) {
                at++;
            }
            Set<String> given = new HashSet<>(ids);
            List<Integer> missing = IntStream.range(0, wanted.size())
                    .filter(row -> !given.contains(wanted.get(row)))
                    .boxed()
                    .toList();
            throw new AssertionError(String.format(
                    Locale.ROOT,
                    "%d rows, %d of them different, for %d; the first that differs is row %d (row %d of what is wanted"
                            + " is row %d); %d are missing: %s; %s",
                    ids.size(),
                    given.size(),
                    wanted.size(),
                    at,
                    at,
                    at < wanted.size() ? ids.indexOf(wanted.get(at)) : -1,
                    missing.size(),
                    missing.subList(0, Math.min(20, missing.size())),
                    Provenance.of(table).orElse(null)));
        }
    }

    @Test
    void aLongPullIsGivenToAnotherConnectionWithoutARequest() {
        Truth truth = large();
        Truth.Market market = truth.markets().get(0);
        try (JudgeServer judge = JudgeServer.of(truth)) {
            judge.tiers(Tiers.BY_TIME);
            try (Kalshi kalshi = Kalshi.at(judge.url())) {
                assertSame(life(kalshi, market).table(), ids(market));
            }
            judge.forget();
            try (Kalshi another = Kalshi.at(judge.url())) {
                Table table = life(another, market).table();
                assertSame(table, ids(market));
                assertThat(Provenance.of(table).orElseThrow().complete()).isTrue();
                assertThat(judge.tally().seen()).isEmpty();
            }
        }
    }

    @Test
    void ofAWeekOfWhichFiveDaysAreHeldOnlyTheRestIsAskedFor() {
        Truth truth = large();
        Truth.Market market = truth.markets().get(0);
        Instant from = market.open().plus(Duration.ofDays(40));
        try (JudgeServer judge = JudgeServer.of(truth);
                Kalshi kalshi = Kalshi.at(judge.url())) {
            judge.cutoff(market.open().getEpochSecond() * 1_000_000);
            Instant fifth = from.plus(Duration.ofDays(5));
            Instant end = from.plus(Duration.ofDays(7));
            kalshi.trades(market.ticker()).since(from).until(fifth).count();
            judge.forget();
            assertThat(ids(kalshi.trades(market.ticker()).since(from).until(end).table()))
                    .isEqualTo(ids(market, from, end));
            assertThat(trades(judge)).isNotEmpty().allMatch(one -> one.target()
                    .contains("min_ts=" + (fifth.getEpochSecond() - 1)));
            assertThat(trades(judge))
                    .hasSizeLessThanOrEqualTo(2 + ids(market, fifth, end).size() / 1_000);
        }
    }

    @Test
    void afterAPageThatFailedForGoodTheSameQuestionGoesOn() {
        Truth truth = large();
        Truth.Market market = truth.markets().get(0);
        try (JudgeServer judge = JudgeServer.of(truth);
                Kalshi kalshi = Kalshi.at(judge.url())) {
            judge.failing(market.ticker(), 37);
            assertThatThrownBy(() -> life(kalshi, market).table())
                    .isInstanceOf(KalshiException.class)
                    .hasMessageContaining("500");
            assertThat(pullers()).isEmpty();
            judge.mend();
            assertThat(ids(life(kalshi, market).table())).isEqualTo(ids(market));
            assertThat(judge.tally().again().stream().filter(one -> one.op() == Op.TRADES))
                    .isEmpty();
            long rows = trades(judge).stream()
                    .filter(Tally.Seen::well)
                    .mapToLong(Tally.Seen::rows)
                    .sum();
            // Each chain reads again, at most, the second at which it was cut, and what was under way.
            assertThat(rows).isLessThan(ids(market).size() + 10_000L);
        }
    }

    @Test
    void afterAPageOfAListThatFailedForGoodTheSameQuestionGoesOn() {
        Truth truth = new Truth(Truth.Size.small(4).markets(600, 5).trades(10));
        try (JudgeServer judge = JudgeServer.of(truth);
                Kalshi kalshi = Kalshi.at(judge.url())) {
            // A page is a request: of the second and third, some answers are lost for ever.
            judge.faults(Faults.NONE.seed(seedThatBreaksALaterPage(judge)).refusals(0, 0.4, 1_000));
            assertThatThrownBy(() -> kalshi.markets().list()).isInstanceOf(KalshiException.class);
            judge.faults(Faults.NONE);
            int before =
                    (int) judge.tally().seen().stream().filter(Tally.Seen::well).count();
            assertThat(before).isPositive();
            assertThat(kalshi.markets().list().stream().map(Market::ticker))
                    .isEqualTo(
                            truth.markets().stream().map(Truth.Market::ticker).toList());
            assertThat(judge.tally().again()).isEmpty();
        }
    }

    @Test
    void pagesOfAListThatFailedAreForGoingOnAlone() {
        Truth truth = new Truth(Truth.Size.small(6).trades(9_000));
        try (JudgeServer judge = JudgeServer.of(truth);
                Kalshi kalshi = Kalshi.at(judge.url(), Credentials.of("judged", AKey.file()))) {
            long all = kalshi.portfolio().fills().count();
            int pages = judge.forget().tally().requests()
                    + Math.toIntExact((kalshi.portfolio().fills().count() + 999) / 1_000);
            assertThat(pages).isGreaterThan(2);
            for (boolean anew : List.of(false, true)) {
                failing(judge, () -> kalshi.portfolio().fills().count());
                Fills asked = kalshi.portfolio().fills();
                assertThat((anew ? asked.refresh() : asked).count()).isEqualTo(all);
                assertThat(fills(judge)).as("asked anew: " + anew).matches(n -> anew ? n == pages : n < pages);
                judge.forget();
                assertThat(kalshi.portfolio().fills().count()).isEqualTo(all);
                assertThat(fills(judge)).isEqualTo(pages);
            }
        }
    }

    @Test
    void whoAsksForAListAnewIsGivenNothingThatIsKept() {
        List<Function<Kalshi, Query<?, ?>>> lists = List.of(
                Kalshi::series,
                Kalshi::events,
                Kalshi::markets,
                kalshi -> kalshi.markets().settled().since("-300d").until("-100d"),
                kalshi -> kalshi.markets().historical().tickers("KXA-1"),
                kalshi -> kalshi.book("KXA-1"));
        try (Loopback exchange = Loopback.saying(target ->
                "{\"series\":[],\"events\":[],\"markets\":[],\"orderbook_fp\":{},\"cursor\":\"\",\"milestones\":[]}")) {
            for (Function<Kalshi, Query<?, ?>> list : lists) {
                try (Kalshi kalshi = Kalshi.at(exchange.url())) {
                    Query<?, ?> query = list.apply(kalshi);
                    query.table();
                    int before = exchange.requests().size();
                    query.table();
                    assertThat(exchange.requests()).as("%s", query).hasSize(before);
                    Query<?, ?> anew = (Query<?, ?>) query.refresh();
                    assertThat(anew.plan().requests()).as("%s", query).isEqualTo(1);
                    anew.table();
                    assertThat(exchange.requests()).as("%s", query).hasSize(before + 1);
                    query.table();
                    assertThat(exchange.requests()).as("%s", query).hasSize(before + 1);
                }
            }
        }
    }

    @Test
    void whoAsksForAListAnewDoesNotGoOnWithPagesOfOneThatFailed() {
        Truth truth = new Truth(Truth.Size.small(4).markets(600, 5).trades(10));
        try (JudgeServer judge = JudgeServer.of(truth);
                Kalshi kalshi = Kalshi.at(judge.url())) {
            judge.faults(Faults.NONE.seed(seedThatBreaksALaterPage(judge)).refusals(0, 0.4, 1_000));
            assertThatThrownBy(() -> kalshi.markets().list()).isInstanceOf(KalshiException.class);
            judge.faults(Faults.NONE).forget();
            assertThat(kalshi.markets().refresh().count())
                    .isEqualTo(truth.markets().size());
            assertThat(judge.tally().requests(Op.MARKETS)).isEqualTo(3);
        }
    }

    private static int fills(JudgeServer judge) {
        return judge.tally().requests(Op.FILLS);
    }

    /** Has a pull fail behind its first page. */
    private static void failing(JudgeServer judge, Runnable pull) {
        for (long seed = 1; ; seed++) {
            judge.faults(Faults.NONE.seed(seed).refusals(0, 0.4, 1_000)).forget();
            try {
                pull.run();
            } catch (KalshiException e) {
                if (judge.tally().seen().stream().anyMatch(one -> one.op() == Op.FILLS && one.well())) {
                    judge.faults(Faults.NONE).forget();
                    return;
                }
            }
        }
    }

    private static long seedThatBreaksALaterPage(JudgeServer judge) {
        for (long seed = 1; ; seed++) {
            try (Kalshi kalshi = Kalshi.at(judge.url())) {
                judge.faults(Faults.NONE.seed(seed).refusals(0, 0.4, 1_000)).forget();
                try {
                    kalshi.markets().list();
                } catch (KalshiException e) {
                    if (judge.tally().seen().stream().anyMatch(Tally.Seen::well)) {
                        judge.forget();
                        return seed;
                    }
                }
            }
        }
    }

    private static List<Thread> pullers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("kalshi-pull-") && thread.isAlive())
                .toList();
    }

    @Test
    void anInterruptEndsAPullAtOnceAndWhatArrivedIsKept() throws Exception {
        Truth truth = large();
        Truth.Market market = truth.markets().get(0);
        try (JudgeServer judge = JudgeServer.of(truth);
                Kalshi kalshi = Kalshi.at(judge.url())) {
            judge.faults(Faults.NONE.latency(Duration.ofMillis(150), Duration.ofMillis(50)));
            long rows = interrupt(judge, 20, () -> life(kalshi, market).table());
            judge.faults(Faults.NONE).forget();
            // One page behind the other: pages that overlap because pieces were shared would be counted too.
            assertThat(ids(life(kalshi, market).limit(1_000_000).table())).isEqualTo(ids(market));
            long more = trades(judge).stream().mapToLong(Tally.Seen::rows).sum();
            assertThat(more)
                    .as("nothing is asked again of the " + rows + " rows that had arrived")
                    .isLessThan(ids(market).size() - (rows - SHARED));
        }
    }

    @Test
    void anInterruptBeforeOthersHelpKeepsWhatArrivedToo() throws Exception {
        Truth truth = large();
        Truth.Market market = truth.markets().get(0);
        try (JudgeServer judge = JudgeServer.of(truth);
                Kalshi kalshi = Kalshi.at(judge.url())) {
            judge.faults(Faults.NONE.latency(Duration.ofMillis(300), Duration.ZERO));
            Trades asked = kalshi.trades(market.ticker()).until(market.close().plusSeconds(1));
            assertThat(interrupt(judge, 3, () -> asked.table())).isPositive();
            judge.faults(Faults.NONE);
            assertThat(ids(asked.table())).isEqualTo(ids(market));
        }
        try (JudgeServer judge = JudgeServer.of(truth);
                Kalshi kalshi = Kalshi.at(judge.url())) {
            judge.faults(Faults.NONE.latency(Duration.ofMillis(300), Duration.ZERO));
            long rows = interrupt(
                    judge, 4, () -> life(kalshi, market).limit(1_000_000).table());
            judge.faults(Faults.NONE).forget();
            assertThat(ids(life(kalshi, market).limit(1_000_000).table())).isEqualTo(ids(market));
            long more = trades(judge).stream().mapToLong(Tally.Seen::rows).sum();
            assertThat(more)
                    .as("nothing is asked again of the " + rows + " rows that had arrived")
                    .isLessThan(ids(market).size() - rows / 2);
        }
    }

    /** True when each thread that asks waits for an answer which the exchange has not given. */
    private static boolean allWait(JudgeServer judge, Thread puller) {
        List<Thread> threads = new ArrayList<>(pullers());
        threads.add(puller);
        long waiting = threads.stream()
                .filter(thread -> Stream.of(thread.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("await")
                                && frame.getClassName().endsWith(".rest.Calls")))
                .count();
        boolean resting = threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING);
        return resting && waiting > 0 && waiting == judge.underWay();
    }

    @Test
    void anInterruptLeavesNoSocketNotOfEarlierPullsEitherAndTheNextOneGoesOn() throws InterruptedException {
        Truth truth = large();
        Truth.Market market = truth.markets().get(0);
        try (JudgeServer judge = JudgeServer.of(truth);
                Kalshi kalshi = Kalshi.at(judge.url())) {
            judge.faults(Faults.NONE.latency(Duration.ofMillis(20), Duration.ofMillis(5)));
            life(kalshi, market).count();
            assertThat(judge.idle()).as("sockets for the next pull").isPositive();
            judge.forget();
            Thread puller = new Thread(() -> assertThatThrownBy(
                            () -> life(kalshi, market).refresh().count())
                    .hasMessageContaining("interrupted"));
            puller.start();
            while (judge.tally().requests() < 15) {
                Thread.onSpinWait();
            }
            puller.interrupt();
            puller.join();
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
            while (judge.idle() + judge.underWay() > 0 && System.nanoTime() < until) {
                Thread.onSpinWait(); // the server hears of it a moment later
            }
            assertThat(judge.idle()).as("sockets that are left open").isZero();
            assertThat(life(kalshi, market).count()).isEqualTo(ids(market).size());
        }
    }

    /**
     * Interrupts it when so many requests were answered: it ends within a second and leaves no thread.
     *
     * @return how many rows the exchange had given by then
     */
    private static long interrupt(JudgeServer judge, int requests, Runnable pull) throws Exception {
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        Thread puller = new Thread(() -> {
            try {
                pull.run();
                ended.completeExceptionally(new AssertionError("nobody was interrupted"));
            } catch (KalshiException e) {
                boolean said = e.getMessage() != null && e.getMessage().contains("interrupted");
                ended.complete(said && Thread.currentThread().isInterrupted());
            } catch (RuntimeException | Error e) {
                ended.completeExceptionally(e);
            }
        });
        puller.start();
        while (judge.tally().requests() < requests && puller.isAlive()) {
            Thread.onSpinWait();
        }
        // What comes next does not come: so all that was answered is taken in.
        judge.faults(Faults.NONE.latency(Duration.ofMinutes(1), Duration.ZERO));
        while (!allWait(judge, puller) && puller.isAlive()) {
            Thread.onSpinWait();
        }
        long rows = trades(judge).stream().mapToLong(Tally.Seen::rows).sum();
        long began = System.nanoTime();
        puller.interrupt();
        assertThat(ended.get(10, TimeUnit.SECONDS))
                .as("says that it was interrupted, and stays so")
                .isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
        assertThat(pullers()).isEmpty();
        return rows;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whereFilesOfTheCacheAreGoneTheirRowsAreAskedForAgain(boolean inParts) throws IOException {
        Truth truth = new Truth(Truth.Size.small(7).trades(6_000));
        Truth.Market market = truth.markets().get(0);
        try (JudgeServer judge = JudgeServer.of(truth)) {
            judge.tiers(Tiers.BY_TIME);
            try (Kalshi kalshi = Kalshi.at(judge.url())) {
                if (inParts) {
                    life(kalshi, market)
                            .until(market.open().plus(Duration.ofDays(120)))
                            .count();
                }
                life(kalshi, market).table();
            }
            Map<Path, byte[]> files = slabs();
            assertThat(files).hasSizeGreaterThanOrEqualTo(3);
            for (Path gone : files.keySet()) {
                for (Path other : slabs().keySet()) {
                    Files.delete(other);
                }
                for (Map.Entry<Path, byte[]> file : files.entrySet()) {
                    if (!file.getKey().equals(gone)) {
                        Files.write(file.getKey(), file.getValue());
                    }
                }
                try (Kalshi another = Kalshi.at(judge.url())) {
                    assertThat(ids(life(another, market).table()).equals(ids(market)))
                            .as("without " + gone.getFileName())
                            .isTrue();
                }
            }
        }
    }

    private Map<Path, byte[]> slabs() throws IOException {
        Map<Path, byte[]> slabs = new LinkedHashMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file :
                    all.filter(path -> path.toString().endsWith(".slab")).toList()) {
                slabs.put(file, Files.readAllBytes(file));
            }
        }
        return slabs;
    }

    @Test
    void aMarketThatMovesBetweenTheRequestsForBothTiersIsNotTakenForOneWithoutTrades() {
        Truth truth = new Truth(Truth.Size.small(7).trades(6_000));
        Truth.Market market = truth.markets().get(0);
        long settled = Objects.requireNonNull(market.settled()).getEpochSecond() * 1_000_000;
        Instant end = market.close().minus(Duration.ofDays(10));
        for (Tiers tiers : List.of(Tiers.BY_MARKET_EMPTY, Tiers.BY_TIME)) {
            try (JudgeServer judge = JudgeServer.of(truth)) {
                // It is settled just behind the cutoff, which passes it with the second answer or the third.
                judge.tiers(tiers).cutoff(settled - 1_000_000).cutoffMoves(2, Duration.ofSeconds(5));
                for (int times = 0; times < 2; times++) {
                    try (Kalshi kalshi = Kalshi.at(judge.url())) {
                        assertThat(kalshi.trades(market.ticker())
                                        .since(market.open())
                                        .until(end)
                                        .count())
                                .as(tiers + ", asked " + times + " times before")
                                .isEqualTo(ids(market, market.open(), end).size());
                    }
                }
            }
        }
    }

    @Test
    void nothingIsToldTwiceOfCandlesOfArchivedMarketsAmongOthers() {
        Truth truth = new Truth(Truth.Size.small(7).trades(10).density(0.4));
        try (JudgeServer judge = JudgeServer.of(truth)) {
            judge.tiers(Tiers.BY_MARKET).cutoff(truth.now());
            String[] tickers =
                    truth.markets().stream().map(Truth.Market::ticker).toArray(String[]::new);
            Instant from = truth.markets().get(0).open();
            long rows;
            try (Kalshi kalshi = Kalshi.at(judge.url())) {
                rows = kalshi.candles(tickers)
                        .hourly()
                        .since(from)
                        .until(from.plus(Duration.ofDays(60)))
                        .count();
            }
            judge.forget();
            try (Kalshi kalshi = Kalshi.at(judge.url())) {
                assertThat(kalshi.candles(tickers)
                                .hourly()
                                .since(from)
                                .until(from.plus(Duration.ofDays(60)))
                                .count())
                        .isEqualTo(rows);
                assertThat(judge.tally().seen()).isEmpty();
            }
        }
    }

    @Test
    void theLastDayOfAnArchivedMarketIsThereThoughItsHoursWereAskedBefore() {
        Truth truth = new Truth(Truth.Size.small(7).trades(10).density(1));
        try (JudgeServer judge = JudgeServer.of(truth)) {
            judge.tiers(Tiers.BY_MARKET).cutoff(truth.now());
            String[] tickers =
                    truth.markets().stream().map(Truth.Market::ticker).toArray(String[]::new);
            Truth.Market market = truth.markets().get(0);
            Instant from = market.open();
            try (Kalshi kalshi = Kalshi.at(judge.url())) {
                Candles early = kalshi.candles(tickers).since(from).until(from.plus(Duration.ofDays(2)));
                assertThat(early.hourly().count()).isPositive();
                long first = from.getEpochSecond() + 1;
                Instant end = market.close().plus(Duration.ofDays(3));
                assertThat(kalshi.candles(market.ticker())
                                .daily()
                                .since(from)
                                .until(end)
                                .count())
                        .isEqualTo(market.candles(1_440, first, end.getEpochSecond())
                                .size());
            }
        }
    }

    @Test
    void aTierThatKnowsNothingOfAnythingLeavesTheOther() {
        Truth truth = new Truth(Truth.Size.small(7).trades(6_000));
        Truth.Market market = truth.markets().get(0);
        try (JudgeServer judge = JudgeServer.of(truth)) {
            judge.faults(Faults.NONE.mute(Faults.Mute.HISTORICAL));
            for (int times = 0; times < 2; times++) {
                try (Kalshi kalshi = Kalshi.at(judge.url())) {
                    assertThat(ids(life(kalshi, market).table())).isEqualTo(ids(market));
                }
            }
        }
        try (JudgeServer judge = JudgeServer.of(truth)) {
            judge.tiers(Tiers.BY_MARKET).cutoff(truth.now()).faults(Faults.NONE.mute(Faults.Mute.LIVE));
            for (int times = 0; times < 2; times++) {
                try (Kalshi kalshi = Kalshi.at(judge.url())) {
                    assertThat(ids(life(kalshi, market).table())).isEqualTo(ids(market));
                }
            }
        }
        try (JudgeServer judge = JudgeServer.of(truth);
                Kalshi kalshi = Kalshi.at(judge.url())) {
            judge.tiers(Tiers.BY_MARKET).cutoff(truth.now()).faults(Faults.NONE.mute(Faults.Mute.HISTORICAL));
            for (int times = 0; times < 2; times++) {
                assertThatThrownBy(() -> life(kalshi, market).table())
                        .isInstanceOf(KalshiException.class)
                        .hasMessageContaining("404");
            }
        }
    }

    @Test
    void oldTradesOfAllMarketsAreThoseOfBothTiers() {
        Truth truth = new Truth(Truth.Size.small(7).trades(500));
        Instant from = truth.markets().get(0).open().minusSeconds(1);
        Instant end = from.plus(Duration.ofDays(150));
        long rows = truth.markets().stream()
                .mapToLong(market -> ids(market, from, end).size())
                .sum();
        for (Tiers tiers : Tiers.values()) {
            try (JudgeServer judge = JudgeServer.of(truth);
                    Kalshi kalshi = Kalshi.at(judge.url())) {
                judge.tiers(tiers).cutoff(end.plus(Duration.ofDays(10)).getEpochSecond() * 1_000_000);
                assertThat(kalshi.trades().since(from).until(end).count())
                        .as(tiers.name())
                        .isEqualTo(rows);
            }
        }
    }

    @Test
    void candlesOfAnArchivedMarketThatABatchListsWithoutThemAreFound() {
        Truth truth = new Truth(Truth.Size.small(7).trades(10).density(0.4));
        try (JudgeServer judge = JudgeServer.of(truth)) {
            judge.tiers(Tiers.BY_MARKET_EMPTY).cutoff(truth.now());
            Instant from = truth.markets().get(0).open();
            Instant end = from.plus(Duration.ofDays(60));
            long rows = truth.markets().stream()
                    .mapToLong(market -> market.candles(60, from.getEpochSecond() + 1, end.getEpochSecond())
                            .size())
                    .sum();
            String[] tickers =
                    truth.markets().stream().map(Truth.Market::ticker).toArray(String[]::new);
            for (int times = 0; times < 2; times++) {
                judge.forget();
                try (Kalshi kalshi = Kalshi.at(judge.url())) {
                    assertThat(kalshi.candles(tickers)
                                    .hourly()
                                    .since(from)
                                    .until(end)
                                    .count())
                            .isEqualTo(rows);
                }
            }
            assertThat(judge.tally().seen()).isEmpty();
        }
    }

    @Test
    void aPieceWithoutRowsBehindOneWithRowsIsHeldThoughNothingButSilenceWas() {
        Instant from = Instant.parse("2026-01-01T00:00:00Z");
        Range silence = new Range(Range.micros(from.plusSeconds(3_600)), Range.micros(from.plusSeconds(7_200)));
        try (Loopback exchange = Loopback.answering(target -> target.startsWith("/markets/trades")
                        ? Loopback.json("{\"trades\":["
                                + (target.contains("max_ts="
                                                + from.plusSeconds(86_400).getEpochSecond())
                                        ? trade(1, ",\"created_time\":\"2026-01-01T12:00:00Z\"")
                                        : "")
                                + "],\"cursor\":\"\"}")
                        : target.startsWith("/historical/cutoff")
                                ? Loopback.json("{\"market_settled_ts\":\"2025-01-01T00:00:00Z\","
                                        + "\"trades_created_ts\":\"2025-01-01T00:00:00Z\"}")
                                : Loopback.status(404, "{}"))
                .withHistory()) {
            // What a client leaves that is killed early: a piece of a chain that was shared.
            try (Store store = Store.on(directory, exchange.url())) {
                store.keep(new Slab("trades live T {}", silence, List.of()), Shelf.PUBLIC);
            }
            for (int times = 0; times < 2; times++) {
                try (Kalshi kalshi = Kalshi.at(exchange.url())) {
                    assertThat(kalshi.trades("T")
                                    .since(from)
                                    .until(from.plusSeconds(86_400))
                                    .limit(1_000)
                                    .count())
                            .isEqualTo(1);
                }
            }
            assertThat(exchange.requests().stream().filter(one -> one.startsWith("GET /markets/trades")))
                    .hasSize(2);
        }
    }

    private static String trade(int number, String time) {
        return "{\"trade_id\":\"T" + number + "\",\"ticker\":\"T\",\"count_fp\":\"1.00\"" + time + "}";
    }

    @Test
    void aRowWithoutATimeIsAmongThoseThatAreHeldToo() {
        String time = ",\"created_time\":\"2026-01-02T00:00:00Z\"";
        try (Loopback exchange = Loopback.answering(target -> target.startsWith("/markets/trades")
                        ? Loopback.json("{\"trades\":[" + trade(1, time) + "," + trade(2, "") + "],\"cursor\":\"\"}")
                        : Loopback.status(404, "{}"));
                Kalshi kalshi = Kalshi.at(exchange.url())) {
            for (int times = 0; times < 2; times++) {
                assertThat(kalshi.trades("T")
                                .since("2026-01-01")
                                .until("2026-01-03")
                                .count())
                        .isEqualTo(2);
            }
            assertThat(exchange.requests().stream().filter(one -> one.startsWith("GET /markets/trades")))
                    .hasSize(1);
        }
    }

    /** Pages of two trades, newest first; of each trade from the newest on, so many milliseconds before the newest. */
    private static Loopback pagesOfTwo(List<Integer> ages) {
        return Loopback.answering(target -> {
            if (!target.startsWith("/markets/trades")) {
                return Loopback.status(404, "{}");
            }
            Matcher cursor = Pattern.compile("cursor=c(\\d+)").matcher(target);
            int first = cursor.find() ? Integer.parseInt(cursor.group(1)) : 0;
            int end = Math.min(ages.size(), first + 2);
            String rows = IntStream.range(first, end)
                    .mapToObj(row -> trade(
                            row,
                            ",\"created_time\":\""
                                    + Instant.parse("2026-01-02T00:00:00Z").minusMillis(ages.get(row)) + "\""))
                    .collect(Collectors.joining(","));
            return Loopback.json(
                    "{\"trades\":[" + rows + "],\"cursor\":\"" + (end == ages.size() ? "" : "c" + end) + "\"}");
        });
    }

    private static void assertThatIsHeldInItsOrder(List<Integer> ages) {
        List<String> wanted =
                IntStream.range(0, ages.size()).mapToObj(row -> "T" + row).toList();
        try (Loopback exchange = pagesOfTwo(ages)) {
            for (int times = 0; times < 2; times++) {
                try (Kalshi kalshi = Kalshi.at(exchange.url())) {
                    // One page behind the other: what is put aside is put aside after so many pages.
                    assertSame(
                            kalshi.trades("T")
                                    .since("2026-01-01")
                                    .until("2026-01-03")
                                    .limit(1_000)
                                    .table(),
                            wanted);
                }
            }
            assertThat(exchange.requests().stream().filter(one -> one.startsWith("GET /markets/trades")))
                    .hasSize((ages.size() + 1) / 2);
        }
    }

    @Test
    void rowsOfOneTimeOnTwoPagesAreHeldInTheOrderInWhichTheyCame() {
        // The last row of each page has the time of the first of the next.
        assertThatIsHeldInItsOrder(
                IntStream.range(0, 80).map(row -> (row + 1) / 2 * 700).boxed().toList());
    }

    @Test
    void ofMoreRowsOfOneTimeThanFitAPageNoneIsLostBetweenTwoFiles() {
        for (int begin : List.of(20, 27, 28, 29, 30, 31)) {
            assertThatIsHeldInItsOrder(IntStream.range(0, 120)
                    .map(row -> row < begin ? row : row < begin + 45 ? begin : row - 45)
                    .map(age -> age * 700)
                    .boxed()
                    .toList());
        }
    }

    /** Trades of one second on so many pages, each with its rows, and a cursor that may name its own page. */
    private static Loopback crowdedSecond(int pages, IntUnaryOperator rows, IntPredicate slips) {
        return Loopback.answering(target -> {
            if (!target.startsWith("/markets/trades")) {
                return Loopback.status(404, "{}");
            }
            Matcher cursor = Pattern.compile("cursor=c([0-9]+)").matcher(target);
            int page = cursor.find() ? Integer.parseInt(cursor.group(1)) : 0;
            String trades = IntStream.range(0, rows.applyAsInt(page))
                    .mapToObj(row -> trade(page * 1_000 + row, ",\"created_time\":\"2026-01-02T00:00:00.5Z\""))
                    .collect(Collectors.joining(","));
            int next = slips.test(page) ? page : page + 1;
            return Loopback.json(
                    "{\"trades\":[" + trades + "],\"cursor\":\"" + (next == pages ? "" : "c" + next) + "\"}");
        });
    }

    private static long ofTheCrowdedSecond(Loopback exchange) {
        try (Kalshi kalshi = Kalshi.at(exchange.url())) {
            return kalshi.trades("T")
                    .since("2026-01-02T00:00:00Z")
                    .until("2026-01-02T00:00:01Z")
                    .count();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 7})
    void aCursorThatSlipsWithinACrowdedSecondIsAskedForAgain(int size) {
        settings.cache(directory.resolve("pages of " + size));
        int pages = 12;
        Set<Integer> slipped = ConcurrentHashMap.newKeySet();
        try (Loopback exchange = crowdedSecond(pages, page -> size, page -> page > 0 && slipped.add(page))) {
            assertThat(ofTheCrowdedSecond(exchange)).isEqualTo((long) pages * size);
            assertThat(slipped).hasSize(pages - 1);
        }
    }

    @Test
    void noRowOfACrowdedSecondIsLostWhereShortPagesNameThemselvesSomeTimes() {
        int pages = 20;
        IntUnaryOperator rows = page -> 9 - page % 4;
        Map<Integer, Integer> slips = new ConcurrentHashMap<>();
        try (Loopback exchange = crowdedSecond(pages, rows, page -> slips.merge(page, 1, Integer::sum) <= page % 4)) {
            assertThat(ofTheCrowdedSecond(exchange))
                    .isEqualTo(IntStream.range(0, pages).map(rows).sum());
        }
    }

    @Test
    void whatWasAskedInPartsOfSomeMarketsIsNotAskedAgainAfterARestart() {
        forAll(60, random -> {
            settings.cache(directory.resolve("parts" + random.nextLong()));
            Truth truth = new Truth(Truth.Size.small(random.nextInt(40)).trades(400));
            List<Truth.Market> markets = truth.markets();
            Instant open = markets.get(0).open();
            try (JudgeServer judge = JudgeServer.of(truth)) {
                judge.tiers(List.of(JudgeServer.Tiers.values()).get(random.nextInt(4)));
                judge.cutoff(truth.now() - Duration.ofDays(random.nextInt(200)).toSeconds() * 1_000_000);
                String[] all = {};
                Instant from = open;
                Instant to = open;
                for (int question = 0; question < 4; question++) {
                    int first = random.nextInt(markets.size() - 4);
                    all = markets.subList(first, first + 1 + random.nextInt(4)).stream()
                            .map(Truth.Market::ticker)
                            .toArray(String[]::new);
                    from = open.plus(Duration.ofHours(random.nextInt(2_400)));
                    to = from.plus(Duration.ofHours(1 + random.nextInt(2_300)));
                    try (Kalshi kalshi = Kalshi.at(judge.url())) {
                        kalshi.trades(all).since(from).until(to).count();
                    }
                }
                judge.forget();
                try (Kalshi kalshi = Kalshi.at(judge.url())) {
                    kalshi.trades(all).since(from).until(to).count();
                }
                assertThat(judge.tally().seen()).isEmpty();
            }
        });
    }

    @Test
    void candlesOfAnEventAreGivenToAnotherConnectionWithoutARequest() {
        for (long seed : List.of(6L, 7L)) { // the second at which an answer is cut is in it, or is not
            Truth truth = new Truth(Truth.Size.small(seed).trades(10).density(0.2));
            Truth.Market market = truth.markets().get(0);
            Instant from = market.open().plus(Duration.ofDays(3));
            try (JudgeServer judge = JudgeServer.of(truth)) {
                List<String> first = candles(judge, market.event(), from, Duration.ofMinutes(5_000));
                assertThat(first).hasSizeGreaterThan(1_000);
                assertThat(judge.tally().requests(Op.EVENT_CANDLES)).isGreaterThan(2);
                judge.forget();
                assertThat(candles(judge, market.event(), from, Duration.ofMinutes(5_000)))
                        .isEqualTo(first);
                assertThat(judge.tally().seen()).isEmpty();
                List<String> longer = candles(judge, market.event(), from, Duration.ofMinutes(5_500));
                assertThat(longer).startsWith(first.toArray(String[]::new));
                assertThat(judge.tally().requests(Op.EVENT_CANDLES)).isEqualTo(1);
                assertThat(judge.tally().requests(Op.CUTOFF)).isEqualTo(1);
                assertThat(judge.tally().requests(Op.HISTORICAL_MARKETS)).isEqualTo(1); // the event is older than it
                assertThat(judge.tally().requests()).isEqualTo(3);
            }
        }
    }

    private static List<String> candles(JudgeServer judge, String event, Instant from, Duration length) {
        try (Kalshi kalshi = Kalshi.at(judge.url())) {
            return kalshi.eventCandles(event).minutely().since(from).until(from.plus(length)).list().stream()
                    .map(String::valueOf)
                    .toList();
        }
    }

    @Test
    void aPieceWithoutRowsBesideHeldOnesIsHeldToo() {
        Truth truth = large();
        Truth.Market market = truth.markets().get(0);
        long[] silence = {0, 0};
        for (int row = 1; row < market.trades().rows(); row++) {
            long before = market.trades().micros(row - 1);
            long after = market.trades().micros(row);
            if (after - before > silence[1] - silence[0]) {
                silence[0] = before;
                silence[1] = after;
            }
        }
        Instant from = market.open();
        Instant middle = Instant.ofEpochSecond(silence[0] / 1_000_000 + 1);
        Instant end = Instant.ofEpochSecond(silence[1] / 1_000_000 - 1);
        assertThat(middle).isBefore(end);
        try (JudgeServer judge = JudgeServer.of(truth)) {
            for (Instant to : List.of(middle, end, end)) {
                judge.forget();
                try (Kalshi kalshi = Kalshi.at(judge.url())) {
                    assertThat(kalshi.trades(market.ticker())
                                    .since(from)
                                    .until(to)
                                    .count())
                            .isEqualTo(ids(market, from, to).size());
                }
            }
            assertThat(judge.tally().seen()).isEmpty();
        }
    }

    @Test
    void daysThatWereAskedOneByOneAreHeldTogetherHoweverManyTheyAre() {
        Truth truth = large();
        Truth.Market market = truth.markets().get(0);
        int days = (int)
                Math.min(40, Duration.between(market.open(), market.close()).toDays());
        assertThat(days).isGreaterThan(20);
        try (JudgeServer judge = JudgeServer.of(truth).tiers(Tiers.BY_TIME)) {
            judge.cutoff((market.open().getEpochSecond() + 86_400L * days / 2) * 1_000_000);
            for (int day = 0; day < days; day++) {
                try (Kalshi kalshi = Kalshi.at(judge.url())) {
                    kalshi.trades(market.ticker())
                            .since(market.open().plus(Duration.ofDays(day)))
                            .until(market.open().plus(Duration.ofDays(day + 1)))
                            .count();
                }
            }
            judge.forget();
            Instant to = market.open().plus(Duration.ofDays(days));
            try (Kalshi kalshi = Kalshi.at(judge.url())) {
                Table all = kalshi.trades(market.ticker())
                        .since(market.open())
                        .until(to)
                        .table();
                assertSame(all, ids(market, market.open(), to));
            }
            assertThat(judge.tally().requests()).as("%s", judge.tally()).isZero();
        }
    }

    @Test
    void aClockThatIsFastMakesNothingFinalThatHasNotHappened() {
        Instant there = Instant.now().minus(Duration.ofMinutes(20)).truncatedTo(ChronoUnit.SECONDS);
        AtomicReference<String> trades = new AtomicReference<>("");
        try (Loopback exchange = Loopback.answering(target -> Loopback.json("{\"trades\":[" + trades.get() + "]}")
                        .newBuilder()
                        .setHeader("date", DateTimeFormatter.RFC_1123_DATE_TIME.format(there.atOffset(ZoneOffset.UTC)))
                        .build());
                Kalshi kalshi = Kalshi.at(exchange.url())) {
            Trades asked =
                    kalshi.trades("T").since(there.minus(Duration.ofHours(1))).until(there.plus(Duration.ofMinutes(5)));
            assertThat(asked.count()).isZero();
            trades.set("{\"trade_id\":\"1\",\"ticker\":\"T\",\"count_fp\":\"1.00\",\"yes_price_dollars\":\"0.5000\","
                    + "\"created_time\":\"" + there.plus(Duration.ofMinutes(1)) + "\"}");
            assertThat(asked.count()).isEqualTo(1);
        }
    }

    @Test
    void whatIsHeldOfManyMarketsIsAskedOfNobodyNotEvenHowFastThatMayBe() {
        Truth truth = new Truth(Truth.Size.small(3).markets(10, 3).trades(300));
        String[] tickers =
                truth.markets().stream().map(Truth.Market::ticker).limit(25).toArray(String[]::new);
        String to = "2026-10-20";
        try (JudgeServer judge = JudgeServer.of(truth)) {
            judge.tiers(Tiers.BY_TIME).limit(200, 400);
            for (boolean held : new boolean[] {false, true}) {
                judge.forget();
                try (Kalshi kalshi =
                        Kalshi.at(judge.url(), Credentials.of("b7a1f0c4-0000-4000-8000-5d0c1f6a9e21", AKey.file()))) {
                    Candles candles =
                            kalshi.candles(tickers).hourly().since("2026-10-01").until(to);
                    Plan plan = candles.plan();
                    candles.table();
                    kalshi.trades(tickers).since("2026-10-01").until(to).table();
                    if (held) {
                        assertThat(plan.requests()).isZero();
                        assertThat(plan.exact()).isTrue();
                        assertThat(judge.tally().seen()).isEmpty();
                    }
                }
            }
        }
    }

    private static String answered(String target, int rows) {
        long begin = Instant.parse("2026-10-02T00:00:00Z").getEpochSecond();
        if (target.startsWith("/markets/KXA-1")) {
            return "{\"market\":{\"ticker\":\"KXA-1\",\"event_ticker\":\"KXA\"}}";
        }
        if (target.startsWith("/events")) {
            return "{\"event\":{\"event_ticker\":\"KXA\",\"series_ticker\":\"KX\"}}";
        }
        boolean candles = target.contains("/candlesticks");
        Matcher range = Pattern.compile("start_ts=(\\d+)&end_ts=(\\d+)").matcher(target);
        boolean bounded = range.find();
        return IntStream.range(0, rows)
                .filter(row -> !bounded
                        || (begin + 3600L * row >= Long.parseLong(range.group(1))
                                && begin + 3600L * row <= Long.parseLong(range.group(2))))
                .mapToObj(row -> candles
                        ? "{\"end_period_ts\":" + (begin + 3600L * row) + ",\"volume_fp\":\"" + rows + ".00\"}"
                        : "{\"trade_id\":\"" + row + "\",\"ticker\":\"KXA-1\",\"created_time\":\""
                                + Instant.ofEpochSecond(begin + 3600L * (9 - row)) + "\"}")
                .collect(Collectors.joining(
                        ",", candles ? "{\"candlesticks\":[" : "{\"cursor\":\"\",\"trades\":[", "]}"));
    }

    @Test
    void whatWasAskedForAnewIsWhatIsHeldFromThenOn() {
        AtomicInteger rows = new AtomicInteger();
        try (Loopback exchange = Loopback.saying(target -> answered(target, rows.get()))) {
            // Names of files are random: which of two is found first is.
            for (int times = 0; times < 5; times++) {
                rows.set(3);
                try (Kalshi kalshi = Kalshi.at(exchange.url())) {
                    kalshi.cache().clear();
                    Trades trades =
                            kalshi.trades("KXA-1").since("2026-10-01T00:00:00Z").until("2026-10-05T00:00:00Z");
                    Candles candles = kalshi.candles("KXA-1")
                            .hourly()
                            .since("2026-10-01T00:00:00Z")
                            .until("2026-10-05T00:00:00Z");
                    assertThat(List.of(trades.count(), candles.count())).containsExactly(3L, 3L);
                    rows.set(6);
                    // A piece of it is enough: what is held beside stays.
                    assertThat(trades.since("2026-10-02T00:00:00Z")
                                    .until("2026-10-03T00:00:00Z")
                                    .refresh()
                                    .count())
                            .isEqualTo(6);
                    assertThat(candles.since("2026-10-02T00:00:00Z")
                                    .until("2026-10-03T00:00:00Z")
                                    .refresh()
                                    .count())
                            .isEqualTo(5);
                    assertThat(trades.count()).isEqualTo(6);
                    assertThat(candles.count()).isEqualTo(6);
                }
                int before = exchange.count();
                try (Kalshi kalshi = Kalshi.at(exchange.url())) {
                    assertThat(kalshi.trades("KXA-1")
                                    .since("2026-10-01T00:00:00Z")
                                    .until("2026-10-05T00:00:00Z")
                                    .count())
                            .isEqualTo(6);
                    assertThat(kalshi.candles("KXA-1")
                                    .hourly()
                                    .since("2026-10-01T00:00:00Z")
                                    .until("2026-10-05T00:00:00Z")
                                    .list())
                            .hasSize(6)
                            .element(3)
                            .satisfies(candle ->
                                    assertThat(String.valueOf(candle.volume())).startsWith("6"));
                }
                assertThat(exchange.count()).isEqualTo(before);
            }
        }
    }

    @Test
    void anInterruptWhileTheCutoffIsAskedForAtTheEndLeavesNoThread() throws Exception {
        AtomicInteger cutoffs = new AtomicInteger();
        String cutoff =
                "{\"market_settled_ts\":\"2026-10-01T00:00:00Z\",\"trades_created_ts\":\"2026-10-01T00:00:00Z\"}";
        try (Loopback exchange = Loopback.answering(target -> target.startsWith("/historical/cutoff")
                                ? Loopback.json(cutoff)
                                        .newBuilder()
                                        .headersDelay(cutoffs.getAndIncrement() == 0 ? 0 : 30, TimeUnit.SECONDS)
                                        .build()
                                : Loopback.json(
                                        target.startsWith("/markets?") ? "{\"markets\":[]}" : answered(target, 3)))
                        .withHistory();
                Kalshi kalshi = Kalshi.at(exchange.url())) {
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread cell = new Thread(() -> {
                try {
                    kalshi.trades("KXA-1", "KXA-2", "KXA-3")
                            .since("2026-10-02")
                            .until("2026-10-05")
                            .count();
                } catch (KalshiException e) {
                    thrown.set(e);
                }
            });
            cell.start();
            Eventually.holds("the cutoff is asked for at the end", () -> cutoffs.get() == 2);
            cell.join(300);
            cell.interrupt();
            cell.join(2_000);
            assertThat(cell.isAlive()).isFalse();
            assertThat(thrown.get()).isInstanceOf(KalshiException.class);
            Eventually.holds("no thread pulls", () -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(each -> each.getName().startsWith("kalshi-pull")));
        }
    }

    @Test
    void aRequestThatWentOutTwiceIsCountedTwice() {
        Truth truth = large();
        Truth.Market market = truth.markets().get(0);
        try (JudgeServer judge = JudgeServer.of(truth);
                Kalshi kalshi = Kalshi.at(judge.url())) {
            judge.faults(Faults.NONE.seed(5).breaks(0.3, 0, 0));
            assertSame(life(kalshi, market).table(), ids(market));
            assertThat(kalshi.stats().requests()).isEqualTo(judge.tally().seen().size());
        }
    }

    @Test
    void pagesThatOverlapGiveNoRowOfAnAccountTwice() {
        Truth truth = new Truth(Truth.Size.small(6).markets(10, 4).trades(300));
        List<Long> counts = new ArrayList<>();
        try (JudgeServer judge = JudgeServer.of(truth)) {
            for (Faults faults : List.of(Faults.NONE, Faults.NONE.seed(3).pages(2, 1, 0.2))) {
                judge.faults(faults);
                try (Kalshi kalshi =
                        Kalshi.at(judge.url(), Credentials.of("b7a1f0c4-0000-4000-8000-5d0c1f6a9e21", AKey.file()))) {
                    counts.add(kalshi.portfolio()
                            .settlements()
                            .parameter("limit", 3)
                            .count());
                    counts.add(
                            kalshi.portfolio().positions().parameter("limit", 3).count());
                }
            }
        }
        assertThat(counts.get(0)).isPositive();
        assertThat(counts.subList(2, 4)).isEqualTo(counts.subList(0, 2));
    }

    @Test
    void whoAsksForMoreAndMoreOfARangeWithoutAnEndKeepsWhatHeHas() {
        Truth truth = new Truth(Truth.Size.small(7).trades(3_000));
        Truth.Market market = truth.markets().get(0);
        try (JudgeServer judge = JudgeServer.of(truth)) {
            for (int times = 0; times < 4; times++) {
                try (Kalshi kalshi = Kalshi.at(judge.url())) {
                    assertThat(ids(kalshi.trades(market.ticker())
                                    .since(market.open())
                                    .table()))
                            .as("asked " + times + " times before")
                            .isEqualTo(ids(market));
                }
            }
        }
    }

    @Test
    void anEmptyPageBeforeAFailureSaysNothingOfARangeWithoutAnEnd() {
        AtomicReference<String> first = new AtomicReference<>(trades("2026-10-01T12:00:00Z"));
        try (Loopback exchange = Loopback.answering(target -> !target.contains("/trades")
                ? Loopback.status(404, "{}")
                : target.contains("cursor=") ? Loopback.status(500, "{}") : Loopback.json(first.get()))) {
            try (Kalshi kalshi = Kalshi.at(exchange.url())) {
                kalshi.trades("A").since("2026-10-01").until("2026-10-02").count();
                first.set("{\"trades\":[],\"cursor\":\"fails\"}");
                assertThatThrownBy(() -> kalshi.trades("A").since("2026-10-01").count())
                        .isInstanceOf(KalshiException.class);
                first.set(trades("2026-11-01T00:00:00Z"));
                assertThat(kalshi.trades("A").since("2026-10-01").count()).isEqualTo(2);
            }
        }
    }

    private static String trades(String at) {
        return "{\"trades\":[{\"trade_id\":\"" + at + "\",\"ticker\":\"A\",\"created_time\":\"" + at
                + "\"}],\"cursor\":\"\"}";
    }
}
