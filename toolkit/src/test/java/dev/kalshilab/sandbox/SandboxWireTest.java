package dev.kalshilab.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is sent fits the exchange's specification, field by field. */
class SandboxWireTest {
    private static final Sandbox SANDBOX = Sandbox.start(5);
    private static final Probe PROBE = Probe.signed(SANDBOX);
    private static final Map<String, Set<String>> REQUIRED = new HashMap<>();
    private static final Map<String, Set<String>> OPTIONAL = new HashMap<>();

    /** Which object stands under a field; an array holds several of it. */
    private static final Map<String, String> CHILDREN = new HashMap<>();

    @BeforeAll
    static void readFields() throws IOException {
        try (InputStream file = Objects.requireNonNull(SandboxWireTest.class.getResourceAsStream("fields.txt"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            for (String line : lines.lines().filter(one -> !one.startsWith("#")).toList()) {
                List<String> words = Arrays.asList(line.split(" ", -1));
                if (words.get(1).equals(">")) {
                    for (String child : words.subList(2, words.size())) {
                        int at = child.indexOf('=');
                        CHILDREN.put(words.get(0) + '.' + child.substring(0, at), child.substring(at + 1));
                    }
                    continue;
                }
                (words.get(1).equals("!") ? REQUIRED : OPTIONAL)
                        .put(words.get(0), Set.copyOf(words.subList(2, words.size())));
            }
        }
    }

    @AfterAll
    static void close() {
        SANDBOX.close();
    }

    @Test
    void everyAnswerHasTheRequiredFieldsAndNoUnknownOnes() {
        check("/exchange/status", "ExchangeStatus");
        check("/exchange/schedule", "GetExchangeScheduleResponse");
        check("/historical/cutoff", "GetHistoricalCutoffResponse");
        check("/series?include_volume=true&include_product_metadata=true", "GetSeriesListResponse");
        check("/series/KXHIGHNY?include_volume=true", "GetSeriesResponse");
        check("/events?with_nested_markets=true&with_milestones=true", "GetEventsResponse");
        check("/events/KXHIGHNY-26SEP15?with_nested_markets=true", "GetEventResponse");
        check("/markets?limit=1000", "GetMarketsResponse");
        check("/markets/KXBRINDLE-27", "GetMarketResponse");
        check("/markets/trades?limit=1000", "GetTradesResponse");
        check("/markets/KXPRESALDERIA-26-AQ/orderbook", "GetMarketOrderbookResponse");
        check("/markets/KXBRINDLE-27/orderbook", "GetMarketOrderbookResponse");
        check(candles("KXPRESALDERIA", "KXPRESALDERIA-26-AQ", 60), "GetMarketCandlesticksResponse");
        check(candles("KXBRINDLE", "KXBRINDLE-27", 1440), "GetMarketCandlesticksResponse");
    }

    @Test
    void everyAnswerAboutTheAccountHasTheRequiredFieldsAndNoUnknownOnes() {
        check("/portfolio/balance", "GetBalanceResponse");
        check("/portfolio/fills?limit=1000", "GetFillsResponse");
        check("/portfolio/orders?limit=1000", "GetOrdersResponse");
        String order = PROBE.get("/portfolio/orders").list("orders").get(0).text("order_id");
        check("/portfolio/orders/" + order, "GetOrderResponse");
        check("/portfolio/positions", "GetPositionsResponse");
        check("/portfolio/settlements", "GetSettlementsResponse");
        check("/portfolio/deposits", "GetDepositsResponse");
        check("/api_keys", "GetApiKeysResponse");
        check("/account/limits", "GetAccountApiLimitsResponse");
        check("/exchange/user_data_timestamp", "GetUserDataTimestampResponse");
    }

    @Test
    void everyOtherAnswerHasTheRequiredFieldsAndNoUnknownOnes() {
        String archived =
                PROBE.get("/historical/markets").list("markets").get(0).text("ticker");
        String range = "start_ts=1780000000&end_ts=1789495200&period_interval=1440";
        check("/historical/markets?limit=1000", "GetMarketsResponse");
        check("/historical/markets/" + archived, "GetMarketResponse");
        check("/historical/markets/" + archived + "/candlesticks?" + range, "GetMarketCandlesticksHistoricalResponse");
        check("/historical/trades", "GetTradesResponse");
        check("/historical/fills", "GetFillsResponse");
        check("/historical/orders", "GetOrdersResponse");
        check("/historical/positions", "GetPositionsResponse");
        check("/markets?mve_filter=only", "GetMarketsResponse");
        check("/markets/orderbooks?tickers=KXBRINDLE-27&tickers=KXPRESALDERIA-26-AQ", "GetMarketOrderbooksResponse");
        check("/markets/candlesticks?market_tickers=KXBRINDLE-27&" + range, "BatchGetMarketCandlesticksResponse");
        check("/series/KXPRESALDERIA/events/KXPRESALDERIA-26/candlesticks?" + range, "GetEventCandlesticksResponse");
        check(
                "/series/KXHIGHNY/events/KXHIGHNY-26SEP15/forecast_percentile_history?percentiles=2500,5000&" + range,
                "GetEventForecastPercentilesHistoryResponse");
        check("/events/multivariate?with_nested_markets=true", "GetMultivariateEventsResponse");
        check("/events/KXHIGHNY-26SEP15/metadata", "GetEventMetadataResponse");
        check("/events/fee_changes", "GetEventFeeChangesResponse");
        check("/series/fee_changes?show_historical=true", "GetSeriesFeeChangesResponse");
        check("/incentive_programs", "GetIncentiveProgramsResponse");
        check("/milestones", "GetMilestonesResponse");
        check("/structured_targets", "GetStructuredTargetsResponse");
        check("/search/filters_by_sport", "GetFiltersBySportsResponse");
        check("/search/tags_by_categories", "GetTagsForSeriesCategoriesResponse");
        check("/multivariate_event_collections", "GetMultivariateEventCollectionsResponse");
        check("/multivariate_event_collections/KXMVEHARBOR-R", "GetMultivariateEventCollectionResponse");
        check("/communications/id", "GetCommunicationsIDResponse");
        check("/communications/rfqs", "GetRFQsResponse");
        check("/communications/quotes", "GetQuotesResponse");
        check("/account/endpoint_costs", "GetAccountEndpointCostsResponse");
        check("/portfolio/order_groups", "GetOrderGroupsResponse");
        String group =
                PROBE.get("/portfolio/order_groups").list("order_groups").get(0).text("id");
        check("/portfolio/order_groups/" + group, "GetOrderGroupResponse");
        check("/portfolio/orders/queue_positions", "GetOrderQueuePositionsResponse");
        check("/portfolio/subaccounts/balances", "GetSubaccountBalancesResponse");
        check("/portfolio/subaccounts/netting", "GetSubaccountNettingResponse");
        check("/portfolio/subaccounts/transfers", "GetSubaccountTransfersResponse");
        check("/portfolio/withdrawals", "GetWithdrawalsResponse");
    }

    private static String candles(String series, String market, int interval) {
        return "/series/" + series + "/markets/" + market + "/candlesticks?start_ts=1780000000&end_ts=1789495200"
                + "&include_latest_before_start=true&period_interval=" + interval;
    }

    private static void check(String path, String schema) {
        check(PROBE.get(path).value(), schema, path);
    }

    private static void check(Object value, String schema, String where) {
        if (value instanceof List<?> list) {
            list.forEach(item -> check(item, schema, where));
            return;
        }
        Map<String, Object> fields = new Probe.Node(value).fields();
        Set<String> required = REQUIRED.getOrDefault(schema, Set.of());
        Set<String> known = new HashSet<>(required);
        known.addAll(OPTIONAL.getOrDefault(schema, Set.of()));
        assertThat(fields.keySet())
                .as(where + " " + schema)
                .containsAll(required)
                .isSubsetOf(known);
        fields.forEach((name, child) -> {
            if (name.endsWith("_dollars") && child instanceof String text) {
                assertThat(text).as(where + " " + name).matches(decimals(schema));
            }
            if (name.endsWith("_fp") && child instanceof String text) {
                assertThat(text).as(where + " " + name).matches("-?\\d+\\.\\d{2}");
            }
            String of = CHILDREN.get(schema + "." + name);
            if (of != null && child != null) {
                check(child, of, where);
            }
        });
    }

    /** Prices and balances have four decimals, amounts of an account six. */
    private static String decimals(String schema) {
        return switch (schema) {
            case "Fill", "Order" -> "\\d\\.\\d{4}|\\d+\\.\\d{6}";
            case "MarketPosition", "EventPosition", "Settlement" -> "-?\\d+\\.\\d{6}";
            case "GetBalanceResponse", "RFQ", "Quote" -> "\\d+\\.\\d{4}";
            default -> "\\d\\.\\d{4}";
        };
    }

    @Test
    void periodWithoutTradeHasNoPricesOfItsOwn() {
        List<Probe.Node> candles =
                PROBE.get(candles("KXBRINDLE", "KXBRINDLE-27", 1440)).list("candlesticks");
        assertThat(candles).anySatisfy(candle -> {
            assertThat(candle.text("volume_fp")).isEqualTo("0.00");
            assertThat(candle.at("price").fields()).containsOnlyKeys("previous_dollars");
        });
    }

    @Test
    void openMarketHasNoSettlementAndNoResult() {
        Probe.Node market = PROBE.get("/markets/KXPRESALDERIA-26-AQ").at("market");
        assertThat(market.text("result")).isEmpty();
        assertThat(market.text("expiration_value")).isEmpty();
        assertThat(market.fields()).doesNotContainKeys("settlement_ts", "settlement_value_dollars", "subtitle");
    }

    @Test
    void textsKeepQuotesAmpersandsAndAccents() {
        Probe.Node event = PROBE.get("/events/KXPRESALDERIA-26");
        assertThat(event.list("markets"))
                .extracting(market -> market.text("yes_sub_title"))
                .containsExactly(
                        "Ana Quillfeather", "Bram O'Tuckett", "Zoë \"Sparrow\" Winterbourne", "Lorcan Måne-Fisk");
        assertThat(PROBE.get("/events/KXHIGHNY-26SEP15").list("markets"))
                .extracting(market -> market.text("title"))
                .allMatch(title -> title.contains("°"));
        assertThat(PROBE.get("/events?series_ticker=KXHARBORGAME").list("events"))
                .extracting(one -> one.text("title"))
                .anyMatch(title -> title.contains("Tarn & Vale"));
    }

    @Test
    void seriesWithoutTagsSaysNull() {
        Map<String, Object> series = PROBE.get("/series/KXBRINDLE").at("series").fields();
        assertThat(series).containsEntry("tags", null).containsEntry("additional_prohibitions", null);
        assertThat(series).doesNotContainKey("volume_fp");
    }

    @Test
    void taperedPricesUseTenthsOfACentNearTheEnds() {
        List<Probe.Node> markets =
                PROBE.get("/markets?limit=1000&series_ticker=KXMERIDIAN").list("markets");
        assertThat(markets).allSatisfy(market -> {
            assertThat(market.text("price_level_structure")).isEqualTo("tapered_deci_cent");
            assertThat(market.list("price_ranges"))
                    .extracting(range -> range.text("step"))
                    .containsExactly("0.0010", "0.0100", "0.0010");
        });
        assertThat(markets)
                .extracting(market -> market.text("last_price_dollars"))
                .anyMatch(price -> !price.endsWith("00"));
    }
}
