package dev.kalshilab.feed;

import dev.kalshilab.column.Columns;
import java.util.HashMap;
import java.util.Map;

/** How the streams of a feed are doing: what is no row. One thread notes, any thread reads. */
final class Health {
    private static final long WINDOW_NANOS = 5_000_000_000L;

    /** The lines that are not open, and whether they were. */
    private final Map<Line, Boolean> waiting = new HashMap<>();

    private int reconnects;
    private String broken = "";
    private long latency = Columns.MISSING;
    private long windowNanos = Long.MIN_VALUE;
    private long windowMessages;
    private double rate = Double.NaN;

    /** All subscriptions of a line are there, for the first time or again. */
    synchronized void open(Line line, boolean again) {
        waiting.remove(line);
        reconnects += again ? 1 : 0;
    }

    /** A line is not open yet, or not any more. */
    synchronized void waits(Line line) {
        waiting.put(line, line.everServed);
    }

    /** A line is no more. */
    synchronized void gone(Line line) {
        waiting.remove(line);
    }

    synchronized void broke(String why) {
        broken = why;
    }

    synchronized void latency(long micros) {
        if (micros != Columns.MISSING) {
            // The newest tenth: one late message is not a late stream.
            latency = latency == Columns.MISSING ? micros : latency + (micros - latency) / 10;
        }
    }

    synchronized void tick(long nanos, long messages) {
        if (windowNanos == Long.MIN_VALUE) {
            windowNanos = nanos;
            windowMessages = messages;
        } else if (nanos - windowNanos >= WINDOW_NANOS) {
            rate = (messages - windowMessages) * 1e9 / (nanos - windowNanos);
            windowNanos = nanos;
            windowMessages = messages;
        }
    }

    /** True when all lines are. */
    synchronized boolean isOpen() {
        return waiting.isEmpty();
    }

    /** Such as {@code reconnecting}. */
    synchronized String state() {
        return isOpen() ? "open" : waiting.containsValue(true) ? "reconnecting" : "connecting";
    }

    synchronized int reconnects() {
        return reconnects;
    }

    /** What last broke off or was refused; empty when nothing did. */
    synchronized String broken() {
        return broken;
    }

    /** How late messages are lately, in microseconds; {@link Columns#MISSING} before any. */
    synchronized long latency() {
        return latency;
    }

    /** Messages a second in the last seconds; NaN before they passed. */
    synchronized double rate() {
        return rate;
    }
}
