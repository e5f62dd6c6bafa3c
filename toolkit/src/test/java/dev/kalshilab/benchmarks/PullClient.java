package dev.kalshilab.benchmarks;

import dev.kalshilab.Kalshi;
import dev.kalshilab.auth.Credentials;
import dev.kalshilab.model.KalshiException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The measured side of {@link PullBenchmark}, in a process of its own: its first pull finds a cold JVM as a user's does.
 *
 * <p>Each line of its input is a directory for the cache of one pull more; for each it prints, behind the word measured, when that began, as
 * {@link System#nanoTime} has it, how many nanoseconds it took with the opening of the connection, and what went wrong.
 */
public final class PullClient {
    static final String MEASURED = "measured ";
    static final String CACHE = "dev.kalshilab.cache";

    private PullClient() {}

    /** Address, key file or {@code -}, {@code trades} or {@code candles}, file of tickers, from, to. */
    public static void main(String[] arguments) throws IOException {
        String[] tickers = Files.readAllLines(Path.of(arguments[3])).toArray(String[]::new);
        BufferedReader rounds = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String cache = rounds.readLine(); cache != null; cache = rounds.readLine()) {
            System.setProperty(CACHE, cache);
            long start = System.nanoTime();
            String failed = "";
            try (Kalshi kalshi = arguments[1].equals("-")
                    ? Kalshi.at(arguments[0])
                    : Kalshi.at(arguments[0], Credentials.of("benchmark", Path.of(arguments[1])))) {
                pull(kalshi, arguments[2], tickers, Instant.parse(arguments[4]), Instant.parse(arguments[5]));
            } catch (KalshiException e) {
                failed = " " + e.getMessage().lines().findFirst().orElse("");
            }
            System.out.println(MEASURED + start + " " + (System.nanoTime() - start) + failed);
        }
    }

    private static void pull(Kalshi kalshi, String what, String[] tickers, Instant from, Instant to) {
        if (what.equals("candles")) {
            kalshi.candles(tickers).hourly().since(from).until(to).count();
        } else {
            kalshi.trades(tickers).since(from).until(to).count();
        }
    }
}
