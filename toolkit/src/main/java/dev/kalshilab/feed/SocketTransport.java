package dev.kalshilab.feed;

import dev.kalshilab.http.Background;
import dev.kalshilab.http.Connection;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** A WebSocket to a live exchange. */
final class SocketTransport implements Transport {
    private static final int NORMAL = 1000;
    private static final long LONGEST_MILLIS = 1000;
    // A peer that is gone without a word is noticed when the second ping is due: within twenty seconds.
    static final Duration PING = Duration.ofSeconds(10);

    private final Connection connection;
    private final CountDownLatch over = new CountDownLatch(1);
    // Of its own, so that the thread that reads goes with the socket, and a refused handshake leaves no idle one.
    private final ExecutorService threads = Executors.newCachedThreadPool(SocketTransport::thread);
    private final ConnectionPool sockets = Background.sockets(0, Duration.ofMillis(1));
    private final Tapes tapes;
    private final Duration ping;
    private @Nullable WebSocket socket;
    private @Nullable Listener listener;
    // Held while something is delivered, and to be silent: after that nothing is. Of all lines of a feed, so that what
    // happens is on a tape in the order in which it is read.
    private final Object gate;
    private boolean muted;
    private volatile boolean opened;
    private volatile boolean closed;
    // Of the goodbye: whether it was said, and until when an answer is waited for.
    private boolean said;
    private long untilNanos;

    SocketTransport(Connection connection, Tapes tapes, Duration ping, Object gate) {
        this.connection = connection;
        this.gate = gate;
        this.ping = ping;
        this.tapes = tapes;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "kalshi-socket");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public synchronized void start(Listener told) {
        listener = told;
        if (closed) {
            told.ended(this, Why.DISCONNECTED, null, micros(now()));
            return;
        }
        Request request = connection.webSocketRequest();
        Refusals.requireKey(request, connection.name());
        tapes.begin();
        // No timeouts but that of connecting: they would leave Okio's watchdog behind for a minute. Who opens waits for
        // the answer only so long, and a peer that is gone is noticed by the pings.
        OkHttpClient client = connection
                .client()
                .newBuilder()
                .dispatcher(new Dispatcher(threads))
                .connectionPool(sockets)
                .callTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                // What OkHttp does about a goodbye that is not answered; a timer of its own would stay for a minute.
                .webSocketCloseTimeout(Duration.ofMillis(LONGEST_MILLIS))
                .pingInterval(ping)
                .build();
        socket = client.newWebSocket(request, new Receiver(request, told));
    }

    @Override
    public synchronized void send(String text) {
        if (socket != null && listener != null) {
            synchronized (gate) {
                Instant at = now();
                tapes.frame(false, at, text);
                listener.sent(text, micros(at));
            }
            socket.send(text);
        }
    }

    @Override
    public void mute() {
        synchronized (gate) {
            muted = true;
        }
    }

    private static long micros(Instant at) {
        return at.getEpochSecond() * 1_000_000 + at.getNano() / 1000;
    }

    @Override
    public Instant now() {
        return connection.clock().instant();
    }

    @Override
    public synchronized void goodbye() {
        closed = true;
        if (socket != null && opened && socket.close(NORMAL, null)) {
            said = true;
            untilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONGEST_MILLIS);
        }
    }

    /** Says goodbye; hangs up when the exchange does not answer at once. */
    @Override
    public void close() {
        goodbye();
        WebSocket open;
        long left;
        synchronized (this) {
            open = socket;
            left = said ? untilNanos - System.nanoTime() : 0;
        }
        try {
            if (open != null) {
                over.await(Math.max(0, left), TimeUnit.NANOSECONDS);
                open.cancel();
            }
            sockets.evictAll();
            threads.shutdown();
            threads.awaitTermination(LONGEST_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            if (open != null) {
                open.cancel();
            }
            threads.shutdown();
            Thread.currentThread().interrupt();
        }
    }

    private final class Receiver extends WebSocketListener {
        private final Request request;
        private final Listener told;

        Receiver(Request request, Listener told) {
            this.request = request;
            this.told = told;
        }

        @Override
        public void onOpen(WebSocket from, Response response) {
            opened = true;
            synchronized (gate) {
                if (muted) {
                    return;
                }
                tapes.handshake(from.request(), response);
                told.opened(SocketTransport.this, micros(now()));
            }
        }

        @Override
        public void onMessage(WebSocket from, String text) {
            synchronized (gate) {
                if (!muted) {
                    Instant at = now();
                    tapes.frame(true, at, text);
                    told.frame(text, micros(at));
                }
            }
        }

        @Override
        public void onMessage(WebSocket from, ByteString bytes) {
            onMessage(from, bytes.utf8());
        }

        @Override
        public void onClosing(WebSocket from, int code, String reason) {
            from.close(NORMAL, null);
        }

        @Override
        public void onClosed(WebSocket from, int code, String reason) {
            end(new IOException("the exchange closed it with " + (code + " " + reason).strip()));
        }

        @Override
        public void onFailure(WebSocket from, Throwable why, @Nullable Response response) {
            Exception cause = why instanceof Exception exception ? exception : new IOException(why);
            if (opened) {
                end(cause);
            } else if (response != null) {
                end(Refusals.handshake(response, request, connection.name(), cause));
            } else {
                end(Refusals.unreachable(request, connection.name(), cause));
            }
        }

        private void end(Exception cause) {
            over.countDown();
            // The pings are the only thing here that has a time.
            Why why = opened && cause instanceof SocketTimeoutException ? Why.STALL : Why.DISCONNECTED;
            synchronized (gate) {
                Instant at = now();
                if (!closed && !muted) {
                    tapes.ended(at, why);
                }
                told.ended(SocketTransport.this, why, closed ? null : cause, micros(at));
            }
        }
    }
}
