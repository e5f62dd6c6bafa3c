package dev.kalshilab.notebook;

import dev.kalshilab.display.Display;
import dev.kalshilab.display.DisplayPort;
import org.jspecify.annotations.Nullable;

/** The toolkit's part of a notebook: its start and how much of a table is shown. */
public final class Notebook {
    private static final String KERNEL = "org.dflib.jjava.jupyter.kernel.BaseKernel";
    private static volatile boolean adapted;

    private Notebook() {}

    /**
     * Makes this kernel, or this terminal, show tables and charts; the last line of the startup script.
     *
     * <p>Never throws: a kernel dies of a failing startup script without a word. What failed is said in front of the
     * first thing that the toolkit shows.
     */
    public static void start() {
        try {
            if (!adapted) {
                adapt();
            }
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    /** Sets how many rows a table may show, 2 to 200; 40 at first. A longer one shows its first and last ones. */
    public static void rows(int most) {
        Excerpt.limit(most);
    }

    /** Called by a kernel's adapter when it is in place. */
    static void adapted() {
        adapted = true;
    }

    /** Remembers what failed at the start, and says it before the first thing shown. */
    static void failed(Throwable failure) {
        try {
            new Apology("The toolkit did not start whole, tables and charts may look bare: " + failure
                            + ". Restart the kernel; if it stays, run kernel-setup/install again.")
                    .install();
        } catch (Throwable again) {
            // Nothing left to say it with: the toolkit itself is not there, and the first use of it will tell.
            adapted = false;
        }
    }

    private static void adapt() {
        try {
            Class.forName(KERNEL, false, Notebook.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            Display.install(new TextPort());
            return;
        }
        JJavaExtension.adaptRunningKernel();
    }

    /** A terminal: tables as aligned text. */
    private static final class TextPort implements DisplayPort {
        @Override
        public void show(Object value) {
            System.out.println(Rich.plain(value));
        }

        @Override
        public void note(String line) {
            System.out.println(line);
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

        private void stepBack() {
            DisplayPort next = before;
            if (next != null) {
                Display.install(next);
            }
            System.out.println(words);
        }
    }
}
