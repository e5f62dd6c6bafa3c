package dev.kalshilab.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.testkit.Specification;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Every answer and every message of the sandbox is what the exchange's own documents say, by a validator that others
 * wrote. What differs is printed, and only what is listed in {@code specification.txt} may differ.
 */
class SandboxSpecificationTest {
    private static final String AQ = "KXPRESALDERIA-26-AQ";
    private static final String BT = "KXPRESALDERIA-26-BT";
    private static final String QUIET = "KXBRINDLE-27";
    private static final String WEATHER = "KXHIGHNY-26SEP15";
    private static final String NOBODY = "00000000-0000-4000-8000-000000000000";
    private static final String COLLECTION = "/multivariate_event_collections/KXMVEHARBOR-R";
    private static final String DAY = "start_ts=1789408800&end_ts=1789495200&period_interval=1";
    private static final String WEEK = "start_ts=1788890400&end_ts=1789495200&period_interval=60";
    private static final String YEAR = "start_ts=1769904000&end_ts=1789495200&period_interval=1440";

    /** What was asked and what was wrong with the answer, a line each. */
    private final Set<String> differences = new TreeSet<>();

    private final Set<String> asked = new TreeSet<>();

    // -- answers ----------------------------------------------------------------------------------------------------

    @Test
    void everyAnswerIsAsTheExchangesDocumentSays() {
        Specification specification = Specification.ofAnswers();
        try (Sandbox sandbox = Sandbox.start()) {
            Asking asking = new Asking(sandbox, specification);
            asking.lists();
            asking.singleThings();
            asking.account();
            asking.refused();
            asking.writes();
            try (Sandbox another =
                    Sandbox.start(SandboxOptions.usual().withSeed(2).withLimits())) {
                new Asking(another, specification).confirmByRequest();
                new Asking(another, specification).tooOften();
            }
            assertThat(asked).containsExactlyInAnyOrderElementsOf(new TreeSet<>(sandbox.operations()));
            Set<String> others = new TreeSet<>(specification.operations());
            others.removeAll(asked);
            others.removeIf(operation -> !operation.startsWith("GET "));
            System.out.println("reads that the sandbox has not: " + others);
        }
        onlyAsListed("GET|POST|PUT|DELETE|refusal");
    }

    /** Asks, and notes what is wrong with the answers. */
    private final class Asking {
        private final Specification specification;
        private final List<String> operations;
        private final Probe probe;
        private final Probe stranger;

        Asking(Sandbox sandbox, Specification specification) {
            this.specification = specification;
            this.operations = sandbox.operations();
            this.probe = Probe.signed(sandbox);
            this.stranger = new Probe(sandbox);
        }

        private Probe.Node get(String path) {
            return Probe.parse(check("GET", path, 200, probe.ask("GET", path)));
        }

        private void all(String path, String... parameters) {
            get(path);
            for (String each : parameters) {
                get(path + (path.contains("?") ? "&" : "?") + each);
            }
        }

        /** Every page of a list, and the rows of the first. */
        private List<Probe.Node> pages(String path, String list, int limit) {
            String start = path + (path.contains("?") ? "&" : "?") + "limit=" + limit;
            Probe.Node page = get(start);
            List<Probe.Node> first = page.list(list);
            while (!page.text("cursor").isEmpty()) {
                page = get(start + "&cursor=" + page.text("cursor"));
            }
            return first;
        }

        private Probe.Node written(int status, String method, String path, String body) {
            byte[] answer = check(method, path, status, probe.tell(method, path, body));
            return answer.length == 0 ? new Probe.Node(Map.of()) : Probe.parse(answer);
        }

        private void refused(int status, String path) {
            check("GET", path, status, probe.ask("GET", path));
        }

        private byte[] check(String method, String path, int status, HttpResponse<byte[]> response) {
            assertThat(response.statusCode())
                    .as(method + ' ' + path + ' ' + new String(response.body(), StandardCharsets.UTF_8))
                    .isEqualTo(status);
            String operation = operation(method, path.replaceFirst("\\?.*", ""));
            if (status < 400) {
                asked.add(operation);
                for (String breach : specification.breachesOfAnswer(operation, status, response.body())) {
                    differences.add(operation + ' ' + status + ' ' + breach);
                }
            } else {
                for (String breach : specification.breachesOfRefusal(response.body())) {
                    differences.add("refusal " + status + ' ' + breach);
                }
            }
            return response.body();
        }

        /** Words before ids, as the sandbox itself looks. */
        private String operation(String method, String path) {
            String found = method + ' ' + path;
            for (String each : operations) {
                if (found.equals(each)) {
                    return each;
                }
            }
            for (String each : operations) {
                if (found.matches(each.replace("{}", "[^/ ]+"))) {
                    return each;
                }
            }
            return found;
        }

        void lists() {
            get("/exchange/status");
            get("/exchange/schedule");
            get("/exchange/user_data_timestamp");
            all(
                    "/series",
                    "include_volume=true",
                    "include_product_metadata=true&include_volume=true",
                    "category=Climate%20and%20Weather",
                    "tags=Elections,Transport",
                    "category=None");
            all("/series/fee_changes", "show_historical=true", "series_ticker=KXHIGHNY");
            get("/events?with_nested_markets=true&with_milestones=true&limit=100");
            all("/events", "limit=1", "status=open", "series_ticker=KXBRINDLE", "min_close_ts=1790000000");
            all("/events/multivariate", "limit=1", "with_nested_markets=true");
            get("/events/fee_changes");
            pages("/markets", "markets", 1000);
            for (String status : List.of("unopened", "open", "paused", "closed", "settled")) {
                get("/markets?limit=10&status=" + status);
            }
            all("/markets", "mve_filter=only&limit=1000", "tickers=" + AQ + ',' + QUIET, "event_ticker=NOPE");
            get("/historical/markets?limit=500");
            get("/historical/cutoff");
            all(
                    "/markets/trades",
                    "limit=1000",
                    "is_block_trade=true",
                    "ticker=" + AQ + "&min_ts=1789400000",
                    "ticker=NO");
            all("/historical/trades", "limit=1000");
            get("/markets/candlesticks?market_tickers=" + AQ + ',' + QUIET + '&' + WEEK);
            get("/markets/candlesticks?market_tickers=" + QUIET + "&include_latest_before_start=true&" + DAY);
            get("/markets/orderbooks?tickers=" + AQ + "&tickers=" + QUIET);
            all("/incentive_programs", "status=all", "type=volume", "limit=1");
            all("/milestones", "limit=1", "limit=500", "related_event_ticker=KXPRESALDERIA-26");
            all("/structured_targets", "page_size=1", "page_size=2000");
            get("/search/tags_by_categories");
            get("/search/filters_by_sport");
            all("/multivariate_event_collections", "limit=1", "status=open", "status=closed");
        }

        void singleThings() {
            for (String series : List.of("KXHIGHNY", "KXBRINDLE", "KXHARBORGAME", "KXFERRYSHARE", "KXMERIDIAN")) {
                all("/series/" + series, "include_volume=true");
            }
            for (String event : List.of("KXPRESALDERIA-26", WEATHER, "KXMERIDIAN-26SEP15H1600")) {
                all("/events/" + event, "with_nested_markets=true");
                get("/events/" + event + "/metadata");
            }
            String old = probe.get("/historical/markets").list("markets").get(0).text("ticker");
            String combo =
                    probe.get("/markets?mve_filter=only").list("markets").get(0).text("ticker");
            for (String market : List.of(AQ, QUIET, combo, "KXFERRYSHARE-26SEP-SHARE")) {
                get("/markets/" + market);
                all("/markets/" + market + "/orderbook", "depth=1");
            }
            get("/historical/markets/" + old);
            for (String range : List.of(YEAR, WEEK, DAY)) {
                String late = range + "&include_latest_before_start=true";
                get("/series/KXPRESALDERIA/markets/" + AQ + "/candlesticks?" + range);
                get("/series/KXBRINDLE/markets/" + QUIET + "/candlesticks?" + late);
                get("/series/KXPRESALDERIA/events/KXPRESALDERIA-26/candlesticks?" + range);
                get("/historical/markets/" + old + "/candlesticks?" + range);
                get("/series/KXHIGHNY/events/" + WEATHER + "/forecast_percentile_history?percentiles=0,5000,9999&"
                        + range);
            }
            get("/historical/markets/" + old
                    + "/candlesticks?start_ts=1767225600&end_ts=1784000000&period_interval=60");
            get("/milestones/"
                    + probe.get("/milestones").list("milestones").get(0).text("id"));
            get("/structured_targets/"
                    + probe.get("/structured_targets")
                            .list("structured_targets")
                            .get(0)
                            .text("id"));
            for (Probe.Node one : probe.get("/multivariate_event_collections").list("multivariate_contracts")) {
                get("/multivariate_event_collections/" + one.text("collection_ticker"));
            }
        }

        void account() {
            get("/portfolio/balance");
            pages("/portfolio/fills", "fills", 50);
            get("/portfolio/fills?ticker=NOPE");
            for (Probe.Node order : pages("/portfolio/orders", "orders", 100)) {
                get("/portfolio/orders/" + order.text("order_id"));
                if (order.text("status").equals("resting")) {
                    get("/portfolio/orders/" + order.text("order_id") + "/queue_position");
                }
            }
            for (String status : List.of("resting", "canceled", "executed")) {
                get("/portfolio/orders?status=" + status);
            }
            all("/portfolio/orders/queue_positions", "market_tickers=" + AQ, "market_tickers=NOPE");
            get("/portfolio/order_groups/"
                    + get("/portfolio/order_groups").list("order_groups").get(0).text("id"));
            all("/portfolio/positions", "limit=2", "count_filter=total_traded", "event_ticker=NOPE");
            pages("/portfolio/settlements", "settlements", 10);
            all("/portfolio/deposits", "limit=1");
            get("/portfolio/withdrawals");
            get("/portfolio/subaccounts/balances");
            get("/portfolio/subaccounts/netting");
            get("/portfolio/subaccounts/transfers");
            get("/portfolio/intra_exchange_instance_transfers");
            get("/portfolio/target_balance_allocation");
            pages("/historical/fills", "fills", 50);
            pages("/historical/orders", "orders", 50);
            pages("/historical/positions", "market_positions", 5);
            get("/account/limits");
            get("/account/endpoint_costs");
            get("/api_keys");
            get("/communications/id");
            all("/communications/rfqs", "limit=1", "user_filter=self", "status=closed");
            all("/communications/quotes", "user_filter=self", "rfq_user_filter=self", "status=open");
            probe.get("/communications/rfqs")
                    .list("rfqs")
                    .forEach(rfq -> get("/communications/rfqs/" + rfq.text("id")));
            for (Probe.Node quote : probe.get("/communications/quotes").list("quotes")) {
                get("/communications/quotes/" + quote.text("id"));
                get("/communications/rfqs/" + quote.text("rfq_id") + "/quotes/" + quote.text("id"));
            }
        }

        void refused() {
            refused(400, "/markets?limit=5000");
            refused(400, "/markets?status=sleeping");
            refused(400, "/events?cursor=nonsense");
            refused(400, "/series/KXPRESALDERIA/markets/" + AQ + "/candlesticks?period_interval=7&start_ts=1&end_ts=2");
            refused(400, "/markets/candlesticks?market_tickers=" + AQ);
            refused(400, "/communications/rfqs?limit=101");
            for (String path : List.of(
                    "/series/NOPE",
                    "/events/NOPE",
                    "/events/NOPE/metadata",
                    "/markets/NOPE",
                    "/markets/NOPE/orderbook",
                    "/historical/markets/NOPE",
                    "/milestones/nope",
                    "/structured_targets/nope",
                    "/multivariate_event_collections/NOPE",
                    "/portfolio/orders/" + NOBODY,
                    "/portfolio/order_groups/" + NOBODY,
                    "/communications/rfqs/" + NOBODY,
                    "/communications/quotes/" + NOBODY)) {
                refused(404, path);
            }
            refused(403, "/portfolio/summary/total_resting_order_value");
            asked.add("GET /portfolio/summary/total_resting_order_value");
            for (String path : List.of("/portfolio/balance", "/portfolio/fills", "/api_keys", "/communications/id")) {
                check("GET", path, 401, stranger.ask("GET", path));
            }
        }

        void writes() {
            check("POST", "/api_keys", 401, stranger.tell("POST", "/api_keys", "{}"));
            written(400, "POST", "/api_keys", "{\"name\":\"x\",\"public_key\":\"nonsense\"}");
            for (String type : List.of("rsa", "ed25519")) {
                String id = written(201, "POST", "/api_keys/generate", "{\"name\":\"x\",\"key_type\":\"" + type + "\"}")
                        .text("api_key_id");
                written(204, "DELETE", "/api_keys/" + id, "");
            }
            written(201, "POST", "/api_keys", "{\"name\":\"brought\",\"public_key\":" + publicKey() + "}");
            written(404, "DELETE", "/api_keys/" + NOBODY, "");

            String rfqs = "/communications/rfqs";
            String ask = "{\"market_ticker\":\"" + AQ + "\",\"contracts\":10,\"rest_remainder\":false}";
            String rfq = written(201, "POST", rfqs, ask).text("id");
            get(rfqs + '/' + rfq);
            written(204, "DELETE", rfqs + '/' + rfq, "");
            get(rfqs + '/' + rfq);
            written(400, "POST", rfqs, "{}");
            written(404, "DELETE", rfqs + '/' + NOBODY, "");

            String other = probe.get(rfqs + "?status=open").list("rfqs").stream()
                    .filter(one -> !one.has("creator_user_id"))
                    .findFirst()
                    .orElseThrow()
                    .text("id");
            String offer =
                    "{\"rfq_id\":\"" + other + "\",\"yes_bid\":\"0.3\",\"no_bid\":\"0.2\",\"rest_remainder\":false}";
            String quotes = "/communications/quotes";
            String quote = written(201, "POST", quotes, offer).text("id");
            written(204, "DELETE", quotes + '/' + quote, "");
            String again = written(201, "POST", quotes, offer).text("id");
            written(204, "DELETE", rfqs + '/' + other + "/quotes/" + again, "");
            written(400, "POST", quotes, "{}");
            written(404, "PUT", quotes + '/' + NOBODY + "/accept", "{\"accepted_side\":\"yes\"}");
            acceptAndConfirm(rfqs, quotes);

            String legs = combination(probe);
            written(200, "POST", COLLECTION, legs + "}");
            written(200, "POST", COLLECTION, legs + ",\"with_market_payload\":true}");
            written(400, "POST", COLLECTION, "{}");
        }

        /** By the quote alone, and by its request first. */
        private void acceptAndConfirm(String rfqs, String quotes) {
            List<Probe.Node> open =
                    probe.get(quotes + "?rfq_user_filter=self&status=open").list("quotes");
            Probe.Node one = open.get(0);
            Probe.Node other = open.stream()
                    .filter(each -> !each.text("rfq_id").equals(one.text("rfq_id")))
                    .findFirst()
                    .orElseThrow();
            String alone = quotes + '/' + one.text("id");
            String byRequest = rfqs + '/' + other.text("rfq_id") + "/quotes/" + other.text("id");
            written(204, "PUT", alone + "/accept", "{\"accepted_side\":\"yes\"}");
            get(alone);
            written(204, "PUT", byRequest + "/accept", "{\"accepted_side\":\"no\"}");
            get(byRequest);
            List<Probe.Node> own =
                    probe.get(quotes + "?user_filter=self&status=accepted").list("quotes");
            assertThat(own).isNotEmpty();
            written(204, "PUT", quotes + '/' + own.get(0).text("id") + "/confirm", "{}");
            get(quotes + '/' + own.get(0).text("id"));
        }

        void tooOften() {
            HttpResponse<byte[]> response = stranger.ask("GET", "/exchange/status");
            for (int i = 0; i < 100 && response.statusCode() == 200; i++) {
                response = stranger.ask("GET", "/exchange/status");
            }
            check("GET", "/exchange/status", 429, response);
        }

        /** The one quote of the user that waits for it is confirmed already on the other sandbox. */
        void confirmByRequest() {
            Probe.Node own = probe.get("/communications/quotes?user_filter=self&status=accepted")
                    .list("quotes")
                    .get(0);
            String path = "/communications/rfqs/" + own.text("rfq_id") + "/quotes/" + own.text("id");
            written(204, "PUT", path + "/confirm", "{}");
            get(path);
        }
    }

    /** Without its end: more members may follow. */
    private static String combination(Probe probe) {
        String game = probe.get("/markets?status=open&series_ticker=KXHARBORGAME")
                .list("markets")
                .get(0)
                .text("ticker");
        return "{\"selected_markets\":[" + leg(game) + ',' + leg(BT) + "]";
    }

    private static String leg(String market) {
        return "{\"market_ticker\":\"" + market + "\",\"event_ticker\":\""
                + market.substring(0, market.lastIndexOf('-')) + "\",\"side\":\"yes\"}";
    }

    private static String publicKey() {
        try {
            byte[] key = java.security.KeyPairGenerator.getInstance("Ed25519")
                    .generateKeyPair()
                    .getPublic()
                    .getEncoded();
            return "\"-----BEGIN PUBLIC KEY-----\\n"
                    + java.util.Base64.getEncoder().encodeToString(key) + "\\n-----END PUBLIC KEY-----\\n\"";
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    // -- messages ---------------------------------------------------------------------------------------------------

    @Test
    void everyMessageIsAsTheExchangesDocumentSays() {
        Specification specification = Specification.ofMessages();
        Map<String, List<String>> messages = specification.messages();
        Set<String> seen = new TreeSet<>();
        for (String text : told()) {
            String type = Probe.parse(text.getBytes(StandardCharsets.UTF_8)).text("type");
            seen.add(type);
            if (!messages.containsKey(type)) {
                differences.add("stream " + type + " is not in the specification");
            }
            // Five values a second are told as one is.
            for (String breach : specification.breachesOfMessage(messages, text.replace("_value_5hz\"", "_value\""))) {
                differences.add("stream " + type + ' ' + breach);
            }
        }
        messages.keySet().stream()
                .filter(type -> !seen.contains(type))
                .forEach(type -> differences.add("stream " + type + " is not sent"));
        onlyAsListed("stream");
    }

    /** The texts of all that the stream says to commands right and wrong, and while time passes. */
    private static List<String> told() {
        List<String> texts = new ArrayList<>();
        try (Sandbox sandbox = Sandbox.start(2, 0)) {
            Probe probe = Probe.signed(sandbox);
            try (StreamProbe stream = StreamProbe.open(sandbox)) {
                stream.keepText();
                for (String command : commands()) {
                    stream.send(command.replace('\'', '"'));
                }
                String ask = "{\"market_ticker\":\"" + AQ + "\",\"target_cost_dollars\":\"10.0000\","
                        + "\"rest_remainder\":false}";
                probe.taken(201, "POST", "/communications/rfqs", ask);
                probe.taken(200, "POST", COLLECTION, combination(probe) + "}");
                drain(stream, texts);
                for (int minutes : List.of(1, 15, 24 * 60)) {
                    sandbox.step(Duration.ofMinutes(minutes));
                    drain(stream, texts);
                    if (minutes == 15) { // the busiest markets, and the values of each second, are heard enough
                        stream.send("{\"id\":8,\"cmd\":\"unsubscribe\",\"params\":{\"sids\":[1,2,3,11,12,13]}}");
                    }
                }
            }
        }
        return texts;
    }

    private static void drain(StreamProbe stream, List<String> texts) {
        stream.send("{\"id\":77,\"cmd\":\"list_subscriptions\"}");
        String text = StreamProbe.soon(stream.texts);
        while (!text.startsWith("{\"id\":77,")) {
            texts.add(text);
            text = StreamProbe.soon(stream.texts);
        }
        texts.add(text);
    }

    private static List<String> commands() {
        String some = "'market_tickers':['" + AQ + "','" + QUIET + "']";
        String subscribe = "{'id':1,'cmd':'subscribe','params':{'channels':[";
        String update = "{'id':2,'cmd':'update_subscription','params':{'sid':";
        return List.of(
                subscribe + "'orderbook_delta'],'market_ticker':'" + AQ + "'}}",
                subscribe + "'ticker']," + some + ",'send_initial_snapshot':true}}",
                subscribe + "'trade']," + some + "}}",
                subscribe + "'fill','market_positions','user_orders','order_group_updates']}}",
                subscribe + "'market_lifecycle_v2','multivariate_market_lifecycle','communications']}}",
                subscribe + "'cfbenchmarks_value','cfbenchmarks_value_5hz'],'index_ids':['BRTI']}}",
                subscribe + "'pyth_value'],'underlying_tickers':['all']}}",
                subscribe + "'orderbook_delta'],'market_ticker':'" + QUIET + "'}}",
                update + "1,'action':'get_snapshot'," + some + "}}",
                update + "1,'action':'delete_markets','market_ticker':'" + QUIET + "'}}",
                update + "2,'action':'add_markets','market_ticker':'" + BT + "','send_initial_snapshot':true}}",
                update + "11,'action':'indexlist'}}",
                update + "11,'action':'subscribe_indices','index_ids':['ETHUSD_RTI']}}",
                update + "13,'action':'underlying_list'}}",
                "{'id':0,'cmd':'dance'}",
                "what?",
                "{'id':1,'cmd':'subscribe'}",
                subscribe + "]}}",
                "{'id':1,'cmd':'unsubscribe','params':{}}",
                "{'id':1,'cmd':'unsubscribe','params':{'sids':[99]}}",
                "{'id':1,'cmd':'dance','params':{}}",
                subscribe + "'trades']}}",
                subscribe + "'trade'],'market_ticker':'NOPE'}}",
                subscribe + "'trade'],'market_ticker':7}}",
                subscribe + "'communications'],'shard_factor':0}}",
                subscribe + "'communications'],'shard_key':0}}",
                subscribe + "'communications'],'shard_factor':4,'shard_key':4}}",
                subscribe + "'communications'],'shard_factor':101}}",
                "{'id':1,'cmd':'update_subscription','params':{'action':'add_markets'}}",
                update + "1}}",
                update + "1,'action':'dance'}}",
                update + "1,'action':'add_markets'}}",
                update + "11,'action':'subscribe_indices'}}",
                update + "13,'action':'subscribe_underlyings'}}");
    }

    // -- what may differ --------------------------------------------------------------------------------------------

    private void onlyAsListed(String words) {
        differences.forEach(System.out::println);
        Set<String> unlisted = new LinkedHashSet<>(differences);
        List<String> idle = new ArrayList<>();
        for (String line : listed()) {
            if (line.matches("(" + words + ") .*") && !unlisted.removeIf(difference -> difference.startsWith(line))) {
                idle.add(line);
            }
        }
        assertThat(unlisted).as("what differs and is not in specification.txt").isEmpty();
        assertThat(idle)
                .as("what specification.txt lists and nothing differs by")
                .isEmpty();
    }

    private static List<String> listed() {
        try (InputStream file = Objects.requireNonNull(
                        SandboxSpecificationTest.class.getResourceAsStream("specification.txt"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
