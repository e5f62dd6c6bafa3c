package dev.kalshilab.rest;

import dev.kalshilab.wire.Page;
import java.util.Map;
import retrofit2.Call;
import retrofit2.http.GET;
import retrofit2.http.Path;
import retrofit2.http.QueryMap;
import retrofit2.http.Streaming;

/** The exchange's historical tier: what is older than some three months. */
interface HistoryApi {
    @GET("historical/cutoff")
    @Reads(Reads.Kind.HISTORICAL_CUTOFF)
    Call<Page> cutoff();

    @Streaming
    @GET("historical/markets")
    @Reads(Reads.Kind.MARKETS)
    @Takes(
            value = {"limit", "cursor", "tickers", "event_ticker", "series_ticker", "mve_filter"},
            most = 1000)
    Call<Page> markets(@QueryMap Map<String, String> parameters);

    @Streaming
    @GET("historical/markets/{ticker}")
    @Reads(Reads.Kind.MARKET)
    Call<Page> market(@Path("ticker") String ticker);

    @Streaming
    @GET("historical/markets/{ticker}/candlesticks")
    @Reads(Reads.Kind.CANDLES)
    @Takes({"start_ts", "end_ts", "period_interval"})
    Call<Page> candles(@Path("ticker") String ticker, @QueryMap Map<String, String> parameters);

    @Streaming
    @GET("historical/trades")
    @Reads(Reads.Kind.TRADES)
    @Takes(
            value = {"limit", "cursor", "ticker", "min_ts", "max_ts", "is_block_trade"},
            most = 1000)
    Call<Page> trades(@QueryMap Map<String, String> parameters);

    @Streaming
    @GET("historical/fills")
    @Reads(Reads.Kind.FILLS)
    @Takes(
            value = {"limit", "cursor", "ticker", "max_ts"},
            most = 1000)
    Call<Page> fills(@QueryMap Map<String, String> parameters);

    @Streaming
    @GET("historical/orders")
    @Reads(Reads.Kind.ORDERS)
    @Takes(
            value = {"limit", "cursor", "ticker", "max_ts"},
            most = 1000)
    Call<Page> orders(@QueryMap Map<String, String> parameters);

    @Streaming
    @GET("historical/positions")
    @Reads(Reads.Kind.POSITIONS)
    @Takes(
            value = {"limit", "cursor", "ticker", "event_ticker"},
            most = 1000)
    Call<Page> positions(@QueryMap Map<String, String> parameters);
}
