package dev.kalshilab.rest;

import dev.kalshilab.wire.Page;
import java.util.Map;
import retrofit2.Call;
import retrofit2.http.Body;
import retrofit2.http.GET;
import retrofit2.http.PUT;
import retrofit2.http.Path;
import retrofit2.http.QueryMap;
import retrofit2.http.Streaming;

/** Collections of events that combos are made of. */
interface CombosApi {
    String GONE = "Combos with their legs are in kalshi.markets().combos(), their events in kalshi.events().combos().";

    @Streaming
    @GET("multivariate_event_collections")
    @Reads(Reads.Kind.COLLECTIONS)
    @Takes(
            value = {"limit", "cursor", "status", "associated_event_ticker", "series_ticker"},
            most = 200)
    Call<Page> collections(@QueryMap Map<String, String> parameters);

    @GET("multivariate_event_collections/{collection_ticker}")
    @Reads(Reads.Kind.COLLECTION)
    Call<Page> collection(@Path("collection_ticker") String collectionTicker);

    @GET("multivariate_event_collections/{collection_ticker}/lookup")
    @Reads(Reads.Kind.LOOKUPS)
    @Takes({"lookback_seconds"})
    @Removed(since = "2026-07-02", instead = GONE)
    Call<Page> lookups(@Path("collection_ticker") String collectionTicker, @QueryMap Map<String, String> parameters);

    @PUT("multivariate_event_collections/{collection_ticker}/lookup")
    @Reads(Reads.Kind.COMBO_MARKET)
    @Takes({"selected_markets"})
    @Removed(since = "2026-08-06", instead = GONE)
    Call<Page> lookup(@Path("collection_ticker") String collectionTicker, @Body Map<String, Object> body);
}
