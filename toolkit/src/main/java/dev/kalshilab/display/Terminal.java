package dev.kalshilab.display;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The output of this process. A line is written over only where somebody looks on: in a file, a pipe or a log each of its
 * texts would stay.
 */
final class Terminal implements DisplayPort {
    static final Terminal INSTANCE = new Terminal(System.out, lookedAt());

    /** A text that reaches the right edge goes on in the next row, and what has gone there is not written over. */
    private static final int WIDTH = 79;

    private final PrintStream screen;
    private final boolean lookedAt;
    /** How wide the text is that stands in the cursor's row and is to be written over. */
    private int drawn;

    Terminal(PrintStream screen, boolean lookedAt) {
        this.screen = screen;
        this.lookedAt = lookedAt;
    }

    @Override
    public void show(Object value) {
        note(String.valueOf(value));
    }

    // System.out is read at each call: whoever replaces it is to get what is said from then on.
    @Override
    public synchronized void note(String line) {
        if (drawn > 0) {
            draw("");
        }
        System.out.println(line);
    }

    @Override
    public Line line() {
        return lookedAt && System.out == screen ? new Row() : DisplayPort.super.line();
    }

    // Blanks instead of an escape sequence, which older consoles show as it is.
    private synchronized void draw(String text) {
        int width = text.codePointCount(0, text.length());
        int rest = Math.max(0, drawn - width);
        screen.print('\r' + text + " ".repeat(rest) + (width == 0 ? "\r" : ""));
        screen.flush();
        drawn = width;
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= WIDTH
                ? text
                : text.substring(0, text.offsetByCodePoints(0, WIDTH - 1)) + "…";
    }

    // A console exists where both input and output are terminals; newer JDKs give one anyway, and say which by a method
    // that 17 does not have. Where input is a file, Linux tells what the output is.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean lookedAt() {
        try {
            Console console = System.console();
            if (console != null
                    && (Runtime.version().feature() < 22
                            || Boolean.TRUE.equals(
                                    Console.class.getMethod("isTerminal").invoke(console)))) {
                return true;
            }
            Path output = Files.readSymbolicLink(Path.of("/proc/self/fd/1"));
            return output.startsWith("/dev/pts") || output.startsWith("/dev/tty");
        } catch (IOException | ReflectiveOperationException | RuntimeException unknown) {
            return false;
        }
    }

    private final class Row implements Line {
        @Override
        public void write(String text) {
            draw(cut(text));
        }

        @Override
        public void clear() {
            draw("");
        }

        @Override
        public void leave(String text) {
            note(text);
        }
    }
}
