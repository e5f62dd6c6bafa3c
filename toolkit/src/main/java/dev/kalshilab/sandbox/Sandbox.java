package dev.kalshilab.sandbox;

import dev.kalshilab.model.Example;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A small exchange with invented markets, serving today's REST wire on a random port of 127.0.0.1 until closed.
 *
 * <p>Everything it says follows from its seed and its clock: the same seed gives the same bytes on every machine. Its
 * clock stands still, at an afternoon with open, closed and settled markets behind it. Every answer carries the header
 * {@code kalshi-sandbox: invented data}.
 */
public final class Sandbox implements AutoCloseable {
    private static final long USUAL_SEED = 1;

    private final Catalogue catalogue;
    private final SandboxClock clock = new SandboxClock(Catalogue.PRESENT);
    private final DemoKeys keys;
    private final Server server;
    private final String url;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Sandbox(long seed) {
        catalogue = new Catalogue(seed);
        keys = new DemoKeys(seed);
        SignedBy signatures = new SignedBy(keys, Clock.systemUTC());
        server = new Server(new Routes(catalogue, clock, keys, signatures));
        url = "http://127.0.0.1:" + server.port() + Routes.BASE;
    }

    /** A running sandbox with the usual seed, 1. */
    public static Sandbox start() {
        return start(USUAL_SEED);
    }

    /** A running sandbox whose markets follow from that seed. */
    public static Sandbox start(long seed) {
        return new Sandbox(seed);
    }

    /** The base URL of its REST API, such as {@code http://127.0.0.1:41234/trade-api/v2}. */
    public String url() {
        return url;
    }

    /**
     * The RSA key of the demo user, whose portfolio the sandbox serves: made at the first call, its file is deleted by
     * {@link #close()} and when the process ends.
     */
    public DemoKey rsa() {
        return keys.rsa();
    }

    /** The Ed25519 key of the same user; see {@link #rsa()}. */
    public DemoKey ed25519() {
        return keys.ed25519();
    }

    /** What time it is on the sandbox: the end of its data. */
    public Clock clock() {
        return clock;
    }

    /** Tickers worth starting with, the best of each kind first, counted when the sandbox started. */
    public List<Example> examples() {
        return new Examples(catalogue, Catalogue.PRESENT).list();
    }

    /** Stops serving; no thread and no socket of it is left. A second call does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            server.close();
            keys.close();
        }
    }

    /** One line: where, which seed, what time it is there. */
    @Override
    public String toString() {
        String address = url.substring(0, url.length() - Routes.BASE.length());
        return "Sandbox[" + address + ", seed " + catalogue.seed + ", " + clock.instant()
                + (closed.get() ? ", closed]" : "]");
    }
}
