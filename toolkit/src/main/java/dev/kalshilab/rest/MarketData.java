package dev.kalshilab.rest;

import dev.kalshilab.wire.Page;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;
import retrofit2.http.GET;
import retrofit2.http.Path;
import retrofit2.http.Query;
import retrofit2.http.Streaming;

/** The public market data of the exchange, as its reference lists it. */
interface MarketData {
    @Streaming
    @GET("series")
    @Reads(Reads.Kind.SERIES)
    Call<Page> series(
            @Query("category") @Nullable String category,
            @Query("tags") @Nullable String tags,
            @Query("include_product_metadata") @Nullable Boolean includeProductMetadata,
            @Query("include_volume") @Nullable Boolean includeVolume);

    @Streaming
    @GET("series/{series_ticker}")
    @Reads(Reads.Kind.SERIES)
    Call<Page> oneSeries(@Path("series_ticker") String seriesTicker);

    @Streaming
    @GET("events")
    @Reads(Reads.Kind.EVENTS)
    Call<Page> events(
            @Query("limit") int limit,
            @Query("cursor") @Nullable String cursor,
            @Query("series_ticker") @Nullable String seriesTicker,
            @Query("status") @Nullable String status,
            @Query("min_close_ts") @Nullable Long minCloseTs,
            @Query("with_nested_markets") @Nullable Boolean withNestedMarkets);

    @Streaming
    @GET("events/{event_ticker}")
    @Reads(Reads.Kind.EVENT)
    Call<Page> event(@Path("event_ticker") String eventTicker);

    @Streaming
    @GET("markets")
    @Reads(Reads.Kind.MARKETS)
    Call<Page> markets(
            @Query("limit") int limit,
            @Query("cursor") @Nullable String cursor,
            @Query("event_ticker") @Nullable String eventTicker,
            @Query("series_ticker") @Nullable String seriesTicker,
            @Query("tickers") @Nullable String tickers,
            @Query("status") @Nullable String status,
            @Query("min_created_ts") @Nullable Long minCreatedTs,
            @Query("max_created_ts") @Nullable Long maxCreatedTs,
            @Query("min_close_ts") @Nullable Long minCloseTs,
            @Query("max_close_ts") @Nullable Long maxCloseTs,
            @Query("min_settled_ts") @Nullable Long minSettledTs,
            @Query("max_settled_ts") @Nullable Long maxSettledTs);

    @Streaming
    @GET("markets/{ticker}")
    @Reads(Reads.Kind.MARKET)
    Call<Page> market(@Path("ticker") String ticker);

    @Streaming
    @GET("markets/trades")
    @Reads(Reads.Kind.TRADES)
    Call<Page> trades(
            @Query("limit") int limit,
            @Query("cursor") @Nullable String cursor,
            @Query("ticker") @Nullable String ticker,
            @Query("min_ts") @Nullable Long minTs,
            @Query("max_ts") @Nullable Long maxTs);

    @Streaming
    @GET("markets/{ticker}/orderbook")
    @Reads(Reads.Kind.BOOK)
    Call<Page> book(@Path("ticker") String ticker, @Query("depth") @Nullable Integer depth);

    @Streaming
    @GET("series/{series_ticker}/markets/{ticker}/candlesticks")
    @Reads(Reads.Kind.CANDLES)
    Call<Page> candles(
            @Path("series_ticker") String seriesTicker,
            @Path("ticker") String ticker,
            @Query("start_ts") @Nullable Long startTs,
            @Query("end_ts") @Nullable Long endTs,
            @Query("period_interval") int periodInterval);
}
