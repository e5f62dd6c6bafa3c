package dev.kalshilab.feed;

import java.util.HashSet;
import java.util.Set;

/** The ids of the last rows: between one and two hundred thousand of them. Of one thread. */
final class RecentIds {
    private static final int GENERATION = 100_000;

    private Set<String> newer = new HashSet<>();
    private Set<String> older = new HashSet<>();

    /** True when this id was not seen lately. */
    boolean add(String id) {
        if (older.contains(id) || !newer.add(id)) {
            return false;
        }
        if (newer.size() >= GENERATION) {
            Set<String> oldest = older;
            older = newer;
            newer = oldest;
            newer.clear();
        }
        return true;
    }
}
