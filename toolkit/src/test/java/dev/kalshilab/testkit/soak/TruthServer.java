package dev.kalshilab.testkit.soak;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A small exchange on plain sockets, of the JDK alone: streams and the list of trades, with faults, and a file of what is
 * true.
 *
 * <p>It is a process: {@code java TruthServer FILE key=value…}. It prints {@code LISTENING port}; at each mark {@code
 * MARK n}, and goes on with {@code GO} on its input; it ends with the end of its input. With {@code few=1} faults are cuts and lost messages alone. The file has a line for each
 * thing, times in microseconds, prices in 1/10,000 dollar, counts in 1/100 contract; each but the last field is a number:
 *
 * <ul>
 *   <li>{@code T,id,time,market,price,count,yes taker,connection,seq,fate} a trade
 *   <li>{@code K,id,time,market,bid,ask,bid size,ask size,volume,connection,fate} what a ticker says
 *   <li>{@code D,id,time,market,yes,price,delta,count,bid,ask,bid size,ask size,yes depth,no depth,connection,seq,fate}
 *   <li>{@code S,time,market,bid,ask,bid size,ask size,yes depth,no depth,connection,seq,fate} a snapshot of a book
 *   <li>{@code I,time,market,id of the ticker,connection,fate} a ticker sent again at the beginning
 *   <li>{@code F,time,connection,what} a fault
 *   <li>{@code B,mark,market,price:count …,price:count …} a whole book, YES and NO
 * </ul>
 */
public final class TruthServer {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private static final int BOOK = 0;
    private static final int TRADE = 1;
    private static final int TICKER = 2;
    private static final List<String> CHANNELS = List.of("orderbook_delta", "trade", "ticker");

    private enum Fault {
        CUT,
        RESET,
        HALF_A_FRAME,
        GOODBYE,
        SILENCE,
        DROP,
        DROP_MANY,
        TWICE,
        SWAP,
        SHUFFLE,
        GARBLE,
        GARBLE_MANY,
        STALL,
        STALL_AND_CUT,
        OVERFLOW,
        BURST,
        BROKEN_CHANNEL
    }

    // -- what is true ------------------------------------------------------------------------------------------------

    private static final class Market {
        final int number;
        final String ticker;
        final int mid;
        // By cents; in 1/100 contract.
        final int[] yes = new int[100];
        final int[] no = new int[100];
        long volume;
        String lastTicker = "";
        long lastTickerId = -1;
        // Of its trades, oldest first.
        int trades;
        long[] ids = new long[1024];
        long[] times = new long[1024];
        int[] prices = new int[1024];
        int[] counts = new int[1024];
        boolean[] takers = new boolean[1024];

        Market(int number, Random random) {
            this.number = number;
            this.ticker = "KXSOAK-26NOV23-T" + number;
            this.mid = 20 + random.nextInt(61);
            for (int i = 0; i < 8; i++) {
                yes[1 + random.nextInt(mid - 1)] = 100 * (1 + random.nextInt(500));
                no[1 + random.nextInt(99 - mid)] = 100 * (1 + random.nextInt(500));
            }
        }

        static int best(int[] side) {
            for (int cents = 99; cents > 0; cents--) {
                if (side[cents] > 0) {
                    return cents;
                }
            }
            return -1;
        }

        static long depth(int[] side) {
            long depth = 0;
            for (int count : side) {
                depth += count;
            }
            return depth;
        }

        /** Bid, offer, their sizes, depths. */
        String tops() {
            int bid = best(yes);
            int against = best(no);
            return (bid < 0 ? -1 : bid * 100) + "," + (against < 0 ? -1 : 10_000 - against * 100) + ","
                    + (bid < 0 ? -1 : yes[bid]) + "," + (against < 0 ? -1 : no[against]) + "," + depth(yes) + ","
                    + depth(no);
        }

        static String levels(int[] side) {
            StringBuilder levels = new StringBuilder();
            for (int cents = 1; cents < 100; cents++) {
                if (side[cents] > 0) {
                    levels.append(levels.length() == 0 ? "" : " ")
                            .append(cents * 100)
                            .append(':')
                            .append(side[cents]);
                }
            }
            return levels.toString();
        }

        synchronized void trade(long id, long time, int price, int count, boolean taker) {
            if (trades == ids.length) {
                ids = Arrays.copyOf(ids, trades * 2);
                times = Arrays.copyOf(times, trades * 2);
                prices = Arrays.copyOf(prices, trades * 2);
                counts = Arrays.copyOf(counts, trades * 2);
                takers = Arrays.copyOf(takers, trades * 2);
            }
            ids[trades] = id;
            times[trades] = time;
            prices[trades] = price;
            counts[trades] = count;
            takers[trades] = taker;
            trades++;
        }

        /** A page, newest first. */
        synchronized String page(long from, long to, long below, int limit) {
            StringBuilder page = new StringBuilder("{\"trades\":[");
            int row = (int) Math.min(trades, below) - 1;
            while (row >= 0 && times[row] > to) {
                row--;
            }
            int given = 0;
            for (; row >= 0 && times[row] >= from && given < limit; row--, given++) {
                page.append(given == 0 ? "" : ",")
                        .append("{\"trade_id\":\"")
                        .append(id(ids[row]))
                        .append("\",\"ticker\":\"")
                        .append(ticker)
                        .append("\",\"count_fp\":\"")
                        .append(fixed(counts[row], 2))
                        .append("\",\"yes_price_dollars\":\"")
                        .append(fixed(prices[row], 4))
                        .append("\",\"no_price_dollars\":\"")
                        .append(fixed(10_000 - prices[row], 4))
                        .append("\",\"taker_side\":\"")
                        .append(takers[row] ? "yes" : "no")
                        .append("\",\"created_time\":\"")
                        .append(time(times[row]))
                        .append("\"}");
            }
            boolean more = row >= 0 && times[row] >= from && given == limit;
            return page.append("],\"cursor\":\"")
                    .append(more ? String.valueOf(row + 1) : "")
                    .append("\"}")
                    .toString();
        }
    }

    private static String id(long number) {
        String digits = "000000000000" + number;
        return "soak-" + digits.substring(digits.length() - 12);
    }

    private static String fixed(long value, int decimals) {
        long unit = decimals == 2 ? 100 : 10_000;
        String behind = String.valueOf(unit + Math.abs(value) % unit).substring(1);
        return (value < 0 ? "-" : "") + Math.abs(value) / unit + "." + behind;
    }

    private static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    private static String time(long micros) {
        String text = Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
        return text.length() == 20 ? text.substring(0, 19) + ".000000Z" : text;
    }

    // -- connections -------------------------------------------------------------------------------------------------

    private static final class Channel {
        final int kind;
        final int sid;
        final boolean yesPrices;
        final Set<String> tickers = new LinkedHashSet<>();
        long seq;

        Channel(int kind, int sid, boolean yesPrices) {
            this.kind = kind;
            this.sid = sid;
            this.yesPrices = yesPrices;
        }
    }

    /** A frame that others overtake. */
    private static final class Held {
        final byte[] frame;
        int after;

        Held(byte[] frame, int after) {
            this.frame = frame;
            this.after = after;
        }
    }

    private record Input(Peer peer, int opcode, String text) {}

    /** A stream. What is sent on it is the main thread's. */
    private static final class Peer {
        final int number;
        final Socket socket;
        final OutputStream out;
        final Channel[] channels = new Channel[CHANNELS.size()];
        final List<Held> held = new ArrayList<>();
        final Queue<byte[]> backlog = new ArrayDeque<>();
        volatile boolean silent;
        boolean over;
        long stalledUntil;
        boolean cutAfterStall;
        int sids;

        Peer(int number, Socket socket) throws IOException {
            this.number = number;
            this.socket = socket;
            this.out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
        }

        boolean isSubscribed() {
            return !over && !silent && Arrays.stream(channels).noneMatch(channel -> channel == null);
        }
    }

    private final PrintStream truth;
    private final Random random;
    private final Random sizes;
    private final List<Market> markets = new ArrayList<>();
    private final Map<String, Market> byTicker = new HashMap<>();
    private final ServerSocket server;
    private final BlockingQueue<Input> inputs = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> orders = new LinkedBlockingQueue<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final long messages;
    private final int faults;
    private final int rate;
    private final boolean tradesHavePlaces;
    private final boolean holds;
    private final boolean few;
    private final int snapshotAnswer;
    private final List<Fault> deck = new ArrayList<>();

    private volatile Peer current;
    private final AtomicInteger refuse = new AtomicInteger();
    private int peers;
    private long lastMicros;
    private long ids;
    private long sent;
    private int done;
    private int dropLeft;
    private int garbleLeft;
    private boolean twice;
    private int swapLeft;
    private int overflowLeft;
    private int overflowKind;
    private long burst;
    private boolean calm;

    private TruthServer(Path file, Map<String, Long> options) throws IOException {
        truth = new PrintStream(
                new BufferedOutputStream(Files.newOutputStream(file), 1 << 20), false, StandardCharsets.UTF_8);
        long seed = options.getOrDefault("seed", 1L);
        random = new Random(seed);
        sizes = new Random(seed + 1);
        messages = options.getOrDefault("messages", 50_000L);
        faults = options.getOrDefault("faults", 40L).intValue();
        rate = options.getOrDefault("rate", 10_000L).intValue();
        tradesHavePlaces = options.getOrDefault("places", 1L) == 1;
        few = options.getOrDefault("few", 0L) == 1;
        holds = options.getOrDefault("hold", 0L) == 1;
        snapshotAnswer = random.nextInt(3);
        for (int i = 0; i < options.getOrDefault("markets", 6L); i++) {
            Market market = new Market(i, random);
            markets.add(market);
            byTicker.put(market.ticker, market);
        }
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        current = nobody();
    }

    private static Peer nobody() throws IOException {
        Peer nobody = new Peer(0, new Socket() {
            @Override
            public OutputStream getOutputStream() {
                return OutputStream.nullOutputStream();
            }
        });
        nobody.over = true;
        return nobody;
    }

    /** Runs until its input ends. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Map<String, Long> options = new HashMap<>();
        for (int i = 1; i < args.length; i++) {
            int equals = args[i].indexOf('=');
            options.put(args[i].substring(0, equals), Long.valueOf(args[i].substring(equals + 1)));
        }
        TruthServer server = new TruthServer(Path.of(args[0]), options);
        daemon(server::accept);
        daemon(server::listen);
        say("LISTENING " + server.server.getLocalPort());
        server.run(options.getOrDefault("marks", 4L).intValue());
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private void listen() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                orders.add(line);
            }
        } catch (IOException e) {
            // As its end.
        }
        Runtime.getRuntime().halt(0);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                daemon(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    // -- requests ----------------------------------------------------------------------------------------------------

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("it ended");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private void serve(Socket socket) {
        try {
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
            while (true) {
                String[] request = line(in).split(" ");
                String key = "";
                for (String header = line(in); !header.isEmpty(); header = line(in)) {
                    if (header.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:")) {
                        key = header.substring(header.indexOf(':') + 1).strip();
                    }
                }
                if (!key.isEmpty()) {
                    upgrade(socket, in, key);
                    return;
                }
                answer(socket, request[1]);
            }
        } catch (IOException e) {
            try {
                socket.close();
            } catch (IOException again) {
                // It is gone.
            }
        }
    }

    private static void answer(Socket socket, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        OutputStream out = new BufferedOutputStream(socket.getOutputStream(), bytes.length + 200);
        out.write(("HTTP/1.1 " + status + " said\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.flush();
    }

    private void answer(Socket socket, String target) throws IOException {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        Map<String, String> query = new HashMap<>();
        for (String pair : mark < 0 ? new String[0] : target.substring(mark + 1).split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        if (path.endsWith("/historical/cutoff")) {
            answer(
                    socket,
                    200,
                    "{\"market_settled_ts\":\"2024-01-01T00:00:00Z\",\"trades_created_ts\":\"2024-01-01T00:00:00Z\","
                            + "\"orders_updated_ts\":\"2024-01-01T00:00:00Z\","
                            + "\"market_positions_last_updated_ts\":\"2024-01-01T00:00:00Z\"}");
            return;
        }
        Market market = byTicker.get(query.getOrDefault("ticker", ""));
        if (!path.endsWith("/trade-api/v2/markets/trades") || market == null) {
            answer(socket, 404, "{\"error\":{\"code\":\"not_found\",\"message\":\"not found\"}}");
            return;
        }
        long from = Long.parseLong(query.getOrDefault("min_ts", "0")) * 1_000_000;
        long to = Long.parseLong(query.getOrDefault("max_ts", "9999999999")) * 1_000_000;
        int limit = Integer.parseInt(query.getOrDefault("limit", "100"));
        String cursor = query.getOrDefault("cursor", "");
        answer(socket, 200, market.page(from, to, cursor.isEmpty() ? Long.MAX_VALUE : Long.parseLong(cursor), limit));
    }

    private void upgrade(Socket socket, DataInputStream in, String key) throws IOException {
        if (refuse.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            answer(socket, 503, "{}");
            socket.close();
            return;
        }
        String accept;
        try {
            accept = Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1")
                            .digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
        socket.getOutputStream()
                .write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Accept: " + accept + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        Peer peer;
        synchronized (this) {
            peer = new Peer(++peers, socket);
            current = peer;
        }
        begun.countDown();
        try {
            while (!peer.silent) {
                read(peer, in);
            }
        } finally {
            inputs.add(new Input(peer, CLOSE, "gone"));
        }
    }

    private void read(Peer peer, DataInputStream in) throws IOException {
        int opcode = in.readUnsignedByte() & 15;
        int length = in.readUnsignedByte() & 127;
        length = length == 126 ? in.readUnsignedShort() : length == 127 ? (int) in.readLong() : length;
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes(length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] = (byte) (payload[i] ^ mask[i % 4]);
        }
        inputs.add(new Input(peer, opcode, new String(payload, StandardCharsets.UTF_8)));
    }

    // -- the main thread ---------------------------------------------------------------------------------------------

    private void run(int marks) throws IOException, InterruptedException {
        begun.await();
        if (holds) {
            hold("READY");
        }
        for (int mark = 1; mark <= marks; mark++) {
            long target = messages * mark / marks;
            long start = System.nanoTime();
            long before = sent;
            burst = 0;
            while (sent < target || isFaulty()) {
                handle(0);
                boolean live = current.isSubscribed();
                long allowed = before + burst + (long) ((System.nanoTime() - start) / 1e9 * rate);
                if (!live) {
                    // Little happens while nobody looks.
                    start = System.nanoTime();
                    before = sent;
                    burst = 0;
                    event();
                    flush();
                    handle(2);
                } else if (sent < allowed) {
                    for (int i = 0; i < 64 && sent < allowed && current.isSubscribed(); i++) {
                        event();
                        sent++;
                        faultWhenDue();
                    }
                    flush();
                } else {
                    flush();
                    handle(1);
                }
            }
            mark(mark);
        }
        while (true) {
            handle(50);
            flush();
        }
    }

    /** Not in the middle of a fault. */
    private boolean isFaulty() {
        return dropLeft > 0
                || garbleLeft > 0
                || twice
                || swapLeft > 0
                || overflowLeft > 0
                || current.stalledUntil != 0
                || !current.held.isEmpty();
    }

    private void mark(int mark) throws IOException, InterruptedException {
        calm = true;
        while (!current.isSubscribed()) {
            handle(5);
            flush();
        }
        for (Market market : markets) {
            delta(market);
            trade(market);
            ticker(market);
            truth.println("B," + mark + "," + market.number + "," + Market.levels(market.yes) + ","
                    + Market.levels(market.no));
        }
        flush();
        truth.flush();
        hold("MARK " + mark);
        calm = false;
    }

    /** Says how it stands, and lets nothing happen before it is told to go on. */
    private void hold(String state) throws InterruptedException {
        while (!current.isSubscribed()) {
            handle(5);
            flush();
        }
        say(state);
        while (!"GO".equals(orders.poll())) {
            handle(5);
            flush();
            truth.flush();
        }
    }

    private void handle(long waitMillis) throws InterruptedException {
        Input input = waitMillis == 0 ? inputs.poll() : inputs.poll(waitMillis, TimeUnit.MILLISECONDS);
        for (; input != null; input = inputs.poll()) {
            Peer peer = input.peer();
            if (peer.over || peer.silent) {
                continue;
            }
            try {
                switch (input.opcode()) {
                    case TEXT -> command(peer, input.text());
                    case PING -> raw(peer, frame(PONG, input.text().getBytes(StandardCharsets.UTF_8)));
                    case CLOSE -> {
                        if (!input.text().equals("gone")) {
                            raw(peer, frame(CLOSE, new byte[] {3, (byte) 0xE8}));
                            peer.out.flush();
                        }
                        hangUp(peer, false);
                    }
                    default -> {}
                }
            } catch (IOException e) {
                hangUp(peer, false);
            }
        }
    }

    private void flush() {
        Peer peer = current;
        if (peer.over || peer.silent) {
            return;
        }
        try {
            if (peer.stalledUntil != 0 && System.nanoTime() >= peer.stalledUntil) {
                peer.stalledUntil = 0;
                int most = peer.cutAfterStall ? peer.backlog.size() / 2 : Integer.MAX_VALUE;
                for (int i = 0; i < most && !peer.backlog.isEmpty(); i++) {
                    peer.out.write(peer.backlog.remove());
                }
                if (peer.cutAfterStall) {
                    peer.out.flush();
                    hangUp(peer, true);
                    return;
                }
            }
            if (peer.stalledUntil == 0) {
                peer.out.flush();
            }
        } catch (IOException e) {
            hangUp(peer, false);
        }
    }

    private void hangUp(Peer peer, boolean reset) {
        peer.over = true;
        peer.held.clear();
        peer.backlog.clear();
        peer.stalledUntil = 0;
        if (peer == current) {
            dropLeft = 0;
            garbleLeft = 0;
            twice = false;
            swapLeft = 0;
            overflowLeft = 0;
        }
        try {
            if (reset) {
                peer.socket.setSoLinger(true, 0);
            }
            peer.socket.close();
        } catch (IOException e) {
            // It is gone.
        }
    }

    // -- frames ------------------------------------------------------------------------------------------------------

    private static byte[] frame(int opcode, byte[] payload) {
        int head = payload.length < 126 ? 2 : payload.length < 65_536 ? 4 : 10;
        byte[] frame = new byte[head + payload.length];
        frame[0] = (byte) (0x80 | opcode);
        if (head == 2) {
            frame[1] = (byte) payload.length;
        } else {
            frame[1] = (byte) (head == 4 ? 126 : 127);
            long length = payload.length;
            for (int i = head - 1; i > 1; i--) {
                frame[i] = (byte) length;
                length >>= 8;
            }
        }
        System.arraycopy(payload, 0, frame, head, payload.length);
        return frame;
    }

    private static void raw(Peer peer, byte[] frame) throws IOException {
        if (peer.stalledUntil != 0) {
            peer.backlog.add(frame);
        } else {
            peer.out.write(frame);
        }
    }

    /** Sends a message, or what a fault makes of it; tells which. */
    private String send(Peer peer, int kind, String text) {
        try {
            boolean counted = kind == BOOK || (kind == TRADE && tradesHavePlaces);
            if (overflowLeft > 0 && kind == overflowKind) {
                overflowLeft--;
                if (overflowLeft == 0) {
                    Channel channel = peer.channels[kind];
                    raw(
                            peer,
                            frame(
                                    TEXT,
                                    ("{\"type\":\"error\",\"sid\":" + channel.sid
                                                    + ",\"msg\":{\"code\":25,\"msg\":\"Subscription buffer overflow\"}}")
                                            .getBytes(StandardCharsets.UTF_8)));
                    peer.channels[kind] = null;
                }
                return "overflow";
            }
            if (dropLeft > 0 && counted) {
                dropLeft--;
                return "dropped";
            }
            String fate = peer.stalledUntil != 0 ? "stalled" : "sent";
            byte[] payload = text.getBytes(StandardCharsets.UTF_8);
            if (garbleLeft > 0) {
                garbleLeft--;
                payload = garbled(text);
                fate = "garbled";
            }
            byte[] frame = frame(TEXT, payload);
            if (swapLeft > 0) {
                swapLeft--;
                peer.held.add(new Held(frame, 1 + random.nextInt(4)));
                return "swapped";
            }
            raw(peer, frame);
            if (twice) {
                twice = false;
                fate = "twice";
                raw(peer, frame);
            }
            for (int i = 0; i < peer.held.size(); i++) {
                Held held = peer.held.get(i);
                if (--held.after <= 0) {
                    raw(peer, held.frame);
                    peer.held.remove(i--);
                }
            }
            return fate;
        } catch (IOException e) {
            hangUp(peer, false);
            return "cut";
        }
    }

    /** Still a text, and no message that could be taken for another. */
    private byte[] garbled(String text) {
        String broken =
                switch (random.nextInt(6)) {
                    case 0 -> text.substring(0, random.nextInt(text.length()));
                    case 1 -> text + "}";
                    case 2 -> "<html>502 Bad Gateway</html>";
                    case 3 -> text.replaceFirst("\"msg\":\\{", "\"msg\":{{");
                    case 4 -> {
                        int at = random.nextInt(text.length() - 1);
                        yield text.substring(0, at) + "\u0001\u20ac\"" + text.substring(at + 1) + "\"";
                    }
                    default ->
                        text.replaceAll("_dollars\":\"[^\"]*\"", "_dollars\":\"N/A\"")
                                .replaceAll("_fp\":\\[", "_fp\":[[],")
                                .replaceAll("\"type\":\"ok\"", "\"type\":ok");
                };
        return broken.getBytes(StandardCharsets.UTF_8);
    }

    // -- what happens ------------------------------------------------------------------------------------------------

    private long next() {
        lastMicros = Math.max(lastMicros + 1, now());
        return lastMicros;
    }

    private void event() {
        Market market = markets.get(sizes.nextInt(markets.size()));
        int what = sizes.nextInt(100);
        if (what < 6) {
            trade(market);
        } else if (what < 30) {
            ticker(market);
        } else {
            delta(market);
        }
    }

    /** The channel of the stream that there is, when it brings that market. */
    private boolean goesTo(Peer peer, int kind, Market market) {
        if (peer.over || peer.silent) {
            return false;
        }
        Channel channel = peer.channels[kind];
        return channel != null && channel.tickers.contains(market.ticker);
    }

    private static String head(String type, Channel channel, boolean counted) {
        return "{\"type\":\"" + type + "\",\"sid\":" + channel.sid + (counted ? ",\"seq\":" + ++channel.seq : "")
                + ",\"msg\":{";
    }

    private static String fateOf(Peer peer) {
        return peer.silent ? "silent" : "unsent";
    }

    private void trade(Market market) {
        long time = next();
        long id = ids++;
        int price = 100 * (1 + sizes.nextInt(99));
        int count = 100 * (1 + sizes.nextInt(50));
        boolean taker = sizes.nextBoolean();
        market.trade(id, time, price, count, taker);
        market.volume += count;
        Peer peer = current;
        long seq = -1;
        String fate = fateOf(peer);
        if (goesTo(peer, TRADE, market)) {
            Channel channel = peer.channels[TRADE];
            String text = head("trade", channel, tradesHavePlaces) + "\"trade_id\":\"" + id(id)
                    + "\",\"market_ticker\":\"" + market.ticker + "\",\"yes_price_dollars\":\"" + fixed(price, 4)
                    + "\",\"no_price_dollars\":\"" + fixed(10_000 - price, 4) + "\",\"count_fp\":\""
                    + fixed(count, 2) + "\",\"taker_side\":\"" + (taker ? "yes" : "no") + "\",\"ts\":"
                    + time / 1_000_000 + ",\"ts_ms\":" + time / 1000 + "}}";
            seq = channel.seq;
            fate = send(peer, TRADE, text);
        }
        truth.println("T," + id + "," + time + "," + market.number + "," + price + "," + count + "," + (taker ? 1 : 0)
                + "," + peer.number + "," + seq + "," + fate);
    }

    private void ticker(Market market) {
        long time = next();
        long id = ids++;
        int bid = 100 * (1 + sizes.nextInt(98));
        int ask = bid + 100;
        int bidSize = 100 * sizes.nextInt(1000);
        int askSize = 100 * sizes.nextInt(1000);
        market.lastTicker = "\"market_ticker\":\"" + market.ticker + "\",\"market_id\":\"0000-" + market.number
                + "\",\"price_dollars\":\"" + fixed(bid, 4) + "\",\"yes_bid_dollars\":\"" + fixed(bid, 4)
                + "\",\"yes_ask_dollars\":\"" + fixed(ask, 4) + "\",\"yes_bid_size_fp\":\"" + fixed(bidSize, 2)
                + "\",\"yes_ask_size_fp\":\"" + fixed(askSize, 2) + "\",\"volume_fp\":\"" + fixed(market.volume, 2)
                + "\",\"dollar_volume\":" + market.volume / 200 + ",\"ts\":" + time / 1_000_000 + ",\"ts_ms\":"
                + time / 1000 + ",\"time\":\"" + time(time) + "\"}}";
        market.lastTickerId = id;
        Peer peer = current;
        String fate = fateOf(peer);
        if (goesTo(peer, TICKER, market)) {
            fate = send(peer, TICKER, head("ticker", peer.channels[TICKER], false) + market.lastTicker);
        }
        truth.println("K," + id + "," + time + "," + market.number + "," + bid + "," + ask + "," + bidSize + ","
                + askSize + "," + market.volume + "," + peer.number + "," + fate);
    }

    private void delta(Market market) {
        long time = next();
        long id = ids++;
        boolean yes = sizes.nextBoolean();
        int[] side = yes ? market.yes : market.no;
        int most = yes ? market.mid - 1 : 99 - market.mid;
        // Mostly near the best.
        int cents = Math.max(1, most - Math.min(sizes.nextInt(most), sizes.nextInt(most)));
        int change;
        int which = sizes.nextInt(4);
        if (side[cents] == 0 || which == 0) {
            change = 100 * (1 + sizes.nextInt(300)) + sizes.nextInt(100);
        } else if (which == 1) {
            change = -side[cents];
        } else {
            change = 1 - (1 + sizes.nextInt(side[cents]));
            change = change == 0 ? -side[cents] : change;
        }
        side[cents] += change;
        Peer peer = current;
        long seq = -1;
        String fate = fateOf(peer);
        if (goesTo(peer, BOOK, market)) {
            Channel channel = peer.channels[BOOK];
            int shown = !yes && channel.yesPrices ? 100 - cents : cents;
            String text = head("orderbook_delta", channel, true) + "\"market_ticker\":\"" + market.ticker
                    + "\",\"market_id\":\"0000-" + market.number + "\",\"price_dollars\":\""
                    + fixed(shown * 100L, 4) + "\",\"delta_fp\":\"" + fixed(change, 2) + "\",\"side\":\""
                    + (yes ? "yes" : "no") + "\",\"ts\":\"" + time(time) + "\",\"ts_ms\":" + time / 1000 + "}}";
            seq = channel.seq;
            fate = send(peer, BOOK, text);
        }
        truth.println("D," + id + "," + time + "," + market.number + "," + (yes ? 1 : 0) + "," + cents * 100 + ","
                + change + "," + side[cents] + "," + market.tops() + "," + peer.number + "," + seq + "," + fate);
    }

    private void snapshot(Peer peer, Market market) {
        Channel channel = peer.channels[BOOK];
        StringBuilder text = new StringBuilder(head("orderbook_snapshot", channel, true) + "\"market_ticker\":\""
                + market.ticker + "\",\"market_id\":\"0000-" + market.number + "\"");
        side(text, "yes", market.yes, false);
        side(text, "no", market.no, channel.yesPrices);
        long seq = channel.seq;
        String fate = send(peer, BOOK, text.append("}}").toString());
        truth.println(
                "S," + next() + "," + market.number + "," + market.tops() + "," + peer.number + "," + seq + "," + fate);
    }

    private static void side(StringBuilder text, String name, int[] side, boolean turned) {
        if (Market.best(side) < 0) {
            return;
        }
        text.append(",\"").append(name).append("_dollars_fp\":[");
        String comma = "";
        for (int cents = 1; cents < 100; cents++) {
            if (side[cents] > 0) {
                text.append(comma)
                        .append("[\"")
                        .append(fixed((turned ? 100 - cents : cents) * 100L, 4))
                        .append("\",\"")
                        .append(fixed(side[cents], 2))
                        .append("\"]");
                comma = ",";
            }
        }
        text.append(']');
    }

    // -- commands ----------------------------------------------------------------------------------------------------

    private static final Pattern TICKERS = Pattern.compile("\"market_tickers\":\\[([^\\]]*)\\]");

    private static long number(String command, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":\\[?(\\d+)").matcher(command);
        return found.find() ? Long.parseLong(found.group(1)) : -1;
    }

    private static List<String> tickers(String command) {
        Matcher found = TICKERS.matcher(command);
        return found.find() ? List.of(found.group(1).replace("\"", "").split(",")) : List.of();
    }

    private void reply(Peer peer, int kind, String text) {
        String ignored = send(peer, kind, text);
        if (!ignored.equals("sent")) {
            truth.println("F," + now() + "," + peer.number + ",an answer " + ignored);
        }
    }

    private void command(Peer peer, String command) {
        long id = number(command, "id");
        if (command.contains("\"cmd\":\"subscribe\"")) {
            for (int kind = 0; kind < CHANNELS.size(); kind++) {
                if (command.contains("\"" + CHANNELS.get(kind) + "\"")) {
                    subscribe(peer, id, kind, command);
                }
            }
            return;
        }
        long sid = number(command, command.contains("\"sids\"") ? "sids" : "sid");
        Channel channel = null;
        for (Channel one : peer.channels) {
            channel = one != null && one.sid == sid ? one : channel;
        }
        if (channel == null) {
            control(peer, "{\"id\":" + id + ",\"type\":\"error\",\"msg\":{\"code\":7,\"msg\":\"Unknown sid\"}}");
            return;
        }
        String ok = "{\"id\":" + id + ",\"sid\":" + sid + "%s,\"type\":\"ok\",\"msg\":{\"market_tickers\":[]}}";
        boolean counted = channel.kind == BOOK || (channel.kind == TRADE && tradesHavePlaces);
        if (command.contains("\"get_snapshot\"")) {
            if (snapshotAnswer == 1) {
                reply(peer, BOOK, ok.replace("%s", ",\"seq\":" + ++channel.seq));
            }
            tickers(command).forEach(ticker -> snapshot(peer, market(ticker)));
            if (snapshotAnswer == 2) {
                reply(peer, BOOK, ok.replace("%s", ",\"seq\":" + ++channel.seq));
            }
            return;
        }
        boolean add = command.contains("\"add_markets\"");
        List<String> tickers = tickers(command);
        if (add) {
            channel.tickers.addAll(tickers);
        } else {
            tickers.forEach(channel.tickers::remove);
        }
        reply(peer, channel.kind, ok.replace("%s", counted ? ",\"seq\":" + ++channel.seq : ""));
        if (add && channel.kind == BOOK) {
            tickers.forEach(ticker -> snapshot(peer, market(ticker)));
        }
    }

    private Market market(String ticker) {
        Market market = byTicker.get(ticker);
        if (market == null) {
            throw new IllegalArgumentException(ticker);
        }
        return market;
    }

    /** No fault hits it. */
    private void control(Peer peer, String text) {
        try {
            raw(peer, frame(TEXT, text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            hangUp(peer, false);
        }
    }

    private void subscribe(Peer peer, long id, int kind, String command) {
        Channel channel = new Channel(kind, ++peer.sids, command.contains("\"use_yes_price\":true"));
        channel.tickers.addAll(tickers(command));
        peer.channels[kind] = channel;
        control(
                peer,
                "{\"id\":" + id + ",\"type\":\"subscribed\",\"msg\":{\"channel\":\"" + CHANNELS.get(kind)
                        + "\",\"sid\":" + channel.sid + "}}");
        for (String ticker : channel.tickers) {
            Market market = market(ticker);
            if (kind == BOOK) {
                snapshot(peer, market);
            } else if (kind == TICKER
                    && market.lastTickerId >= 0
                    && command.contains("\"send_initial_snapshot\":true")) {
                String fate = send(peer, TICKER, head("ticker", channel, false) + market.lastTicker);
                truth.println("I," + next() + "," + market.number + "," + market.lastTickerId + "," + peer.number + ","
                        + fate);
            }
        }
    }

    // -- faults ------------------------------------------------------------------------------------------------------

    private void faultWhenDue() {
        if (calm || done >= faults || isFaulty() || sent * (faults + 1) < messages * (done + 1)) {
            return;
        }
        done++;
        if (deck.isEmpty()) {
            deck.addAll(few ? List.of(Fault.CUT, Fault.DROP_MANY) : List.of(Fault.values()));
            Collections.shuffle(deck, random);
        }
        Fault fault = deck.remove(deck.size() - 1);
        Peer peer = current;
        truth.println("F," + next() + "," + peer.number + "," + fault);
        try {
            fault(fault, peer);
        } catch (IOException e) {
            hangUp(peer, false);
        }
    }

    private void fault(Fault fault, Peer peer) throws IOException {
        switch (fault) {
            case CUT -> {
                peer.out.flush();
                refuse.set(random.nextInt(5) == 0 ? 1 : 0);
                hangUp(peer, false);
            }
            case RESET -> hangUp(peer, true);
            case HALF_A_FRAME -> {
                byte[] frame =
                        frame(TEXT, "{\"type\":\"trade\",\"sid\":1,\"msg\":{}}".getBytes(StandardCharsets.UTF_8));
                peer.out.write(frame, 0, 1 + random.nextInt(frame.length - 1));
                peer.out.flush();
                hangUp(peer, false);
            }
            case GOODBYE -> {
                peer.out.write(frame(CLOSE, new byte[] {3, (byte) 0xE9}));
                peer.out.flush();
                hangUp(peer, false);
            }
            case SILENCE -> {
                peer.out.flush();
                peer.silent = true;
            }
            case DROP -> dropLeft = 1;
            case DROP_MANY -> dropLeft = 2 + random.nextInt(20);
            case TWICE -> twice = true;
            case SWAP -> swapLeft = 1;
            case SHUFFLE -> swapLeft = 2 + random.nextInt(5);
            case GARBLE -> garbleLeft = 1;
            case GARBLE_MANY -> garbleLeft = 2 + random.nextInt(5);
            case STALL, STALL_AND_CUT -> {
                peer.out.flush();
                peer.stalledUntil = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20 + random.nextInt(180));
                peer.cutAfterStall = fault == Fault.STALL_AND_CUT;
            }
            case OVERFLOW -> {
                overflowKind = random.nextInt(CHANNELS.size());
                overflowLeft = 2 + random.nextInt(30);
            }
            case BURST -> burst += Math.min(5000, messages / 50);
            case BROKEN_CHANNEL -> {
                int kind = random.nextInt(CHANNELS.size());
                Channel channel = peer.channels[kind];
                peer.channels[kind] = null;
                control(
                        peer,
                        "{\"type\":\"error\",\"sid\":" + channel.sid + ",\"msg\":{\"code\":"
                                + (random.nextBoolean() ? 10 : 17) + ",\"msg\":\"Channel error\"}}");
            }
            default -> throw new IllegalStateException(fault.toString());
        }
    }
}
