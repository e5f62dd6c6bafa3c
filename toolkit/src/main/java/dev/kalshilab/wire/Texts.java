package dev.kalshilab.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Texts that were met, so that one that is met again makes no object of its own.
 *
 * <p>Bounded: a place for each of some thousands of hashes, which the last one that came has.
 */
final class Texts {
    private static final int PLACES = 4096;
    private static final int LONGEST = 64;

    private static final class Held {
        private final String text;
        private final char[] chars;

        private Held(String text) {
            this.text = text;
            this.chars = text.toCharArray();
        }
    }

    private final @Nullable Held[] held = new @Nullable Held[PLACES];
    private boolean found;

    /** The characters from {@code from} to {@code to} of a message, which is there as a text too. */
    String of(String message, char[] chars, int from, int to) {
        int length = to - from;
        found = false;
        if (length > LONGEST) {
            return message.substring(from, to);
        }
        int hash = hash(chars, from, to, length);
        int place = (hash ^ (hash >>> 12)) & (PLACES - 1);
        Held there = held[place];
        if (there != null && Arrays.equals(chars, from, to, there.chars, 0, there.chars.length)) {
            found = true;
            return there.text;
        }
        String text = message.substring(from, to);
        held[place] = new Held(text);
        return text;
    }

    /** Tickers differ in their length, at their end, or somewhere in the middle. */
    private static int hash(char[] chars, int from, int to, int length) {
        if (length < 8) {
            int hash = length;
            for (int i = from; i < to; i++) {
                hash = hash * 31 + chars[i];
            }
            return hash;
        }
        int end = (chars[to - 1] * 31 + chars[to - 2]) * 961 + chars[to - 3] * 31 + chars[to - 4];
        int more = (chars[to - 5] * 31 + chars[to - 6]) * 961 + chars[to - 7] * 31 + chars[to - 8];
        int middle = (chars[from + length / 2] * 31 + chars[from + length / 4]) * 31 + chars[from + (length - 8) / 2];
        return ((end * 31 + more) * 31 + middle) * 31 + length;
    }

    /** True when the text that was asked for last was met before. */
    boolean found() {
        return found;
    }
}
