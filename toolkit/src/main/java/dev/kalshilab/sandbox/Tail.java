package dev.kalshilab.sandbox;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets time pass: while somebody is subscribed, always, or by hand; and tells the sessions what happens meanwhile.
 *
 * <p>The clock is moved and the messages of the step are sent within one task of the loop that also answers requests:
 * what was sent is in every answer from then on, and no answer knows what is not on its way.
 */
final class Tail {
    private static final long STEP_MILLIS = 20;
    /** A machine that slept does not wake up days later on the sandbox. */
    private static final long LONGEST_STEP = TimeUnit.SECONDS.toNanos(1);
    /** How far a step by hand goes at once while somebody listens. */
    private static final long SLICE = 30 * Time.SECOND;
    /** How long a step by hand waits for clients that do not read. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

    private final SandboxClock clock;
    private final EventLoop loop;
    private final Happenings happenings;
    private final Set<Session> sessions = new LinkedHashSet<>();
    private final Set<Session> listeners = new LinkedHashSet<>();
    private final Deque<Stride> strides = new ArrayDeque<>();
    private double speed;
    private boolean always;
    private @Nullable Future<?> steps;
    private long last;

    Tail(Catalogue catalogue, Account account, Rfqs rfqs, SandboxClock clock, double speed, EventLoop loop) {
        this.clock = clock;
        this.speed = speed;
        this.loop = loop;
        this.happenings = new Happenings(catalogue, account, rfqs);
        rfqs.tell(said -> tell(told -> happenings.say(said, told)));
        catalogue.combos.tell(market -> tell(told -> happenings.made(market, told)));
    }

    /** A step by hand that is not at its end yet. */
    private static final class Stride {
        final long until;
        final Promise<Long> arrived;
        long patience = System.nanoTime() + PATIENCE;

        Stride(long until, Promise<Long> arrived) {
            this.until = until;
            this.arrived = arrived;
        }
    }

    void opened(Session session) {
        sessions.add(session);
    }

    void closed(Session session) {
        sessions.remove(session);
        changed(session);
    }

    List<Session> sessions() {
        return List.copyOf(sessions);
    }

    /** Called on the loop whenever a session's subscriptions have changed. */
    void changed(Session session) {
        if (session.listens()) {
            listeners.add(session);
        } else {
            listeners.remove(session);
        }
        schedule();
    }

    /** From now on time passes at that speed, whether somebody listens or not; never by itself for 0. */
    void run(double newSpeed) {
        speed = newSpeed;
        always = newSpeed > 0;
        schedule();
    }

    private void schedule() {
        boolean runs = speed > 0 && (always || !listeners.isEmpty());
        if (runs && steps == null) {
            last = System.nanoTime();
            steps = loop.scheduleWithFixedDelay(this::step, STEP_MILLIS, STEP_MILLIS, TimeUnit.MILLISECONDS);
        } else if (!runs && steps != null) {
            steps.cancel(false);
            steps = null;
        }
    }

    /** What time it is, and how many seconds pass in one. */
    String time() {
        return clock.instant() + " " + (steps == null ? 0 : speed);
    }

    /** The same for one who is going to listen. */
    String timeWhileHeard() {
        return clock.instant() + " " + speed;
    }

    private void step() {
        long nanos = System.nanoTime();
        long passed = Math.min(nanos - last, LONGEST_STEP);
        last = nanos;
        moveTo(clock.micros() + (long) (passed / 1000.0 * speed));
    }

    /** Goes on by so many microseconds; the result is the time at which it arrived. */
    Promise<Long> advance(long micros) {
        long from = strides.isEmpty() ? clock.micros() : strides.getLast().until;
        Stride stride = new Stride(from + micros, loop.newPromise());
        strides.add(stride);
        if (strides.size() == 1) {
            goOn();
        }
        return stride.arrived;
    }

    private void goOn() {
        if (strides.isEmpty()) {
            return;
        }
        Stride stride = strides.getFirst();
        long now = System.nanoTime();
        boolean waits = listeners.stream().anyMatch(session -> !session.isRead()) && now < stride.patience;
        if (!waits) {
            stride.patience = now + PATIENCE;
            long next = listeners.isEmpty() ? stride.until : Math.min(stride.until, clock.micros() + SLICE);
            if (next > clock.micros()) {
                moveTo(next);
            }
            if (next == stride.until) {
                strides.removeFirst();
                var ignored = stride.arrived.trySuccess(stride.until);
                if (strides.isEmpty()) {
                    return;
                }
            }
        }
        if (waits) {
            var ignored = loop.schedule(this::goOn, 1, TimeUnit.MILLISECONDS);
        } else {
            loop.execute(this::goOn);
        }
    }

    /** Who waits for a step by hand waits no more. */
    void stop() {
        strides.forEach(stride -> stride.arrived.cancel(false));
        strides.clear();
    }

    private void moveTo(long until) {
        long from = clock.micros();
        clock.moveTo(until);
        if (!listeners.isEmpty()) {
            tell(told -> happenings.between(from, until, told));
        }
    }

    /** What is said to all is sent before anything else is done. */
    private void tell(Consumer<List<Session>> what) {
        List<Session> told = List.copyOf(listeners);
        what.accept(told);
        told.forEach(Session::flush);
    }

    /** What a market is now, to a subscription that begins with that. */
    void snapshot(Session session, Subscription subscription, ListedMarket market) {
        happenings.snapshot(session, subscription, market, clock.micros());
    }
}
