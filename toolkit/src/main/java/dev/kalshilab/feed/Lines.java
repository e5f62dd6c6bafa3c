package dev.kalshilab.feed;

import dev.kalshilab.column.Columns;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.tape.Recorder;
import dev.kalshilab.wire.Frames;
import dev.kalshilab.wire.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a feed: opens them, opens again what broke off, leaves those that are no use.
 *
 * <p>Of the thread that reads; transports, on threads of their own, only put into the inbox what happens to them.
 */
final class Lines {
    /** Pings have noticed by then that a peer is gone: what was heard before it was all that there was. */
    static final long SILENCE_MICROS = 30_000_000;

    private static final Duration TICK = Duration.ofMillis(250);

    private final Connection connection;
    private final boolean live;
    private final Inbox inbox;
    private final Awake awake;
    private final Known known;
    private final Gaps gaps;
    private final Opening opening;
    private final Supplier<Backoff> backoffs;
    private final Duration patience;
    private final Duration ping;
    private final List<Line> lines = new ArrayList<>();
    // Held while something is delivered by any of them.
    private final Object gate = new Object();
    // What goes to another connection of a tape, until that one subscribes to it.
    private final List<Subscription> moved = new ArrayList<>();
    // Of any thread.
    private volatile @Nullable KalshiException failure;
    private volatile boolean closing;

    Lines(
            Connection connection,
            Inbox inbox,
            Awake awake,
            Known known,
            Gaps gaps,
            Opening opening,
            Supplier<Backoff> backoffs,
            Duration patience,
            Duration ping) {
        this.connection = connection;
        this.live = connection.tape().isEmpty();
        this.inbox = inbox;
        this.awake = awake;
        this.known = known;
        this.gaps = gaps;
        this.opening = opening;
        this.backoffs = backoffs;
        this.patience = patience;
        this.ping = ping;
    }

    // -- of any thread -----------------------------------------------------------------------------------------------

    /** From now on nothing is opened any more. */
    void closing() {
        closing = true;
    }

    boolean isClosing() {
        return closing;
    }

    /** What ended them for good; null when nothing did. */
    @Nullable
    KalshiException failure() {
        return failure;
    }

    // -- of the thread that reads ------------------------------------------------------------------------------------

    List<Line> all() {
        return lines;
    }

    boolean isLive() {
        return live;
    }

    /** How long nothing has to be done by itself. */
    long leisure() {
        long due = Long.MAX_VALUE;
        for (Line line : lines) {
            due = Math.min(due, line.dueNanos);
        }
        return due == Long.MAX_VALUE ? TICK.toNanos() : Math.min(TICK.toNanos(), Math.max(1, due - awake.nanos()));
    }

    /** True when no line is open, and none will be. */
    boolean areOver() {
        return !lines.isEmpty()
                && lines.stream().allMatch(line -> line.transport == null)
                && (closing || failure != null || !live);
    }

    /** The first line of a feed. */
    Line made() {
        return new Line(new Tapes(connection), backoffs.get());
    }

    /** Another one, for what finds no room on that one. */
    void another(Line full, Subscription more) {
        if (!live) {
            moved.add(more);
            return;
        }
        Line another = new Line(full.tapes.another(), backoffs.get());
        another.subscriptions.add(more);
        first(another);
    }

    /** True when markets can go to another connection: on a tape, when there is one. */
    boolean haveRoom() {
        return live || lines.size() > 1;
    }

    /** What is said goes out, or is on a tape: then its answer is told by its number. */
    void sent(Inbox.Sent sent) {
        if (!live && sent.line() != lines.get(0)) {
            follow(sent.line(), sent.command());
        }
        sent.line().spoken = true;
        Line.Pending asked = Commands.sent(sent.line(), sent.command(), awake.nanos());
        if (asked != null) {
            gaps.asksForMore(asked, sent.micros());
        }
    }

    /** Another connection of a tape has what it subscribes to: that went there, or was there when the tape began. */
    private void follow(Line line, String command) {
        try {
            Frames.Order order = Frames.order(command);
            for (String channel : order.channels()) {
                Subscription first = lines.get(0).byChannel(channel);
                if (first != null && line.byChannel(channel) == null) {
                    Subscription more = moved.stream()
                            .filter(one -> one.topic.equals(first.topic)
                                    && order.tickers().stream().anyMatch(one.tickers::contains))
                            .findFirst()
                            .orElseGet(() -> there(first, order.tickers()));
                    moved.remove(more);
                    line.subscriptions.add(more);
                }
            }
        } catch (Json.Malformed e) {
            // No command of ours.
        }
    }

    /** Of the markets that another connection of a tape names those that are asked for. */
    private Subscription there(Subscription first, List<String> tickers) {
        if (first.ofAll) {
            return new Subscription(first.topic, List.of(), first.buffer);
        }
        List<String> wanted = new ArrayList<>();
        long since = Columns.MISSING;
        for (Line line : lines) {
            Subscription of = line.byChannel(first.topic.channel());
            for (String ticker : tickers) {
                if (of != null && of.tickers.remove(ticker)) {
                    wanted.add(ticker);
                    since = of.fullSince == Columns.MISSING ? since : of.fullSince;
                }
            }
        }
        Subscription more = first.another(wanted);
        if (since != Columns.MISSING && !wanted.isEmpty()) {
            more.gap = gaps.moves(more, since);
        }
        return more;
    }

    void opened(Inbox.Opened opened) {
        if (opened.line().transport == opened.transport()) {
            opened.line().open = true;
            Commands.subscribe(opened.line());
        }
    }

    /** Puts all that arrives from now on on that tape too; what it must know of the past first. */
    void record(Recorder tape) {
        lines.forEach(line -> record(line, tape));
    }

    void first(Line line) {
        lines.add(line);
        if (live) {
            known.health.waits(line);
        }
        connect(line);
    }

    private void connect(Line line) {
        if (closing) {
            line.dueNanos = Long.MAX_VALUE;
            return;
        }
        line.anew();
        line.dueNanos = Long.MAX_VALUE;
        line.startedNanos = awake.nanos();
        line.open = false;
        try {
            if (live) {
                start(line, new SocketTransport(connection, line.tapes, ping, gate));
            } else {
                play(line);
            }
        } catch (KalshiException e) {
            // There is no key, or no connection any more.
            line.transport = null;
            over(e);
        }
    }

    private void start(Line line, Transport transport) {
        line.transport = transport;
        transport.start(new Listening(line));
    }

    /** The first connection of a recorded stream is that line's; each other one is a line that has nothing yet. */
    private void play(Line line) {
        List<TapeTransport> recorded = TapeTransport.of(
                connection.nextRecordedStream(), connection.clock().instant());
        for (TapeTransport other : recorded.subList(1, recorded.size())) {
            Line another = new Line(line.tapes.another(), backoffs.get());
            lines.add(another);
            start(another, other);
        }
        start(line, recorded.get(0));
    }

    /** On the transport's thread: hand on, never read. */
    private final class Listening implements Transport.Listener {
        private final Line line;

        Listening(Line line) {
            this.line = line;
        }

        @Override
        public void opened(Transport transport, long micros) {
            inbox.tell(new Inbox.Opened(line, transport, micros));
        }

        @Override
        public void sent(String command, long micros) {
            inbox.tell(new Inbox.Sent(line, command, micros));
        }

        @Override
        public void frame(String text, long micros) {
            inbox.add(line, text, micros);
        }

        @Override
        public void interrupted(Why why, long micros) {
            inbox.tell(new Inbox.Task(() -> interrupt(line, why, micros), micros));
        }

        @Override
        public void ended(Transport transport, Why why, @Nullable Exception cause, long micros) {
            inbox.tell(new Inbox.Ended(line, transport, why, cause, micros));
        }
    }

    /** Begins a tape in the middle of things: with the subscriptions that there are, and the books anew. */
    private void record(Line line, Recorder tape) {
        Instant at = connection.clock().instant();
        line.tapes.add(tape);
        for (Subscription one : line.subscriptions) {
            if (one.isLive()) {
                line.tapes.frame(
                        tape,
                        false,
                        at,
                        Frames.subscribe(0, one.topic.channel(), List.copyOf(one.tickers), one.topic.flags()));
                line.tapes.frame(tape, true, at, Frames.subscribed(one.topic.channel(), one.sid(), one.last()));
                if (one.topic.isBooks()) {
                    Commands.snapshots(line, one);
                }
            }
        }
    }

    void ended(Inbox.Ended end) {
        Line line = end.line();
        if (line.transport != end.transport()) {
            return; // of a connection that was given up before
        }
        line.transport = null;
        if (live) {
            end.transport().close();
        }
        if (!live || closing) {
            over(null);
            return;
        }
        Exception cause = end.cause() == null ? new IOException("it was closed") : end.cause();
        KalshiException told = cause instanceof KalshiException already ? already : Refusals.brokenOff(cause);
        if (!opening.begun() && !opening.isAnswered()) {
            failure = told;
            over(told);
            return;
        }
        interrupt(line, end.why(), end.micros());
        known.health.broke(Refusals.reasonOf(told));
        again(line);
    }

    /** Nothing of this line is covered from here on, until it is open again. */
    void interrupt(Line line, Why why, long micros) {
        for (Subscription one : line.subscriptions) {
            if (one.isLive()) {
                long heard = one.heard == Columns.MISSING ? micros : one.heard;
                long alive = Math.max(line.heard, micros - SILENCE_MICROS);
                gaps.loses(one, why, Math.min(micros, Math.max(heard, alive)), "");
            }
        }
        line.open = false;
        if (!live) {
            // The next connection on the tape counts commands and subscriptions anew.
            line.pending.clear();
            line.foreign.clear();
            line.served = false;
            line.subscriptions.forEach(one -> one.apart.clear());
        }
    }

    private void again(Line line) {
        Duration wait = line.backoff.after(Duration.ofNanos(awake.nanos() - line.startedNanos), line.served);
        line.dueNanos = awake.nanos() + wait.toNanos();
        known.health.waits(line);
    }

    private void over(@Nullable KalshiException why) {
        if (why != null && failure == null) {
            failure = why;
        }
    }

    /** Ends all of them: each is told before one is waited for. */
    void hangUp() {
        for (Line line : lines) {
            Transport open = line.transport;
            if (open != null) {
                open.goodbye();
            }
        }
        for (Line line : lines) {
            Transport open = line.transport;
            KalshiException closed = new KalshiException("The feed was closed.\nOpen it again to go on.");
            line.waiting.values().forEach(answer -> answer.completeExceptionally(closed));
            line.dueNanos = Long.MAX_VALUE;
            if (open != null) {
                open.close();
                // What it brought before is in the inbox by now.
                line.transport = null;
            }
        }
    }

    /** Looks at the clocks. */
    void tick() {
        long nanos = awake.nanos();
        Duration slept = awake.slept();
        for (Line line : List.copyOf(lines)) {
            Transport open = line.transport;
            if (slept != null && open != null && opening.begun()) {
                giveUp(line, Why.SUSPENDED, slept, true);
            } else if (open != null
                    && nanos - line.startedNanos > patience.toNanos()
                    && opening.begun()
                    && isUnanswered(line)) {
                giveUp(line, Why.STALL, Duration.ZERO, false);
            } else if (open != null) {
                askAgain(line, nanos);
            } else if (nanos >= line.dueNanos && !closing) {
                connect(line);
            }
        }
    }

    /** Has that asked for again after a while, on the same connection: others on it go on. */
    void askLater(Line line, Subscription one, List<String> tickers) {
        if (live) {
            line.refused.removeIf(other -> other.of() == one && other.tickers().equals(tickers));
            line.refused.add(new Line.Refused(one, tickers, awake.nanos() + patience.toNanos() / 3));
        }
    }

    private void askAgain(Line line, long nanos) {
        for (Line.Refused each : List.copyOf(line.refused)) {
            Subscription one = each.of();
            if (nanos < each.dueNanos()) {
                continue;
            }
            line.refused.remove(each);
            if (line.subscriptions.contains(one) && !one.isLive()) {
                Commands.subscribe(line, one);
                askLater(line, one, each.tickers()); // until it begins
            } else if (one.isLive()) {
                Commands.add(
                        line,
                        one,
                        each.tickers().stream().filter(one.tickers::contains).toList());
            }
        }
    }

    private boolean isUnanswered(Line line) {
        boolean goesOn = line.subscriptions.stream().anyMatch(Subscription::isLive);
        return line.subscriptions.stream()
                        .anyMatch(one -> !one.isLive()
                                && !(goesOn && line.refused.stream().anyMatch(refused -> refused.of() == one)))
                || line.pending.values().stream()
                        .anyMatch(one -> awake.nanos() - one.sentNanos() > patience.toNanos() && isNeeded(one));
    }

    /** True for a question after books, and for markets that did not fit into the first command. */
    private static boolean isNeeded(Line.Pending one) {
        Subscription of = one.subscription();
        return one.command() == Line.Command.SNAPSHOT
                || (one.command() == Line.Command.ADD && of != null && of.tickers.containsAll(one.tickers()));
    }

    /**
     * Leaves a connection and opens the line again. What had arrived by now is read before: so a tape has it too, and
     * nothing behind the end.
     *
     * @param ago since when it is no use
     */
    private void giveUp(Line line, Why why, Duration ago, boolean atOnce) {
        Transport open = line.transport;
        if (open == null) {
            return; // it was left already, or has ended
        }
        line.transport = null;
        open.mute();
        hangUp(open);
        Instant at = connection.clock().instant(); // behind all that was delivered
        line.tapes.ended(at, why);
        long micros = micros(at.minus(ago));
        inbox.tell(new Inbox.Task(() -> left(line, why, micros, atOnce), micros));
    }

    private static void hangUp(Transport open) {
        Thread goodbye = new Thread(open::close, "kalshi-goodbye"); // it waits for an answer
        goodbye.setDaemon(true);
        goodbye.start();
    }

    /** Nothing of that subscription is followed any more: nor is its line, when it has no other. */
    void leave(Line line, Subscription one) {
        Transport open = line.transport;
        if (!live || open == null) {
            return;
        }
        line.foreign.add(one.sid()); // what still comes of it
        line.subscriptions.remove(one);
        if (line.subscriptions.isEmpty()) {
            line.transport = null;
            lines.remove(line);
            known.health.gone(line);
            open.mute();
            hangUp(open);
        }
    }

    private void left(Line line, Why why, long micros, boolean atOnce) {
        interrupt(line, why, micros);
        again(line);
        if (atOnce) {
            line.dueNanos = awake.nanos();
        }
    }

    void giveUpAndAgain(Line line) {
        giveUp(line, Why.DISCONNECTED, Duration.ZERO, false);
    }

    static long micros(Instant at) {
        return at.getEpochSecond() * 1_000_000 + at.getNano() / 1000;
    }
}
