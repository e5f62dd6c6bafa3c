package dev.kalshilab.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.internal.concurrent.TaskRunner;
import okhttp3.internal.connection.ConnectionListener;

/**
 * What OkHttp does beside the calls (connecting, pings, the sweeping of pools) on threads that go when it is done.
 *
 * <p>OkHttp's own runner belongs to the process, and keeps an idle thread for a minute. That another may be given is
 * not part of its public API, so it is done here alone.
 */
public final class Background {
    private static final TaskRunner RUNNER = runner();

    /** As many as work on one pull at most: each that is closed between two answers costs a handshake. */
    private static final int MOST_IDLE = 32;

    private Background() {}

    private static TaskRunner runner() {
        TaskRunner.RealBackend backend = new TaskRunner.RealBackend(work -> {
            Thread thread = new Thread(work, "kalshi-background");
            thread.setDaemon(true);
            return thread;
        });
        backend.getExecutor().setKeepAliveTime(1, TimeUnit.MILLISECONDS);
        return new TaskRunner(backend, Logger.getLogger(TaskRunner.class.getName()));
    }

    static OkHttpClient.Builder client() {
        return new OkHttpClient.Builder()
                .taskRunner$okhttp(RUNNER)
                .connectionPool(sockets(MOST_IDLE, Duration.ofMinutes(5)));
    }

    /** A pool that keeps so many idle sockets for so long. */
    public static ConnectionPool sockets(int most, Duration idle) {
        return new ConnectionPool(
                most, idle.toMillis(), TimeUnit.MILLISECONDS, RUNNER, ConnectionListener.Companion.getNONE());
    }
}
