package dev.kalshilab.sandbox;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The trades of one or of all markets, newest first, from any point on. */
final class TradeFeed {
    private static final Comparator<Tail> NEWEST = Comparator.<Tail>comparingLong(tail -> tail.past.time(tail.row))
            .thenComparingInt(tail -> tail.market.ordinal)
            .reversed();

    private final PriorityQueue<Tail> tails = new PriorityQueue<>(NEWEST);
    private final long from;
    private final @Nullable Boolean block;

    /** One market, and how far it has been read backwards. */
    static final class Tail {
        final ListedMarket market;
        final Past past;
        int row;

        private Tail(ListedMarket market, Past past, int row) {
            this.market = market;
            this.past = past;
            this.row = row;
        }
    }

    /**
     * @param from no trade before this is given
     * @param until no trade after this is given
     * @param after the last trade of the page before, null at the beginning
     * @param block only block trades, only others, or null for both
     */
    TradeFeed(
            List<ListedMarket> markets,
            long now,
            long from,
            long until,
            @Nullable Cursor after,
            @Nullable Boolean block) {
        this.from = from;
        this.block = block;
        for (ListedMarket market : markets) {
            if (market.event.schedule.open() > now) {
                continue;
            }
            Past past = market.past(now);
            int rows = past.until(until);
            if (after != null) {
                // Rows of one market have different times, so a tie is only ever between markets.
                boolean tieIsLater = market.ordinal < after.minor();
                rows = Math.min(rows, past.until(tieIsLater ? after.major() : after.major() - 1));
            }
            push(new Tail(market, past, rows));
        }
    }

    private void push(Tail tail) {
        do {
            tail.row = tail.past.lastTrade(tail.row);
        } while (tail.row >= 0 && block != null && block != ((tail.past.kind(tail.row) & Past.BLOCK) != 0));
        if (tail.row >= 0 && tail.past.time(tail.row) >= from) {
            tails.add(tail);
        }
    }

    boolean hasNext() {
        return !tails.isEmpty();
    }

    /** Writes the next trade and says where that was. */
    Cursor writeNext(Json json, Bodies bodies) {
        Tail tail = tails.remove();
        bodies.trade(json, tail.market, tail.past, tail.row);
        Cursor cursor = new Cursor(tail.past.time(tail.row), tail.market.ordinal);
        push(tail);
        return cursor;
    }
}
