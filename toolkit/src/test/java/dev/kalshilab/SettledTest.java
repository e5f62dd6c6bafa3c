package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.auth.Credentials;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Market;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.testkit.AKey;
import dev.kalshilab.testkit.Loopback;
import dev.kalshilab.testkit.Settings;
import dev.kalshilab.testkit.judge.Faults;
import dev.kalshilab.testkit.judge.JudgeServer;
import dev.kalshilab.testkit.judge.JudgeServer.Tiers;
import dev.kalshilab.testkit.judge.Op;
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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** Markets settled in a stretch that is over are asked for once, in whichever tier they are. */
@Timeout(60)
class SettledTest {
    private static final Truth TRUTH =
            new Truth(Truth.Size.small(5).markets(40, 4).trades(60));
    private static final Instant PRESENT = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant FROM = PRESENT.minus(Duration.ofDays(190));
    private static final Instant TO = PRESENT.minus(Duration.ofDays(2));
    private static final Instant CUTOFF = PRESENT.minus(Duration.ofDays(60));
    private static final Truth.Market FIRST = TRUTH.markets().get(0);

    @TempDir
    private Path directory;

    @RegisterExtension
    private final Settings settings = new Settings();

    @BeforeEach
    void ownDirectory() {
        settings.cache(directory);
    }

    private static long micros(Instant moment) {
        return moment.getEpochSecond() * 1_000_000;
    }

    private static JudgeServer judge() {
        return JudgeServer.of(TRUTH).tiers(Tiers.BY_MARKET).cutoff(micros(CUTOFF));
    }

    private static Kalshi open(JudgeServer judge) {
        return Kalshi.at(judge.url(), Credentials.of("judged", AKey.file()));
    }

    private static Markets ofSeries(Kalshi kalshi) {
        return kalshi.markets().series(FIRST.series()).settled().since(FROM).until(TO);
    }

    private static Map<String, Function<Kalshi, Markets>> lists() {
        List<String> all = TRUTH.markets().stream().map(Truth.Market::ticker).toList();
        Map<String, Function<Kalshi, Markets>> lists = new LinkedHashMap<>();
        lists.put("of a series", SettledTest::ofSeries);
        lists.put("in small pages", kalshi -> ofSeries(kalshi).parameter("limit", 3));
        lists.put("of an event", kalshi -> kalshi.markets()
                .event(FIRST.event())
                .settled()
                .since(FROM)
                .until(TO));
        lists.put(
                "by name, more than fit a request",
                kalshi -> kalshi.markets().tickers(all).settled().since(FROM).until(TO));
        lists.put(
                "since ever",
                kalshi -> kalshi.markets().series(FIRST.series()).settled().until(TO));
        lists.put("of all", kalshi -> kalshi.markets().settled().since(FROM).until(TO));
        lists.put("none", kalshi -> kalshi.markets()
                .series(FIRST.series())
                .settled()
                .since(FROM)
                .until(FROM.plusSeconds(1)));
        lists.put(
                "of months",
                kalshi -> kalshi.markets().series(FIRST.series()).settled().month("2026-07"));
        return lists;
    }

    private static List<String> cells(Table table) {
        List<String> rows = new ArrayList<>();
        table.forEach(row -> rows.add(row.toString()));
        Provenance from = Provenance.of(table).orElseThrow();
        rows.add("pages " + from.pages() + ", complete " + from.complete() + ", " + from.notes());
        return rows;
    }

    @Test
    void whatIsHeldIsWhatTheExchangeSaysAndIsAskedOfNobody() {
        lists().forEach((what, list) -> {
            try (JudgeServer judge = judge()) {
                List<String> truth;
                settings.withoutCache();
                try (Kalshi kalshi = open(judge)) {
                    truth = cells(list.apply(kalshi).table());
                }
                settings.cache(directory);
                try (Kalshi kalshi = open(judge)) {
                    assertThat(list.apply(kalshi).plan().exact()).isFalse();
                    assertThat(cells(list.apply(kalshi).table())).as(what).isEqualTo(truth);
                }
                judge.forget();
                judge.cutoff(micros(PRESENT)); // archived meanwhile
                try (Kalshi kalshi = open(judge)) {
                    Plan plan = list.apply(kalshi).plan();
                    assertThat(plan.requests()).as(what).isZero();
                    assertThat(plan.exact()).as(what).isTrue();
                    assertThat(cells(list.apply(kalshi).table())).as(what).isEqualTo(truth);
                    kalshi.cache().offline();
                    assertThat(cells(list.apply(kalshi).table())).as(what).isEqualTo(truth);
                }
                assertThat(judge.tally().seen()).as(what).isEmpty();
            }
        });
    }

    @Test
    void bothTiersAreInWhatIsHeld() {
        try (JudgeServer judge = judge();
                Kalshi kalshi = open(judge)) {
            for (int times = 0; times < 2; times++) {
                Table table = ofSeries(kalshi).table();
                assertThat(Set.copyOf(table.stringColumn("source").asList()))
                        .containsExactlyInAnyOrder("live", "historical");
                assertThat(table.stringColumn("ticker").asList())
                        .containsExactlyInAnyOrderElementsOf(TRUTH.markets().stream()
                                .filter(market -> market.series().equals(FIRST.series()))
                                .filter(market -> market.settled() != null
                                        && !market.settled().isBefore(FROM)
                                        && market.settled().isBefore(TO))
                                .map(Truth.Market::ticker)
                                .toList());
            }
        }
    }

    @Test
    void aNotebookOverRangesThatAreOverAsksNothingAfterARestart() {
        Instant from = FIRST.open().plus(Duration.ofDays(3));
        Instant to = from.plus(Duration.ofDays(60));
        List<Function<Kalshi, Query<?, ?>>> cells = List.of(
                SettledTest::ofSeries,
                kalshi -> kalshi.trades(ofSeries(kalshi)).since(from).until(to),
                kalshi -> kalshi.candles(ofSeries(kalshi)).daily().since(from).until(to),
                kalshi -> kalshi.candles(FIRST.ticker()).hourly().since(from).until(to),
                kalshi -> kalshi.trades(FIRST.ticker()).since(from).until(to),
                kalshi -> kalshi.eventCandles(FIRST.event()).daily().since(from).until(to));
        for (Tiers tiers : List.of(Tiers.BY_MARKET, Tiers.BY_TIME)) {
            try (JudgeServer judge = judge().tiers(tiers)) {
                List<Long> rows = new ArrayList<>();
                try (Kalshi kalshi = open(judge)) {
                    cells.forEach(cell -> rows.add(cell.apply(kalshi).count()));
                }
                judge.forget();
                try (Kalshi kalshi = open(judge)) {
                    assertThat(cells.stream().map(cell -> cell.apply(kalshi).count()))
                            .isEqualTo(rows);
                }
                assertThat(judge.tally().seen()).as(tiers.name()).isEmpty();
                settings.cache(directory.resolve("another"));
            }
        }
    }

    @Test
    void whoAsksAnewOrClearsAsksTheExchangeAndKeepsWhatItSays() {
        try (JudgeServer judge = judge()) {
            long rows;
            try (Kalshi kalshi = open(judge)) {
                rows = ofSeries(kalshi).count();
                judge.cutoff(micros(PRESENT)).forget();
                Table anew = ofSeries(kalshi).refresh().table();
                assertThat(anew.rowCount()).isEqualTo((int) rows);
                assertThat(Set.copyOf(anew.stringColumn("source").asList())).containsExactly("historical");
                assertThat(judge.tally().requests(Op.MARKETS)).isEqualTo(1);
                assertThat(judge.tally().requests(Op.HISTORICAL_MARKETS)).isEqualTo(1);
            }
            try (Kalshi kalshi = open(judge)) {
                judge.forget();
                Table held = ofSeries(kalshi).table();
                assertThat(Set.copyOf(held.stringColumn("source").asList())).containsExactly("historical");
                assertThat(judge.tally().seen()).isEmpty();
                kalshi.cache().clear();
                assertThat(ofSeries(kalshi).plan().requests()).isEqualTo(1);
                assertThat(ofSeries(kalshi).count()).isEqualTo(rows);
                assertThat(judge.tally().requests(Op.HISTORICAL_MARKETS)).isEqualTo(1);
            }
        }
    }

    @Test
    void whoStopsEarlyOrRecordsKeepsNothing(@TempDir Path tapes) throws IOException {
        try (JudgeServer judge = judge()) {
            try (Kalshi kalshi = open(judge)) {
                ofSeries(kalshi).first();
                ofSeries(kalshi).limit(2).list();
            }
            try (Kalshi kalshi = open(judge)) {
                kalshi.record(tapes.resolve("tape.jsonl"));
                ofSeries(kalshi).count();
            }
            assertThat(slabs()).isEmpty();
            try (Kalshi kalshi = open(judge)) {
                ofSeries(kalshi).count();
            }
            assertThat(slabs()).hasSize(1);
        }
    }

    @Test
    void aStretchThatMovesWithTheClockIsNotKept() throws IOException {
        try (JudgeServer judge = judge();
                Kalshi kalshi = open(judge)) {
            kalshi.markets()
                    .series(FIRST.series())
                    .settled()
                    .since("-300d")
                    .until("-30d")
                    .count();
            kalshi.markets()
                    .series(FIRST.series())
                    .settled()
                    .since(FROM)
                    .until("-30d")
                    .count();
            kalshi.markets().series(FIRST.series()).settled().since(FROM).count();
            assertThat(slabs()).isEmpty();
        }
    }

    private List<Path> slabs() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(file -> file.toString().endsWith(".slab")).toList();
        }
    }

    @Test
    void aMarketThatIsArchivedBetweenTwoListsIsInTheSecond() {
        Truth.Market last = TRUTH.markets().stream()
                .filter(market -> market.series().equals(FIRST.series()))
                .filter(market -> market.settled() != null && market.settled().isBefore(TO))
                .max(Comparator.comparing(Truth.Market::settled))
                .orElseThrow();
        List<Function<Kalshi, Markets>> second = List.of(
                kalshi -> ofSeries(kalshi).since(FROM.plusSeconds(1)),
                kalshi -> kalshi.markets().series(FIRST.series()).settled(),
                kalshi -> kalshi.markets().series(FIRST.series()));
        for (Function<Kalshi, Markets> list : second) {
            try (JudgeServer judge = judge();
                    Kalshi kalshi = open(judge)) {
                ofSeries(kalshi).count();
                judge.cutoff(micros(PRESENT));
                assertThat(tickers(list.apply(kalshi).list())).contains(last.ticker());
            }
        }
    }

    @Test
    void aMarketSettledAtTheEndOfTheRangeIsInNeitherTierOfIt() {
        Instant settled = Objects.requireNonNull(FIRST.settled());
        for (Instant cutoff : List.of(settled.minusSeconds(1), settled.plusSeconds(1))) {
            try (JudgeServer judge = judge().cutoff(micros(cutoff))) {
                for (int times = 0; times < 2; times++) {
                    try (Kalshi kalshi = open(judge)) {
                        Markets list = kalshi.markets().tickers(FIRST.ticker()).settled();
                        assertThat(list.since(FROM).until(settled).list()).isEmpty();
                        assertThat(list.since(settled)
                                        .until(settled.plusNanos(1000))
                                        .list())
                                .hasSize(1);
                    }
                }
            }
            settings.cache(directory.resolve("another"));
        }
    }

    // An exchange of a few markets, whose pages fail at will.

    private static String market(String ticker, Instant settled) {
        return "{\"ticker\":\"" + ticker + "\",\"status\":\"finalized\",\"settlement_ts\":\"" + settled + "\"}";
    }

    private static MockResponse page(String cursor, String... markets) {
        return Loopback.json("{\"markets\":[" + String.join(",", markets) + "],\"cursor\":\"" + cursor + "\"}");
    }

    private static List<String> tickers(List<Market> markets) {
        return markets.stream().map(Market::ticker).toList();
    }

    @Test
    void whereAPageFailsNothingIsHeldAndTheSameQuestionGoesOn() throws IOException {
        Set<String> broken = ConcurrentHashMap.newKeySet();
        Instant then = FROM.plus(Duration.ofDays(1));
        try (Loopback exchange = Loopback.answering(target -> {
                    String page = (target.startsWith("/historical/") ? "history " : "live ")
                            + (target.contains("cursor=2") ? 2 : 1);
                    if (target.equals("/historical/cutoff")) {
                        return Loopback.json("{\"market_settled_ts\":\"" + TO + "\"}");
                    }
                    return broken.contains(page)
                            ? Loopback.status(500, "{}")
                            : page(page.endsWith("1") ? "2" : "", market(page.replace(' ', '-'), then));
                })
                .withHistory()) {
            List<String> asked = new ArrayList<>();
            for (String page : List.of("live 2", "history 1", "history 2")) {
                broken.add(page);
                try (Kalshi kalshi = Kalshi.at(exchange.url())) {
                    Markets list =
                            kalshi.markets().series("KXA").settled().since(FROM).until(TO);
                    assertThatThrownBy(list::list).isInstanceOf(KalshiException.class);
                    assertThat(slabs()).isEmpty();
                    broken.clear();
                    int before = exchange.requests().size();
                    assertThat(tickers(list.list())).containsExactly("live-1", "live-2", "history-1", "history-2");
                    List<String> more = exchange
                            .requests()
                            .subList(before, exchange.requests().size())
                            .stream()
                            .filter(each -> !each.contains("cutoff"))
                            .toList();
                    asked.add(page + ": " + more.size());
                    kalshi.cache().clear();
                }
            }
            assertThat(asked).containsExactly("live 2: 3", "history 1: 2", "history 2: 1");
        }
    }

    @Test
    void aMarketThatMovesWhileItIsReadComesOnceAndIsHeldOnce() {
        Instant then = FROM.plus(Duration.ofDays(1));
        try (Loopback exchange = Loopback.answering(target -> target.equals("/historical/cutoff")
                        ? Loopback.json("{\"market_settled_ts\":\"" + TO + "\"}")
                        : target.startsWith("/historical/")
                                ? page(
                                        "",
                                        market("A", then),
                                        market("B", then),
                                        market("EARLIER", FROM.minusSeconds(1)),
                                        market("LATER", TO))
                                : page("", market("C", then), market("B", then)))
                .withHistory()) {
            for (int times = 0; times < 2; times++) {
                try (Kalshi kalshi = Kalshi.at(exchange.url())) {
                    Table table = kalshi.markets()
                            .series("KXA")
                            .settled()
                            .since(FROM)
                            .until(TO)
                            .table();
                    assertThat(table.stringColumn("ticker").asList()).containsExactly("C", "B", "A");
                    assertThat(table.stringColumn("source").asList()).containsExactly("live", "live", "historical");
                }
                assertThat(exchange.requests()).hasSize(3);
            }
        }
    }

    @Test
    void whatMayStillBeSettledIsNotHeld() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        // The machine is right, or three hours fast; the stretch ends an hour and a half ago by its clock.
        for (Duration fast : List.of(Duration.ZERO, Duration.ofHours(3))) {
            for (Duration ago : List.of(Duration.ofMinutes(30), Duration.ofMinutes(90))) {
                boolean isOver = fast.isZero() && ago.toMinutes() > 60;
                List<String> settled = new ArrayList<>();
                try (Loopback exchange = Loopback.answering(target -> page("", settled.toArray(String[]::new))
                        .newBuilder()
                        .setHeader(
                                "date",
                                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                        now.minus(fast).atOffset(ZoneOffset.UTC)))
                        .build())) {
                    for (int times = 0; times < 2; times++) {
                        try (Kalshi kalshi = Kalshi.at(exchange.url())) {
                            assertThat(kalshi.markets()
                                            .series("KXA")
                                            .settled()
                                            .since(now.minus(Duration.ofDays(1)))
                                            .until(now.minus(ago))
                                            .count())
                                    .as("fast by " + fast + ", until " + ago + " ago")
                                    .isEqualTo(isOver ? 0 : times);
                        }
                        settled.add(market("A", now.minus(ago).minusSeconds(1)));
                    }
                }
            }
        }
    }

    @Test
    void aTapeOfAnExchangeWithoutHistoryGivesWhatIsLive(@TempDir Path tapes) {
        Path tape = tapes.resolve("settled.jsonl");
        try (JudgeServer judge = judge()) {
            judge.faults(Faults.NONE.mute(Faults.Mute.HISTORICAL));
            long rows;
            try (Kalshi kalshi = open(judge)) {
                kalshi.record(tape);
                rows = kalshi.markets().event(FIRST.event()).count()
                        + ofSeries(kalshi).count();
            }
            try (Kalshi kalshi = Kalshi.replay(tape)) {
                assertThat(kalshi.markets().event(FIRST.event()).count()
                                + ofSeries(kalshi).count())
                        .isEqualTo(rows);
            }
        }
    }
}
