package dev.kalshilab.sandbox;

import java.util.Arrays;

/** Rows of one market in little room; what has been added up until a row stands at every 64th alone. */
final class Rows {
    /** Added to the kind of a trade that opened interest; another leaves it, or closes it. */
    static final byte OPENS = 16;

    static final byte CLOSES = 32;

    private static final int OWN = 15;
    private static final int STRETCH = 64;

    private long[] time = new long[STRETCH];
    private short[] bid = new short[STRETCH];
    private short[] ask = new short[STRETCH];
    private short[] price = new short[STRETCH];
    private int[] count = new int[STRETCH];
    private byte[] kind = new byte[STRETCH];
    /** Before every 64th row. */
    private long[] volume = new long[1];

    private long[] interest = new long[1];
    private int size;

    int size() {
        return size;
    }

    /** Adds a row, before which that much had been traded and was open. */
    void add(long at, int newBid, int newAsk, int newPrice, int hundredths, byte how, long traded, long open) {
        if (size == time.length) {
            cut(size + size / 2);
        }
        if (size % STRETCH == 0) {
            int stretch = size / STRETCH;
            if (stretch == volume.length) {
                volume = Arrays.copyOf(volume, 2 * stretch);
                interest = Arrays.copyOf(interest, 2 * stretch);
            }
            volume[stretch] = traded;
            interest[stretch] = open;
        }
        time[size] = at;
        bid[size] = (short) newBid;
        ask[size] = (short) newAsk;
        price[size] = (short) newPrice;
        count[size] = hundredths;
        kind[size] = how;
        size++;
    }

    /** Gives back the room that is left: no row comes any more. */
    Rows closed() {
        cut(size);
        volume = Arrays.copyOf(volume, (size + STRETCH - 1) / STRETCH);
        interest = Arrays.copyOf(interest, volume.length);
        return this;
    }

    private void cut(int length) {
        time = Arrays.copyOf(time, length);
        bid = Arrays.copyOf(bid, length);
        ask = Arrays.copyOf(ask, length);
        price = Arrays.copyOf(price, length);
        count = Arrays.copyOf(count, length);
        kind = Arrays.copyOf(kind, length);
    }

    long time(int row) {
        return time[row];
    }

    int bid(int row) {
        return bid[row];
    }

    int ask(int row) {
        return ask[row];
    }

    int price(int row) {
        return price[row];
    }

    int count(int row) {
        return count[row];
    }

    byte kind(int row) {
        return (byte) (kind[row] & OWN);
    }

    /** How many rows lie at or before {@code moment}. */
    int until(long moment) {
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

    /** All contracts traded up to and including the row. */
    long volume(int row) {
        int stretch = row / STRETCH;
        long traded = volume[stretch];
        for (int i = stretch * STRETCH; i <= row; i++) {
            traded += count[i];
        }
        return traded;
    }

    long interest(int row) {
        int stretch = row / STRETCH;
        long open = interest[stretch];
        for (int i = stretch * STRETCH; i <= row; i++) {
            open = interest(open, kind[i], count[i]);
        }
        return open;
    }

    /** What is open after a trade of that kind. */
    static long interest(long before, byte how, int hundredths) {
        if ((how & OPENS) != 0) {
            return before + hundredths;
        }
        return (how & CLOSES) != 0 ? Math.max(0, before - hundredths) : before;
    }
}
