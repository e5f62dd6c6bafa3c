package dev.kalshilab;

import dev.kalshilab.display.Display;
import dev.kalshilab.display.Progress;
import dev.kalshilab.rest.Pull;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Shows how far a pull is, once it takes longer than a moment. */
final class Way implements AutoCloseable {
    private static final long A_MOMENT = 1_000_000_000L;

    private final String question;
    private final Pull pull;
    private final long began = System.nanoTime();
    private @Nullable Progress line;

    Way(String question, Pull pull) {
        this.question = question;
        this.pull = pull;
    }

    /** Says that a page came. */
    void going() {
        long nanos = System.nanoTime() - began;
        if (line == null && nanos > A_MOMENT) {
            line = Display.progress();
        }
        if (line != null) {
            line.update(text(nanos));
        }
    }

    private String text(long nanos) {
        Pull.Far far = pull.far();
        long seconds = Math.max(1, nanos / 1_000_000_000L);
        long asked = (long) far.pages() - far.cached();
        String left = asked > 0 && far.left() > 0 ? ", about " + (1 + far.left() * seconds / asked) + " s left" : "";
        return String.format(
                Locale.ROOT,
                "%s: %,d pages, %,d rows, %,d pages a second%s",
                question,
                far.pages(),
                far.rows(),
                far.pages() / seconds,
                left);
    }

    @Override
    public void close() {
        if (line != null) {
            line.close();
        }
    }
}
