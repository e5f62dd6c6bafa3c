package dev.kalshilab.feed;

import dev.kalshilab.display.Display;
import dev.kalshilab.display.DisplayPort;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A view of something that changes, in the cell, for a while. */
final class Watch {
    private static final long EVERY_MILLIS = 500;
    private static final String ENDED = "detached: this shows what was there when the watching ended";

    private Watch() {}

    /**
     * Shows what there is, again and again, until the time is over, nothing more will come, or the thread is interrupted,
     * which stays known. The last thing that is shown says that it will not change any more.
     */
    static void over(Duration time, Supplier<List<?>> what, Supplier<String> health, BooleanSupplier goesOn) {
        DisplayPort.View view = Display.view();
        long began = System.nanoTime();
        boolean interrupted = false;
        while (!interrupted && System.nanoTime() - began < time.toNanos() && goesOn.getAsBoolean()) {
            if (!view.isAttached()) {
                view.leave(what.get(), "detached, the cell has ended: " + health.get());
                return;
            }
            view.show(what.get(), health.get());
            try {
                long left = (time.toNanos() - (System.nanoTime() - began)) / 1_000_000;
                Thread.sleep(Math.max(1, Math.min(EVERY_MILLIS, left)));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        // A kernel sends nothing for a thread that is interrupted.
        interrupted |= Thread.interrupted();
        view.leave(what.get(), health.get() + "; " + ENDED);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
