package dev.kalshilab.sandbox;

import java.util.Arrays;

/**
 * Makes the one stream of quotes and trades of a market, hour by hour, as far as it is asked for.
 *
 * <p>An hour is made whole or not at all, so a clock that stops in between and goes on later sees the same stream as
 * one that never stopped.
 */
final class Trading {
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
    private final AgreedTrades agreed = new AgreedTrades();

    private long[] time = {};
    private int[] bid = {};
    private int[] ask = {};
    private int[] price = {};
    private int[] count = {};
    private byte[] kind = {};
    private long[] volume = {};
    private long[] openInterest = {};
    private int size;

    private long made = Long.MIN_VALUE;
    private double lean;
    private double width = 1;

    Trading(ListedMarket market, Rng rng) {
        this.market = market;
        this.rng = rng;
    }

    /** Adds a trade that lies ahead, as soon after that time as the market has no other row; gives where it is. */
    synchronized AgreedTrades.Trade agree(long wanted, int price, long count, boolean takerYes, long interest) {
        Past known = past(wanted + Time.MINUTE);
        long time = wanted;
        for (int row = known.until(time - 1); row < known.size && known.time[row] == time; row++) {
            time++;
        }
        return agreed.add(time, price, count, takerYes, interest);
    }

    /** Everything up to and including {@code now}. */
    synchronized Past past(long now) {
        Past planned = planned(now);
        return agreed.none() ? planned : agreed.in(all()).at(now);
    }

    /** The same without what was agreed on: as it follows from the seed alone. */
    synchronized Past planned(long now) {
        ListedEvent.Schedule schedule = market.event.schedule;
        long until = Math.min(now, schedule.stop() - 1);
        if (made == Long.MIN_VALUE) {
            made = schedule.open();
        }
        while (made < until) {
            long hour = Math.floorDiv(made, Time.HOUR) * Time.HOUR;
            long end = Math.min(hour + Time.HOUR, schedule.stop());
            make(made, end);
            made = end;
        }
        return all().at(now);
    }

    private Past all() {
        return new Past(size, time, bid, ask, price, count, kind, volume, openInterest, null);
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
        if (size > 0 && moment <= time[size - 1]) {
            return;
        }
        int lastBid = size == 0 ? 0 : bid[size - 1];
        int lastAsk = size == 0 ? Ticks.DOLLAR : ask[size - 1];
        if (rng.chance(TRADE_SHARE) && trade(moment, lastBid, lastAsk)) {
            return;
        }
        quote(moment, lastBid, lastAsk);
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
            append(moment, newBid, newAsk, 0, 0, (byte) 0, 0);
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
        long change = turn < 0.55 ? hundredths : turn < 0.75 ? -hundredths : 0;
        byte how = (byte) ((yes ? Past.TAKER_YES : Past.TAKER_NO) | (block ? Past.BLOCK : 0));
        append(moment, lastBid, lastAsk, at, (int) hundredths, how, change);
        return true;
    }

    private void append(long moment, int newBid, int newAsk, int at, int hundredths, byte how, long change) {
        if (size == time.length) {
            grow(Math.max(64, size * 2));
        }
        long held = size == 0 ? 0 : openInterest[size - 1];
        long traded = size == 0 ? 0 : volume[size - 1];
        time[size] = moment;
        bid[size] = newBid;
        ask[size] = newAsk;
        price[size] = at;
        count[size] = hundredths;
        kind[size] = how;
        volume[size] = traded + hundredths;
        openInterest[size] = Math.max(0, held + change);
        size++;
    }

    private void grow(int length) {
        time = Arrays.copyOf(time, length);
        bid = Arrays.copyOf(bid, length);
        ask = Arrays.copyOf(ask, length);
        price = Arrays.copyOf(price, length);
        count = Arrays.copyOf(count, length);
        kind = Arrays.copyOf(kind, length);
        volume = Arrays.copyOf(volume, length);
        openInterest = Arrays.copyOf(openInterest, length);
    }
}
