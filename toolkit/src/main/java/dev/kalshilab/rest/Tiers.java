package dev.kalshilab.rest;

import dev.kalshilab.cache.Range;
import dev.kalshilab.column.Schema;
import dev.kalshilab.model.ExchangeException;
import dev.kalshilab.model.HistoricalCutoff;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts the rows of both tiers together, so that none is lost and none comes twice.
 *
 * <p>Some things move from the live tier to the historical one when the cutoff passes their time, some when their market
 * ends; so each tier is asked for what it may have. What moves while it is read is asked for again at the end: the
 * cutoff is looked up before and behind.
 */
final class Tiers {

    private final Known known;
    private final Cutoffs cutoffs;
    private final HistoryApi history;
    private final Marks marks;
    private final AtomicLong wholeAt = new AtomicLong(Timeline.EVER);

    Tiers(Known known, Cutoffs cutoffs, HistoryApi history) {
        this.known = known;
        this.history = history;
        this.cutoffs = cutoffs;
        this.marks = new Marks(known);
    }

    /** One subject in both tiers. */
    record Both(
            Timeline live,
            Timeline historical,
            String subject,
            @Nullable String ticker,
            Absence absence) {}

    /**
     * The rows of several subjects over one range, newest first each.
     *
     * @param which the cutoff that these rows go by
     * @param listing what the live tier lists of some markets; null when it does not say
     */
    Stitched stitched(
            List<Both> subjects,
            Range range,
            boolean anew,
            Function<HistoricalCutoff, @Nullable Instant> which,
            Function<List<String>, @Nullable Map<String, Listed>> listing) {
        return new Stitched(
                known,
                marks,
                new Meeting(cutoffs, which),
                new Whereabouts(listing, wholeAt),
                this::isArchived,
                subjects,
                range,
                anew);
    }

    /** A pull of what a plan says, which is made when the pull begins. */
    Pull pull(Schema schema, Supplier<Stitched> plan) {
        AtomicReference<@Nullable Stitched> planned = new AtomicReference<>();
        AtomicBoolean isHeld = new AtomicBoolean();
        return new Pull(known.connection(), schema, "created_time", () -> {
                    Stitched stitched = plan.get();
                    planned.set(stitched);
                    List<Part> parts = stitched.parts();
                    isHeld.set(stitched.asksNothingBehind()
                            && parts.stream().allMatch(part -> part.exact() && part.requests() == 0));
                    return parts;
                })
                .further(
                        () -> {
                            Stitched stitched = planned.get();
                            return stitched == null ? List.of() : stitched.further();
                        },
                        isHeld::get, // then nothing is asked, so nothing moves meanwhile
                        "pages follow until the last one, and what the other tier may have")
                .whenAnswered(() -> {
                    Stitched stitched = planned.get();
                    return stitched == null ? null : stitched.whenAnswered();
                });
    }

    private boolean isArchived(String ticker) {
        try {
            return known.run(history.market(ticker), false).page().rows().rows() > 0;
        } catch (ExchangeException e) {
            if (e.status() == 404) {
                return false;
            }
            throw e;
        }
    }

    /**
     * A market that the live tier lists.
     *
     * @param opened when it opened, in microseconds; null when that is not told
     */
    record Listed(@Nullable Long opened) {}
}
