package dev.kalshilab.rest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a pull: rows that stand together in the table, asked for by one request after the other.
 *
 * <p>{@link #ask} is called by one thread at a time and holds no lock, all other methods are called under the lock of the
 * {@link Crew}.
 */
abstract class Part {
    /**
     * What a part did in one step.
     *
     * @param given what it gives; null for nothing
     * @param instead parts that stand in the place of this one, which then ends
     */
    record Step(@Nullable Given given, List<Part> instead) {
        static Step of(Given given) {
            return new Step(given, List.of());
        }
    }

    /** Takes the next step, which is one request at most but for what must be known before. */
    abstract Step ask();

    /** Takes in what {@link #ask} gave, and gives the rows to be passed on: here they can still be cut. */
    Given taken(Given given) {
        return given;
    }

    /** True when nothing is left to do. */
    abstract boolean ended();

    /** A part that takes over some of what is left of this one and stands behind it; null when nothing is to be shared. */
    @Nullable
    Part split() {
        return null;
    }

    /** Says that the part may be shared: what that needs to know can be asked, what it costs is told. */
    void together(Sharing among) {}

    /** True when it is worth sharing now. */
    boolean canSplit() {
        return false;
    }

    /** How many requests it takes at least; 0 when it is known already. */
    long requests() {
        return 1;
    }

    /** True when it takes just so many. */
    boolean exact() {
        return false;
    }

    /** About how many requests are left. */
    long left() {
        return ended() ? 0 : 1;
    }

    /** Puts aside what has arrived, as nothing more will be asked: holds no lock, and never throws. */
    void leave() {}
}
