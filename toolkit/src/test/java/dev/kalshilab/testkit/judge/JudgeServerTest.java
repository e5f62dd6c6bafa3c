package dev.kalshilab.testkit.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.testkit.Raw;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The judge itself, asked by the JDK's client. */
class JudgeServerTest {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Truth truth = new Truth(Truth.Size.small(3));
    private final JudgeServer judge = JudgeServer.of(truth);
    private final Truth.Market crowded = truth.markets().get(0);

    @AfterEach
    void close() {
        judge.close();
    }

    private HttpResponse<String> get(String target) {
        try {
            return CLIENT.send(
                    HttpRequest.newBuilder(URI.create(judge.url() + target)).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, Object> body(String target) {
        return Raw.object(Raw.parse(get(target).body()));
    }

    /** The ids of a list, page after page. */
    private List<String> ids(String target) {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            Map<String, Object> page = body(target + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            Raw.objects(page.get("trades")).forEach(row -> ids.add(Raw.text(row, "trade_id")));
            cursor = Raw.text(page, "cursor");
        } while (!cursor.isEmpty());
        return ids;
    }

    private static List<String> truth(Truth.Market market) {
        List<String> ids = new ArrayList<>();
        for (int row = market.trades().rows() - 1; row >= 0; row--) {
            ids.add(market.trades().id(row));
        }
        return ids;
    }

    @Test
    void theSameSeedIsTheSameExchange() {
        Truth again = new Truth(Truth.Size.small(3));
        assertThat(truth(again.markets().get(0))).isEqualTo(truth(crowded));
        assertThat(new HashSet<>(truth(crowded))).hasSize(2_500);
    }

    @Test
    void aMarketHasBurstsAndSilenceAndMoreThanAPageInASecond() {
        Truth.Trades trades = crowded.trades();
        int most = 0;
        int same = 0;
        long silence = 0;
        for (int row = 1; row < trades.rows(); row++) {
            same += trades.micros(row) == trades.micros(row - 1) ? 1 : 0;
            silence = Math.max(silence, trades.micros(row) - trades.micros(row - 1));
            long second = trades.micros(row) / 1_000_000 * 1_000_000;
            most = Math.max(most, trades.first(second + 1_000_000) - trades.first(second));
        }
        assertThat(most).isGreaterThan(1_000);
        assertThat(same).isGreaterThan(100);
        assertThat(silence).isGreaterThan(Duration.ofDays(2).toSeconds() * 1_000_000);
    }

    @Test
    void pagesAreNewestFirstAndWhole() {
        assertThat(ids("/markets/trades?limit=700&ticker=" + crowded.ticker())).isEqualTo(truth(crowded));
    }

    @Test
    void boundsAreWholeSeconds() {
        Truth.Trades trades = crowded.trades();
        long second = trades.micros(1_300) / 1_000_000;
        int rows = trades.first((second + 1) * 1_000_000) - trades.first(second * 1_000_000);
        assertThat(ids("/markets/trades?limit=1000&ticker=" + crowded.ticker() + "&min_ts=" + second + "&max_ts="
                        + second))
                .hasSize(rows);
    }

    @Test
    void timesAreWrittenAsTheExchangeDoes() {
        for (long micros : List.of(
                0L, 951_782_400_000_001L, 1_709_164_799_999_999L, 1_772_000_000_120_000L, 1_798_761_599_500_000L)) {
            String text = Raw.text(
                    Raw.object(Raw.parse(new String(
                            new Out().open().time("t", micros).close().done(),
                            java.nio.charset.StandardCharsets.UTF_8))),
                    "t");
            Instant read = Instant.parse(text);
            assertThat(read.getEpochSecond() * 1_000_000 + read.getNano() / 1_000)
                    .as(text)
                    .isEqualTo(micros);
        }
    }

    @Test
    void aCursorBelongsToItsQuestion() {
        String cursor = Raw.text(body("/markets/trades?limit=10&ticker=" + crowded.ticker()), "cursor");
        assertThat(get("/markets/trades?limit=10&cursor=" + cursor).statusCode())
                .isEqualTo(400);
        assertThat(judge.tally().outside()).hasSize(1);
    }

    @Test
    void tiersByTimeMeetAtTheCutoff() {
        judge.tiers(JudgeServer.Tiers.BY_TIME).cutoff(crowded.trades().micros(1_000));
        List<String> both = new ArrayList<>(ids("/markets/trades?limit=1000&ticker=" + crowded.ticker()));
        int live = both.size();
        both.addAll(ids("/historical/trades?limit=1000&ticker=" + crowded.ticker()));
        assertThat(both).isEqualTo(truth(crowded));
        assertThat(live).isBetween(1, 2_499);
    }

    @Test
    void tiersByMarketKnowNothingOfEachOther() {
        Truth.Market settled = truth.markets().stream()
                .filter(market -> market.settled() != null)
                .findFirst()
                .orElseThrow();
        judge.tiers(JudgeServer.Tiers.BY_MARKET).cutoff((settled.settled + 1) * 1_000_000);
        String path = "/markets/" + settled.ticker();
        assertThat(get(path).statusCode()).isEqualTo(404);
        assertThat(get("/historical" + path).statusCode()).isEqualTo(200);
        assertThat(get("/markets/trades?ticker=" + settled.ticker()).statusCode())
                .isEqualTo(404);
        assertThat(get("/historical/trades?ticker=" + settled.ticker()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aRangeOfTooManyPeriodsIsRefused() {
        String path = "/series/" + crowded.series() + "/markets/" + crowded.ticker()
                + "/candlesticks?period_interval=1&start_ts=0&end_ts=";
        assertThat(get(path + 5_000 * 60).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = get(path + (5_000 * 60 + 1));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("max candlesticks: 5000");
        assertThat(get("/markets/candlesticks?market_tickers=A,B,C&period_interval=1&start_ts=0&end_ts=240000")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void theBucketRefusesByArrival() {
        judge.limit(100, 50);
        for (int i = 0; i < 8; i++) {
            get("/exchange/status");
        }
        assertThat(judge.tally().tooMany()).isBetween(1, 3);
        assertThat(get("/exchange/status").body()).isEqualTo("{\"error\":\"too many requests\"}");
    }

    @Test
    void theAccountMustBeSigned() {
        assertThat(get("/portfolio/fills").statusCode()).isEqualTo(401);
        assertThat(judge.tally().wronglySigned()).hasSize(1);
    }

    @Test
    void faultsEndAndAreCounted() {
        judge.faults(Faults.NONE.seed(5).refusals(0.4, 0.4, 2).breaks(0, 0, 0.4));
        String target = "/markets/trades?limit=5&ticker=" + crowded.ticker();
        int tries = 1;
        while (get(target).statusCode() != 200
                || !judge.tally().seen().get(tries - 1).well()) {
            tries++;
        }
        assertThat(tries).isLessThanOrEqualTo(4);
        judge.faults(Faults.NONE.seed(5).breaks(0, 1, 0));
        assertThatThrownBy(() -> get("/exchange/status")).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void overlapsAndEmptyPagesLoseNothing() {
        judge.faults(Faults.NONE.seed(8).pages(7, 0.5, 0.3));
        List<String> ids = ids("/markets/trades?limit=100&ticker=" + crowded.ticker());
        assertThat(ids.size()).isGreaterThan(2_500);
        assertThat(ids.stream().distinct().toList()).isEqualTo(truth(crowded));
    }

    @Test
    void aPageFailsUntilItIsMended() {
        judge.failing(crowded.ticker(), 2);
        String target = "/markets/trades?limit=1000&ticker=" + crowded.ticker();
        String second = target + "&cursor=" + Raw.text(body(target), "cursor");
        assertThat(get(second).statusCode()).isEqualTo(500);
        assertThat(get(second).statusCode()).isEqualTo(500);
        judge.mend();
        assertThat(get(second).statusCode()).isEqualTo(200);
    }

    @Test
    void aThousandRequestsASecondAreServed() {
        get("/exchange/status");
        long start = System.nanoTime();
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            all.add(CLIENT.sendAsync(
                    HttpRequest.newBuilder(URI.create(judge.url() + "/exchange/status"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString()));
        }
        all.forEach(CompletableFuture::join);
        System.out.printf("1,000 requests in %d ms, %s%n", (System.nanoTime() - start) / 1_000_000, judge.tally());
        assertThat(judge.tally().requests()).isEqualTo(1_001);
    }
}
