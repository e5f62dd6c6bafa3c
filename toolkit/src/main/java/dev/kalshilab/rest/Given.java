package dev.kalshilab.rest;

import dev.kalshilab.column.Columns;
import dev.kalshilab.model.NotRecordedException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one step of a part gave.
 *
 * @param rows its rows, null for none
 * @param pages how many answers they came in
 * @param cached how many of those were known already
 * @param invented true when the exchange invents its data
 * @param misfits values that did not fit their columns
 * @param notes what a reader must know of them
 * @param received when they arrived; null when nothing did
 * @param absent set when a tape lacks the part, or goes no further
 * @param first true for what a part gives first
 */
record Given(
        @Nullable Columns rows,
        int pages,
        int cached,
        boolean invented,
        int misfits,
        List<String> notes,
        @Nullable Instant received,
        @Nullable NotRecordedException absent,
        boolean first) {

    static Given of(Operation.Result result, Columns rows) {
        String note = result.note();
        return new Given(
                rows,
                1,
                result.cached() ? 1 : 0,
                result.invented(),
                result.page().misfits(),
                note == null ? List.of() : List.of(note),
                result.received(),
                null,
                false);
    }

    static Given absent(NotRecordedException why) {
        return new Given(null, 0, 0, false, 0, List.of(), null, why, false);
    }

    Given with(Columns others) {
        return new Given(others, pages, cached, invented, misfits, notes, received, absent, first);
    }

    Given asFirst() {
        return new Given(rows, pages, cached, invented, misfits, notes, received, absent, true);
    }
}
