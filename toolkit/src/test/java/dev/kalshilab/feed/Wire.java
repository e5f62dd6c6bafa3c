package dev.kalshilab.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Between a client and a server: what passes it can be stopped without a word to either. */
final class Wire implements AutoCloseable {
    // The first byte of a WebSocket frame that says goodbye.
    private static final int GOODBYE = 0x88;

    private final ServerSocket server;
    private final int to;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private volatile Object cut = new Object();

    Wire(String url) throws IOException {
        Matcher port = Pattern.compile(":(\\d+)/").matcher(url);
        assertThat(port.find()).isTrue();
        to = Integer.parseInt(port.group(1));
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "wire");
        thread.setDaemon(true);
        thread.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/trade-api/v2";
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), to);
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                sockets.add(near);
                sockets.add(far);
                Object of = cut;
                start(() -> {
                    pass(near, far, of);
                    events.add("gone");
                });
                start(() -> pass(far, near, of));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void pass(Socket from, Socket into, Object of) {
        try (InputStream in = from.getInputStream();
                OutputStream out = into.getOutputStream()) {
            byte[] bytes = new byte[8192];
            for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                if (of != cut && (bytes[0] & 0xff) == GOODBYE) {
                    events.add("goodbye");
                } else if (of == cut) {
                    out.write(bytes, 0, length);
                    out.flush();
                }
            }
        } catch (IOException e) {
            // It is closed.
        }
    }

    /** From now on nothing passes on the connections that there are. */
    void cut() {
        cut = new Object();
    }

    /** What clients did since: {@code goodbye} for each that was said in vain, {@code gone} for each that hung up. */
    List<String> events() {
        return List.copyOf(events);
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
