package dev.kalshilab.rest;

import java.util.List;
import java.util.function.Supplier;

/** A part that first asks what must be known, and then others stand in its place; or that is one request alone. */
final class Once extends Part {
    private final Supplier<Step> ask;
    private final boolean exact;
    private boolean ended;

    private Once(Supplier<Step> ask, boolean exact) {
        this.ask = ask;
        this.exact = exact;
    }

    /** One step that gives what it gives. */
    static Once giving(Supplier<Step> ask) {
        return new Once(ask, true);
    }

    /** One that only says what is to be done. */
    static Once then(Supplier<List<Part>> parts) {
        return new Once(() -> new Step(null, parts.get()), false);
    }

    @Override
    Step ask() {
        Step step = ask.get();
        ended = true;
        return step;
    }

    @Override
    boolean exact() {
        return exact;
    }

    @Override
    boolean ended() {
        return ended;
    }
}
