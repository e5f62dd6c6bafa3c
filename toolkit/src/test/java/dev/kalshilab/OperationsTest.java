package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.auth.Credentials;
import dev.kalshilab.auth.KeyFiles;
import dev.kalshilab.model.Contracts;
import dev.kalshilab.model.Interval;
import dev.kalshilab.model.Leg;
import dev.kalshilab.model.Money;
import dev.kalshilab.model.Price;
import dev.kalshilab.testkit.Loopback;
import dev.kalshilab.testkit.Raw;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operation through its door, against a server that looks at method, path, query, body and signature.
 *
 * <p>The signature is verified by the JDK alone, over what the exchange's reference says is signed.
 */
@Timeout(60)
class OperationsTest {
    private static final String ID = "b7a1f0c4-0000-4000-8000-5d0c1f6a9e21";
    private static final String PEM = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n";
    private static final List<Leg> LEGS = List.of(new Leg("e-1", "e-1-a", "yes"), new Leg("E-2", "E-2-B", "no"));
    private static final String LEGS_JSON = "{\"selected_markets\":["
            + "{\"market_ticker\":\"E-1-A\",\"event_ticker\":\"E-1\",\"side\":\"yes\"},"
            + "{\"market_ticker\":\"E-2-B\",\"event_ticker\":\"E-2\",\"side\":\"no\"}]";
    private static final String RANGE = "2026-10-01";
    private static final long FROM = Instant.parse("2026-10-01T04:00:00Z").getEpochSecond();
    private static final long TO = Instant.parse("2026-10-02T04:00:00Z").getEpochSecond();

    @TempDir
    private static Path directory;

    private static PublicKey publicKey;
    private static Credentials key;

    @BeforeAll
    static void makesAKey() throws GeneralSecurityException {
        Path file = directory.resolve("key.pem");
        String pem = KeyFiles.writeRsa(file).replaceAll("-----[A-Z ]+-----|\\s", "");
        publicKey = KeyFactory.getInstance("RSA")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(pem)));
        key = Credentials.of(ID, file);
    }

    /** What a call must send, in order; what the last request's body must be; and what that request is answered. */
    private record Op(
            boolean signed, List<String> sent, String body, int status, String answer, Function<Kalshi, Object> call) {
        @Override
        public String toString() {
            return sent.get(sent.size() - 1);
        }

        Op after(String... before) {
            List<String> all = new ArrayList<>(List.of(before));
            all.addAll(sent);
            return new Op(signed, all, body, status, answer, call);
        }
    }

    private static Op open(String sent, String answer, Function<Kalshi, Object> call) {
        return new Op(false, List.of(sent), "", 200, answer, call);
    }

    private static Op signed(String sent, String answer, Function<Kalshi, Object> call) {
        return new Op(true, List.of(sent), "", 200, answer, call);
    }

    private static Op change(String sent, String body, int status, String answer, Function<Kalshi, Object> call) {
        return new Op(true, List.of(sent), body, status, answer, call);
    }

    private static Op change(String sent, String body, Consumer<Writes> call) {
        return change(sent, body, 204, "", kalshi -> {
            call.accept(kalshi.writes());
            return "";
        });
    }

    /** The 38 operations of the exchange's reference of 2025, in its order. */
    static Stream<Op> reference() {
        return Stream.of(
                signed("GET /api_keys", "{\"api_keys\":[]}", k -> k.portfolio()
                        .apiKeys()
                        .table()),
                change(
                        "POST /api_keys",
                        json("name", "n", "public_key", PEM),
                        201,
                        "{\"api_key_id\":\"K\"}",
                        k -> k.writes().createApiKey("n", PEM)),
                change(
                        "POST /api_keys",
                        "{\"name\":\"n\",\"public_key\":\"P\",\"scopes\":[\"read\"],\"subaccount\":2}",
                        201,
                        "{\"api_key_id\":\"K\"}",
                        k -> k.writes().createApiKey("n", "P", Map.of("scopes", List.of("read"), "subaccount", 2))),
                change(
                        "POST /api_keys/generate",
                        "{\"name\":\"n\"}",
                        201,
                        "{\"api_key_id\":\"K\",\"private_key\":\"PRIVATE\"}",
                        k -> k.writes().generateApiKey("n", directory.resolve("made-" + System.nanoTime()))),
                change(
                        "POST /api_keys/generate",
                        "{\"name\":\"n\",\"key_type\":\"ed25519\"}",
                        201,
                        "{\"api_key_id\":\"K\",\"private_key\":\"PRIVATE\"}",
                        k -> k.writes()
                                .generateApiKey(
                                        "n",
                                        directory.resolve("made-" + System.nanoTime()),
                                        Map.of("key_type", "ed25519"))),
                change("DELETE /api_keys/K", "", w -> w.deleteApiKey("K")),
                signed("GET /communications/id", "{\"communications_id\":\"C\"}", k -> k.communications()
                        .id()),
                signed(
                        "GET /communications/quotes?limit=500&user_filter=self",
                        "{\"quotes\":[]}",
                        k -> k.communications().quotes().mine().table()),
                signed(
                        "GET /communications/quotes?limit=7&status=open&quote_creator_user_id=U&rfq_user_filter=self"
                                + "&rfq_creator_user_id=V&rfq_creator_subtrader_id=W&rfq_id=R&min_ts=" + (FROM - 1)
                                + "&max_ts="
                                + TO,
                        "{\"quotes\":[],\"cursor\":\"\"}",
                        k -> k.communications()
                                .quotes()
                                .parameter("limit", 7)
                                .status("open")
                                .parameter("quote_creator_user_id", "U")
                                .toMine()
                                .parameter("rfq_creator_user_id", "V")
                                .parameter("rfq_creator_subtrader_id", "W")
                                .rfq("R")
                                .since(RANGE)
                                .until("2026-10-02")
                                .table()),
                change(
                        "POST /communications/quotes",
                        "{\"rfq_id\":\"R\",\"yes_bid\":\"0.5600\",\"no_bid\":\"0.4050\",\"rest_remainder\":true}",
                        201,
                        "{\"id\":\"Q\"}",
                        k -> k.writes().createQuote("R", Price.of("0.56"), Price.of("0.405"), true)),
                change(
                        "POST /communications/quotes",
                        "{\"rfq_id\":\"R\",\"yes_bid\":\"0.5600\",\"no_bid\":\"0.4050\",\"rest_remainder\":true,"
                                + "\"post_only\":true,\"subaccount\":1}",
                        201,
                        "{\"id\":\"Q\"}",
                        k -> k.writes()
                                .createQuote(
                                        "R",
                                        Price.of("0.56"),
                                        Price.of("0.405"),
                                        true,
                                        Map.of("post_only", true, "subaccount", 1))),
                signed("GET /communications/quotes/Q", "{\"quote\":{\"id\":\"Q\"}}", k -> k.communications()
                        .quote("Q")),
                signed("GET /communications/rfqs/R/quotes/Q", "{\"quote\":{\"id\":\"Q\"}}", k -> k.communications()
                        .quote("R", "Q")),
                change("DELETE /communications/rfqs/R/quotes/Q", "", w -> w.deleteQuote("R", "Q")),
                change("DELETE /communications/quotes/Q", "", w -> w.deleteQuote(null, "Q")),
                change(
                        "PUT /communications/rfqs/R/quotes/Q/accept",
                        "{\"accepted_side\":\"no\"}",
                        w -> w.acceptQuote("R", "Q", "no")),
                change(
                        "PUT /communications/quotes/Q/accept",
                        "{\"accepted_side\":\"yes\"}",
                        w -> w.acceptQuote(null, "Q", "yes")),
                change("PUT /communications/rfqs/R/quotes/Q/confirm", "{}", w -> w.confirmQuote("R", "Q")),
                change("PUT /communications/quotes/Q/confirm", "{}", w -> w.confirmQuote(null, "Q")),
                signed(
                        "GET /communications/rfqs?limit=100&market_ticker=T-1&event_ticker=E-1&status=open"
                                + "&user_filter=self&subaccount=0&creator_user_id=U",
                        "{\"rfqs\":[]}",
                        k -> k.communications()
                                .rfqs()
                                .market("t-1")
                                .event("e-1")
                                .open()
                                .mine()
                                .parameter("subaccount", 0)
                                .parameter("creator_user_id", "U")
                                .table()),
                change(
                        "POST /communications/rfqs",
                        "{\"market_ticker\":\"T-1\",\"contracts_fp\":\"14.18\",\"rest_remainder\":false}",
                        201,
                        "{\"id\":\"R\"}",
                        k -> k.writes().createRfq("t-1", Contracts.of("14.18"), false)),
                change(
                        "POST /communications/rfqs",
                        "{\"market_ticker\":\"T-1\",\"target_cost_dollars\":\"25.50\",\"rest_remainder\":true,"
                                + "\"replace_existing\":true}",
                        201,
                        "{\"id\":\"R\"}",
                        k -> k.writes()
                                .createRfq(
                                        "T-1",
                                        Money.of(new BigDecimal("25.50")),
                                        true,
                                        Map.of("replace_existing", true))),
                signed("GET /communications/rfqs/R", "{\"rfq\":{\"id\":\"R\"}}", k -> k.communications()
                        .rfq("R")),
                change("DELETE /communications/rfqs/R", "", w -> w.deleteRfq("R")),
                open(
                        "GET /events?limit=200&series_ticker=S&status=open&with_nested_markets=true&min_close_ts="
                                + FROM + "&with_milestones=true&tickers=E-1%2CE-2&min_updated_ts=5",
                        "{\"events\":[],\"cursor\":\"\"}",
                        k -> k.events()
                                .series("s")
                                .open()
                                .withMarkets()
                                .closingAfter(RANGE)
                                .parameter("with_milestones", true)
                                .parameter("tickers", List.of("E-1", "E-2"))
                                .parameter("min_updated_ts", Instant.ofEpochSecond(5))
                                .table()),
                open("GET /events/E", "{\"event\":{\"event_ticker\":\"E\"},\"markets\":[]}", k -> k.event("e")),
                open(
                        "GET /events/E?with_nested_markets=true",
                        "{\"event\":{\"event_ticker\":\"E\"}}",
                        k -> k.event("E", Map.of("with_nested_markets", true))),
                open(
                        "GET /markets?limit=1000&event_ticker=E&series_ticker=S&tickers=A%2CB&status=closed"
                                + "&mve_filter=exclude&min_updated_ts=6&min_close_ts=" + (FROM - 1) + "&max_close_ts="
                                + TO,
                        "{\"markets\":[],\"cursor\":\"\"}",
                        k -> k.markets()
                                .event("e")
                                .series("s")
                                .tickers("a", "b")
                                .closed()
                                .withoutCombos()
                                .parameter("min_updated_ts", Instant.ofEpochSecond(6))
                                .since(RANGE)
                                .until("2026-10-02")
                                .table()),
                open("GET /markets/T", "{\"market\":{\"ticker\":\"T\"}}", k -> k.market("t")),
                open(
                        "GET /markets/trades?limit=1000&is_block_trade=false&ticker=T&min_ts=" + (FROM - 1) + "&max_ts="
                                + TO,
                        "{\"trades\":[],\"cursor\":\"\"}",
                        k -> k.trades("t")
                                .since(RANGE)
                                .until("2026-10-02")
                                .parameter("is_block_trade", false)
                                .table()),
                open("GET /markets/T/orderbook?depth=3", "{\"orderbook_fp\":{}}", k -> k.book("T")
                        .depth(3)
                        .table()),
                open(
                        "GET /series?category=Climate&tags=Daily&include_volume=true&include_product_metadata=true"
                                + "&min_updated_ts=7",
                        "{\"series\":[]}",
                        k -> k.series()
                                .category("Climate")
                                .tags("Daily")
                                .withVolume()
                                .withProductMetadata()
                                .parameter("min_updated_ts", 7)
                                .table()),
                open(
                        "GET /series/S?include_volume=true",
                        "{\"series\":{\"ticker\":\"S\"}}",
                        k -> k.series("s", Map.of("include_volume", true))),
                open(
                                "GET /series/S/markets/T/candlesticks?include_latest_before_start=true&start_ts="
                                        + (FROM + 1) + "&end_ts=" + TO + "&period_interval=1",
                                "{\"ticker\":\"T\",\"candlesticks\":[]}",
                                k -> k.candles("t")
                                        .minutely()
                                        .since(RANGE)
                                        .until("2026-10-02")
                                        .parameter("include_latest_before_start", true)
                                        .table())
                        .after("GET /markets/T", "GET /events/E"),
                open(
                        "GET /multivariate_event_collections?limit=200&status=open&series_ticker=S"
                                + "&associated_event_ticker=E",
                        "{\"multivariate_contracts\":[],\"cursor\":\"\"}",
                        k -> k.collections().open().series("s").event("e").table()),
                open(
                        "GET /multivariate_event_collections/C",
                        "{\"multivariate_contract\":{\"collection_ticker\":\"C\"}}",
                        k -> k.collection("c")),
                change(
                        "POST /multivariate_event_collections/C",
                        LEGS_JSON + "}",
                        200,
                        "{\"event_ticker\":\"E\",\"market_ticker\":\"M\"}",
                        k -> k.writes().createComboMarket("c", LEGS)),
                change(
                        "POST /multivariate_event_collections/C",
                        LEGS_JSON + ",\"with_market_payload\":true}",
                        200,
                        "{\"event_ticker\":\"E\",\"market_ticker\":\"M\",\"market\":{\"ticker\":\"M\"}}",
                        k -> k.writes().createComboMarket("C", LEGS, Map.of("with_market_payload", true))),
                open(
                        "GET /multivariate_event_collections/C/lookup?lookback_seconds=300",
                        "{\"lookup_points\":[]}",
                        k -> k.lookups("c", Duration.ofMinutes(5)).table()),
                change(
                        "PUT /multivariate_event_collections/C/lookup",
                        LEGS_JSON + "}",
                        200,
                        "{\"event_ticker\":\"E\",\"market_ticker\":\"M\"}",
                        k -> k.lookup("c", LEGS)),
                signed("GET /portfolio/balance", "{\"balance\":1}", k -> k.portfolio()
                        .balance()),
                signed("GET /portfolio/balance?subaccount=0", "{\"balance\":1}", k -> k.portfolio()
                        .balance(0)),
                signed("GET /portfolio/balance?exchange_index=1", "{\"balance\":1}", k -> k.portfolio()
                        .balance(Map.of("exchange_index", 1))),
                signed(
                        "GET /portfolio/fills?limit=1000&ticker=T&order_id=O&subaccount=1&exchange_index=0&min_ts="
                                + (FROM - 1),
                        "{\"fills\":[],\"cursor\":\"\"}",
                        k -> k.portfolio()
                                .fills()
                                .ticker("t")
                                .order("O")
                                .subaccount(1)
                                .parameter("exchange_index", 0)
                                .since(RANGE)
                                .table()),
                signed("GET /portfolio/order_groups?subaccount=1", "{\"order_groups\":[]}", k -> k.portfolio()
                        .orderGroups()
                        .parameter("subaccount", 1)
                        .table()),
                signed(
                        "GET /portfolio/orders?limit=1000&ticker=T&event_ticker=E&status=resting&subaccount=1"
                                + "&exchange_index=0&max_ts=" + TO,
                        "{\"orders\":[],\"cursor\":\"\"}",
                        k -> k.portfolio()
                                .orders()
                                .ticker("t")
                                .event("e")
                                .resting()
                                .subaccount(1)
                                .parameter("exchange_index", 0)
                                .until("2026-10-02")
                                .table()),
                signed(
                        "GET /portfolio/orders/queue_positions?market_tickers=A%2CB&event_ticker=E&subaccount=1",
                        "{\"queue_positions\":[]}", k -> k.portfolio()
                                .queuePositions()
                                .parameter("market_tickers", List.of("A", "B"))
                                .parameter("event_ticker", "E")
                                .parameter("subaccount", 1)
                                .table()),
                signed(
                        "GET /portfolio/orders/O",
                        "{\"order\":{\"order_id\":\"O\",\"ticker\":\"T\"}}",
                        k -> k.portfolio().order("O")),
                signed(
                        "GET /portfolio/positions?limit=1000&ticker=T&event_ticker=E&count_filter=position&subaccount=1"
                                + "&exchange_index=2",
                        "{\"market_positions\":[],\"event_positions\":[],\"cursor\":\"\"}",
                        k -> k.portfolio()
                                .positions()
                                .ticker("t")
                                .event("e")
                                .held()
                                .subaccount(1)
                                .parameter("exchange_index", 2)
                                .table()),
                signed(
                        "GET /portfolio/settlements?limit=1000&ticker=T&event_ticker=E&subaccount=1&min_ts="
                                + (FROM - 1) + "&max_ts=" + TO,
                        "{\"settlements\":[],\"cursor\":\"\"}",
                        k -> k.portfolio()
                                .settlements()
                                .ticker("t")
                                .event("e")
                                .subaccount(1)
                                .since(RANGE)
                                .until("2026-10-02")
                                .table()),
                signed(
                        "GET /portfolio/summary/total_resting_order_value",
                        "{\"total_resting_order_value\":1}",
                        k -> k.portfolio().totalRestingOrderValue()));
    }

    /** What a researcher needs beyond it. */
    static Stream<Op> beyond() {
        return Stream.of(
                open("GET /historical/cutoff", "{\"market_settled_ts\":\"2026-08-01T00:00:00Z\"}", k -> k.exchange()
                        .cutoff()),
                open(
                        "GET /historical/markets?limit=1000&tickers=A%2CB&event_ticker=E&series_ticker=S&mve_filter=only",
                        "{\"markets\":[],\"cursor\":\"\"}", k -> k.markets()
                                .tickers("A", "B")
                                .event("E")
                                .series("S")
                                .combos()
                                .settled()
                                .since(RANGE)
                                .historical()
                                .table()),
                open("GET /historical/markets/OLD", "{\"market\":{\"ticker\":\"OLD\"}}", k -> k.market("old"))
                        .after("GET /markets/OLD"),
                open(
                        "GET /historical/markets/T/candlesticks?start_ts=" + (FROM + 1) + "&end_ts=" + TO
                                + "&period_interval=1440",
                        "{\"ticker\":\"T\",\"candlesticks\":[]}",
                        k -> k.candles("t")
                                .historical()
                                .daily()
                                .since(RANGE)
                                .until("2026-10-02")
                                .table()),
                open(
                        "GET /historical/trades?limit=1000&is_block_trade=true&ticker=T&min_ts=" + (FROM - 1)
                                + "&max_ts=" + TO,
                        "{\"trades\":[],\"cursor\":\"\"}",
                        k -> k.trades("t")
                                .historical()
                                .since(RANGE)
                                .until("2026-10-02")
                                .parameter("is_block_trade", true)
                                .table()),
                signed(
                        "GET /historical/fills?limit=1000&ticker=T&max_ts=" + TO,
                        "{\"fills\":[],\"cursor\":\"\"}",
                        k -> k.portfolio()
                                .fills()
                                .historical()
                                .ticker("t")
                                .since(RANGE)
                                .until("2026-10-02")
                                .table()),
                signed(
                        "GET /historical/orders?limit=1000&ticker=T&max_ts=" + TO,
                        "{\"orders\":[],\"cursor\":\"\"}",
                        k -> k.portfolio()
                                .orders()
                                .historical()
                                .ticker("t")
                                .until("2026-10-02")
                                .table()),
                signed(
                        "GET /historical/positions?limit=1000&ticker=T&event_ticker=E",
                        "{\"market_positions\":[],\"cursor\":\"\"}",
                        k -> k.portfolio()
                                .positions()
                                .historical()
                                .ticker("t")
                                .event("e")
                                .table()),
                open(
                        "GET /markets/candlesticks?include_latest_before_start=true&market_tickers=A%2CB&start_ts="
                                + (FROM + 1) + "&end_ts=" + TO + "&period_interval=60",
                        "{\"markets\":[]}",
                        k -> k.candles("a", "b")
                                .parameter("include_latest_before_start", true)
                                .since(RANGE)
                                .until("2026-10-02")
                                .table()),
                open(
                                "GET /series/S/events/E/candlesticks?start_ts=" + (FROM + 1) + "&end_ts=" + TO
                                        + "&period_interval=60",
                                "{\"market_tickers\":[],\"market_candlesticks\":[],\"adjusted_end_ts\":" + TO + "}",
                                k -> k.eventCandles("e")
                                        .since(RANGE)
                                        .until("2026-10-02")
                                        .table())
                        .after("GET /events/E"),
                open("GET /markets/orderbooks?tickers=A&tickers=B", "{\"orderbooks\":[]}", k -> k.book("a", "b")
                        .table()),
                open(
                        "GET /events/multivariate?limit=200&series_ticker=S&collection_ticker=C&with_nested_markets=true",
                        "{\"events\":[],\"cursor\":\"\"}",
                        k -> k.events()
                                .combos()
                                .series("s")
                                .collection("c")
                                .withMarkets()
                                .table()),
                open("GET /events/E/metadata", "{\"image_url\":\"i\"}", k -> k.eventMetadata("e")),
                signed(
                                "GET /series/S/events/E/forecast_percentile_history?percentiles=2500&percentiles=5000"
                                        + "&start_ts=" + FROM + "&end_ts=" + TO + "&period_interval=1440",
                                "{\"forecast_history\":[]}",
                                k -> k.forecast("e")
                                        .percentiles(2500, 5000)
                                        .every(Interval.DAY)
                                        .since(RANGE)
                                        .until("2026-10-02")
                                        .table())
                        .after("GET /events/E"),
                open(
                        "GET /series/fee_changes?series_ticker=S&show_historical=true",
                        "{\"series_fee_change_arr\":[]}",
                        k -> k.exchange()
                                .seriesFeeChanges()
                                .parameter("series_ticker", "S")
                                .parameter("show_historical", true)
                                .table()),
                open(
                        "GET /events/fee_changes?limit=1000&event_ticker=E",
                        "{\"event_fee_changes\":[],\"cursor\":\"\"}",
                        k -> k.exchange()
                                .eventFeeChanges()
                                .parameter("event_ticker", "E")
                                .table()),
                open(
                        "GET /incentive_programs?limit=10000&status=active&type=liquidity&incentive_description=d",
                        "{\"incentive_programs\":[],\"next_cursor\":\"\"}",
                        k -> k.exchange()
                                .incentives()
                                .parameter("status", "active")
                                .parameter("type", "liquidity")
                                .parameter("incentive_description", "d")
                                .table()),
                open("GET /search/tags_by_categories", "{\"tags_by_categories\":{}}", k -> k.exchange()
                        .tags()
                        .table()),
                open("GET /search/filters_by_sport", "{\"filters_by_sports\":{}}", k -> k.exchange()
                        .sports()
                        .table()),
                open("GET /exchange/status", "{\"exchange_active\":true,\"trading_active\":true}", k -> k.exchange()
                        .status()),
                open("GET /exchange/schedule", "{\"schedule\":{}}", k -> k.exchange()
                        .hours()
                        .table()),
                open("GET /exchange/schedule", "{\"schedule\":{}}", k -> k.exchange()
                        .maintenance()
                        .table()),
                open("GET /exchange/user_data_timestamp", "{\"as_of_time\":\"2026-10-01T00:00:00Z\"}", k -> k.exchange()
                        .userDataTimestamp()),
                signed("GET /account/limits", "{\"usage_tier\":\"basic\"}", k -> k.portfolio()
                        .limits()),
                signed("GET /account/endpoint_costs", "{\"default_cost\":10,\"endpoint_costs\":[]}", k -> k.portfolio()
                        .endpointCosts()
                        .table()),
                signed("GET /portfolio/deposits?limit=500", "{\"deposits\":[],\"cursor\":\"\"}", k -> k.portfolio()
                        .deposits()
                        .table()),
                signed(
                        "GET /portfolio/withdrawals?limit=9",
                        "{\"withdrawals\":[]}",
                        k -> k.portfolio().withdrawals().parameter("limit", 9).table()),
                signed("GET /portfolio/subaccounts/balances", "{\"subaccount_balances\":[]}", k -> k.portfolio()
                        .subaccountBalances()
                        .table()),
                signed(
                        "GET /portfolio/order_groups/G?subaccount=1",
                        "{\"is_auto_cancel_enabled\":true,\"orders\":[]}",
                        k -> k.portfolio().orderGroup("G", Map.of("subaccount", 1))),
                signed("GET /portfolio/orders/O/queue_position", "{\"queue_position_fp\":\"1.00\"}", k -> k.portfolio()
                        .queuePosition("O")),
                open("GET /milestones?limit=10&type=a&type=b", "{\"milestones\":[]}", k -> k.raw(
                                "GET", "milestones", ordered("limit", 10, "type", List.of("a", "b")))
                        .table()),
                open("GET /live_data/batch?min_ts=5", "{\"live_datas\":[]}", k -> k.raw(
                                "get", "/trade-api/v2/live_data/batch", Map.of("min_ts", Instant.ofEpochSecond(5)))
                        .table()),
                signed("GET /portfolio/subaccounts/transfers", "{\"transfers\":[]}", k -> k.raw(
                                "GET", "portfolio/subaccounts/transfers")
                        .table()),
                signed("GET /fcm/orders", "{\"orders\":[]}", k -> k.raw("GET", "fcm/orders")
                        .table()));
    }

    private static Map<String, Object> ordered(Object... pairs) {
        Map<String, Object> ordered = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            ordered.put((String) pairs[i], pairs[i + 1]);
        }
        return ordered;
    }

    private static String json(String... pairs) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            members.put(pairs[i], pairs[i + 1]);
        }
        return Raw.print(members);
    }

    @ParameterizedTest
    @MethodSource({"reference", "beyond"})
    void theOperationIsSentAsTheReferenceHasItAndNothingElseIs(Op op) {
        try (Loopback exchange = Loopback.judging(asked -> {
                    if (asked.toString().equals(op.toString())) {
                        return Loopback.status(op.status(), op.answer());
                    }
                    return switch (asked.toString()) {
                        case "GET /markets/T" ->
                            Loopback.json("{\"market\":{\"ticker\":\"T\",\"event_ticker\":\"E\"}}");
                        case "GET /events/E" ->
                            Loopback.json("{\"event\":{\"event_ticker\":\"E\",\"series_ticker\":\"S\"}}");
                        default -> Loopback.status(404, "{}");
                    };
                });
                Kalshi kalshi = Kalshi.at(exchange.url(), key).allowWrites()) {
            if (op.toString().endsWith("/cutoff")) {
                exchange.withHistory();
            }
            Object result = op.call().apply(kalshi);

            assertThat(result).isNotNull();
            assertThat(exchange.requests()).containsExactlyElementsOf(op.sent());
            for (Loopback.Asked asked : exchange.asked()) {
                boolean isLast = asked.toString().equals(op.toString());
                assertThat(isSigned(asked)).as("signed " + asked).isEqualTo(isLast && op.signed());
                String body = isLast ? op.body() : "";
                assertThat(asked.body().isEmpty() ? "" : Raw.parse(asked.body()))
                        .isEqualTo(body.isEmpty() ? "" : Raw.parse(body));
                if (!body.isEmpty()) {
                    assertThat(asked.headers().get("content-type")).startsWith("application/json");
                }
            }
            assertThat(kalshi.drift().stringColumn("operation").asList()).doesNotContain("");
        }
    }

    /** True when all three headers are there and the signature is the key's, over time, method and path. */
    private static boolean isSigned(Loopback.Asked asked) {
        String time = asked.headers().get("kalshi-access-timestamp");
        String signature = asked.headers().get("kalshi-access-signature");
        if (time == null && signature == null && asked.headers().get("kalshi-access-key") == null) {
            return false;
        }
        assertThat(asked.headers()).containsEntry("kalshi-access-key", ID);
        assertThat(time).matches("\\d{13}");
        assertThat(Math.abs(Long.parseLong(String.valueOf(time)) - System.currentTimeMillis()))
                .isLessThan(30_000);
        String signed = time + asked.method() + "/trade-api/v2" + asked.target().replaceFirst("\\?.*", "");
        try {
            Signature verifier = Signature.getInstance("RSASSA-PSS");
            verifier.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            verifier.initVerify(publicKey);
            verifier.update(signed.getBytes(StandardCharsets.UTF_8));
            assertThat(verifier.verify(Base64.getDecoder().decode(signature)))
                    .as("signature over " + signed)
                    .isTrue();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
        return true;
    }
}
