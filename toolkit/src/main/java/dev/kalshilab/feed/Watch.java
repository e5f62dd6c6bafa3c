package dev.kalshilab.feed;

import dev.kalshilab.display.Display;
import dev.kalshilab.display.DisplayPort;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
        long most = TimeUnit.NANOSECONDS.convert(time);
        long began = System.nanoTime();
        boolean interrupted = false;
        List<?> last = List.of();
        while (!interrupted && System.nanoTime() - began < most && goesOn.getAsBoolean()) {
            if (!view.isAttached()) {
                view.leave(what.get(), "detached, the cell has ended: " + health.get());
                return;
            }
            last = what.get();
            // A kernel sends nothing for a thread that is interrupted.
            interrupted = Thread.interrupted();
            interrupted = interrupted || !shows(view, last, health.get());
            interrupted = interrupted || rests(most - (System.nanoTime() - began));
        }
        if (!interrupted && !Thread.currentThread().isInterrupted()) {
            last = what.get();
        }
        // Whoever stops it waits for no more than what is there.
        interrupted |= Thread.interrupted();
        view.leave(last, health.get() + "; " + ENDED);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** False when that was interrupted: a chart is drawn long, and then a kernel throws instead of sending it. */
    private static boolean shows(DisplayPort.View view, List<?> values, String caption) {
        try {
            view.show(values, caption);
            return true;
        } catch (RuntimeException e) {
            if (!Thread.interrupted()) {
                throw e;
            }
            return false;
        }
    }

    /** Waits until it is to be drawn again; true when that was interrupted. */
    private static boolean rests(long leftNanos) {
        try {
            Thread.sleep(Math.max(1, Math.min(EVERY_MILLIS, leftNanos / 1_000_000)));
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }
}
