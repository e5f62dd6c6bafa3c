package dev.kalshilab.feed;

import dev.kalshilab.http.Connection;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Ticker;
import dev.kalshilab.wire.Frames;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The public streams of some markets, for the tape that their connection is being recorded on: trades, tickers, order
 * books, and the lifecycles of all markets.
 *
 * <p>Nothing is parsed but what is round a message. What breaks off is opened again until {@link #close}; all of it
 * is one stream on the tape. {@link #toString} counts what came.
 */
public final class RawStream implements AutoCloseable {
    private static final long ANSWER_SECONDS = 15;
    private static final long LONGEST_MILLIS = 5000;
    private static final long MOST_WAITING_BYTES = 64L << 20;

    private final Connection connection;
    private final List<String> tickers;
    private final List<Topic> channels;
    private final Backoff backoff;
    private final Line line;
    private final Consumer<String> says;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CompletableFuture<Boolean> begun = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "kalshi-streams");
    private final Runnable end = this::close;
    private @Nullable Transport transport;
    private final Counts counts = new Counts();

    private RawStream(
            Connection connection, List<String> tickers, List<Topic> channels, Backoff backoff, Consumer<String> says) {
        this.connection = connection;
        this.tickers = tickers.stream().map(Ticker::market).distinct().toList();
        this.channels = channels;
        this.backoff = backoff;
        this.line = new Line(new Tapes(connection), backoff);
        this.says = says;
        channels.forEach(channel -> counts.of(channel.channel()));
        thread.setDaemon(true);
    }

    /**
     * Connects and subscribes.
     *
     * @param says takes a line when a channel is refused, when the streams break off, and when they go on
     * @throws KalshiException when the exchange refuses all of it, or does not answer
     */
    public static RawStream open(Connection connection, List<String> tickers, Consumer<String> says) {
        return open(connection, tickers, Topic.PUBLIC, Backoff.usual(), says);
    }

    static RawStream open(
            Connection connection, List<String> tickers, List<Topic> channels, Backoff backoff, Consumer<String> says) {
        connection.requireOpen();
        RawStream streams = new RawStream(connection, tickers, channels, backoff, says);
        connection.whenClosed(streams.end);
        streams.thread.start();
        try {
            streams.requireBegun();
            return streams;
        } catch (RuntimeException e) {
            streams.close();
            throw e;
        }
    }

    private void requireBegun() {
        try {
            begun.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable why = e.getCause() == null ? e : e.getCause();
            throw new KalshiException(String.valueOf(why.getMessage()), why.getCause());
        } catch (TimeoutException e) {
            throw Refusals.unanswered(connection.name(), ANSWER_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KalshiException("Opening the streams was interrupted.\nOpen them again.", e);
        }
    }

    private void run() {
        try {
            while (stop.getCount() > 0) {
                long began = System.nanoTime();
                KalshiException broken = connected();
                if (stop.getCount() == 0 || begun.completeExceptionally(broken)) {
                    return;
                }
                boolean served = counts.broke(Refusals.reasonOf(broken));
                Duration wait = backoff.after(Duration.ofNanos(System.nanoTime() - began), served);
                if (stop.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            // Closing has waited long enough.
        } finally {
            begun.completeExceptionally(new KalshiException("The streams were closed while they were opening."));
        }
    }

    /** One connection from its beginning to its end; what ended it. */
    private KalshiException connected() throws InterruptedException {
        Transport next = new SocketTransport(connection, line.tapes, SocketTransport.PING, new Object());
        synchronized (this) {
            transport = next;
        }
        if (stop.getCount() == 0) {
            next.close();
        }
        try {
            Exception why = new RawSession(next, line, channels, tickers, new Inbox(MOST_WAITING_BYTES), counts).run();
            if (why instanceof KalshiException told) {
                return told;
            }
            return Refusals.brokenOff(why == null ? new IOException("it was closed") : why);
        } catch (KalshiException e) {
            return e; // there is no key, or no connection any more
        } catch (RuntimeException e) {
            return Refusals.brokenOff(e); // a night's recording does not end for a mistake of ours
        }
    }

    /** Ends the streams; what arrived is counted. Leaves no thread and no socket, also when it is interrupted. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        stop.countDown();
        Transport open;
        synchronized (this) {
            open = transport;
        }
        try {
            if (open != null) {
                open.close();
            }
            thread.join(LONGEST_MILLIS);
            thread.interrupt();
            thread.join(LONGEST_MILLIS);
        } catch (InterruptedException e) {
            thread.interrupt();
            interrupted = true;
        } finally {
            connection.forget(end);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Such as {@code 1,234 frames: trade 30, ticker 200, orderbook_delta 1,000, answers 4; 1 connection}. */
    @Override
    public String toString() {
        return counts.toString();
    }

    /** What came over all connections. */
    private final class Counts implements RawSession.Told {
        private final Map<String, Long> messages = new LinkedHashMap<>();
        private final Map<String, String> refusals = new HashMap<>();
        private long others;
        private long uncounted;
        private int connections;
        // Whether this connection has a subscription, and what was said of the end of the one before.
        private boolean goesOn;
        private String broken = "";

        synchronized void of(String channel) {
            messages.put(channel, 0L);
        }

        @Override
        public void accepted(String channel) {
            synchronized (this) {
                refusals.remove(channel);
                if (goesOn) {
                    return;
                }
                goesOn = true;
                connections++;
            }
            if (!begun.complete(true)) {
                broken = "";
                says.accept("The streams go on.");
            }
        }

        /** Says why, once for many attempts that fail alike; true when there was a subscription by then. */
        boolean broke(String why) {
            boolean went;
            synchronized (this) {
                went = goesOn;
                goesOn = false;
            }
            if (!why.equals(broken)) {
                broken = why;
                says.accept("The streams are interrupted: "
                        + (why.endsWith(".") ? why.substring(0, why.length() - 1) : why) + ". They are opened again.");
            }
            return went;
        }

        @Override
        public void refused(String channel, Frames.Complaint said) {
            String words = Refusals.line(said.toString());
            if (!words.equals(refusals.put(channel, words))) {
                says.accept("The exchange refuses " + channel + ": " + words + ". What else there is goes on.");
            }
        }

        @Override
        public void complaint(Frames.Complaint said) {
            says.accept("The exchange says: " + Refusals.line(said.toString()) + ".");
        }

        @Override
        public synchronized void message(String channel) {
            messages.merge(channel.isEmpty() ? "no type" : channel, 1L, Long::sum);
        }

        @Override
        public synchronized void other() {
            others++;
        }

        @Override
        public synchronized void uncounted(long frames) {
            uncounted += frames;
        }

        @Override
        public synchronized String toString() {
            StringJoiner parts = new StringJoiner(", ");
            long all = others + uncounted;
            for (Map.Entry<String, Long> one : messages.entrySet()) {
                parts.add(one.getKey() + " " + grouped(one.getValue()));
                all += one.getValue();
            }
            parts.add("answers " + grouped(others));
            if (uncounted > 0) {
                parts.add("not told apart " + grouped(uncounted));
            }
            return Tally.count(all, "frame") + ": " + parts + "; " + Tally.count(connections, "connection");
        }

        private static String grouped(long count) {
            return String.format(Locale.ROOT, "%,d", count);
        }
    }
}
