package dev.kalshilab.sandbox;

import java.util.Arrays;

/**
 * The resting bids of one market at a moment: best prices from its quotes, the depth behind them made for that state.
 *
 * <p>Both sides ascend, the best level last; NO bids are in NO prices.
 */
final class Book {
    private static final Side EMPTY = new Side(new int[0], new long[0]);

    final Side yes;
    final Side no;

    private Book(Side yes, Side no) {
        this.yes = yes;
        this.no = no;
    }

    /** Levels of one side, worst first. */
    static final class Side {
        private final int[] prices;
        private final long[] counts;

        Side(int[] prices, long[] counts) {
            this.prices = prices;
            this.counts = counts;
        }

        int levels() {
            return prices.length;
        }

        int price(int level) {
            return prices[level];
        }

        long count(int level) {
            return counts[level];
        }

        int best() {
            return prices.length == 0 ? 0 : prices[prices.length - 1];
        }

        long bestCount() {
            return counts.length == 0 ? 0 : counts[counts.length - 1];
        }

        long worth() {
            long worth = 0;
            for (int i = 0; i < prices.length; i++) {
                worth += prices[i] * counts[i] / 100;
            }
            return worth;
        }

        /** How much is wanted at that price. */
        long countAt(int price) {
            int at = Arrays.binarySearch(prices, price);
            return at < 0 ? 0 : counts[at];
        }

        /** Writes the best {@code depth} levels; all of them for 0. */
        void write(Json json, String name, int depth) {
            if (json.cents && prices.length == 0) {
                json.none(name);
                return;
            }
            json.array(name);
            for (int i = depth == 0 ? 0 : Math.max(0, prices.length - depth); i < prices.length; i++) {
                json.array().dollars(prices[i]).count(counts[i]).endArray();
            }
            json.endArray();
        }
    }

    /** What all bids would cost, in 1/10,000 dollar. */
    long worth() {
        return yes.worth() + no.worth();
    }

    /** The book at {@code now}; empty unless the market is open. */
    static Book of(ListedMarket market, Past past, long now) {
        if (!market.activeAt(now)) {
            return new Book(EMPTY, EMPTY);
        }
        Ticks ticks = market.event.series.ticks;
        String state = market.ticker + ' ' + past.size;
        return new Book(
                side(
                        Rng.of(market.key, "yes", state),
                        ticks,
                        past.bidAfter(past.size),
                        market.pace.size(),
                        market.whole),
                side(
                        Rng.of(market.key, "no", state),
                        ticks,
                        Ticks.DOLLAR - past.askAfter(past.size),
                        market.pace.size(),
                        market.whole));
    }

    private static Side side(Rng rng, Ticks ticks, int best, double typical, boolean whole) {
        if (best <= 0) {
            return EMPTY;
        }
        int[] prices = new int[40];
        long[] counts = new long[40];
        int levels = 0;
        int wanted = 5 + rng.below(20);
        for (int price = best; price > 0 && levels < wanted; price -= ticks.step(price, false)) {
            if (price == best || rng.chance(0.7)) {
                double contracts = StrictMath.exp(rng.gaussian()) * typical * (3 + levels);
                long hundredths = Math.max(100, (long) (contracts * 100));
                prices[levels] = price;
                counts[levels] = rng.chance(0.25) && !whole ? hundredths : hundredths / 100 * 100;
                levels++;
            }
        }
        int[] ascending = new int[levels];
        long[] sizes = new long[levels];
        for (int i = 0; i < levels; i++) {
            ascending[i] = prices[levels - 1 - i];
            sizes[i] = counts[levels - 1 - i];
        }
        return new Side(ascending, sizes);
    }
}
