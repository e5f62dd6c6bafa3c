package dev.kalshilab.rest;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A part that first asks what must be known, and then others stand in its place; or that is one request alone. */
final class Once extends Part {
    private final Supplier<Step> ask;
    private final boolean exact;
    private final Consumer<Boolean> left;
    private boolean ended;

    private Once(Supplier<Step> ask, boolean exact, Consumer<Boolean> left) {
        this.ask = ask;
        this.exact = exact;
        this.left = left;
    }

    /** One step that gives what it gives. */
    static Once giving(Supplier<Step> ask) {
        return giving(ask, ended -> {});
    }

    /** The same, which tells when nothing more will be asked of it: true when it came to its end. */
    static Once giving(Supplier<Step> ask, Consumer<Boolean> left) {
        return new Once(ask, true, left);
    }

    /** One that only says what is to be done. */
    static Once then(Supplier<List<Part>> parts) {
        return new Once(() -> new Step(null, parts.get()), false, ended -> {});
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

    @Override
    void leave() {
        left.accept(ended);
    }
}
