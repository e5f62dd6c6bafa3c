package dev.kalshilab;

import dev.kalshilab.model.Candle;
import dev.kalshilab.model.Interval;
import dev.kalshilab.rest.Pull;
import dev.kalshilab.rest.Rest;
import java.util.List;
import java.util.Locale;

/**
 * The candles of all markets of an event: {@code kalshi.eventCandles(event).daily().since("-30d").table()}.
 *
 * <p>By default hourly. The exchange needs a range; where it cuts an answer short, the next request goes on. Markets of
 * the event that are archived are asked of the historical tier one by one; the column {@code source} says which.
 */
public final class EventCandles extends TimedQuery<Candle, EventCandles> {
    private final Rest rest;
    private final String event;
    private final Interval interval;

    EventCandles(Rest rest, String event, Interval interval, Ask ask) {
        super("EventCandles", Rest.CANDLES, ask);
        this.rest = rest;
        this.event = event;
        this.interval = interval;
    }

    /** One candle a minute. */
    public EventCandles minutely() {
        return every(Interval.MINUTE);
    }

    /** One candle an hour. */
    public EventCandles hourly() {
        return every(Interval.HOUR);
    }

    /** One candle a day, from one US Eastern midnight to the next. */
    public EventCandles daily() {
        return every(Interval.DAY);
    }

    /** Candles of that length. */
    public EventCandles every(Interval length) {
        return new EventCandles(rest, event, length, ask());
    }

    @Override
    EventCandles with(Ask changed) {
        return new EventCandles(rest, event, interval, changed);
    }

    @Override
    Pull pull() {
        return rest.eventCandles(event, interval, request());
    }

    @Override
    List<String> subject() {
        return List.of(event, "1 " + interval.name().toLowerCase(Locale.ROOT));
    }
}
