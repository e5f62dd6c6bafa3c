package dev.kalshilab.sandbox;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets time pass while somebody is subscribed, and hands every trade that happens to the sessions.
 *
 * <p>The clock is moved and the trades of the step are sent within one task of the loop that also answers requests:
 * what was sent is in every answer from then on, and no answer knows a trade that is not on its way.
 */
final class Tail {
    private static final long STEP_MILLIS = 20;
    /** A machine that slept does not wake up days later on the sandbox. */
    private static final long LONGEST_STEP = TimeUnit.SECONDS.toNanos(1);

    private final Catalogue catalogue;
    private final SandboxClock clock;
    private final double speed;
    private final EventLoop loop;
    private final Set<Session> listeners = new LinkedHashSet<>();
    private @Nullable Future<?> steps;
    private long last;

    Tail(Catalogue catalogue, SandboxClock clock, double speed, EventLoop loop) {
        this.catalogue = catalogue;
        this.clock = clock;
        this.speed = speed;
        this.loop = loop;
    }

    /** Called on the loop whenever a session's subscriptions have changed. */
    void changed(Session session) {
        if (session.listens()) {
            listeners.add(session);
        } else {
            listeners.remove(session);
        }
        if (!listeners.isEmpty() && steps == null) {
            last = System.nanoTime();
            steps = loop.scheduleWithFixedDelay(this::step, STEP_MILLIS, STEP_MILLIS, TimeUnit.MILLISECONDS);
        } else if (listeners.isEmpty() && steps != null) {
            steps.cancel(false);
            steps = null;
        }
    }

    private void step() {
        long nanos = System.nanoTime();
        long passed = Math.min(nanos - last, LONGEST_STEP);
        last = nanos;
        long from = clock.micros();
        long until = from + (long) (passed / 1000.0 * speed);
        clock.moveTo(until);
        for (Happened trade : between(from, until)) {
            List.copyOf(listeners).forEach(session -> session.trade(trade));
        }
    }

    /** A trade, as a row of its market's past. */
    record Happened(ListedMarket market, Past past, int row) {
        long time() {
            return past.time[row];
        }
    }

    private List<Happened> between(long from, long until) {
        List<Happened> trades = new ArrayList<>();
        for (ListedMarket market : catalogue.markets()) {
            ListedEvent.Schedule schedule = market.event.schedule;
            if (schedule.open() <= until && schedule.stop() > from && isWanted(market)) {
                Past past = market.past(until);
                for (int row = past.until(from); row < past.size; row++) {
                    if (past.isTrade(row)) {
                        trades.add(new Happened(market, past, row));
                    }
                }
            }
        }
        trades.sort(Comparator.comparingLong(Happened::time).thenComparingInt(trade -> trade.market().ordinal));
        return trades;
    }

    private boolean isWanted(ListedMarket market) {
        return listeners.stream().anyMatch(session -> session.wants(market));
    }
}
