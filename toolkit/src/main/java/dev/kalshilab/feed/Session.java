package dev.kalshilab.feed;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Records;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.tape.Recorder;
import dev.kalshilab.wire.FrameReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a feed talks with the exchange, on a thread of its own that reads what comes.
 *
 * <p>All that happens, on whatever thread, goes through the inbox; the one thread that reads changes what is known: it
 * alone runs {@link Lines} (connections), {@link Reading} (what frames say), {@link Answers} (to commands),
 * {@link Gaps} (what is missing) and {@link Changes} (of markets). So nothing is locked but what others read:
 * {@link Known}, and whoever waits in {@link Opening}.
 */
final class Session implements AutoCloseable {
    static final Duration ANSWER = Duration.ofSeconds(15);

    private static final long LONGEST_MILLIS = 5000;
    // So long closing waits for trades that were missed just before.
    private static final long MENDING_NANOS = 3_000_000_000L;

    private final Connection connection;
    private final Map<Topic, List<String>> asked;
    private final Inbox inbox;
    private final Awake awake;
    private final boolean live;
    private final Known known;
    private final Opening opening;
    private final Repair repair;
    private final Thread reader = new Thread(this::run, "kalshi-feed");

    // Of the thread that reads.
    private final Gaps gaps;
    private final Lines lines;
    private final Changes changes;
    private final Reading reading;
    private boolean isCutShort;
    // Until when what is missing is waited for; 0 while it is open.
    private long mendingUntil;
    // What time it is by what was read so far.
    private long reached;

    // Written by it, read by any.
    private volatile @Nullable KalshiException failure;
    private volatile boolean ended;
    private volatile boolean hurried;
    private volatile long now;
    private volatile long opened;
    // When a live one ended; missing while it goes on.
    private volatile long over = Columns.MISSING;

    Session(
            Connection connection,
            Map<Topic, List<String>> asked,
            Bounds bounds,
            Backfill backfill,
            Supplier<Backoff> backoffs,
            Awake awake,
            long mostWaitingBytes,
            Duration patience,
            Duration ping) {
        this.connection = connection;
        this.asked = asked;
        this.awake = awake;
        this.live = connection.tape().isEmpty();
        // The frames of a tape are in memory anyway: none is lost for want of room.
        this.inbox = new Inbox(live ? mostWaitingBytes : Long.MAX_VALUE);
        this.known = new Known(asked.keySet(), bounds);
        this.opening = new Opening(asked.keySet(), connection.name(), patience);
        this.repair = new Repair(backfill, known.coverage, live);
        this.gaps = new Gaps(known, repair);
        this.lines = new Lines(connection, inbox, awake, known, gaps, opening, backoffs, patience, ping);
        this.changes = new Changes(lines);
        FrameReader frame = new FrameReader();
        this.reading = new Reading(known, gaps, new Answers(known, lines, gaps, opening, frame), opening, live, frame);
        reader.setDaemon(true);
    }

    // -- of whoever opened it ----------------------------------------------------------------------------------------

    /** Connects, and subscribes. */
    void start() {
        // Who must be asked what time it is there is asked here, not by a thread of ours.
        opened = Lines.micros(connection.clock().instant());
        Line line = lines.made();
        asked.forEach(
                (topic, tickers) -> line.subscriptions.add(new Subscription(topic, tickers, known.buffers.get(topic))));
        reader.start();
        inbox.tell(new Inbox.Task(() -> lines.first(line), 0));
    }

    /**
     * Waits for the exchange's answers to the subscriptions.
     *
     * @throws KalshiException when it refuses one, is silent, or cannot be reached
     */
    void requireSubscribed() {
        opening.require();
    }

    /** Adds markets to what is subscribed to, or takes them out, and waits for the answers. */
    void change(Line.Command command, Collection<String> tickers) {
        long end = opening.end();
        CompletableFuture<List<CompletableFuture<Boolean>>> asking = new CompletableFuture<>();
        inbox.tell(new Inbox.Task(() -> changes.change(command, List.copyOf(tickers), asking), 0));
        for (CompletableFuture<Boolean> answer : opening.waitFor(asking, end)) {
            opening.waitFor(answer, end);
        }
    }

    /** Puts all that arrives from now on on that tape too; what it must know of the past first. */
    void record(Recorder tape) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        inbox.tell(new Inbox.Task(
                () -> {
                    lines.record(tape);
                    done.complete(true);
                },
                0));
        opening.waitFor(done, opening.end());
    }

    /** Ends the streams; what arrived is read first. Leaves no thread and no socket, also when it is interrupted. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        hurried = interrupted;
        lines.closing();
        try {
            inbox.tell(new Inbox.Task(lines::hangUp, 0));
            reader.join(LONGEST_MILLIS);
            reader.interrupt();
            reader.join(LONGEST_MILLIS);
        } catch (InterruptedException e) {
            reader.interrupt();
            interrupted = true;
        } finally {
            repair.close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    // -- what others read --------------------------------------------------------------------------------------------

    /** What is known, for any thread to read. */
    Known known() {
        return known;
    }

    Inbox inbox() {
        return inbox;
    }

    /** What ended it for good; null when nothing did. */
    @Nullable
    KalshiException failure() {
        KalshiException broken = failure;
        return broken == null ? lines.failure() : broken;
    }

    /** True when nothing more will come and all that came was read. */
    boolean ended() {
        return ended;
    }

    /** What time it is on the stream. */
    Instant now() {
        long end = over;
        if (live) {
            return end == Columns.MISSING ? connection.clock().instant() : Records.instant(end);
        }
        long last = now;
        return Records.instant(last == 0 ? opened : last);
    }

    // -- the thread that reads ---------------------------------------------------------------------------------------

    private void run() {
        KalshiException broken = null;
        boolean read = false;
        try {
            readAll();
            broken = lines.failure();
            read = true;
        } finally {
            finish(
                    read
                            ? broken
                            : Refusals.brokenOff(new IllegalStateException("the toolkit could not go on reading")));
        }
    }

    private void readAll() {
        List<Inbox.Happening> batch = new ArrayList<>();
        try {
            for (; inbox.take(batch, lines.leisure()); batch.clear()) {
                for (int i = 0; i < batch.size(); i++) {
                    happened(batch.get(i));
                    if (Thread.interrupted()) {
                        isCutShort = mendingUntil == 0;
                        inbox.abandon(batch.size() - i - 1);
                        return;
                    }
                }
                if (live) {
                    lines.tick();
                    if (inbox.isEmpty()) {
                        gaps.overdue(Lines.micros(connection.clock().instant()));
                    }
                    known.health.tick(awake.nanos(), inbox.arrived());
                }
                publish();
                if (inbox.isEmpty() && lines.areOver() && isMended()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            isCutShort = mendingUntil == 0; // closing has waited long enough
            inbox.abandon(0);
        } finally {
            gaps.rest();
        }
    }

    /** True when all is there that was missed, or was waited for long enough. */
    private boolean isMended() {
        if (!live || lines.failure() != null) {
            return true;
        }
        if (mendingUntil == 0) {
            over = Lines.micros(connection.clock().instant());
            mendingUntil = System.nanoTime() + MENDING_NANOS;
            gaps.closing(lines.all(), over);
        }
        return hurried || gaps.areSettled() || System.nanoTime() >= mendingUntil;
    }

    private void happened(Inbox.Happening happening) {
        if (happening instanceof Inbox.Arrival arrival) {
            gaps.due(arrival.micros());
            reached = Math.max(reached, arrival.micros());
            reading.read(arrival);
        } else if (happening instanceof Inbox.Sent sent) {
            lines.sent(sent);
        } else if (happening instanceof Inbox.Opened opened) {
            lines.opened(opened);
        } else if (happening instanceof Inbox.Ended end) {
            lines.ended(end);
        } else if (happening instanceof Inbox.Overrun overrun) {
            gaps.overrun(lines.all(), overrun);
        } else if (happening instanceof Inbox.Task task) {
            task.work().run();
        }
        gaps.mendAll();
    }

    private void publish() {
        now = reached;
        known.publish(live ? Lines.micros(connection.clock().instant()) : now);
    }

    private void finish(@Nullable KalshiException broken) {
        KalshiException why = broken != null
                ? broken
                : new KalshiException("The feed was closed while it was opening.\nRun the cell again.");
        try {
            inbox.end();
            lines.hangUp();
            failure = broken;
            if (live && over == Columns.MISSING) {
                over = Lines.micros(connection.clock().instant());
                if (isCutShort) {
                    gaps.cutShort(lines.all(), over);
                }
            }
            publish();
            known.close();
        } finally {
            ended = true;
            known.arrived.end();
            opening.refused(why);
        }
    }
}
