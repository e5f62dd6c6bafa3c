package dev.kalshilab.feed;

import java.util.Arrays;

/**
 * The ids of the last rows: between one and two hundred thousand of them. Of one thread.
 *
 * <p>What is kept of an id is a number of 128 bits made of it, so that a million a second can be looked up: that two
 * different ids of one day have the same is less likely than that a disk lies.
 */
final class RecentIds {
    private static final int GENERATION = 100_000;
    private static final int SLOTS = 1 << 18;
    private static final long FIRST = 0x9E3779B97F4A7C15L;
    private static final long SECOND = 0xC2B2AE3D27D4EB4FL;

    private long[] newer = new long[2 * SLOTS];
    private long[] older = new long[2 * SLOTS];
    private int count;
    // Of the id that was looked at last.
    private long one;
    private long other;

    /** Makes the number of an id. */
    private void number(String id) {
        one = FIRST;
        other = SECOND;
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            one = (one ^ c) * SECOND;
            one ^= one >>> 29;
            other = (other + c) * FIRST;
            other ^= other >>> 32;
        }
        one |= 1; // none is the mark of an empty slot
    }

    /** True when this id was seen lately. */
    boolean has(String id) {
        number(id);
        return find(newer, one, other) >= 0 || find(older, one, other) >= 0;
    }

    /** True when this id was not seen lately; now it was. */
    boolean add(String id) {
        number(id);
        int slot = find(newer, one, other);
        if (slot >= 0 || find(older, one, other) >= 0) {
            return false;
        }
        newer[~slot] = one;
        newer[~slot + 1] = other;
        if (++count >= GENERATION) {
            long[] oldest = older;
            older = newer;
            newer = oldest;
            Arrays.fill(newer, 0);
            count = 0;
        }
        return true;
    }

    /** Where it is, or the complement of where it belongs. */
    private static int find(long[] slots, long one, long other) {
        int at = (int) (other >>> 40) & (SLOTS - 1);
        while (true) {
            long held = slots[2 * at];
            if (held == 0) {
                return ~(2 * at);
            }
            if (held == one && slots[2 * at + 1] == other) {
                return 2 * at;
            }
            at = (at + 1) & (SLOTS - 1);
        }
    }
}
