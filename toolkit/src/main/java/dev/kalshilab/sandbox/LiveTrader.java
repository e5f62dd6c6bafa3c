package dev.kalshilab.sandbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the demo user does after the sandbox's present: round trips in markets of the election in which nothing is held.
 *
 * <p>An hour is planned whole, with all its trades known, and every round trip ends within its quarter of an hour: so
 * nothing here depends on how the clock got there, any way of costing gives the same, and no settlement finds
 * contracts that were sold from before.
 */
final class LiveTrader {
    private static final long QUARTER = Time.HOUR / 4;
    /** In hundredths of a contract. */
    private static final long LARGEST = 1_000;
    /** Numbers of orders that the past never reaches. */
    private static final int FIRST_NUMBER = 1_000;

    private final List<ListedMarket> markets;
    private final List<DemoOrder> orders = new ArrayList<>();
    private final Map<ListedMarket, List<DemoOrder>> byMarket = new HashMap<>();
    private final List<Negotiation> negotiations = new ArrayList<>();
    private long planned = Catalogue.PRESENT;

    LiveTrader(List<ListedMarket> markets) {
        this.markets = List.copyOf(markets);
    }

    /**
     * A request for a quote that led to an order.
     *
     * @param order what it was executed by
     */
    record Negotiation(DemoOrder order, long requested, long quoted, long accepted) {
        long executed() {
            return order.created;
        }

        long deleted() {
            return executed() + 5 * Time.SECOND;
        }

        String requestId() {
            return Rng.uuid(Rng.key(order.market.key, "rfq", order.id()), 0);
        }

        String quoteId() {
            return Rng.uuid(Rng.key(order.market.key, "quote", order.id()), 0);
        }

        String quoterId() {
            return Rng.uuid(Rng.key(order.market.key, "quoter", order.id()), 0);
        }
    }

    /** Orders made by then, and some that are made later in the hour; by creation. */
    List<DemoOrder> orders(long now) {
        plan(now);
        return orders;
    }

    /** Those of one market that may rest at some time from the first to the second; others may be among them. */
    List<DemoOrder> orders(ListedMarket market, long from, long until) {
        if (!markets.contains(market)) {
            return List.of();
        }
        plan(until);
        List<DemoOrder> all = byMarket.getOrDefault(market, List.of());
        int first = all.size();
        while (first > 0 && all.get(first - 1).created > from - QUARTER) {
            first--;
        }
        return all.subList(first, all.size());
    }

    List<Negotiation> negotiations(long now) {
        plan(now);
        return negotiations;
    }

    private void plan(long now) {
        while (planned <= now) {
            List<DemoOrder> hour = new ArrayList<>();
            for (ListedMarket market : markets) {
                if (market.activeAt(planned) && market.activeAt(planned + Time.HOUR)) {
                    for (int quarter = 0; quarter < 4; quarter++) {
                        roundTrip(market, planned + quarter * QUARTER, quarter, hour);
                    }
                }
            }
            hour.sort(java.util.Comparator.<DemoOrder>comparingLong(order -> order.created)
                    .thenComparing(DemoOrder::id));
            orders.addAll(hour);
            hour.forEach(order -> byMarket.computeIfAbsent(order.market, any -> new ArrayList<>())
                    .add(order));
            planned += Time.HOUR;
        }
    }

    private void roundTrip(ListedMarket market, long start, int quarter, List<DemoOrder> hour) {
        Past past = market.planned(start + QUARTER - 1);
        int first = past.until(start - 1);
        Rng rng = Rng.of(market.key, "live", Long.toString(start));
        int number = FIRST_NUMBER + 2 * (int) ((start - Catalogue.PRESENT) / QUARTER);
        boolean asks = quarter == 0 && rng.chance(0.5);
        // A maker's order is made after the row before its first one.
        int from = first + 1 + rng.below(Math.max(1, (past.size - first) / 3));
        for (int row = from; row < past.size; row++) {
            boolean fits = asks ? takes(past, row, true) && past.time(row) - start > 50 * Time.SECOND : true;
            if (fits && isOpenTrade(past, row)) {
                long count = Math.min(past.count(row), LARGEST);
                int sale = row + 1;
                while (sale < past.size && !(isOpenTrade(past, sale) && past.count(sale) >= count)) {
                    sale++;
                }
                if (sale < past.size) {
                    DemoOrder bought = order(market, past, true, row, first + 1, number, start);
                    bought.fill(past, row, count);
                    hour.add(bought);
                    DemoOrder sold = order(market, past, false, sale, row + 1, number + 1, start);
                    sold.fill(past, sale, count);
                    hour.add(sold);
                    if (asks) {
                        long at = bought.created;
                        negotiations.add(new Negotiation(
                                bought, at - 40 * Time.SECOND, at - 31 * Time.SECOND, at - 15 * Time.SECOND));
                    }
                }
                return;
            }
        }
    }

    private static boolean isOpenTrade(Past past, int row) {
        return past.isOpenTrade(row) && past.count(row) >= 100 && past.price(row) >= 200 && past.price(row) <= 9_800;
    }

    private static boolean takes(Past past, int row, boolean buys) {
        return ((past.kind(row) & Past.TAKER_YES) != 0) == buys;
    }

    /** An order that takes is made when it is filled; one that makes rests since its price was the best. */
    private static DemoOrder order(
            ListedMarket market, Past past, boolean buys, int row, int least, int number, long start) {
        int price = past.price(row);
        long created = past.time(row);
        if (!takes(past, row, buys)) {
            int first = row - 1;
            while (first > least && quote(past, first - 1, buys) == price) {
                first--;
            }
            long since = Math.max(start, past.time(Math.max(least - 1, first)));
            created = since + (past.time(row) - since) / 2;
        }
        return new DemoOrder(market, true, buys, price, created, number);
    }

    private static int quote(Past past, int row, boolean bid) {
        return bid ? past.bid(row) : past.ask(row);
    }
}
