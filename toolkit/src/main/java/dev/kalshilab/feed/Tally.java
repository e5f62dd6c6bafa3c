package dev.kalshilab.feed;

import dev.kalshilab.wire.Frames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What came and made no row: counted, and said in a few words. */
final class Tally {
    private static final int TYPES = 6;

    private static final int LATE = 10_000;

    private final Map<Long, Long> last = new HashMap<>();
    // What was passed over, subscription and place: it may still come.
    private final Set<List<Long>> awaited = new HashSet<>();
    private long missing;
    private final Set<String> types = new TreeSet<>();
    private long others;
    private long unreadable;
    private String firstUnreadable = "";
    private long complaints;
    private String firstComplaint = "";

    /** The place of a message within its subscription: the places between it and the one before have not come. */
    synchronized void place(long sid, long seq) {
        if (sid < 0 || seq < 0) {
            return;
        }
        Long before = last.get(sid);
        if (before != null && seq < before) {
            if (awaited.remove(List.of(sid, seq))) {
                missing--; // late, but here
            }
            return;
        }
        if (before != null && seq > before + 1) {
            missing += seq - before - 1;
            for (long lacking = before + 1; lacking < seq && awaited.size() < LATE; lacking++) {
                awaited.add(List.of(sid, lacking));
            }
        }
        last.put(sid, seq);
    }

    /** A message of a type that fills no table here. */
    synchronized void other(String type) {
        others++;
        if (types.size() < TYPES) {
            types.add(type.isEmpty() ? "no type" : Refusals.line(type));
        }
    }

    /** A frame that is no message, or a value that does not fit. */
    synchronized void unreadable(Exception why) {
        if (unreadable++ == 0) {
            firstUnreadable = Refusals.line(
                    String.valueOf(why.getMessage()).lines().findFirst().orElse(""));
        }
    }

    /** An error that ended nothing. */
    synchronized void complaint(Frames.Complaint said) {
        if (complaints++ == 0) {
            firstComplaint = Refusals.line(said.toString());
        }
    }

    synchronized long unreadable() {
        return unreadable;
    }

    /** True when nothing of it can have cost a row. */
    synchronized boolean harmless() {
        return unreadable == 0 && complaints == 0 && missing == 0;
    }

    /** What a reader of the rows must know. */
    synchronized List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (missing > 0) {
            notes.add(count(missing, "message") + " missing, as their sequence tells");
        }
        if (unreadable > 0) {
            notes.add(count(unreadable, "unreadable message") + ", the first: " + firstUnreadable);
        }
        if (complaints > 0) {
            notes.add(count(complaints, "error") + " from the exchange, the first: " + firstComplaint);
        }
        if (others > 0) {
            notes.add(count(others, "message") + " of other types: " + String.join(", ", types));
        }
        return notes;
    }

    static String count(long number, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", number, what, number == 1 ? "" : "s");
    }
}
