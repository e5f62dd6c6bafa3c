package dev.kalshilab.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kalshilab.display.Display;
import dev.kalshilab.display.DisplayPort;
import dev.kalshilab.testkit.Eventually;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A view that is drawn again and again, on a place of the test's own. */
class WatchTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String ENDED = "; detached: this shows what was there when the watching ended";

    private final List<String> said = new CopyOnWriteArrayList<>();
    private final AtomicBoolean attached = new AtomicBoolean(true);
    private final AtomicBoolean goesOn = new AtomicBoolean(true);
    private final AtomicBoolean drawsUntilStopped = new AtomicBoolean();
    private final CountDownLatch drawing = new CountDownLatch(1);
    private final AtomicInteger drawn = new AtomicInteger();
    private final DisplayPort before = Display.install(new Place());

    private class Place implements DisplayPort {
        @Override
        public void show(Object value) {
            said.add("value " + value);
        }

        @Override
        public void note(String line) {
            said.add("note " + line);
        }

        @Override
        public View view() {
            return new View() {
                @Override
                public void show(List<?> values, String caption) {
                    while (drawsUntilStopped.get()) {
                        if (Thread.currentThread().isInterrupted()) {
                            throw new IllegalStateException("nothing is sent for a thread that is interrupted");
                        }
                        drawing.countDown();
                    }
                    said.add("show " + values + " " + caption);
                }

                @Override
                public void leave(List<?> values, String caption) {
                    said.add((Thread.currentThread().isInterrupted() ? "unheard " : "leave ") + values + " " + caption);
                }

                @Override
                public boolean isAttached() {
                    return attached.get();
                }
            };
        }
    }

    @AfterEach
    void showElsewhereAgain() {
        Display.install(before);
    }

    private void watch(Duration time) {
        Watch.over(time, () -> List.of(drawn.incrementAndGet()), () -> "open", goesOn::get);
    }

    private Thread watching(Duration time, List<Object> flags) {
        Thread cell = new Thread(() -> {
            watch(time);
            flags.add(Thread.currentThread().isInterrupted());
        });
        cell.start();
        Eventually.holds("shown", () -> !said.isEmpty());
        return cell;
    }

    private static void ends(Thread cell) {
        Eventually.holds("the end of the watching", () -> !cell.isAlive());
    }

    @Test
    void itIsDrawnAnewAndTheLastOneSaysThatItIsOver() {
        List<Object> flags = new CopyOnWriteArrayList<>();
        Thread cell = watching(HOUR, flags);
        Eventually.holds("three views", () -> said.size() >= 3);
        goesOn.set(false);
        ends(cell);

        assertThat(said).startsWith("show [1] open", "show [2] open", "show [3] open");
        assertThat(said.get(said.size() - 1)).isEqualTo("leave [" + drawn.get() + "] open" + ENDED);
        assertThat(flags).containsExactly(false);
    }

    @Test
    void noTimeShowsWhatIsThereOnce() {
        watch(Duration.ZERO);
        watch(Duration.ofSeconds(-1));

        assertThat(said).containsExactly("leave [1] open" + ENDED, "leave [2] open" + ENDED);
    }

    @Test
    void anInterruptEndsItAtOnceAndStaysKnown() {
        List<Object> flags = new CopyOnWriteArrayList<>();
        Thread cell = watching(ChronoUnit.FOREVER.getDuration(), flags);
        cell.interrupt();
        ends(cell);

        assertThat(flags).containsExactly(true);
        assertThat(said.get(said.size() - 1)).startsWith("leave ").endsWith(ENDED);
    }

    @Test
    void whoIsInterruptedAlreadySeesWhatIsThere() {
        List<Object> flags = new CopyOnWriteArrayList<>();
        Thread cell = new Thread(() -> {
            Thread.currentThread().interrupt();
            watch(HOUR);
            flags.add(Thread.currentThread().isInterrupted());
        });
        cell.start();
        ends(cell);

        assertThat(flags).containsExactly(true);
        assertThat(said.get(said.size() - 1)).startsWith("leave ").endsWith(ENDED);
    }

    @Test
    void whatIsDrawnSlowlyIsNotDrawnAgainForWhoStopsIt() {
        CountDownLatch drawing = new CountDownLatch(1);
        Thread cell = new Thread(() -> Watch.over(
                HOUR,
                () -> {
                    drawing.countDown();
                    while (!Thread.currentThread().isInterrupted()) {
                        Thread.onSpinWait();
                    }
                    return List.of(drawn.incrementAndGet());
                },
                () -> "open",
                goesOn::get));
        cell.start();
        Eventually.holds("drawing", () -> drawing.getCount() == 0);
        cell.interrupt();
        ends(cell);

        assertThat(said).containsExactly("leave [1] open" + ENDED);
    }

    @Test
    void aViewThatIsInterruptedInDrawingSaysThatItIsOver() {
        drawsUntilStopped.set(true);
        List<Object> flags = new CopyOnWriteArrayList<>();
        Thread cell = new Thread(() -> {
            watch(HOUR);
            flags.add(Thread.currentThread().isInterrupted());
        });
        cell.start();
        Eventually.holds("drawing", () -> drawing.getCount() == 0);
        cell.interrupt();
        ends(cell);

        assertThat(said).containsExactly("leave [1] open" + ENDED);
        assertThat(flags).containsExactly(true);
    }

    @Test
    void aViewWhoseCellHasEndedSaysSoAndIsDrawnNoMore() {
        List<Object> flags = new CopyOnWriteArrayList<>();
        Thread cell = watching(HOUR, flags);
        attached.set(false);
        ends(cell);

        assertThat(said.get(said.size() - 1))
                .isEqualTo("leave [" + drawn.get() + "] detached, the cell has ended: open");
        assertThat(flags).containsExactly(false);
    }

    @Test
    void whatCannotBeDrawnEndsItWithItsOwnWords() {
        assertThatThrownBy(() -> Watch.over(
                        HOUR,
                        () -> {
                            throw new IllegalStateException("no such column");
                        },
                        () -> "open",
                        goesOn::get))
                .hasMessage("no such column");
    }

    @Test
    void onATerminalTheCaptionAloneChangesAndTheValuesComeAtTheEnd() {
        Display.install(new DisplayPort() {
            @Override
            public void show(Object value) {
                said.add("value " + value);
            }

            @Override
            public void note(String line) {
                said.add("note " + line);
            }

            @Override
            public Line line() {
                return new Line() {
                    @Override
                    public void write(String text) {
                        said.add("line " + text);
                    }

                    @Override
                    public void clear() {
                        said.add("no line");
                    }

                    @Override
                    public void leave(String text) {
                        said.add("left " + text);
                    }
                };
            }
        });
        Thread cell = watching(HOUR, new CopyOnWriteArrayList<>());
        cell.interrupt();
        ends(cell);

        assertThat(said)
                .startsWith("line open")
                .endsWith("no line", "value " + drawn.get(), "note open" + ENDED)
                .filteredOn(one -> one.startsWith("value"))
                .hasSize(1);
    }
}
