package dev.kalshilab;

import dev.kalshilab.model.Trade;
import dev.kalshilab.rest.Pull;
import dev.kalshilab.rest.Rest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Public trades, newest first a market, from then to before then: {@code kalshi.trades(ticker).since("-7d").table()}. */
public final class Trades extends TimedQuery<Trade, Trades> {
    private final Rest rest;
    private final Tickers tickers;

    Trades(Rest rest, Tickers tickers, Ask ask) {
        super("Trades", Rest.TRADES, ask);
        this.rest = rest;
        this.tickers = tickers;
    }

    /** Those that were arranged off the book. */
    public Trades blocks() {
        return set("is_block_trade", true);
    }

    /** Those made on the book. */
    public Trades withoutBlocks() {
        return set("is_block_trade", false);
    }

    /** Those of the historical tier: made before {@code kalshi.exchange().cutoff()}. */
    public Trades historical() {
        return with(request().ofHistory());
    }

    @Override
    Trades with(Ask changed) {
        return new Trades(rest, tickers, changed);
    }

    @Override
    @Nullable
    Markets source() {
        return tickers.found();
    }

    @Override
    Pull pull() {
        return tickers.pull(markets -> rest.trades(markets, request()));
    }

    @Override
    List<String> subject() {
        return tickers.parts();
    }
}
