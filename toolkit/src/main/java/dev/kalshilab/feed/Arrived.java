package dev.kalshilab.feed;

import java.util.concurrent.TimeUnit;

/** How many rows arrived, for those who wait for more. */
final class Arrived {
    private long rows;
    // No table takes any more.
    private boolean full;
    private boolean ended;
    // The fewest rows that somebody waits for: nobody is woken for less.
    private long awaited = Long.MAX_VALUE;

    /** So many by now; {@code noRoom} when there is none for any more. */
    synchronized void now(long count, boolean noRoom) {
        rows = count;
        full |= noRoom;
        if (rows >= awaited || full) {
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
        while (rows < wanted && !ended && !full) {
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
