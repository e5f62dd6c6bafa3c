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

    private final Catalogue catalogue;
    private @Nullable List<DemoOrder> orders;

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

    /** By creation, oldest first. */
    synchronized List<DemoOrder> orders() {
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

    Statement at(long now) {
        List<DemoOrder.Fill> fills = new ArrayList<>();
        orders().forEach(order -> fills.addAll(order.fills));
        fills.sort(Comparator.comparingLong(DemoOrder.Fill::time).thenComparing(DemoOrder.Fill::id));
        Map<ListedMarket, Holding> all = new LinkedHashMap<>();
        long cash = 0;
        long updated = 0;
        for (Deposit deposit : DEPOSITS) {
            cash += deposit.cents() * 10_000;
            updated = deposit.time();
        }
        for (DemoOrder.Fill fill : fills) {
            cash += (fill.order().buys ? -fill.amount() : fill.amount()) - fill.fee();
            updated = Math.max(updated, fill.time());
            all.computeIfAbsent(fill.order().market, Holding::new).add(fill);
        }
        List<Holding> holdings = new ArrayList<>();
        List<Settlement> settlements = new ArrayList<>();
        for (Holding holding : all.values()) {
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
