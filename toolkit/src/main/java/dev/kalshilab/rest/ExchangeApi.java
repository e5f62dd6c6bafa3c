package dev.kalshilab.rest;

import dev.kalshilab.wire.Page;
import java.util.Map;
import retrofit2.Call;
import retrofit2.http.GET;
import retrofit2.http.QueryMap;
import retrofit2.http.Streaming;

/** What the exchange tells of itself, its fees and its catalog. */
interface ExchangeApi {
    @GET("exchange/status")
    @Reads(Reads.Kind.EXCHANGE_STATUS)
    Call<Page> status();

    @GET("exchange/schedule")
    @Reads(Reads.Kind.TRADING_HOURS)
    Call<Page> hours(@QueryMap Map<String, String> none);

    @GET("exchange/schedule")
    @Reads(Reads.Kind.MAINTENANCE_WINDOWS)
    Call<Page> maintenance(@QueryMap Map<String, String> none);

    @GET("exchange/user_data_timestamp")
    @Reads(Reads.Kind.USER_DATA_TIMESTAMP)
    Call<Page> userDataTimestamp();

    @GET("series/fee_changes")
    @Reads(Reads.Kind.SERIES_FEE_CHANGES)
    @Takes({"series_ticker", "show_historical"})
    Call<Page> seriesFeeChanges(@QueryMap Map<String, String> parameters);

    @Streaming
    @GET("events/fee_changes")
    @Reads(Reads.Kind.EVENT_FEE_CHANGES)
    @Takes(
            value = {"limit", "cursor", "event_ticker"},
            most = 1000)
    Call<Page> eventFeeChanges(@QueryMap Map<String, String> parameters);

    @Streaming
    @GET("incentive_programs")
    @Reads(Reads.Kind.INCENTIVES)
    @Takes(
            value = {"limit", "cursor", "status", "type", "incentive_description"},
            most = 10_000)
    Call<Page> incentives(@QueryMap Map<String, String> parameters);

    @GET("search/tags_by_categories")
    @Reads(Reads.Kind.TAGS)
    Call<Page> tags(@QueryMap Map<String, String> none);

    @GET("search/filters_by_sport")
    @Reads(Reads.Kind.SPORTS)
    Call<Page> sports(@QueryMap Map<String, String> none);
}
