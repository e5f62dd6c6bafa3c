package dev.kalshilab.rest;

import dev.kalshilab.cache.Held;
import dev.kalshilab.cache.Range;
import dev.kalshilab.cache.Ranges;

/** What a pull has seen of a line of time so far: for any thread. */
final class Seen {
    private long oldest = Timeline.ON;
    private Ranges had = Ranges.none();
    private boolean heldRows;

    /** Rows came, of which the oldest is of that time. */
    synchronized void came(long time) {
        oldest = Math.min(oldest, time);
    }

    /** What is held was taken in hand: it counts as seen, whatever is cleared meanwhile. */
    synchronized void took(Held held) {
        had = had.plus(held.covered());
        heldRows |= held.slabs().stream().anyMatch(slab -> !slab.answers().isEmpty());
    }

    /** A range was kept. */
    synchronized void kept(Range range) {
        had = had.plus(range);
    }

    /** The time of the oldest row that came; {@link Timeline#ON} when none did. */
    synchronized long oldest() {
        return oldest;
    }

    /** True when rows came. */
    synchronized boolean cameRows() {
        return oldest != Timeline.ON;
    }

    /** True when there are rows, whether they came or were held. */
    synchronized boolean hasRows() {
        return heldRows || oldest != Timeline.ON;
    }

    /** The ranges that were held, or kept since. */
    synchronized Ranges had() {
        return had;
    }
}
