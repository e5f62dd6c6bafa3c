package dev.kalshilab.sandbox;

import org.jspecify.annotations.Nullable;

/** Some hours of one market. Its rows may be let go of, and are made again, the same ones, when they are asked for. */
final class Piece {
    /** How many rows of the market are before it. */
    final int first;

    final int size;
    final long firstTime;
    final long lastTime;

    private final Trading trading;
    private final Scribe.State before;
    private final long end;
    private volatile @Nullable Rows rows;
    private volatile boolean asked = true;

    /**
     * @param before what the one who writes knew before the first row
     * @param end until when the rows go
     */
    Piece(Trading trading, Scribe.State before, long end, Rows rows) {
        this.trading = trading;
        this.before = before;
        this.end = end;
        this.rows = rows;
        first = before.size();
        size = rows.size();
        firstTime = rows.time(0);
        lastTime = rows.time(size - 1);
    }

    Rows rows() {
        asked = true;
        Rows known = rows;
        return known == null ? again() : known;
    }

    private Rows again() {
        synchronized (trading) {
            Rows known = rows;
            if (known == null) {
                known = trading.again(before, end);
                rows = known;
                trading.kept(this);
            }
            return known;
        }
    }

    /** Lets go of the rows, unless somebody has asked for them since this was called last. */
    boolean leave() {
        if (asked) {
            asked = false;
            return false;
        }
        rows = null;
        return true;
    }
}
