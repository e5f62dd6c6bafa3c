package dev.kalshilab.feed;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The last messages of a subscription as they came, where no place in a sequence tells that one came twice. Of one thread.
 *
 * <p>A message that says when it happened to the millisecond, or of which trade it is, is the same when another was sent
 * between. One without may say the same twice: there only the very next one is taken for a repetition, if that.
 */
final class RecentFrames {
    private static final int MOST = 256;
    private static final int LONGEST = 4096;

    private final Set<String> exact = new LinkedHashSet<>();
    private String before = "";

    /**
     * True when that message was here already; now it was.
     *
     * @param states whether a message says how something is, so that the same again says nothing: not what it changed by
     */
    boolean has(String frame, boolean states) {
        boolean next = frame.equals(before);
        before = frame;
        if (frame.length() > LONGEST || !isExact(frame)) {
            return states && next;
        }
        if (!exact.add(frame)) {
            return true;
        }
        if (exact.size() > MOST) {
            Iterator<String> oldest = exact.iterator();
            oldest.next();
            oldest.remove();
        }
        return false;
    }

    private static boolean isExact(String frame) {
        return frame.contains("_ms\":") || frame.contains("\"trade_id\":") || frame.contains("\"time\":\"");
    }

    void clear() {
        exact.clear();
        before = "";
    }
}
