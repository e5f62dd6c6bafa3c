package dev.kalshilab;

import dev.kalshilab.model.Candle;
import dev.kalshilab.model.CandlesRequest;
import dev.kalshilab.model.Interval;
import dev.kalshilab.model.Moment;
import dev.kalshilab.rest.Pull;
import dev.kalshilab.rest.Rest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Candles, oldest first a market: {@code kalshi.candles(ticker).hourly().last(Duration.ofDays(7)).table()}.
 *
 * <p>By default hourly, over the whole life of the market. The exchange has a candle only where something moved; one
 * without a trade has no prices.
 */
public final class Candles extends Query<Candle, Candles> {
    private final Rest rest;
    private final Tickers tickers;
    private final Interval interval;
    private final @Nullable Moment from;
    private final @Nullable Moment to;

    Candles(Rest rest, Tickers tickers, Interval interval, @Nullable Moment from, @Nullable Moment to, Cut cut) {
        super(Rest.CANDLES, cut);
        this.rest = rest;
        this.tickers = tickers;
        this.interval = interval;
        this.from = from;
        this.to = to;
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
        return new Candles(rest, tickers, length, from, to, cut());
    }

    /** Those that end after then: {@code "-7d"}, {@code "2026-10-01"} (US Eastern), {@code "2026-10-01T14:00:00Z"}. */
    public Candles since(String time) {
        return between(Moment.of(time), to);
    }

    public Candles since(Instant time) {
        return between(Moment.of(time), to);
    }

    public Candles since(LocalDate date) {
        return between(Moment.of(date), to);
    }

    /** Those that end then or before. */
    public Candles until(String time) {
        return between(from, Moment.of(time));
    }

    public Candles until(Instant time) {
        return between(from, Moment.of(time));
    }

    public Candles until(LocalDate date) {
        return between(from, Moment.of(date));
    }

    /** Those of so long up to now, by the connection's clock. */
    public Candles last(Duration duration) {
        return between(Moment.ago(duration), null);
    }

    private Candles between(@Nullable Moment first, @Nullable Moment end) {
        return new Candles(rest, tickers, interval, first, end, cut());
    }

    @Override
    Candles with(Cut changed) {
        return new Candles(rest, tickers, interval, from, to, changed);
    }

    @Override
    Pull pull() {
        return tickers.pullEach(markets -> rest.candles(new CandlesRequest(markets, interval, from, to)));
    }

    @Override
    String question() {
        List<String> parts = new ArrayList<>(tickers.parts());
        parts.add("1 " + interval.name().toLowerCase(Locale.ROOT));
        Parts.add(parts, "since", from);
        Parts.add(parts, "until", to);
        return question("Candles", parts);
    }
}
