package dev.kalshilab.display;

import java.util.List;

/** A place that shows values to a user: a notebook's running cell, a terminal. */
public interface DisplayPort {
    /** The terminal, or the file that the output of this process goes to. */
    static DisplayPort terminal() {
        return Terminal.INSTANCE;
    }

    /** Shows a value, as richly as the place can. */
    void show(Object value);

    /** Prints one line of text, in one piece. */
    void note(String line);

    /**
     * Begins a line that is written over, and that stays where it was begun: in the cell that runs now.
     *
     * <p>A place that cannot write over what it has written shows the last text alone, as a note.
     */
    default Line line() {
        return new Line() {
            @Override
            public void write(String text) {}

            @Override
            public void clear() {}

            @Override
            public void leave(String text) {
                note(text);
            }
        };
    }

    /**
     * Begins a place for values that change, where it was begun: in the cell that runs now.
     *
     * <p>A place that cannot take back what it has shown shows the last values alone.
     */
    default View view() {
        Line line = line();
        return new View() {
            @Override
            public void show(List<?> values, String caption) {
                line.write(caption);
            }

            @Override
            public void leave(List<?> values, String caption) {
                line.clear();
                values.forEach(DisplayPort.this::show);
                note(caption);
            }

            @Override
            public boolean isAttached() {
                return true;
            }
        };
    }

    /** A place for values that change. Used by one thread. */
    interface View {
        /** Shows values, and a line of text under them, in place of those before. */
        void show(List<?> values, String caption);

        /** Shows values that stay; the last call. */
        void leave(List<?> values, String caption);

        /** False when nobody sees any more what is shown: the cell has ended. */
        boolean isAttached();
    }

    /** A line that is written over. Used by one thread at a time, each time perhaps by another one. */
    interface Line {
        /** Shows a text in place of the one before. */
        void write(String text);

        /** Takes the line away; the last call, after at least one text. */
        void clear();

        /** Shows a text that stays; the last call. */
        void leave(String text);
    }
}
