package dev.kalshilab.book;

import java.util.Arrays;

/**
 * The bids of one side, each price once, as two arrays sorted by price.
 *
 * <p>Best last: most of what changes is near the best, so little is moved. A price may be any whole number of
 * 1/1,000,000 dollar, whatever the market's tick.
 */
final class Bids {
    private static final int FIRST_CAPACITY = 32;

    /** What {@link #add} did not do. */
    enum Refusal {
        NONE,
        NEGATIVE,
        TOO_MANY
    }

    // A trillion contracts: below it no sum of this class can overflow.
    private static final long MOST = 100_000_000_000_000L;

    private long[] prices = new long[FIRST_CAPACITY];
    private long[] counts = new long[FIRST_CAPACITY];
    private int levels;
    private long total;

    int levels() {
        return levels;
    }

    /** Of all levels, in 1/100 contracts. */
    long total() {
        return total;
    }

    /** Best first. */
    long price(int level) {
        return prices[levels - 1 - level];
    }

    /** Best first. */
    long count(int level) {
        return counts[levels - 1 - level];
    }

    /** What rests at that price; 0 when nothing does. */
    long at(long price) {
        int found = find(price);
        return found < 0 ? 0 : counts[found];
    }

    void clear() {
        levels = 0;
        total = 0;
    }

    /** Adds to a price, and takes away what is then 0; what cannot be is refused and changes nothing. */
    Refusal add(long price, long change) {
        int found = find(price);
        long before = found < 0 ? 0 : counts[found];
        if (change > MOST - total || change < -MOST) {
            return Refusal.TOO_MANY;
        }
        long after = before + change;
        if (after < 0) {
            return Refusal.NEGATIVE;
        }
        total += change;
        if (found >= 0) {
            if (after > 0) {
                counts[found] = after;
            } else {
                remove(found);
            }
        } else if (after > 0) {
            insert(-found - 1, price, after);
        }
        return Refusal.NONE;
    }

    /** Takes away whatever rests at that price. */
    void remove(long price) {
        int found = find(price);
        if (found >= 0) {
            total -= counts[found];
            remove(found);
        }
    }

    private void remove(int at) {
        levels--;
        System.arraycopy(prices, at + 1, prices, at, levels - at);
        System.arraycopy(counts, at + 1, counts, at, levels - at);
    }

    private void insert(int at, long price, long count) {
        if (levels == prices.length) {
            prices = Arrays.copyOf(prices, levels * 2);
            counts = Arrays.copyOf(counts, levels * 2);
        }
        System.arraycopy(prices, at, prices, at + 1, levels - at);
        System.arraycopy(counts, at, counts, at + 1, levels - at);
        prices[at] = price;
        counts[at] = count;
        levels++;
    }

    /** Where that price is, or −1 − where it belongs. */
    private int find(long price) {
        // At or behind the best without a search.
        int last = levels - 1;
        if (last < 0 || price > prices[last]) {
            return -levels - 1;
        }
        int from = 0;
        int length = levels;
        // Halves without a branch that a processor could guess wrong.
        while (length > 1) {
            int half = length >>> 1;
            from = prices[from + half] <= price ? from + half : from;
            length -= half;
        }
        long there = prices[from];
        return there == price ? from : there < price ? -from - 2 : -from - 1;
    }

    /** Of the best levels, in 1/100 contracts. */
    long count(long best) {
        if (best >= levels) {
            return total;
        }
        long sum = 0;
        for (int i = levels - 1; i >= levels - best; i--) {
            sum += counts[i];
        }
        return sum;
    }

    /** What the bids of the best levels would pay, in 1/1,000,000 dollar, to the nearest. */
    long dollars(long best) {
        long micros = 0;
        long hundredths = 0;
        for (int i = levels - 1; i >= Math.max(0, levels - best); i--) {
            micros += counts[i] / 100 * prices[i];
            hundredths += counts[i] % 100 * prices[i];
        }
        return micros + (hundredths + 50) / 100;
    }

    Bids copy() {
        Bids copy = new Bids();
        copy.prices = Arrays.copyOf(prices, Math.max(FIRST_CAPACITY, levels));
        copy.counts = Arrays.copyOf(counts, Math.max(FIRST_CAPACITY, levels));
        copy.levels = levels;
        copy.total = total;
        return copy;
    }

    boolean same(Bids other) {
        return Arrays.equals(prices, 0, levels, other.prices, 0, other.levels)
                && Arrays.equals(counts, 0, levels, other.counts, 0, other.levels);
    }
}
