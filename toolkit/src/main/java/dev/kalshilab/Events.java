package dev.kalshilab;

import dev.kalshilab.model.Event;
import dev.kalshilab.model.Moment;
import dev.kalshilab.model.Ticker;
import dev.kalshilab.rest.Pull;
import dev.kalshilab.rest.Rest;

/**
 * Events, each the occurrence that some markets are about: {@code kalshi.events().series("KXHIGHNY").open().table()}.
 */
public final class Events extends Query<Event, Events> {
    private final Rest rest;
    private final boolean combos;

    Events(Rest rest, boolean combos, Ask ask) {
        super(combos ? "ComboEvents" : "Events", Rest.EVENTS, ask);
        this.rest = rest;
        this.combos = combos;
    }

    /** Those of that series. */
    public Events series(String seriesTicker) {
        return set("series_ticker", Ticker.series(seriesTicker));
    }

    /** Those with a market open for trading. */
    public Events open() {
        return status("open");
    }

    /** Those with a market that no longer trades and is not settled. */
    public Events closed() {
        return status("closed");
    }

    /** Those with a settled market. */
    public Events settled() {
        return status("settled");
    }

    /** Those with a market in that status: unopened, open, closed or settled. */
    public Events status(String status) {
        return set("status", status);
    }

    /** Those with a market that closes after that time: {@code "-30d"}, a date or an instant as text. */
    public Events closingAfter(String time) {
        return set("min_close_ts", Moment.of(time));
    }

    /** Each with its markets: in {@code Event.markets()}, and counted in the column {@code markets}. */
    public Events withMarkets() {
        return set("with_nested_markets", true);
    }

    /** Those of combos instead, markets on several others; the exchange keeps them apart. */
    public Events combos() {
        return new Events(rest, true, ask());
    }

    /** Those of that collection of combos. */
    public Events collection(String collectionTicker) {
        return combos().set("collection_ticker", Ticker.event(collectionTicker));
    }

    @Override
    Events with(Ask changed) {
        return new Events(rest, combos, changed);
    }

    @Override
    Pull pull() {
        return combos ? rest.comboEvents(request()) : rest.events(request());
    }
}
