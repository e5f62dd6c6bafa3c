package dev.kalshilab.tape;

import java.time.Instant;

/**
 * One recorded WebSocket frame, or the end of a connection.
 *
 * @param at when it passed
 * @param way which way it went
 * @param connection 1 for the first connection of the tape; one that was opened again has the number of the one before
 * @param text what it said; of an end, in a word, why
 */
public record Frame(Instant at, Way way, int connection, String text) {
    /** Which way a frame went. */
    public enum Way {
        /** From the exchange. */
        IN,
        /** To the exchange. */
        OUT,
        /** Neither: the connection ended, and was perhaps opened again. */
        END
    }

    /** True when it came from the exchange. */
    public boolean incoming() {
        return way == Way.IN;
    }
}
