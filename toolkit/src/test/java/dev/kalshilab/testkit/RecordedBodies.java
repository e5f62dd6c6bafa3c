package dev.kalshilab.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The bodies of all recorded answers, each with the kind of answer that it is read as. */
public final class RecordedBodies {
    /**
     * One of them.
     *
     * @param answer the name of its kind; {@link #RAW} when it has none
     * @param place the file it is from, and where in it
     * @param text the body
     */
    public record Body(String answer, String place, String text) {}

    /** The kind of an answer that is read as raw JSON. */
    public static final String RAW = "RAW";

    /** The answers that an operation is read as, by the path it was asked under. */
    private static final Map<String, List<String>> BY_PATH = new LinkedHashMap<>();

    /** The same by the name of a file that holds one body. */
    private static final Map<String, List<String>> BY_FILE = new LinkedHashMap<>();

    static {
        BY_PATH.put("/series", List.of("SERIES"));
        BY_PATH.put("/series/fee_changes", List.of("SERIES_FEE_CHANGES"));
        BY_PATH.put("/series/[^/]+", List.of("SERIES"));
        BY_PATH.put("/series/[^/]+/markets/[^/]+/candlesticks", List.of("CANDLES"));
        BY_PATH.put("/series/[^/]+/events/[^/]+/candlesticks", List.of("EVENT_CANDLES"));
        BY_PATH.put("/events|/events/multivariate", List.of("EVENTS"));
        BY_PATH.put("/events/[^/]+", List.of("EVENT"));
        BY_PATH.put("/events/[^/]+/metadata", List.of("EVENT_METADATA"));
        BY_PATH.put("/markets", List.of("MARKETS"));
        BY_PATH.put("/markets/trades", List.of("TRADES"));
        BY_PATH.put("/markets/candlesticks", List.of("BATCH_CANDLES"));
        BY_PATH.put("/markets/orderbooks", List.of("BOOKS"));
        BY_PATH.put("/markets/[^/]+", List.of("MARKET"));
        BY_PATH.put("/markets/[^/]+/orderbook", List.of("BOOK"));
        BY_PATH.put("/multivariate_event_collections", List.of("COLLECTIONS"));
        BY_PATH.put("/multivariate_event_collections/[^/]+", List.of("COLLECTION"));
        BY_PATH.put("/multivariate_event_collections/[^/]+/lookup", List.of("COMBO_MARKET"));
        BY_PATH.put("/incentive_programs", List.of("INCENTIVES"));
        BY_PATH.put("/search/tags_by_categories", List.of("TAGS"));
        BY_PATH.put("/search/filters_by_sport", List.of("SPORTS"));
        BY_PATH.put("/exchange/status", List.of("EXCHANGE_STATUS"));
        BY_PATH.put("/exchange/schedule", List.of("TRADING_HOURS", "MAINTENANCE_WINDOWS"));
        BY_PATH.put("/exchange/user_data_timestamp", List.of("USER_DATA_TIMESTAMP"));
        BY_PATH.put("/portfolio/balance", List.of("BALANCE"));
        BY_PATH.put("/portfolio/fills", List.of("FILLS"));
        BY_PATH.put("/portfolio/settlements", List.of("SETTLEMENTS"));
        BY_PATH.put("/portfolio/positions", List.of("POSITIONS", "EVENT_POSITIONS"));
        BY_PATH.put("/portfolio/orders/queue_positions", List.of("QUEUE_POSITIONS"));
        BY_PATH.put("/portfolio/orders/[^/]+/queue_position", List.of("QUEUE_POSITION"));
        BY_PATH.put("/portfolio/orders", List.of("ORDERS"));
        BY_PATH.put("/portfolio/orders/[^/]+", List.of("ORDER"));
        BY_PATH.put("/portfolio/order_groups", List.of("ORDER_GROUPS"));
        BY_PATH.put("/portfolio/order_groups/[^/]+", List.of("ORDER_GROUP"));

        BY_FILE.put("candlesticks_batch_response", List.of("BATCH_CANDLES"));
        BY_FILE.put("event_metadata_response", List.of("EVENT_METADATA"));
        BY_FILE.put("event_single_response", List.of("EVENT"));
        BY_FILE.put("events_list_response", List.of("EVENTS"));
        BY_FILE.put("events_multivariate_list_response", List.of("EVENTS"));
        BY_FILE.put("exchange_schedule_response", List.of("TRADING_HOURS", "MAINTENANCE_WINDOWS"));
        BY_FILE.put("exchange_status_response", List.of("EXCHANGE_STATUS"));
        BY_FILE.put("filters_by_sport_response", List.of("SPORTS"));
        BY_FILE.put("incentive_programs_response", List.of("INCENTIVES"));
        BY_FILE.put("market_single_response", List.of("MARKET"));
        BY_FILE.put("markets_list_response", List.of("MARKETS"));
        BY_FILE.put("multivariate_event_collection_lookup_tickers_response", List.of("COMBO_MARKET"));
        BY_FILE.put("multivariate_event_collection_single_response", List.of("COLLECTION"));
        BY_FILE.put("order_group_single_response", List.of("ORDER_GROUP"));
        BY_FILE.put("order_groups_list_response", List.of("ORDER_GROUPS"));
        BY_FILE.put("order_queue_position_response", List.of("QUEUE_POSITION"));
        BY_FILE.put("order_queue_positions_response", List.of("QUEUE_POSITIONS"));
        BY_FILE.put("orderbook_response", List.of("BOOK"));
        BY_FILE.put("portfolio_balance_response", List.of("BALANCE"));
        BY_FILE.put("portfolio_fills_response", List.of("FILLS"));
        BY_FILE.put("portfolio_order_single_response", List.of("ORDER"));
        BY_FILE.put("portfolio_positions_response", List.of("POSITIONS", "EVENT_POSITIONS"));
        BY_FILE.put("series_candlesticks_response", List.of("CANDLES"));
        BY_FILE.put("series_fee_changes_response", List.of("SERIES_FEE_CHANGES"));
        BY_FILE.put("series_list_response", List.of("SERIES"));
        BY_FILE.put("series_single_response", List.of("SERIES"));
        BY_FILE.put("tags_by_categories_response", List.of("TAGS"));
        BY_FILE.put("trades_list_response", List.of("TRADES"));
        BY_FILE.put("user_data_timestamp_response", List.of("USER_DATA_TIMESTAMP"));
        BY_FILE.put("portfolio_fills_redacted", List.of("FILLS"));
        BY_FILE.put("portfolio_settlements_redacted", List.of("SETTLEMENTS"));
    }

    /** What is recorded of operations that are read as raw JSON, and what is no answer. */
    private static final List<String> READ_RAW = List.of(
            "/milestones.*",
            "/structured_targets.*",
            "/live_data.*",
            "/exchange/announcements",
            "/portfolio/summary/total_resting_order_value",
            "/account/.*",
            "/communications/.*");

    private RecordedBodies() {}

    /** All of them; ends the test as skipped when there are no recordings. */
    public static List<Body> all() {
        List<Body> all = new ArrayList<>(onTapes());
        all.addAll(files());
        all.addAll(parts());
        all.addAll(negotiations());
        return all;
    }

    private static Body body(String answer, String place, @Nullable Object body) {
        return new Body(answer, place, Raw.print(body));
    }

    /** The successful answers on tapes, as they were sent. */
    public static List<Body> onTapes() {
        List<Body> bodies = new ArrayList<>();
        for (Path tape : Recordings.tapes()) {
            int number = 0;
            for (String line : lines(tape)) {
                number++;
                Map<String, Object> entry = Raw.object(Raw.parse(line));
                if ("GET".equals(entry.get("method")) && "200".equals(Raw.text(entry, "status"))) {
                    String place = tape.getFileName() + ":" + number;
                    String path = Raw.text(entry, "path").substring("/trade-api/v2".length());
                    byPath(path).forEach(name -> bodies.add(new Body(name, place, Raw.text(entry, "body"))));
                }
            }
        }
        return bodies;
    }

    private static List<String> byPath(String path) {
        for (Map.Entry<String, List<String>> each : BY_PATH.entrySet()) {
            if (path.matches(each.getKey())) {
                return each.getValue();
            }
        }
        assertThat(READ_RAW).as(path).anyMatch(path::matches);
        return List.of(RAW);
    }

    /** The answers in a file of their own. */
    public static List<Body> files() {
        List<Body> bodies = new ArrayList<>();
        int files = 0;
        try (Stream<Path> all = Files.walk(Recordings.place())) {
            for (Path file : all.filter(each -> each.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                String name = file.getFileName().toString();
                List<String> names = BY_FILE.get(name.replace(".json", ""));
                if (names != null) {
                    Map<String, Object> content = Raw.object(Raw.parse(Files.readString(file)));
                    Object body = content.getOrDefault("response", content.getOrDefault("payload", content));
                    names.forEach(answer -> bodies.add(body(answer, name, body)));
                    files++;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(files).isGreaterThanOrEqualTo(BY_FILE.size());
        return bodies;
    }

    /** The answers, or parts of answers, in files that hold several under keys of their recorder. */
    public static List<Body> parts() {
        List<Body> bodies = new ArrayList<>();
        String candles = "2026-08-dollars/candlesticks_mlb.json";
        Raw.object(file(candles).get("markets"))
                .values()
                .forEach(market -> bodies.add(body(
                        "CANDLES",
                        candles,
                        Map.of("candlesticks", Raw.object(market).get("candlesticks")))));
        String collections = "2026-08-dollars/combo_collections.json";
        file(collections)
                .values()
                .forEach(each -> bodies.add(body("COLLECTION", collections, Map.of("multivariate_contract", each))));
        String series = "2026-08-dollars/series_fee_fields.json";
        Raw.object(file(series).get("payloads")).values().forEach(each -> bodies.add(body("SERIES", series, each)));
        for (String name : List.of("events_mlb_props_nested", "events_sports_nested")) {
            String file = "2026-08-dollars/" + name + ".json";
            find(parsed(file), "event_ticker", "series_ticker")
                    .forEach(event -> bodies.add(body("EVENTS", file, Map.of("events", List.of(event)))));
        }
        for (String name : List.of("combo_priced_markets", "market_single", "occurrence_datetime_probe")) {
            String file = "2026-08-dollars/" + name + ".json";
            find(parsed(file), "ticker", "close_time")
                    .forEach(market -> bodies.add(body("MARKETS", file, Map.of("markets", List.of(market)))));
        }
        String positions = "2026-07-demo-rfq/live_positions_20260726.json";
        bodies.add(body("POSITIONS", positions, file(positions)));
        return bodies;
    }

    /** The answers within the recorded negotiations over quotes. */
    public static List<Body> negotiations() {
        List<Body> bodies = new ArrayList<>();
        try (Stream<Path> all = Files.list(Recordings.place().resolve("2026-07-demo-rfq"))) {
            for (Path file : all.filter(each -> each.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList()) {
                int number = 0;
                for (String line : lines(file)) {
                    Map<String, Object> step = Raw.object(Raw.parse(line));
                    number++;
                    step(
                            Raw.text(step, "step"),
                            file.getFileName() + ":" + number,
                            Raw.object(step.get("data")),
                            bodies);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bodies;
    }

    private static void step(String step, String place, Map<String, Object> data, List<Body> bodies) {
        switch (step) {
            case "rfq_created" -> bodies.add(body("CREATED_ID", place, data));
            case "quote_created" -> bodies.add(body("CREATED_ID", place, data.get("response")));
            case "market_payload" -> bodies.add(body("MARKET", place, data));
            case "orderbook" -> bodies.add(body("BOOK", place, data));
            case "quote_terminal" -> bodies.add(body("QUOTE", place, Map.of("quote", data)));
            case "fills_by_creator_order_id" -> bodies.add(body("FILLS", place, data));
            case "endpoint_costs" -> bodies.add(body("ENDPOINT_COSTS", place, data));
            case "api_limits" -> bodies.add(body("ACCOUNT_LIMITS", place, data));
            case "communications_id" -> bodies.add(body("COMMUNICATIONS_ID", place, data));
            case "before_maker", "before_requester", "after_maker", "after_requester" -> {
                bodies.add(body("BALANCE", place, data.get("balance")));
                bodies.add(body("POSITIONS", place, data.get("positions")));
                bodies.add(body("EVENT_POSITIONS", place, data.get("positions")));
                bodies.add(body("FILLS", place, data.get("fills")));
            }
            default -> {}
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> file(String name) {
        return Raw.object(parsed(name));
    }

    private static @Nullable Object parsed(String name) {
        try {
            return Raw.parse(Files.readString(Recordings.place().resolve(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The outermost objects anywhere in there that have both members. */
    private static List<Map<String, Object>> find(@Nullable Object tree, String one, String other) {
        List<Map<String, Object>> found = new ArrayList<>();
        if (tree instanceof Map<?, ?> map) {
            if (map.containsKey(one) && map.containsKey(other)) {
                found.add(Raw.object(map));
            } else {
                map.values().forEach(each -> found.addAll(find(each, one, other)));
            }
        } else if (tree instanceof List<?> list) {
            list.forEach(each -> found.addAll(find(each, one, other)));
        }
        return found;
    }
}
