package dev.kalshilab.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What the demo user has in one market after its fills: contracts, what they cost, what was earned by selling.
 *
 * <p>Contracts are counted in hundredths, amounts in 1/1,000,000 dollar. What was bought first is sold first; orders
 * of the seed are made so that average cost gives the same.
 */
final class Holding {
    final ListedMarket market;
    private final Deque<long[]> lots = new ArrayDeque<>();
    /** Whether the contracts are YES. */
    boolean yes;

    long count;
    /** What the contracts held cost. */
    long exposure;
    /** What was paid for all contracts ever bought here. */
    long spent;

    long bought;
    /** All contracts bought and sold. */
    long volume;
    /** The fees paid since nothing was held last. */
    long openFees;

    long realized;
    long fees;
    long updated;

    Holding(ListedMarket market) {
        this.market = market;
    }

    void add(DemoOrder.Fill fill) {
        // Selling is the same as buying the other side: what is held of the one is closed by the other.
        boolean gains = fill.order().outcomeYes();
        long closed = closedBy(gains, fill.count());
        fees += fill.fee();
        openFees += fill.fee();
        volume += fill.count();
        updated = fill.time();
        if (closed > 0) {
            long cost = take(closed);
            count -= closed;
            exposure -= cost;
            realized += closed * price(yes, fill.price()) - cost;
            if (count == 0) {
                openFees = 0;
            }
        }
        long opened = fill.count() - closed;
        if (opened > 0) {
            yes = gains;
            long price = price(yes, fill.price());
            lots.add(new long[] {opened, price});
            count += opened;
            bought += opened;
            exposure += opened * price;
            spent += opened * price;
        }
    }

    /** How much of what is held is closed by so many contracts that gain with YES, or with NO. */
    long closedBy(boolean gainsYes, long contracts) {
        return yes == gainsYes ? 0 : Math.min(count, contracts);
    }

    private static long price(boolean yes, int yesPrice) {
        return yes ? yesPrice : Ticks.DOLLAR - yesPrice;
    }

    /** What it has brought so far, less what it has cost, in 1/1,000,000 dollar. */
    long cash() {
        return realized - exposure - fees;
    }

    /** Nothing is held any more: the market has paid. */
    void settle() {
        realized += revenue() * 10_000 - exposure;
        count = 0;
        exposure = 0;
        openFees = 0;
        lots.clear();
    }

    private long take(long wanted) {
        long cost = 0;
        long left = wanted;
        while (left > 0) {
            long[] lot = lots.getFirst();
            long part = Math.min(left, lot[0]);
            cost += part * lot[1];
            left -= part;
            lot[0] -= part;
            if (lot[0] == 0) {
                lots.removeFirst();
            }
        }
        return cost;
    }

    /** What is held, negative for NO. */
    long signed() {
        return yes ? count : -count;
    }

    /** What the market pays for what is held, in cents: exact, as values are whole cents and odd parts pay 0 or 1. */
    long revenue() {
        long value = market.settlement() / Ticks.CENT;
        return count * (yes ? value : 100 - value) / 100;
    }
}
