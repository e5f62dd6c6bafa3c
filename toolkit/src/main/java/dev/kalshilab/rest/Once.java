package dev.kalshilab.rest;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** A part that first asks what must be known, and then others stand in its place; or that is one request alone. */
final class Once extends Part {
    private final Supplier<Step> ask;
    private final boolean exact;
    private final LongSupplier least;
    private final Consumer<Boolean> left;
    private boolean ended;

    private Once(Supplier<Step> ask, boolean exact, LongSupplier least, Consumer<Boolean> left) {
        this.ask = ask;
        this.exact = exact;
        this.least = least;
        this.left = left;
    }

    /** One step that gives what it gives, by one request. */
    static Once giving(Supplier<Step> ask) {
        return giving(ask, true);
    }

    /** @param exact false when it may take more than one request */
    static Once giving(Supplier<Step> ask, boolean exact) {
        return new Once(ask, exact, () -> 1, ended -> {});
    }

    /** The same, which tells when nothing more will be asked of it: true when it came to its end. */
    static Once giving(Supplier<Step> ask, Consumer<Boolean> left) {
        return new Once(ask, true, () -> 1, left);
    }

    /** One that only says what is to be done, which takes a request at least. */
    static Once then(Supplier<List<Part>> parts) {
        return then(parts, () -> 1);
    }

    /** @param least how many requests it takes at least */
    static Once then(Supplier<List<Part>> parts, LongSupplier least) {
        return new Once(() -> new Step(null, parts.get()), false, least, ended -> {});
    }

    @Override
    Step ask() {
        Step step = ask.get();
        ended = true;
        return step;
    }

    @Override
    long requests() {
        return least.getAsLong();
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
