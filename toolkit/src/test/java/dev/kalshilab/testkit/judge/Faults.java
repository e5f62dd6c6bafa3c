package dev.kalshilab.testkit.judge;

import java.time.Duration;

/**
 * What goes wrong, by seed and share. What strikes a request follows from the seed, the request and how often it came,
 * so it does not depend on the order in which a client asks.
 *
 * @param seed what all follows from
 * @param latency that every answer takes
 * @param jitter up to so much more
 * @param tooMany the share of answers that are 429 although the budget would do
 * @param broken the share of requests at which a burst of 5xx begins
 * @param burst how often in a row the same request is answered so
 * @param unanswered the share of connections that are dropped before an answer
 * @param halved the share of answers in the middle of which the connection is dropped
 * @param truncated the share of answers that are whole as HTTP and not as JSON
 * @param sameCursor the share of pages whose cursor is, at first, the one they were asked by
 * @param cursorAtEnd true when the last page gives the cursor it was asked by, for ever
 * @param overlap so many rows of the page before come again, on the share {@code overlapping} of pages
 * @param overlapping the share of pages on which they do
 * @param emptyPages the share of pages that are empty with a cursor to go on
 * @param mute the tier that answers 404 to everything
 */
public record Faults(
        long seed,
        Duration latency,
        Duration jitter,
        double tooMany,
        double broken,
        int burst,
        double unanswered,
        double halved,
        double truncated,
        double sameCursor,
        boolean cursorAtEnd,
        int overlap,
        double overlapping,
        double emptyPages,
        Mute mute) {
    /** The tier that answers 404 to everything. */
    public enum Mute {
        NONE,
        LIVE,
        HISTORICAL
    }

    /** Nothing goes wrong. */
    public static final Faults NONE =
            new Faults(0, Duration.ZERO, Duration.ZERO, 0, 0, 1, 0, 0, 0, 0, false, 0, 0, 0, Mute.NONE);

    public Faults seed(long value) {
        return new Faults(
                value,
                latency,
                jitter,
                tooMany,
                broken,
                burst,
                unanswered,
                halved,
                truncated,
                sameCursor,
                cursorAtEnd,
                overlap,
                overlapping,
                emptyPages,
                mute);
    }

    public Faults latency(Duration fixed, Duration more) {
        return new Faults(
                seed,
                fixed,
                more,
                tooMany,
                broken,
                burst,
                unanswered,
                halved,
                truncated,
                sameCursor,
                cursorAtEnd,
                overlap,
                overlapping,
                emptyPages,
                mute);
    }

    /** Shares of 429, of bursts of 5xx and how long those are. */
    public Faults refusals(double ofTooMany, double ofBroken, int inARow) {
        return new Faults(
                seed,
                latency,
                jitter,
                ofTooMany,
                ofBroken,
                inARow,
                unanswered,
                halved,
                truncated,
                sameCursor,
                cursorAtEnd,
                overlap,
                overlapping,
                emptyPages,
                mute);
    }

    /** Shares of connections dropped before an answer, in the middle of it, and of answers that are cut JSON. */
    public Faults breaks(double ofUnanswered, double ofHalved, double ofTruncated) {
        return new Faults(
                seed,
                latency,
                jitter,
                tooMany,
                broken,
                burst,
                ofUnanswered,
                ofHalved,
                ofTruncated,
                sameCursor,
                cursorAtEnd,
                overlap,
                overlapping,
                emptyPages,
                mute);
    }

    /** The share of pages that give at first the cursor they were asked by; whether the last one does for ever. */
    public Faults cursors(double ofSame, boolean atEnd) {
        return new Faults(
                seed,
                latency,
                jitter,
                tooMany,
                broken,
                burst,
                unanswered,
                halved,
                truncated,
                ofSame,
                atEnd,
                overlap,
                overlapping,
                emptyPages,
                mute);
    }

    /** So many rows come again on that share of pages, and that share of pages is empty. */
    public Faults pages(int again, double ofOverlapping, double ofEmpty) {
        return new Faults(
                seed,
                latency,
                jitter,
                tooMany,
                broken,
                burst,
                unanswered,
                halved,
                truncated,
                sameCursor,
                cursorAtEnd,
                again,
                ofOverlapping,
                ofEmpty,
                mute);
    }

    public Faults mute(Mute tier) {
        return new Faults(
                seed,
                latency,
                jitter,
                tooMany,
                broken,
                burst,
                unanswered,
                halved,
                truncated,
                sameCursor,
                cursorAtEnd,
                overlap,
                overlapping,
                emptyPages,
                tier);
    }

    /** True when a client must ask again to get what it wants. */
    public boolean needRetries() {
        return tooMany > 0 || broken > 0 || unanswered > 0 || halved > 0 || truncated > 0;
    }

    /** A number for what may strike one request, by what it is. */
    long die(String request, int kind) {
        return Mix.of(Mix.of(seed, request), kind);
    }

    /** True when that share of requests is struck, and this is one of them. */
    boolean strikes(double share, String request, int kind) {
        return share > 0 && Mix.unit(die(request, kind)) < share;
    }
}
