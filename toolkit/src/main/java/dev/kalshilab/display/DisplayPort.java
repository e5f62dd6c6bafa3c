package dev.kalshilab.display;

/** A place that shows values to a user: a notebook's running cell, a terminal. */
public interface DisplayPort {
    /** Shows a value, as richly as the place can. */
    void show(Object value);

    /** Prints one line of text, in one piece. */
    void note(String line);
}
