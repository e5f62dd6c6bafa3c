package dev.kalshilab.rest;

import dev.kalshilab.wire.Page;
import java.util.Map;
import retrofit2.Call;
import retrofit2.http.GET;
import retrofit2.http.Path;
import retrofit2.http.QueryMap;
import retrofit2.http.Streaming;

/** Requests for quotes, and the quotes that answer them. */
interface CommunicationsApi {
    @GET("communications/id")
    @Reads(Reads.Kind.COMMUNICATIONS_ID)
    Call<Page> id();

    @Streaming
    @GET("communications/quotes")
    @Reads(Reads.Kind.QUOTES)
    @Takes(
            value = {
                "limit",
                "cursor",
                "min_ts",
                "max_ts",
                "status",
                "quote_creator_user_id",
                "user_filter",
                "rfq_user_filter",
                "rfq_creator_user_id",
                "rfq_creator_subtrader_id",
                "rfq_id"
            },
            most = 500)
    @Takes.NoLonger(
            value = "market_ticker",
            since = "2026-06-20",
            instead = "Ask for the quotes of a request: rfqs().market(ticker) finds it, quotes().rfq(id) its quotes.")
    @Takes.NoLonger(
            value = "event_ticker",
            since = "2026-06-20",
            instead = "Ask for the quotes of a request: rfqs().event(ticker) finds it, quotes().rfq(id) its quotes.")
    Call<Page> quotes(@QueryMap Map<String, String> parameters);

    @GET("communications/rfqs/{rfq_id}/quotes/{quote_id}")
    @Reads(Reads.Kind.QUOTE)
    Call<Page> quote(@Path("rfq_id") String rfqId, @Path("quote_id") String quoteId);

    /** Deprecated by the exchange in favour of the path with its request. */
    @GET("communications/quotes/{quote_id}")
    @Reads(Reads.Kind.QUOTE)
    Call<Page> quote(@Path("quote_id") String quoteId);

    @Streaming
    @GET("communications/rfqs")
    @Reads(Reads.Kind.RFQS)
    @Takes(
            value = {
                "limit",
                "cursor",
                "event_ticker",
                "market_ticker",
                "subaccount",
                "status",
                "creator_user_id",
                "user_filter"
            },
            most = 100)
    Call<Page> rfqs(@QueryMap Map<String, String> parameters);

    @GET("communications/rfqs/{rfq_id}")
    @Reads(Reads.Kind.RFQ)
    Call<Page> rfq(@Path("rfq_id") String rfqId);
}
