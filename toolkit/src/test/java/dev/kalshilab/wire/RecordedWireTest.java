package dev.kalshilab.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.column.Columns;
import dev.kalshilab.testkit.Raw;
import dev.kalshilab.testkit.Recordings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import okio.Buffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every value of every recorded answer is in its cell, and what has no column is kept: read another way. */
class RecordedWireTest {
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
    private static final List<String> RAW = List.of(
            "/milestones.*",
            "/structured_targets.*",
            "/live_data.*",
            "/exchange/announcements",
            "/portfolio/summary/total_resting_order_value",
            "/account/.*",
            "/communications/.*");

    private final Map<String, Integer> cells = new TreeMap<>();
    private final Drift drift = new Drift();

    private void check(String name, Map<String, Object> body, String text) {
        try {
            Page page = Answer.named(name).read(new Buffer().writeUtf8(text), drift.of(name));
            cells.merge(name, Oracle.check(name, page, body), Integer::sum);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    private void check(String name, @Nullable Object body) {
        check(name, Raw.object(body), Raw.print(body));
    }

    private void told(int least) {
        int sum = cells.values().stream().mapToInt(Integer::intValue).sum();
        System.out.println(sum + " cells compared: " + cells);
        assertThat(sum).isGreaterThan(least);
        assertThat(unknown()).as("recorded fields that have no column").isEmpty();
    }

    /** The fields that no column holds, without those that a recorder added. */
    private Set<String> unknown() {
        Set<String> unknown = new TreeSet<>();
        Columns seen = drift.rows();
        for (int row = 0; row < seen.rows(); row++) {
            String field = String.valueOf(seen.textAt(1, row));
            if ("unknown".equals(seen.textAt(2, row)) && !field.matches("(\\$\\.)?_.*")) {
                unknown.add(seen.textAt(0, row) + " " + field);
            }
        }
        return unknown;
    }

    @Test
    void everyAnswerOnTheTapesIsReadWhole() {
        for (Path tape : Recordings.tapes()) {
            for (Raw.Recorded answer : Raw.answers(tape)) {
                List<String> names = new ArrayList<>();
                BY_PATH.forEach((path, answers) -> {
                    if (names.isEmpty() && answer.path().matches(path)) {
                        names.addAll(answers);
                    }
                });
                if (names.isEmpty()) {
                    assertThat(RAW).as(answer.path()).anyMatch(answer.path()::matches);
                }
                names.forEach(name -> check(name, answer.body()));
            }
        }
        told(50_000);
    }

    @Test
    void everyAnswerInAFileOfItsOwnIsReadWhole() throws IOException {
        int files = 0;
        try (Stream<Path> all = Files.walk(Recordings.place())) {
            for (Path file : all.filter(each -> each.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                List<String> names = BY_FILE.get(file.getFileName().toString().replace(".json", ""));
                if (names != null) {
                    Map<String, Object> content = Raw.object(Raw.parse(Files.readString(file)));
                    Object body = content.getOrDefault("response", content.getOrDefault("payload", content));
                    names.forEach(name -> check(name, body));
                    files++;
                }
            }
        }
        assertThat(files).isGreaterThanOrEqualTo(BY_FILE.size());
        told(10_000);
    }

    /** Files that hold several answers, or parts of answers, under keys of their recorder. */
    @Test
    void everyAnswerThatIsPartOfAFileIsReadWhole() throws IOException {
        Path place = Recordings.place();
        Raw.object(file(place, "2026-08-dollars/candlesticks_mlb.json").get("markets"))
                .values()
                .forEach(market -> check(
                        "CANDLES", Map.of("candlesticks", Raw.object(market).get("candlesticks"))));
        file(place, "2026-08-dollars/combo_collections.json")
                .values()
                .forEach(collection -> check("COLLECTION", Map.of("multivariate_contract", collection)));
        Raw.object(file(place, "2026-08-dollars/series_fee_fields.json").get("payloads"))
                .values()
                .forEach(series -> check("SERIES", series));
        for (String name : List.of("events_mlb_props_nested", "events_sports_nested")) {
            find(parsed(place, "2026-08-dollars/" + name + ".json"), "event_ticker", "series_ticker")
                    .forEach(event -> check("EVENTS", Map.of("events", List.of(event))));
        }
        for (String name : List.of("combo_priced_markets", "market_single", "occurrence_datetime_probe")) {
            find(parsed(place, "2026-08-dollars/" + name + ".json"), "ticker", "close_time")
                    .forEach(market -> check("MARKETS", Map.of("markets", List.of(market))));
        }
        check("POSITIONS", file(place, "2026-07-demo-rfq/live_positions_20260726.json"));
        told(20_000);
    }

    @Test
    void everyAnswerOfTheRecordedNegotiationsIsReadWhole() throws IOException {
        try (Stream<Path> all = Files.list(Recordings.place().resolve("2026-07-demo-rfq"))) {
            for (Path file : all.filter(each -> each.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList()) {
                for (String line : Files.readAllLines(file)) {
                    Map<String, Object> step = Raw.object(Raw.parse(line));
                    step(Raw.text(step, "step"), Raw.object(step.get("data")));
                }
            }
        }
        assertThat(cells)
                .containsKeys("QUOTE", "CREATED_ID", "ENDPOINT_COSTS", "ACCOUNT_LIMITS", "COMMUNICATIONS_ID", "FILLS");
        told(700);
    }

    private void step(String step, Map<String, Object> data) {
        switch (step) {
            case "rfq_created" -> check("CREATED_ID", data);
            case "quote_created" -> check("CREATED_ID", data.get("response"));
            case "market_payload" -> check("MARKET", data);
            case "orderbook" -> check("BOOK", data);
            case "quote_terminal" -> check("QUOTE", Map.of("quote", data));
            case "fills_by_creator_order_id" -> check("FILLS", data);
            case "endpoint_costs" -> check("ENDPOINT_COSTS", data);
            case "api_limits" -> check("ACCOUNT_LIMITS", data);
            case "communications_id" -> check("COMMUNICATIONS_ID", data);
            case "before_maker", "before_requester", "after_maker", "after_requester" -> {
                check("BALANCE", data.get("balance"));
                check("POSITIONS", data.get("positions"));
                check("EVENT_POSITIONS", data.get("positions"));
                check("FILLS", data.get("fills"));
            }
            default -> {}
        }
    }

    private static Map<String, Object> file(Path place, String name) throws IOException {
        return Raw.object(parsed(place, name));
    }

    private static @Nullable Object parsed(Path place, String name) throws IOException {
        return Raw.parse(Files.readString(place.resolve(name)));
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
