package dev.kalshilab.wire;

import org.jspecify.annotations.Nullable;

/**
 * Texts that were met, so that one that is met again makes no object of its own.
 *
 * <p>Bounded: a place for each of some thousands of hashes, which the last one that came has.
 */
final class Texts {
    private static final int PLACES = 4096;
    private static final int LONGEST = 64;

    private final @Nullable String[] held = new @Nullable String[PLACES];
    private boolean found;

    /** The characters from {@code from} to {@code to} of a message, which is there as a text too. */
    String of(String message, char[] chars, int from, int to) {
        int length = to - from;
        found = false;
        if (length > LONGEST) {
            return message.substring(from, to);
        }
        // Tickers differ in their length, at their end, or somewhere in the middle.
        int hash = length;
        for (int i = Math.max(from, to - 8); i < to; i++) {
            hash = hash * 31 + chars[i];
        }
        if (length > 8) {
            hash = ((hash * 31 + chars[from + length / 2]) * 31 + chars[from + length / 4]) * 31
                    + chars[from + (length - 8) / 2];
        }
        int place = (hash ^ (hash >>> 12)) & (PLACES - 1);
        String there = held[place];
        if (there != null && there.length() == length && message.startsWith(there, from)) {
            found = true;
            return there;
        }
        String text = message.substring(from, to);
        held[place] = text;
        return text;
    }

    /** True when the text that was asked for last was met before. */
    boolean found() {
        return found;
    }
}
