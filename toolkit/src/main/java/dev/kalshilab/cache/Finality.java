package dev.kalshilab.cache;

import java.time.Duration;
import java.time.Instant;

/** What of an answer can no longer change: the one place that says so. */
public final class Finality {
    /**
     * How long after a moment what happened then may still be missing from an answer, or be another.
     *
     * <p>Clocks of the exchange's machines and ours differ by seconds; a trade is in answers some time after it was made;
     * the candle of the last minute goes on growing, and its row is written after the minute is over. None of this was
     * seen to take a minute, and nobody promises how long it takes: hence two. To wait longer would cost a request for
     * the last stretch each time; to wait shorter could keep a hole for ever.
     */
    public static final Duration LAG = Duration.ofMinutes(2);

    private Finality() {}

    /**
     * The part of a stretch whose trades and candles are final when they were fetched at that moment. A candle belongs
     * to the moment at which it ends.
     *
     * @param fetched when the first request for the stretch was sent, by the clock of the connection
     */
    public static Ranges finalPart(Range asked, Instant fetched) {
        long until = Math.min(asked.to(), Range.micros(fetched.minus(LAG)));
        return asked.from() < until ? Ranges.of(new Range(asked.from(), until)) : Ranges.none();
    }
}
