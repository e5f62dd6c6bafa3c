package dev.kalshilab.rest;

import dev.kalshilab.cache.Range;
import dev.kalshilab.cache.Ranges;
import dev.kalshilab.cache.Slab;
import dev.kalshilab.cache.Store;
import dev.kalshilab.model.ExchangeException;
import dev.kalshilab.rest.Tiers.Both;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The parts of a pull over both tiers: first what the live one is asked, then what is history behind that. */
final class Stitched {
    private final Known known;
    private final Marks marks;
    private final Meeting meeting;
    private final Whereabouts where;
    private final Predicate<String> isArchived;
    private final List<Both> subjects;
    private final Range range;
    private final boolean anew;

    private final Instant began;
    private final long generation;
    private final List<Marks.Asked> asked = new ArrayList<>();
    private final List<Later> later = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean behindAsked;
    private boolean verified;
    private long asOld; // the latest cutoff that was seen
    private long looked; // the historical tier was asked for what lies before

    /** @param isArchived asks the historical tier whether it has a market */
    Stitched(
            Known known,
            Marks marks,
            Meeting meeting,
            Whereabouts where,
            Predicate<String> isArchived,
            List<Both> subjects,
            Range range,
            boolean anew) {
        this.known = known;
        this.marks = marks;
        this.meeting = meeting;
        this.where = where;
        this.isArchived = isArchived;
        this.subjects = subjects;
        this.range = range;
        this.anew = anew;
        this.began = known.now();
        this.generation = known.store().map(Store::generation).orElse(0L);
    }

    /** History that is to be asked for when nothing says that there is none. */
    private record Later(Both both, Range older, long cutoff) {}

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
            Ranges open = Ranges.of(range).minus(done);
            all.addAll(open.list());
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
                asked.add(new Marks.Asked(both, open));
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
        return open.size() < 2 || range.from() >= meeting.known() || known.isRecorded()
                ? List.of()
                : where.lookups(open);
    }

    private List<Part> open(Both both, Range piece) {
        long cutoff = meeting.known();
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
        boolean elsewhere = where.isElsewhere(both);
        where.see(subjects, cutoff);
        if (both.ticker() == null || (older.equals(piece) && !elsewhere && !where.isWhole(both, cutoff))) {
            return olderFirst(both, piece, older, cutoff);
        }
        if (elsewhere && (older.equals(piece) || meeting.isOfWholeMarkets())) {
            // What the live tier does not list was settled before the cutoff, so it has no trade behind it.
            List<Part> historical = both.historical().parts(older, anew, range);
            if (isChain(historical)) {
                return List.of(thenLive(both, older, piece));
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
        if (both.ticker() != null && isChain(historical)) {
            return List.of(thenLive(both, piece, piece));
        }
        List<Part> all = new ArrayList<>(both.live().parts(piece, anew, range));
        all.addAll(historical);
        return all;
    }

    private static boolean isChain(List<Part> parts) {
        return parts.size() == 1 && parts.get(0) instanceof TimeChain;
    }

    /** History's chain, and the live tier's only where that one has nothing. */
    private TimeChain thenLive(Both both, Range older, Range piece) {
        return new TimeChain(both.historical(), older, () -> both.live().parts(piece, anew, range));
    }

    /** True when nothing is asked behind the parts for want of a word that both tiers were asked. */
    boolean asksNothingBehind() {
        return asked.isEmpty() || (later.isEmpty() && !meeting.mayHaveMoved(range, looked));
    }

    /** A look at where the tiers meet when all parts were answered; null where nobody will want to know. */
    @Nullable
    Runnable whenAnswered() {
        return asked.isEmpty() || behindAsked || !meeting.mayHaveMoved(range, looked) ? null : meeting.look();
    }

    /**
     * What is history, asked for behind all that the live tier said: what is archived later was in its answers. When
     * there is nothing more of the kind, all is done.
     */
    List<Part> further() {
        if (asked.isEmpty()) {
            return List.of();
        }
        List<Part> parts = behind();
        if (parts.isEmpty()) {
            failWhereNobodyKnows();
            parts = ofAbsent();
        }
        if (parts.isEmpty() && !verified) {
            verified = true;
            parts = doubts();
        }
        if (parts.isEmpty()) {
            parts = marks.parts(answered(), known.atMost(began), asOld, generation);
            asked.clear();
        }
        return parts;
    }

    /** History behind the live answers, asked for once. */
    private List<Part> behind() {
        if (behindAsked) {
            return List.of();
        }
        behindAsked = true;
        where.see(subjects, asOld);
        long before = looked;
        if (meeting.mayHaveMoved(range, looked)) {
            looked = Math.max(looked, meeting.behind());
        }
        asOld = Math.max(asOld, looked);
        return archived(before);
    }

    private void failWhereNobodyKnows() {
        for (Both both : subjectsAsked()) {
            ExchangeException gone = both.absence().gone();
            ExchangeException unknown = gone == null ? both.absence().ofBoth() : gone;
            if (unknown != null) {
                throw unknown;
            }
        }
    }

    /** What the live tier does not know is history's, although all that was asked for is younger. */
    private List<Part> ofAbsent() {
        List<Part> parts = new ArrayList<>();
        if (looked > Timeline.EVER && range.from() >= looked) {
            looked = Timeline.EVER; // once
            subjectsAsked().stream()
                    .filter(both -> both.absence().ofLive() != null)
                    .forEach(both -> parts.addAll(both.historical().parts(range, anew)));
        }
        return parts;
    }

    /** A market that the live tier does not know must be archived: else nobody knows what that one would have said. */
    private List<Part> doubts() {
        List<Part> parts = new ArrayList<>();
        for (Both both : subjectsAsked()) {
            String ticker = both.ticker();
            ExchangeException unknown = both.absence().ofLive();
            if (ticker != null && unknown != null && !where.isElsewhere(both)) {
                parts.add(Once.then(() -> {
                    if (!isArchived.test(ticker)) {
                        throw unknown;
                    }
                    return List.of();
                }));
            }
        }
        return parts;
    }

    /** A 404 says of one market that history has none of it; of all together it may have been said for a while only. */
    private List<Marks.Asked> answered() {
        return asked.stream()
                .filter(each ->
                        each.both().ticker() != null || !each.both().absence().isUnknownToHistory())
                .toList();
    }

    private List<Both> subjectsAsked() {
        return asked.stream().map(Marks.Asked::both).toList();
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
        for (Marks.Asked each : asked) {
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
                        .filter(one -> where.mayBeHistory(both, one.cutoff()))
                        .forEach(one -> parts.addAll(both.historical().parts(one.older(), anew, range)));
            }
        }
        return parts;
    }

    private static boolean mayBeMoved(Both both) {
        return both.ticker() == null
                || !both.historical().seen().hasRows()
                || both.absence().gone() != null;
    }
}
