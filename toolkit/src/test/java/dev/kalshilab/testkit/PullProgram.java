package dev.kalshilab.testkit;

import dev.kalshilab.Kalshi;
import java.util.Arrays;

/** A client in a process of its own, which asks one question and says how many rows there were. */
public final class PullProgram {
    private PullProgram() {}

    /** An address, {@code trades} or {@code candles}, where the range begins and ends, and tickers. */
    public static void main(String[] options) {
        String[] tickers = Arrays.copyOfRange(options, 4, options.length);
        try (Kalshi kalshi = Kalshi.at(options[0])) {
            long rows = options[1].equals("trades")
                    ? kalshi.trades(tickers).since(options[2]).until(options[3]).count()
                    : kalshi.candles(tickers)
                            .minutely()
                            .since(options[2])
                            .until(options[3])
                            .count();
            System.out.println(rows);
        }
    }
}
