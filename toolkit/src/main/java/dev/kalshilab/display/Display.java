package dev.kalshilab.display;

import java.util.Objects;

/** Shows values and notes to the user wherever the toolkit runs: in the running cell, else on the terminal. */
public final class Display {
    private static volatile DisplayPort port = new Terminal();

    private Display() {}

    /** Shows a value as the last expression of a cell would show; on a terminal, prints it. */
    public static void show(Object value) {
        port.show(Objects.requireNonNull(value, "value"));
    }

    /** Prints one line for the user, as one output of the running cell. */
    public static void note(String line) {
        port.note(Objects.requireNonNull(line, "line"));
    }

    /** Puts another place behind {@link #show} and {@link #note}, and returns the one that was there. */
    public static synchronized DisplayPort install(DisplayPort next) {
        DisplayPort before = port;
        port = Objects.requireNonNull(next, "port");
        return before;
    }

    // System.out is read at each call: kernels replace it for the time of a cell.
    private static final class Terminal implements DisplayPort {
        @Override
        public void show(Object value) {
            System.out.println(String.valueOf(value));
        }

        @Override
        public void note(String line) {
            System.out.println(line);
        }
    }
}
