package dev.kalshilab.rest;

import dev.kalshilab.column.Records;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.CommunicationsId;
import dev.kalshilab.model.Quote;
import dev.kalshilab.model.Request;
import dev.kalshilab.model.Rfq;
import dev.kalshilab.wire.CommunicationShapes;
import retrofit2.Retrofit;

/** Executes what is asked about requests for quotes, and quotes. */
public final class Desk {
    public static final Records<Quote> QUOTES = Records.of(Quote.class, CommunicationShapes.QUOTES);
    public static final Records<Rfq> RFQS = Records.of(Rfq.class, CommunicationShapes.RFQS);

    private static final Records<CommunicationsId> ID = Records.of(CommunicationsId.class, CommunicationShapes.ID);
    private static final int QUOTES_A_PAGE = 500;
    private static final int RFQS_A_PAGE = 100;

    private final Lists lists;
    private final CommunicationsApi api;

    Desk(Connection connection, Retrofit retrofit) {
        this.lists = new Lists(connection);
        this.api = retrofit.create(CommunicationsApi.class);
    }

    public String id() {
        return lists.one(ID, api.id(), "the communications id").communicationsId();
    }

    /** Quotes made from {@code from} to before {@code to}. */
    public Pull quotes(Request request) {
        return lists.timed(CommunicationShapes.QUOTES, "created_ts", QUOTES_A_PAGE, request, api::quotes);
    }

    public Quote quote(String rfqId, String quoteId) {
        return lists.one(QUOTES, api.quote(rfqId, quoteId), "quote " + quoteId);
    }

    /** By its id alone: the path that the exchange has deprecated. */
    public Quote quote(String quoteId) {
        return lists.one(QUOTES, api.quote(quoteId), "quote " + quoteId);
    }

    public Pull rfqs(Request request) {
        return lists.all(CommunicationShapes.RFQS, RFQS_A_PAGE, request, api::rfqs);
    }

    public Rfq rfq(String id) {
        return lists.one(RFQS, api.rfq(id), "request for quotes " + id);
    }
}
