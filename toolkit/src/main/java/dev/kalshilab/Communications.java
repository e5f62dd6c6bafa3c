package dev.kalshilab;

import dev.kalshilab.model.Quote;
import dev.kalshilab.model.Rfq;
import dev.kalshilab.rest.Desk;

/** Requests for quotes, and quotes: what accounts say to each other. It only reads; {@code kalshi.writes()} asks. */
public final class Communications {
    private final Desk desk;

    Communications(Desk desk) {
        this.desk = desk;
    }

    /** The account's id as others see it. */
    public String id() {
        return desk.id();
    }

    /** Quotes; the exchange wants to know whose: {@code mine()}, {@code toMine()} or {@code rfq(id)}. */
    public Quotes quotes() {
        return new Quotes(desk, Ask.ALL);
    }

    /** One quote, by its request's id and its own. */
    public Quote quote(String rfqId, String quoteId) {
        return desk.quote(rfqId, quoteId);
    }

    /** One quote by its id alone: a path that the exchange has deprecated; {@link #quote(String, String)} stays. */
    public Quote quote(String quoteId) {
        return desk.quote(quoteId);
    }

    /** Requests for quotes. */
    public Rfqs rfqs() {
        return new Rfqs(desk, Ask.ALL);
    }

    /** One request for quotes. */
    public Rfq rfq(String rfqId) {
        return desk.rfq(rfqId);
    }

    @Override
    public String toString() {
        return "Communications[id() quotes() quote(rfq, id) rfqs() rfq(id)]";
    }
}
