package dev.kalshilab.feed;

import dev.kalshilab.wire.Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** What came and made no row: counted, and said in a few words. */
final class Tally {
    private static final int TYPES = 6;

    private long repeated;
    private boolean untold;
    private long strangers;
    private final Set<String> types = new TreeSet<>();
    private long others;
    private long notUnderstood;
    private long unreadable;
    private String firstUnreadable = "";
    private long complaints;
    private String firstComplaint = "";

    /** So many messages that were here already. */
    synchronized void repeated(long messages) {
        repeated += messages;
    }

    /** Messages of a channel have no ids of their own: a message that comes twice is two. */
    synchronized void untold() {
        untold = true;
    }

    /** A row of a market that nobody asked for. */
    synchronized void stranger() {
        strangers++;
    }

    synchronized long strangers() {
        return strangers;
    }

    /** A message of a type that fills no table here. */
    synchronized void other(String type) {
        others++;
        if (types.size() < TYPES) {
            types.add(type.isEmpty() ? "no type" : Refusals.line(type));
        }
    }

    /** A message of a type that nobody knows, on a channel that has a table or perhaps has. */
    synchronized void notUnderstood() {
        notUnderstood++;
    }

    /** What came and could not be read, or is of types that nobody knows. */
    synchronized long strange() {
        return notUnderstood + unreadable;
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
        return unreadable == 0 && complaints == 0;
    }

    /** What a reader of the rows must know. */
    synchronized List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (unreadable > 0) {
            notes.add(count(unreadable, "unreadable message") + ", the first: " + firstUnreadable);
        }
        if (complaints > 0) {
            notes.add(count(complaints, "error") + " from the exchange, the first: " + firstComplaint);
        }
        if (others > 0) {
            notes.add(count(others, "message") + " of other types: " + String.join(", ", types));
        }
        if (strangers > 0) {
            notes.add(count(strangers, "row") + " of other markets left out");
        }
        if (repeated > 0) {
            notes.add(count(repeated, "message") + " that came twice left out");
        }
        if (untold) {
            notes.add("messages have the same ids again and again, so none is taken for one that came twice");
        }
        return notes;
    }

    static String count(long number, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", number, what, number == 1 ? "" : "s");
    }
}
