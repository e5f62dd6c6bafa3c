package dev.kalshilab.sandbox;

import java.util.ArrayList;
import java.util.List;

/**
 * The demo user's one order group: its limit is changed every hour of the stream; now and then it is
 * triggered, and reset ten minutes later.
 */
final class OrderGroups {
    private static final long RAISED = 20 * Time.MINUTE;
    private static final long TRIGGERED = 35 * Time.MINUTE;
    private static final long RESET = 45 * Time.MINUTE;
    private static final int EVERY = 3;
    /** In hundredths of a contract. */
    private static final long LIMIT = 100_000;

    private static final long STEP = 2_500;

    private final String id;

    OrderGroups(long seed) {
        this.id = Rng.uuid(Rng.key(seed, "demo", "order group"), 0);
    }

    /** @param limit in hundredths of a contract, 0 where it is not told */
    record Change(long time, String what, String group, long limit) {}

    String id() {
        return id;
    }

    /** How many contracts it may buy in fifteen seconds at that time, in hundredths. */
    static long limit(long now) {
        long changes = Math.max(0, Math.floorDiv(now - Catalogue.PRESENT - RAISED, Time.HOUR) + 1);
        return LIMIT + STEP * (changes % 3);
    }

    /** After the first time, until the second; oldest first. */
    List<Change> between(long from, long until) {
        List<Change> changes = new ArrayList<>();
        for (long hour = Math.floorDiv(from, Time.HOUR); hour * Time.HOUR <= until; hour++) {
            long start = hour * Time.HOUR;
            changes.add(new Change(start + RAISED, "limit_updated", id, limit(start + RAISED)));
            if (Math.floorMod(hour, (long) EVERY) == 0) {
                changes.add(new Change(start + TRIGGERED, "triggered", id, 0));
                changes.add(new Change(start + RESET, "reset", id, 0));
            }
        }
        changes.removeIf(change -> change.time() <= from || change.time() > until);
        return changes;
    }
}
