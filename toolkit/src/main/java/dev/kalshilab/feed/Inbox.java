package dev.kalshilab.feed;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Frames between the thread that receives and the one that parses: bounded by the memory they take.
 *
 * <p>Adding never waits. What does not fit is lost and counted, but the end always fits.
 */
final class Inbox {
    private static final int BATCH = 256;
    // A text, its bytes and its record, beside its characters.
    private static final int OVERHEAD = 72;

    /** A frame and when it arrived. */
    record Arrival(String frame, long receivedMicros) {}

    private final long mostBytes;
    private final Queue<Arrival> waiting = new ArrayDeque<>();
    private long bytes;
    private long arrived;
    private long lost;
    private boolean ended;
    private @Nullable Exception why;

    Inbox(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    synchronized void add(String frame, long receivedMicros) {
        if (ended) {
            return;
        }
        arrived++;
        long size = size(frame);
        if (size > mostBytes - bytes) {
            lost++;
            return;
        }
        bytes += size;
        waiting.add(new Arrival(frame, receivedMicros));
        if (waiting.size() == 1) {
            notifyAll();
        }
    }

    /** Nothing more will be added; {@code cause} is null for an end that was asked for. The first end counts. */
    synchronized void end(@Nullable Exception cause) {
        if (!ended) {
            ended = true;
            why = cause;
            notifyAll();
        }
    }

    /** Waits for frames and moves the next ones behind those in {@code batch}; false at the end. */
    synchronized boolean take(List<Arrival> batch) throws InterruptedException {
        while (waiting.isEmpty() && !ended) {
            wait();
        }
        for (int i = 0; i < BATCH && !waiting.isEmpty(); i++) {
            Arrival next = waiting.remove();
            bytes -= size(next.frame());
            batch.add(next);
        }
        return !batch.isEmpty();
    }

    /** Gives up what still waits, and so many frames that were taken. */
    synchronized void abandon(int taken) {
        lost += taken + waiting.size();
        waiting.clear();
        bytes = 0;
    }

    private static long size(String frame) {
        return (long) frame.length() + OVERHEAD;
    }

    /** What ended it; null while it goes on, and when the end was asked for. */
    synchronized @Nullable Exception why() {
        return why;
    }

    synchronized long arrived() {
        return arrived;
    }

    synchronized long lost() {
        return lost;
    }
}
