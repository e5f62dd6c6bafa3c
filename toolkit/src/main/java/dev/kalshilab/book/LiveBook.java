package dev.kalshilab.book;

import dev.kalshilab.column.Columns;
import dev.kalshilab.model.Contracts;
import dev.kalshilab.model.Fixed;
import dev.kalshilab.model.OrderBook;
import dev.kalshilab.model.Price;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The exact order book of one market, made from a snapshot and the deltas after it.
 *
 * <p>Prices are 1/1,000,000 dollar and counts 1/100 contract; a bid for NO stands at its price of NO. What is missing is
 * {@link #MISSING}. Whatever it is told, it never throws: what cannot be makes it invalid, with the first reason, until
 * the next snapshot. Until then deltas are still applied as far as they can be, so that an invalid book is roughly
 * right. Not thread-safe.
 */
public final class LiveBook {
    /** A price or a count that is not there. */
    public static final long MISSING = Columns.MISSING;

    /** One dollar. */
    public static final long DOLLAR = 1_000_000;

    private static final String NO_SNAPSHOT = "there was no snapshot yet";

    private final String ticker;
    private final Bids yes;
    private final Bids no;
    private boolean begun;
    private @Nullable String problem = NO_SNAPSHOT;

    /** An empty book, not valid before its first snapshot. */
    public LiveBook(String ticker) {
        this(ticker, new Bids(), new Bids());
    }

    private LiveBook(String ticker, Bids yes, Bids no) {
        this.ticker = ticker;
        this.yes = yes;
        this.no = no;
    }

    public String ticker() {
        return ticker;
    }

    // -- what it is told ----------------------------------------------------------------------------------------------

    /**
     * Replaces all levels by the first {@code yesLevels} and {@code noLevels} of these, in any order; NO in prices of
     * NO. Makes the book valid, unless a price or a count cannot be.
     */
    public void snapshot(
            long[] yesPrices, long[] yesCounts, int yesLevels, long[] noPrices, long[] noCounts, int noLevels) {
        begun = true;
        problem = null;
        replace(yes, "YES", yesPrices, yesCounts, yesLevels);
        replace(no, "NO", noPrices, noCounts, noLevels);
    }

    private void replace(Bids side, String name, long[] prices, long[] counts, int levels) {
        side.clear();
        // Added from the lowest, each level is written behind the others.
        boolean descending = levels > 1 && prices[0] > prices[levels - 1];
        for (int i = 0; i < levels; i++) {
            int at = descending ? levels - 1 - i : i;
            if (counts[at] == 0) {
                continue;
            }
            if (isNoPrice(prices[at])) {
                invalidate("a snapshot has " + name + " at " + shown(prices[at]) + ", which is no price");
            } else if (side.at(prices[at]) != 0) {
                invalidate("a snapshot has " + name + " twice at " + shown(prices[at]));
            } else if (side.add(prices[at], counts[at]) != Bids.Refusal.NONE) {
                invalidate("a snapshot has " + contracts(counts[at]) + " " + name + " at " + shown(prices[at]));
            }
        }
    }

    /** Adds to what is bid for a side at a price of that side; what is then 0 is taken away. */
    public void delta(boolean yesSide, long priceMicros, long deltaHundredths) {
        if (!begun) {
            return; // not valid anyway, and it says why
        }
        if (isNoPrice(priceMicros)) {
            invalidate("a delta is at " + shown(priceMicros) + ", which is no price");
            return;
        }
        Bids side = yesSide ? yes : no;
        Bids.Refusal refusal = side.add(priceMicros, deltaHundredths);
        if (refusal != Bids.Refusal.NONE) {
            refused(yesSide ? "YES" : "NO", side, priceMicros, deltaHundredths, refusal);
        }
    }

    private void refused(String name, Bids side, long price, long delta, Bids.Refusal refusal) {
        String what = "a delta of " + contracts(delta) + " " + name + " at " + shown(price);
        if (refusal == Bids.Refusal.TOO_MANY) {
            invalidate(what + " is more than there can be");
        } else {
            invalidate(what + ", where " + contracts(side.at(price)) + " rest");
            side.remove(price);
        }
    }

    /** Says that it is no longer to be believed, until the next snapshot; the first reason stays. */
    public void invalidate(String why) {
        if (problem == null) {
            problem = why;
        }
    }

    private static boolean isNoPrice(long micros) {
        return micros <= 0 || micros >= DOLLAR;
    }

    // -- what it says -------------------------------------------------------------------------------------------------

    /** True when it is exactly what the exchange told. */
    public boolean valid() {
        return problem == null;
    }

    /** Why it is not valid; null when it is. */
    public @Nullable String problem() {
        return problem;
    }

    /** The highest bid for YES. */
    public long bestBid() {
        return yes.levels() == 0 ? MISSING : yes.price(0);
    }

    /** The lowest offer of YES: a dollar less the highest bid for NO. */
    public long bestAsk() {
        return no.levels() == 0 ? MISSING : DOLLAR - no.price(0);
    }

    /** The contracts at the highest bid for YES. */
    public long bestBidCount() {
        return yes.levels() == 0 ? MISSING : yes.count(0);
    }

    /** The contracts at the lowest offer of YES. */
    public long bestAskCount() {
        return no.levels() == 0 ? MISSING : no.count(0);
    }

    /** True when both sides have bids. */
    public boolean twoSided() {
        return yes.levels() > 0 && no.levels() > 0;
    }

    /** The lowest offer less the highest bid; negative in a crossed book. */
    public long spread() {
        return twoSided() ? bestAsk() - bestBid() : MISSING;
    }

    /** Twice the price halfway between the highest bid and the lowest offer, which itself may be half a unit. */
    public long twiceMid() {
        return twoSided() ? bestBid() + bestAsk() : MISSING;
    }

    /** True when the highest bid is not below the lowest offer, which the exchange would have traded. */
    public boolean crossed() {
        return twoSided() && bestBid() >= bestAsk();
    }

    /** True when the highest bid is the lowest offer: then it is crossed too. */
    public boolean locked() {
        return twoSided() && bestBid() == bestAsk();
    }

    /** How many prices have bids for that side. */
    public int levels(boolean yesSide) {
        return side(yesSide).levels();
    }

    /** The price of a level, in prices of its side; level 0 is the best. */
    public long price(boolean yesSide, int level) {
        return side(yesSide).price(level);
    }

    /** The contracts of a level; level 0 is the best. */
    public long count(boolean yesSide, int level) {
        return side(yesSide).count(level);
    }

    /** The contracts that rest at a price of that side; 0 when there are none. */
    public long countAt(boolean yesSide, long priceMicros) {
        return side(yesSide).at(priceMicros);
    }

    /** The contracts of all levels of a side. */
    public long depth(boolean yesSide) {
        return side(yesSide).total();
    }

    /** The contracts of the best levels of a side. */
    public long depth(boolean yesSide, int best) {
        return side(yesSide).count((long) best);
    }

    /** What the bids of a side would pay, in 1/1,000,000 dollar, rounded to the nearest. */
    public long dollars(boolean yesSide) {
        return side(yesSide).dollars(Integer.MAX_VALUE);
    }

    /** As {@link #dollars(boolean)}, of the best levels. */
    public long dollars(boolean yesSide, int best) {
        return side(yesSide).dollars(best);
    }

    private Bids side(boolean yesSide) {
        return yesSide ? yes : no;
    }

    /** True when both have the same levels, whatever market they are of and whether they are valid. */
    public boolean sameLevels(LiveBook other) {
        return yes.same(other.yes) && no.same(other.no);
    }

    /** The book as it is now; what comes later does not change it. */
    public LiveBook copy() {
        LiveBook copy = new LiveBook(ticker, yes.copy(), no.copy());
        copy.begun = begun;
        copy.problem = problem;
        return copy;
    }

    /** The levels as they are now, as a record. */
    public OrderBook orderBook() {
        return new OrderBook(ticker, levels(yes), levels(no));
    }

    private static List<OrderBook.Level> levels(Bids side) {
        List<OrderBook.Level> levels = new ArrayList<>(side.levels());
        for (int i = 0; i < side.levels(); i++) {
            levels.add(new OrderBook.Level(new Price(side.price(i)), new Contracts(side.count(i))));
        }
        return levels;
    }

    private static String shown(long micros) {
        return Fixed.print(micros, 6, 4);
    }

    private static String contracts(long hundredths) {
        return Fixed.print(hundredths, 2, 0);
    }

    private static String best(long micros, long hundredths) {
        return micros == MISSING ? "none" : shown(micros) + " × " + contracts(hundredths);
    }

    @Override
    public String toString() {
        return "LiveBook[" + ticker + ", bid " + best(bestBid(), bestBidCount()) + ", ask "
                + best(bestAsk(), bestAskCount()) + ", " + yes.levels() + " yes and " + no.levels() + " no levels"
                + (problem == null ? (crossed() ? ", crossed" : "") : ", not valid: " + problem) + "]";
    }
}
