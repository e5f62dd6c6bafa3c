package dev.kalshilab.rest;

import dev.kalshilab.cache.Finality;
import dev.kalshilab.cache.Held;
import dev.kalshilab.cache.Kept;
import dev.kalshilab.cache.Range;
import dev.kalshilab.cache.Ranges;
import dev.kalshilab.cache.Slab;
import dev.kalshilab.cache.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what both tiers were asked about to the end: the rows of a tier say by themselves nothing of the other.
 *
 * <p>A mark is a slab whose answers have no body: each says over which range it was asked, where the tiers met then, and
 * what of it was held or kept of each tier. Marks that lie side by side may be put together in one file, which then has several of them.
 */
final class Marks {
    private static final String FROM = "from";
    private static final String TO = "to";
    private static final String CUTOFF = "cutoff";
    /** So many are written one after the other: others write beside. */
    private static final int AT_ONCE = 32;

    private final Known known;

    Marks(Known known) {
        this.known = known;
    }

    /**
     * What of a range was asked about.
     *
     * @param ranges the stretches
     * @param slabs what is held of them: it is in hand, whatever is cleared meanwhile
     */
    record Done(Ranges ranges, List<Slab> slabs) {
        static final Done NOTHING = new Done(Ranges.none(), List.of());
    }

    /** What of a range was asked about; a mark outlives what it speaks of, so the rows must still be there. */
    Done asked(Tiers.Both both, Range range) {
        List<Slab> marks = known.store()
                .map(store -> store.held(both.subject(), range).slabs())
                .orElse(List.of());
        if (marks.isEmpty()) {
            return Done.NOTHING;
        }
        Held live = both.live().inHand(range);
        Held historical = both.historical().inHand(range);
        Ranges asked = Ranges.none();
        for (Slab slab : marks) {
            for (Kept mark : slab.answers()) {
                Range said = over(mark);
                Range piece = said == null ? null : said.intersect(range);
                if (piece == null) {
                    continue;
                }
                Map<String, String> on = mark.headers();
                long cutoff = Long.parseLong(on.getOrDefault(CUTOFF, "0"));
                Range older = cutoff <= Timeline.EVER ? null : piece.intersect(new Range(Timeline.EVER, cutoff));
                if (isThere(on.get(both.live().tier().word()), live, piece)
                        && isThere(on.get(both.historical().tier().word()), historical, older)) {
                    asked = asked.plus(piece);
                }
            }
        }
        List<Slab> slabs = new ArrayList<>(live.slabs());
        slabs.addAll(historical.slabs());
        return new Done(asked, slabs);
    }

    private static @Nullable Range over(Kept mark) {
        String from = mark.headers().get(FROM);
        String to = mark.headers().get(TO);
        return from == null || to == null ? null : new Range(Long.parseLong(from), Long.parseLong(to));
    }

    /** True when all is there that was when the mark was written. */
    private static boolean isThere(@Nullable String said, Held held, @Nullable Range piece) {
        if (said == null || piece == null) {
            return true;
        }
        Ranges then = Ranges.none();
        for (String each : said.split(" ")) {
            String[] ends = each.split(":");
            then = then.plus(new Range(Long.parseLong(ends[0]), Long.parseLong(ends[1])));
        }
        return then.within(piece).minus(held.covered()).isEmpty();
    }

    /** What of a subject was not known before a pull. */
    record Asked(Tiers.Both both, Ranges pieces) {}

    /**
     * Parts that ask nothing and write what of some subjects was asked. Nothing is said of what was held before: its own
     * marks do that, unless somebody cleared them.
     *
     * @param fetched when the first request was sent
     * @param cutoff where the tiers met
     */
    List<Part> parts(List<Asked> asked, Instant fetched, long cutoff, long generation) {
        List<Part> parts = new ArrayList<>();
        Store store = known.store().orElse(null);
        if (store == null) {
            return parts;
        }
        for (List<Asked> some : Batch.cut(asked, AT_ONCE)) {
            parts.add(AtHand.doing(() -> {
                for (Asked each : some) {
                    for (Range piece : each.pieces()) {
                        Finality.finalPart(piece, fetched)
                                .forEach(part -> store.keep(
                                        mark(each.both(), part, cutoff),
                                        each.both().live().shelf(),
                                        generation));
                    }
                }
            }));
        }
        return parts;
    }

    private Slab mark(Tiers.Both both, Range piece, long cutoff) {
        Map<String, String> on = new LinkedHashMap<>();
        on.put(FROM, Long.toString(piece.from()));
        on.put(TO, Long.toString(piece.to()));
        on.put(CUTOFF, Long.toString(cutoff));
        for (Timeline line : List.of(both.live(), both.historical())) {
            // Not what is there just now: what has been lost since must be asked for again.
            Ranges covered = line.seen().had().within(piece);
            if (!covered.isEmpty()) {
                on.put(
                        line.tier().word(),
                        covered.list().stream()
                                .map(range -> range.from() + ":" + range.to())
                                .collect(Collectors.joining(" ")));
            }
        }
        return new Slab(both.subject(), piece, List.of(new Kept("asked", known.now(), on, new byte[0])));
    }
}
