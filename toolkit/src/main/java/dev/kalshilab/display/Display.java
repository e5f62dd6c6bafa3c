package dev.kalshilab.display;

import java.util.Objects;

/** Shows values and notes to the user wherever the toolkit runs: in the running cell, else on the terminal. */
public final class Display {
    private static volatile DisplayPort port = DisplayPort.terminal();

    private Display() {}

    /** Shows a value as the last expression of a cell would show; on a terminal, prints it. */
    public static void show(Object value) {
        port.show(Objects.requireNonNull(value, "value"));
    }

    /** Prints one line for the user, as one output of the running cell. */
    public static void note(String line) {
        port.note(Objects.requireNonNull(line, "line"));
    }

    /**
     * Begins a line that says how far something is: in the running cell, or on the terminal; nowhere where the output is
     * a file. To be closed, which takes the line away.
     */
    public static Progress progress() {
        return Progress.on(port);
    }

    /** Begins a place for values that change, in the running cell; on a terminal their caption alone changes. */
    public static DisplayPort.View view() {
        return port.view();
    }

    /** Puts another place behind {@link #show}, {@link #note} and {@link #progress}, and returns the one that was there. */
    public static synchronized DisplayPort install(DisplayPort next) {
        DisplayPort before = port;
        port = Objects.requireNonNull(next, "port");
        return before;
    }
}
