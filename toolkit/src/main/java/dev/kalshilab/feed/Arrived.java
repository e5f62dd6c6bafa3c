package dev.kalshilab.feed;

import java.util.concurrent.TimeUnit;

/** How many rows arrived, for those who wait for more. */
final class Arrived {
    private long rows;
    private boolean ended;
    // The fewest rows that somebody waits for: nobody is woken for less.
    private long awaited = Long.MAX_VALUE;

    synchronized void now(long count) {
        rows = count;
        if (rows >= awaited) {
            awaited = Long.MAX_VALUE;
            notifyAll();
        }
    }

    /** Nothing more will come: nobody waits any longer. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    synchronized long rows() {
        return rows;
    }

    /** Waits until there are that many rows, the time is over, or nothing more will come; true when there are. */
    synchronized boolean await(long wanted, long nanos) throws InterruptedException {
        long start = System.nanoTime();
        while (rows < wanted && !ended) {
            long left = nanos - (System.nanoTime() - start);
            if (left <= 0) {
                break;
            }
            awaited = Math.min(awaited, wanted);
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return rows >= wanted;
    }
}
