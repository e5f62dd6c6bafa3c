package dev.kalshilab.feed;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Records;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Provenance;
import dev.kalshilab.tape.Tape;
import dev.kalshilab.wire.FeedShapes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a feed stands, in words: its state, its health, and what is known of its rows. For any thread. */
final class Standing {
    /** A stream has none. */
    static final int NO_PAGES = 0;

    private final Connection connection;
    private final Map<Topic, List<String>> topics;
    private final Session session;
    private volatile boolean closed;
    // Written before closed.
    private volatile boolean ranOut;

    Standing(Connection connection, Map<Topic, List<String>> topics, Session session) {
        this.connection = connection;
        this.topics = topics;
        this.session = session;
    }

    /** The feed is closed by its user from now on. */
    synchronized void closes() {
        ranOut |= !closed && session.ended();
        closed = true;
    }

    /** True while rows may still arrive. */
    boolean isOpen() {
        return !closed && !session.ended();
    }

    /** True when the stream came to its own end, not to ours. */
    private boolean playedOut() {
        return closed ? ranOut : session.ended();
    }

    /** Such as {@code open}. */
    String state() {
        if (session.failure() != null) {
            return "broken off";
        }
        if (playedOut()) {
            return "ended";
        }
        return closed ? "closed" : session.known().health.state();
    }

    /** Such as {@code 0 lost, 1,200 dropped}: what found no time to be read, and what found no room in a table. */
    String losses() {
        List<Buffer> all = new ArrayList<>(List.of(session.known().others));
        topics.keySet().forEach(topic -> {
            Buffer buffer = session.known().buffers.get(topic);
            if (buffer != null) {
                all.add(buffer);
            }
        });
        long dropped = all.stream().mapToLong(Buffer::dropped).sum();
        long onDisk = all.stream().mapToLong(Buffer::onDisk).sum();
        return String.format(Locale.ROOT, "%,d lost", session.inbox().lost())
                + (dropped == 0 ? "" : String.format(Locale.ROOT, ", %,d dropped", dropped))
                + (onDisk == 0 ? "" : String.format(Locale.ROOT, ", %,d on disk", onDisk));
    }

    /** True when nothing of a channel is known to be missing. */
    boolean isCovered(Topic topic) {
        return session.known().coverage.open(topic.channel()).isEmpty();
    }

    /** What was asked for. */
    String asked() {
        return asked(topics);
    }

    private static String asked(Map<Topic, List<String>> topics) {
        return "Feed[" + FeedPlan.words(topics) + "]";
    }

    /** What is known of some rows of a channel; null for those of none. */
    Provenance of(@Nullable Topic topic, Columns rows) {
        List<String> notes = new ArrayList<>();
        boolean whole = whole(topic, notes);
        boolean absent = connection.tape().isPresent() && playedOut() && rows.rows() == 0 && topic != null;
        if (absent) {
            notes.add(0, Provenance.NOT_RECORDED);
        }
        String time = topic == null ? null : FeedShapes.time(rows.schema());
        int column = rows.schema().index(time == null ? FeedShapes.RECEIVED : time);
        long from = Long.MAX_VALUE;
        long to = Long.MIN_VALUE;
        for (int row = 0; row < rows.rows(); row++) {
            long at = rows.longAt(column, row);
            if (at != Columns.MISSING) {
                from = Math.min(from, at);
                to = Math.max(to, at);
            }
        }
        return new Provenance(
                topic == null ? asked() : asked(Map.of(topic, topics.getOrDefault(topic, List.of()))),
                connection.name(),
                connection.isSandbox(),
                NO_PAGES,
                rows.rows(),
                from > to ? null : Records.instant(from),
                from > to ? null : Records.instant(to),
                session.now(),
                whole && !absent,
                notes);
    }

    /** What is known of rows that were taken out of a buffer, which may have lost some before. */
    Provenance of(Topic topic, Buffer.Drained drained) {
        Provenance rows = of(topic, drained.rows());
        if (drained.missed() == 0) {
            return rows;
        }
        List<String> notes = new ArrayList<>(rows.notes());
        notes.add(Tally.count(drained.missed(), "row")
                + (drained.missed() == 1 ? " was gone before it was" : " were gone before they were") + " drained");
        return new Provenance(
                rows.query(),
                rows.source(),
                rows.invented(),
                rows.pages(),
                rows.rows(),
                rows.from(),
                rows.to(),
                rows.fetched(),
                false,
                notes);
    }

    /** Notes how the stream stands; true when nothing that it brought is known to be missing. */
    private boolean whole(@Nullable Topic topic, List<String> notes) {
        KalshiException failure = session.failure();
        notes.add(failure == null ? "stream " + state() : "broken off: " + Refusals.reasonOf(failure));
        boolean whole = failure == null && session.known().tally.harmless();
        List<Coverage.Gap> gaps =
                topic == null ? List.of() : session.known().coverage.open(topic.channel());
        if (!gaps.isEmpty()) {
            whole = false;
            long known = gaps.stream().mapToLong(gap -> Math.max(0, gap.lost())).sum();
            notes.add(Tally.count(gaps.size(), "gap") + " not repaired"
                    + (known > 0 ? ", " + Tally.count(known, "message") + " missing at least" : "")
                    + ": feed.coverage() says which");
        }
        if (session.inbox().lost() > 0) {
            whole = false;
            notes.add(
                    Tally.count(session.inbox().lost(), "message") + " lost: they came faster than they could be read");
        }
        Buffer buffer =
                topic == null ? session.known().others : session.known().buffers.get(topic);
        String room = buffer == null ? null : buffer.note();
        if (room != null) {
            notes.add(room);
            whole = false;
        }
        notes.addAll(session.known().tally.notes());
        if (connection.tape().map(Tape::cutOff).orElse(false)) {
            notes.add("the tape was cut off in writing");
            whole = false;
        }
        return whole;
    }

    /** How the feed is doing, in one line. */
    String health() {
        Health health = session.known().health;
        List<String> parts = new ArrayList<>();
        parts.add(state());
        double rate = health.rate();
        parts.add(
                Double.isNaN(rate)
                        ? Tally.count(session.inbox().arrived(), "message")
                        : String.format(Locale.ROOT, "%,.1f messages a second", rate));
        long latency = health.latency();
        if (latency != Columns.MISSING) {
            parts.add(String.format(Locale.ROOT, "%,d ms behind", latency / 1000));
        }
        long open = topics.keySet().stream()
                .mapToLong(
                        topic -> session.known().coverage.open(topic.channel()).size())
                .sum();
        long gaps = session.known().coverage.gaps();
        parts.add(Tally.count(gaps, "gap") + (gaps == 0 ? "" : ", " + (gaps - open) + " repaired"));
        parts.add(losses());
        long strange = session.known().tally.strange();
        if (strange > 0) {
            parts.add(String.format(Locale.ROOT, "%,d not understood", strange));
        }
        parts.add(Tally.count(health.reconnects(), "reconnect"));
        if (!health.isOpen() && !health.broken().isEmpty()) {
            parts.add("last trouble: " + health.broken());
        }
        session.known().books.problems().forEach((ticker, problem) -> parts.add(ticker + " " + problem));
        return String.join(", ", parts);
    }
}
