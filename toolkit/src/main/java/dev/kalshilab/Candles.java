package dev.kalshilab;

import dev.kalshilab.model.Candle;
import dev.kalshilab.model.Interval;
import dev.kalshilab.rest.Pull;
import dev.kalshilab.rest.Rest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Candles, oldest first a market: {@code kalshi.candles(ticker).hourly().last(Duration.ofDays(7)).table()}.
 *
 * <p>By default hourly, over the whole life of the market. A range has the candles that end after its beginning and not
 * after its end. The exchange has a candle only where something moved; one without a trade has no prices.
 */
public final class Candles extends TimedQuery<Candle, Candles> {
    private final Rest rest;
    private final Tickers tickers;
    private final Interval interval;

    Candles(Rest rest, Tickers tickers, Interval interval, Ask ask) {
        super("Candles", Rest.CANDLES, ask);
        this.rest = rest;
        this.tickers = tickers;
        this.interval = interval;
    }

    /** One candle a minute. */
    public Candles minutely() {
        return every(Interval.MINUTE);
    }

    /** One candle an hour. */
    public Candles hourly() {
        return every(Interval.HOUR);
    }

    /** One candle a day, from one US Eastern midnight to the next. */
    public Candles daily() {
        return every(Interval.DAY);
    }

    /** Candles of that length. */
    public Candles every(Interval length) {
        return new Candles(rest, tickers, length, ask());
    }

    /** Those of the historical tier: of markets settled before {@code kalshi.exchange().cutoff()}. */
    public Candles historical() {
        return with(request().ofHistory());
    }

    @Override
    Candles with(Ask changed) {
        return new Candles(rest, tickers, interval, changed);
    }

    @Override
    @Nullable
    Markets source() {
        return tickers.found();
    }

    @Override
    Pull pull() {
        return tickers.pullEach(markets -> rest.candles(markets, interval, request()));
    }

    @Override
    List<String> subject() {
        List<String> parts = new ArrayList<>(tickers.parts());
        parts.add("1 " + interval.name().toLowerCase(Locale.ROOT));
        return parts;
    }
}
