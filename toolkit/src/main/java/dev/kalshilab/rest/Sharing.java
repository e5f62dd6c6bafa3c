package dev.kalshilab.rest;

/**
 * Bounds what it may cost that parts are shared: pages that their rows would not have filled, had one chain asked for
 * them all.
 *
 * <p>Guarded by the lock of the {@link Crew}.
 */
final class Sharing {
    private static final int ONE_IN = 10;
    /** What a piece wastes at its end, until it is known: the page there is part empty, or part of the next piece's. */
    private static final double A_PIECE = 0.7;

    private long asked;
    private double wasted;
    private int open;

    /** Whether one more may be shared: nobody should idle at first, later the waste is bounded by what was asked. */
    boolean allows(int workers) {
        return wasted + A_PIECE * open < workers + (double) asked / ONE_IN;
    }

    /** So many requests were made, for whatever part. */
    void asked(int requests) {
        asked += requests;
    }

    /** There are so many pieces more that are a share of something. */
    void shared(int pieces) {
        open += pieces;
    }

    /**
     * A page of such a piece arrived.
     *
     * @param full how much of so many pages its rows fill
     */
    void came(int pages, double full, boolean ended) {
        wasted += pages - full;
        open -= ended ? 1 : 0;
    }
}
