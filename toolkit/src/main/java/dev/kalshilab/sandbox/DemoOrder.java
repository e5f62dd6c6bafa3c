package dev.kalshilab.sandbox;

import java.util.ArrayList;
import java.util.List;

/** One order of the demo user, with the public trades it was matched in. */
final class DemoOrder {
    private static final long NEVER = Long.MAX_VALUE;
    /** In 1/1,000,000 dollar: fees of autumn 2025 were whole cents. */
    private static final long CENT = 10_000;

    final ListedMarket market;
    final boolean yes;
    final boolean buys;
    /** The YES price of its limit, in 1/10,000 dollar. */
    final int price;

    final long created;
    /** Its number among the orders of the market: what its ids are made of. */
    final int number;

    final List<Fill> fills = new ArrayList<>();
    /** Contracts asked for beyond those that were filled, in hundredths. */
    long unfilled;
    /** When the user took it back. */
    long pulled = NEVER;

    DemoOrder(ListedMarket market, boolean yes, boolean buys, int price, long created, int number) {
        this.market = market;
        this.yes = yes;
        this.buys = buys;
        this.price = price;
        this.created = created;
        this.number = number;
    }

    /**
     * A part of a public trade.
     *
     * @param row the trade in its market's past
     * @param price the YES price
     * @param fee in 1/1,000,000 dollar
     */
    record Fill(DemoOrder order, int row, long time, int price, long count, boolean taker, long fee) {
        /** What was paid or received for the contracts themselves, in 1/1,000,000 dollar. */
        long amount() {
            return order.own(price) * count;
        }

        String id() {
            return Rng.uuid(order.market.key, row);
        }
    }

    void fill(Past past, int row, long count) {
        boolean taker = ((past.kind[row] & Past.TAKER_YES) != 0) == outcomeYes();
        int at = past.price[row];
        long fee = Fees.of(market.event.series, taker, buys, (int) own(at), count);
        if (market.whole) {
            fee = -Math.floorDiv(-fee, CENT) * CENT;
        }
        fills.add(new Fill(this, row, past.time[row], at, count, taker, fee));
    }

    /** The price of the side that is bought or sold, of its YES price. */
    long own(int yesPrice) {
        return yes ? yesPrice : Ticks.DOLLAR - yesPrice;
    }

    /** Buying YES and selling NO both gain when YES does. */
    boolean outcomeYes() {
        return yes == buys;
    }

    String id() {
        return Rng.uuid(Rng.key(market.key, "order", market.ticker), number);
    }

    String clientId() {
        return Rng.uuid(Rng.key(market.key, "client order", market.ticker), number);
    }

    long filled() {
        return fills.stream().mapToLong(Fill::count).sum();
    }

    long lastFill() {
        return fills.isEmpty() ? created : fills.get(fills.size() - 1).time();
    }

    /** Whether it was placed in the user's order group: those that were meant to stay in the election. */
    boolean isGrouped() {
        return market.event.series.ticker.equals(OneOffs.ELECTION) && unfilled > 0 && pulled == NEVER;
    }

    /** When it stopped resting without being filled; never, while it rests and for one that was filled. */
    long ended(long now) {
        if (unfilled == 0) {
            return NEVER;
        }
        long end = Math.min(pulled, market.event.schedule.stop());
        if (pulled == NEVER) {
            end = Math.min(end, touched(now));
        }
        return end <= now ? end : NEVER;
    }

    /** The user takes an order back before the market comes to its price: it is never filled by surprise. */
    private long touched(long now) {
        Past past = market.past(now);
        for (int row = past.until(Catalogue.PRESENT); row < past.size; row++) {
            if (outcomeYes() ? past.bid[row] <= price : past.ask[row] >= price) {
                return past.time[row];
            }
        }
        return NEVER;
    }

    String status(long now) {
        if (unfilled == 0) {
            return "executed";
        }
        return ended(now) <= now ? "canceled" : "resting";
    }

    long remaining(long now) {
        return status(now).equals("resting") ? unfilled : 0;
    }

    long updated(long now) {
        long end = ended(now);
        return end <= now ? end : lastFill();
    }
}
