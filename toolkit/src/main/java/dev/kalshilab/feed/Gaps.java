package dev.kalshilab.feed;

import dev.kalshilab.column.Columns;
import dev.kalshilab.wire.FrameReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** What is missing on the lines of a feed, and what comes in its place. Of the thread that reads. */
final class Gaps {
    private static final long SECOND = 1_000_000;
    // A book that is still wrong is asked for again so long after it was.
    private static final long AGAIN_MICROS = 5 * SECOND;

    // What did not fit into a command is asked for as soon as that is answered.
    private static final long AT_ONCE_MICROS = 10 * SECOND;

    private static final String UNSETTLED = "not repaired: the feed was closed before its trades were there";

    private final Known known;
    private final Repair repair;
    // The ids of the last trades, and of those that came in place of missing ones.
    private final RecentIds trades = new RecentIds();
    private final RecentIds broughtIn = new RecentIds();
    // Gaps that are over with what is read at the moment.
    private final List<Mending> mendings = new ArrayList<>();

    private record Mending(Subscription of, Coverage.Gap gap) {}

    Gaps(Known known, Repair repair) {
        this.known = known;
        this.repair = repair;
    }

    /** True when no trade of that id was here lately; now one was, at that time. */
    boolean isNew(String id, long micros) {
        return trades.add(id, micros);
    }

    /** Where the message stands in the sequence of its subscription; notes what is missing before it. */
    Subscription.Place place(Line line, Subscription one, FrameReader frame, long micros) {
        long heard = one.heard == Columns.MISSING ? micros : one.heard;
        Subscription.Place place = frame.sid() < 0 ? Subscription.Place.NEXT : one.place(frame.seq());
        if (one.again() == 1 && place == Subscription.Place.AGAIN) {
            one.againSince = heard;
        }
        if (one.doubt != null && frame.seq() >= 0 && place != Subscription.Place.AGAIN) {
            known.coverage.wasNone(one.doubt); // places tell
            one.doubt = null;
        }
        Coverage.Gap overrun = frame.seq() < 0 ? null : one.overrun;
        if (overrun != null && place == Subscription.Place.NEXT) {
            one.overrun = null;
            known.coverage.wasNone(overrun);
        } else if (overrun != null && place == Subscription.Place.BEHIND_A_GAP) {
            one.overrun = null;
            known.coverage.counts(overrun, one.missing(), micros);
        } else if (place == Subscription.Place.BEHIND_A_GAP) {
            // Those that came before it was clear that it counts anew were taken for repetitions.
            long from = one.missing() == Columns.MISSING ? Math.min(one.againSince, heard) : heard;
            Coverage.Gap gap = known.coverage.lost(one.topic.channel(), Why.SEQUENCE_GAP, from, micros, one.missing());
            one.await(gap);
            behindAGap(line, one, gap);
        } else if (place == Subscription.Place.LATE) {
            Coverage.Gap gap = one.came(frame.seq());
            if (gap != null) {
                known.coverage.came(gap);
            }
        }
        return place;
    }

    /** Frames found no room; of which channel nobody can know before the next place in a sequence tells. */
    void overrun(Iterable<Line> lines, Inbox.Overrun lost) {
        for (Line line : lines) {
            for (Subscription one : line.subscriptions) {
                if (one.isLive() && (one.overrun == null || !one.isCounted())) {
                    long from = one.heard == Columns.MISSING ? lost.from() : Math.min(one.heard, lost.from());
                    Coverage.Gap gap = known.coverage.lost(
                            one.topic.channel(), Why.OVERFLOW, from, lost.micros(), Columns.MISSING);
                    one.overrun = gap;
                    behindAGap(line, one, gap);
                }
            }
        }
    }

    private void behindAGap(Line line, Subscription one, Coverage.Gap gap) {
        if (one.topic.isBooks()) {
            known.books.invalidate(one, "messages are missing before it");
            one.tickers.forEach(ticker -> one.takenAgain.put(ticker, gap.to()));
            Commands.snapshots(line, one);
        }
        mend(one, gap);
    }

    /**
     * Has a book asked for that is not valid, although no place in a sequence told that something is missing, or what
     * came of the question cannot be read; not when it was asked for a moment ago.
     */
    void takeAgain(Line line, Subscription one, String ticker, long micros) {
        long before = one.takenAgain.getOrDefault(ticker, Long.MIN_VALUE / 2);
        if (micros - before >= AGAIN_MICROS && !line.awaits(one, ticker) && one.sid() >= 0) {
            one.takenAgain.put(ticker, micros);
            Commands.snapshots(line, one, List.of(ticker));
        }
    }

    /** A message of a channel, or perhaps of it, is lost. */
    void unreadable(Line line, Subscription one, long micros) {
        long heard = one.heard == Columns.MISSING ? micros : one.heard;
        behindAGap(line, one, known.coverage.lost(one.topic.channel(), Why.UNREADABLE, heard, micros, 1));
    }

    /** A frame that nobody can read was perhaps of this one; the next place in its sequence will tell. */
    void doubts(Subscription one, long micros) {
        if (one.doubt == null) {
            long heard = one.heard == Columns.MISSING ? micros : one.heard;
            one.doubt = known.coverage.lost(one.topic.channel(), Why.UNREADABLE, heard, micros, Columns.MISSING);
        }
    }

    /** Nothing of this subscription is covered from then on, until it begins again. */
    void loses(Subscription one, Why why, long micros, String note) {
        one.ends();
        long from = micros;
        if (one.doubt != null) {
            from = Math.min(from, one.doubt.from);
            known.coverage.wasNone(one.doubt);
            one.doubt = null;
        }
        noMore(one, from, false);
        if (one.gap == null) {
            one.gap = known.coverage.opens(one.topic.channel(), null, why, from, note);
            one.gap.times(one.time, Columns.MISSING);
        }
        if (one.topic.isBooks()) {
            known.books.invalidate(one, "the stream was interrupted: " + why.word());
        }
    }

    /** Markets that did not fit into the first command are not covered before their own is answered. */
    void asksForMore(Line.Pending asked, long micros) {
        Subscription one = asked.subscription();
        // Of a tape that names as many as fit, those that were added much later were others.
        if (one != null
                && one.isLive()
                && one.namesMore
                && !one.hadMore
                && micros - one.since < AT_ONCE_MICROS
                && isOfMore(asked, one)) {
            one.hadMore = true;
            one.more = known.coverage.opens(
                    one.topic.channel(),
                    null,
                    Why.NOT_SUBSCRIBED,
                    one.since,
                    "some markets are asked for behind others");
        }
    }

    private static boolean isOfMore(Line.Pending asked, Subscription one) {
        return asked.command() == Line.Command.ADD
                && asked.subscription() == one
                && asked.tickers().stream().anyMatch(one.tickers::contains);
    }

    /** A command is answered: when it was the last of those, all markets are covered from then on. */
    void hasMore(Line line, Subscription one, long micros) {
        if (line.pending.values().stream().noneMatch(asked -> isOfMore(asked, one))) {
            noMore(one, micros, true);
        }
    }

    private void noMore(Subscription one, long micros, boolean there) {
        Coverage.Gap gap = one.more;
        if (gap == null) {
            return;
        }
        one.more = null;
        if (!there || !known.coverage.begins(gap, micros)) {
            known.coverage.closes(gap, micros);
            mend(one, gap);
        }
    }

    /** Markets that are too many for a connection are not covered from then on, until another one has them. */
    Coverage.Gap moves(Subscription to, long from) {
        return known.coverage.opens(
                to.topic.channel(),
                null,
                Why.NOT_SUBSCRIBED,
                from,
                Tally.count(to.tickers.size(), "market") + (to.tickers.size() == 1 ? " goes" : " go")
                        + " to another connection");
    }

    /** What was not read any more is said. */
    void cutShort(Iterable<Line> lines, long over) {
        for (Line line : lines) {
            for (Subscription one : line.subscriptions) {
                if (one.isLive()) {
                    long heard = one.heard == Columns.MISSING ? over : one.heard;
                    known.coverage.lost(one.topic.channel(), Why.OVERFLOW, heard, over, Columns.MISSING);
                }
            }
        }
    }

    /** Has the trades of a gap asked for that is over, once the message behind it is read. */
    void mend(Subscription one, Coverage.Gap gap) {
        if (one.topic.isTrades()) {
            mendings.add(new Mending(one, gap));
            gap.times(gap.timeBefore() == Columns.MISSING ? one.time : gap.timeBefore(), Columns.MISSING);
        }
    }

    /** Behind each thing that happened: what is over by it is asked for. */
    void mendAll() {
        if (!mendings.isEmpty()) {
            mendings.forEach(this::mend);
            mendings.clear();
        }
    }

    private void mend(Mending what) {
        Subscription one = what.of();
        Coverage.Gap gap = what.gap();
        if (gap.lost() != Columns.MISSING && gap.why == Why.SEQUENCE_GAP && one.time != gap.timeBefore()) {
            gap.times(gap.timeBefore(), one.time);
        }
        repair.ask(gap, one);
    }

    /** Has rows brought in whose turn is before a frame of that time. */
    void due(long micros) {
        if (!repair.isIdle()) {
            bringIn(repair.due(micros), () -> repair.due(micros));
        }
    }

    /** Has rows brought in although no frame has come, when they are that late. */
    void overdue(long micros) {
        if (!repair.isIdle()) {
            bringIn(repair.overdue(micros), () -> repair.overdue(micros));
        }
    }

    /** The feed is closed: what is missing by then is asked for now or never. */
    void closing(Iterable<Line> lines, long micros) {
        for (Line line : lines) {
            for (Subscription one : line.subscriptions) {
                noMore(one, micros, false);
                Coverage.Gap open = one.gap;
                if (open != null) {
                    one.gap = null;
                    known.coverage.closes(open, micros);
                    mend(one, open);
                }
                if (one.doubt != null) {
                    mend(one, one.doubt);
                }
            }
        }
        mendAll();
        repair.hurry();
    }

    /** True when nothing more is worth waiting for. */
    boolean areSettled() {
        return repair.isSettled();
    }

    /** Has the rest brought in at the end; what is not there by then will not be. */
    void rest() {
        bringIn(repair.rest(), repair::rest);
        repair.unsettled().forEach(gap -> known.coverage.repaired(gap, 0, 0, false, UNSETTLED));
    }

    /** A tape has the answers to what is asked again at once. */
    private void bringIn(List<Repair.Found> first, Supplier<List<Repair.Found>> next) {
        for (List<Repair.Found> found = first; !found.isEmpty(); found = next.get()) {
            found.forEach(this::bringIn);
        }
    }

    /** Trades that gaps have missed are here. */
    private void bringIn(Repair.Found found) {
        Buffer buffer = known.buffers.get(Topic.TRADES);
        if (buffer == null) {
            return;
        }
        Set<String> wanted = Set.copyOf(found.question().tickers());
        boolean whole = found.complete();
        String note = found.note();
        // The times of those that were added now, and of all that came in place of missing ones by now.
        Times added = new Times();
        Times there = new Times();
        Columns rows = found.rows();
        if (rows != null) {
            int ids = rows.schema().index("trade_id");
            int tickers = rows.schema().index("ticker");
            int times = rows.schema().index("created_time");
            // Who was here is asked before anybody is added: a long gap brings more than are remembered.
            Set<String> fresh = fresh(rows, ids, times, buffer.rows());
            for (int row = rows.rows() - 1; row >= 0; row--) {
                String id = rows.textAt(ids, row);
                String ticker = rows.textAt(tickers, row);
                if (!wanted.isEmpty() && (ticker == null || !wanted.contains(ticker))) {
                    continue;
                }
                if (id == null) {
                    whole = false;
                    note = "trades without ids cannot be told apart";
                } else if (fresh.remove(id)) {
                    trades.add(id, found.received());
                    if (buffer.hasRoom(found.received())) {
                        Repair.copy(rows, row, buffer.rows(), found.received());
                        broughtIn.add(id, found.received());
                        added.add(rows.longAt(times, row));
                    } else {
                        whole = false;
                        note = "there was no room for all that was brought in";
                    }
                }
                if (id != null && broughtIn.has(id)) {
                    there.add(rows.longAt(times, row));
                }
            }
        }
        brought(found, added, there, whole, note);
    }

    /** The ids in an answer that are not here yet: neither among the last ones nor in the table at those times. */
    private Set<String> fresh(Columns rows, int ids, int times, Columns table) {
        Set<String> fresh = new HashSet<>();
        long from = Long.MAX_VALUE;
        long to = Long.MIN_VALUE;
        for (int row = 0; row < rows.rows(); row++) {
            String id = rows.textAt(ids, row);
            if (id != null && !trades.has(id) && fresh.add(id)) {
                long at = rows.longAt(times, row);
                from = Math.min(from, at);
                to = Math.max(to, at);
            }
        }
        int id = table.schema().index("trade_id");
        int time = table.schema().index("created_time");
        // A message may have whole seconds where an answer has microseconds.
        long earliest = from == Long.MAX_VALUE ? from : from - SECOND;
        for (int row = 0; row < table.rows() && !fresh.isEmpty(); row++) {
            long at = table.longAt(time, row);
            if (at >= earliest && at <= to + SECOND) {
                fresh.remove(String.valueOf(table.textAt(id, row)));
            }
        }
        return fresh;
    }

    private void brought(Repair.Found found, Times added, Times there, boolean whole, String note) {
        List<Coverage.Gap> gaps = found.question().gaps();
        List<Coverage.Gap> open = new ArrayList<>();
        known.publish(found.received()); // nobody may see that a gap is repaired before its rows
        for (Coverage.Gap gap : gaps) {
            long own = gaps.size() == 1 ? added.size() : added.of(gap);
            if (!known.coverage.repaired(gap, own, there.of(gap), whole, note)) {
                open.add(gap);
            }
        }
        repair.brought(found, open);
    }
}
