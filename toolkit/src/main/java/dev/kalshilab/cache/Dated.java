package dev.kalshilab.cache;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer and how long it is good.
 *
 * @param until from when on it is to be asked again; null for never
 * @param file where it is on the disk; null when it is in memory alone
 */
record Dated(Kept kept, @Nullable Instant until, @Nullable Path file) {
    static Dated of(Sheet sheet, Path file) throws Sheet.Damaged {
        Instant until = sheet.second() == Sheet.NEVER ? null : Instant.ofEpochSecond(sheet.first(), sheet.second());
        return new Dated(sheet.answers().get(0).answer(), until, file);
    }

    boolean isGood(Instant now) {
        return until == null || now.isBefore(until);
    }

    long weight() {
        return kept.weight();
    }

    Sheet sheet(String owner, String key) {
        List<Packed> packed = List.of(Packed.of(kept));
        return until == null
                ? new Sheet(owner, key, 0, Sheet.NEVER, packed)
                : new Sheet(owner, key, until.getEpochSecond(), until.getNano(), packed);
    }
}
