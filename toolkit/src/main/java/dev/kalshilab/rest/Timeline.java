package dev.kalshilab.rest;

import dev.kalshilab.cache.Finality;
import dev.kalshilab.cache.Held;
import dev.kalshilab.cache.Kept;
import dev.kalshilab.cache.Range;
import dev.kalshilab.cache.Ranges;
import dev.kalshilab.cache.Shelf;
import dev.kalshilab.cache.Slab;
import dev.kalshilab.cache.Store;
import dev.kalshilab.wire.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;

/**
 * Rows of one subject that have a time and never change once they are there, newest first: the trades of a market, the
 * fills of an account, in one tier.
 *
 * @param known what is known of the source
 * @param subject what tells these rows from all others, in the store
 * @param shelf where they may be kept
 * @param time the column of microseconds that they are ordered by
 * @param pages the call for a page: of a range in whole seconds, each null for no bound, at a cursor
 * @param begins asks since when there can be rows at all: a hint; null when nobody knows
 * @param tier the tier that is asked
 * @param absence where a 404 is noted, which then means no rows; null when it is an error
 * @param late how long a row may come later than others do
 * @param seen what the pull has seen of it
 * @param anew whether what is asked takes the place of what is held
 */
record Timeline(
        Known known,
        String subject,
        Shelf shelf,
        int time,
        Pages pages,
        Supplier<@Nullable Long> begins,
        Tier tier,
        @Nullable Absence absence,
        Duration late,
        Seen seen,
        boolean anew) {
    /** Before all times: since ever. */
    static final long EVER = 0;
    /** Behind all times: until now and on. */
    static final long ON = Long.MAX_VALUE;

    /** Makes the call for a page. */
    interface Pages {
        Call<Page> at(@Nullable Long minTs, @Nullable Long maxTs, @Nullable String cursor);
    }

    /** The parts that give the rows of a range, newest first: what is held from the store, the rest asked for. */
    List<Part> parts(Range wanted, boolean anew) {
        return parts(wanted, anew, wanted);
    }

    /** @param all the whole range that is asked for, of which this is a piece */
    List<Part> parts(Range wanted, boolean anew, Range all) {
        List<Part> parts = new ArrayList<>();
        Held held = anew ? held(wanted, true) : inHand(wanted);
        List<Range> pieces = new ArrayList<>(held.covered().list());
        pieces.addAll(Ranges.of(wanted).minus(held.covered()).list());
        Collections.sort(pieces);
        Collections.reverse(pieces);
        // Where the tier has rows of the subject, that it has none in a piece is a fact too.
        boolean hasRows = !held.covered().contains(wanted)
                && held(all, anew).slabs().stream()
                        .anyMatch(slab -> !slab.answers().isEmpty());
        for (Range range : pieces) {
            parts.add(
                    held.covered().contains(range)
                            ? new HeldRows(known, held.slabs(), range, time, false)
                            : TimeChain.of(this, range, hasRows));
        }
        return parts;
    }

    /** The same where there is no other tier: a 404 is an error. */
    Timeline alone() {
        return new Timeline(known, subject, shelf, time, pages, begins, tier, null, late, seen, anew);
    }

    /** What is held of a range, to be given: an answer rests on it, whatever is cleared meanwhile. */
    Held inHand(Range wanted) {
        Held held = held(wanted, false);
        seen.had(held.covered());
        return held;
    }

    Held held(Range wanted, boolean anew) {
        Store store = known.store().orElse(null);
        return store == null || anew || known.isRecorded()
                ? new Held(List.of(), Ranges.none())
                : store.held(subject, wanted);
    }

    /** The store's generation: what spans a change of who answers is not kept. */
    long generation() {
        return known.store().map(Store::generation).orElse(0L);
    }

    /** The same, for an answer that says who made it: somebody else may be there by now. */
    long generation(String identity) {
        return known.store().map(store -> store.generation(identity)).orElse(0L);
    }

    /** Keeps what is final of a range that was asked about from that moment on. */
    void keep(Range covered, Instant asked, List<Kept> answers, long generation) {
        known.store().ifPresent(store -> {
            for (Range part : Finality.finalPart(covered, asked.minus(late))) {
                seen.had(Ranges.of(part));
                Slab slab = new Slab(subject, part, answers);
                if (anew) {
                    store.renew(slab, shelf, generation);
                } else {
                    store.keep(slab, shelf, generation);
                }
            }
        });
    }
}
