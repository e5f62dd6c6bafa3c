package dev.kalshilab.feed;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Records;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.tape.Recorder;
import dev.kalshilab.wire.BookMessages;
import dev.kalshilab.wire.FeedShapes;
import dev.kalshilab.wire.FrameReader;
import dev.kalshilab.wire.Frames;
import dev.kalshilab.wire.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a feed talks with the exchange: subscribes, reads what comes on a thread of its own, notes what is missing, and
 * opens again what broke off.
 *
 * <p>All that happens, on whatever thread, goes through the inbox; the one thread that reads changes what is known, so
 * nothing here is locked but what others read.
 */
final class Session implements AutoCloseable {
    private static final long LONGEST_MILLIS = 5000;
    private static final Duration TICK = Duration.ofMillis(250);
    static final Duration ANSWER = Duration.ofSeconds(15);
    /** Pings have noticed by then that a peer is gone: what was heard before it was all that there was. */
    static final long SILENCE_MICROS = 30_000_000;
    // So many markets go into one command.
    private static final int AT_A_TIME = 500;

    private final Connection connection;
    private final Supplier<Backoff> backoffs;
    private final Inbox inbox;
    private final Awake awake;
    // How long an answer is waited for.
    private final Duration patience;
    private final Duration ping;
    private final Map<Topic, Buffer> buffers;
    private final Buffer others;
    private final Books books = new Books();
    private final Coverage coverage = new Coverage();
    private final Tally tally = new Tally();
    private final Health health = new Health();
    private final Arrived arrived = new Arrived();
    private final Repair repair;
    private final RecentIds trades = new RecentIds();
    private final RecentIds broughtIn = new RecentIds();
    // Gaps that are over with the message that is read at the moment.
    private final List<Mending> mendings = new ArrayList<>();
    // Of the frame that is read at the moment.
    private final FrameReader frame = new FrameReader();
    private final BookMessages told = new BookMessages();
    private final List<Line> lines = new ArrayList<>();
    private final Map<Topic, List<String>> asked;
    private final Map<String, CompletableFuture<Boolean>> answers = new LinkedHashMap<>();
    private final boolean live;
    private final Thread reader = new Thread(this::run, "kalshi-feed");

    private record Mending(Subscription of, Coverage.Gap gap) {}

    private volatile @Nullable KalshiException failure;
    private volatile boolean ended;
    private volatile boolean closing;
    private volatile boolean begun;
    private long now;
    private long opened;
    private boolean isCutShort;
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
        this.patience = patience;
        this.ping = ping;
        this.connection = connection;
        this.asked = asked;
        this.backoffs = backoffs;
        this.awake = awake;
        this.live = connection.tape().isEmpty();
        // The frames of a tape are in memory anyway: none is lost for want of room.
        this.inbox = new Inbox(live ? mostWaitingBytes : Long.MAX_VALUE);
        this.buffers = new LinkedHashMap<>();
        asked.keySet().forEach(topic -> {
            if (topic.schema() != null) {
                buffers.put(
                        topic, new Buffer(topic.schema(), FeedShapes.time(topic.schema()), bounds, topic.channel()));
            }
        });
        this.others = new Buffer(FeedShapes.OTHER, null, bounds, Topic.OTHER);
        this.repair = new Repair(backfill, live);
        asked.keySet().forEach(topic -> answers.put(topic.channel(), new CompletableFuture<>()));
        reader.setDaemon(true);
    }

    // -- of whoever opened it ----------------------------------------------------------------------------------------

    /** Connects, and subscribes. */
    void start() {
        // Who must be asked what time it is there is asked here, not by a thread of ours.
        opened = micros(connection.clock().instant());
        Line line = new Line(new Tapes(connection), backoffs.get());
        asked.forEach((topic, tickers) -> line.subscriptions.add(new Subscription(topic, tickers, buffers.get(topic))));
        reader.start();
        inbox.tell(new Inbox.Task(() -> first(line), 0));
    }

    /**
     * Waits for the exchange's answers to the subscriptions.
     *
     * @throws KalshiException when it refuses one, is silent, or cannot be reached
     */
    void requireSubscribed() {
        long end = System.nanoTime() + patience.toNanos();
        for (CompletableFuture<Boolean> answer : answers.values()) {
            waitFor(answer, end);
        }
        begun = true;
    }

    private <T> T waitFor(CompletableFuture<T> answer, long end) {
        try {
            return answer.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw again(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw Refusals.unanswered(connection.name(), patience.toSeconds());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KalshiException("Opening the feed was interrupted.\nRun the cell again.", e);
        }
    }

    /** With the caller's own stack; the thread that it came from says nothing to a reader. */
    private static KalshiException again(Throwable why) {
        return new KalshiException(String.valueOf(why.getMessage()), why.getCause());
    }

    /** Adds markets to what is subscribed to, or takes them out, and waits for the answers. */
    void change(Line.Command command, Collection<String> tickers) {
        long end = System.nanoTime() + patience.toNanos();
        CompletableFuture<List<CompletableFuture<Boolean>>> asking = new CompletableFuture<>();
        inbox.tell(new Inbox.Task(() -> change(command, List.copyOf(tickers), asking), 0));
        for (CompletableFuture<Boolean> answer : waitFor(asking, end)) {
            waitFor(answer, end);
        }
    }

    /** Puts all that arrives from now on on that tape too; what it must know of the past first. */
    void record(Recorder tape) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        inbox.tell(new Inbox.Task(
                () -> {
                    lines.forEach(line -> record(line, tape));
                    done.complete(true);
                },
                0));
        waitFor(done, System.nanoTime() + patience.toNanos());
    }

    void stopRecording(Recorder tape) {
        inbox.tell(new Inbox.Task(() -> lines.forEach(line -> line.tapes.remove(tape)), 0));
    }

    /** Ends the streams; what arrived is read first. Leaves no thread and no socket, also when it is interrupted. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        closing = true;
        try {
            inbox.tell(new Inbox.Task(this::hangUp, 0));
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

    /** What ended it for good; null when nothing did. */
    @Nullable
    KalshiException failure() {
        return failure;
    }

    /** True when nothing more will come and all that came was read. */
    boolean ended() {
        return ended;
    }

    @Nullable
    Buffer buffer(Topic topic) {
        return buffers.get(topic);
    }

    Buffer others() {
        return others;
    }

    Books books() {
        return books;
    }

    Coverage coverage() {
        return coverage;
    }

    Tally tally() {
        return tally;
    }

    Health health() {
        return health;
    }

    Arrived arrived() {
        return arrived;
    }

    Inbox inbox() {
        return inbox;
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
            broken = failure;
            read = true;
        } finally {
            finish(
                    read
                            ? broken
                            : Refusals.brokenOff(new IllegalStateException("the toolkit could not go on reading")));
        }
    }

    private void finish(@Nullable KalshiException broken) {
        KalshiException why = broken != null
                ? broken
                : new KalshiException("The feed was closed while it was opening.\nRun the cell again.");
        try {
            inbox.end();
            hangUp();
            failure = broken;
            if (live) {
                over = micros(connection.clock().instant());
                cutShort();
            }
            publish();
            buffers.values().forEach(Buffer::close);
            others.close();
        } finally {
            ended = true;
            arrived.end();
            answers.values().forEach(answer -> answer.completeExceptionally(why));
        }
    }

    /** What was not read any more is said. */
    private void cutShort() {
        for (Line line : isCutShort ? lines : List.<Line>of()) {
            for (Subscription one : line.subscriptions) {
                if (one.isLive()) {
                    long heard = one.heard == Columns.MISSING ? over : one.heard;
                    coverage.lost(one.topic.channel(), Why.OVERFLOW, heard, over, Columns.MISSING);
                }
            }
        }
    }

    private void readAll() {
        List<Inbox.Happening> batch = new ArrayList<>();
        try {
            for (; inbox.take(batch, leisure()); batch.clear()) {
                for (int i = 0; i < batch.size(); i++) {
                    happened(batch.get(i));
                    if (Thread.interrupted()) {
                        isCutShort = true;
                        inbox.abandon(batch.size() - i - 1);
                        return;
                    }
                }
                if (live) {
                    tick();
                }
                publish();
                if (isOver()) {
                    repair.rest().forEach(this::bringIn);
                    return;
                }
            }
        } catch (InterruptedException e) {
            isCutShort = true; // closing has waited long enough
            inbox.abandon(0);
        }
    }

    /** How long nothing has to be done by itself. */
    private long leisure() {
        long due = Long.MAX_VALUE;
        for (Line line : lines) {
            due = Math.min(due, line.dueNanos);
        }
        return due == Long.MAX_VALUE ? TICK.toNanos() : Math.min(TICK.toNanos(), Math.max(1, due - awake.nanos()));
    }

    /** True when nothing can come any more. */
    private boolean isOver() {
        return inbox.isEmpty()
                && !lines.isEmpty()
                && lines.stream().allMatch(line -> line.transport == null)
                && (closing || failure != null || !live);
    }

    private void publish() {
        long at = live ? micros(connection.clock().instant()) : now;
        long rows = 0;
        for (Buffer buffer : buffers.values()) {
            if (buffer.isNew()) {
                health.latency(buffer.latency());
            }
            buffer.publish(at);
            rows += buffer.total();
        }
        others.publish(at);
        // Who asked for nothing that has a table waits for what has none.
        arrived.now(buffers.isEmpty() ? others.total() : rows);
    }

    private static long micros(Instant at) {
        return at.getEpochSecond() * 1_000_000 + at.getNano() / 1000;
    }

    private void happened(Inbox.Happening happening) {
        if (happening instanceof Inbox.Arrival arrival) {
            repair.due(arrival.micros()).forEach(this::bringIn);
            now = Math.max(now, arrival.micros());
            read(arrival);
        } else if (happening instanceof Inbox.Sent sent) {
            sent(sent.line(), sent.command());
        } else if (happening instanceof Inbox.Opened opened) {
            if (opened.line().transport == opened.transport()) {
                opened.line().open = true;
                subscribe(opened.line());
            }
        } else if (happening instanceof Inbox.Ended end) {
            ended(end);
        } else if (happening instanceof Inbox.Overrun overrun) {
            overrun(overrun);
        } else if (happening instanceof Inbox.Task task) {
            task.work().run();
        }
        if (!mendings.isEmpty()) {
            mendings.forEach(this::mend);
            mendings.clear();
        }
    }

    // -- lines -------------------------------------------------------------------------------------------------------

    private void first(Line line) {
        lines.add(line);
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
            Transport transport = live
                    ? new SocketTransport(connection, line.tapes, ping)
                    : new TapeTransport(
                            connection.nextRecordedStream(), connection.clock().instant());
            line.transport = transport;
            transport.start(new Listening(line));
        } catch (KalshiException e) {
            // There is no key, or no connection any more.
            line.transport = null;
            over(e);
        }
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

    private void change(
            Line.Command command, List<String> tickers, CompletableFuture<List<CompletableFuture<Boolean>>> done) {
        for (Line line : lines) {
            for (Subscription one : line.subscriptions) {
                KalshiException why = one.ofAll || !one.topic.ofMarkets() ? null : noChange(one, command, tickers);
                if (why != null) {
                    done.completeExceptionally(why);
                    return;
                }
            }
        }
        List<CompletableFuture<Boolean>> all = new ArrayList<>();
        Set<Topic> added = new HashSet<>();
        for (Line line : lines) {
            for (Subscription one : line.subscriptions) {
                boolean adds = command == Line.Command.ADD;
                if (adds && !added.add(one.topic)) {
                    continue; // a channel of many markets has several connections: they go to the first
                }
                List<String> concerned = tickers.stream()
                        .filter(ticker -> adds ? !isFollowed(one.topic, ticker) : one.tickers.contains(ticker))
                        .toList();
                if (one.topic.ofMarkets() && one.topic.schema() != null && !one.ofAll && one.isLive()) {
                    for (int from = 0; from < concerned.size(); from += AT_A_TIME) {
                        int id = line.nextId();
                        CompletableFuture<Boolean> answer = new CompletableFuture<>();
                        line.waiting.put((long) id, answer);
                        all.add(answer);
                        send(
                                line,
                                Frames.update(
                                        id,
                                        one.sid(),
                                        adds ? "add_markets" : "delete_markets",
                                        concerned.subList(from, Math.min(concerned.size(), from + AT_A_TIME))));
                    }
                }
            }
        }
        done.complete(all);
    }

    /** Why the markets of a channel cannot be changed now; null when they can. */
    private @Nullable KalshiException noChange(Subscription one, Line.Command command, List<String> tickers) {
        if (!one.isLive()) {
            return new KalshiException(
                    "The stream is being opened again.\nTry again when feed.health() says that it is open.");
        }
        boolean last = command == Line.Command.REMOVE
                && lines.stream()
                        .flatMap(line -> line.subscriptions.stream())
                        .filter(other -> other.topic.equals(one.topic))
                        .allMatch(other -> tickers.containsAll(other.tickers));
        return last
                ? new KalshiException("That would leave no market of the " + one.topic.words()
                        + ", and the exchange takes none for all.\nAdd another one first, or close the feed.")
                : null;
    }

    private boolean isFollowed(Topic topic, String ticker) {
        return lines.stream()
                .flatMap(line -> line.subscriptions.stream())
                .anyMatch(one -> one.topic.equals(topic) && one.tickers.contains(ticker));
    }

    /** Has markets that are too many for a connection followed on another one; false when that is no help. */
    private boolean split(Line line, Subscription one, Line.Pending refused, long micros) {
        List<String> tickers = List.copyOf(one.tickers);
        List<String> moved = refused.command() == Line.Command.SUBSCRIBE
                ? tickers.subList((tickers.size() + 1) / 2, tickers.size())
                : List.copyOf(refused.tickers());
        if (!live || moved.isEmpty() || !one.tickers.containsAll(moved)) {
            return false;
        }
        moved.forEach(one.tickers::remove);
        Subscription more = new Subscription(one.topic, moved, one.buffer);
        more.gap = coverage.opens(
                one.topic.channel(),
                null,
                Why.NOT_SUBSCRIBED,
                micros,
                Tally.count(moved.size(), "market") + " go to another connection");
        if (refused.command() == Line.Command.SUBSCRIBE) {
            subscribe(line, one);
        }
        Line another = new Line(line.tapes.another(), backoffs.get());
        another.subscriptions.add(more);
        first(another);
        return true;
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
                    snapshots(line, one);
                }
            }
        }
    }

    private void subscribe(Line line) {
        line.subscriptions.forEach(one -> subscribe(line, one));
    }

    private static void subscribe(Line line, Subscription one) {
        List<String> tickers = List.copyOf(one.tickers);
        int most = Math.min(AT_A_TIME, tickers.size());
        send(line, Frames.subscribe(line.nextId(), one.topic.channel(), tickers.subList(0, most), one.topic.flags()));
    }

    private static void send(Line line, String command) {
        Transport open = line.transport;
        if (open != null) {
            open.send(command);
        }
    }

    /** A command went out, now or on a tape: its answer will be told by its number. */
    private void sent(Line line, String command) {
        try {
            Frames.Order order = Frames.order(command);
            Subscription of = null;
            Line.Command kind = Line.Command.FOREIGN;
            if (order.subscribes()) {
                for (String channel : order.channels()) {
                    of = line.byChannel(channel);
                }
                kind = of == null ? Line.Command.FOREIGN : Line.Command.SUBSCRIBE;
                if (of != null) {
                    of.yesPrices = order.isSet(Topic.YES_PRICES);
                }
            } else if (order.sid() >= 0) {
                of = line.bySid(order.sid());
                kind = of == null
                        ? Line.Command.FOREIGN
                        : switch (order.action()) {
                            case "add_markets" -> Line.Command.ADD;
                            case "delete_markets" -> Line.Command.REMOVE;
                            default -> Line.Command.SNAPSHOT;
                        };
            }
            if (order.id() > 0) {
                line.pending.put(order.id(), new Line.Pending(of, kind, order.tickers(), awake.nanos()));
            }
        } catch (Json.Malformed e) {
            // No command of ours.
        }
    }

    private void ended(Inbox.Ended end) {
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
        if (!begun && !answers.values().stream().allMatch(CompletableFuture::isDone)) {
            failure = told;
            over(told);
            return;
        }
        interrupt(line, end.why(), end.micros());
        health.broke(Refusals.reasonOf(told));
        again(line);
    }

    /** Frames found no room; of which channel nobody can know before the next place in a sequence tells. */
    private void overrun(Inbox.Overrun lost) {
        for (Line line : lines) {
            for (Subscription one : line.subscriptions) {
                if (one.isLive() && (one.overrun == null || !one.isCounted())) {
                    long from = one.heard == Columns.MISSING ? lost.from() : Math.min(one.heard, lost.from());
                    Coverage.Gap gap =
                            coverage.lost(one.topic.channel(), Why.OVERFLOW, from, lost.micros(), Columns.MISSING);
                    one.overrun = gap;
                    behindAGap(line, one, gap);
                }
            }
        }
    }

    /** Nothing of this line is covered from here on, until it is open again. */
    private void interrupt(Line line, Why why, long micros) {
        for (Subscription one : line.subscriptions) {
            if (one.isLive()) {
                long heard = one.heard == Columns.MISSING ? micros : one.heard;
                long alive = Math.max(line.heard, micros - SILENCE_MICROS);
                loses(one, why, Math.min(micros, Math.max(heard, alive)), "");
            }
        }
        line.open = false;
        if (!live) {
            // The next connection on the tape counts commands and subscriptions anew.
            line.pending.clear();
            line.foreign.clear();
        }
    }

    private void loses(Subscription one, Why why, long from, String note) {
        one.ends();
        if (one.gap == null) {
            one.gap = coverage.opens(one.topic.channel(), null, why, from, note);
            one.gap.times(one.time, Columns.MISSING);
        }
        if (one.topic.isBooks()) {
            books.invalidate(one, "the stream was interrupted: " + why.word());
        }
    }

    private void again(Line line) {
        Duration wait = line.backoff.after(Duration.ofNanos(awake.nanos() - line.startedNanos));
        line.dueNanos = awake.nanos() + wait.toNanos();
        health.waits();
    }

    private void over(@Nullable KalshiException why) {
        if (why != null && failure == null) {
            failure = why;
        }
    }

    private void hangUp() {
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
    private void tick() {
        long nanos = awake.nanos();
        Duration slept = awake.slept();
        for (Line line : List.copyOf(lines)) {
            Transport open = line.transport;
            if (slept != null && open != null && begun) {
                giveUp(line, Why.SUSPENDED, slept, true);
            } else if (open != null && nanos - line.startedNanos > patience.toNanos() && begun && isUnanswered(line)) {
                giveUp(line, Why.STALL, Duration.ZERO, false);
            } else if (open == null && nanos >= line.dueNanos && !closing) {
                connect(line);
            }
        }
        repair.overdue(micros(connection.clock().instant()), inbox.isEmpty()).forEach(this::bringIn);
        health.tick(nanos, inbox.arrived());
    }

    private boolean isUnanswered(Line line) {
        return line.subscriptions.stream().anyMatch(one -> !one.isLive())
                || line.pending.values().stream()
                        .anyMatch(one -> one.command() == Line.Command.SNAPSHOT
                                && awake.nanos() - one.sentNanos() > patience.toNanos());
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
        Instant at = connection.clock().instant(); // behind all that was delivered
        line.tapes.ended(at, why);
        long micros = micros(at.minus(ago));
        inbox.tell(new Inbox.Task(() -> left(line, why, micros, atOnce), micros));
        Thread goodbye = new Thread(open::close, "kalshi-goodbye"); // it waits for an answer
        goodbye.setDaemon(true);
        goodbye.start();
    }

    private void left(Line line, Why why, long micros, boolean atOnce) {
        interrupt(line, why, micros);
        again(line);
        if (atOnce) {
            line.dueNanos = awake.nanos();
        }
    }

    // -- what was said -----------------------------------------------------------------------------------------------

    private void read(Inbox.Arrival arrival) {
        Line line = arrival.line();
        line.heard = arrival.micros();
        try {
            frame.open(arrival.frame());
            switch (frame.type()) {
                case "subscribed" -> subscribed(line, arrival);
                case "ok", "unsubscribed" -> answered(line, arrival);
                case "error" -> refused(line, arrival);
                default -> message(line, arrival);
            }
        } catch (Json.Malformed | RuntimeException e) {
            tally.unreadable(e);
            other(null, false, arrival, String.valueOf(e.getMessage()));
            // Where places are counted, the next one tells whether something is missing.
            line.subscriptions.stream()
                    .filter(one -> one.isLive() && !one.isCounted())
                    .forEach(one -> unreadable(line, one, arrival.micros()));
        }
    }

    /** A message of a channel, or perhaps of it, is lost. */
    private void unreadable(Line line, Subscription one, long micros) {
        long heard = one.heard == Columns.MISSING ? micros : one.heard;
        behindAGap(line, one, coverage.lost(one.topic.channel(), Why.UNREADABLE, heard, micros, 1));
    }

    private void subscribed(Line line, Inbox.Arrival arrival) throws Json.Malformed {
        String channel = Frames.channel(frame.envelope());
        long sid = Frames.sid(frame.envelope());
        line.pending.remove(frame.id());
        Subscription one = line.byChannel(Topic.named(channel).channel());
        if (one == null) {
            line.foreign.add(sid);
            return;
        }
        if (one.isLive() && sid >= 0 && one.sid() != sid) {
            interrupt(line, Why.DISCONNECTED, arrival.micros()); // a tape of a connection that was opened again
        }
        began(line, one, sid, arrival.micros());
    }

    private void began(Line line, Subscription one, long sid, long micros) {
        one.begins(sid, frame.seq());
        covered(line, one, micros);
        if (sid >= 0) {
            rest(line, one);
        }
        CompletableFuture<Boolean> first = answers.get(one.topic.channel());
        if (first != null) {
            first.complete(true);
        }
    }

    /** The markets that did not fit into the first command. */
    private static void rest(Line line, Subscription one) {
        List<String> tickers = List.copyOf(one.tickers);
        for (int from = AT_A_TIME; from < tickers.size(); from += AT_A_TIME) {
            send(
                    line,
                    Frames.update(
                            line.nextId(),
                            one.sid(),
                            "add_markets",
                            tickers.subList(from, Math.min(tickers.size(), from + AT_A_TIME))));
        }
    }

    private void covered(Line line, Subscription one, long micros) {
        one.heard = micros;
        coverage.begins(one.topic.channel(), micros);
        Coverage.Gap gap = one.gap;
        if (gap != null) {
            one.gap = null;
            coverage.closes(gap, micros);
            mend(one, gap);
        }
        if (line.subscriptions.stream().allMatch(Subscription::isLive)) {
            health.open(lines.size());
        }
    }

    private void answered(Line line, Inbox.Arrival arrival) throws Json.Malformed {
        Subscription one = frame.sid() < 0 ? null : line.bySid(frame.sid());
        if (one != null) {
            one.heard = arrival.micros();
            place(line, one, arrival);
        }
        Line.Pending of = line.pending.remove(frame.id());
        if (frame.type().equals("unsubscribed")) {
            if (one != null && !closing) {
                loses(one, Why.DISCONNECTED, arrival.micros(), "the exchange ended the subscription");
                if (live) {
                    giveUpAndAgain(line);
                }
            }
        } else if (of != null && of.subscription() != null) {
            if (of.command() == Line.Command.SUBSCRIBE && !of.subscription().isLive()) {
                began(line, of.subscription(), -1, arrival.micros()); // a wire without subscriptions of their own
            } else {
                done(of, arrival.micros());
            }
        }
        CompletableFuture<Boolean> waiting = line.waiting.remove(frame.id());
        if (waiting != null) {
            waiting.complete(true);
        }
    }

    private void done(Line.Pending of, long micros) {
        Subscription one = Objects.requireNonNull(of.subscription());
        for (String ticker : of.tickers()) {
            Coverage.Gap before = of.command() == Line.Command.ADD ? one.out.remove(ticker) : null;
            if (before != null) {
                one.tickers.add(ticker);
                coverage.closes(before, micros);
            } else if (of.command() == Line.Command.ADD && one.tickers.add(ticker)) {
                Coverage.Gap gap = coverage.opens(
                        one.topic.channel(), ticker, Why.NOT_SUBSCRIBED, Long.MIN_VALUE + 1, "added later");
                coverage.closes(gap, micros);
            } else if (of.command() == Line.Command.REMOVE && one.tickers.remove(ticker)) {
                one.out.put(
                        ticker, coverage.opens(one.topic.channel(), ticker, Why.NOT_SUBSCRIBED, micros, "taken out"));
                books.forget(ticker);
            }
        }
    }

    private void refused(Line line, Inbox.Arrival arrival) throws Json.Malformed {
        Frames.Complaint said = Frames.complaint(frame.payload(), arrival.frame());
        Line.Pending of = line.pending.remove(frame.id());
        if (of != null && of.command() == Line.Command.FOREIGN) {
            return;
        }
        Subscription one = of != null ? of.subscription() : frame.sid() >= 0 ? line.bySid(frame.sid()) : null;
        if (frame.sid() >= 0 && line.foreign.contains(frame.sid())) {
            return;
        }
        CompletableFuture<Boolean> waiting = line.waiting.remove(frame.id());
        if (waiting != null) {
            waiting.completeExceptionally(Refusals.subscription(said));
            return;
        }
        if (Refusals.ends(said)) {
            Why why = Refusals.isOverflow(said) ? Why.OVERFLOW : Why.DISCONNECTED;
            for (Subscription each : one == null ? List.copyOf(line.subscriptions) : List.of(one)) {
                if (each.isLive()) {
                    line.foreign.add(each.sid()); // what still comes of it is none of the next one
                    loses(each, why, each.heard, "the exchange says " + Refusals.line(said.toString()));
                }
            }
            health.broke(Refusals.line(said.toString()));
            if (live) {
                giveUpAndAgain(line);
            }
            return;
        }
        if (of != null && one != null && Refusals.isTooMany(said) && split(line, one, of, arrival.micros())) {
            return;
        }
        tally.complaint(said);
        health.broke(Refusals.line(said.toString()));
        if (of != null && one != null && of.command() == Line.Command.ADD) {
            // Of the markets that did not fit into the first command; who adds some has been told.
            for (String ticker : of.tickers()) {
                if (one.tickers.remove(ticker)) {
                    coverage.opens(
                            one.topic.channel(),
                            ticker,
                            Why.NOT_SUBSCRIBED,
                            arrival.micros(),
                            Refusals.line(said.toString()));
                }
            }
            return;
        }
        KalshiException why = Refusals.subscription(said);
        if (of != null && one != null) {
            CompletableFuture<Boolean> first = answers.get(one.topic.channel());
            if (first != null) {
                first.completeExceptionally(why);
            }
        } else if (!begun) {
            answers.values().forEach(answer -> answer.completeExceptionally(why));
        }
    }

    private void giveUpAndAgain(Line line) {
        giveUp(line, Why.DISCONNECTED, Duration.ZERO, false);
    }

    private void message(Line line, Inbox.Arrival arrival) throws Json.Malformed {
        if (frame.sid() >= 0 && line.foreign.contains(frame.sid())) {
            return;
        }
        Subscription one = frame.sid() >= 0 ? line.bySid(frame.sid()) : null;
        if (one == null) {
            one = line.byType(frame.type());
            if (one != null && !one.isLive()) {
                // Its answer was overtaken, or is not on the tape.
                one.begins(frame.sid(), Math.max(0, frame.seq() - 1));
            }
            if (one != null && !coverage.hasBegun(one.topic.channel())) {
                covered(line, one, arrival.micros());
                answers.getOrDefault(one.topic.channel(), new CompletableFuture<>())
                        .complete(true);
            }
        }
        if (one == null || !one.brings(frame.type())) {
            if (one != null) {
                place(line, one, arrival);
                one.heard = arrival.micros();
            }
            if (live || one != null || frame.sid() < 0) {
                tally.other(frame.type());
                other(one, true, arrival, null);
            }
            return;
        }
        Subscription.Place place = place(line, one, arrival);
        one.heard = arrival.micros();
        boolean again = place == Subscription.Place.AGAIN && !one.topic.isTrades();
        if (!again && !one.isCounted() && !one.topic.isTrades()) {
            // Nothing else tells one from the next.
            again = arrival.frame().equals(one.before);
            one.before = arrival.frame();
        }
        if (again && one.isToldApart()) {
            repeated(line, one, arrival);
            return;
        }
        row(line, one, arrival, place);
    }

    /**
     * Leaves out a message that was here already. So many of them in a row are no repetitions, but the messages of
     * somebody who gives them no ids of their own: then they are rows after all.
     */
    private void repeated(Line line, Subscription one, Inbox.Arrival arrival) throws Json.Malformed {
        tally.repeated(1);
        if (one.topic.isBooks() || !one.repeats(arrival)) {
            return;
        }
        List<Inbox.Arrival> held = one.tellApartNoMore();
        coverage.noSequence(one.topic.channel());
        tally.repeated(-held.size());
        tally.untold();
        for (Inbox.Arrival each : held) {
            frame.open(each.frame());
            row(line, one, each, Subscription.Place.NEXT);
        }
    }

    private Subscription.Place place(Line line, Subscription one, Inbox.Arrival arrival) {
        long heard = one.heard == Columns.MISSING ? arrival.micros() : one.heard;
        Subscription.Place place = frame.sid() < 0 ? Subscription.Place.NEXT : one.place(frame.seq());
        Coverage.Gap overrun = frame.seq() < 0 ? null : one.overrun;
        if (overrun != null && place == Subscription.Place.NEXT) {
            one.overrun = null;
            coverage.wasNone(overrun);
        } else if (overrun != null && place == Subscription.Place.BEHIND_A_GAP) {
            one.overrun = null;
            coverage.counts(overrun, one.missing(), arrival.micros());
        } else if (place == Subscription.Place.BEHIND_A_GAP) {
            Coverage.Gap gap =
                    coverage.lost(one.topic.channel(), Why.SEQUENCE_GAP, heard, arrival.micros(), one.missing());
            one.await(gap);
            behindAGap(line, one, gap);
        } else if (place == Subscription.Place.LATE) {
            Coverage.Gap gap = one.came(frame.seq());
            if (gap != null) {
                coverage.came(gap);
            }
        }
        return place;
    }

    private void behindAGap(Line line, Subscription one, Coverage.Gap gap) {
        if (one.topic.isBooks()) {
            books.invalidate(one, "messages are missing before it");
            snapshots(line, one);
        }
        mend(one, gap);
    }

    /** Has the trades of a gap asked for that is over, once the message behind it is read. */
    private void mend(Subscription one, Coverage.Gap gap) {
        if (one.topic.isTrades()) {
            mendings.add(new Mending(one, gap));
            gap.times(gap.timeBefore() == Columns.MISSING ? one.time : gap.timeBefore(), Columns.MISSING);
        }
    }

    private void mend(Mending what) {
        Subscription one = what.of();
        Coverage.Gap gap = what.gap();
        if (gap.lost() != Columns.MISSING && gap.why == Why.SEQUENCE_GAP && one.time != gap.timeBefore()) {
            gap.times(gap.timeBefore(), one.time);
        }
        repair.ask(gap, List.copyOf(one.tickers));
    }

    /** Trades that a gap has missed are here. */
    private void bringIn(Repair.Found found) {
        Buffer buffer = buffers.get(Topic.TRADES);
        if (buffer == null) {
            return;
        }
        long added = 0;
        long there = 0;
        boolean whole = found.complete();
        String note = found.note();
        Columns rows = found.rows();
        if (rows != null) {
            int ids = rows.schema().index("trade_id");
            // Who was here is asked before anybody is added: a long gap brings more than are remembered.
            boolean[] here = new boolean[rows.rows()];
            for (int row = 0; row < here.length; row++) {
                String id = rows.textAt(ids, row);
                here[row] = id != null && trades.has(id);
            }
            for (int row = rows.rows() - 1; row >= 0; row--) {
                String id = rows.textAt(ids, row);
                if (id == null) {
                    whole = false;
                    note = "trades without ids cannot be told apart";
                } else if (!here[row] && trades.add(id)) {
                    if (buffer.hasRoom(found.received())) {
                        Repair.copy(rows, row, buffer.rows(), found.received());
                        broughtIn.add(id);
                        added++;
                    } else {
                        whole = false;
                        note = "there was no room for all that was brought in";
                    }
                }
                if (id != null
                        && broughtIn.has(id)
                        && found.gap().mayHave(rows.longAt(rows.schema().index("created_time"), row))) {
                    there++;
                }
            }
        }
        repair.brought(found, coverage, added, there, whole, note);
    }

    /** Asks for the books again. */
    private static void snapshots(Line line, Subscription one) {
        List<String> tickers = List.copyOf(one.tickers);
        for (int from = 0; from < tickers.size(); from += AT_A_TIME) {
            send(
                    line,
                    Frames.update(
                            line.nextId(),
                            one.sid(),
                            "get_snapshot",
                            tickers.subList(from, Math.min(tickers.size(), from + AT_A_TIME))));
        }
    }

    private void row(Line line, Subscription one, Inbox.Arrival arrival, Subscription.Place place)
            throws Json.Malformed {
        Buffer buffer = one.buffer;
        if (buffer == null) {
            return;
        }
        boolean room = buffer.hasRoom(arrival.micros());
        if (one.topic.isBooks()) {
            // A book goes on where its changes find no room.
            book(line, one, buffer, arrival, place == Subscription.Place.LATE, room);
            return;
        }
        if (!room) {
            return;
        }
        try {
            buffer.read(frame, arrival.micros());
        } catch (Json.Malformed | RuntimeException e) {
            tally.unreadable(e);
            other(one, true, arrival, String.valueOf(e.getMessage()));
            unreadable(line, one, arrival.micros());
            return;
        }
        Columns rows = buffer.rows();
        int row = rows.rows() - 1;
        if (!one.wants(buffer.ticker())) {
            buffer.takeBack();
            tally.stranger();
            return;
        }
        if (!one.topic.isTrades()) {
            one.isAnother();
        } else {
            String id = rows.textAt(TRADE_ID, row);
            if (id != null && !trades.add(id) && one.isToldApart()) {
                buffer.takeBack();
                repeated(line, one, arrival);
                return;
            }
            if (place == Subscription.Place.AGAIN && id != null && frame.seq() == one.last()) {
                // Another trade at the same place: it is none.
                one.isNotCounted();
                coverage.noSequence(one.topic.channel());
            }
            one.isAnother();
            rows.replace(ORIGIN, row, "stream");
            if (place != Subscription.Place.LATE) {
                one.time = rows.longAt(CREATED, row);
            }
        }
    }

    private void book(Line line, Subscription one, Buffer buffer, Inbox.Arrival arrival, boolean late, boolean room)
            throws Json.Malformed {
        BookMessages.Kind kind;
        try {
            kind = told.read(frame, one.yesPrices);
        } catch (Json.Malformed | RuntimeException e) {
            tally.unreadable(e);
            other(one, true, arrival, String.valueOf(e.getMessage()));
            if (frame.type().equals("orderbook_snapshot")) {
                // Asked for again it would be as unreadable.
                if (arrival.frame().contains('"' + told.ticker() + '"')) {
                    books.invalidate(told.ticker(), "its snapshot could not be read");
                }
                coverage.lost(one.topic.channel(), Why.UNREADABLE, arrival.micros(), arrival.micros(), 1);
            } else {
                unreadable(line, one, arrival.micros());
            }
            return;
        }
        if (!one.wants(told.ticker())) {
            tally.stranger();
            return;
        }
        // The book goes on where its changes find no room any more.
        Columns rows = room ? buffer.rows() : null;
        if (kind == BookMessages.Kind.SNAPSHOT) {
            String ticker = told.ticker();
            // There is no other answer to the question for it.
            if (!late) {
                line.pending
                        .values()
                        .removeIf(asked -> asked.command() == Line.Command.SNAPSHOT
                                && asked.subscription() == one
                                && asked.tickers().contains(ticker));
            }
            books.snapshot(told, rows, frame.seq(), arrival.micros(), late);
        } else {
            books.delta(told, rows, frame.seq(), arrival.micros(), late);
        }
        if (rows != null) {
            buffer.late();
        }
    }

    /** Keeps what has no table as it came. */
    private void other(@Nullable Subscription one, boolean readable, Inbox.Arrival arrival, @Nullable String problem) {
        if (!others.hasRoom(arrival.micros())) {
            return;
        }
        Columns rows = others.rows();
        if (one != null) {
            rows.set(OTHER_CHANNEL, one.topic.channel());
        }
        if (readable) {
            rows.set(OTHER_TYPE, frame.type().isEmpty() ? null : (Object) frame.type());
            if (frame.sid() >= 0) {
                rows.set(OTHER_SID, frame.sid());
            }
            if (frame.seq() >= 0) {
                rows.set(OTHER_SEQ, frame.seq());
            }
        }
        rows.set(OTHER_RECEIVED, arrival.micros());
        rows.set(OTHER_PROBLEM, (@Nullable Object) problem);
        rows.set(OTHER_FRAME, arrival.frame());
        rows.endRow();
    }

    private static final int TRADE_ID = FeedShapes.TRADES.index("trade_id");
    private static final int CREATED = FeedShapes.TRADES.index("created_time");
    private static final int ORIGIN = FeedShapes.TRADES.index(FeedShapes.ORIGIN);
    private static final int OTHER_CHANNEL = FeedShapes.OTHER.index("channel");
    private static final int OTHER_TYPE = FeedShapes.OTHER.index(FeedShapes.TYPE);
    private static final int OTHER_SID = FeedShapes.OTHER.index("sid");
    private static final int OTHER_SEQ = FeedShapes.OTHER.index("seq");
    private static final int OTHER_RECEIVED = FeedShapes.OTHER.index(FeedShapes.RECEIVED);
    private static final int OTHER_PROBLEM = FeedShapes.OTHER.index("problem");
    private static final int OTHER_FRAME = FeedShapes.OTHER.index("frame");
}
