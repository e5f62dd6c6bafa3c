package dev.kalshilab.rest;

import dev.kalshilab.cache.Ranges;

/** What a pull has seen of a line of time so far: for any thread. */
final class Seen {
    private long oldest = Timeline.ON;
    private Ranges had = Ranges.none();

    /** Rows came, of which the oldest is of that time. */
    synchronized void came(long time) {
        oldest = Math.min(oldest, time);
    }

    /** Ranges were held, and taken in hand, or kept. */
    synchronized void had(Ranges ranges) {
        had = had.plus(ranges);
    }

    /** The time of the oldest row that came; {@link Timeline#ON} when none did. */
    synchronized long oldest() {
        return oldest;
    }

    /** True when rows came. */
    synchronized boolean hasRows() {
        return oldest != Timeline.ON;
    }

    /** The ranges that were held, or kept since. */
    synchronized Ranges had() {
        return had;
    }
}
