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
    /** Where the looking for it goes on. */
    private int looked;
    /** When the market came to its price. */
    private long touched = NEVER;

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
     * @param trade what the trade is called by in its market's past
     * @param price the YES price
     * @param fee in 1/1,000,000 dollar
     */
    record Fill(DemoOrder order, int trade, long time, int price, long count, boolean taker, long fee) {
        /** What was paid or received for the contracts themselves, in 1/1,000,000 dollar. */
        long amount() {
            return order.own(price) * count;
        }

        String id() {
            return Rng.uuid(order.market.key, trade);
        }
    }

    void fill(Past past, int row, long count) {
        boolean taker = ((past.kind(row) & Past.TAKER_YES) != 0) == outcomeYes();
        int at = past.price(row);
        long fee = Fees.of(market.event.series, taker, buys, (int) own(at), count);
        if (market.whole) {
            fee = -Math.floorDiv(-fee, CENT) * CENT;
        }
        fills.add(new Fill(this, past.number(row), past.time(row), at, count, taker, fee));
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

    /** What has been filled by then; an order of the sandbox's future knows its fills beforehand. */
    List<Fill> fills(long now) {
        int happened = fills.size();
        while (happened > 0 && fills.get(happened - 1).time() > now) {
            happened--;
        }
        return fills.subList(0, happened);
    }

    long filled(long now) {
        return fills(now).stream().mapToLong(Fill::count).sum();
    }

    /** What was asked for. */
    long initial() {
        return filled(NEVER) + unfilled;
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
        if (touched == NEVER) {
            Past past = market.past(now);
            for (int row = Math.max(looked, past.until(Catalogue.PRESENT)); row < past.size; row++) {
                if (outcomeYes() ? past.bid(row) <= price : past.ask(row) >= price) {
                    touched = past.time(row);
                    break;
                }
            }
            looked = past.size;
        }
        return touched <= now ? touched : NEVER;
    }

    String status(long now) {
        if (filled(now) == initial()) {
            return "executed";
        }
        return ended(now) <= now ? "canceled" : "resting";
    }

    long remaining(long now) {
        return status(now).equals("resting") ? initial() - filled(now) : 0;
    }

    long updated(long now) {
        long end = ended(now);
        List<Fill> happened = fills(now);
        long last =
                happened.isEmpty() ? created : happened.get(happened.size() - 1).time();
        return end <= now ? end : last;
    }
}
