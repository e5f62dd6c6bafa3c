package dev.kalshilab.model;

import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The resting bids of one market, best first; the exchange sends bids only.
 *
 * @param ticker the market
 * @param yes bids for YES, highest price first
 * @param no bids for NO, highest price first, in NO prices: a NO bid at p is a YES ask at 1 − p
 */
public record OrderBook(String ticker, List<Level> yes, List<Level> no) {
    /** What rests at one price. */
    public record Level(Price price, Contracts count) {}

    public OrderBook {
        yes = List.copyOf(yes);
        no = List.copyOf(no);
    }

    /** Offers of YES, lowest price first: the bids for NO, turned round. */
    public List<Level> yesAsks() {
        return no.stream()
                .map(level -> new Level(level.price().complement(), level.count()))
                .toList();
    }

    /** Both sides in the price of YES, highest price first: what is bid for YES and what of it is offered. */
    public List<Rung> ladder() {
        TreeMap<Price, Rung> rungs = new TreeMap<>(Comparator.reverseOrder());
        for (Level bid : yes) {
            rungs.put(bid.price(), new Rung(bid.price(), bid.count(), null));
        }
        for (Level ask : yesAsks()) {
            Rung there = rungs.get(ask.price());
            rungs.put(ask.price(), new Rung(ask.price(), there == null ? null : there.bid(), ask.count()));
        }
        return List.copyOf(rungs.values());
    }

    /** One price of a ladder; null where nothing rests on a side. */
    public record Rung(
            Price price, @Nullable Contracts bid, @Nullable Contracts ask) {}

    /** The highest YES bid; null when nobody bids. */
    public @Nullable Price bestBid() {
        return yes.isEmpty() ? null : yes.get(0).price();
    }

    /** The lowest YES ask, which is the highest NO bid turned round; null when nobody offers. */
    public @Nullable Price bestAsk() {
        return no.isEmpty() ? null : no.get(0).price().complement();
    }

    @Override
    public String toString() {
        return "OrderBook[" + ticker + ", bid " + shown(bestBid()) + ", ask " + shown(bestAsk()) + ", " + yes.size()
                + " yes and " + no.size() + " no levels]";
    }

    private static String shown(@Nullable Price price) {
        return price == null ? "none" : price.toString();
    }
}
