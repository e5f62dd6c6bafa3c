package dev.kalshilab.feed;

import dev.kalshilab.model.KalshiException;
import dev.kalshilab.wire.Frames;
import dev.kalshilab.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One conversation with the exchange: subscribes, takes frames off the transport's thread, and parses them on its own.
 *
 * <p>Whatever happens to the stream goes through the inbox, so that it is known only when all that came before is in
 * the buffer. The parsing thread alone changes what is known.
 */
final class Session implements Transport.Listener, AutoCloseable {
    /** What it subscribes to. */
    static final String CHANNEL = "trade";

    private static final int SUBSCRIBE_ID = 1;
    private static final long LONGEST_MILLIS = 5000;

    private final Transport transport;
    private final RowBuffer trades;
    private final Inbox inbox;
    private final Tally tally = new Tally();
    private final CompletableFuture<Boolean> answer = new CompletableFuture<>();
    private final Thread parser = new Thread(this::parse, "kalshi-feed");
    private volatile @Nullable KalshiException failure;
    private volatile boolean ended;

    Session(Transport transport, RowBuffer trades, Inbox inbox) {
        this.transport = transport;
        this.trades = trades;
        this.inbox = inbox;
        parser.setDaemon(true);
    }

    /** Connects, and asks for the trades of these markets. */
    void start(List<String> tickers) {
        parser.start();
        transport.start(this);
        transport.send(Frames.subscribe(SUBSCRIBE_ID, CHANNEL, tickers));
    }

    /**
     * Waits for the exchange's answer to the subscription.
     *
     * @throws KalshiException when it refuses, is silent, or cannot be reached
     */
    void requireSubscribed(String where, long seconds) {
        try {
            answer.get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw again(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw Refusals.unanswered(where, seconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KalshiException("Opening the feed was interrupted.\nRun the cell again.", e);
        }
    }

    /** Throws what broke the stream off, when something did. */
    void requireWhole() {
        KalshiException why = failure;
        if (why != null) {
            throw again(why);
        }
    }

    /** With the caller's own stack; the thread that it came from says nothing to a reader. */
    private static KalshiException again(Throwable why) {
        return new KalshiException(String.valueOf(why.getMessage()), why.getCause());
    }

    /** What broke the stream off; null when nothing did. */
    @Nullable
    KalshiException failure() {
        return failure;
    }

    /** True when nothing more will come and all that came was parsed. */
    boolean ended() {
        return ended;
    }

    long messages() {
        return inbox.arrived();
    }

    /** Messages that found no room before they were parsed. */
    long overrun() {
        return inbox.lost();
    }

    Tally tally() {
        return tally;
    }

    // -- on the transport's thread: hand on, never parse -------------------------------------------------------------

    @Override
    public void frame(String text, long receivedMicros) {
        inbox.add(text, receivedMicros);
    }

    @Override
    public void ended(@Nullable Exception why) {
        inbox.end(why);
    }

    // -- on our own --------------------------------------------------------------------------------------------------

    private void parse() {
        KalshiException broken = null;
        boolean read = false;
        try {
            broken = readAll();
            read = true;
        } finally {
            finish(
                    read
                            ? broken
                            : Refusals.brokenOff(new IllegalStateException("the toolkit could not go on reading")));
        }
    }

    private void finish(@Nullable KalshiException broken) {
        failure = broken;
        inbox.end(null);
        if (broken != null) {
            transport.close();
        }
        ended = true;
        trades.end();
        answer.completeExceptionally(
                broken != null
                        ? broken
                        : new KalshiException("The feed was closed while it was opening.\nRun the cell again."));
    }

    /** Reads to the end; what broke the stream off, or null. */
    private @Nullable KalshiException readAll() {
        List<Inbox.Arrival> batch = new ArrayList<>();
        try {
            for (; inbox.take(batch); batch.clear()) {
                for (int i = 0; i < batch.size(); i++) {
                    KalshiException broken = read(batch.get(i));
                    if (broken != null) {
                        return broken;
                    }
                    if (Thread.interrupted()) {
                        inbox.abandon(batch.size() - i - 1);
                        return null;
                    }
                }
            }
        } catch (InterruptedException e) {
            inbox.abandon(0); // closing has waited long enough
        }
        Exception why = inbox.why();
        return why == null || why instanceof KalshiException ? (KalshiException) why : Refusals.brokenOff(why);
    }

    private @Nullable KalshiException read(Inbox.Arrival arrival) {
        try {
            Frames.Envelope envelope = Frames.envelope(arrival.frame());
            tally.place(envelope.sid(), envelope.seq());
            switch (envelope.type()) {
                case "trade", "trades" -> {
                    answer.complete(true);
                    trades.add(envelope.msg(), arrival.receivedMicros());
                }
                case "subscribed", "ok" -> answer.complete(true);
                case "error" -> {
                    return refused(Frames.complaint(envelope.msg(), arrival.frame()));
                }
                default -> tally.other(envelope.type());
            }
        } catch (Json.Malformed | RuntimeException e) {
            tally.unreadable(e);
        }
        return null;
    }

    private @Nullable KalshiException refused(Frames.Complaint said) {
        KalshiException ending = Refusals.ending(said);
        if (ending == null) {
            tally.complaint(said);
        }
        answer.completeExceptionally(Refusals.subscription(said));
        return ending;
    }

    /** Ends the stream; what arrived is parsed first. Leaves no thread and no socket, also when it is interrupted. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            transport.close();
            inbox.end(null);
            parser.join(LONGEST_MILLIS);
            parser.interrupt();
            parser.join(LONGEST_MILLIS);
        } catch (InterruptedException e) {
            parser.interrupt();
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
