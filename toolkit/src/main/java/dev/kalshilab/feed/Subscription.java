package dev.kalshilab.feed;

import dev.kalshilab.column.Columns;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A channel on a line: what was asked of it, its number there, and which place in its sequence is next. */
final class Subscription {
    /** Where a message stands in the sequence of its subscription. */
    enum Place {
        /** Behind the one before, or of a wire without places. */
        NEXT,
        /** Some before it are missing. */
        BEHIND_A_GAP,
        /** It was missing. */
        LATE,
        /** It was here already. */
        AGAIN
    }

    // So many messages in a row that were here already are others: the exchange counts anew.
    private static final int RENUMBERED = 32;
    // So many others in a row at the last place: what is in that member is none.
    private static final int STANDS_STILL = 16;
    // No exchange sends so many messages again.
    private static final int NO_REPETITIONS = 1000;
    private static final int MOST_AWAITED = 10_000;

    final Topic topic;
    final Set<String> tickers;
    // What came last, where places do not tell that a message came twice.
    private final RecentFrames frames = new RecentFrames();
    private final List<Inbox.Arrival> repeats = new ArrayList<>();
    private boolean toldApart = true;
    private String lastBrought = "";
    private boolean live;
    private long sid = -1;
    private long last = -1;
    private boolean counted;
    private long missing;
    private long repeated;
    private int again;
    private int still;
    // Which gap each place that is missing is in, while it may still come.
    private final Map<Long, Coverage.Gap> awaited = new LinkedHashMap<>();
    /** The stretch since which nothing is covered; null while it is. */
    Coverage.@Nullable Gap gap;

    /** The stretch in which messages found no room, perhaps some of this channel; null when none is in doubt. */
    Coverage.@Nullable Gap overrun;

    /** The stretch of a frame that was perhaps of this one and unreadable; null when none is in doubt. */
    Coverage.@Nullable Gap doubt;

    /** Since when messages in a row were here already. */
    long againSince = Columns.MISSING;

    /** When it began. */
    long since = Columns.MISSING;

    /** When the last message of it arrived, or its beginning. */
    long heard = Columns.MISSING;

    /** The exchange's time of the last row of it. */
    long time = Columns.MISSING;

    boolean yesPrices;

    /** Where its rows go; null for a channel without a table. */
    final @Nullable Buffer buffer;

    /** True where no market was named: those of all come, whatever is taken out. */
    final boolean ofAll;

    /** Of a recording: when its connection had too many markets; what it does not follow goes to another. */
    long fullSince = Columns.MISSING;

    /** Of a recording: its markets among those that are asked for, as far as its commands have named them. */
    final Set<String> named = new HashSet<>();

    /** Of a recording: its commands have not named all markets yet that it began with. */
    boolean namesMore;

    /** The stretch in which markets that did not fit into the first command are not there yet; null when all are. */
    Coverage.@Nullable Gap more;

    /** That there were some was noted since it began. */
    boolean hadMore;

    /** Asked for apart from the others, for the exchange does not know one of these or those and has not said which. */
    final Set<String> apart = new LinkedHashSet<>();

    /** Its messages came before the answer that it begins with. */
    boolean overtaken;

    /** When books were last asked for. */
    final Map<String, Long> takenAgain = new HashMap<>();

    Subscription(Topic topic, List<String> tickers, @Nullable Buffer buffer) {
        this(topic, tickers, tickers.isEmpty(), buffer);
    }

    private Subscription(Topic topic, List<String> tickers, boolean ofAll, @Nullable Buffer buffer) {
        this.ofAll = ofAll;
        this.topic = topic;
        this.buffer = buffer;
        this.tickers = new LinkedHashSet<>(tickers);
    }

    /** Of the same channel, with those markets; none is not all. */
    Subscription another(List<String> markets) {
        return new Subscription(topic, markets, false, buffer);
    }

    boolean isLive() {
        return live;
    }

    long sid() {
        return sid;
    }

    /** It begins, after a place, -1 for the first; a number of -1 is of a wire without them. */
    void begins(long number, long after) {
        live = true;
        sid = number;
        last = Math.max(0, after);
        counted = after > 0;
        again = 0;
        awaited.clear();
        overrun = null;
        doubt = null;
        frames.clear();
    }

    /** It is over, for the time being. */
    void ends() {
        live = false;
        overtaken = false;
        sid = -1;
        last = -1;
        awaited.clear();
    }

    /** True when its messages have places. */
    boolean isCounted() {
        return counted;
    }

    /** The last place that was taken. */
    long last() {
        return last;
    }

    /** Places that are missing before the message that was placed last. */
    long missing() {
        return missing;
    }

    Place place(long seq) {
        if (seq < 0 || last < 0) {
            return Place.NEXT;
        }
        if (seq == 0 && last == 0 && !counted) {
            counted = true; // it counts from 0
            return Place.NEXT;
        }
        counted = true;
        if (seq == last + 1) {
            last = seq;
            again = 0;
            still = 0;
            return Place.NEXT;
        }
        if (seq > last) {
            missing = seq - last - 1;
            last = seq;
            again = 0;
            still = 0;
            return Place.BEHIND_A_GAP;
        }
        if (awaited.containsKey(seq)) {
            return Place.LATE;
        }
        again = seq == repeated + 1 ? again + 1 : 1;
        repeated = seq;
        if (again == RENUMBERED) {
            missing = Columns.MISSING;
            last = seq;
            awaited.clear();
            return Place.BEHIND_A_GAP;
        }
        return Place.AGAIN;
    }

    /** How many messages in a row, each behind the one before, were here already. */
    int again() {
        return again;
    }

    /** Another message has the place of the last one; true when so many had it in a row that it is none. */
    boolean standsStill() {
        return ++still == STANDS_STILL;
    }

    /** True for a message that was here already, where it has no place. */
    boolean wasHere(String frame) {
        return frames.has(frame, !topic.isBooks());
    }

    /** True while messages that were here already are left out. */
    boolean isToldApart() {
        return toldApart;
    }

    /** A message came that was not here before. */
    void isAnother() {
        if (!repeats.isEmpty()) {
            repeats.clear();
        }
    }

    /** A message came that was here already; true when so many came in a row that they cannot be repetitions. */
    boolean repeats(Inbox.Arrival message) {
        repeats.add(message);
        return repeats.size() == NO_REPETITIONS;
    }

    /** From now on no message is taken for one that was here already; those that were in a row. */
    List<Inbox.Arrival> tellApartNoMore() {
        List<Inbox.Arrival> held = List.copyOf(repeats);
        repeats.clear();
        toldApart = false;
        isNotCounted();
        return held;
    }

    /** Its messages have no places after all: what is in that member stands still while they go on. */
    void isNotCounted() {
        last = -1;
        counted = false;
        awaited.clear();
    }

    /** The places that are missing may still come, and then there is less of that gap. */
    void await(Coverage.Gap of) {
        if (missing == Columns.MISSING) {
            return;
        }
        for (long seq = Math.max(last - missing, last - MOST_AWAITED); seq < last; seq++) {
            awaited.put(seq, of);
            if (awaited.size() > MOST_AWAITED) {
                awaited.remove(awaited.keySet().iterator().next()); // the oldest
            }
        }
    }

    /** The gap that a late message was in. */
    Coverage.@Nullable Gap came(long seq) {
        return awaited.remove(seq);
    }

    /** True for messages of a type that this channel brings. */
    boolean brings(String type) {
        if (type.equals(lastBrought)) {
            return true;
        }
        boolean brings = topic.brings(type);
        lastBrought = brings ? type : lastBrought;
        return brings;
    }

    /** True for a market that was asked for; any is when none was named. */
    boolean wants(@Nullable String ticker) {
        return ofAll || (ticker != null && tickers.contains(ticker));
    }

    @Override
    public String toString() {
        return topic.channel() + " " + tickers + " sid " + sid;
    }
}
