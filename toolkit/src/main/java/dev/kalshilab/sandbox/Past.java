package dev.kalshilab.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * What has happened on one market until a moment: its quotes and trades in the order of time, one row each.
 *
 * <p>The arrays are the recorder's own and may be longer: rows from {@code size} on are the future, and rows once
 * written never change.
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
    final long[] time;
    /** The best YES bid after the row, in 1/10,000 dollar; 0 when there is none. */
    final int[] bid;
    /** The best YES ask after the row; a dollar when there is none. */
    final int[] ask;
    /** The YES price of a trade; 0 in a row that only moves quotes. */
    final int[] price;
    /** The contracts of a trade, in hundredths. */
    final int[] count;

    final byte[] kind;
    /** All contracts traded up to and including the row, in hundredths. */
    final long[] volume;

    final long[] openInterest;

    /** By row, what trades are called by; null where that is the row. */
    private final int @Nullable [] number;

    Past(
            int size,
            long[] time,
            int[] bid,
            int[] ask,
            int[] price,
            int[] count,
            byte[] kind,
            long[] volume,
            long[] openInterest,
            int @Nullable [] number) {
        this.size = size;
        this.time = time;
        this.bid = bid;
        this.ask = ask;
        this.price = price;
        this.count = count;
        this.kind = kind;
        this.volume = volume;
        this.openInterest = openInterest;
        this.number = number;
    }

    /** The same as far as {@code now}. */
    Past at(long now) {
        int rows = until(now);
        return rows == size ? this : new Past(rows, time, bid, ask, price, count, kind, volume, openInterest, number);
    }

    /** What a trade is called by: the same whatever else is added before it. */
    int number(int row) {
        return number == null ? row : number[row];
    }

    /** Whether the row is a trade that met an order in the book. */
    boolean isOpenTrade(int row) {
        return price[row] != 0 && (kind[row] & (BLOCK | QUOTED)) == 0;
    }

    boolean isTrade(int row) {
        return price[row] != 0;
    }

    /** How many rows lie at or before {@code moment}. */
    int until(long moment) {
        // Asked of every market for each page of trades; most have long ended.
        if (size == 0 || time[size - 1] <= moment) {
            return size;
        }
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (time[middle] <= moment) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The last trade among the first {@code rows} rows, -1 when there is none. */
    int lastTrade(int rows) {
        int row = rows - 1;
        while (row >= 0 && price[row] == 0) {
            row--;
        }
        return row;
    }

    /** The price of the last trade among the first {@code rows} rows, 0 when there is none. */
    int lastPrice(int rows) {
        int row = lastTrade(rows);
        return row < 0 ? 0 : price[row];
    }

    int bidAfter(int rows) {
        return rows == 0 ? 0 : bid[rows - 1];
    }

    int askAfter(int rows) {
        return rows == 0 ? Ticks.DOLLAR : ask[rows - 1];
    }

    long volumeAfter(int rows) {
        return rows == 0 ? 0 : volume[rows - 1];
    }

    long openInterestAfter(int rows) {
        return rows == 0 ? 0 : openInterest[rows - 1];
    }

    long trades() {
        long trades = 0;
        for (int row = 0; row < size; row++) {
            trades += price[row] != 0 ? 1 : 0;
        }
        return trades;
    }
}
