package dev.kalshilab.sandbox;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has happened on one market until a moment: its quotes and trades in the order of time, one row each.
 *
 * <p>Rows once written never change. Those that follow from the seed lie in pieces; trades that were agreed on are put
 * between them here. For one thread at a time.
 */
final class Past {
    /** A row that is a trade whose taker bought YES. */
    static final byte TAKER_YES = 1;
    /** A row that is a trade whose taker bought NO. */
    static final byte TAKER_NO = 2;
    /** Added to a trade that was agreed outside the book. */
    static final byte BLOCK = 4;
    /** Added to a trade that follows from a quote: it met nobody in the book, and is no block either. */
    static final byte QUOTED = 8;

    final int size;

    private final Piece[] pieces;
    /** How many of the rows are not agreed ones. */
    private final int planned;
    /** By time. */
    private final List<AgreedTrades.Trade> agreed;
    /** In which rows the agreed trades are. */
    private final int[] places;

    /** Those that were looked at last: of the planned rows from {@code first}, without the one at {@code end}. */
    private @Nullable Rows rows;

    private int first;
    private int end;

    /** The rows of those pieces until {@code now}. */
    Past(Piece[] pieces, long now) {
        this.pieces = pieces;
        agreed = List.of();
        places = new int[0];
        planned = plannedUntil(now);
        size = planned;
    }

    /** The same with trades among its rows, none of them later than it reaches. */
    Past(Past past, List<AgreedTrades.Trade> agreed) {
        pieces = past.pieces;
        planned = past.size;
        this.agreed = agreed;
        places = new int[agreed.size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = past.until(agreed.get(i).time()) + i;
        }
        size = planned + places.length;
    }

    /** The rows among which a planned one is, at {@code row - first}. */
    private Rows with(int row) {
        Rows known = rows;
        if (known != null && row >= first && row < end) {
            return known;
        }
        int low = 0;
        int high = pieces.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (pieces[middle].first <= row) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return of(pieces[low]);
    }

    private Rows of(Piece piece) {
        Rows known = piece.rows();
        first = piece.first;
        end = piece.first + piece.size;
        rows = known;
        return known;
    }

    private int plannedUntil(long moment) {
        int low = 0;
        int high = pieces.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (pieces[middle].firstTime <= moment) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low == 0) {
            return 0;
        }
        Piece last = pieces[low - 1];
        return last.first + (last.lastTime <= moment ? last.size : of(last).until(moment));
    }

    /** How many agreed trades are among the first {@code rows}. */
    private int agreedIn(int rows) {
        if (places.length == 0) {
            return 0;
        }
        int found = Arrays.binarySearch(places, rows);
        return found < 0 ? -found - 1 : found;
    }

    private AgreedTrades.@Nullable Trade agreedAt(int row) {
        if (places.length == 0) {
            return null;
        }
        int found = Arrays.binarySearch(places, row);
        return found < 0 ? null : agreed.get(found);
    }

    long time(int row) {
        AgreedTrades.Trade own = agreedAt(row);
        return own != null ? own.time() : plannedTime(row - agreedIn(row));
    }

    private long plannedTime(int row) {
        Rows known = with(row);
        return known.time(row - first);
    }

    /** The best YES bid after the row, in 1/10,000 dollar; 0 when there is none. */
    int bid(int row) {
        return bidAfter(row + 1);
    }

    /** The best YES ask after the row; a dollar when there is none. */
    int ask(int row) {
        return askAfter(row + 1);
    }

    /** The YES price of a trade; 0 in a row that only moves quotes. */
    int price(int row) {
        AgreedTrades.Trade own = agreedAt(row);
        if (own != null) {
            return own.price();
        }
        int at = row - agreedIn(row);
        Rows known = with(at);
        return known.price(at - first);
    }

    /** The contracts of a trade, in hundredths. */
    int count(int row) {
        AgreedTrades.Trade own = agreedAt(row);
        if (own != null) {
            return own.count();
        }
        int at = row - agreedIn(row);
        Rows known = with(at);
        return known.count(at - first);
    }

    byte kind(int row) {
        AgreedTrades.Trade own = agreedAt(row);
        if (own != null) {
            return (byte) (QUOTED | (own.takerYes() ? TAKER_YES : TAKER_NO));
        }
        int at = row - agreedIn(row);
        Rows known = with(at);
        return known.kind(at - first);
    }

    /** What a trade is called by: the same whatever else is added before it. */
    int number(int row) {
        AgreedTrades.Trade own = agreedAt(row);
        return own != null ? own.number() : row - agreedIn(row);
    }

    /** Whether the row is a trade that met an order in the book. */
    boolean isOpenTrade(int row) {
        return price(row) != 0 && (kind(row) & (BLOCK | QUOTED)) == 0;
    }

    boolean isTrade(int row) {
        return price(row) != 0;
    }

    /** How many rows lie at or before {@code moment}. */
    int until(long moment) {
        // Asked of every market for each page of trades; most have long ended, and their rows are not looked at.
        int rows = plannedUntil(moment);
        int own = 0;
        while (own < places.length && agreed.get(own).time() <= moment) {
            own++;
        }
        return Math.min(rows, planned) + own;
    }

    /** The last trade among the first {@code rows} rows, -1 when there is none. */
    int lastTrade(int rows) {
        int row = rows - 1;
        while (row >= 0 && price(row) == 0) {
            row--;
        }
        return row;
    }

    /** The price of the last trade among the first {@code rows} rows, 0 when there is none. */
    int lastPrice(int rows) {
        int row = lastTrade(rows);
        return row < 0 ? 0 : price(row);
    }

    int bidAfter(int rows) {
        int at = rows - agreedIn(rows) - 1;
        if (at < 0) {
            return 0;
        }
        Rows known = with(at);
        return known.bid(at - first);
    }

    int askAfter(int rows) {
        int at = rows - agreedIn(rows) - 1;
        if (at < 0) {
            return Ticks.DOLLAR;
        }
        Rows known = with(at);
        return known.ask(at - first);
    }

    /** All contracts traded in the first {@code rows} rows, in hundredths. */
    long volumeAfter(int rows) {
        int own = agreedIn(rows);
        long volume = 0;
        for (AgreedTrades.Trade trade : agreed.subList(0, own)) {
            volume += trade.count();
        }
        int at = rows - own - 1;
        if (at < 0) {
            return volume;
        }
        Rows known = with(at);
        return volume + known.volume(at - first);
    }

    long openInterestAfter(int rows) {
        int own = agreedIn(rows);
        long interest = 0;
        for (AgreedTrades.Trade trade : agreed.subList(0, own)) {
            interest += trade.interest();
        }
        int at = rows - own - 1;
        if (at < 0) {
            return interest;
        }
        Rows known = with(at);
        return interest + known.interest(at - first);
    }

    long trades() {
        long trades = 0;
        for (int row = 0; row < size; row++) {
            trades += isTrade(row) ? 1 : 0;
        }
        return trades;
    }
}
