package dev.kalshilab;

import dev.kalshilab.model.Moment;
import dev.kalshilab.model.Trade;
import dev.kalshilab.model.TradesRequest;
import dev.kalshilab.rest.Pull;
import dev.kalshilab.rest.Rest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Public trades, newest first a market: {@code kalshi.trades(ticker).since("-7d").table()}. */
public final class Trades extends Query<Trade, Trades> {
    private final Rest rest;
    private final Tickers tickers;
    private final @Nullable Moment from;
    private final @Nullable Moment to;

    Trades(Rest rest, Tickers tickers, @Nullable Moment from, @Nullable Moment to, Cut cut) {
        super(Rest.TRADES, cut);
        this.rest = rest;
        this.tickers = tickers;
        this.from = from;
        this.to = to;
    }

    /** Those made at or after then: {@code "-7d"}, {@code "2026-10-01"} (US Eastern), {@code "2026-10-01T14:00:00Z"}. */
    public Trades since(String time) {
        return between(Moment.of(time), to);
    }

    public Trades since(Instant time) {
        return between(Moment.of(time), to);
    }

    public Trades since(LocalDate date) {
        return between(Moment.of(date), to);
    }

    /** Those made before then. */
    public Trades until(String time) {
        return between(from, Moment.of(time));
    }

    public Trades until(Instant time) {
        return between(from, Moment.of(time));
    }

    public Trades until(LocalDate date) {
        return between(from, Moment.of(date));
    }

    /** Those of so long up to now, by the connection's clock. */
    public Trades last(Duration duration) {
        return between(Moment.ago(duration), null);
    }

    private Trades between(@Nullable Moment first, @Nullable Moment end) {
        return new Trades(rest, tickers, first, end, cut());
    }

    @Override
    Trades with(Cut changed) {
        return new Trades(rest, tickers, from, to, changed);
    }

    @Override
    Pull pull() {
        return tickers.pull(markets -> rest.trades(new TradesRequest(markets, from, to)));
    }

    @Override
    String question() {
        List<String> parts = new ArrayList<>(tickers.parts());
        Parts.add(parts, "since", from);
        Parts.add(parts, "until", to);
        return question("Trades", parts);
    }
}
