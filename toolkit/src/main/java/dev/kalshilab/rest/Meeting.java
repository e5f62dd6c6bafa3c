package dev.kalshilab.rest;

import dev.kalshilab.cache.Range;
import dev.kalshilab.column.Records;
import dev.kalshilab.model.HistoricalCutoff;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where the tiers meet for the rows of one pull: before what it asks, and behind it. */
final class Meeting {
    private final Cutoffs cutoffs;
    private final Function<HistoricalCutoff, @Nullable Instant> which;
    private volatile @Nullable FutureTask<Long> behind;

    /** @param which the cutoff that the rows go by */
    Meeting(Cutoffs cutoffs, Function<HistoricalCutoff, @Nullable Instant> which) {
        this.cutoffs = cutoffs;
        this.which = which;
    }

    /** The cutoff as it is known, in microseconds; {@link Timeline#EVER} where nothing is history. */
    long known() {
        return micros(cutoffs.get(false));
    }

    /** A look at it behind what was asked, which others than the one who waits for it may run. */
    Runnable look() {
        FutureTask<Long> look = new FutureTask<>(() -> micros(cutoffs.get(true)));
        behind = look;
        return look;
    }

    /** Where it is behind all that was asked. */
    long behind() {
        FutureTask<Long> look = behind;
        behind = null;
        if (look == null) {
            return micros(cutoffs.get(true));
        }
        look.run(); // unless somebody does already
        try {
            return look.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return micros(cutoffs.get(true)); // which says so
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException(e);
        }
    }

    /** True where rows of a range may have moved to the historical tier since it was asked for what lies before a time. */
    boolean mayHaveMoved(Range range, long looked) {
        return looked > Timeline.EVER && !cutoffs.isSurelyLive(Records.instant(range.from()), Records.instant(looked));
    }

    /** True when rows of a market that was archived cannot be younger than those that were. */
    boolean isOfWholeMarkets() {
        HistoricalCutoff at = cutoffs.get(false);
        Instant settled = at.marketSettledTs();
        Instant rows = which.apply(at);
        return settled != null && rows != null && !rows.isBefore(settled);
    }

    private long micros(HistoricalCutoff at) {
        Instant cutoff = which.apply(at);
        return cutoff == null ? Timeline.EVER : Range.micros(cutoff);
    }
}
