package dev.kalshilab.notebook;

import dev.kalshilab.display.Display;
import dev.kalshilab.display.DisplayPort;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The toolkit's part of a notebook: its start and how much of a table is shown. */
public final class Notebook {
    private static final String JJAVA = "org.dflib.jjava.jupyter.kernel.BaseKernel";
    private static boolean started;

    private Notebook() {}

    /**
     * Makes this kernel, or this terminal, show tables and charts; the last line of the startup script.
     *
     * <p>Never throws: a kernel dies of a failing startup script without a word. What failed is said in front of the
     * first thing that the toolkit shows. Run again, it changes nothing.
     */
    public static void start() {
        try {
            if (!adaptRunningKernel() && begin()) {
                Display.install(new TextPort(DisplayPort.terminal()));
            }
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    /** Sets how many rows a table may show, 2 to 200; 40 at first. A longer one shows its first and last ones. */
    public static void rows(int most) {
        Excerpt.limit(most);
    }

    /**
     * What is the same in every kernel, done once: a kernel runs every renderer of a type, so that a second registration
     * would draw each chart twice.
     *
     * @param register teaches the kernel one type of {@link Rich#TYPES}
     * @param show shows a value in the running cell
     * @param cell the cell that runs now, for a line that is written over
     */
    static void adapt(Consumer<Class<?>> register, Consumer<Object> show, Supplier<Optional<CellLine.Cell>> cell) {
        if (!begin()) {
            return;
        }
        if (System.getProperty("java.awt.headless") == null) {
            System.setProperty("java.awt.headless", "true");
        }
        Rich.TYPES.keySet().forEach(register);
        Display.install(new CellPort(show, cell));
        WarmUp.start();
    }

    /** Remembers what failed at the start, and says it before the first thing shown. */
    static void failed(Throwable failure) {
        try {
            new Apology("The toolkit did not start whole, tables and charts may look bare: " + failure
                            + ". Restart the kernel; if it stays, run kernel-setup/install again.")
                    .install();
        } catch (Throwable again) {
            // Nothing left to say it with: the toolkit itself is not there, and the first use of it will tell.
            return;
        }
    }

    /** Whether this is the first start. */
    private static synchronized boolean begin() {
        boolean first = !started;
        started = true;
        return first;
    }

    // Asked here, because an adapter cannot be loaded where its kernel's classes are not.
    private static boolean adaptRunningKernel() throws ReflectiveOperationException {
        return (isPresent(JJAVA) && JJavaExtension.adaptRunningKernel())
                || (isPresent(IJavaAdapter.KERNEL) && IJavaAdapter.adaptRunningKernel());
    }

    private static boolean isPresent(String type) {
        try {
            Class.forName(type, false, Notebook.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException elsewhere) {
            return false;
        }
    }

    /** The running cell. */
    private record CellPort(Consumer<Object> show, Supplier<Optional<CellLine.Cell>> cell) implements DisplayPort {
        @Override
        public void show(Object value) {
            show.accept(value);
        }

        // One println is one output; printf would be one for each of its fragments.
        @Override
        public void note(String line) {
            System.out.println(line);
        }

        @Override
        public Line line() {
            return cell.get().<Line>map(CellLine::new).orElseGet(DisplayPort.super::line);
        }

        @Override
        public View view() {
            return cell.get().<View>map(CellView::new).orElseGet(DisplayPort.super::view);
        }
    }

    /** A terminal: tables as aligned text. */
    private record TextPort(DisplayPort terminal) implements DisplayPort {
        @Override
        public void show(Object value) {
            terminal.note(Rich.plain(value));
        }

        @Override
        public void note(String line) {
            terminal.note(line);
        }

        @Override
        public Line line() {
            return terminal.line();
        }
    }

    /** Says a line once, in front of the first thing shown, then steps back. */
    private static final class Apology implements DisplayPort {
        private final String words;
        private volatile @Nullable DisplayPort before;

        Apology(String words) {
            this.words = words;
        }

        void install() {
            before = Display.install(this);
        }

        @Override
        public void show(Object value) {
            stepBack();
            Display.show(value);
        }

        @Override
        public void note(String line) {
            stepBack();
            Display.note(line);
        }

        @Override
        public Line line() {
            DisplayPort next = before;
            stepBack();
            return next == null ? DisplayPort.super.line() : next.line();
        }

        private void stepBack() {
            DisplayPort next = before;
            if (next != null) {
                Display.install(next);
            }
            System.out.println(words);
        }
    }
}
