package dev.kalshilab.feed;

import dev.kalshilab.column.Columns;
import dev.kalshilab.wire.FeedShapes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What each channel of a feed covered and what it did not. One thread notes, any thread reads. */
final class Coverage {
    private static final int MOST_TYPES = 6;
    private static final int CHANNEL = column("channel");
    private static final int TICKER = column("ticker");
    private static final int FROM = column("from");
    private static final int TO = column("to");
    private static final int WHY = column("why");
    private static final int LOST = column("lost");
    private static final int REPAIRED = column("repaired");
    private static final int NOTE = column("note");

    /** A stretch that is not covered. */
    static final class Gap {
        final String channel;
        final @Nullable String ticker;
        final Why why;
        final long from;
        private long to = Columns.MISSING;
        private volatile long lost;
        private long found;
        private boolean repaired;
        private final String note;
        private String repair = "";
        // By the exchange's clock: of the last message before it and of the first behind it, where they are known.
        private volatile long timeBefore = Columns.MISSING;
        private volatile long timeBehind = Columns.MISSING;

        private Gap(String channel, @Nullable String ticker, Why why, long from, long lost, String note) {
            this.channel = channel;
            this.ticker = ticker;
            this.why = why;
            this.from = from;
            this.lost = lost;
            this.note = note;
        }

        private String note() {
            return note.isEmpty() || repair.isEmpty() ? note + repair : note + "; " + repair;
        }

        long lost() {
            return lost;
        }

        long to() {
            return to;
        }

        /** What was lost in it is of these times or between them; {@link Columns#MISSING} where nobody knows. */
        void times(long before, long behind) {
            timeBefore = before;
            timeBehind = behind;
        }

        long timeBefore() {
            return timeBefore;
        }

        long timeBehind() {
            return timeBehind;
        }
    }

    /** Messages of types that nobody knows, of a channel: the first, the last, and what they are. */
    private static final class Strange {
        private final long from;
        private final Set<String> types = new TreeSet<>();
        private long to;
        private long messages;

        private Strange(long from) {
            this.from = from;
        }
    }

    private final Map<String, Long> began = new LinkedHashMap<>();
    private final Map<String, Strange> strange = new HashMap<>();
    private final List<Gap> gaps = new ArrayList<>();

    private static int column(String name) {
        return FeedShapes.COVERAGE.index(name);
    }

    /** From then on the channel is covered, unless it is already. */
    synchronized void begins(String channel, long micros) {
        began.putIfAbsent(channel, micros);
    }

    /** A stretch is over then; the channel begins behind it where it began with it. True when it is no stretch then. */
    synchronized boolean begins(Gap behind, long micros) {
        boolean first = began.getOrDefault(behind.channel, Long.MIN_VALUE) == behind.from;
        if (first) {
            gaps.remove(behind);
            began.put(behind.channel, Math.max(behind.from, micros));
        } else {
            closes(behind, micros);
        }
        return first;
    }

    synchronized boolean hasBegun(String channel) {
        return began.containsKey(channel);
    }

    /** Notes a stretch that began then and goes on. */
    synchronized Gap opens(String channel, @Nullable String ticker, Why why, long from, String note) {
        Gap gap =
                new Gap(channel, ticker, why, Math.max(from, began.getOrDefault(channel, from)), Columns.MISSING, note);
        gaps.add(gap);
        return gap;
    }

    /** Notes a stretch in which so many messages were lost; {@link Columns#MISSING} where nobody knows. */
    synchronized Gap lost(String channel, Why why, long from, long to, long lost) {
        Gap gap = new Gap(channel, null, why, from, lost, "");
        gap.to = Math.max(from, to);
        gaps.add(gap);
        return gap;
    }

    synchronized void closes(Gap gap, long to) {
        gap.to = Math.max(gap.from, to);
    }

    /** One of the messages of a gap came late; when all did, there was none. */
    synchronized void came(Gap gap) {
        if (gap.lost != Columns.MISSING && --gap.lost == 0) {
            gaps.remove(gap);
        }
    }

    /** Nothing was lost in it after all. */
    synchronized void wasNone(Gap gap) {
        gaps.remove(gap);
    }

    /** A channel has no sequence after all. */
    synchronized void noSequence(String channel) {
        gaps.removeIf(gap -> gap.channel.equals(channel) && gap.why == Why.SEQUENCE_GAP);
    }

    /** So many messages were lost in it, up to then. */
    synchronized void counts(Gap gap, long lost, long to) {
        gap.lost = lost;
        gap.to = Math.max(gap.to, to);
    }

    /**
     * What is known of a gap after its rows were asked for.
     *
     * @param added rows that were brought in
     * @param there rows of its time that were brought in by now, for it or for a gap beside it
     * @param complete whether the answer was whole; that is not enough where more messages are known to be lost
     * @param note what is said instead of how many rows there were; may be empty
     * @return whether all rows are there now
     */
    synchronized boolean repaired(Gap gap, long added, long there, boolean complete, String note) {
        gap.found += added;
        gap.repaired = complete && (gap.lost == Columns.MISSING || there >= gap.lost);
        gap.repair = note.isEmpty() ? Tally.count(gap.found, "trade") + " brought in" : note;
        return gap.repaired;
    }

    /** Notes a message of a type that nobody knows: nothing known is missing for it, so that it is no gap. */
    synchronized void notUnderstood(String channel, String type, long micros) {
        Strange of = strange.computeIfAbsent(channel, ignored -> new Strange(micros));
        of.to = Math.max(of.from, micros);
        of.messages++;
        if (of.types.size() < MOST_TYPES) {
            of.types.add(type.isEmpty() ? "no type" : Refusals.line(type));
        }
    }

    synchronized int gaps() {
        return gaps.size();
    }

    /** Gaps whose rows are not all there. */
    synchronized List<Gap> open(String channel) {
        return gaps.stream()
                .filter(gap -> gap.channel.equals(channel) && !gap.repaired)
                .toList();
    }

    /** A row a stretch, channel after channel, oldest first; of one channel, or of all for null. */
    synchronized Columns rows(long now, @Nullable String wanted) {
        Columns rows = new Columns(FeedShapes.COVERAGE);
        began.forEach((channel, start) -> {
            if (wanted != null && !wanted.equals(channel)) {
                return;
            }
            long at = start;
            List<Gap> own = gaps.stream()
                    .filter(gap -> gap.channel.equals(channel))
                    .sorted((one, other) -> Long.compare(one.from, other.from))
                    .toList();
            for (Gap gap : own) {
                long to = gap.to == Columns.MISSING ? Math.max(gap.from, now) : gap.to;
                if (gap.ticker == null) {
                    if (gap.from > at) {
                        stretch(rows, channel, null, Why.CONNECTED, at, gap.from, 0, null, "");
                    }
                    at = Math.max(at, to);
                }
                stretch(rows, channel, gap.ticker, gap.why, gap.from, to, gap.lost, gap.repaired, gap.note());
            }
            if (now > at || own.isEmpty()) {
                stretch(rows, channel, null, Why.CONNECTED, at, Math.max(at, now), 0, null, "");
            }
            Strange of = strange.get(channel);
            if (of != null) {
                String note = Tally.count(of.messages, "message") + " of types that the toolkit does not know, "
                        + String.join(", ", of.types) + ": feed.other() has them";
                stretch(rows, channel, null, Why.NOT_UNDERSTOOD, of.from, of.to, 0, null, note);
            }
        });
        return rows;
    }

    private static void stretch(
            Columns rows,
            String channel,
            @Nullable String ticker,
            Why why,
            long from,
            long to,
            long lost,
            @Nullable Boolean repaired,
            String note) {
        rows.set(CHANNEL, channel);
        rows.set(TICKER, (@Nullable Object) ticker);
        rows.set(FROM, from);
        rows.set(TO, to);
        rows.set(WHY, why.word());
        rows.set(LOST, lost);
        if (repaired != null) {
            rows.set(REPAIRED, repaired ? 1 : 0);
        }
        rows.set(NOTE, note.isEmpty() ? null : (Object) note);
        rows.endRow();
    }
}
