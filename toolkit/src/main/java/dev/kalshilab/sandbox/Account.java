package dev.kalshilab.sandbox;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The demo user: deposits and orders, and what follows from them at any moment. Made when first asked for. */
final class Account {
    private static final List<Deposit> DEPOSITS = List.of(
            new Deposit(Time.utc("2026-02-03T16:20:00Z"), 1_500_00),
            new Deposit(Time.utc("2026-06-26T13:05:00Z"), 1_000_00));

    /** What is kept for the plan's round trips, in 1/1,000,000 dollar. */
    private static final long RESERVE = 50_000_000;
    /** Numbers of orders that no others have. */
    private static final int FIRST_AGREED = Integer.MIN_VALUE;

    private final Catalogue catalogue;
    private @Nullable List<DemoOrder> orders;
    private @Nullable Map<ListedMarket, List<DemoOrder>> unfilled;
    private @Nullable LiveTrader live;
    /** What quotes have led to, in the order in which they were confirmed. */
    private final List<DemoOrder> agreed = new ArrayList<>();

    Account(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** @param cents what arrived, without a fee */
    record Deposit(long time, long cents) {}

    /** A market that was paid while something was held in it. */
    record Settlement(Holding held) {
        long time() {
            return held.market.event.schedule.settled();
        }
    }

    /**
     * All of it at one moment, oldest first.
     *
     * @param holdings markets that are not paid yet, by their last fill
     * @param cash in 1/1,000,000 dollar
     * @param updated when the cash last changed
     */
    record Statement(
            List<DemoOrder.Fill> fills,
            List<Holding> holdings,
            List<Settlement> settlements,
            long cash,
            long updated) {}

    List<Deposit> deposits() {
        return DEPOSITS;
    }

    /** What had been ordered by then, by creation, oldest first. */
    synchronized List<DemoOrder> orders(long now) {
        List<DemoOrder> all = new ArrayList<>(past());
        for (DemoOrder order : live().orders(now)) {
            if (order.created > now) {
                break;
            }
            all.add(order);
        }
        if (!agreed.isEmpty()) {
            agreed.stream().filter(order -> order.created <= now).forEach(all::add);
            // In the order in which time made them: rows are only ever added at the end.
            all.sort(Comparator.comparingLong(order -> order.created));
        }
        return all;
    }

    /**
     * A trade that was agreed on with somebody, at that time or as soon after it as the market has no other.
     *
     * @param gainsYes whether the user gets YES, of which {@code price} is the price
     * @param count contracts in hundredths
     * @return what the user gets it by; null where the market is closed by then or the user has not the money
     */
    synchronized @Nullable DemoOrder agree(
            ListedMarket market, boolean gainsYes, int price, long count, boolean takes, long time) {
        if (!market.activeAt(time + Time.SECOND) || count <= 0 || price <= 0 || price >= Ticks.DOLLAR) {
            return null;
        }
        Holding held = holding(market, time);
        long closed = held == null ? 0 : held.closedBy(gainsYes, count);
        boolean sells = closed == count;
        // What was agreed on before may lie a moment later.
        long after = Math.max(time, agreed.isEmpty() ? time : agreed.get(agreed.size() - 1).created);
        long cost = (count - closed) * (gainsYes ? price : Ticks.DOLLAR - price) + count * Ticks.CENT * 2;
        if (!sells && at(after).cash() < cost + RESERVE) {
            return null;
        }
        AgreedTrades.Trade trade = market.agree(time, price, count, takes == gainsYes, count - closed);
        DemoOrder order =
                new DemoOrder(market, sells != gainsYes, !sells, price, trade.time(), FIRST_AGREED + agreed.size());
        Past past = market.past(trade.time());
        order.fill(past, past.until(trade.time()) - 1, count);
        agreed.add(order);
        return order;
    }

    /**
     * Orders that may change after {@code from} and not after {@code until}: those that rest since before the present,
     * and those of the hours round that time.
     */
    synchronized List<DemoOrder> moving(long from, long until) {
        List<DemoOrder> moving = new ArrayList<>();
        for (DemoOrder order : past()) {
            if (order.unfilled > 0 && order.ended(from) > from) {
                moving.add(order);
            }
        }
        List<DemoOrder> all = live().orders(until);
        for (int i = all.size() - 1; i >= 0 && all.get(i).created > from - Time.HOUR; i--) {
            moving.add(all.get(i));
        }
        agreed.stream()
                .filter(order -> order.created > from && order.created <= until)
                .forEach(moving::add);
        return moving;
    }

    /** What rests in a market at that time, as bids for YES or NO. */
    synchronized List<Book.Bid> resting(ListedMarket market, long now) {
        if (!market.activeAt(now)) {
            return List.of();
        }
        List<Book.Bid> bids = new ArrayList<>();
        for (DemoOrder order : standing(market, now)) {
            long remaining = order.created <= now ? order.remaining(now) : 0;
            if (remaining > 0) {
                bids.add(new Book.Bid(
                        order.outcomeYes(), order.outcomeYes() ? order.price : Ticks.DOLLAR - order.price, remaining));
            }
        }
        return bids;
    }

    /** When orders that rest were made, after the first time and until the second; none is made before the present. */
    synchronized List<Long> made(ListedMarket market, long from, long until) {
        return live().orders(market, from, until).stream()
                .map(order -> order.created)
                .filter(created -> created > from && created <= until)
                .toList();
    }

    /** The orders among which those are that rest at that time. */
    private List<DemoOrder> standing(ListedMarket market, long now) {
        List<DemoOrder> all = new ArrayList<>();
        if (market.event.schedule.open() <= Catalogue.PRESENT) {
            all.addAll(unfilled().getOrDefault(market, List.of()));
        }
        all.addAll(live().orders(market, now, now));
        return all;
    }

    /** By market, those of before the present that may still rest. */
    private Map<ListedMarket, List<DemoOrder>> unfilled() {
        Map<ListedMarket, List<DemoOrder>> known = unfilled;
        if (known == null) {
            known = new LinkedHashMap<>();
            for (DemoOrder order : past()) {
                if (order.remaining(Catalogue.PRESENT) > 0) {
                    known.computeIfAbsent(order.market, any -> new ArrayList<>())
                            .add(order);
                }
            }
            unfilled = known;
        }
        return known;
    }

    /** The user's requests for quotes; those of the hour of {@code now} may still lie ahead. */
    synchronized List<LiveTrader.Negotiation> negotiations(long now) {
        return live().negotiations(now);
    }

    /** What is held in a market after everything that happened by then; null where nothing ever was. */
    @Nullable
    Holding holding(ListedMarket market, long now) {
        List<DemoOrder.Fill> fills = new ArrayList<>();
        for (DemoOrder order : orders(now)) {
            if (order.market == market) {
                fills.addAll(order.fills(now));
            }
        }
        fills.sort(Comparator.comparingLong(DemoOrder.Fill::time));
        Holding holding = new Holding(market);
        fills.forEach(holding::add);
        return fills.isEmpty() ? null : holding;
    }

    private LiveTrader live() {
        LiveTrader known = live;
        if (known == null) {
            List<ListedMarket> free = new ArrayList<>();
            for (ListedMarket market : catalogue.events(OneOffs.ELECTION).get(0).markets) {
                long held = 0;
                boolean rests = false;
                for (DemoOrder order : past()) {
                    if (order.market == market) {
                        long filled = order.filled(Catalogue.PRESENT);
                        held += order.buys ? filled : -filled;
                        rests |= order.remaining(Catalogue.PRESENT) > 0;
                    }
                }
                if (held == 0 && !rests) {
                    free.add(market);
                }
            }
            known = new LiveTrader(free);
            live = known;
        }
        return known;
    }

    private List<DemoOrder> past() {
        if (orders == null) {
            orders = new Trader(catalogue)
                    .orders().stream()
                            .sorted(Comparator.<DemoOrder>comparingLong(order -> order.created)
                                    .thenComparing(DemoOrder::id))
                            .toList();
        }
        return orders;
    }

    String userId() {
        return Rng.uuid(Rng.key(catalogue.seed, "demo", "user"), 0);
    }

    private List<DemoOrder.Fill> fills(long now) {
        List<DemoOrder.Fill> fills = new ArrayList<>();
        orders(now).forEach(order -> fills.addAll(order.fills(now)));
        fills.sort(Comparator.comparingLong(DemoOrder.Fill::time).thenComparing(DemoOrder.Fill::id));
        return fills;
    }

    Statement at(long now) {
        List<DemoOrder.Fill> fills = fills(now);
        Map<ListedMarket, Holding> all = new LinkedHashMap<>();
        long cash = 0;
        long updated = 0;
        for (Deposit deposit : DEPOSITS) {
            cash += deposit.cents() * 10_000;
            updated = deposit.time();
        }
        for (DemoOrder.Fill fill : fills) {
            updated = Math.max(updated, fill.time());
            all.computeIfAbsent(fill.order().market, Holding::new).add(fill);
        }
        List<Holding> holdings = new ArrayList<>();
        List<Settlement> settlements = new ArrayList<>();
        for (Holding holding : all.values()) {
            cash += holding.cash();
            if (now < holding.market.event.schedule.settled()) {
                holdings.add(holding);
            } else if (holding.count > 0) {
                settlements.add(new Settlement(holding));
                cash += holding.revenue() * 10_000;
                updated = Math.max(updated, holding.market.event.schedule.settled());
            }
        }
        holdings.sort(Comparator.<Holding>comparingLong(holding -> holding.updated)
                .thenComparingInt(holding -> holding.market.ordinal));
        settlements.sort(Comparator.comparingLong(Settlement::time)
                .thenComparingInt(settlement -> settlement.held().market.ordinal));
        return new Statement(fills, holdings, settlements, cash, updated);
    }

    /** What is held would bring at the last prices, in 1/1,000,000 dollar; a known result counts as the price. */
    static long worth(Statement statement, long now) {
        long worth = 0;
        for (Holding holding : statement.holdings()) {
            Past past = holding.market.past(now);
            long price = now >= holding.market.event.schedule.determined()
                    ? holding.market.settlement()
                    : past.lastPrice(past.size);
            worth += holding.count * (holding.yes ? price : Ticks.DOLLAR - price);
        }
        return worth;
    }
}
