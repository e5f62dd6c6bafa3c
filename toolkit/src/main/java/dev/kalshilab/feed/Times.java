package dev.kalshilab.feed;

import dev.kalshilab.column.Columns;
import java.util.Arrays;

/** Times of trades, and how many of them are those of a gap. Of one thread. */
final class Times {
    // What the stream tells in milliseconds may be a whole one earlier or later.
    private static final long MILLISECOND = 1000;

    private long[] times = new long[16];
    private int size;
    private int unknown;
    private boolean sorted = true;

    /** One more; {@link Columns#MISSING} where nobody knows. */
    void add(long time) {
        if (time == Columns.MISSING) {
            unknown++;
            return;
        }
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
        }
        times[size++] = time;
        sorted = false;
    }

    int size() {
        return size + unknown;
    }

    /** How many may have been lost in that gap. */
    long of(Coverage.Gap gap) {
        if (!sorted) {
            Arrays.sort(times, 0, size);
            sorted = true;
        }
        int first = gap.timeBefore() == Columns.MISSING ? 0 : before(gap.timeBefore() - MILLISECOND);
        int end = gap.timeBehind() == Columns.MISSING ? size : before(gap.timeBehind() + MILLISECOND + 1);
        return (long) unknown + Math.max(0, end - first);
    }

    /** How many are before then. */
    private int before(long time) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (times[middle] < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
