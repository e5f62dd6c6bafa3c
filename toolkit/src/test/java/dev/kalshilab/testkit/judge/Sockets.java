package dev.kalshilab.testkit.judge;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** HTTP/1.1 on a random port of 127.0.0.1, a thread a connection, and sockets that send at once. */
final class Sockets implements AutoCloseable {
    /** What answers; the reply says what goes onto the socket, and what not. */
    interface Handler {
        Reply answer(String method, String target, Map<String, String> headers);
    }

    /** How an answer goes out. */
    enum How {
        WHOLE,
        /** No byte of an answer, and the connection is gone. */
        NOTHING,
        /** Half of what its length promised, and the connection is gone. */
        HALF
    }

    /** An answer, the exchange's time as its header says it, empty for none, and what to do when it was sent. */
    record Reply(int status, Body body, How how, String date, Runnable sent) {}

    /** The bytes of an answer. */
    static final class Body {
        private final byte[] bytes;

        Body(byte[] bytes) {
            this.bytes = bytes;
        }

        int length() {
            return bytes.length;
        }

        /** The first part of it, as if that were all. */
        Body cut(int length) {
            return new Body(Arrays.copyOf(bytes, length));
        }
    }

    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "judge");
        thread.setDaemon(true);
        return thread;
    });
    private final Handler handler;

    Sockets(Handler handler) {
        this.handler = handler;
        try {
            server = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    /** How many connections are open. */
    int connections() {
        return open.size();
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                open.add(socket);
                threads.execute(() -> serve(socket));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 13);
            OutputStream out = socket.getOutputStream();
            while (one(in, out)) {
                // the next request of this connection
            }
        } catch (IOException e) {
            // the client went away, or the server is closed
        } finally {
            open.remove(socket);
        }
    }

    private boolean one(InputStream in, OutputStream out) throws IOException {
        String first = line(in);
        if (first == null) {
            return false;
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        in.skipNBytes(Long.parseLong(headers.getOrDefault("content-length", "0")));
        String[] words = first.split(" ");
        Reply reply = handler.answer(words[0], words[1], headers);
        try {
            return send(reply, out);
        } finally {
            reply.sent().run();
        }
    }

    private static boolean send(Reply reply, OutputStream out) throws IOException {
        if (reply.how() == How.NOTHING) {
            return false;
        }
        byte[] body = reply.body().bytes;
        byte[] head = ("HTTP/1.1 " + reply.status() + " Judged\r\ncontent-type: application/json\r\n"
                        + (reply.date().isEmpty() ? "" : "date: " + reply.date() + "\r\n") + "content-length: "
                        + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        int length = reply.how() == How.HALF ? body.length / 2 : body.length;
        byte[] all = Arrays.copyOf(head, head.length + length);
        System.arraycopy(body, 0, all, head.length, length);
        out.write(all);
        out.flush();
        return reply.how() == How.WHOLE;
    }

    private static @Nullable String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int c = in.read();
            if (c < 0) {
                return null;
            }
            if (c == '\n') {
                return line.toString();
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
