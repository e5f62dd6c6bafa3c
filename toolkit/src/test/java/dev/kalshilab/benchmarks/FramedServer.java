package dev.kalshilab.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A WebSocket server in a process of its own that sends trades as fast as a client takes them: the frames lie ready in
 * memory, so that it is not what is measured.
 */
final class FramedServer {
    // Into one array: the frames of a million do not fit into an array that doubles.
    private static final int TOGETHER = 100_000;

    private static final int TICKERS = 500;

    private FramedServer() {}

    /** Message {@code i}: of {@link #TICKERS} markets in turn and out of turn. */
    static String message(int i, Random random) {
        int cents = 1 + random.nextInt(99);
        boolean yes = random.nextBoolean();
        return String.format(
                Locale.ROOT,
                "{\"type\":\"trade\",\"sid\":1,\"seq\":%d,\"msg\":{\"trade_id\":\"%s\",\"market_ticker\":\"KXHIGHNY-26AUG%02d-T%d\","
                        + "\"yes_price_dollars\":\"0.%02d00\",\"no_price_dollars\":\"0.%02d00\",\"count_fp\":\"%d.%02d\","
                        + "\"taker_side\":\"%s\",\"taker_outcome_side\":\"%s\",\"taker_book_side\":\"%s\",\"ts\":%d,\"ts_ms\":%d}}",
                i + 1,
                new UUID(random.nextLong(), random.nextLong()),
                1 + random.nextInt(TICKERS / 20),
                70 + random.nextInt(20),
                cents,
                100 - cents,
                1 + random.nextInt(500),
                random.nextInt(4) * 25,
                yes ? "yes" : "no",
                yes ? "yes" : "no",
                yes ? "bid" : "ask",
                1_786_150_148 + i / 100,
                1_786_150_148_000L + i * 10L);
    }

    /** Prints its port, and serves until its input ends. The argument is how many messages a client gets. */
    public static void main(String[] arguments) throws IOException {
        int messages = Integer.parseInt(arguments[0]);
        List<byte[]> frames = frames(messages);
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            System.out.println(server.getLocalPort());
            Thread thread = new Thread(() -> serve(server, frames), "framed-server");
            thread.setDaemon(true);
            thread.start();
            while (System.in.read() >= 0) {
                // until whoever started it is gone
            }
        }
    }

    /** As many as a client gets: no trade comes twice, for a feed would leave it out. */
    private static List<byte[]> frames(int messages) {
        List<byte[]> frames = new ArrayList<>();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Random random = new Random(1);
        for (int i = 0; i < messages; i++) {
            byte[] text = message(i, random).getBytes(StandardCharsets.UTF_8);
            all.write(0x81);
            all.write(126);
            all.write(text.length >> 8);
            all.write(text.length);
            all.writeBytes(text);
            if ((i + 1) % TOGETHER == 0 || i + 1 == messages) {
                frames.add(all.toByteArray());
                all.reset();
            }
        }
        return frames;
    }

    private static void serve(ServerSocket server, List<byte[]> frames) {
        while (true) {
            try (Socket socket = server.accept()) {
                socket.setTcpNoDelay(true);
                InputStream in = socket.getInputStream();
                OutputStream out = socket.getOutputStream();
                handshake(in, out);
                if (in.read() < 0) { // the subscription
                    continue;
                }
                for (byte[] some : frames) {
                    out.write(some);
                }
                out.write(new byte[] {(byte) 0x88, 2, 3, (byte) 0xe8});
                while (in.read() >= 0) {
                    // until the client is gone
                }
            } catch (IOException e) {
                if (server.isClosed()) {
                    return;
                }
            }
        }
    }

    private static void handshake(InputStream in, OutputStream out) throws IOException {
        StringBuilder request = new StringBuilder();
        while (request.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no handshake");
            }
            request.append((char) next);
        }
        Matcher key = Pattern.compile("(?i)sec-websocket-key: *(\\S+)").matcher(request);
        if (!key.find()) {
            throw new IOException("no key");
        }
        out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + accept(key.group(1)) + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    private static String accept(String key) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1")
                            .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                    .getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
