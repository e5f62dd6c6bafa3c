package dev.kalshilab.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.testkit.Recordings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every answer of the exchange of autumn 2025 is what its document of that time says: names, types, what must be there
 * and what may be null. What differs is printed, and only what is listed in {@code cents.txt} may differ.
 */
class CentsSpecificationTest {
    private static final String AQ = "KXPRESALDERIA-26-AQ";
    private static final String QUIET = "KXBRINDLE-27";
    private static final String WEATHER = "KXHIGHNY-26SEP15";
    private static final String COLLECTION = "/multivariate_event_collections/KXMVEHARBOR-R";
    private static final List<String> RANGES = List.of(
            "start_ts=1789408800&end_ts=1789495200&period_interval=1",
            "start_ts=1788890400&end_ts=1789495200&period_interval=60",
            "start_ts=1769904000&end_ts=1789495200&period_interval=1440");
    private static final Pattern FIELD = Pattern.compile("( +)(\\S+?)(\\?)?: (\\S+)( NULLABLE)?( DEPRECATED)? :: ?.*");
    /** Of members and brokers, and what places orders: no reads of the sandbox, or refused to its user. */
    private static final Pattern OTHERS = Pattern.compile("GET /(fcm/.*|live_data/.*|portfolio/summary/.*)");

    private final Map<String, Field> document = new LinkedHashMap<>();
    private final Set<String> differences = new TreeSet<>();
    private final Set<String> asked = new TreeSet<>();

    /** A field of the document with those inside it; those of a list are those of its elements, called {@code []}. */
    private static final class Field {
        final String type;
        final boolean optional;
        final boolean nullable;
        final Map<String, Field> fields = new LinkedHashMap<>();

        Field(String type, boolean optional, boolean nullable) {
            this.type = type;
            this.optional = optional;
            this.nullable = nullable;
        }
    }

    /** Answers of success by operation, whose parameters are {@code {}}, as in {@code GET /markets/{}}. */
    private void read(Path file) throws IOException {
        String operation = "";
        List<Field> open = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("#####")) {
                operation = line.substring(6).strip().replaceAll("\\{[^}]*}", "{}");
                open.clear();
                continue;
            }
            Matcher field = FIELD.matcher(line);
            if (!field.matches()) {
                continue;
            }
            int depth = field.group(1).length() / 2 - 1;
            Field one = new Field(field.group(4), "?".equals(field.group(3)), field.group(5) != null);
            open.subList(Math.min(depth, open.size()), open.size()).clear();
            if (depth == 0) {
                if (field.group(2).matches("20[0-9]")) {
                    document.put(operation, one);
                }
            } else {
                open.get(depth - 1).fields.put(field.group(2), one);
            }
            open.add(one);
        }
        assertThat(document).hasSizeGreaterThan(50);
    }

    private void compare(String operation, byte[] body) {
        asked.add(operation);
        Field root = document.get(operation);
        if (root == null) {
            differences.add(operation + " is not in the document");
        } else if (body.length > 0) {
            compare(operation, "", root, Probe.parse(body).value());
        }
    }

    private void compare(String operation, String path, Field said, @Nullable Object value) {
        String type = type(value);
        boolean right = said.type.equals(type)
                || said.type.equals("None")
                || (said.type.equals("number") && type.equals("integer"))
                || (said.nullable && type.equals("null"));
        if (!right) {
            differences.add(operation + ' ' + path + ": " + type + ", not " + said.type);
            return;
        }
        if (value instanceof List<?> list && said.fields.containsKey("[]")) {
            Field element = Objects.requireNonNull(said.fields.get("[]"));
            list.forEach(one -> compare(operation, path + "[]", element, one));
        }
        // Objects of which nothing is said are free.
        if (value instanceof Map<?, ?> map && !said.fields.isEmpty()) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                String name = path + '/' + entry.getKey();
                Field field = said.fields.get((String) entry.getKey());
                if (field == null) {
                    differences.add(operation + ' ' + name + ": is not declared");
                } else {
                    compare(operation, name, field, entry.getValue());
                }
            }
            said.fields.forEach((name, field) -> {
                if (!field.optional && !map.containsKey(name)) {
                    differences.add(operation + ' ' + path + '/' + name + ": is required and missing");
                }
            });
        }
    }

    /** JSON numbers are doubles here. */
    private static String type(@Nullable Object value) {
        if (value instanceof Double number) {
            return number == Math.rint(number) ? "integer" : "number";
        }
        if (value instanceof Map) {
            return "object";
        }
        if (value instanceof List) {
            return "array";
        }
        return value instanceof String ? "string" : value instanceof Boolean ? "boolean" : "null";
    }

    @Test
    void everyAnswerIsAsTheDocumentOfAutumn2025Says() throws IOException {
        read(Recordings.document("schema_2025-10-31.txt"));
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.usual().inCents())) {
            Probe probe = Probe.signed(sandbox);
            reads(probe).forEach((operation, paths) -> {
                for (String path : paths) {
                    compare(operation, probe.bytes(path));
                }
            });
            writes(probe);
        }
        Set<String> others = new TreeSet<>(document.keySet());
        others.removeAll(asked);
        others.removeIf(operation ->
                !operation.startsWith("GET ") || OTHERS.matcher(operation).matches());
        assertThat(others)
                .as("reads of the document that nobody asked the sandbox for")
                .isEmpty();
        onlyAsListed();
    }

    private static Map<String, List<String>> reads(Probe probe) {
        Map<String, List<String>> all = new TreeMap<>();
        for (String list : List.of(
                "/exchange/status",
                "/exchange/schedule",
                "/exchange/announcements",
                "/exchange/user_data_timestamp",
                "/api_keys",
                "/communications/id",
                "/communications/rfqs",
                "/communications/quotes",
                "/incentive_programs?status=all",
                "/milestones?limit=500",
                "/structured_targets?page_size=2000",
                "/multivariate_event_collections",
                "/search/tags_by_categories",
                "/search/filters_by_sport",
                "/series",
                "/series/fee_changes?show_historical=true",
                "/events?with_nested_markets=true&with_milestones=true&limit=200",
                "/markets?limit=1000",
                "/markets/trades?limit=1000",
                "/portfolio/balance",
                "/portfolio/fills?limit=200",
                "/portfolio/orders?limit=200",
                "/portfolio/orders/queue_positions?market_tickers=" + AQ,
                "/portfolio/order_groups",
                "/portfolio/positions?limit=1000",
                "/portfolio/settlements?limit=200")) {
            all.put("GET " + list.replaceFirst("\\?.*", ""), new ArrayList<>(List.of(list)));
        }
        for (String status : List.of("unopened", "open", "closed", "settled")) {
            add(all, "/markets", "/markets?limit=1000&status=" + status);
        }
        add(all, "/markets", "/markets?limit=1000&mve_filter=only");
        for (String market : List.of(AQ, QUIET, "KXFERRYSHARE-26SEP-SHARE")) {
            add(all, "/markets/{}", "/markets/" + market);
            add(all, "/markets/{}/orderbook", "/markets/" + market + "/orderbook");
        }
        for (String event : List.of("KXPRESALDERIA-26", WEATHER, "KXMERIDIAN-26SEP15H1600")) {
            add(all, "/events/{}", "/events/" + event + "?with_nested_markets=true");
            add(all, "/events/{}", "/events/" + event);
            add(all, "/events/{}/metadata", "/events/" + event + "/metadata");
        }
        add(all, "/series/{}", "/series/KXHIGHNY");
        for (String range : RANGES) {
            add(
                    all,
                    "/series/{}/markets/{}/candlesticks",
                    "/series/KXPRESALDERIA/markets/" + AQ + "/candlesticks?" + range);
            add(
                    all,
                    "/series/{}/markets/{}/candlesticks",
                    "/series/KXBRINDLE/markets/" + QUIET + "/candlesticks?" + range);
            add(
                    all,
                    "/series/{}/events/{}/candlesticks",
                    "/series/KXPRESALDERIA/events/KXPRESALDERIA-26/candlesticks?" + range);
            add(
                    all,
                    "/series/{}/events/{}/forecast_percentile_history",
                    "/series/KXHIGHNY/events/" + WEATHER + "/forecast_percentile_history?percentiles=0,5000,9999&"
                            + range);
        }
        single(all, probe, "/milestones", "milestones", "id");
        single(all, probe, "/structured_targets", "structured_targets", "id");
        single(all, probe, "/multivariate_event_collections", "multivariate_contracts", "collection_ticker");
        single(all, probe, "/communications/rfqs", "rfqs", "id");
        single(all, probe, "/communications/quotes", "quotes", "id");
        single(all, probe, "/portfolio/orders", "orders", "order_id");
        single(all, probe, "/portfolio/order_groups", "order_groups", "id");
        String resting = probe.get("/portfolio/orders?status=resting")
                .list("orders")
                .get(0)
                .text("order_id");
        add(all, "/portfolio/orders/{}/queue_position", "/portfolio/orders/" + resting + "/queue_position");
        add(all, "/multivariate_event_collections/{}/lookup", COLLECTION + "/lookup?lookback_seconds=3600");
        return all;
    }

    private static void add(Map<String, List<String>> all, String operation, String path) {
        all.computeIfAbsent("GET " + operation, any -> new ArrayList<>()).add(path);
    }

    private static void single(Map<String, List<String>> all, Probe probe, String path, String list, String id) {
        for (Probe.Node one : probe.get(path).list(list)) {
            add(all, path + "/{}", path + '/' + one.text(id));
        }
    }

    private void writes(Probe probe) {
        String rfqs = "/communications/rfqs";
        String ask = "{\"market_ticker\":\"" + AQ + "\",\"contracts\":10,\"rest_remainder\":false}";
        compare("POST " + rfqs, probe.tell("POST", rfqs, ask).body());
        String other = probe.get(rfqs + "?status=open").list("rfqs").stream()
                .filter(one -> !one.has("creator_user_id"))
                .findFirst()
                .orElseThrow()
                .text("id");
        String offer = "{\"rfq_id\":\"" + other + "\",\"yes_bid\":\"0.3\",\"no_bid\":\"0.2\",\"rest_remainder\":false}";
        compare(
                "POST /communications/quotes",
                probe.tell("POST", "/communications/quotes", offer).body());
        compare(
                "POST /api_keys/generate",
                probe.tell("POST", "/api_keys/generate", "{\"name\":\"x\"}").body());
        List<String> legs = new ArrayList<>();
        for (String ticker : List.of(
                probe.get("/markets?status=open&series_ticker=KXHARBORGAME")
                        .list("markets")
                        .get(0)
                        .text("ticker"),
                AQ)) {
            legs.add("{\"market_ticker\":\"" + ticker + "\",\"event_ticker\":\""
                    + ticker.substring(0, ticker.lastIndexOf('-')) + "\",\"side\":\"yes\"}");
        }
        String combination = "{\"selected_markets\":[" + String.join(",", legs) + "]}";
        compare(
                "POST /multivariate_event_collections/{}",
                probe.tell("POST", COLLECTION, combination).body());
        compare(
                "PUT /multivariate_event_collections/{}/lookup",
                probe.tell("PUT", COLLECTION + "/lookup", combination).body());
        compare(
                "GET /multivariate_event_collections/{}/lookup",
                probe.bytes(COLLECTION + "/lookup?lookback_seconds=3600"));
    }

    private void onlyAsListed() throws IOException {
        differences.forEach(System.out::println);
        Set<String> listed = new TreeSet<>();
        try (InputStream file = Objects.requireNonNull(CentsSpecificationTest.class.getResourceAsStream("cents.txt"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            lines.lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .forEach(listed::add);
        }
        Set<String> unlisted = new TreeSet<>(differences);
        unlisted.removeAll(listed);
        assertThat(unlisted).as("what differs and is not in cents.txt").isEmpty();
        listed.removeAll(differences);
        assertThat(listed).as("what cents.txt lists and nothing differs by").isEmpty();
    }
}
