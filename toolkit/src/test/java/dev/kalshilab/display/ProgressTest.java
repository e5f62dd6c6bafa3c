package dev.kalshilab.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final List<String> seen = new ArrayList<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private final List<Long> waits = new ArrayList<>();
    private long now = -7;

    private final Progress progress = new Progress(new Recorder(seen::add), () -> now, (work, nanos) -> {
        waiting.add(work);
        waits.add(nanos);
    });

    @Test
    void whatIsSoonDoneShowsNothing() {
        progress.update("page 1");
        progress.close();
        pass();

        assertThat(seen).isEmpty();
    }

    @Test
    void newestTextIsShownOnceEach200Milliseconds() {
        for (int page = 1; page <= 4; page++) {
            progress.update("page " + page);
            now += Progress.GAP / 10;
        }
        assertThat(seen).isEmpty();
        assertThat(waits).containsExactly(Progress.GAP);
        pass();
        progress.update("page 5");
        now += 3 * Progress.GAP;
        pass();
        now += 3 * Progress.GAP;
        progress.update("page 6");
        pass();

        assertThat(seen).containsExactly("write page 4", "write page 5", "write page 6");
        assertThat(waits).containsExactly(Progress.GAP, Progress.GAP, 0L);
    }

    @Test
    void closeTakesTheLineAwayAndEndLeavesOne() {
        progress.update("page 1");
        pass();
        progress.close();
        progress.close();
        assertThat(seen).containsExactly("write page 1", "clear");

        seen.clear();
        Progress kept = new Progress(new Recorder(seen::add), () -> now, (work, nanos) -> waiting.add(work));
        try (kept) {
            kept.update("page 1");
            kept.end("3 pages");
        }
        kept.update("page 4");
        pass();
        assertThat(seen).containsExactly("leave 3 pages");
    }

    @Test
    void textIsOneRow() {
        progress.end(" a\n\tb\u001b[2Jc ");

        assertThat(seen).containsExactly("leave a b [2Jc");
    }

    @Test
    void failingPlaceIsNoFailureOfWhatIsShown() {
        List<String> notes = new ArrayList<>();
        DisplayPort.Line broken = new Recorder(text -> {
            throw new NoSuchMethodError("of another version");
        });
        for (DisplayPort port : List.of(new Place(notes, () -> broken), new Place(notes, () -> {
            throw new IllegalStateException("no line");
        }))) {
            assertThatCode(() -> {
                        Progress line = Progress.on(port);
                        line.update("page 1");
                        line.end("1 page");
                        Progress.on(port).close();
                    })
                    .doesNotThrowAnyException();
        }

        assertThat(notes).as("what is to stay is said plainly").containsExactly("1 page", "1 page");
    }

    @Test
    void placeWithoutLinesIsToldTheLastTextAlone() {
        List<String> notes = new ArrayList<>();
        DisplayPort.Line line = new Place(notes, null).line();
        line.write("page 1");
        line.clear();
        line.leave("2 pages");

        assertThat(notes).containsExactly("2 pages");
    }

    @Test
    void lineIsTakenAwayByAThreadThatWasInterrupted() {
        List<Boolean> whileShowing = new ArrayList<>();
        Progress stopped = new Progress(
                new Recorder(text -> whileShowing.add(Thread.currentThread().isInterrupted())),
                () -> now,
                (work, nanos) -> waiting.add(work));
        stopped.update("page 1");
        pass();
        Thread.currentThread().interrupt();
        stopped.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(whileShowing).containsExactly(false, false);
    }

    @Test
    void updatesDoNotWaitForAPlaceThatDoes() throws Exception {
        CountDownLatch showing = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        Progress slow = new Progress(
                new Recorder(text -> {
                    showing.countDown();
                    await(free);
                    seen.add(text);
                }),
                () -> now,
                (work, nanos) -> waiting.add(work));
        slow.update("page 1");
        Thread shows = new Thread(this::pass);
        shows.start();
        await(showing);
        slow.update("page 2");
        free.countDown();
        shows.join();
        slow.end("2 pages");

        assertThat(seen).containsExactly("write page 1", "leave 2 pages");
    }

    @Test
    void realProgressShowsByItself() throws Exception {
        CountDownLatch shown = new CountDownLatch(1);
        DisplayPort.Line line = new Recorder(text -> shown.countDown());
        DisplayPort before = Display.install(new Place(seen, () -> line));
        try (Progress real = Display.progress()) {
            real.update("page 1");
            await(shown);
        } finally {
            Display.install(before);
        }
    }

    @Test
    void terminalWritesOverItsRowAndAFileGetsTheEndAlone() {
        assertThat(printed(true))
                .isEqualTo("""
                \rpage 10\rpage 9 \r      \rsaid
                \rlong…\r%s\r3 pages
                """.replace("long…", "x".repeat(78) + "…").replace("%s", " ".repeat(79)));
        assertThat(printed(false)).isEqualTo("said\n3 pages\n");
    }

    private static String printed(boolean lookedAt) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream screen = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        PrintStream before = System.out;
        System.setOut(screen);
        try {
            Terminal terminal = new Terminal(screen, lookedAt);
            DisplayPort.Line line = terminal.line();
            line.write("page 10");
            line.write("page 9");
            terminal.note("said");
            line.write("x".repeat(100));
            line.leave("3 pages");
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void pass() {
        List.copyOf(waiting).forEach(Runnable::run);
        waiting.clear();
    }

    private record Recorder(Consumer<String> seen) implements DisplayPort.Line {
        @Override
        public void write(String text) {
            seen.accept("write " + text);
        }

        @Override
        public void clear() {
            seen.accept("clear");
        }

        @Override
        public void leave(String text) {
            seen.accept("leave " + text);
        }
    }

    private record Place(List<String> notes, @Nullable Supplier<Line> lines) implements DisplayPort {
        @Override
        public void show(Object value) {}

        @Override
        public void note(String line) {
            notes.add(line);
        }

        @Override
        public Line line() {
            return lines == null ? DisplayPort.super.line() : lines.get();
        }
    }
}
