package dev.kalshilab.sandbox;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The trades of one market that were agreed on by what somebody wrote, and the market's past with them in it.
 *
 * <p>They lie ahead when they are added, so no row that was told of ever changes. The stream that follows from the seed
 * goes on as if they were not there: they move no quote, and take nothing from the book.
 */
final class AgreedTrades {
    /** What they are called by, apart from all rows. */
    private static final int FIRST_NUMBER = Integer.MIN_VALUE;

    private final List<Trade> trades = new ArrayList<>();
    private @Nullable Past merged;
    private int planned;

    /**
     * @param price the YES price
     * @param count contracts in hundredths
     * @param interest by how much the open interest grows
     */
    record Trade(long time, int number, int price, int count, boolean takerYes, long interest) {}

    boolean none() {
        return trades.isEmpty();
    }

    Trade add(long time, int price, long count, boolean takerYes, long interest) {
        Trade trade = new Trade(time, FIRST_NUMBER + trades.size(), price, Math.toIntExact(count), takerYes, interest);
        trades.add(trade);
        merged = null;
        return trade;
    }

    /** The rows of {@code all}, to which rows are only ever added, and the trades among them. */
    Past in(Past all) {
        Past known = merged;
        if (known == null || planned != all.size) {
            known = merge(all);
            merged = known;
            planned = all.size;
        }
        return known;
    }

    private Past merge(Past all) {
        List<Trade> ordered = new ArrayList<>(trades);
        ordered.sort(Comparator.comparingLong(Trade::time));
        int rows = all.size + ordered.size();
        int[] number = new int[rows];
        Past to = new Past(
                rows,
                new long[rows],
                new int[rows],
                new int[rows],
                new int[rows],
                new int[rows],
                new byte[rows],
                new long[rows],
                new long[rows],
                number);
        long volume = 0;
        long interest = 0;
        int next = 0;
        int from = 0;
        for (int row = 0; row < rows; row++) {
            boolean own = next < ordered.size()
                    && (from == all.size || ordered.get(next).time() < all.time[from]);
            if (own) {
                Trade trade = ordered.get(next++);
                volume += trade.count();
                interest += trade.interest();
                number[row] = trade.number();
                to.time[row] = trade.time();
                to.price[row] = trade.price();
                to.count[row] = trade.count();
                to.kind[row] = (byte) (Past.QUOTED | (trade.takerYes() ? Past.TAKER_YES : Past.TAKER_NO));
            } else {
                number[row] = from;
                to.time[row] = all.time[from];
                to.price[row] = all.price[from];
                to.count[row] = all.count[from];
                to.kind[row] = all.kind[from];
                from++;
            }
            to.bid[row] = all.bidAfter(from);
            to.ask[row] = all.askAfter(from);
            to.volume[row] = all.volumeAfter(from) + volume;
            to.openInterest[row] = all.openInterestAfter(from) + interest;
        }
        return to;
    }
}
