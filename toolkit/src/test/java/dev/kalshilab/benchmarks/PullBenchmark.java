package dev.kalshilab.benchmarks;

import dev.kalshilab.Kalshi;
import dev.kalshilab.auth.Credentials;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.testkit.AKey;
import dev.kalshilab.testkit.judge.Faults;
import dev.kalshilab.testkit.judge.JudgeServer;
import dev.kalshilab.testkit.judge.Op;
import dev.kalshilab.testkit.judge.Tally;
import dev.kalshilab.testkit.judge.Truth;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * How long pulls take against what the exchange's budget allows, and how much of what is held is asked again.
 *
 * <p>{@code toolkit/benchmarks/run} runs it; {@code run 100} only at 100 requests a second,
 * {@code run 100 market} only one pull, {@code run 100 market market} the same again in a warm JVM. It prints a table and
 * asserts nothing. {@code unused} are the requests that the budget allowed meanwhile and nobody made. Each wall time stands beside (N − B) / r, with N the fewest requests, B the burst and r the rate; the
 * bars: candles and many tickers 1.1 times that and 3 L, one market 1.25 times and 5 L in 1.15 N requests, and at most
 * 1 % of 429.
 */
public final class PullBenchmark {
    private static final Duration LATENCY = Duration.ofMillis(80);
    private static final int COST = 10;
    private static final String CACHE = "dev.kalshilab.cache";
    private static final int TICKERS = 600;
    private static final int ROWS = 600_000;
    private static final List<String> PULLS = List.of("tickers", "market", "candles");

    private PullBenchmark() {}

    /** Rates, in requests a second; or an address and a range, for a look from another process. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length == 4) {
            try (Kalshi kalshi = Kalshi.at(arguments[0])) {
                kalshi.trades(arguments[1])
                        .since(arguments[2])
                        .until(arguments[3])
                        .count();
            }
            return;
        }
        // What is invented for a measurement does not belong among what the user keeps.
        if (System.getProperty(CACHE) == null) {
            System.setProperty(CACHE, Files.createTempDirectory("pulls").toString());
        }
        List<String> wanted = Stream.of(arguments).filter(PULLS::contains).toList();
        List<String> pulls = wanted.isEmpty() ? PULLS : wanted;
        List<Integer> given = Stream.of(arguments)
                .filter(each -> !PULLS.contains(each))
                .map(Integer::valueOf)
                .toList();
        List<Integer> rates = given.isEmpty() ? List.of(20, 100) : given;
        System.out.printf(
                Locale.ROOT,
                "%-34s %5s %5s %6s %8s %8s %6s %7s %6s %5s %6s  %s%n",
                "pull",
                "r /s",
                "N",
                "asked",
                "wall s",
                "(N-B)/r",
                "ratio",
                "bar s",
                "429 %",
                "most",
                "unused",
                "met");
        for (int rate : rates) {
            pulls.forEach(pull -> {
                switch (pull) {
                    case "tickers" -> manyTickers(rate);
                    case "market" -> oneMarket(rate);
                    default -> candles(rate);
                }
            });
        }
        if (wanted.isEmpty()) {
            held();
        }
    }

    private static void manyTickers(int rate) {
        Truth truth = new Truth(Truth.Size.small(1).markets(TICKERS / 4, 4).trades(400));
        String[] all = truth.markets().stream().map(Truth.Market::ticker).toArray(String[]::new);
        measured("trades of 600 tickers", truth, rate, TICKERS, 1.1, 3, kalshi -> kalshi.trades(all)
                .since("2026-01-01")
                .until("2026-10-31")
                .count());
    }

    private static void oneMarket(int rate) {
        Truth truth = new Truth(Truth.Size.small(2).markets(1, 1).trades(ROWS));
        String ticker = truth.markets().get(0).ticker();
        measured("trades of one market, skewed", truth, rate, ROWS / 1_000, 1.25, 5, kalshi -> kalshi.trades(ticker)
                .since("2026-01-01")
                .until("2026-10-31")
                .count());
    }

    private static void candles(int rate) {
        // 2,400 markets, 100 days of hours: 2,400 periods, of which a request gives 10,000 over its markets.
        Truth truth =
                new Truth(Truth.Size.small(3).markets(TICKERS, 4).trades(1).density(0.02));
        String[] all = truth.markets().stream().map(Truth.Market::ticker).toArray(String[]::new);
        measured(
                "candles of 2,400 tickers, hourly",
                truth,
                rate,
                all.length * 2_400 / 10_000,
                1.1,
                3,
                kalshi -> kalshi.candles(all)
                        .hourly()
                        .since(Instant.parse("2026-07-01T00:00:00Z"))
                        .until(Instant.parse("2026-10-09T00:00:00Z"))
                        .count());
    }

    private static void measured(
            String what, Truth truth, int rate, int fewest, double factor, int latencies, Consumer<Kalshi> pull) {
        int burst = 2 * rate;
        truth.markets().forEach(market -> market.trades().rows());
        try (JudgeServer judge = JudgeServer.of(truth);
                Kalshi kalshi = Kalshi.at(judge.url(), Credentials.of("benchmark", AKey.file()))) {
            judge.limit((double) rate * COST, (double) burst * COST)
                    .faults(Faults.NONE.latency(LATENCY, Duration.ZERO));
            long start = System.nanoTime();
            String failed = "";
            try {
                pull.accept(kalshi);
            } catch (KalshiException e) {
                failed = "failed: " + e.getMessage().lines().findFirst().orElse("");
            }
            double wall = (System.nanoTime() - start) / 1e9;
            double least = (double) (fewest - burst) / rate;
            double bar = factor * least + latencies * LATENCY.toMillis() / 1e3;
            Tally tally = judge.tally();
            boolean met = failed.isEmpty()
                    && wall <= bar
                    && tally.shareOfTooMany() <= 0.01
                    && (factor < 1.2 || tally.requests() <= 1.15 * fewest);
            System.out.printf(
                    Locale.ROOT,
                    "%-34s %5d %5d %6d %8.2f %8.2f %6.2f %7.2f %6.2f %5d %6.0f  %s%n",
                    what,
                    rate,
                    fewest,
                    tally.requests(),
                    wall,
                    least,
                    wall / least,
                    bar,
                    100 * tally.shareOfTooMany(),
                    tally.concurrency(),
                    burst + rate * wall - tally.requests(),
                    failed.isEmpty() ? met ? "yes" : "no" : failed);
            System.out.println("    arrived in each tenth of a second: " + arrivals(tally, start));
        }
    }

    private static String arrivals(Tally tally, long start) {
        Map<Long, Integer> tenths = new TreeMap<>();
        tally.seen().forEach(seen -> tenths.merge((seen.arrived() - start) / 100_000_000, 1, Integer::sum));
        long last = tenths.keySet().stream().mapToLong(Long::longValue).max().orElse(-1);
        return LongStream.rangeClosed(0, last)
                .mapToObj(tenth -> String.valueOf(tenths.getOrDefault(tenth, 0)))
                .collect(Collectors.joining(" "));
    }

    /** How many requests a question costs when some of it is held. */
    private static void held() throws IOException, InterruptedException {
        Instant present = Instant.now().truncatedTo(ChronoUnit.HOURS);
        Truth truth = new Truth(Truth.Size.small(4).markets(2, 1).trades(40_000).present(present, Duration.ofDays(30)));
        String ticker = truth.markets().get(0).ticker();
        Instant from = present.minus(Duration.ofDays(20));
        Instant to = from.plus(Duration.ofDays(7));
        System.out.printf("%n%-56s %s%n", "what is asked of one market", "requests for trades");
        try (JudgeServer judge = JudgeServer.of(truth)) {
            asked(judge, "a closed week", kalshi -> count(kalshi, ticker, from, to));
            asked(judge, "the same week, a new connection", kalshi -> count(kalshi, ticker, from, to));
            judge.forget();
            Process other = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElse("java"),
                            "-D" + CACHE + "=" + System.getProperty(CACHE),
                            "-cp",
                            System.getProperty("java.class.path"),
                            PullBenchmark.class.getName(),
                            judge.url(),
                            ticker,
                            from.toString(),
                            to.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .redirectOutput(ProcessBuilder.Redirect.to(new File("/dev/null")))
                    .start();
            int status = other.waitFor();
            said(judge, "the same week, a new process" + (status == 0 ? "" : " (status " + status + ")"));
            asked(
                    judge,
                    "two days more, five of them held",
                    kalshi -> count(kalshi, ticker, from.plus(Duration.ofDays(2)), to.plus(Duration.ofDays(2))));
            asked(judge, "the last seven days", kalshi -> kalshi.trades(ticker)
                    .since("-7d")
                    .count());
            asked(judge, "the last seven days, run again", kalshi -> kalshi.trades(ticker)
                    .since("-7d")
                    .count());
        }
    }

    private static long count(Kalshi kalshi, String ticker, Instant from, Instant to) {
        return kalshi.trades(ticker).since(from).until(to).count();
    }

    private static void asked(JudgeServer judge, String what, Consumer<Kalshi> pull) {
        judge.forget();
        try (Kalshi kalshi = Kalshi.at(judge.url())) {
            pull.accept(kalshi);
        }
        said(judge, what);
    }

    private static void said(JudgeServer judge, String what) {
        Tally tally = judge.tally();
        System.out.printf("%-56s %d%n", what, tally.requests(Op.TRADES) + tally.requests(Op.HISTORICAL_TRADES));
    }
}
