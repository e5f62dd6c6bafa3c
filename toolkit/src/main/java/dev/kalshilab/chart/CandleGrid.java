package dev.kalshilab.chart;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Candles on a regular grid of slots, one for each period or for each few periods, so that gaps stay gaps.
 *
 * <p>Slot {@code i} lies between {@code i} and {@code i + 1} on the x axis. Slots of whole days follow the calendar
 * of US Eastern time, where the exchange's days begin; shorter ones have equal lengths. An empty slot is NaN.
 */
final class CandleGrid {
    private static final long DAY = 86_400;
    private static final long[] ROUND_SECONDS = {
        1, 5, 15, 30, 60, 120, 180, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 14_400, 21_600, 28_800, 43_200
    };
    private static final long[] ROUND_DAYS = {1, 2, 3, 7, 14, 28, 56, 84, 182, 364, 728, 1456};

    private final boolean daily;
    private final Duration slot;
    private final Instant origin;
    final int size;
    final double[] open;
    final double[] high;
    final double[] low;
    final double[] close;
    final double[] volume;
    final double[] bid;
    final double[] ask;

    private CandleGrid(List<CandleRow> rows, boolean daily, Duration slot, Instant origin) {
        this.daily = daily;
        this.slot = slot;
        this.origin = origin;
        this.size = slotOf(rows.get(rows.size() - 1)) + 1;
        open = missing(size);
        high = missing(size);
        low = missing(size);
        close = missing(size);
        volume = missing(size);
        bid = missing(size);
        ask = missing(size);
        rows.forEach(row -> add(slotOf(row), row));
    }

    /** The grid of one slot for each period, or of the shortest round multiple of it that needs no more slots. */
    static CandleGrid of(CandleTable table, ZoneId zone, int slots) {
        List<CandleRow> rows = table.rows();
        Instant first = rows.get(0).start();
        Instant end = rows.get(rows.size() - 1).end();
        Duration slot = table.period();
        double periods = (double) Duration.between(first, end).toMillis() / slot.toMillis();
        // Daylight saving must not push a table of exactly so many days over the limit.
        if (periods > slots + 0.1) {
            slot = rounder(table, Duration.between(first, end), slots - 1);
        }
        boolean resampled = !slot.equals(table.period());
        return new CandleGrid(rows, table.daily(), slot, resampled ? aligned(table, first, slot, zone) : first);
    }

    private static Duration rounder(CandleTable table, Duration span, int slots) {
        long period = table.period().toSeconds();
        long least = span.toSeconds() / slots;
        LongStream seconds = table.daily() ? LongStream.empty() : LongStream.of(ROUND_SECONDS);
        LongStream days = LongStream.of(ROUND_DAYS).map(n -> n * DAY);
        // For an odd period: seven minutes go into a week and into nothing round before it.
        long fallback = (least / period + 1) * period;
        return Duration.ofSeconds(LongStream.concat(seconds, days)
                .filter(s -> s > period && s % period == 0 && s >= least && s <= 3 * fallback)
                .findFirst()
                .orElse(fallback));
    }

    /** The start of the slot that holds {@code first}, when slots are counted from local midnight. */
    private static Instant aligned(CandleTable table, Instant first, Duration slot, ZoneId zone) {
        Instant midnight = first.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
        if (table.daily() || slot.toSeconds() > DAY) {
            return table.daily() ? first : midnight;
        }
        long into = Duration.between(midnight, first).toSeconds();
        Instant origin = midnight.plusSeconds(into / slot.toSeconds() * slot.toSeconds());
        // Candles may start off the minute: then count from the first.
        return Duration.between(origin, first).toSeconds() % table.period().toSeconds() == 0 ? origin : first;
    }

    private void add(int i, CandleRow row) {
        if (row.traded()) {
            if (Double.isNaN(open[i])) {
                open[i] = row.open();
                high[i] = row.high();
                low[i] = row.low();
            }
            high[i] = Math.max(high[i], row.high());
            low[i] = Math.min(low[i], row.low());
            close[i] = row.close();
        }
        if (!Double.isNaN(row.volume())) {
            volume[i] = (Double.isNaN(volume[i]) ? 0 : volume[i]) + row.volume();
        }
        if (!Double.isNaN(row.bid()) && !Double.isNaN(row.ask())) {
            bid[i] = row.bid();
            ask[i] = row.ask();
        }
    }

    private int slotOf(CandleRow row) {
        // The middle of a candle is far from every border, whatever daylight saving does.
        Duration half = Duration.between(row.start(), row.end()).dividedBy(2);
        return (int) Math.floor(daily ? x(row.start().plus(half)) : x(row.start()) + 1e-9);
    }

    /** The place of a time on the x axis. */
    double x(Instant time) {
        if (!daily) {
            return (double) Duration.between(origin, time).toMillis() / slot.toMillis();
        }
        return (days(time) - days(origin)) / slot.toDays();
    }

    /** The time at a place on the x axis. */
    Instant time(double x) {
        return origin.plusMillis(Math.round(x * slot.toMillis()));
    }

    private static double days(Instant time) {
        ZonedDateTime local = time.atZone(Zones.EASTERN);
        LocalDate date = local.toLocalDate();
        return date.toEpochDay() + local.toLocalTime().toSecondOfDay() / (double) DAY;
    }

    Duration slot() {
        return slot;
    }

    boolean traded(int i) {
        return !Double.isNaN(close[i]);
    }

    boolean quoted(int i) {
        return !Double.isNaN(bid[i]) && !Double.isNaN(ask[i]);
    }

    int candles() {
        int candles = 0;
        for (int i = 0; i < size; i++) {
            candles += traded(i) ? 1 : 0;
        }
        return candles;
    }

    private static double[] missing(int size) {
        double[] values = new double[size];
        java.util.Arrays.fill(values, Double.NaN);
        return values;
    }
}
