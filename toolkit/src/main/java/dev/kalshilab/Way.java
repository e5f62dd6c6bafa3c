package dev.kalshilab;

import dev.kalshilab.display.Display;
import dev.kalshilab.display.Progress;
import dev.kalshilab.rest.Pull;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Shows how far a pull is, once it takes longer than a moment: also while no page comes. */
final class Way implements AutoCloseable {
    private static final long A_MOMENT = TimeUnit.SECONDS.toNanos(1);
    private static final long STEP = TimeUnit.MILLISECONDS.toNanos(500);
    /** From so long on it is said that requests waited for the limit. */
    private static final Duration WORTH_SAYING = Duration.ofSeconds(1);

    private final String question;
    private final Supplier<Progress> lines;
    private final LongSupplier nanoTime;
    private final long began;
    /** Given up at the end: what a pull holds is not to stay until the next look. */
    private @Nullable Supplier<Pull.Far> pull;

    private @Nullable Progress line;
    private int pages;
    private boolean stands;

    Way(String question, Pull pull) {
        this(question, pull::far, Display::progress, System::nanoTime);
    }

    /** For tests: with their clock, and looked at by them. */
    Way(String question, Supplier<Pull.Far> pull, Supplier<Progress> lines, LongSupplier nanoTime) {
        this.question = question;
        this.pull = pull;
        this.lines = lines;
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
    }

    /** Looks now and then. The line is begun at the first look, while the cell that pulls still runs. */
    void begin() {
        again(A_MOMENT);
    }

    private void again(long nanos) {
        CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS).execute(() -> {
            if (look()) {
                again(STEP);
            }
        });
    }

    /** Shows how far it is now; false when it has ended. */
    synchronized boolean look() {
        Supplier<Pull.Far> of = pull;
        if (of == null) {
            return false;
        }
        Pull.Far far = of.get();
        stands = far.pages() == pages;
        pages = far.pages();
        Progress to = line == null ? lines.get() : line;
        line = to;
        to.update(text(far, nanoTime.getAsLong() - began));
        return true;
    }

    private String text(Pull.Far far, long nanos) {
        double seconds = Math.max(1, nanos / 1e9);
        double rate = far.pages() / seconds;
        StringBuilder text = new StringBuilder();
        text.append(question)
                .append(": ")
                .append(Rough.count(far.pages(), "page", "pages"))
                .append(", ")
                .append(Rough.count(far.rows(), "row", "rows"))
                .append(String.format(
                        Locale.ROOT, ", %." + (rate < 0.1 ? 2 : rate < 10 ? 1 : 0) + "f pages a second", rate));
        if (stands && far.troubled() > 0) {
            text.append(", waiting to ask again what was refused or broke off");
        } else if (stands && far.waiting() > 0) {
            text.append(", waiting for the limit");
        } else if (far.waited().compareTo(WORTH_SAYING) >= 0) {
            text.append(", waited ")
                    .append(Rough.time(far.waited().toSeconds()))
                    .append(" for the limit");
        }
        int asked = far.pages() - far.cached();
        if (asked > 0 && far.left() > 0) {
            text.append(", about ")
                    .append(Rough.time(1 + (long) (far.left() * seconds / asked)))
                    .append(" left");
        }
        return text.toString();
    }

    @Override
    public synchronized void close() {
        pull = null;
        if (line != null) {
            line.close();
        }
    }
}
