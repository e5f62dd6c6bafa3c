package dev.kalshilab.rest;

import dev.kalshilab.wire.Page;
import java.util.Map;
import okhttp3.ResponseBody;
import retrofit2.Call;
import retrofit2.http.Body;
import retrofit2.http.DELETE;
import retrofit2.http.POST;
import retrofit2.http.PUT;
import retrofit2.http.Path;

/** The operations that change something at the exchange. There is none that places an order. */
interface WritesApi {
    @POST("api_keys")
    @Takes({"name", "public_key", "scopes", "subaccount"})
    @Reads(Reads.Kind.CREATED_KEY)
    Call<Page> createKey(@Body Map<String, Object> body);

    /** The answer holds a private key: it goes to a file as it is and is never made a value. */
    @POST("api_keys/generate")
    @Takes({"name", "key_type", "scopes", "subaccount"})
    Call<ResponseBody> generateKey(@Body Map<String, Object> body);

    @DELETE("api_keys/{api_key}")
    Call<Void> deleteKey(@Path("api_key") String keyId);

    @POST("communications/rfqs")
    @Takes({
        "market_ticker",
        "contracts",
        "contracts_fp",
        "target_cost_dollars",
        "target_cost_centi_cents",
        "rest_remainder",
        "replace_existing",
        "subtrader_id",
        "subaccount",
        "obscure_creator_id"
    })
    @Reads(Reads.Kind.CREATED_ID)
    Call<Page> createRfq(@Body Map<String, Object> body);

    @DELETE("communications/rfqs/{rfq_id}")
    Call<Void> deleteRfq(@Path("rfq_id") String rfqId);

    @POST("communications/quotes")
    @Takes({"rfq_id", "yes_bid", "no_bid", "rest_remainder", "post_only", "subaccount"})
    @Reads(Reads.Kind.CREATED_ID)
    Call<Page> createQuote(@Body Map<String, Object> body);

    @DELETE("communications/rfqs/{rfq_id}/quotes/{quote_id}")
    Call<Void> deleteQuote(@Path("rfq_id") String rfqId, @Path("quote_id") String quoteId);

    @DELETE("communications/quotes/{quote_id}")
    Call<Void> deleteQuote(@Path("quote_id") String quoteId);

    @PUT("communications/rfqs/{rfq_id}/quotes/{quote_id}/accept")
    @Takes({"accepted_side"})
    Call<Void> acceptQuote(
            @Path("rfq_id") String rfqId, @Path("quote_id") String quoteId, @Body Map<String, Object> body);

    @PUT("communications/quotes/{quote_id}/accept")
    @Takes({"accepted_side"})
    Call<Void> acceptQuote(@Path("quote_id") String quoteId, @Body Map<String, Object> body);

    @PUT("communications/rfqs/{rfq_id}/quotes/{quote_id}/confirm")
    Call<Void> confirmQuote(
            @Path("rfq_id") String rfqId, @Path("quote_id") String quoteId, @Body Map<String, Object> body);

    @PUT("communications/quotes/{quote_id}/confirm")
    Call<Void> confirmQuote(@Path("quote_id") String quoteId, @Body Map<String, Object> body);

    @POST("multivariate_event_collections/{collection_ticker}")
    @Takes({"selected_markets", "with_market_payload"})
    @Reads(Reads.Kind.COMBO_MARKET)
    Call<Page> createComboMarket(@Path("collection_ticker") String collectionTicker, @Body Map<String, Object> body);
}
