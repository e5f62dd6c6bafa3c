package dev.kalshilab.sandbox;

import java.util.Arrays;

/** Writes the quotes and trades of a market, hour by hour, from any state that it was in. */
final class Scribe {
    /** How busy the hours of a US Eastern day are, from midnight on. */
    private static final double[] DAY = {
        0.45, 0.25, 0.12, 0.06, 0.05, 0.08, 0.2, 0.5, 0.9, 1.5, 1.7, 1.6, 1.5, 1.4, 1.4, 1.5, 1.6, 1.4, 1.3, 1.4, 1.6,
        1.5, 1.1, 0.7
    };

    private static final double TRADE_SHARE = 0.42;
    /** Quotes and trades in an ordinary hour after the present. */
    private static final double LIVE = 1_200;

    private final ListedMarket market;
    private final Rng rng;

    private Rows rows = new Rows();
    private long made;
    private double lean;
    private double width;
    private int size;
    private long time;
    private int bid;
    private int ask;
    private long volume;
    private long openInterest;

    /** All that what comes depends on: how far it is written, and what the last row was. */
    record State(
            long made,
            long random,
            double lean,
            double width,
            int size,
            long time,
            int bid,
            int ask,
            long volume,
            long openInterest) {
        static State first(Rng rng, long open) {
            return new State(open, rng.state(), 0, 1, 0, Long.MIN_VALUE, 0, Ticks.DOLLAR, 0, 0);
        }
    }

    Scribe(ListedMarket market, State state) {
        this.market = market;
        rng = Rng.at(state.random);
        made = state.made;
        lean = state.lean;
        width = state.width;
        size = state.size;
        time = state.time;
        bid = state.bid;
        ask = state.ask;
        volume = state.volume;
        openInterest = state.openInterest;
    }

    State state() {
        return new State(made, rng.state(), lean, width, size, time, bid, ask, volume, openInterest);
    }

    long made() {
        return made;
    }

    /** How many rows were written since they were taken last. */
    int written() {
        return rows.size();
    }

    Rows take() {
        Rows taken = rows.closed();
        rows = new Rows();
        return taken;
    }

    /** Writes the next hour, or what is left of it. */
    void hour() {
        long hour = Math.floorDiv(made, Time.HOUR) * Time.HOUR;
        long end = Math.min(hour + Time.HOUR, market.event.schedule.stop());
        make(made, end);
        made = end;
    }

    private void make(long start, long end) {
        double fair = market.fair((start + end) / 2);
        double interest = 0.3 + 2.8 * fair * (1 - fair);
        double activity = market.event.belief.walk().activity((start + end) / 2);
        double mean =
                eventsAnHour(start) * DAY[Time.easternHour(start)] * interest * activity * (end - start) / Time.HOUR;
        for (long moment : moments(start, end, rng.poisson(mean))) {
            happen(moment);
        }
    }

    /** Markets that are not quiet anyway are all busy from the present on: a stream has something to say. */
    private double eventsAnHour(long start) {
        double usual = market.pace.eventsAnHour();
        return start < Catalogue.PRESENT || usual < 1 ? usual : LIVE;
    }

    /** Moments in order, some of them in quick succession: one order often takes several resting ones. */
    private long[] moments(long start, long end, int base) {
        long[] moments = new long[base * 4];
        int n = 0;
        for (int i = 0; i < base; i++) {
            long moment = start + 1 + (long) (rng.uniform() * (end - start - 1));
            moments[n++] = moment;
            int more = rng.chance(0.25) ? 1 + rng.below(3) : 0;
            for (int j = 0; j < more; j++) {
                moment += 1 + (long) (rng.uniform() * 3 * Time.SECOND);
                if (moment < end) {
                    moments[n++] = moment;
                }
            }
        }
        long[] ordered = Arrays.copyOf(moments, n);
        Arrays.sort(ordered);
        return ordered;
    }

    private void happen(long moment) {
        if (moment <= time) {
            return;
        }
        if (rng.chance(TRADE_SHARE) && trade(moment, bid, ask)) {
            return;
        }
        quote(moment, bid, ask);
    }

    private void quote(long moment, int lastBid, int lastAsk) {
        Ticks ticks = market.event.series.ticks;
        double fair = Math.min(0.9985, Math.max(0.0015, market.fair(moment))) * Ticks.DOLLAR;
        int tick = ticks.step((int) fair, true);
        lean = 0.8 * lean + 0.25 * rng.gaussian();
        if (rng.chance(0.12)) {
            width = rng.chance(0.15) ? rng.between(2, 6) : rng.between(0.6, 1.6);
        }
        double middle = fair + lean * tick;
        double half = market.pace.spread() * width * tick;
        int newBid = market.pace.bids() ? Math.max(0, ticks.floor(middle - half)) : 0;
        int newAsk = Math.max(ticks.ceil(Math.max(middle + half, tick)), newBid + ticks.step(newBid, true));
        newAsk = Math.min(newAsk, Ticks.DOLLAR);
        if (newBid >= newAsk) {
            newBid = newAsk - ticks.step(newAsk, false);
        }
        if (newBid != lastBid || newAsk != lastAsk) {
            append(moment, newBid, newAsk, 0, 0, (byte) 0);
        }
    }

    private boolean trade(long moment, int lastBid, int lastAsk) {
        boolean yes = rng.chance(0.52);
        double contracts = StrictMath.exp(1.2 * rng.gaussian()) * market.pace.size();
        boolean fraction = rng.chance(0.2) && !market.whole;
        double turn = rng.uniform();
        boolean block = rng.chance(0.004);
        int at = yes ? lastAsk : lastBid;
        if (block) {
            at = market.event.series.ticks.floor((lastBid + lastAsk) / 2.0);
            contracts = 500 + contracts * 20;
        }
        if (size == 0 || at <= 0 || at >= Ticks.DOLLAR) {
            return false;
        }
        long hundredths = Math.max(1, Math.min(2_000_000, (long) (contracts * 100)));
        if (!fraction) {
            hundredths = Math.max(100, hundredths / 100 * 100);
        }
        // Two new holders open interest, two leaving ones close it, a transfer leaves it as it was.
        byte change = turn < 0.55 ? Rows.OPENS : turn < 0.75 ? Rows.CLOSES : 0;
        byte how = (byte) ((yes ? Past.TAKER_YES : Past.TAKER_NO) | (block ? Past.BLOCK : 0) | change);
        append(moment, lastBid, lastAsk, at, (int) hundredths, how);
        return true;
    }

    private void append(long moment, int newBid, int newAsk, int at, int hundredths, byte how) {
        rows.add(moment, newBid, newAsk, at, hundredths, how, volume, openInterest);
        time = moment;
        bid = newBid;
        ask = newAsk;
        volume += hundredths;
        openInterest = Rows.interest(openInterest, how, hundredths);
        size++;
    }
}
