package dev.kalshilab.sandbox;

import dev.kalshilab.model.Example;
import dev.kalshilab.model.KalshiException;
import io.netty.util.concurrent.Promise;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A small exchange with invented markets, serving today's REST wire on a random port of 127.0.0.1 until closed.
 *
 * <p>Everything it says follows from its seed and its clock: the same seed gives the same bytes on every machine. Its
 * clock stands still, at an afternoon with open, closed and settled markets behind it; only while somebody is subscribed
 * to its stream time goes on, faster than outside, and all answers go with it; {@link #step(Duration)} and
 * {@link #speed(double)} move it otherwise, and {@link #fault(Fault)} lets something go wrong. Every answer carries the header
 * {@code kalshi-sandbox: invented data}.
 *
 * <p>A demo user has an account on it: {@link #rsa()} and {@link #ed25519()} are its keys, and requests for its
 * portfolio and for the stream must be signed with one of them.
 */
public final class Sandbox implements AutoCloseable {
    private static final Duration PINGS = Duration.ofSeconds(10);
    private static final Duration FURTHEST = Duration.ofDays(3660);

    private final Catalogue catalogue;
    private final SandboxClock clock = new SandboxClock(Catalogue.PRESENT);
    private final DemoKeys keys;
    private final Routes routes;
    private final Server server;
    private final String address;
    private final boolean limited;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Sandbox(SandboxOptions options, int port, Duration pings) {
        catalogue = new Catalogue(options.seed(), options.cents());
        limited = options.limited();
        keys = new DemoKeys(options.seed());
        SignedBy signatures = new SignedBy(keys, Clock.systemUTC());
        TokenBuckets limits = options.limited() ? new TokenBuckets(System::nanoTime) : null;
        Account account = new Account(catalogue);
        Rfqs rfqs = new Rfqs(catalogue, account);
        routes = new Routes(catalogue, clock, account, rfqs, keys, signatures, limits);
        server = new Server(
                routes,
                port,
                loop -> new Streams(
                        catalogue,
                        new Tail(catalogue, account, rfqs, clock, options.speed(), loop),
                        signatures,
                        new Faults(),
                        pings,
                        loop));
        address = "127.0.0.1:" + server.port();
    }

    /** True when it counts requests as the exchange does, and refuses what is too many. */
    public boolean limited() {
        return limited;
    }

    /** A running sandbox with the usual seed, 1. */
    public static Sandbox start() {
        return start(SandboxOptions.usual());
    }

    /** A running sandbox whose markets follow from that seed. */
    public static Sandbox start(long seed) {
        return start(SandboxOptions.usual().withSeed(seed));
    }

    /** A running sandbox of that kind. */
    public static Sandbox start(SandboxOptions options) {
        return start(options, 0);
    }

    /** @param port 0 for any that is free */
    static Sandbox start(SandboxOptions options, int port) {
        return new Sandbox(options, port, PINGS);
    }

    /**
     * A running sandbox on which so many seconds pass in a second, while somebody is subscribed to its stream; 60 is
     * usual. With 0 its time only moves by {@link #step(Duration)}.
     */
    public static Sandbox start(long seed, double speed) {
        return start(seed, speed, PINGS);
    }

    /** @param pings how long from one ping of a stream to the next */
    static Sandbox start(long seed, double speed, Duration pings) {
        return new Sandbox(SandboxOptions.usual().withSeed(seed).withSpeed(speed), 0, pings);
    }

    /**
     * Moves its time on by that much, at once; returns when all that happened meanwhile has been sent to the streams
     * that listen, and every answer knows of it.
     */
    public void step(Duration time) {
        if (time.isNegative() || time.compareTo(FURTHEST) > 0) {
            throw new KalshiException("The sandbox cannot step by " + time
                    + ".\nIts time goes forward, and by no more than " + FURTHEST.toDays() + " days at once.");
        }
        open();
        List<Promise<Long>> arrived = new ArrayList<>();
        server.run(() -> arrived.add(server.streams().tail().advance(TimeUnit.NANOSECONDS.toMicros(time.toNanos()))));
        arrived.get(0).awaitUninterruptibly();
    }

    /**
     * From now on so many seconds pass in each second, whether somebody listens or not: 1 is as outside. With 0 its
     * time stands still.
     */
    public void speed(double times) {
        double speed = SandboxOptions.checked(times);
        open();
        server.run(() -> server.streams().tail().run(speed));
    }

    /** Lets something go wrong, from now on; see {@link Fault}. */
    public void fault(Fault fault) {
        Objects.requireNonNull(fault, "fault");
        open();
        server.run(() -> server.streams().fault(fault));
    }

    /** Nothing goes wrong any more. */
    public void mend() {
        open();
        server.run(() -> server.streams().faults().clear());
    }

    private void open() {
        if (closed.get()) {
            throw new KalshiException("The sandbox is closed.\nStart another one.");
        }
    }

    /** The base URL of its REST API, such as {@code http://127.0.0.1:41234/trade-api/v2}. */
    public String url() {
        return "http://" + address + Routes.BASE;
    }

    /** The URL of its WebSocket, such as {@code ws://127.0.0.1:41234/trade-api/ws/v2}. */
    public String wsUrl() {
        return "ws://" + address + Streams.PATH;
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

    /** What time it is on the sandbox: it stands still, and moves on while somebody is subscribed to the stream. */
    public Clock clock() {
        return clock;
    }

    /** Tickers worth starting with, the best of each kind first, counted when the sandbox started. */
    public List<Example> examples() {
        return new Examples(catalogue, Catalogue.PRESENT).list();
    }

    /** The operations of its REST API, such as {@code GET /markets/{}}. */
    List<String> operations() {
        return routes.operations();
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
        return "Sandbox[http://" + address + ", seed " + catalogue.seed + ", " + clock.instant()
                + (closed.get() ? ", closed]" : "]");
    }
}
