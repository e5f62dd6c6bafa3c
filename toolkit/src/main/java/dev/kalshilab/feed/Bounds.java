package dev.kalshilab.feed;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much a feed keeps of each table, and what becomes of the rest.
 *
 * @param rows the most rows
 * @param bytes about the most memory
 * @param age the longest time since a row arrived; null for any
 * @param stop true to keep the first rows and leave out what comes when there is no room; false to let the oldest go
 * @param directory where rows that go are written; null for nowhere
 */
record Bounds(
        long rows,
        long bytes,
        @Nullable Duration age,
        boolean stop,
        @Nullable Path directory) {
    static final Bounds USUAL = new Bounds(2_000_000, Long.MAX_VALUE, null, false, null);

    Bounds rows(long most) {
        return new Bounds(most, bytes, age, stop, directory);
    }

    Bounds bytes(long most) {
        return new Bounds(rows, most, age, stop, directory);
    }

    Bounds age(Duration most) {
        return new Bounds(rows, bytes, most, stop, directory);
    }

    Bounds stopping() {
        return new Bounds(rows, bytes, age, true, null);
    }

    Bounds spilling(Path to) {
        return new Bounds(rows, bytes, age, false, to);
    }
}
