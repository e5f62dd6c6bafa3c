package dev.kalshilab.display;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A line that says how far something is, written over in the place where it was begun.
 *
 * <p>What is done within 200 ms shows nothing. Safe from any thread. Where it cannot be shown it is not: it never throws
 * for that, and never waits.
 */
public final class Progress implements AutoCloseable {
    static final long GAP = TimeUnit.MILLISECONDS.toNanos(200);

    private final DisplayPort.Line line;
    private final LongSupplier nanoTime;
    private final Later later;
    /** Held while the line is written: texts go out one after another. Taken before the lock of this. */
    private final Object output = new Object();

    private @Nullable String next;
    private boolean ended;
    private long last;
    private boolean shown;

    /** Does something after a time, on another thread. */
    interface Later {
        void run(Runnable work, long nanos);
    }

    Progress(DisplayPort.Line line, LongSupplier nanoTime, Later later) {
        this.line = line;
        this.nanoTime = nanoTime;
        this.later = later;
        this.last = nanoTime.getAsLong();
    }

    static Progress on(DisplayPort port) {
        return new Progress(new Guarded(port), System::nanoTime, Progress::afterwards);
    }

    /** Shows a text in place of the one before: at most every 200 ms, the newest one. After the end, nothing. */
    public void update(String text) {
        String row = oneRow(text);
        long wait;
        synchronized (this) {
            boolean waiting = next != null;
            if (ended) {
                return;
            }
            next = row;
            if (waiting) {
                return;
            }
            wait = Math.max(0, last + GAP - nanoTime.getAsLong());
        }
        try {
            later.run(this::showNext, wait);
        } catch (RuntimeException unseen) {
            // Then this one is not shown; the end still is.
            return;
        }
    }

    /** Leaves a last text, on a line that stays. */
    public void end(String text) {
        String row = oneRow(text);
        end(() -> line.leave(row));
    }

    /** Takes the line away; what {@link #end} has left stays. */
    @Override
    public void close() {
        end(() -> {
            if (shown) {
                line.clear();
            }
        });
    }

    private void showNext() {
        synchronized (output) {
            String text;
            synchronized (this) {
                text = next;
                next = null;
                if (ended || text == null) {
                    return;
                }
                last = nanoTime.getAsLong();
            }
            shown = true;
            line.write(text);
        }
    }

    /**
     * Here and not later: a cell that has ended shows nothing any more. One of the kernels refuses to send for a thread
     * that is interrupted, as one is that was stopped and now closes what it had begun.
     */
    private void end(Runnable last) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            next = null;
        }
        boolean interrupted = Thread.interrupted();
        try {
            synchronized (output) {
                last.run();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String oneRow(String text) {
        return Objects.requireNonNull(text, "text")
                .replaceAll("[\\p{Cntrl}\\s]+", " ")
                .strip();
    }

    // The thread that reports is never the one that shows: it may be interrupted at any time, and is in a hurry.
    private static void afterwards(Runnable work, long nanos) {
        CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS).execute(work);
    }

    /** Whatever fails in showing, a kernel of another version for one, is no reason to stop what is being shown. */
    private static final class Guarded implements DisplayPort.Line {
        private final DisplayPort port;
        private DisplayPort.@Nullable Line line;

        Guarded(DisplayPort port) {
            this.port = port;
            attempt(() -> line = port.line());
        }

        @Override
        public void write(String text) {
            DisplayPort.Line to = line;
            if (to != null && !attempt(() -> to.write(text))) {
                line = null;
            }
        }

        @Override
        public void clear() {
            DisplayPort.Line to = line;
            if (to != null) {
                attempt(to::clear);
            }
        }

        @Override
        public void leave(String text) {
            DisplayPort.Line to = line;
            if (to == null || !attempt(() -> to.leave(text))) {
                attempt(() -> port.note(text));
            }
        }

        private static boolean attempt(Runnable showing) {
            try {
                showing.run();
                return true;
            } catch (Throwable unseen) {
                return false;
            }
        }
    }
}
