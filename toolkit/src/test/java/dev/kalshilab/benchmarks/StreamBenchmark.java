package dev.kalshilab.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.kalshilab.book.LiveBook;
import dev.kalshilab.column.Columns;
import dev.kalshilab.feed.Backfill;
import dev.kalshilab.feed.Feed;
import dev.kalshilab.feed.FeedPlan;
import dev.kalshilab.http.Connection;
import dev.kalshilab.wire.BookMessages;
import dev.kalshilab.wire.FeedShapes;
import dev.kalshilab.wire.FrameReader;
import dev.kalshilab.wire.Frames;
import dev.kalshilab.wire.Json;
import dev.kalshilab.wire.Payloads;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Table;

/**
 * How fast a stream becomes columns, beside Python's websockets, orjson and pandas on the same bytes; what a message
 * allocates; what a delta of a book costs.
 *
 * <p>{@code toolkit/benchmarks/run streams} runs it. It prints numbers and ratios; it asserts that no message was lost,
 * and nothing about time. The server is a process of its own with its frames ready in memory, the clients take turns,
 * and of each the median counts. What comes first warms up and is not counted.
 */
public final class StreamBenchmark {
    private static final int READ = 100_000;
    private static final int WARM = 3;
    private static final long WARM_NANOS = 6_000_000_000L;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private StreamBenchmark() {}

    /** A Python with the libraries, the client for it; then how many messages, and how many rounds. */
    public static void main(String[] arguments) throws Exception {
        int messages = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1_000_000;
        int rounds = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 5;
        System.out.println("JDK " + System.getProperty("java.version") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors, "
                + Runtime.getRuntime().maxMemory() / 1_000_000 + " MB heap at most");
        reading();
        deltas();
        sockets(arguments[0], arguments[1], messages, rounds);
    }

    /** The compiler needs its time on a busy machine, however many rounds have passed. */
    private static boolean isWarm(int round, long warm) {
        return round >= WARM || System.nanoTime() > warm;
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }

    // -- from a text in memory ----------------------------------------------------------------------------------------

    private static void reading() throws Json.Malformed {
        Random random = new Random(1);
        List<String> frames = new ArrayList<>();
        long characters = 0;
        for (int i = 0; i < READ; i++) {
            frames.add(FramedServer.message(i, random));
            characters += frames.get(i).length();
        }
        print("trades of %d characters on average, from texts in memory:", characters / frames.size());
        for (boolean fast : new boolean[] {false, true}) {
            double[] nanos = new double[9];
            long bytes = 0;
            long warm = System.nanoTime() + WARM_NANOS;
            for (int round = 0; round < WARM + nanos.length; round += isWarm(round, warm) ? 1 : 0) {
                Columns rows = new Columns(FeedShapes.TRADES);
                Payloads payloads = new Payloads(rows);
                FrameReader reader = new FrameReader();
                long allocated = THREADS.getCurrentThreadAllocatedBytes();
                long begin = System.nanoTime();
                for (int i = 0; i < frames.size(); i++) {
                    if (fast) {
                        reader.open(frames.get(i));
                        payloads.read(reader, i);
                    } else {
                        Frames.Envelope envelope = Frames.envelope(frames.get(i));
                        payloads.read(envelope.msg(), i);
                    }
                }
                if (round >= WARM) {
                    nanos[round - WARM] = (double) (System.nanoTime() - begin) / frames.size();
                    bytes = THREADS.getCurrentThreadAllocatedBytes() - allocated;
                }
                require(rows.rows() == frames.size(), "rows are missing");
            }
            print(
                    "  %-40s %7.0f ns a message, %d bytes allocated, columns included",
                    fast ? "FrameReader, Payloads" : "Frames.envelope, Payloads (Moshi)",
                    median(nanos),
                    bytes / frames.size());
        }
    }

    // -- books --------------------------------------------------------------------------------------------------------

    private static void deltas() throws Json.Malformed {
        print("a delta of a book, best bid and best offer read after each:");
        for (int levels : new int[] {99, 1000}) {
            for (boolean near : new boolean[] {true, false}) {
                deltas(levels, near);
            }
        }
        deltaMessages();
    }

    /** From the text of a message to the best bid after it. */
    private static void deltaMessages() throws Json.Malformed {
        Random random = new Random(3);
        List<String> frames = new ArrayList<>();
        long[] prices = new long[99];
        long[] counts = new long[99];
        for (int i = 0; i < 99; i++) {
            prices[i] = (i + 1) * 10_000L;
            counts[i] = 100_000_000L;
        }
        for (int i = 0; i < READ; i++) {
            frames.add(String.format(
                    Locale.ROOT,
                    "{\"type\":\"orderbook_delta\",\"sid\":1,\"seq\":%d,\"msg\":{\"market_ticker\":\"KXHIGHNY-26AUG07-T85\","
                            + "\"market_id\":\"943fcfe7-68a7-48aa-84b0-9b5ed2d5b922\",\"price_dollars\":\"0.%02d00\","
                            + "\"delta_fp\":\"%d.00\",\"side\":\"%s\",\"ts\":\"2026-08-07T06:46:28.97871Z\","
                            + "\"ts_ms\":1786085188978}}",
                    i + 2,
                    1 + random.nextInt(99),
                    random.nextInt(1000) - 500,
                    random.nextBoolean() ? "yes" : "no"));
        }
        double[] nanos = new double[9];
        long bytes = 0;
        long warm = System.nanoTime() + WARM_NANOS;
        for (int round = 0; round < WARM + nanos.length; round += isWarm(round, warm) ? 1 : 0) {
            FrameReader reader = new FrameReader();
            BookMessages messages = new BookMessages();
            LiveBook book = new LiveBook("A");
            book.snapshot(prices, counts, 99, prices, counts, 99);
            long allocated = THREADS.getCurrentThreadAllocatedBytes();
            long begin = System.nanoTime();
            for (int i = 0; i < frames.size(); i++) {
                reader.open(frames.get(i));
                messages.read(reader, false);
                book.delta(messages.yes(), messages.price(), messages.change());
            }
            if (round >= WARM) {
                nanos[round - WARM] = (double) (System.nanoTime() - begin) / frames.size();
                bytes = THREADS.getCurrentThreadAllocatedBytes() - allocated;
            }
            require(book.valid(), String.valueOf(book.problem()));
        }
        print(
                "  %-40s %7.0f ns a message, %d bytes allocated",
                "FrameReader, BookMessages, LiveBook", median(nanos), bytes / frames.size());
    }

    private static void deltas(int levels, boolean near) {
        int count = 1 << 16;
        int half = levels / 2;
        long tick = levels < 100 ? 10_000 : 1000;
        Random random = new Random(levels);
        long[] prices = new long[half];
        long[] counts = new long[half];
        for (int i = 0; i < half; i++) {
            prices[i] = (i + 1) * tick;
            counts[i] = 1000;
        }
        long[][] resting = {counts.clone(), counts.clone()};
        boolean[] sides = new boolean[count];
        long[] at = new long[count];
        long[] changes = new long[count];
        for (int i = 0; i < count; i++) {
            sides[i] = random.nextBoolean();
            int level = near ? Math.max(0, half - 1 - (int) Math.abs(random.nextGaussian() * 6)) : random.nextInt(half);
            long there = resting[sides[i] ? 0 : 1][level];
            changes[i] = there == 0 || random.nextInt(3) > 0 ? 1 + random.nextInt(100_000) : -there;
            at[i] = prices[level];
            resting[sides[i] ? 0 : 1][level] += changes[i];
        }
        LiveBook book = new LiveBook("A");
        double[] nanos = new double[31];
        long sum = 0;
        for (int round = 0; round < 30 + nanos.length; round++) {
            book.snapshot(prices, counts, half, prices, counts, half);
            long begin = System.nanoTime();
            for (int i = 0; i < count; i++) {
                book.delta(sides[i], at[i], changes[i]);
                sum += book.bestBid() + book.bestAsk();
            }
            if (round >= 30) {
                nanos[round - 30] = (double) (System.nanoTime() - begin) / count;
            }
            require(book.valid(), String.valueOf(book.problem()));
        }
        require(sum != 0, "nothing was read");
        print("  %-40s %7.0f ns", levels + " levels, " + (near ? "near the best" : "anywhere"), median(nanos));
    }

    // -- over a socket ------------------------------------------------------------------------------------------------

    private static void sockets(String python, String client, int messages, int rounds)
            throws IOException, InterruptedException {
        Process server = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        FramedServer.class.getName(),
                        String.valueOf(messages))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
            String address = "://127.0.0.1:" + out.readLine() + "/trade-api/ws/v2";
            print("%d trades over one socket, clients in turn, medians of %d rounds after %d:", messages, rounds, WARM);
            double[][] seconds = new double[5][rounds];
            String versions = "";
            long contracts = 0;
            Run last = null;
            for (int round = -WARM; round < rounds; round++) {
                Run count = new Run("http" + address, messages, Way.COUNT);
                Run moshi = new Run("http" + address, messages, Way.MOSHI);
                last = new Run("http" + address, messages, Way.FAST);
                contracts = last.contracts();
                double feed = feed("http" + address, messages, contracts);
                require(moshi.contracts() == contracts, "contracts differ");
                if (round < 0) {
                    continue;
                }
                seconds[0][round] = count.seconds;
                seconds[1][round] = moshi.seconds;
                seconds[2][round] = last.seconds;
                seconds[4][round] = feed;
                String[] told = python(python, client, "ws" + address, messages);
                seconds[3][round] = Double.parseDouble(told[0]);
                require(Long.parseLong(told[1]) == contracts, "Python has other contracts");
                versions = told[2];
            }
            double base = median(seconds[3]);
            say("OkHttp, counted only", messages, median(seconds[0]), base);
            say("OkHttp -> queue -> Moshi", messages, median(seconds[1]), base);
            say("OkHttp -> queue -> FrameReader", messages, median(seconds[2]), base);
            say("a feed, to its Tablesaw table", messages, median(seconds[4]), base);
            say(versions, messages, base, base);
            if (last != null) {
                print(
                        "  allocated a message: %d bytes by the thread of the socket, %d by the one that parses",
                        last.socketBytes / messages, last.parserBytes / messages);
                print("  at most %d messages waited between the two; none was lost", last.mostWaiting);
            }
        } finally {
            server.destroy();
            server.waitFor(5, TimeUnit.SECONDS);
        }
    }

    /** What a user writes, from opening to the table; how long it took. */
    private static double feed(String address, int messages, long contracts) {
        String api = address.replace("/trade-api/ws/v2", "/trade-api/v2");
        Backfill nobody = (tickers, from, to) -> {
            throw new IllegalStateException("a repair was asked for");
        };
        long begin = System.nanoTime();
        try (Connection connection = Connection.live("bench", api, Clock.systemUTC());
                Feed feed = FeedPlan.on(connection, nobody).trades().open()) {
            require(feed.await(messages, Duration.ofMinutes(5)), feed.toString());
            Table table = feed.trades();
            double seconds = (System.nanoTime() - begin) / 1e9;
            require(table.rowCount() == messages, "messages were lost");
            long sum = 0;
            for (double count : table.doubleColumn("count").asDoubleArray()) {
                sum += Math.round(count * 100);
            }
            require(sum == contracts, "contracts differ");
            return seconds;
        }
    }

    private static void say(String what, int messages, double seconds, double base) {
        print(
                "  %-40s %9.0f messages a second, %5.2f times Python   %s",
                what.length() > 40 ? "Python" : what,
                messages / seconds,
                base / seconds,
                what.length() > 40 ? "(" + what + ")" : "");
    }

    private static String[] python(String python, String client, String address, int messages)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(python, client, address, String.valueOf(messages))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        require(process.waitFor() == 0, "the Python client failed");
        return told.strip().split(";", -1);
    }

    private enum Way {
        COUNT,
        MOSHI,
        FAST
    }

    /** One client from its subscription to the last row. */
    private static final class Run extends WebSocketListener {
        private static final int MOST_WAITING = 200_000;

        private final Way way;
        private final int messages;
        private final Columns rows = new Columns(FeedShapes.TRADES);
        private final ArrayDeque<String> waiting = new ArrayDeque<>();
        private int counted;
        private boolean over;
        private @Nullable Throwable failure;
        final double seconds;
        long socketBytes;
        long parserBytes;
        int mostWaiting;

        Run(String address, int messages, Way way) throws InterruptedException {
            this.way = way;
            this.messages = messages;
            OkHttpClient client = new OkHttpClient();
            WebSocket socket =
                    client.newWebSocket(new Request.Builder().url(address).build(), this);
            long begin = System.nanoTime();
            socket.send("{\"id\":1,\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"trade\"]}}");
            try {
                read();
            } catch (Json.Malformed e) {
                throw new IllegalStateException(e);
            }
            seconds = (System.nanoTime() - begin) / 1e9;
            socket.cancel();
            client.dispatcher().executorService().shutdown();
            client.connectionPool().evictAll();
            require(failure == null, String.valueOf(failure));
            require((way == Way.COUNT ? counted : rows.rows()) == messages, "messages were lost");
        }

        private void read() throws InterruptedException, Json.Malformed {
            long allocated = THREADS.getCurrentThreadAllocatedBytes();
            Payloads payloads = new Payloads(rows);
            FrameReader reader = new FrameReader();
            List<String> batch = new ArrayList<>();
            while (take(batch)) {
                for (int i = 0; i < batch.size(); i++) {
                    if (way == Way.FAST) {
                        reader.open(batch.get(i));
                        payloads.read(reader, i);
                    } else {
                        payloads.read(Frames.envelope(batch.get(i)).msg(), i);
                    }
                }
                batch.clear();
            }
            parserBytes = THREADS.getCurrentThreadAllocatedBytes() - allocated;
        }

        private synchronized boolean take(List<String> batch) throws InterruptedException {
            while (waiting.isEmpty() && !over) {
                wait();
            }
            mostWaiting = Math.max(mostWaiting, waiting.size());
            for (int i = 0; i < 256 && !waiting.isEmpty(); i++) {
                batch.add(waiting.remove());
            }
            if (waiting.size() < MOST_WAITING) {
                notifyAll();
            }
            return !batch.isEmpty();
        }

        @Override
        public void onMessage(WebSocket socket, String text) {
            if (way == Way.COUNT) {
                counted++;
                if (counted == messages) {
                    end(null);
                }
                return;
            }
            synchronized (this) {
                counted++;
                // A feed would rather lose messages than wait; here all are to be read.
                while (waiting.size() >= MOST_WAITING) {
                    try {
                        wait();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return;
                    }
                }
                waiting.add(text);
                if (waiting.size() == 1) {
                    notifyAll();
                }
            }
            if (counted == messages) {
                socketBytes = THREADS.getCurrentThreadAllocatedBytes();
                end(null);
            }
        }

        private synchronized void end(@Nullable Throwable why) {
            if (!over) {
                over = true;
                failure = why;
            }
            notifyAll();
        }

        @Override
        public void onClosed(WebSocket socket, int code, String reason) {
            end(null);
        }

        @Override
        public void onFailure(WebSocket socket, Throwable why, @Nullable Response response) {
            end(why);
        }

        /** Of all trades, in 1/100: what another client must have too. */
        long contracts() {
            int column = rows.schema().index("count");
            long sum = 0;
            for (int row = 0; row < rows.rows(); row++) {
                sum += rows.longAt(column, row);
            }
            return sum;
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static void require(boolean fact, String otherwise) {
        if (!fact) {
            throw new IllegalStateException(otherwise);
        }
    }
}
