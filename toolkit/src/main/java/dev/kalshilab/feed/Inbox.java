package dev.kalshilab.feed;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What happens to streams, on its way to the thread that reads: bounded by the memory that frames take.
 *
 * <p>Adding never waits. A frame that does not fit is lost, and the next thing that happens says so; what is no frame
 * always fits.
 */
final class Inbox {
    private static final int BATCH = 1024;
    // A text, its bytes and its record, beside its characters.
    private static final int OVERHEAD = 72;

    /** Something that happened to a line, and when, in microseconds since 1970 by the clock of the stream. */
    sealed interface Happening {
        long micros();
    }

    /** A frame arrived. */
    record Arrival(Line line, String frame, long micros) implements Happening {}

    /** A command was sent. */
    record Sent(Line line, String command, long micros) implements Happening {}

    /** The socket is open. */
    record Opened(Line line, Transport transport, long micros) implements Happening {}

    /** The socket is closed; {@code cause} is null at the end of a tape, and when that was asked for. */
    record Ended(
            Line line,
            Transport transport,
            Why why,
            @Nullable Exception cause,
            long micros) implements Happening {}

    /** So many frames found no room since {@code from}. */
    record Overrun(long frames, long from, long micros) implements Happening {}

    /** Something for the thread that reads to do. */
    record Task(Runnable work, long micros) implements Happening {}

    private final long mostBytes;
    private final Queue<Happening> waiting = new ArrayDeque<>();
    private long bytes;
    private long arrived;
    private long lost;
    private long untold;
    private long firstUntold;
    private boolean ended;
    // True while somebody waits, and was not told that there is something.
    private boolean nobodyKnows;

    Inbox(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Adds a frame that arrived. */
    synchronized void add(Line line, String frame, long micros) {
        if (ended) {
            return;
        }
        arrived++;
        long size = size(frame);
        if (size > mostBytes - bytes) {
            lost++;
            if (untold++ == 0) {
                firstUntold = micros;
            }
            return;
        }
        bytes += size;
        put(new Arrival(line, frame, micros));
    }

    /** Adds what is no frame. */
    synchronized void tell(Happening happening) {
        if (!ended) {
            put(happening);
        }
    }

    private void put(Happening next) {
        if (untold > 0) {
            waiting.add(new Overrun(untold, firstUntold, next.micros()));
            untold = 0;
        }
        waiting.add(next);
        if (nobodyKnows) {
            nobodyKnows = false;
            notifyAll();
        }
    }

    /** Nothing more is added; what waits is still taken. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /**
     * Waits for what happens, at most so long, and moves the next things behind those in {@code batch}; false at the
     * end.
     */
    synchronized boolean take(List<Happening> batch, long nanos) throws InterruptedException {
        long began = System.nanoTime();
        for (long left = nanos; waiting.isEmpty() && !ended && left > 0; ) {
            nobodyKnows = true;
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = nanos - (System.nanoTime() - began);
        }
        for (int i = 0; i < BATCH && !waiting.isEmpty(); i++) {
            Happening next = waiting.remove();
            if (next instanceof Arrival arrival) {
                bytes -= size(arrival.frame());
            }
            batch.add(next);
        }
        return !batch.isEmpty() || !ended;
    }

    /** Gives up what still waits, and so many frames that were taken. */
    synchronized void abandon(int taken) {
        lost += taken + waiting.stream().filter(Arrival.class::isInstance).count();
        waiting.clear();
        bytes = 0;
    }

    private static long size(String frame) {
        return (long) frame.length() + OVERHEAD;
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    synchronized long arrived() {
        return arrived;
    }

    /** Frames that nobody read. */
    synchronized long lost() {
        return lost;
    }
}
