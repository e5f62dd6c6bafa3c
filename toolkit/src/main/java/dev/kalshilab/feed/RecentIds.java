package dev.kalshilab.feed;

/**
 * The ids of the last rows: of a minute at least, as long as those are not more than half a million. Of one thread.
 *
 * <p>What is kept of an id is a number of 128 bits made of it, so that a million a second can be looked up: that two
 * different ids of one day have the same is less likely than that a disk lies.
 */
final class RecentIds {
    private static final int LEAST = 100_000;
    private static final int MOST = 500_000;
    private static final long LEAST_MICROS = 60_000_000;
    private static final int FIRST_SLOTS = 1 << 10;
    private static final long FIRST = 0x9E3779B97F4A7C15L;
    private static final long SECOND = 0xC2B2AE3D27D4EB4FL;

    private long[] newer = new long[2 * FIRST_SLOTS];
    private long[] older = new long[2 * FIRST_SLOTS];
    private int count;
    // When the first of the newer ones came.
    private long since;
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

    /** True when this id was not seen lately; now it was, at that time. */
    boolean add(String id, long micros) {
        number(id);
        int slot = find(newer, one, other);
        if (slot >= 0 || find(older, one, other) >= 0) {
            return false;
        }
        since = count == 0 ? micros : since;
        newer[~slot] = one;
        newer[~slot + 1] = other;
        count++;
        if (count >= MOST || (count >= LEAST && micros - since >= LEAST_MICROS)) {
            older = newer;
            newer = new long[2 * FIRST_SLOTS];
            count = 0;
        } else if (4 * count >= newer.length) {
            newer = grown(newer);
        }
        return true;
    }

    /** The same in twice the room: half of the slots are taken at most. */
    private static long[] grown(long[] slots) {
        long[] more = new long[2 * slots.length];
        for (int i = 0; i < slots.length; i += 2) {
            if (slots[i] != 0) {
                int to = ~find(more, slots[i], slots[i + 1]);
                more[to] = slots[i];
                more[to + 1] = slots[i + 1];
            }
        }
        return more;
    }

    /** Where it is, or the complement of where it belongs. */
    private static int find(long[] slots, long one, long other) {
        int last = slots.length / 2 - 1;
        int at = (int) (other >>> 40) & last;
        while (true) {
            long held = slots[2 * at];
            if (held == 0) {
                return ~(2 * at);
            }
            if (held == one && slots[2 * at + 1] == other) {
                return 2 * at;
            }
            at = (at + 1) & last;
        }
    }
}
