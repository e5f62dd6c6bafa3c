package dev.kalshilab.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Field;
import dev.kalshilab.column.Schema;
import dev.kalshilab.column.Source;
import dev.kalshilab.testkit.Raw;
import dev.kalshilab.testkit.Recordings;
import dev.kalshilab.testkit.Yaml;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okio.Buffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The one table of fields against the exchange's own documents: every field of every operation, of then and of now. */
class FieldsTest {
    private static final String TODAY = "schema_3.28.txt";
    private static final String BETWEEN = "openapi-3.6.0-both-generations.yaml";
    private static final String THEN = "schema_2025-10-31.txt";

    /** The operations of each answer. */
    private static final Map<String, List<String>> OPERATIONS = Map.ofEntries(
            Map.entry("SERIES", List.of("GET /series", "GET /series/{series_ticker}")),
            Map.entry("EVENTS", List.of("GET /events", "GET /events/multivariate")),
            Map.entry("EVENT", List.of("GET /events/{event_ticker}")),
            Map.entry("MARKETS", List.of("GET /markets", "GET /historical/markets")),
            Map.entry("MARKET", List.of("GET /markets/{ticker}", "GET /historical/markets/{ticker}")),
            Map.entry("TRADES", List.of("GET /markets/trades", "GET /historical/trades")),
            Map.entry(
                    "CANDLES",
                    List.of(
                            "GET /series/{series_ticker}/markets/{ticker}/candlesticks",
                            "GET /historical/markets/{ticker}/candlesticks")),
            Map.entry("BATCH_CANDLES", List.of("GET /markets/candlesticks")),
            Map.entry("EVENT_CANDLES", List.of("GET /series/{series_ticker}/events/{ticker}/candlesticks")),
            Map.entry("BOOK", List.of("GET /markets/{ticker}/orderbook")),
            Map.entry("BOOKS", List.of("GET /markets/orderbooks")),
            Map.entry("EVENT_METADATA", List.of("GET /events/{event_ticker}/metadata")),
            Map.entry("FORECAST", List.of("GET /series/{series_ticker}/events/{ticker}/forecast_percentile_history")),
            Map.entry("TAGS", List.of("GET /search/tags_by_categories")),
            Map.entry("SPORTS", List.of("GET /search/filters_by_sport")),
            Map.entry("SERIES_FEE_CHANGES", List.of("GET /series/fee_changes")),
            Map.entry("EVENT_FEE_CHANGES", List.of("GET /events/fee_changes")),
            Map.entry("INCENTIVES", List.of("GET /incentive_programs")),
            Map.entry("COLLECTIONS", List.of("GET /multivariate_event_collections")),
            Map.entry("COLLECTION", List.of("GET /multivariate_event_collections/{collection_ticker}")),
            Map.entry(
                    "COMBO_MARKET",
                    List.of(
                            "POST /multivariate_event_collections/{collection_ticker}",
                            "PUT /multivariate_event_collections/{collection_ticker}/lookup")),
            Map.entry("LOOKUPS", List.of("GET /multivariate_event_collections/{collection_ticker}/lookup")),
            Map.entry("EXCHANGE_STATUS", List.of("GET /exchange/status")),
            Map.entry("TRADING_HOURS", List.of("GET /exchange/schedule")),
            Map.entry("MAINTENANCE_WINDOWS", List.of("GET /exchange/schedule")),
            Map.entry("USER_DATA_TIMESTAMP", List.of("GET /exchange/user_data_timestamp")),
            Map.entry("HISTORICAL_CUTOFF", List.of("GET /historical/cutoff")),
            Map.entry("ACCOUNT_LIMITS", List.of("GET /account/limits")),
            Map.entry("ENDPOINT_COSTS", List.of("GET /account/endpoint_costs")),
            Map.entry("API_KEYS", List.of("GET /api_keys")),
            Map.entry("CREATED_KEY", List.of("POST /api_keys", "POST /api_keys/generate")),
            Map.entry("COMMUNICATIONS_ID", List.of("GET /communications/id")),
            Map.entry("QUOTES", List.of("GET /communications/quotes")),
            Map.entry(
                    "QUOTE",
                    List.of(
                            "GET /communications/quotes/{quote_id}",
                            "GET /communications/rfqs/{rfq_id}/quotes/{quote_id}")),
            Map.entry("RFQS", List.of("GET /communications/rfqs")),
            Map.entry("RFQ", List.of("GET /communications/rfqs/{rfq_id}")),
            Map.entry("CREATED_ID", List.of("POST /communications/quotes", "POST /communications/rfqs")),
            Map.entry("FILLS", List.of("GET /portfolio/fills", "GET /historical/fills")),
            Map.entry("ORDERS", List.of("GET /portfolio/orders", "GET /historical/orders")),
            Map.entry("ORDER", List.of("GET /portfolio/orders/{order_id}")),
            Map.entry("ORDER_GROUPS", List.of("GET /portfolio/order_groups")),
            Map.entry("ORDER_GROUP", List.of("GET /portfolio/order_groups/{order_group_id}")),
            Map.entry("QUEUE_POSITIONS", List.of("GET /portfolio/orders/queue_positions")),
            Map.entry("QUEUE_POSITION", List.of("GET /portfolio/orders/{order_id}/queue_position")),
            Map.entry("POSITIONS", List.of("GET /portfolio/positions", "GET /historical/positions")),
            Map.entry("EVENT_POSITIONS", List.of("GET /portfolio/positions", "GET /historical/positions")),
            Map.entry("SETTLEMENTS", List.of("GET /portfolio/settlements")),
            Map.entry("BALANCE", List.of("GET /portfolio/balance")),
            Map.entry("RESTING_VALUE", List.of("GET /portfolio/summary/total_resting_order_value")),
            Map.entry("DEPOSITS", List.of("GET /portfolio/deposits")),
            Map.entry("WITHDRAWALS", List.of("GET /portfolio/withdrawals")),
            Map.entry("SUBACCOUNT_BALANCES", List.of("GET /portfolio/subaccounts/balances")));

    /** Required in the document, and known to be gone since. */
    private static final Set<String> GONE = Set.of("events.available_on_brokers");

    private static final Pattern LINE = Pattern.compile("( +)(\\S+?)(\\?)?: (.*?)(?: :: .*)?");

    /** A field of a document, with the fields or elements inside. */
    private record Node(String name, boolean required, String type, Map<String, Node> inner) {
        @Nullable
        Node at(String path) {
            Node node = this;
            for (String name : path.replace("[]", ".[]").split("\\.")) {
                Node next = name.isEmpty() ? node : node.inner.get(name);
                if (next == null) {
                    return null;
                }
                node = next;
            }
            return node;
        }
    }

    /** The successful answers of a document's operations. */
    private static Map<String, Node> operations(String document) throws IOException {
        Map<String, Node> operations = new LinkedHashMap<>();
        String operation = "";
        List<Node> open = new ArrayList<>();
        for (String line : Files.readAllLines(Recordings.document(document))) {
            if (line.startsWith("##### ")) {
                operation = line.split(" ")[1] + " " + line.split(" ")[2];
                open.clear();
                continue;
            }
            Matcher parts = LINE.matcher(line);
            if (!parts.matches()) {
                continue;
            }
            int depth = parts.group(1).length() / 2 - 1;
            if (depth == 0) {
                open.clear();
                if (parts.group(2).matches("20\\d")) {
                    open.add(new Node("", true, parts.group(4), new LinkedHashMap<>()));
                    operations.put(operation, open.get(0));
                }
            } else if (!open.isEmpty()) {
                Node node = new Node(parts.group(2), parts.group(3) == null, parts.group(4), new LinkedHashMap<>());
                open.get(depth - 1).inner.put(node.name, node);
                open.subList(depth, open.size()).clear();
                open.add(node);
            }
        }
        return operations;
    }

    // -- answers as a document describes them -------------------------------------------------------------------------

    private int made;

    private @Nullable Object made(Node node, boolean nulls) {
        if (nulls && node.type.contains("NULLABLE")) {
            return null;
        }
        made++;
        if (node.inner.isEmpty() && node.name.equals("tags_by_categories")) {
            return Map.of("Sports", List.of("Tennis", "Chess")); // the document of 2025 does not say what is inside
        }
        if (node.inner.isEmpty() && node.name.equals("filters_by_sports")) {
            return Map.of("Chess", Map.of("scopes", List.of("Games"), "competitions", Map.of()));
        }
        if (node.name.equals("yes_dollars") || node.name.equals("no_dollars")) {
            return List.of(List.of("0.0100", "1.00"), List.of("0.025000", "2.50"));
        }
        if (node.name.equals("yes") || node.name.equals("no")) {
            return List.of(List.of(BigDecimal.ONE, BigDecimal.TEN), List.of(BigDecimal.TEN, BigDecimal.ONE));
        }
        Node element = node.inner.get("[]");
        if (element != null) {
            List<@Nullable Object> elements = new ArrayList<>();
            elements.add(made(element, nulls));
            elements.add(made(element, nulls));
            return elements;
        }
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (Node inner : node.inner.values()) {
            members.put(inner.name.equals("{*}") ? "Key " + made : inner.name, made(inner, nulls));
        }
        return members.isEmpty() ? scalar(node) : members;
    }

    private Object scalar(Node node) {
        String type = node.type;
        if (type.startsWith("integer") || type.contains("ExchangeIndex")) {
            return BigDecimal.valueOf(made);
        }
        if (type.startsWith("number")) {
            return node.name.endsWith("_price") ? BigDecimal.valueOf(made) : BigDecimal.valueOf(made, 1);
        }
        if (type.startsWith("boolean")) {
            return made % 2 == 0;
        }
        if (type.startsWith("object")) {
            return Map.of("key", "value " + made);
        }
        if (type.contains("FixedPointDollars") || node.name.matches(".*_(dollars|fixed)|fee_cost")) {
            return "0." + (100_000 + made);
        }
        if (type.contains("FixedPointCount") || node.name.endsWith("_fp")) {
            return made + ".25";
        }
        if (type.contains("date-time") || node.name.matches(".*_(ts|date|datetime|time)")) {
            return "2026-01-12T15:00:" + (10 + made % 50) + ".123456Z";
        }
        return "text " + made;
    }

    @Test
    void everyAnswerHasItsOperations() {
        assertThat(OPERATIONS.keySet()).isEqualTo(Answer.all().keySet());
    }

    @Test
    void everyFieldOfTodaysDocumentHasItsColumnAndKeepsItsValue() throws IOException {
        everyField(TODAY, operations(TODAY));
    }

    @Test
    void everyFieldOfTheDocumentOfAutumn2025HasItsColumnAndKeepsItsValue() throws IOException {
        everyField(THEN, operations(THEN));
    }

    /** The document of February 2026, when the wire had cents and dollars, whole counts and fractions. */
    @Test
    void everyFieldOfTheDocumentBetweenThemHasItsColumnAndKeepsItsValue() throws IOException {
        Map<String, Object> document = Yaml.read(Recordings.document(BETWEEN));
        Map<String, Node> operations = new LinkedHashMap<>();
        Raw.object(document.get("paths"))
                .forEach((path, methods) -> Raw.object(methods).forEach((method, operation) -> {
                    Map<String, Object> answers =
                            Raw.object(Raw.object(operation).get("responses"));
                    for (String status : List.of("200", "201")) {
                        Object content = Raw.object(answers.get(status)).get("content");
                        Object json = Raw.object(content).get("application/json");
                        if (json != null) {
                            operations.put(
                                    method.toUpperCase(Locale.ROOT) + " " + path,
                                    node(
                                            document,
                                            "",
                                            true,
                                            Raw.object(Raw.object(json).get("schema"))));
                        }
                    }
                }));
        everyField(BETWEEN, operations);
    }

    private static Node node(Map<String, Object> document, String name, boolean required, Map<String, Object> written) {
        Map<String, Object> schema = resolved(document, written);
        String type = schema.get("type")
                + (schema.containsKey("format") ? "/" + schema.get("format") : "")
                + fixedPoint(written)
                + ("true".equals(schema.get("nullable")) ? " NULLABLE" : "");
        Map<String, Node> inner = new LinkedHashMap<>();
        Object names = schema.get("required");
        Raw.object(schema.get("properties"))
                .forEach((each, property) -> inner.put(
                        each,
                        node(
                                document,
                                each,
                                names instanceof List<?> list && list.contains(each),
                                Raw.object(property))));
        if (schema.get("items") != null) {
            inner.put("[]", node(document, "[]", true, Raw.object(schema.get("items"))));
        }
        if (schema.get("additionalProperties") instanceof Map<?, ?> values) {
            inner.put("{*}", node(document, "{*}", true, Raw.object(values)));
        }
        return new Node(name, required, type, inner);
    }

    private static String fixedPoint(Map<String, Object> written) {
        String references = written.get("$ref") + " " + written.get("allOf");
        return references.contains("FixedPoint") ? " " + references : "";
    }

    /** What a schema refers to, or is put together from. */
    private static Map<String, Object> resolved(Map<String, Object> document, Map<String, Object> written) {
        if (written.get("$ref") instanceof String reference) {
            Map<String, Object> found = document;
            for (String name : reference.substring(2).split("/")) {
                found = Raw.object(found.get(name));
            }
            return resolved(document, found);
        }
        if (written.get("allOf") instanceof List<?> parts) {
            Map<String, Object> all = new LinkedHashMap<>(written);
            parts.forEach(part -> resolved(document, Raw.object(part)).forEach(all::putIfAbsent));
            return all;
        }
        return written;
    }

    private void everyField(String document, Map<String, Node> operations) throws IOException {
        Drift drift = new Drift();
        int cells = 0;
        int read = 0;
        for (Map.Entry<String, List<String>> answer : OPERATIONS.entrySet()) {
            for (String operation : answer.getValue()) {
                Node node = operations.get(operation);
                if (node == null) {
                    assertThat(document).as(operation).isNotEqualTo(TODAY);
                    continue;
                }
                for (boolean nulls : new boolean[] {false, true}) {
                    Map<String, Object> body = Raw.object(made(node, nulls));
                    Page page = Answer.named(answer.getKey())
                            .read(new Buffer().writeUtf8(Raw.print(body)), drift.of(operation));
                    cells += Oracle.check(answer.getKey(), page, body);
                    read++;
                }
            }
        }
        System.out.println(document + ": " + read + " answers, " + cells + " cells compared");
        Set<String> unknown = new TreeSet<>();
        Columns seen = drift.rows();
        for (int row = 0; row < seen.rows(); row++) {
            boolean vanished = "vanished".equals(seen.textAt(2, row));
            if (!vanished || (document.equals(TODAY) && !seen.textAt(1, row).contains("."))) {
                unknown.add(seen.textAt(0, row) + " " + seen.textAt(1, row) + " " + seen.textAt(2, row));
            }
        }
        assertThat(unknown)
                .as("fields of " + document + " that are not in the table")
                .isEmpty();
        assertThat(cells).isGreaterThan(1000);
    }

    // -- what is always sent ----------------------------------------------------------------------------------------

    @Test
    void alwaysIsWhatTodaysDocumentRequires() throws IOException {
        Map<String, Node> operations = operations(TODAY);
        Map<Schema, Set<String>> required = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> answer : OPERATIONS.entrySet()) {
            Schema schema = Answer.named(answer.getKey()).schema();
            for (String operation : answer.getValue()) {
                Node body = operations.get(operation);
                assertThat(body).as(operation).isNotNull();
                Set<String> names = new TreeSet<>();
                for (Field field : schema.fields()) {
                    for (Source source : field.sources()) {
                        if (required(row(answer.getKey(), body), source.path())
                                || (answer.getKey().equals("ENDPOINT_COSTS")
                                        && source.path().equals("default_cost"))) {
                            names.add(field.name());
                        }
                    }
                }
                required.merge(schema, names, FieldsTest::both);
            }
        }
        required.forEach((schema, names) -> {
            Set<String> marked = new TreeSet<>();
            for (Field field : schema.fields()) {
                if (field.expected()) {
                    marked.add(field.name());
                }
            }
            names.removeIf(name -> GONE.contains(schema.name() + "." + name));
            assertThat(marked).as(schema.name()).isEqualTo(names);
        });
    }

    private static Set<String> both(Set<String> some, Set<String> others) {
        Set<String> both = new TreeSet<>(some);
        both.retainAll(others);
        return both;
    }

    /** Where a row of an answer stands in its body. */
    private static Node row(String name, Node body) {
        if (name.equals("TAGS") || name.equals("SPORTS")) {
            return new Node("", true, "", Map.of()); // rows of keys: nothing is required of them
        }
        String member = Answer.named(name).toString();
        String path =
                switch (name) {
                    case "BATCH_CANDLES" -> "markets[].candlesticks[]";
                    case "EVENT_CANDLES" -> "market_candlesticks[][]";
                    case "TRADING_HOURS" -> "schedule.standard_hours[]";
                    case "MAINTENANCE_WINDOWS" -> "schedule.maintenance_windows[]";
                    case "BOOK", "BOOKS" -> "";
                    default -> member;
                };
        Node node = path.isEmpty() ? body : body.at(path);
        assertThat(node).as(name + " at " + path).isNotNull();
        return node.inner.getOrDefault("[]", node);
    }

    private static boolean required(Node row, String path) {
        Node node = row;
        for (String name : path.replace("[]", ".[]").split("\\.")) {
            node = node.inner.get(name);
            if (node == null || !node.required) {
                return false;
            }
        }
        return true;
    }
}
