package dev.kalshilab.rest;

import dev.kalshilab.cache.Finality;
import dev.kalshilab.cache.Range;
import dev.kalshilab.cache.Ranges;
import dev.kalshilab.cache.Slab;
import dev.kalshilab.cache.Store;
import dev.kalshilab.column.Records;
import dev.kalshilab.column.Schema;
import dev.kalshilab.model.ExchangeException;
import dev.kalshilab.model.HistoricalCutoff;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
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

    private static final long SURELY = Duration.ofDays(1).toNanos() / 1000;

    /** So many markets can be looked up with one request. */
    private static final int TICKERS_A_REQUEST = 100;

    private final Known known;
    private final Cutoffs cutoffs;
    private final HistoryApi history;
    private final Marks marks;
    /** The cutoff at which a market was seen in the live tier with older rows: it goes by market then. */
    private volatile long wholeAt = Timeline.EVER;

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
        return new Stitched(subjects, range, anew, which, listing);
    }

    /** A pull of what a plan says, which is made when the pull begins. */
    Pull pull(Schema schema, Supplier<Stitched> plan) {
        AtomicReference<@Nullable Stitched> planned = new AtomicReference<>();
        AtomicBoolean isHeld = new AtomicBoolean();
        return new Pull(known.connection(), schema, "created_time", () -> {
                    Stitched stitched = plan.get();
                    planned.set(stitched);
                    List<Part> parts = stitched.parts();
                    isHeld.set(parts.stream().allMatch(part -> part.exact() && part.requests() == 0));
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

    /** What of a subject is not known yet. */
    private record Asked(Both both, List<Range> pieces) {}

    /** A pull over both tiers. */
    final class Stitched {
        private final List<Both> subjects;
        private final Range range;
        private final boolean anew;
        private final Function<HistoricalCutoff, @Nullable Instant> which;
        private final List<Asked> asked = new ArrayList<>();
        private final List<Later> later = Collections.synchronizedList(new ArrayList<>());
        private final Function<List<String>, @Nullable Map<String, Listed>> listing;
        /** What the live tier lists; a market that it was asked about and does not list has no value. */
        private final Map<String, Optional<Listed>> listed = new ConcurrentHashMap<>();

        private final Instant began = known.now();
        private final long generation = known.store().map(Store::generation).orElse(0L);
        private volatile @Nullable FutureTask<Long> behind;
        private volatile boolean behindAsked;
        private boolean verified;
        private long asOld; // the latest cutoff that was seen
        private long looked; // the historical tier was asked for what lies before

        Stitched(
                List<Both> subjects,
                Range range,
                boolean anew,
                Function<HistoricalCutoff, @Nullable Instant> which,
                Function<List<String>, @Nullable Map<String, Listed>> listing) {
            this.listing = listing;
            this.subjects = subjects;
            this.range = range;
            this.anew = anew;
            this.which = which;
        }

        List<Part> parts() {
            List<Part> parts = new ArrayList<>();
            List<Marks.Done> dones = subjects.stream().map(this::done).toList();
            known.connection()
                    .budget()
                    .expect(dones.stream()
                            .filter(done -> !done.ranges().contains(range))
                            .count());
            for (int i = 0; i < subjects.size(); i++) {
                Both both = subjects.get(i);
                List<Slab> slabs = dones.get(i).slabs();
                Ranges done = dones.get(i).ranges();
                List<Range> all = new ArrayList<>(done.list());
                List<Range> open = Ranges.of(range).minus(done).list();
                all.addAll(open);
                Collections.sort(all);
                Collections.reverse(all);
                for (Range piece : all) {
                    if (done.contains(piece)) {
                        parts.add(new HeldRows(known, slabs, piece, both.live().time(), false));
                    } else {
                        parts.addAll(open(both, piece));
                    }
                }
                if (!open.isEmpty()) {
                    asked.add(new Asked(both, open));
                }
            }
            parts.addAll(0, lookups());
            return parts;
        }

        private Marks.Done done(Both both) {
            return anew || known.isRecorded() ? Marks.Done.NOTHING : marks.asked(both, range);
        }

        /** Where markets are is asked of many together, beside their rows: it saves a question each. */
        private List<Part> lookups() {
            List<String> open = subjectsAsked().stream()
                    .map(Both::ticker)
                    .filter(Objects::nonNull)
                    .map(String::valueOf)
                    .toList();
            if (open.size() < 2 || range.from() >= cutoffMicros(false) || known.isRecorded()) {
                return List.of();
            }
            return Batch.cut(open, TICKERS_A_REQUEST).stream()
                    .<Part>map(Lookup::new)
                    .toList();
        }

        private void lookUp(List<String> tickers) {
            Map<String, Listed> known = listing.apply(tickers);
            if (known != null) {
                tickers.forEach(ticker -> listed.put(ticker, Optional.ofNullable(known.get(ticker))));
            }
        }

        /** Asks where some markets are, if all rows are wanted; who wants the first ones only is not kept waiting. */
        private final class Lookup extends Part {
            private final List<String> tickers;
            private boolean wanted;
            private boolean ended;

            Lookup(List<String> tickers) {
                this.tickers = tickers;
            }

            @Override
            void together(Sharing among) {
                wanted = true;
            }

            @Override
            Step ask() {
                if (wanted) {
                    lookUp(tickers);
                }
                ended = true;
                return new Step(null, List.of());
            }

            @Override
            long requests() {
                return wanted ? 1 : 0;
            }

            @Override
            boolean ended() {
                return ended;
            }
        }

        private List<Part> open(Both both, Range piece) {
            long cutoff = cutoffMicros(false);
            looked = Math.max(looked, cutoff);
            asOld = Math.max(asOld, cutoff);
            Range older = cutoff <= Timeline.EVER ? null : piece.intersect(new Range(Timeline.EVER, cutoff));
            if (older == null) {
                return (cutoff <= Timeline.EVER ? both.live().alone() : both.live()).parts(piece, anew, range);
            }
            // Which tier comes first is decided when it is its turn: more is known then.
            return asked.isEmpty() && subjects.size() == 1
                    ? chosen(both, piece, older, cutoff)
                    : List.of(Once.then(() -> chosen(both, piece, older, cutoff)));
        }

        /** One tier after the other, the one first that probably has all; the other is asked unless it can have none. */
        private List<Part> chosen(Both both, Range piece, Range older, long cutoff) {
            boolean elsewhere = isElsewhere(both);
            seeWhole(cutoff);
            if (both.ticker() == null || (older.equals(piece) && !elsewhere && !isWhole(both, cutoff))) {
                return olderFirst(both, piece, older, cutoff);
            }
            if (elsewhere && mayHaveAll(older, piece)) {
                // What the live tier does not list was settled before the cutoff, so it has no trade behind it.
                List<Part> historical = both.historical().parts(older, anew, range);
                if (historical.size() == 1 && historical.get(0) instanceof TimeChain) {
                    return List.of(new TimeChain(
                            both.historical(), older, () -> both.live().parts(piece, anew, range)));
                }
            }
            later.add(new Later(both, older, cutoff));
            return both.live().parts(piece, anew, range);
        }

        private List<Part> olderFirst(Both both, Range piece, Range older, long cutoff) {
            if (!older.equals(piece)) {
                later.add(new Later(both, older, cutoff));
                return both.live().parts(piece, anew, range);
            }
            List<Part> historical = both.historical().parts(piece, anew, range);
            // Of all markets together some may be archived and some not, whatever one tier has.
            if (both.ticker() != null && historical.size() == 1 && historical.get(0) instanceof TimeChain) {
                return List.of(new TimeChain(
                        both.historical(), piece, () -> both.live().parts(piece, anew, range)));
            }
            return joined(both.live().parts(piece, anew, range), historical);
        }

        /** True when the live tier was asked where that market is, and does not list it. */
        private boolean isElsewhere(Both both) {
            Optional<Listed> is = both.ticker() == null ? null : listed.get(both.ticker());
            return is != null && is.isEmpty();
        }

        /** True when the live tier lists it, and is known to have whole markets. */
        private boolean isWhole(Both both, long cutoff) {
            Optional<Listed> is = both.ticker() == null ? null : listed.get(both.ticker());
            return is != null && is.isPresent() && wholeAt == cutoff;
        }

        /** Looks whether a market's rows so far say that the live tier has whole markets. */
        private void seeWhole(long cutoff) {
            if (wholeAt != cutoff
                    && subjects.stream()
                            .anyMatch(both -> both.ticker() != null
                                    && both.live().oldest().get() < cutoff - SURELY)) {
                wholeAt = cutoff;
            }
        }

        /** True when trades of a market that was archived cannot be younger than those that were. */
        private boolean mayHaveAll(Range older, Range piece) {
            HistoricalCutoff at = cutoffs.get(false);
            Instant settled = at.marketSettledTs();
            Instant rows = which.apply(at);
            return older.equals(piece) || (settled != null && rows != null && !rows.isBefore(settled));
        }

        /** History that is to be asked for when nothing says that there is none. */
        private record Later(Both both, Range older, long cutoff) {
            /** A live tier with older rows is not cut by their time: the market is all there. */
            boolean isCutByMarket() {
                return both.ticker() != null && both.live().oldest().get() < cutoff - SURELY;
            }
        }

        private boolean isNeeded(Later each) {
            Both both = each.both();
            if (both.ticker() == null || both.absence().ofLive() != null) {
                return true;
            }
            Optional<Listed> is = listed.get(both.ticker());
            Long opened = is == null ? null : is.map(Listed::opened).orElse(null);
            if (each.isCutByMarket() || (opened != null && opened >= each.cutoff())) {
                return false;
            }
            return wholeAt != each.cutoff() || !(hasRows(both.live()) || isWhole(both, each.cutoff()));
        }

        private static boolean hasRows(Timeline line) {
            return line.oldest().get() != Timeline.ON;
        }

        private List<Part> joined(List<Part> first, List<Part> second) {
            List<Part> all = new ArrayList<>(first);
            all.addAll(second);
            return all;
        }

        private long cutoffMicros(boolean fresh) {
            Instant cutoff = which.apply(cutoffs.get(fresh));
            return cutoff == null ? Timeline.EVER : Range.micros(cutoff);
        }

        /** Looks where the tiers meet when all parts were answered; null where nobody will want to know. */
        @Nullable
        Runnable whenAnswered() {
            if (asked.isEmpty() || behindAsked || !mayHaveMoved()) {
                return null;
            }
            FutureTask<Long> look = new FutureTask<>(() -> cutoffMicros(true));
            behind = look;
            return look;
        }

        /** True where rows may have moved to the historical tier while they were asked for. */
        private boolean mayHaveMoved() {
            return looked > Timeline.EVER
                    && !cutoffs.isSurelyLive(Records.instant(range.from()), Records.instant(looked));
        }

        /** Where the tiers meet behind all parts. */
        private long cutoffBehind() {
            FutureTask<Long> look = behind;
            behind = null;
            if (look == null) {
                return cutoffMicros(true);
            }
            look.run(); // unless somebody does already
            try {
                return look.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return cutoffMicros(true); // which says so
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException unchecked) {
                    throw unchecked;
                }
                throw new IllegalStateException(e);
            }
        }

        /**
         * What is history, asked for behind all that the live tier said: what is archived later was in its answers. When
         * there is nothing more of the kind, all is done.
         */
        List<Part> further() {
            if (asked.isEmpty()) {
                return List.of();
            }
            if (!behindAsked) {
                behindAsked = true;
                seeWhole(asOld);
                long before = looked;
                if (mayHaveMoved()) {
                    looked = Math.max(looked, cutoffBehind());
                }
                asOld = Math.max(asOld, looked);
                List<Part> archived = archived(before);
                if (!archived.isEmpty()) {
                    return archived;
                }
            }
            for (Both both : subjectsAsked()) {
                ExchangeException gone = both.absence().gone();
                ExchangeException unknown = gone == null ? both.absence().ofBoth() : gone;
                if (unknown != null) {
                    throw unknown;
                }
            }
            List<Part> archived = new ArrayList<>();
            if (looked > Timeline.EVER && range.from() >= looked) {
                subjectsAsked().stream()
                        .filter(both -> both.absence().ofLive() != null)
                        .forEach(both -> archived.addAll(both.historical().parts(range, anew)));
                looked = Timeline.EVER; // once
            }
            if (!archived.isEmpty()) {
                return archived;
            }
            if (!verified) {
                verified = true;
                List<Part> doubts = doubts();
                if (!doubts.isEmpty()) {
                    return doubts;
                }
            }
            List<Part> last =
                    marks.parts(subjectsAsked(), Finality.finalPart(range, known.atMost(began)), asOld, generation);
            asked.clear();
            return last;
        }

        /** A market that the live tier does not know must be archived: else nobody knows what that one would have said. */
        private List<Part> doubts() {
            List<Part> parts = new ArrayList<>();
            for (Both both : subjectsAsked()) {
                String ticker = both.ticker();
                ExchangeException unknown = both.absence().ofLive();
                if (ticker != null && unknown != null && !isElsewhere(both)) {
                    parts.add(Once.then(() -> {
                        if (!isArchived(ticker)) {
                            throw unknown;
                        }
                        return List.of();
                    }));
                }
            }
            return parts;
        }

        private List<Both> subjectsAsked() {
            return asked.stream().map(Asked::both).toList();
        }

        /** @param before where the tiers met before the live one was asked */
        private List<Part> archived(long before) {
            boolean moved = looked > before;
            boolean inRange = moved && range.overlaps(new Range(before, looked));
            Map<String, List<Later>> unasked = new HashMap<>();
            later.forEach(each -> unasked.computeIfAbsent(each.both().subject(), ignored -> new ArrayList<>())
                    .add(each));
            later.clear();
            List<Part> parts = new ArrayList<>();
            for (Asked each : asked) {
                Both both = each.both();
                // A market moves as a whole, with rows of any age: what was asked of history before says nothing.
                if (moved && (inRange || mayBeMoved(both))) {
                    for (Range piece : each.pieces()) {
                        Range older = piece.intersect(new Range(Timeline.EVER, looked));
                        if (older != null) {
                            parts.addAll(both.historical().parts(older, true, range));
                        }
                    }
                } else {
                    unasked.getOrDefault(both.subject(), List.of()).stream()
                            .filter(this::isNeeded)
                            .forEach(one -> parts.addAll(both.historical().parts(one.older(), anew, range)));
                }
            }
            return parts;
        }

        private static boolean mayBeMoved(Both both) {
            return both.ticker() == null
                    || !hasRows(both.historical())
                    || both.absence().gone() != null;
        }
    }
}
