package dev.kalshilab.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Texts that were met, so that one that is met again makes no object of its own.
 *
 * <p>Bounded: a place for each of some thousands of hashes, which the last one that came has.
 */
final class Texts {
    private static final int BITS = 13;
    private static final int LONGEST = 64;

    private static final class Held {
        private final String text;
        private final char[] chars;

        private Held(String text) {
            this.text = text;
            this.chars = text.toCharArray();
        }
    }

    private final @Nullable Held[] held = new @Nullable Held[1 << BITS];
    private boolean found;

    /** The characters from {@code from} to {@code to} of a message, which is there as a text too. */
    String of(String message, char[] chars, int from, int to) {
        int length = to - from;
        found = false;
        if (length > LONGEST) {
            return message.substring(from, to);
        }
        int place = hash(chars, from, to, length) >>> (Integer.SIZE - BITS);
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
            return spread(hash);
        }
        // Four and four from the end, and three of the middle: each of the three sums is spread by a factor of its own.
        int end = ((chars[to - 1] << 8 ^ chars[to - 2]) << 8 ^ chars[to - 3]) << 8 ^ chars[to - 4];
        int more = ((chars[to - 5] << 8 ^ chars[to - 6]) << 8 ^ chars[to - 7]) << 8 ^ chars[to - 8];
        int middle = (chars[from + length / 2] << 8 ^ chars[from + length / 4]) << 8 ^ chars[from + (length - 8) / 2];
        return spread(spread(end) + more) + spread(middle + (length << 24));
    }

    private static int spread(int sum) {
        int mixed = sum * 0x9E3779B1;
        return (mixed ^ mixed >>> 15) * 0x85EBCA6B;
    }

    /** True when the text that was asked for last was met before. */
    boolean found() {
        return found;
    }
}
