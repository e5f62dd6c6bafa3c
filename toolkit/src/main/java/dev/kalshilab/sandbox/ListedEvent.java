package dev.kalshilab.sandbox;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event as the catalogue knows it: its times, what moves its markets, and how it ends.
 *
 * <p>All times are fixed when the event is listed; what has happened by a given moment is asked with that moment, so
 * the same catalogue serves any clock.
 */
final class ListedEvent {
    final ListedSeries series;
    final String ticker;
    final String title;
    final String subTitle;
    final boolean exclusive;
    final Schedule schedule;
    final Belief belief;
    final List<ListedMarket> markets = new ArrayList<>();
    final long created;

    ListedEvent(
            ListedSeries series,
            String ticker,
            String title,
            String subTitle,
            boolean exclusive,
            Schedule schedule,
            Belief belief) {
        // A microsecond stamp, as the exchange has: the same for every start.
        this(
                series,
                ticker,
                title,
                subTitle,
                exclusive,
                schedule,
                belief,
                schedule.open() - 26 * Time.HOUR + Math.floorMod(Rng.key(0, "created", ticker), Time.HOUR));
    }

    ListedEvent(
            ListedSeries series,
            String ticker,
            String title,
            String subTitle,
            boolean exclusive,
            Schedule schedule,
            Belief belief,
            long created) {
        this.series = series;
        this.ticker = ticker;
        this.title = title;
        this.subTitle = subTitle;
        this.exclusive = exclusive;
        this.schedule = schedule;
        this.belief = belief;
        this.created = created;
    }

    /**
     * The times of an event's markets.
     *
     * @param open when trading begins
     * @param close when trading would end
     * @param stop when trading does end: earlier than {@code close} where the outcome was known early
     * @param determined when the result is stated
     * @param settled when it is paid
     * @param strike the date the event is about, 0 when it has none
     */
    record Schedule(long open, long close, long stop, long determined, long settled, long strike) {
        boolean closesEarly() {
            return stop < close;
        }

        long closeAt(long now) {
            return now >= stop ? stop : close;
        }

        String statusAt(long now) {
            if (now < open) {
                return "initialized";
            }
            if (now < stop) {
                return "active";
            }
            if (now < determined) {
                return "closed";
            }
            return now < settled ? "determined" : "finalized";
        }
    }

    /**
     * What makes the prices of an event: made on first use, as most events of a session are never looked into.
     *
     * @param heat when the decisive hours begin
     * @param end when the outcome is known
     * @param step the length of one step of the walk
     * @param share which part of the uncertainty belongs to the decisive hours
     * @param abandoned from when it is known that every market settles at half a dollar; never, for most
     */
    record Shape(long heat, long end, long step, double share, double first, double deviation, long abandoned) {}

    /** The walk of an event, made when first asked for. */
    static final class Belief {
        private final long seed;
        private final String name;
        private final long open;
        final Shape shape;
        private @Nullable Walk walk;

        Belief(long seed, String name, long open, Shape shape) {
            this.seed = seed;
            this.name = name;
            this.open = open;
            this.shape = shape;
        }

        synchronized Walk walk() {
            if (walk == null) {
                walk = new Walk(
                        Rng.of(seed, "walk", name),
                        open,
                        shape.heat(),
                        shape.end(),
                        shape.step(),
                        shape.share(),
                        shape.first(),
                        shape.deviation());
            }
            return walk;
        }

        boolean abandoned(long time) {
            return time >= shape.abandoned();
        }
    }

    @Override
    public String toString() {
        return ticker;
    }
}
