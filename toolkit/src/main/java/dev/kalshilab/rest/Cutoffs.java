package dev.kalshilab.rest;

import dev.kalshilab.column.Records;
import dev.kalshilab.model.ExchangeException;
import dev.kalshilab.model.HistoricalCutoff;
import dev.kalshilab.wire.ExchangeShapes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where the tiers meet: looked up once for some minutes, and again where what was asked about lies near. */
final class Cutoffs {
    /** The cutoff mostly moves by a day at a time: what is so much younger stays where it is while we read. */
    private static final Duration YOUNG_FOR = Duration.ofDays(7);

    /** Leaps of weeks were seen; none can go beyond what was settled just now. */
    private static final Duration NEW_FOR = Duration.ofDays(1);

    /** Where nothing is history yet the cutoff stands still: it says 1970. */
    private static final Instant MOVES = Instant.EPOCH.plus(YOUNG_FOR);

    private static final Records<HistoricalCutoff> CUTOFF = Records.of(HistoricalCutoff.class, ExchangeShapes.CUTOFF);

    private static final HistoricalCutoff NONE = new HistoricalCutoff(null, null, null, null, null);

    private static final long GOOD = Duration.ofMinutes(5).toNanos();

    /** What was said to a question that was sent at a moment. */
    private record Looked(HistoricalCutoff cutoff, long nanos) {}

    private final Known known;
    private final HistoryApi history;
    private volatile @Nullable Looked looked;

    Cutoffs(Known known, HistoryApi history) {
        this.known = known;
        this.history = history;
    }

    /** The cutoffs, at most some minutes old unless asked for anew. */
    HistoricalCutoff get(boolean anew) {
        return anew ? look() : seen().orElseGet(() -> known.once("cutoffs", () -> seen().orElseGet(this::look)));
    }

    /**
     * True when what was at that moment may be history by now: where the cutoff may have come to it since somebody looked,
     * it is looked at again.
     *
     * @param since that it is not elsewhere was known then, by {@link System#nanoTime}
     */
    boolean mayBeArchived(Instant from, long since, Function<HistoricalCutoff, @Nullable Instant> which) {
        Instant cutoff = which.apply(get(false));
        if (cutoff != null && !from.isBefore(cutoff) && !isSurelyLive(from, cutoff)) {
            cutoff = which.apply(behind(since));
        }
        return cutoff != null && from.isBefore(cutoff);
    }

    /** The cutoffs as they were at that moment, by {@link System#nanoTime}, or later: one looks for all that wait. */
    HistoricalCutoff behind(long since) {
        Looked last = looked;
        while (last == null || last.nanos() - since < 0) {
            known.once("cutoffs behind", this::look); // somebody's who began before that moment says too little
            last = looked;
        }
        return last.cutoff();
    }

    /** True when the cutoff will not come there while a pull lasts. */
    boolean isSurelyLive(Instant from, Instant cutoff) {
        return cutoff.isBefore(MOVES)
                || !(from.isBefore(cutoff.plus(YOUNG_FOR))
                        || from.isBefore(known.now().minus(NEW_FOR)));
    }

    private HistoricalCutoff look() {
        long began = System.nanoTime();
        HistoricalCutoff cutoff = ask();
        looked = new Looked(cutoff, began);
        return cutoff;
    }

    /** The cutoffs where they are known already. */
    private Optional<HistoricalCutoff> seen() {
        Looked last = looked;
        return last == null || System.nanoTime() - last.nanos() >= GOOD ? Optional.empty() : Optional.of(last.cutoff());
    }

    private HistoricalCutoff ask() {
        try {
            return CUTOFF.read(known.asked(history.cutoff()).page().rows(), 0);
        } catch (ExchangeException e) {
            if (e.status() == 404) {
                return NONE; // an exchange as it was before February 2026
            }
            throw e;
        }
    }

    // The cutoff of markets, which their candles go by.

    /** True when it is known that no market with candles from there on can be archived; nothing is asked for that. */
    boolean isSurelyLive(Instant from) {
        Instant cutoff = settledBefore();
        return cutoff != null && !from.isBefore(cutoff) && isSurelyLive(from, cutoff);
    }

    /** True when some market is history, as far as anybody has looked. */
    boolean areMarketsArchived() {
        Instant cutoff = settledBefore();
        return cutoff != null && !cutoff.isBefore(MOVES);
    }

    /** Before what moment of settlement markets were archived, as far as anybody has looked; null where nobody has. */
    @Nullable
    Instant settledBefore() {
        return seen().map(HistoricalCutoff::marketSettledTs).orElse(null);
    }

    /** The same as it was at that moment, by {@link System#nanoTime}, or later. */
    @Nullable
    Instant settledBefore(long since) {
        return behind(since).marketSettledTs();
    }

    /** @param since that it is not elsewhere was known then, by {@link System#nanoTime} */
    boolean mayBeArchived(Instant from, long since) {
        return mayBeArchived(from, since, HistoricalCutoff::marketSettledTs);
    }
}
