package dev.kalshilab.rest;

/**
 * Bounds what it may cost that parts are shared: room for rows on pages that one chain alone would have filled.
 *
 * <p>Guarded by the lock of the {@link Crew}.
 */
final class Sharing {
    /** So many rows fill a page of the exchange's, unless its pages say otherwise. */
    static final int PAGE = 1000;

    private static final int ONE_IN = 10;
    /** Of a page, what a piece wastes at its end until that is known: the page there is part empty, or the next piece's. */
    private static final long TENTHS_A_PIECE = 7;

    private int page = PAGE;
    private int fullest;
    private long asked;
    private long wasted;
    private long open;

    /** Whether one more may be shared: nobody should idle at first, later the waste is bounded by what was asked. */
    boolean allows(int workers) {
        return 10 * wasted + TENTHS_A_PIECE * page * open < 10 * (workers + asked / ONE_IN) * page;
    }

    /** A page that others follow had so many rows: as many as the exchange gives at once. */
    void filled(int rows) {
        fullest = Math.max(fullest, rows);
        page = fullest;
    }

    /** So many requests were made, for whatever part. */
    void asked(int requests) {
        asked += requests;
    }

    /** There are so many pieces more that are a share of something. */
    void shared(int pieces) {
        open += pieces;
    }

    /** So many pages of such a piece arrived, with so many rows of its own. */
    void came(long pages, int rows, boolean ended) {
        wasted += Math.max(0, pages * page - rows);
        open -= ended ? 1 : 0;
    }
}
