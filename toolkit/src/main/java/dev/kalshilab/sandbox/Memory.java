package dev.kalshilab.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;

/** How many rows of all markets are held at once: those that nobody asked for of late go first. */
final class Memory {
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private final long most;
    private long rows;

    /** @param most how many rows stay */
    Memory(long most) {
        this.most = most;
    }

    /** Takes note of rows that were made; others may go for them. */
    synchronized void add(Piece piece) {
        pieces.addLast(piece);
        rows += piece.size;
        // Who was just added has been asked for, and so have all at first: at most two rounds.
        while (rows > most && pieces.size() > 1) {
            Piece oldest = pieces.removeFirst();
            if (oldest.leave()) {
                rows -= oldest.size;
            } else {
                pieces.addLast(oldest);
            }
        }
    }

    synchronized long rows() {
        return rows;
    }
}
