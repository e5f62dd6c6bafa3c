package dev.kalshilab.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.testkit.RecordedBodies;
import dev.kalshilab.testkit.Recordings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The sandbox's answers beside those that were recorded from the exchange, operation by operation: which fields are
 * there, of which types, and whether they are null. What differs is printed, and only what is listed in
 * {@code differences.txt} may differ.
 */
class SandboxRecordingsTest {
    private static final String BASE = "/trade-api/v2";
    private static final String AQ = "KXPRESALDERIA-26-AQ";
    private static final String ORDER = "{order}";
    private static final String GROUP = "{group}";
    private static final String GAME = "{game}";
    private static final String ONE_QUOTE = "/communications/quotes/{}";
    private static final String LOOKUP = "PUT /multivariate_event_collections/{}/lookup";
    private static final String CREATE_RFQ = "POST /communications/rfqs";
    private static final String RESTING = "/portfolio/summary/total_resting_order_value";
    /** Objects whose names are data. */
    private static final Set<String> FREE = Set.of(
            "custom_strike", "details", "tags_by_categories", "filters_by_sports", "competitions", "product_metadata");

    /** What the sandbox is asked where the exchange was asked something of the kind. */
    private static final Map<String, List<String>> ASKED = Map.ofEntries(
            Map.entry("/series", List.of("/series")),
            Map.entry("/series/{}", List.of("/series/KXHIGHNY", "/series/KXBRINDLE", "/series/KXHARBORGAME")),
            Map.entry("/series/fee_changes", List.of("/series/fee_changes")),
            Map.entry(
                    "/series/{}/markets/{}/candlesticks",
                    List.of("/series/KXPRESALDERIA/markets/" + AQ
                            + "/candlesticks?start_ts=1788890400&end_ts=1789495200&period_interval=60")),
            Map.entry(
                    "/markets/candlesticks",
                    List.of("/markets/candlesticks?market_tickers=" + AQ
                            + "&start_ts=1788890400&end_ts=1789495200&period_interval=60")),
            Map.entry("/events", List.of("/events", "/events?with_nested_markets=true")),
            Map.entry("/events/{}", List.of("/events/KXPRESALDERIA-26", "/events/KXHIGHNY-26SEP15")),
            Map.entry("/events/{}/metadata", List.of("/events/KXPRESALDERIA-26/metadata")),
            Map.entry("/events/multivariate", List.of("/events/multivariate")),
            Map.entry("/markets", List.of("/markets?limit=1000")),
            Map.entry("/markets/{}", List.of("/markets/" + AQ, "/markets/" + GAME)),
            Map.entry(
                    "/markets/{}/orderbook",
                    List.of("/markets/" + AQ + "/orderbook", "/markets/KXBRINDLE-27/orderbook")),
            Map.entry("/markets/trades", List.of("/markets/trades?limit=1000")),
            Map.entry("/exchange/status", List.of("/exchange/status")),
            Map.entry("/exchange/schedule", List.of("/exchange/schedule")),
            Map.entry("/exchange/user_data_timestamp", List.of("/exchange/user_data_timestamp")),
            Map.entry("/milestones", List.of("/milestones")),
            Map.entry("/structured_targets", List.of("/structured_targets")),
            Map.entry("/search/tags_by_categories", List.of("/search/tags_by_categories")),
            Map.entry("/search/filters_by_sport", List.of("/search/filters_by_sport")),
            Map.entry("/multivariate_event_collections/{}", List.of("/multivariate_event_collections/KXMVEHARBOR-R")),
            Map.entry("/portfolio/balance", List.of("/portfolio/balance")),
            Map.entry("/portfolio/fills", List.of("/portfolio/fills?limit=1000")),
            Map.entry("/portfolio/positions", List.of("/portfolio/positions")),
            Map.entry("/portfolio/settlements", List.of("/portfolio/settlements?limit=1000")),
            Map.entry("/portfolio/order_groups", List.of("/portfolio/order_groups")),
            Map.entry("/portfolio/orders/{}", List.of("/portfolio/orders/" + ORDER)),
            Map.entry("/portfolio/orders/queue_positions", List.of("/portfolio/orders/queue_positions")),
            Map.entry("/portfolio/orders/{}/queue_position", List.of("/portfolio/orders/" + ORDER + "/queue_position")),
            Map.entry("/portfolio/order_groups/{}", List.of("/portfolio/order_groups/" + GROUP)),
            Map.entry("/incentive_programs", List.of("/incentive_programs")),
            Map.entry("/account/endpoint_costs", List.of("/account/endpoint_costs")),
            Map.entry("/account/limits", List.of("/account/limits")),
            Map.entry("/communications/id", List.of("/communications/id")),
            Map.entry(ONE_QUOTE, List.of()),
            Map.entry(RESTING, List.of(RESTING)),
            Map.entry(LOOKUP, List.of()),
            Map.entry(CREATE_RFQ, List.of()));

    /** The operations whose answers were recorded in files of other forms than a tape. */
    private static final Map<String, String> KINDS = Map.ofEntries(
            Map.entry("SERIES_FEE_CHANGES", "/series/fee_changes"),
            Map.entry("SERIES", "/series/{}"),
            Map.entry("CANDLES", "/series/{}/markets/{}/candlesticks"),
            Map.entry("BATCH_CANDLES", "/markets/candlesticks"),
            Map.entry("EVENTS", "/events"),
            Map.entry("EVENT", "/events/{}"),
            Map.entry("EVENT_METADATA", "/events/{}/metadata"),
            Map.entry("MARKETS", "/markets"),
            Map.entry("MARKET", "/markets/{}"),
            Map.entry("BOOK", "/markets/{}/orderbook"),
            Map.entry("TRADES", "/markets/trades"),
            Map.entry("COLLECTION", "/multivariate_event_collections/{}"),
            Map.entry("COMBO_MARKET", LOOKUP),
            Map.entry("INCENTIVES", "/incentive_programs"),
            Map.entry("TAGS", "/search/tags_by_categories"),
            Map.entry("SPORTS", "/search/filters_by_sport"),
            Map.entry("EXCHANGE_STATUS", "/exchange/status"),
            Map.entry("TRADING_HOURS", "/exchange/schedule"),
            Map.entry("MAINTENANCE_WINDOWS", "/exchange/schedule"),
            Map.entry("USER_DATA_TIMESTAMP", "/exchange/user_data_timestamp"),
            Map.entry("BALANCE", "/portfolio/balance"),
            Map.entry("FILLS", "/portfolio/fills"),
            Map.entry("SETTLEMENTS", "/portfolio/settlements"),
            Map.entry("POSITIONS", "/portfolio/positions"),
            Map.entry("EVENT_POSITIONS", "/portfolio/positions"),
            Map.entry("ORDER", "/portfolio/orders/{}"),
            Map.entry("ORDER_GROUP", "/portfolio/order_groups/{}"),
            Map.entry("ORDER_GROUPS", "/portfolio/order_groups"),
            Map.entry("QUEUE_POSITION", "/portfolio/orders/{}/queue_position"),
            Map.entry("QUEUE_POSITIONS", "/portfolio/orders/queue_positions"),
            Map.entry("ENDPOINT_COSTS", "/account/endpoint_costs"),
            Map.entry("ACCOUNT_LIMITS", "/account/limits"),
            Map.entry("COMMUNICATIONS_ID", "/communications/id"),
            Map.entry("QUOTE", ONE_QUOTE));

    private static final String TODAY = "2026-08-dollars";
    private static final String CENTS = "2025-cents";
    private static final String BETWEEN = "2026-01-cents-and-dollars";

    private final Set<String> asked = new TreeSet<>();
    private final Map<String, Set<String>> recorded = new TreeMap<>();
    private final Map<String, Set<String>> served = new TreeMap<>();

    @Test
    void everyTapeIsOneOfThoseThatAreCompared() {
        assertThat(Recordings.tapes())
                .extracting(tape -> tape.getFileName().toString())
                .allMatch(name -> Stream.of(TODAY, CENTS, BETWEEN).anyMatch(name::startsWith));
    }

    @Test
    void todaysTapeDiffersOnlyAsListed() throws IOException {
        tape(TODAY);
        serve(SandboxOptions.usual());
        compare(TODAY, true);
    }

    @Test
    void theTapeOfAutumn2025DiffersOnlyAsListed() throws IOException {
        tape(CENTS);
        serve(SandboxOptions.usual().inCents());
        compare(CENTS, true);
    }

    /** Its fields are of two generations: each must be in one of ours, and what else ours have says nothing. */
    @Test
    void theTapeBetweenTheGenerationsDiffersOnlyAsListed() throws IOException {
        tape(BETWEEN);
        serve(SandboxOptions.usual());
        serve(SandboxOptions.usual().inCents());
        compare(BETWEEN, false);
    }

    @Test
    void recordedNegotiationsOverQuotesDifferOnlyAsListed() {
        bodies(RecordedBodies.negotiations());
        serve(SandboxOptions.usual());
        compare("2026-07-demo-rfq", false);
    }

    @Test
    void partsOfAnswersOfTodayDifferOnlyAsListed() {
        bodies(RecordedBodies.parts());
        serve(SandboxOptions.usual());
        compare("2026-08-parts", false);
    }

    @Test
    void singleAnswersOfAllGenerationsDifferOnlyAsListed() {
        bodies(RecordedBodies.files());
        serve(SandboxOptions.usual());
        serve(SandboxOptions.usual().inCents());
        compare("files", false);
    }

    /** Every line counts: an operation that is not compared is a failure. */
    private void tape(String name) throws IOException {
        Path file = Recordings.tapes().stream()
                .filter(one -> one.getFileName().toString().startsWith(name))
                .findFirst()
                .orElseThrow();
        for (String line : Files.readAllLines(file)) {
            Probe.Node entry = Probe.parse(line.getBytes(StandardCharsets.UTF_8));
            if (entry.has("frame")) {
                frame(entry.text("frame"), recorded);
            } else if (entry.has("path")) {
                String method = entry.text("method");
                String path = pattern(entry.text("path").substring(BASE.length()));
                note(method.equals("GET") ? path : method + ' ' + path, entry.text("body"));
            }
        }
    }

    private void bodies(List<RecordedBodies.Body> bodies) {
        for (RecordedBodies.Body body : bodies) {
            if (body.answer().equals("CREATED_ID")) {
                note(CREATE_RFQ, body.text());
            } else if (!body.answer().equals(RecordedBodies.RAW)) {
                boolean list = body.answer().equals("SERIES") && body.text().startsWith("{\"series\":[");
                note(list ? "/series" : KINDS.getOrDefault(body.answer(), body.answer()), body.text());
            }
        }
    }

    private void note(String operation, String body) {
        assertThat(ASKED).as("recorded and not compared").containsKey(operation);
        asked.add(operation);
        if (!body.isEmpty()) {
            look(operation, Probe.parse(body.getBytes(StandardCharsets.UTF_8)).value(), recorded);
        }
    }

    /** The kind of a message, and under it all of its fields. */
    private static void frame(String text, Map<String, Set<String>> seen) {
        Probe.Node frame = Probe.parse(text.getBytes(StandardCharsets.UTF_8));
        look("/stream/" + frame.text("type"), frame.value(), seen);
    }

    private void serve(SandboxOptions options) {
        try (Sandbox sandbox = Sandbox.start(options.withSpeed(0))) {
            Probe probe = Probe.signed(sandbox);
            String order = probe.get("/portfolio/orders?status=resting")
                    .list("orders")
                    .get(0)
                    .text("order_id");
            String group = probe.get("/portfolio/order_groups")
                    .list("order_groups")
                    .get(0)
                    .text("id");
            for (String operation : asked) {
                for (String one : ASKED.getOrDefault(operation, List.of())) {
                    String path =
                            one.replace(ORDER, order).replace(GROUP, group).replace(GAME, game(probe));
                    look(operation, Probe.parse(probe.ask("GET", path).body()).value(), served);
                }
            }
            if (asked.contains(ONE_QUOTE)) {
                for (int day = 0; day < 2; day++) { // quotes need time until they are executed
                    for (Probe.Node quote : probe.get("/communications/quotes").list("quotes")) {
                        String path = "/communications/quotes/" + quote.text("id");
                        look(ONE_QUOTE, probe.get(path).value(), served);
                    }
                    sandbox.step(Duration.ofDays(1));
                }
            }
            if (asked.contains(LOOKUP) && options.cents()) {
                look(LOOKUP, lookup(probe).value(), served);
            }
            if (asked.contains(CREATE_RFQ)) {
                String body = "{\"market_ticker\":\"" + AQ + "\",\"contracts\":10,\"rest_remainder\":false}";
                look(
                        CREATE_RFQ,
                        probe.taken(201, "POST", "/communications/rfqs", body).value(),
                        served);
            }
            if (recorded.keySet().stream().anyMatch(field -> field.startsWith("/stream/"))) {
                books(sandbox);
            }
        }
    }

    private static String game(Probe probe) {
        return probe.get("/markets?status=open&series_ticker=KXHARBORGAME")
                .list("markets")
                .get(0)
                .text("ticker");
    }

    private static Probe.Node lookup(Probe probe) {
        List<String> legs = new ArrayList<>();
        for (String ticker : List.of(game(probe), AQ)) {
            legs.add("{\"market_ticker\":\"" + ticker + "\",\"event_ticker\":\""
                    + ticker.substring(0, ticker.lastIndexOf('-')) + "\",\"side\":\"yes\"}");
        }
        String body = "{\"selected_markets\":[" + String.join(",", legs) + "]}";
        String collection = "/multivariate_event_collections/KXMVEHARBOR-R";
        probe.taken(200, "POST", collection, body);
        return probe.taken(200, "PUT", collection + "/lookup", body);
    }

    /** Books of several markets, as they were recorded: each market asked for by a command of its own. */
    private void books(Sandbox sandbox) {
        try (StreamProbe stream = StreamProbe.open(sandbox)) {
            stream.keepText();
            for (String ticker : List.of(AQ, "KXPRESALDERIA-26-BT", "KXBRINDLE-27")) {
                stream.send("{\"id\":1,\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"orderbook_delta\"],"
                        + "\"market_ticker\":\"" + ticker + "\"}}");
            }
            sandbox.step(Duration.ofMinutes(5));
            stream.send("{\"id\":77,\"cmd\":\"list_subscriptions\"}");
            for (String text = StreamProbe.soon(stream.texts);
                    !text.startsWith("{\"id\":77,");
                    text = StreamProbe.soon(stream.texts)) {
                frame(text, served);
            }
        }
    }

    /** @param both whether what is served and was not recorded counts too */
    private void compare(String tape, boolean both) {
        assertThat(asked).isNotEmpty();
        Set<String> differences = new LinkedHashSet<>();
        recorded.forEach((field, types) -> {
            Set<String> here = served.getOrDefault(field, Set.of("absent"));
            // A part that is not in this answer at all says nothing about the fields in it.
            String parent = field.replaceAll("[ .][^ .]+$", "");
            if (!here.containsAll(types) && (served.containsKey(parent) || field.indexOf('.') < 0)) {
                differences.add(tape + " " + field + " recorded " + types + " here " + here);
            }
        });
        served.forEach((field, types) -> {
            String parent = field.replaceAll("[ .][^ .]+$", "");
            if (both && !recorded.containsKey(field) && (recorded.containsKey(parent) || field.indexOf('.') < 0)) {
                differences.add(tape + " " + field + " not recorded here " + types);
            }
        });
        differences.forEach(System.out::println);
        Set<String> idle = new LinkedHashSet<>(listed());
        idle.removeIf(line -> !line.startsWith(tape) || differences.stream().anyMatch(each -> each.startsWith(line)));
        differences.removeIf(difference -> listed().stream().anyMatch(difference::startsWith));
        assertThat(differences).as("what differs and is not in differences.txt").isEmpty();
        assertThat(idle).as("what differences.txt lists and nothing differs by").isEmpty();
    }

    private static List<String> listed() {
        try (InputStream file =
                        Objects.requireNonNull(SandboxRecordingsTest.class.getResourceAsStream("differences.txt"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(line -> line.replaceAll(" #.*", "") + ' ')
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String pattern(String path) {
        if (ASKED.containsKey(path)) {
            return path;
        }
        List<String> parts = new ArrayList<>();
        Stream.of(path.substring(1).split("/")).forEach(part -> parts.add(part.matches("[a-z_]+") ? part : "{}"));
        return '/' + String.join("/", parts);
    }

    /** The same kind of object has one name, wherever it stands. */
    private static String kind(String where) {
        return where.replaceFirst(
                        "^(/markets markets|/markets/\\{} market|/events(/\\{})? (events?\\.)?markets)(?=\\.|$)",
                        "Market")
                .replaceFirst("^(/events events|/events/multivariate events|/events/\\{} event)(?=\\.|$)", "Event")
                .replaceFirst("^(/series series|/series/\\{} series)(?=\\.|$)", "Series");
    }

    /** Notes each field with its types; one that an object of its kind lacks is also absent at times. */
    private static void look(String where, Object value, Map<String, Set<String>> seen) {
        if (value instanceof Map<?, ?> fields) {
            String last = where.substring(Math.max(where.lastIndexOf('.'), where.lastIndexOf(' ')) + 1);
            if (FREE.contains(last)) {
                return;
            }
            fields.forEach((name, field) -> {
                if (String.valueOf(name).startsWith("_")) {
                    return; // of whoever recorded it
                }
                boolean whole = where.startsWith("P") ? where.indexOf(' ', 5) < 0 : where.indexOf(' ') < 0;
                String at = kind(where + (where.matches("(/|P).*") && whole ? " " : ".") + name);
                seen.computeIfAbsent(at, any -> new TreeSet<>()).add(type(field));
                if (field != null) {
                    look(at, field, seen);
                }
            });
        } else if (value instanceof List<?> items) {
            items.forEach(item -> {
                if (item != null) {
                    look(where, item, seen);
                }
            });
        }
    }

    private static String type(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Map) {
            return "object";
        }
        if (value instanceof List) {
            return "array";
        }
        return value instanceof String ? "text" : value instanceof Boolean ? "flag" : "number";
    }
}
