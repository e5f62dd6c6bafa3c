package dev.kalshilab.benchmarks;

import dev.kalshilab.Kalshi;
import dev.kalshilab.testkit.AKey;
import dev.kalshilab.testkit.judge.Faults;
import dev.kalshilab.testkit.judge.JudgeServer;
import dev.kalshilab.testkit.judge.Op;
import dev.kalshilab.testkit.judge.Tally;
import dev.kalshilab.testkit.judge.Truth;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * <p>{@code toolkit/benchmarks/run} runs it; {@code run 100} only at 100 requests a second, {@code run 100 market} only
 * one pull. It prints a table and asserts nothing. The client is a {@link PullClient}: its first pull finds a cold JVM,
 * the others a warm one. {@code unused} are the requests that the budget allowed meanwhile and nobody made. Each wall
 * time stands beside (N − B) / r, with N the fewest requests, B the burst and r the rate; the bars: candles and many
 * tickers 1.1 times that and 3 L, one market 1.25 times and 5 L in 1.15 N requests, and at most 1 % of 429.
 */
public final class PullBenchmark {
    private static final Duration LATENCY = Duration.ofMillis(80);
    private static final int COST = 10;
    private static final int ROUNDS = 3;
    /** Tokens that no pull here has to wait for. */
    private static final double FAST = 100_000;

    private static final Bar MANY = new Bar(1.1, 3, Double.POSITIVE_INFINITY);
    private static final Bar ONE = new Bar(1.25, 5, 1.15);
    private static final int TICKERS = 600;
    private static final int ROWS = 600_000;
    private static final List<String> PULLS = List.of("tickers", "market", "candles");

    private PullBenchmark() {}

    /** Rates, in requests a second, and pulls. */
    public static void main(String[] arguments) throws IOException {
        List<String> wanted = Stream.of(arguments).filter(PULLS::contains).toList();
        List<String> pulls = wanted.isEmpty() ? PULLS : wanted;
        List<Integer> given = Stream.of(arguments)
                .filter(each -> !PULLS.contains(each))
                .map(Integer::valueOf)
                .toList();
        List<Integer> rates = given.isEmpty() ? List.of(20, 100) : given;
        System.out.printf(
                Locale.ROOT,
                "%-34s %5s %5s %5s %6s %8s %8s %6s %7s %6s %5s %6s  %s%n",
                "pull",
                "JVM",
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
            for (String pull : pulls) {
                switch (pull) {
                    case "tickers" -> manyTickers(rate);
                    case "market" -> oneMarket(rate);
                    default -> candles(rate);
                }
            }
        }
        if (wanted.isEmpty()) {
            held();
        }
    }

    private static void manyTickers(int rate) throws IOException {
        Truth truth = new Truth(Truth.Size.small(1).markets(TICKERS / 4, 4).trades(400));
        measured(
                truth,
                new Asked("trades of 600 tickers", "trades", "2026-01-01T00:00:00Z", "2026-10-31T00:00:00Z"),
                rate,
                TICKERS,
                MANY);
    }

    private static void oneMarket(int rate) throws IOException {
        Truth truth = new Truth(Truth.Size.small(2).markets(1, 1).trades(ROWS));
        measured(
                truth,
                new Asked("trades of one market, skewed", "trades", "2026-01-01T00:00:00Z", "2026-10-31T00:00:00Z"),
                rate,
                ROWS / 1_000,
                ONE);
    }

    private static void candles(int rate) throws IOException {
        // 2,400 markets, 100 days of hours: 2,400 periods, of which a request gives 10,000 over its markets.
        Truth truth =
                new Truth(Truth.Size.small(3).markets(TICKERS, 4).trades(1).density(0.02));
        int fewest = truth.markets().size() * 2_400 / 10_000;
        measured(
                truth,
                new Asked(
                        "candles of 2,400 tickers, hourly", "candles", "2026-07-01T00:00:00Z", "2026-10-09T00:00:00Z"),
                rate,
                fewest,
                MANY);
    }

    /** What is asked of all markets of a truth. */
    private record Asked(String name, String what, String from, String to) {}

    /** What is allowed: a factor of (N − B) / r, and latencies. */
    private record Bar(double factor, int latencies, double requests) {}

    private static void measured(Truth truth, Asked asked, int rate, int fewest, Bar allowed) throws IOException {
        int burst = 2 * rate;
        truth.markets().forEach(market -> market.trades().rows());
        Path tickers = Files.createTempFile("pulls", ".tickers");
        Files.write(tickers, truth.markets().stream().map(Truth.Market::ticker).toList());
        String key = AKey.file().toString();
        try (JudgeServer judge = JudgeServer.of(truth)) {
            judge.faults(Faults.NONE.latency(LATENCY, Duration.ZERO));
            judge.limit(10 * FAST, FAST);
            client(judge.url(), key, asked, tickers, client -> pulled(client, fresh())); // the server is warm then
            client(judge.url(), key, asked, tickers, client -> {
                for (int round = 0; round < ROUNDS; round++) {
                    judge.limit((double) rate * COST, (double) burst * COST).forget();
                    String[] said = pulled(client, fresh());
                    print(asked.name(), round == 0 ? "cold" : "warm", rate, fewest, allowed, judge.tally(), said);
                }
            });
        } finally {
            Files.delete(tickers);
        }
    }

    private static void print(String name, String jvm, int rate, int fewest, Bar allowed, Tally tally, String[] said) {
        int burst = 2 * rate;
        double wall = Long.parseLong(said[1]) / 1e9;
        double least = (double) (fewest - burst) / rate;
        double bar = allowed.factor() * least + allowed.latencies() * LATENCY.toMillis() / 1e3;
        boolean met = said.length == 2
                && wall <= bar
                && tally.shareOfTooMany() <= 0.01
                && tally.requests() <= allowed.requests() * fewest;
        System.out.printf(
                Locale.ROOT,
                "%-34s %5s %5d %5d %6d %8.2f %8.2f %6.2f %7.2f %6.2f %5d %6.0f  %s%n",
                name,
                jvm,
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
                said.length == 2 ? met ? "yes" : "no" : "failed: " + said[2]);
        System.out.println("    arrived in each tenth of a second: " + arrivals(tally, Long.parseLong(said[0])));
    }

    /** What a client says of a pull with that cache. */
    private static String[] pulled(Client client, String cache) throws IOException {
        client.to().println(cache);
        for (String said = client.from().readLine();
                said != null;
                said = client.from().readLine()) {
            if (said.startsWith(PullClient.MEASURED)) { // a pull tells its plan, too
                return said.substring(PullClient.MEASURED.length()).split(" ", 3);
            }
        }
        throw new IOException("the client has gone");
    }

    private static String fresh() throws IOException {
        return Files.createTempDirectory("pulls").toString();
    }

    private record Client(PrintWriter to, BufferedReader from) {}

    private interface Use {
        void of(Client client) throws IOException;
    }

    private static void client(String url, String key, Asked asked, Path tickers, Use use) throws IOException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        PullClient.class.getName(),
                        url,
                        key,
                        asked.what(),
                        tickers.toString(),
                        asked.from(),
                        asked.to())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (PrintWriter to = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
                BufferedReader from = process.inputReader()) {
            use.of(new Client(to, from));
        } finally {
            process.destroy();
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
    private static void held() throws IOException {
        // What is invented for a measurement does not belong among what the user keeps.
        System.setProperty(PullClient.CACHE, Files.createTempDirectory("pulls").toString());
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
            Path tickers = Files.write(Files.createTempFile("pulls", ".tickers"), List.of(ticker));
            client(judge.url(), "-", new Asked("", "trades", from.toString(), to.toString()), tickers, client -> {
                pulled(client, System.getProperty(PullClient.CACHE));
            });
            said(judge, "the same week, a new process");
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
