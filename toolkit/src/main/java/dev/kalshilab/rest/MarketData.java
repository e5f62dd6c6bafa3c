package dev.kalshilab.rest;

import dev.kalshilab.wire.Page;
import java.util.List;
import java.util.Map;
import retrofit2.Call;
import retrofit2.http.GET;
import retrofit2.http.Path;
import retrofit2.http.Query;
import retrofit2.http.QueryMap;
import retrofit2.http.Streaming;

/** The public market data of the exchange, as its reference lists it. */
interface MarketData {
    @Streaming
    @GET("series")
    @Reads(Reads.Kind.SERIES)
    @Takes({"category", "tags", "include_product_metadata", "include_volume", "min_updated_ts"})
    Call<Page> series(@QueryMap Map<String, String> parameters);

    @Streaming
    @GET("series/{series_ticker}")
    @Reads(Reads.Kind.SERIES)
    @Takes({"include_volume"})
    Call<Page> oneSeries(@Path("series_ticker") String seriesTicker, @QueryMap Map<String, String> parameters);

    @Streaming
    @GET("events")
    @Reads(Reads.Kind.EVENTS)
    @Takes(
            value = {
                "limit",
                "cursor",
                "with_nested_markets",
                "with_milestones",
                "status",
                "series_ticker",
                "tickers",
                "min_close_ts",
                "min_updated_ts"
            },
            most = 200)
    Call<Page> events(@QueryMap Map<String, String> parameters);

    @Streaming
    @GET("events/{event_ticker}")
    @Reads(Reads.Kind.EVENT)
    @Takes({"with_nested_markets"})
    Call<Page> event(@Path("event_ticker") String eventTicker, @QueryMap Map<String, String> parameters);

    @Streaming
    @GET("events/multivariate")
    @Reads(Reads.Kind.EVENTS)
    @Takes(
            value = {"limit", "cursor", "series_ticker", "collection_ticker", "with_nested_markets"},
            most = 200)
    Call<Page> comboEvents(@QueryMap Map<String, String> parameters);

    @Streaming
    @GET("markets")
    @Reads(Reads.Kind.MARKETS)
    @Takes(
            value = {
                "limit",
                "cursor",
                "event_ticker",
                "series_ticker",
                "tickers",
                "status",
                "min_created_ts",
                "max_created_ts",
                "min_updated_ts",
                "min_close_ts",
                "max_close_ts",
                "min_settled_ts",
                "max_settled_ts",
                "mve_filter"
            },
            most = 1000)
    Call<Page> markets(@QueryMap Map<String, String> parameters);

    @Streaming
    @GET("markets/{ticker}")
    @Reads(Reads.Kind.MARKET)
    Call<Page> market(@Path("ticker") String ticker);

    @Streaming
    @GET("markets/trades")
    @Reads(Reads.Kind.TRADES)
    @Takes(
            value = {"limit", "cursor", "ticker", "min_ts", "max_ts", "is_block_trade"},
            most = 1000)
    Call<Page> trades(@QueryMap Map<String, String> parameters);

    @Streaming
    @GET("markets/{ticker}/orderbook")
    @Reads(Reads.Kind.BOOK)
    @Takes({"depth"})
    Call<Page> book(@Path("ticker") String ticker, @QueryMap Map<String, String> parameters);

    @Streaming
    @GET("series/{series_ticker}/markets/{ticker}/candlesticks")
    @Reads(Reads.Kind.CANDLES)
    @Takes({"start_ts", "end_ts", "period_interval", "include_latest_before_start"})
    Call<Page> candles(
            @Path("series_ticker") String seriesTicker,
            @Path("ticker") String ticker,
            @QueryMap Map<String, String> parameters);

    @Streaming
    @GET("markets/orderbooks")
    @Reads(Reads.Kind.BOOKS)
    @Takes({"tickers"})
    Call<Page> books(@Query("tickers") List<String> tickers, @QueryMap Map<String, String> parameters);

    @Streaming
    @GET("markets/candlesticks")
    @Reads(Reads.Kind.BATCH_CANDLES)
    @Takes({"market_tickers", "start_ts", "end_ts", "period_interval", "include_latest_before_start"})
    Call<Page> batchCandles(@QueryMap Map<String, String> parameters);

    @Streaming
    @GET("series/{series_ticker}/events/{ticker}/candlesticks")
    @Reads(Reads.Kind.EVENT_CANDLES)
    @Takes({"start_ts", "end_ts", "period_interval"})
    Call<Page> eventCandles(
            @Path("series_ticker") String seriesTicker,
            @Path("ticker") String eventTicker,
            @QueryMap Map<String, String> parameters);

    @GET("events/{event_ticker}/metadata")
    @Reads(Reads.Kind.EVENT_METADATA)
    Call<Page> eventMetadata(@Path("event_ticker") String eventTicker);

    @Streaming
    @GET("series/{series_ticker}/events/{ticker}/forecast_percentile_history")
    @Reads(Reads.Kind.FORECAST)
    @Takes({"percentiles", "start_ts", "end_ts", "period_interval"})
    Call<Page> forecast(
            @Path("series_ticker") String seriesTicker,
            @Path("ticker") String eventTicker,
            @Query("percentiles") List<String> percentiles,
            @QueryMap Map<String, String> parameters);
}
