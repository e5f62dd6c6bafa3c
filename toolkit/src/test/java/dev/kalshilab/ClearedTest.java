package dev.kalshilab;

import static dev.kalshilab.testkit.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.testkit.Settings;
import dev.kalshilab.testkit.judge.JudgeServer;
import dev.kalshilab.testkit.judge.JudgeServer.Tiers;
import dev.kalshilab.testkit.judge.Truth;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

/** Clearing the cache while somebody asks costs requests, and no row: neither of that answer nor of any later one. */
@Timeout(600)
class ClearedTest {
    private static final int CASES = Integer.getInteger("cases", 15);
    private static final Truth TRUTH =
            new Truth(Truth.Size.small(11).trades(400).density(0.1).apart(Duration.ofDays(9)));
    private static final Truth.Market MARKET = TRUTH.markets().get(0);
    private static final Instant FROM = Instant.parse("2026-06-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2026-10-20T00:00:00Z");

    @TempDir
    private Path directory;

    @RegisterExtension
    private final Settings settings = new Settings();

    private static Map<String, Function<Kalshi, Table>> questions() {
        String[] all = TRUTH.markets().stream().map(Truth.Market::ticker).toArray(String[]::new);
        Map<String, Function<Kalshi, Table>> questions = new LinkedHashMap<>();
        questions.put("trades", kalshi -> kalshi.trades().since(FROM).table());
        questions.put(
                "trades of markets",
                kalshi -> kalshi.trades(all).since(FROM).until(TO).table());
        questions.put(
                "trades of a market",
                kalshi -> kalshi.trades(MARKET.ticker()).since(FROM).table());
        questions.put("candles", kalshi -> kalshi.candles(MARKET.ticker())
                .hourly()
                .since(FROM)
                .until(TO)
                .table());
        questions.put(
                "candles of markets",
                kalshi -> kalshi.candles(all).daily().since(FROM).until(TO).table());
        questions.put("candles of an event", kalshi -> kalshi.eventCandles(MARKET.event())
                .daily()
                .since(FROM)
                .until(TO)
                .table());
        questions.put("settled markets", kalshi -> kalshi.markets()
                .series(MARKET.series())
                .settled()
                .since(FROM)
                .until(TO)
                .table());
        return questions;
    }

    /** All that a table says of the rows but when they were looked up. */
    private static List<String> rows(Table table) {
        List<String> rows = new ArrayList<>();
        for (Row row : table) {
            rows.add(row.toString());
        }
        Collections.sort(rows);
        return rows;
    }

    @Test
    void noRowIsLostWhenSomebodyClearsMeanwhile() {
        List<Map.Entry<String, Function<Kalshi, Table>>> questions =
                List.copyOf(questions().entrySet());
        long cutoff = Instant.parse("2026-09-01T00:00:00Z").getEpochSecond() * 1_000_000;
        for (Tiers tiers : List.of(Tiers.ONE, Tiers.BY_MARKET)) {
            try (JudgeServer judge = JudgeServer.of(TRUTH).tiers(tiers).cutoff(cutoff)) {
                for (Map.Entry<String, Function<Kalshi, Table>> each : questions) {
                    settings.cache(directory.resolve(tiers + each.getKey().replace(' ', '-')));
                    List<String> truth;
                    try (Kalshi kalshi = Kalshi.at(judge.url())) {
                        truth = rows(each.getValue().apply(kalshi));
                    }
                    assertThat(truth).as(each.getKey()).isNotEmpty();
                    forAll(CASES, random -> cleared(judge, each, truth, random, tiers));
                }
            }
        }
    }

    private static void cleared(
            JudgeServer judge,
            Map.Entry<String, Function<Kalshi, Table>> question,
            List<String> truth,
            Random random,
            Tiers tiers) {
        int micros = random.nextInt(20_000);
        String when = question.getKey() + " of " + tiers + ", cleared after " + micros + " microseconds";
        for (String time : List.of("before", "meanwhile", "afterwards")) {
            try (Kalshi kalshi = Kalshi.at(judge.url())) {
                Thread clearing = new Thread(() -> {
                    LockSupport.parkNanos(micros * 1_000L);
                    kalshi.cache().clear();
                });
                if (time.equals("meanwhile")) {
                    clearing.start();
                }
                assertThat(rows(question.getValue().apply(kalshi)))
                        .as(when + ", " + time)
                        .isEqualTo(truth);
                clearing.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
