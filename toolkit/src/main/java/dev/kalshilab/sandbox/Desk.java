package dev.kalshilab.sandbox;

import java.util.List;

/**
 * Places the demo user's orders in one market, so that every fill is a public trade and no order stands where it
 * would have been filled: a taker's order comes just before its trade, a maker's rests at the best price until it.
 */
final class Desk {
    private static final int MOST_FILLS = 3;
    /** The largest trade that is wholly the user's, in hundredths of a contract. */
    private static final int LARGEST = 4_000;

    private final ListedMarket market;
    private final Rng rng;
    private final List<DemoOrder> orders;
    private final Past past;
    private final boolean whole;

    private final Holding held;
    private int number;
    /** The row after the last fill. */
    private int next = 1;

    Desk(ListedMarket market, Rng rng, List<DemoOrder> orders) {
        this.market = market;
        this.rng = rng;
        this.orders = orders;
        this.past = market.planned(Catalogue.PRESENT);
        this.held = new Holding(market);
        this.whole = market.paysParts();
    }

    /** Buys in the first trade that fits after that part of the market's past; does nothing where none does. */
    void buy(boolean yes, double from) {
        if (held.count > 0 && held.yes != yes) {
            return;
        }
        for (int row = Math.max(next, (int) (from * past.size)); row < past.size; row++) {
            int own = yes ? past.price(row) : Ticks.DOLLAR - past.price(row);
            if (fits(row) && own >= 500 && own <= 9_000) {
                DemoOrder order = order(yes, true, row);
                fill(order, row, past.count(row));
                more(order, row);
                if (!takes(order, row) && rng.chance(0.25)) {
                    takeBackTheRest(order);
                }
                return;
            }
        }
    }

    /** Sells about half of what is held; only right where all of it was bought at one price. */
    void sellPart() {
        sell(Math.max(100, held.count / 200 * 100));
    }

    void sellAll() {
        sell(held.count);
    }

    private void sell(long count) {
        if (held.count < count || count == 0) {
            return;
        }
        for (int row = next + (past.size - next) / 8; row < past.size; row++) {
            if (isOpenTrade(row) && past.count(row) >= count) {
                fill(order(held.yes, false, row), row, count);
                return;
            }
        }
    }

    /** An order that is taken back before the market comes to it. */
    void giveUp(boolean yes) {
        int start = 1 + rng.below(Math.max(1, past.size / 2));
        for (int row = start; row + 1 < past.size; row++) {
            int price = yes ? past.bid(row) - 300 : past.ask(row) + 300;
            int end = row + 1;
            while (end < past.size && end - row < 60 && beyond(yes, end, price)) {
                end++;
            }
            if (price >= 300 && price <= 9_700 && end - row > 5 && past.time(row + 1) - past.time(row) > Time.SECOND) {
                DemoOrder order = place(yes, true, onGrid(price, yes), past.time(row) + Time.SECOND / 2);
                order.unfilled = 100L * (5 + rng.below(30));
                order.pulled = between(past.time(end - 2), past.time(end - 1));
                return;
            }
        }
    }

    /**
     * An order that still rests, at a level of the present book which the market has not come to since; where it can
     * be, one that was filled in part when the market last stood there.
     */
    void rest(boolean yes) {
        Book book = Book.drawn(market, past, past.size);
        Book.Side side = yes ? book.yes : book.no;
        if (!rest(yes, side, true)) {
            rest(yes, side, false);
        }
    }

    private boolean rest(boolean yes, Book.Side side, boolean inPart) {
        for (int level = side.levels() - 3; level >= 0; level--) {
            int price = yes ? side.price(level) : Ticks.DOLLAR - side.price(level);
            int row = past.size - 1;
            while (row > 0 && beyond(yes, row, price)) {
                row--;
            }
            long since = row + 1 < past.size ? past.time(row + 1) : Long.MAX_VALUE;
            if (since > Catalogue.PRESENT - 10 * Time.MINUTE || side.count(level) < 1_000) {
                continue;
            }
            int filled = inPart ? filledLast(yes, row, price) : -1;
            if (filled >= 0 || !inPart) {
                long from = Math.max(since, Catalogue.PRESENT - 5 * Time.DAY);
                DemoOrder order = filled >= 0
                        ? order(yes, true, filled)
                        : place(yes, true, price, between(from, Catalogue.PRESENT - Time.MINUTE));
                if (filled >= 0) {
                    fill(order, filled, past.count(filled));
                }
                order.unfilled = Math.min(side.count(level), 2_500) / 100 * 100;
                return true;
            }
        }
        return false;
    }

    /** The last trade of the stretch up to the row in which that price was the best, if it can be the user's. */
    private int filledLast(boolean yes, int row, int price) {
        int trade = row;
        while (trade > next && quote(trade, yes) == price && !isOpenTrade(trade)) {
            trade--;
        }
        boolean makes = ((past.kind(trade) & Past.TAKER_YES) != 0) != yes;
        return trade >= next
                        && makes
                        && fits(trade)
                        && past.price(trade) == price
                        && quote(trade, yes) == price
                        && (held.count == 0 || held.yes == yes)
                ? trade
                : -1;
    }

    /** Whether an order at that price is behind the best one after the row. */
    private boolean beyond(boolean yes, int row, int price) {
        return yes ? past.bid(row) > price : past.ask(row) < price;
    }

    private int onGrid(int price, boolean yes) {
        Ticks ticks = market.event.series.ticks;
        return yes ? ticks.floor(price) : ticks.ceil(price);
    }

    private boolean isOpenTrade(int row) {
        return past.isOpenTrade(row);
    }

    private boolean fits(int row) {
        return isOpenTrade(row) && past.count(row) <= LARGEST && (!whole || past.count(row) % 100 == 0);
    }

    private boolean takes(DemoOrder order, int row) {
        return ((past.kind(row) & Past.TAKER_YES) != 0) == order.outcomeYes();
    }

    /** The order that the trade of that row fills. */
    private DemoOrder order(boolean yes, boolean buys, int row) {
        int price = past.price(row);
        boolean taker = ((past.kind(row) & Past.TAKER_YES) != 0) == (yes == buys);
        if (taker) {
            long before = Math.max(past.time(row - 1), past.time(row) - 1_000 - rng.below(40_000));
            return place(yes, buys, price, before);
        }
        int first = row - 1;
        while (first > 0 && quote(first - 1, yes == buys) == price) {
            first--;
        }
        return place(yes, buys, price, between(past.time(first), past.time(row) - 1));
    }

    private int quote(int row, boolean bid) {
        return bid ? past.bid(row) : past.ask(row);
    }

    private DemoOrder place(boolean yes, boolean buys, int price, long created) {
        DemoOrder order = new DemoOrder(market, yes, buys, price, created, number++);
        orders.add(order);
        return order;
    }

    private void fill(DemoOrder order, int row, long count) {
        order.fill(past, row, count);
        held.add(order.fills.get(order.fills.size() - 1));
        next = row + 1;
    }

    /** Trades that follow at once at the same price went to the same order. */
    private void more(DemoOrder order, int row) {
        boolean taker = takes(order, row);
        long until = past.time(row) + (taker ? 3 * Time.SECOND : Time.HOUR);
        // A taker who gains by YES meets the best ask, a maker who does is the best bid.
        boolean bid = taker != order.outcomeYes();
        for (int k = row + 1; k < past.size && past.time(k) <= until && order.fills.size() < MOST_FILLS; k++) {
            if (quote(k - 1, bid) != order.price) {
                return;
            }
            if (fits(k) && past.price(k) == order.price && takes(order, k) == taker) {
                fill(order, k, past.count(k));
            }
        }
    }

    private void takeBackTheRest(DemoOrder order) {
        long last = order.lastFill();
        if (next < past.size && past.time(next) > last + 2) {
            order.unfilled = 100L * (1 + rng.below(20));
            order.pulled = between(last + 1, Math.min(past.time(next) - 1, last + 2 * Time.MINUTE));
        }
    }

    private long between(long from, long until) {
        return from + (long) (rng.uniform() * Math.max(0, until - from));
    }
}
