package dev.kalshilab.rest;

import dev.kalshilab.cache.Kept;
import dev.kalshilab.column.Columns;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.ExchangeException;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.wire.Body;
import dev.kalshilab.wire.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;

/** A part of one cursor chain, page behind page. */
final class Chain extends Part {
    private static final int MOST_EMPTY_PAGES = 100;
    private static final int MOST_CIRCLES = 2;

    private final Known known;
    private final Supplier<Strand> begin;
    private final boolean anew;
    private final Set<String> cursors = new HashSet<>();
    private final List<Kept> done = new ArrayList<>();
    /** What an earlier try had read when it failed. */
    private Map<String, Kept> before = Map.of();

    private @Nullable Strand strand;
    private @Nullable String cursor;
    private @Nullable Body last;
    private int pages;
    private int emptyPages;
    private int circles;
    private boolean ended;
    private boolean mayBeAbsent;
    private @Nullable ExchangeException absent;
    /** What arrived before is not believed. */
    private Instant notBefore = Instant.MIN;

    private Instant latest = Instant.MIN;

    /** @param begin asks whatever must be known before the first page */
    Chain(Known known, Supplier<Strand> begin, boolean anew) {
        this.known = known;
        this.begin = begin;
        this.anew = anew;
    }

    /** Chains of one of two tiers, where a 404 says that the other has all there is. */
    static List<Part> orNone(List<Part> chains) {
        for (Part part : chains) {
            if (part instanceof Chain chain) {
                chain.mayBeAbsent = true;
            }
        }
        return chains;
    }

    /**
     * The same of the historical tier, behind what the live one said: what it said before that lacks what was archived
     * in between, and is not gone on from.
     *
     * @param live when the last of that arrived
     */
    static List<Part> orNone(List<Part> chains, Instant live) {
        for (Part part : chains) {
            if (part instanceof Chain chain) {
                chain.notBefore = live;
            }
        }
        return orNone(chains);
    }

    @Override
    Step ask() {
        Strand current = strand == null ? begin.get() : strand;
        strand = current;
        Call<Page> call = current.call().apply(cursor);
        if (pages == 0) {
            before = known.resumed(call, anew);
            if (before.values().stream().anyMatch(this::isTooOld)) {
                before = Map.of();
            }
        }
        Kept again =
                circles > 0 ? null : before.get(known.address(call.request().url()));
        Operation.Result result;
        try {
            result = again != null ? known.read(again) : run(call);
        } catch (RuntimeException e) {
            if (mayBeAbsent && pages == 0 && e instanceof ExchangeException refused && refused.status() == 404) {
                absent = refused;
                ended = true;
                return new Step(null, List.of());
            }
            known.keepForResuming(done);
            throw e;
        }
        Kept kept = known.kept(call, result);
        if (kept != null) {
            latest = kept.received().isAfter(latest) ? kept.received() : latest;
            done.add(kept);
        }
        pages++;
        follow(current.next().apply(result.page()), result.page(), current.byCursor());
        if (ended) {
            known.ended(done);
        }
        return Step.of(Given.of(result, current.finish().apply(result.page().rows())));
    }

    private boolean isTooOld(Kept page) {
        return page.received().isBefore(notBefore);
    }

    private Operation.Result run(Call<Page> call) {
        Operation.Result result = known.run(call, anew || circles > 0);
        return result.cached() && result.received().isBefore(notBefore) ? known.run(call, true) : result;
    }

    /** When the last of its pages arrived. */
    Instant latest() {
        return latest;
    }

    private void follow(String next, Page page, boolean mayCircle) {
        Columns rows = page.rows();
        emptyPages = rows.rows() == 0 ? emptyPages + 1 : 0;
        if (emptyPages > MOST_EMPTY_PAGES) {
            throw endless(emptyPages, rows, known.connection());
        }
        Body earlier = last;
        last = page.raw();
        if (next.isEmpty()) {
            ended = true;
        } else if (cursors.add(next)) {
            circles = 0;
            cursor = next;
        } else if (mayCircle && next.equals(cursor) && circles < MOST_CIRCLES) {
            circles++; // the page is asked for again: its cursor may have been a slip
        } else if (mayCircle && next.equals(cursor) && last != null && last.equals(earlier)) {
            ended = true; // some operations give the last cursor for ever, and the last page with it
        } else {
            throw repeated(pages, rows, known.connection());
        }
    }

    static KalshiException endless(int emptyPages, Columns rows, Connection connection) {
        return new KalshiException("The exchange gave " + emptyPages + " empty pages one behind the other, each with"
                + " another cursor, for " + rows.schema().name() + " on " + connection.name()
                + ".\nNothing says that this ends; ask again, or for a narrower range.");
    }

    static KalshiException repeated(int pages, Columns rows, Connection connection) {
        return new KalshiException("The exchange gave the same cursor twice, after " + pages + " pages of "
                + rows.schema().name() + " on " + connection.name()
                + ".\nGoing on would repeat rows for ever; ask again, or for a narrower range.");
    }

    /** None where the first page is known: how far what is known goes is seen when it is read. */
    @Override
    long requests() {
        if (pages > 0 || known.connection().tape().isPresent()) {
            return 1;
        }
        Strand current = strand == null ? begin.get() : strand;
        strand = current;
        Call<Page> first = current.call().apply(null);
        boolean isKnown = known.holds(first, anew)
                || (!anew
                        && known.resumed(first, false)
                                .containsKey(known.address(first.request().url())));
        return isKnown ? 0 : 1;
    }

    /** What was said in the place of its first page, as {@link #orNone}; null when there was one. */
    @Nullable
    ExchangeException absent() {
        return absent;
    }

    /** All its pages; null when it did not come to its end, did not hold on to one, or nobody knew of any. */
    @Nullable
    List<Kept> whole() {
        return ended && absent == null && done.size() == pages ? List.copyOf(done) : null;
    }

    @Override
    boolean ended() {
        return ended;
    }
}
