package dev.kalshilab.rest;

import dev.kalshilab.wire.Page;
import okhttp3.RequestBody;
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
    @Reads(Reads.Kind.CREATED_KEY)
    Call<Page> createKey(@Body RequestBody body);

    /** The answer holds a private key: it goes to a file as it is and is never made a value. */
    @POST("api_keys/generate")
    Call<ResponseBody> generateKey(@Body RequestBody body);

    @DELETE("api_keys/{api_key}")
    Call<Void> deleteKey(@Path("api_key") String keyId);

    @POST("communications/rfqs")
    @Reads(Reads.Kind.CREATED_ID)
    Call<Page> createRfq(@Body RequestBody body);

    @DELETE("communications/rfqs/{rfq_id}")
    Call<Void> deleteRfq(@Path("rfq_id") String rfqId);

    @POST("communications/quotes")
    @Reads(Reads.Kind.CREATED_ID)
    Call<Page> createQuote(@Body RequestBody body);

    @DELETE("communications/rfqs/{rfq_id}/quotes/{quote_id}")
    Call<Void> deleteQuote(@Path("rfq_id") String rfqId, @Path("quote_id") String quoteId);

    @DELETE("communications/quotes/{quote_id}")
    Call<Void> deleteQuote(@Path("quote_id") String quoteId);

    @PUT("communications/rfqs/{rfq_id}/quotes/{quote_id}/accept")
    Call<Void> acceptQuote(@Path("rfq_id") String rfqId, @Path("quote_id") String quoteId, @Body RequestBody body);

    @PUT("communications/quotes/{quote_id}/accept")
    Call<Void> acceptQuote(@Path("quote_id") String quoteId, @Body RequestBody body);

    @PUT("communications/rfqs/{rfq_id}/quotes/{quote_id}/confirm")
    Call<Void> confirmQuote(@Path("rfq_id") String rfqId, @Path("quote_id") String quoteId, @Body RequestBody body);

    @PUT("communications/quotes/{quote_id}/confirm")
    Call<Void> confirmQuote(@Path("quote_id") String quoteId, @Body RequestBody body);

    @POST("multivariate_event_collections/{collection_ticker}")
    @Reads(Reads.Kind.COMBO_MARKET)
    Call<Page> createComboMarket(@Path("collection_ticker") String collectionTicker, @Body RequestBody body);
}
