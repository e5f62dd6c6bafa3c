package dev.kalshilab.sandbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * The resting bids of one market at a moment: best prices from its quotes, the depth behind them made for that state.
 *
 * <p>A level is drawn anew now and then, each at its own turn, and a trade takes what it traded from the level it met:
 * from one row of the past to the next only a few levels change. What is drawn knows nothing of the demo user, whose
 * orders {@link Books} puts in.
 *
 * <p>Both sides ascend, the best level last; NO bids are in NO prices.
 */
final class Book {
    private static final Side EMPTY = new Side(new int[0], new long[0]);
    private static final Book NOTHING = new Book(EMPTY, EMPTY);
    /** After how many rows a level is drawn anew. */
    private static final int TURN = 24;

    private static final int DEEPEST = 32;

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

        private Side holding(boolean isYes, List<Bid> bids) {
            TreeMap<Integer, Long> wanted = new TreeMap<>();
            for (Bid bid : bids) {
                if (bid.yes() == isYes) {
                    wanted.merge(bid.price(), bid.count(), Long::sum);
                }
            }
            if (wanted.isEmpty()) {
                return this;
            }
            for (int i = 0; i < prices.length; i++) {
                wanted.merge(prices[i], counts[i], Math::max);
            }
            return new Side(
                    wanted.keySet().stream().mapToInt(Integer::intValue).toArray(),
                    wanted.values().stream().mapToLong(Long::longValue).toArray());
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

    /** What is added to a level, or taken from it where it is negative. */
    record Delta(boolean yes, int price, long count) {}

    /** What all bids would cost, in 1/10,000 dollar. */
    long worth() {
        return yes.worth() + no.worth();
    }

    /** What an order adds to a book: so much is wanted, at a price of that side. */
    record Bid(boolean yes, int price, long count) {}

    /** The book after the first {@code rows} rows of the past of a market that is open, whoever bids. */
    static Book drawn(ListedMarket market, Past past, int rows) {
        return new Book(side(market, past, rows, true), side(market, past, rows, false));
    }

    /** The same book, in which at least those bids stand. */
    Book holding(List<Bid> bids) {
        return bids.isEmpty() ? this : new Book(yes.holding(true, bids), no.holding(false, bids));
    }

    static Book empty() {
        return NOTHING;
    }

    /** What makes {@code later} of this book, worst prices first. */
    List<Delta> to(Book later) {
        List<Delta> deltas = new ArrayList<>();
        compare(deltas, true, yes, later.yes);
        compare(deltas, false, no, later.no);
        return deltas;
    }

    private static void compare(List<Delta> deltas, boolean isYes, Side before, Side after) {
        int i = 0;
        int j = 0;
        while (i < before.levels() || j < after.levels()) {
            int left = i < before.levels() ? before.prices[i] : Integer.MAX_VALUE;
            int right = j < after.levels() ? after.prices[j] : Integer.MAX_VALUE;
            int price = Math.min(left, right);
            long change = (right == price ? after.counts[j] : 0) - (left == price ? before.counts[i] : 0);
            if (change != 0) {
                deltas.add(new Delta(isYes, price, change));
            }
            i += left == price ? 1 : 0;
            j += right == price ? 1 : 0;
        }
    }

    private static Side side(ListedMarket market, Past past, int rows, boolean yes) {
        int best = best(past, rows, yes);
        if (best <= 0) {
            return EMPTY;
        }
        Ticks ticks = market.event.series.ticks;
        long key = Rng.mix(market.key + (yes ? 1 : 2));
        int deepest = 8 + Rng.at(key).below(DEEPEST - 8);
        int[] prices = new int[DEEPEST];
        long[] counts = new long[DEEPEST];
        int first = DEEPEST;
        int price = best;
        for (int i = 0; i < deepest && price > 0; i++) {
            long count = level(market, past, rows, yes, key, price, price == best);
            if (count > 0) {
                first--;
                prices[first] = price;
                counts[first] = count;
            }
            price -= ticks.step(price, false);
        }
        return new Side(Arrays.copyOfRange(prices, first, DEEPEST), Arrays.copyOfRange(counts, first, DEEPEST));
    }

    private static int best(Past past, int rows, boolean yes) {
        return yes ? past.bidAfter(rows) : Ticks.DOLLAR - past.askAfter(rows);
    }

    /** What rests at a price, 0 where nothing does. */
    private static long level(
            ListedMarket market, Past past, int rows, boolean yes, long key, int price, boolean needed) {
        long own = Rng.mix(key + price);
        int phase = (int) Math.floorMod(own, (long) TURN);
        int turn = (rows + phase) / TURN;
        int drawn = Math.max(0, turn * TURN - phase);
        Rng rng = Rng.at(Rng.mix(own + turn));
        if (!rng.chance(0.7) && !needed) {
            return 0;
        }
        int step = market.event.series.ticks.step(price, false);
        int behind = Math.max(0, Math.min(20, (best(past, drawn, yes) - price) / step));
        long count = draw(rng, market, behind);
        for (int row = drawn; row < rows; row++) {
            if (met(past, row, yes, price)) {
                count -= past.count(row);
                while (count <= 0) {
                    count += draw(rng, market, behind);
                }
            }
        }
        return count;
    }

    private static long draw(Rng rng, ListedMarket market, int behind) {
        double contracts = StrictMath.exp(rng.gaussian()) * market.pace.size() * (3 + behind);
        long hundredths = Math.max(100, (long) (contracts * 100));
        return rng.chance(0.25) && !market.whole ? hundredths : hundredths / 100 * 100;
    }

    /** Whether the row is a trade with the bids of that side and price. */
    private static boolean met(Past past, int row, boolean yes, int price) {
        int at = past.price(row);
        return past.isOpenTrade(row)
                && ((past.kind(row) & Past.TAKER_YES) != 0) != yes
                && (yes ? at : Ticks.DOLLAR - at) == price;
    }
}
