package dev.kalshilab.testkit.judge;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the judge's one user has: fills that are public trades, an order each, positions and settlements of markets. */
final class Account {
    /** A fill: which trade of which market it is, and its order's number. */
    record Fill(Truth.Market market, int row, long micros, int number) {}

    /** A market in which something was held. */
    record Holding(Truth.Market market, long last, long contracts, long cost) {}

    private final Truth truth;
    private @Nullable List<Fill> fills;

    Account(Truth truth) {
        this.truth = truth;
    }

    /** In the order of time, those to come among them. */
    synchronized List<Fill> fills() {
        if (fills == null) {
            List<Fill> found = new ArrayList<>();
            for (Truth.Market market : truth.each()) {
                Truth.Trades trades = market.trades();
                for (int row = 0; row < trades.rows(); row++) {
                    if (Mix.below(Mix.of(truth.seed(), market.number, row), 5) == 0) {
                        found.add(new Fill(market, row, trades.micros(row), 0));
                    }
                }
            }
            found.sort(java.util.Comparator.comparingLong(Fill::micros)
                    .thenComparingInt(fill -> fill.market().number)
                    .thenComparingInt(Fill::row));
            List<Fill> numbered = new ArrayList<>();
            for (Fill fill : found) {
                numbered.add(new Fill(fill.market(), fill.row(), fill.micros(), numbered.size()));
            }
            fills = numbered;
        }
        return fills;
    }

    /** What was held until that time, a market each, by the market's number. */
    List<Holding> holdings(long until) {
        int markets = truth.each().size();
        long[] last = new long[markets];
        long[] contracts = new long[markets];
        long[] cost = new long[markets];
        for (Fill fill : fills()) {
            if (fill.micros() <= until) {
                int i = fill.market().number;
                Truth.Trades trades = fill.market().trades();
                last[i] = fill.micros();
                contracts[i] += trades.count(fill.row());
                cost[i] += trades.count(fill.row()) * trades.price(fill.row()) / 100;
            }
        }
        List<Holding> holdings = new ArrayList<>();
        for (Truth.Market market : truth.each()) {
            int i = market.number;
            if (contracts[i] > 0) {
                holdings.add(new Holding(market, last[i], contracts[i], cost[i]));
            }
        }
        return holdings;
    }
}
