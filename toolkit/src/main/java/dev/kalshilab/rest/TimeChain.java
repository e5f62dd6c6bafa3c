package dev.kalshilab.rest;

import dev.kalshilab.cache.Kept;
import dev.kalshilab.cache.Range;
import dev.kalshilab.column.Columns;
import dev.kalshilab.model.ExchangeException;
import dev.kalshilab.wire.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;

/**
 * A part that runs down a range of time, newest first, and can be shared: another takes over the older piece of what is
 * left, and this one ends where that begins.
 *
 * <p>That it ends there rests on the order of the rows. As soon as a page is not newest first, the chain is run to its
 * own end and is not shared any more.
 */
final class TimeChain extends Part {
    private static final int MOST_EMPTY_PAGES = 100;
    /** From so many pages on it is worth a request to know where the rows begin. */
    private static final int LONG = 3;

    private static final int MOST_ROWS = Sharing.PAGE;
    private static final int MOST_CIRCLES = 2;
    private static final int MOST_REPEATS = 4;
    private static final int MOST_TURNS = 100;
    private static final int PAGES_A_SLAB = 16;
    private static final long WORTH_SHARING = 2;
    /** What a chain that shares keeps for itself, where its rows go on as dense as they are. */
    private static final long PAGES_KEPT = 6;
    /** The power of the pages that seem to be left, which it keeps of many. */
    private static final double SHARE_KEPT = 0.7;

    private static final long SECOND = 1_000_000;

    private final Timeline line;
    private final @Nullable Long minTs;
    private final @Nullable Supplier<List<Part>> whenEmpty;
    private final Set<String> cursors = new HashSet<>();
    /** How often the page of a cursor led back, within one second. */
    private final Map<String, Integer> turned = new HashMap<>();

    /** The rows of this part: from here on; raised when an older piece is given away. */
    private long from;

    private final long to;
    private @Nullable Long maxTs;
    private @Nullable String cursor;
    private String next = "";
    /** Every row behind it was seen; rows at it, and all before, may be missing yet. */
    private long reached;

    private long newest;
    private long begins;
    private boolean begun;
    private boolean ordered = true;
    private boolean ended;
    /** What is left went elsewhere, or was not answered. */
    private boolean isCut;

    private int emptyPages;
    private int repeats;
    private @Nullable Sharing sharing;
    private boolean shares;
    private boolean hasRows;
    private int pages;
    private long rows;
    private int fullest;
    private long microsAPage = 1;

    private final List<Kept> pending = new ArrayList<>();
    private long pendingTo;
    /** So many of the last pages hold rows of the time that was reached: more of one moment than fit a page. */
    private int pagesAtReached = 1;

    private long generation;
    private @Nullable Instant asked;

    TimeChain(Timeline line, Range range) {
        this(line, range, null);
    }

    /** @param hasRows whether the tier is known to have rows of the subject */
    static TimeChain of(Timeline line, Range range, boolean hasRows) {
        TimeChain chain = new TimeChain(line, range);
        chain.hasRows = hasRows;
        return chain;
    }

    /** @param whenEmpty what to do instead when there was no row at all; null for nothing */
    TimeChain(Timeline line, Range range, @Nullable Supplier<List<Part>> whenEmpty) {
        this.line = line;
        this.whenEmpty = whenEmpty;
        this.from = range.from();
        this.to = range.to();
        this.reached = to;
        this.newest = behind(to);
        this.pendingTo = to;
        this.begins = from;
        this.minTs = from == Timeline.EVER ? null : Window.minTs(from);
        this.maxTs = to == Timeline.ON ? null : (Long) (-Math.floorDiv(-to, SECOND));
        this.generation = line.generation();
    }

    /** The exchange's bounds are whole seconds, and the last one is in the answer. */
    private static long behind(long end) {
        return end == Timeline.ON ? end : end + 2 * SECOND;
    }

    @Override
    Step ask() {
        if (pending.size() >= PAGES_A_SLAB) {
            putAside();
        }
        if (asked == null) {
            asked = line.known().now();
        }
        Call<Page> call = line.pages().at(minTs, maxTs, cursor);
        Operation.Result result;
        try {
            result = line.known().asked(call);
        } catch (ExchangeException e) {
            Absence absence = line.absence();
            if (absence == null || e.status() != 404 || (pages > 0 && line.tier() == Tier.HISTORICAL)) {
                throw e;
            }
            ended = true;
            isCut = true; // nobody said that there is nothing
            if (pages == 0 && !shares) {
                absence.note(line.tier(), e);
                return new Step(null, whenEmpty == null ? List.of() : whenEmpty.get());
            }
            absence.gone(e);
            return new Step(null, List.of());
        }
        if (pages == 0) {
            if (line.absence() != null) {
                line.absence().known(line.tier());
            }
            asked = line.known().atMost(asked);
            generation = line.generation(result.identity()); // it may have said that somebody else is there
        }
        Columns page = result.page().rows();
        Kept kept = page.rows() == 0 ? null : line.known().kept(call, result);
        if (kept != null) {
            pending.add(kept);
        }
        pages++;
        rows += page.rows();
        fullest = Math.max(fullest, page.rows());
        next = result.page().cursor();
        if (sharing != null && pages == LONG && begins == Timeline.EVER && !next.isEmpty()) {
            Long first = line.begins().get();
            begins = first == null ? from : first;
        }
        Given given = Given.of(result, page);
        if (next.isEmpty() && rows == 0 && whenEmpty != null) {
            ended = true;
            return new Step(given, whenEmpty.get());
        }
        return Step.of(given);
    }

    @Override
    Given taken(Given given) {
        Columns page = given.rows();
        if (page == null || ended) {
            return given;
        }
        measure(page);
        begun = true;
        if (next.isEmpty() || (ordered && reached < from)) {
            ended = true;
        } else {
            follow(page);
        }
        if (sharing != null && !next.isEmpty() && page.rows() > 0) {
            sharing.filled(Math.min(MOST_ROWS, page.rows()));
        }
        int time = line.time();
        long first = from;
        Columns own = page.where(row -> page.isMissing(time, row) || isIn(page.longAt(time, row), first, to));
        if (sharing != null && shares) {
            sharing.came(given.pages(), own.rows(), ended);
        }
        return given.with(own);
    }

    private static boolean isIn(long at, long first, long end) {
        return at >= first && at < end;
    }

    /** Notes how far the chain has come, how dense its rows are, and whether they come newest first. */
    private void measure(Columns page) {
        long first = Long.MIN_VALUE;
        long last = Long.MAX_VALUE;
        for (int row = 0; row < page.rows(); row++) {
            if (!page.isMissing(line.time(), row)) {
                long at = page.longAt(line.time(), row);
                ordered &= at <= last;
                first = Math.max(first, at);
                last = Math.min(last, at);
            }
        }
        if (first == Long.MIN_VALUE) {
            return;
        }
        // A page may begin with rows of the one before, not with newer ones.
        ordered &= first <= newest;
        newest = first;
        line.seen().came(last);
        microsAPage = Math.max(1, first - last);
        pagesAtReached = last < reached ? 1 : pagesAtReached + 1;
        reached = Math.min(reached, last);
    }

    private void follow(Columns page) {
        emptyPages = page.rows() == 0 ? emptyPages + 1 : 0;
        if (emptyPages > MOST_EMPTY_PAGES) {
            throw Chain.endless(emptyPages, page, line.known().connection());
        }
        if (cursors.add(next)) {
            cursor = next;
            repeats = 0;
            return;
        }
        long again = -Math.floorDiv(-(reached + 1), SECOND);
        boolean isSlow = maxTs != null && again >= maxTs; // its time leads to no older page
        boolean namesItself = next.equals(cursor);
        if ((isSlow || !ordered || reached == to) && namesItself && repeats++ < MOST_REPEATS) {
            return; // the page is asked for again: its cursor may have been a slip
        }
        if (isSlow && page.rows() < MOST_ROWS) {
            // A page that stays the same is the last, and so is a short one that leads back each time it is come to.
            int turns = namesItself ? 0 : turned.merge(cursor == null ? "" : cursor, 1, Integer::sum);
            ended = namesItself || (turns > MOST_CIRCLES && page.rows() < fullest);
            if (!ended && (turns > MOST_CIRCLES || turned.size() > MOST_TURNS)) {
                throw Chain.repeated(pages, page, line.known().connection());
            }
        } else if (isSlow || !ordered || reached == to) {
            // More rows in a second than a page holds: what is behind them is known by no other name than the cursor.
            throw Chain.repeated(pages, page, line.known().connection());
        }
        // A cursor that leads back: what is left is asked for by its time.
        if (!isSlow) {
            turned.clear();
        }
        cursors.clear();
        repeats = 0;
        cursor = null;
        maxTs = again;
        newest = behind(again * SECOND);
    }

    @Override
    void together(Sharing among) {
        sharing = among;
    }

    @Override
    boolean ended() {
        return ended;
    }

    @Override
    boolean canSplit() {
        return border() != null;
    }

    @Override
    long left() {
        if (ended || !isMeasured() || reached <= begins) {
            return ended ? 0 : 1;
        }
        return (reached - begins) / microsAPage;
    }

    private boolean isMeasured() {
        return ordered && !ended && begun && reached < to && begins != Timeline.EVER;
    }

    /**
     * Where the older piece of what is left begins, on a full second; null when it is not worth it.
     *
     * <p>In the middle if rows went on as dense as the last page's. They rarely do: markets have bursts, and a page in
     * one makes the silence behind it look like a million pages. So the more pages seem to be left, the nearer the
     * border is to where the chain is; what is given away is measured by its own first page, and shared again.
     */
    private @Nullable Long border() {
        long left = left();
        if (!isMeasured() || left < WORTH_SHARING || reached - begins < 2 * SECOND) {
            return null;
        }
        long share = Math.round(Math.pow((double) left, SHARE_KEPT));
        long kept = Math.max(1, Math.min(left / 2, Math.max(PAGES_KEPT, share)));
        long middle = Math.floorDiv(reached - kept * microsAPage, SECOND) * SECOND;
        return middle <= begins || middle >= reached ? null : (Long) middle;
    }

    @Override
    @Nullable
    Part split() {
        Long middle = border();
        if (middle == null) {
            return null;
        }
        TimeChain older = new TimeChain(line, new Range(from, middle));
        older.begins = begins;
        older.microsAPage = microsAPage;
        older.hasRows = true; // the tier has this subject: that there is nothing in a piece is a fact
        older.shares = true;
        if (sharing != null) {
            sharing.shared(shares ? 1 : 2);
        }
        shares = true;
        from = middle;
        begins = middle;
        return older;
    }

    @Override
    void leave() {
        putAside();
    }

    /**
     * Keeps what is known to be whole: all of the part when it has ended, else what lies behind the last row. A page may
     * go on into a piece that was given away meanwhile: that was asked for too, and need not be again.
     */
    private void putAside() {
        Instant began = asked;
        boolean isWhole = ended && !isCut;
        long seen = reached == Timeline.ON ? reached : reached + 1; // behind all times is nothing
        long further = ordered && isWhole ? Math.min(from, seen) : from;
        long whole = isWhole ? further : Math.max(from, seen);
        if (began == null
                || !(ordered || isWhole)
                || whole >= pendingTo
                || (rows == 0 && !hasRows && !line.seen().hasRows() && line.absence() != null)) {
            return;
        }
        line.keep(new Range(whole, pendingTo), began, List.copyOf(pending), generation);
        pendingTo = whole;
        // Rows at the border are on these too.
        pending.subList(0, Math.max(0, pending.size() - pagesAtReached)).clear();
    }
}
