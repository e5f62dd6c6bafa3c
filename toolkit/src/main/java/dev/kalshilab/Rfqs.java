package dev.kalshilab;

import dev.kalshilab.model.Rfq;
import dev.kalshilab.model.Ticker;
import dev.kalshilab.rest.Desk;
import dev.kalshilab.rest.Pull;

/** Requests for quotes: {@code kalshi.communications().rfqs().open().table()}. */
public final class Rfqs extends Query<Rfq, Rfqs> {
    private final Desk desk;

    Rfqs(Desk desk, Ask ask) {
        super("Rfqs", Desk.RFQS, ask);
        this.desk = desk;
    }

    /** Those that the account made. */
    public Rfqs mine() {
        return set("user_filter", "self");
    }

    /** Those for that market. */
    public Rfqs market(String ticker) {
        return set("market_ticker", Ticker.market(ticker));
    }

    /** Those for the markets of that event. */
    public Rfqs event(String eventTicker) {
        return set("event_ticker", Ticker.event(eventTicker));
    }

    /** Those that can still be answered. */
    public Rfqs open() {
        return status("open");
    }

    /** Those in that status: open or closed. */
    public Rfqs status(String status) {
        return set("status", status);
    }

    @Override
    Rfqs with(Ask changed) {
        return new Rfqs(desk, changed);
    }

    @Override
    Pull pull() {
        return desk.rfqs(request());
    }
}
