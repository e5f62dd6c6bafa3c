package dev.kalshilab.sandbox;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

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
        return trade;
    }

    /** The planned past until {@code now}, and the trades until then among its rows. */
    Past in(Past planned, long now) {
        List<Trade> known = trades.stream()
                .filter(trade -> trade.time() <= now)
                .sorted(Comparator.comparingLong(Trade::time))
                .toList();
        return known.isEmpty() ? planned : new Past(planned, known);
    }
}
