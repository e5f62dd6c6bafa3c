package dev.kalshilab.rest;

import dev.kalshilab.wire.Page;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;
import retrofit2.http.GET;
import retrofit2.http.Path;
import retrofit2.http.Query;
import retrofit2.http.Streaming;

/** What the exchange tells of an account; every operation needs its key. */
interface AccountApi {
    @GET("portfolio/balance")
    @Reads(Reads.Kind.BALANCE)
    Call<Page> balance();

    @Streaming
    @GET("portfolio/fills")
    @Reads(Reads.Kind.FILLS)
    Call<Page> fills(
            @Query("limit") int limit,
            @Query("cursor") @Nullable String cursor,
            @Query("ticker") @Nullable String ticker,
            @Query("order_id") @Nullable String orderId,
            @Query("min_ts") @Nullable Long minTs,
            @Query("max_ts") @Nullable Long maxTs);

    @Streaming
    @GET("portfolio/orders")
    @Reads(Reads.Kind.ORDERS)
    Call<Page> orders(
            @Query("limit") int limit,
            @Query("cursor") @Nullable String cursor,
            @Query("ticker") @Nullable String ticker,
            @Query("event_ticker") @Nullable String eventTicker,
            @Query("status") @Nullable String status,
            @Query("min_ts") @Nullable Long minTs,
            @Query("max_ts") @Nullable Long maxTs);

    @GET("portfolio/orders/{order_id}")
    @Reads(Reads.Kind.ORDER)
    Call<Page> order(@Path("order_id") String orderId);

    @Streaming
    @GET("portfolio/positions")
    @Reads(Reads.Kind.POSITIONS)
    Call<Page> positions(
            @Query("limit") int limit,
            @Query("cursor") @Nullable String cursor,
            @Query("ticker") @Nullable String ticker,
            @Query("event_ticker") @Nullable String eventTicker,
            @Query("count_filter") @Nullable String countFilter);

    @Streaming
    @GET("portfolio/positions")
    @Reads(Reads.Kind.EVENT_POSITIONS)
    Call<Page> eventPositions(
            @Query("limit") int limit,
            @Query("cursor") @Nullable String cursor,
            @Query("event_ticker") @Nullable String eventTicker,
            @Query("count_filter") @Nullable String countFilter);

    @Streaming
    @GET("portfolio/settlements")
    @Reads(Reads.Kind.SETTLEMENTS)
    Call<Page> settlements(
            @Query("limit") int limit,
            @Query("cursor") @Nullable String cursor,
            @Query("ticker") @Nullable String ticker,
            @Query("event_ticker") @Nullable String eventTicker,
            @Query("min_ts") @Nullable Long minTs,
            @Query("max_ts") @Nullable Long maxTs);
}
