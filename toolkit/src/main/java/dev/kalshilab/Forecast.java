package dev.kalshilab;

import dev.kalshilab.model.ForecastPoint;
import dev.kalshilab.model.Interval;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.rest.Pull;
import dev.kalshilab.rest.Rest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What an event's markets imply for its value, as percentiles over time: {@code
 * kalshi.forecast(event).since("-7d").table()}. It needs an account's key.
 *
 * <p>By default hourly, the 10th, 25th, 50th, 75th and 90th percentile.
 */
public final class Forecast extends TimedQuery<ForecastPoint, Forecast> {
    private static final int MOST = 10;
    private static final List<String> USUAL = List.of("1000", "2500", "5000", "7500", "9000");

    private final Rest rest;
    private final String event;
    private final List<String> percentiles;
    private final int minutes;

    Forecast(Rest rest, String event) {
        this(rest, event, USUAL, Interval.HOUR.minutes(), Ask.ALL);
    }

    private Forecast(Rest rest, String event, List<String> percentiles, int minutes, Ask ask) {
        super("Forecast", Rest.FORECAST, ask);
        this.rest = rest;
        this.event = event;
        this.percentiles = percentiles;
        this.minutes = minutes;
    }

    /** These percentiles, in 1/100 percent: 5000 is the median; ten at most, each 0 to 9999. */
    public Forecast percentiles(int... wanted) {
        if (wanted.length == 0 || wanted.length > MOST || IntStream.of(wanted).anyMatch(one -> one < 0 || one > 9999)) {
            throw new KalshiException("percentiles(…) takes one to ten numbers from 0 to 9999, in 1/100 percent.\nThe"
                    + " quartiles are percentiles(2500, 5000, 7500).");
        }
        return new Forecast(
                rest, event, IntStream.of(wanted).mapToObj(Integer::toString).toList(), minutes, ask());
    }

    /** One set of percentiles in each of these periods. */
    public Forecast every(Interval length) {
        return new Forecast(rest, event, percentiles, length.minutes(), ask());
    }

    @Override
    Forecast with(Ask changed) {
        return new Forecast(rest, event, percentiles, minutes, changed);
    }

    @Override
    Pull pull() {
        return rest.forecast(event, percentiles, minutes, request());
    }

    @Override
    List<String> subject() {
        return new ArrayList<>(List.of(event, "percentiles " + String.join(" ", percentiles)));
    }
}
