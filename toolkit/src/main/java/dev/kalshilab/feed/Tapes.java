package dev.kalshilab.feed;

import dev.kalshilab.http.Connection;
import dev.kalshilab.tape.Recorder;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The tapes that a line is recorded on: that of its connection, if there is one when the line is first opened, and those
 * of its feed. A line has one number on a tape, however often it is opened again.
 */
final class Tapes {
    private final Connection connection;
    private final List<Recorder> own = new CopyOnWriteArrayList<>();
    private final Map<Recorder, Integer> numbers = new HashMap<>();
    // Those of the first line of the feed; null for its own.
    private final @Nullable Tapes first;
    private volatile @Nullable Recorder connections;
    private boolean begun;

    Tapes(Connection connection) {
        this(connection, null);
    }

    private Tapes(Connection connection, @Nullable Tapes first) {
        this.connection = connection;
        this.first = first;
    }

    /** The line is opened: it is on the tape of its connection from its first handshake on, or never. */
    synchronized void begin() {
        if (!begun) {
            begun = true;
            connections = connection.recorder().orElse(null);
        }
    }

    /** For another line of the same feed: it is on the same tapes. */
    synchronized Tapes another() {
        Tapes more = new Tapes(connection, first == null ? this : first);
        more.begun = begun;
        more.connections = connections;
        more.own.addAll(own);
        return more;
    }

    void add(Recorder tape) {
        own.add(tape);
    }

    boolean isEmpty() {
        return connections == null && own.isEmpty();
    }

    private List<Recorder> all() {
        Recorder first = connections;
        if (first == null) {
            return own;
        }
        return own.isEmpty()
                ? List.of(first)
                : Stream.concat(Stream.of(first), own.stream()).toList();
    }

    /** A line has a number once something passes: a handshake that is refused leaves no empty stream on the tape. */
    private synchronized int number(Recorder tape) {
        return numbers.computeIfAbsent(
                tape, added -> first == null ? added.stream() : added.stream(first.number(added)));
    }

    void handshake(Request request, Response response) {
        for (Recorder tape : all()) {
            connection.recordHandshake(tape, request, response);
            number(tape);
        }
    }

    void frame(boolean incoming, Instant at, String text) {
        if (!isEmpty()) {
            for (Recorder tape : all()) {
                tape.frame(number(tape), incoming, at, text);
            }
        }
    }

    /** As {@link #frame(boolean, Instant, String)}, on one tape alone. */
    void frame(Recorder tape, boolean incoming, Instant at, String text) {
        tape.frame(number(tape), incoming, at, text);
    }

    /** A connection of the line ended. */
    void ended(Instant at, Why why) {
        for (Recorder tape : all()) {
            synchronized (this) {
                if (!numbers.containsKey(tape)) {
                    continue;
                }
            }
            tape.ended(number(tape), at, why.word());
        }
    }
}
