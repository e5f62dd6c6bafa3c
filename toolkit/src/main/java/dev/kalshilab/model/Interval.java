package dev.kalshilab.model;

import java.time.Duration;

/** The three candle lengths of the exchange. */
public enum Interval {
    MINUTE(1),
    HOUR(60),
    DAY(1440);

    private final int minutes;

    Interval(int minutes) {
        this.minutes = minutes;
    }

    /** The interval of that many minutes: 1, 60 or 1440. */
    public static Interval ofMinutes(long minutes) {
        for (Interval interval : values()) {
            if (interval.minutes == minutes) {
                return interval;
            }
        }
        throw new KalshiException("Interval of " + minutes + " minutes: the exchange has candles of 1, 60 and 1440"
                + " minutes.\nAsk for one of them and resample the table.");
    }

    public int minutes() {
        return minutes;
    }

    /** Nominal length: a daily candle runs from one US Eastern midnight to the next, 23 to 25 hours. */
    public Duration length() {
        return Duration.ofMinutes(minutes);
    }
}
