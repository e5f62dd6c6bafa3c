package dev.kalshilab;

import dev.kalshilab.model.Quote;
import dev.kalshilab.rest.Desk;
import dev.kalshilab.rest.Pull;

/** Quotes, by when they were made: {@code kalshi.communications().quotes().mine().table()}. */
public final class Quotes extends TimedQuery<Quote, Quotes> {
    private final Desk desk;

    Quotes(Desk desk, Ask ask) {
        super("Quotes", Desk.QUOTES, ask);
        this.desk = desk;
    }

    /** Those that the account made. */
    public Quotes mine() {
        return set("user_filter", "self");
    }

    /** Those that answer the account's own requests. */
    public Quotes toMine() {
        return set("rfq_user_filter", "self");
    }

    /** Those that answer one request. */
    public Quotes rfq(String rfqId) {
        return set("rfq_id", rfqId);
    }

    /** Those in that status: open, accepted, confirmed, executed or cancelled. */
    public Quotes status(String status) {
        return set("status", status);
    }

    @Override
    Quotes with(Ask changed) {
        return new Quotes(desk, changed);
    }

    @Override
    Pull pull() {
        return desk.quotes(request());
    }
}
