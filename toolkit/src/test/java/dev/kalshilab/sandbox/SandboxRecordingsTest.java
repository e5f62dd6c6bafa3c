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
            Map.entry("/markets/{}", List.of("/markets/" + AQ)),
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
            Map.entry("/portfolio/orders/queue_positions", List.of("/portfolio/orders/queue_positions")));

    private final Map<String, Set<String>> recorded = new TreeMap<>();
    private final Map<String, Set<String>> served = new TreeMap<>();

    @Test
    void todaysAnswersDifferOnlyAsListed() throws IOException {
        compare("2026-08-dollars", SandboxOptions.usual());
    }

    @Test
    void answersOfAutumn2025DifferOnlyAsListed() throws IOException {
        compare("2025-cents", SandboxOptions.usual().inCents());
    }

    private void compare(String tape, SandboxOptions options) throws IOException {
        Path file = Recordings.tapes().stream()
                .filter(one -> one.getFileName().toString().startsWith(tape))
                .findFirst()
                .orElseThrow();
        Set<String> asked = new TreeSet<>();
        for (String line : Files.readAllLines(file)) {
            Probe.Node entry = Probe.parse(line.getBytes(StandardCharsets.UTF_8));
            if (!entry.has("path")
                    || entry.whole("status") != 200
                    || !entry.text("method").equals("GET")) {
                continue;
            }
            String path = pattern(entry.text("path").substring(BASE.length()));
            if (ASKED.containsKey(path) && !entry.text("body").isEmpty()) {
                asked.add(path);
                Probe.Node body = Probe.parse(entry.text("body").getBytes(StandardCharsets.UTF_8));
                look(path, body.value(), recorded);
            }
        }
        try (Sandbox sandbox = Sandbox.start(options)) {
            Probe probe = Probe.signed(sandbox);
            String order = probe.get("/portfolio/orders").list("orders").get(0).text("order_id");
            for (String path : asked) {
                for (String one : ASKED.getOrDefault(path, List.of())) {
                    look(path, probe.get(one.replace(ORDER, order)).value(), served);
                }
            }
        }
        assertThat(asked).hasSizeGreaterThan(5);
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
            if (!recorded.containsKey(field) && (recorded.containsKey(parent) || field.indexOf('.') < 0)) {
                differences.add(tape + " " + field + " not recorded here " + types);
            }
        });
        differences.forEach(System.out::println);
        differences.removeIf(difference -> listed().stream().anyMatch(difference::startsWith));
        assertThat(differences).isEmpty();
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
                String at = kind(where + (where.startsWith("/") && where.indexOf(' ') < 0 ? " " : ".") + name);
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
