package dev.kalshilab.rest;

import dev.kalshilab.wire.Page;
import java.util.Map;
import retrofit2.Call;
import retrofit2.http.GET;
import retrofit2.http.Path;
import retrofit2.http.QueryMap;
import retrofit2.http.Streaming;

/** What the exchange tells of an account; every operation needs its key. */
interface AccountApi {
    @GET("portfolio/balance")
    @Reads(Reads.Kind.BALANCE)
    @Takes({"subaccount", "exchange_index"})
    Call<Page> balance(@QueryMap Map<String, String> parameters);

    @Streaming
    @GET("portfolio/fills")
    @Reads(Reads.Kind.FILLS)
    @Takes(
            value = {"limit", "cursor", "ticker", "order_id", "min_ts", "max_ts", "subaccount", "exchange_index"},
            most = 1000)
    @Takes.NoLonger(
            value = "use_dollars",
            since = "2026-03-12",
            instead = "Leave it out: prices are exact dollars in every generation.")
    Call<Page> fills(@QueryMap Map<String, String> parameters);

    @Streaming
    @GET("portfolio/orders")
    @Reads(Reads.Kind.ORDERS)
    @Takes(
            value = {
                "limit",
                "cursor",
                "ticker",
                "event_ticker",
                "status",
                "min_ts",
                "max_ts",
                "subaccount",
                "exchange_index"
            },
            most = 1000)
    Call<Page> orders(@QueryMap Map<String, String> parameters);

    @GET("portfolio/orders/{order_id}")
    @Reads(Reads.Kind.ORDER)
    Call<Page> order(@Path("order_id") String orderId);

    @Streaming
    @GET("portfolio/positions")
    @Reads(Reads.Kind.POSITIONS)
    @Takes(
            value = {"limit", "cursor", "ticker", "event_ticker", "count_filter", "subaccount", "exchange_index"},
            most = 1000)
    @Takes.NoLonger(
            value = "settlement_status",
            since = "2025-12-11",
            instead = "Positions are the unsettled ones; portfolio().positions().settled() gives the others, from"
                    + " settlements.")
    Call<Page> positions(@QueryMap Map<String, String> parameters);

    @Streaming
    @GET("portfolio/positions")
    @Reads(Reads.Kind.EVENT_POSITIONS)
    @Takes(
            value = {"limit", "cursor", "ticker", "event_ticker", "count_filter", "subaccount", "exchange_index"},
            most = 1000)
    @Takes.NoLonger(
            value = "settlement_status",
            since = "2025-12-11",
            instead = "Positions are the unsettled ones; portfolio().positions().settled() gives the others, from"
                    + " settlements.")
    Call<Page> eventPositions(@QueryMap Map<String, String> parameters);

    @Streaming
    @GET("portfolio/settlements")
    @Reads(Reads.Kind.SETTLEMENTS)
    @Takes(
            value = {"limit", "cursor", "ticker", "event_ticker", "min_ts", "max_ts", "subaccount"},
            most = 1000)
    Call<Page> settlements(@QueryMap Map<String, String> parameters);

    @GET("portfolio/order_groups")
    @Reads(Reads.Kind.ORDER_GROUPS)
    @Takes({"subaccount"})
    Call<Page> orderGroups(@QueryMap Map<String, String> parameters);

    @GET("portfolio/order_groups/{order_group_id}")
    @Reads(Reads.Kind.ORDER_GROUP)
    @Takes({"subaccount"})
    Call<Page> orderGroup(@Path("order_group_id") String orderGroupId, @QueryMap Map<String, String> parameters);

    @GET("portfolio/orders/queue_positions")
    @Reads(Reads.Kind.QUEUE_POSITIONS)
    @Takes({"market_tickers", "event_ticker", "subaccount"})
    Call<Page> queuePositions(@QueryMap Map<String, String> parameters);

    @GET("portfolio/orders/{order_id}/queue_position")
    @Reads(Reads.Kind.QUEUE_POSITION)
    Call<Page> queuePosition(@Path("order_id") String orderId);

    @GET("portfolio/summary/total_resting_order_value")
    @Reads(Reads.Kind.RESTING_VALUE)
    Call<Page> totalRestingOrderValue();

    @Streaming
    @GET("portfolio/deposits")
    @Reads(Reads.Kind.DEPOSITS)
    @Takes(
            value = {"limit", "cursor"},
            most = 500)
    Call<Page> deposits(@QueryMap Map<String, String> parameters);

    @Streaming
    @GET("portfolio/withdrawals")
    @Reads(Reads.Kind.WITHDRAWALS)
    @Takes(
            value = {"limit", "cursor"},
            most = 500)
    Call<Page> withdrawals(@QueryMap Map<String, String> parameters);

    @GET("portfolio/subaccounts/balances")
    @Reads(Reads.Kind.SUBACCOUNT_BALANCES)
    Call<Page> subaccountBalances(@QueryMap Map<String, String> none);

    @GET("api_keys")
    @Reads(Reads.Kind.API_KEYS)
    Call<Page> apiKeys(@QueryMap Map<String, String> none);

    @GET("account/limits")
    @Reads(Reads.Kind.ACCOUNT_LIMITS)
    Call<Page> limits();

    @GET("account/endpoint_costs")
    @Reads(Reads.Kind.ENDPOINT_COSTS)
    Call<Page> endpointCosts(@QueryMap Map<String, String> none);
}
