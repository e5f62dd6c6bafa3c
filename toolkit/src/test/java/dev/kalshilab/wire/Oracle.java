package dev.kalshilab.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Field;
import dev.kalshilab.column.Kind;
import dev.kalshilab.column.Schema;
import dev.kalshilab.testkit.Raw;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the rows of an answer must be, by another way than the product's: from the parsed JSON, and from the exchange's
 * documents written down here once more.
 */
final class Oracle {
    /** Names on the wire other than the column's own, with or without a suffix. */
    private static final Map<String, List<String>> NAMES = Map.ofEntries(
            Map.entry("markets.risk_limit", List.of("risk_limit_cents")),
            Map.entry("trades.ticker", List.of("ticker", "market_ticker")),
            Map.entry("trades.created_time", List.of("created_time", "ts")),
            Map.entry("fills.ticker", List.of("ticker", "market_ticker")),
            Map.entry("fills.fill_id", List.of("fill_id", "trade_id")),
            Map.entry("fills.created_time", List.of("created_time", "ts")),
            Map.entry("orders.ticker", List.of("ticker", "market_ticker")),
            Map.entry("positions.ticker", List.of("ticker", "market_ticker")),
            Map.entry("settlements.ticker", List.of("ticker", "market_ticker")),
            Map.entry("event_positions.resting_orders_count", List.of("resting_orders_count", "resting_order_count")),
            Map.entry("candles.end", List.of("end_period_ts")),
            Map.entry("quotes.rfq_target_cost", List.of("rfq_target_cost_dollars", "rfq_target_cost_centi_cents")),
            Map.entry("rfqs.target_cost", List.of("target_cost_dollars", "target_cost_centi_cents")),
            Map.entry("deposits.amount", List.of("amount_cents")),
            Map.entry("deposits.fee", List.of("fee_cents")),
            Map.entry("withdrawals.amount", List.of("amount_cents")),
            Map.entry("withdrawals.fee", List.of("fee_cents")),
            Map.entry(
                    "total_resting_order_value.total_resting_order_value",
                    List.of("total_resting_order_value", "total_value")),
            Map.entry("account_limits.read_refill_rate", List.of("read.refill_rate")),
            Map.entry("account_limits.read_bucket_capacity", List.of("read.bucket_capacity")),
            Map.entry("account_limits.write_refill_rate", List.of("write.refill_rate")),
            Map.entry("account_limits.write_bucket_capacity", List.of("write.bucket_capacity")));

    /** Bare numbers that are 1/10,000 dollar; all other bare amounts that are numbers are cents. */
    private static final Set<String> CENTI_CENTS = Set.of(
            "quotes.rfq_target_cost_centi_cents",
            "rfqs.target_cost_centi_cents",
            "incentive_programs.period_reward",
            "incentive_programs.max_reward_per_account",
            "subaccount_balances.balance");

    /** Bare amounts that are dollars even when they are numbers. */
    private static final Set<String> DOLLARS = Set.of("fills.fee_cost", "settlements.fee_cost");

    /** Objects whose members are columns. */
    private static final Map<String, Set<String>> OPEN =
            Map.of("candles", Set.of("price", "yes_bid", "yes_ask"), "account_limits", Set.of("read", "write"));

    private static final Set<String> WHOLE = Set.of(
            "EVENT_METADATA",
            "COMBO_MARKET",
            "EXCHANGE_STATUS",
            "USER_DATA_TIMESTAMP",
            "HISTORICAL_CUTOFF",
            "ACCOUNT_LIMITS",
            "CREATED_KEY",
            "COMMUNICATIONS_ID",
            "CREATED_ID",
            "ORDER_GROUP",
            "QUEUE_POSITION",
            "BALANCE",
            "RESTING_VALUE");

    private static final List<String> DAYS =
            List.of("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday");

    private Oracle() {}

    /** A row as it was sent: by path, with the values that have no path of their own under the column's name. */
    private record Sent(Map<String, @Nullable Object> members) {
        Sent() {
            this(new LinkedHashMap<>());
        }

        Sent put(String path, @Nullable Object value) {
            members.put(path, value);
            return this;
        }

        Sent all(Map<String, Object> others) {
            members.putAll(others);
            return this;
        }
    }

    /** Compares what was read with the body; gives the number of cells that were compared. */
    static int check(String name, Page page, Map<String, Object> body) {
        Schema schema = page.rows().schema();
        List<Sent> sent = rows(name, schema, body);
        assertThat(page.rows().rows()).as(name + " rows").isEqualTo(sent.size());
        int cells = 0;
        for (int row = 0; row < sent.size(); row++) {
            cells += row(name, page.rows(), row, sent.get(row).members());
        }
        assertThat(page.misfits()).as(name + " misfits").isZero();
        return cells + beside(name, page, body);
    }

    /** True for a body in which something is missing that no row, or no answer, can be without. */
    static boolean lacks(String name, Map<String, Object> body) {
        if (!WHOLE.contains(name) && !body.containsKey(member(name))) {
            String other =
                    switch (name) {
                        case "BOOK" -> "orderbook_fp";
                        case "POSITIONS" -> "event_positions";
                        case "EVENT_POSITIONS" -> "market_positions";
                        default -> "";
                    };
            return !body.containsKey(other);
        }
        boolean nameless =
                switch (name) {
                    case "EVENT" -> body.get("event") == null;
                    case "BATCH_CANDLES" ->
                        Raw.objects(body.get("markets")).stream()
                                .anyMatch(market -> market.get("market_ticker") == null);
                    case "EVENT_CANDLES" ->
                        list(body.get("market_candlesticks")).size()
                                > list(body.get("market_tickers")).size();
                    case "BOOKS" ->
                        Raw.objects(body.get("orderbooks")).stream().anyMatch(book -> book.get("ticker") == null);
                    default -> false;
                };
        if (nameless) {
            return true;
        }
        Schema schema = Answer.named(name).schema();
        for (Sent row : rows(name, schema, body)) {
            if (lacks(schema, row.members()) || (WHOLE.contains(name) && saysNothing(schema, row.members()))) {
                return true;
            }
        }
        return false;
    }

    /** A body without any of the fields that its row has is no answer. */
    private static boolean saysNothing(Schema schema, Map<String, @Nullable Object> row) {
        return schema.fields().stream()
                .filter(field -> !field.name().equals(Schema.UNKNOWN))
                .allMatch(field -> expected(schema.name(), field.kind(), paths(schema, field), row) == null);
    }

    private static boolean lacks(Schema schema, Map<String, @Nullable Object> row) {
        if (schema == Shapes.EVENTS) {
            for (Map<String, Object> market : Raw.objects(row.get("markets"))) {
                if (lacks(Shapes.MARKETS, new LinkedHashMap<>(market))) {
                    return true;
                }
            }
        }
        for (Field field : schema.fields()) {
            if (field.identifier() && expected(schema.name(), field.kind(), paths(schema, field), row) == null) {
                return true;
            }
        }
        return false;
    }

    private static int beside(String name, Page page, Map<String, Object> body) {
        if (WHOLE.contains(name)) {
            return 0;
        }
        Set<String> known = new HashSet<>(
                Set.of(name.equals("INCENTIVES") ? "next_cursor" : "cursor", member(name), "private_key"));
        switch (name) {
            case "POSITIONS", "EVENT_POSITIONS" -> known.addAll(Set.of("market_positions", "event_positions"));
            case "CANDLES" -> known.add("ticker");
            case "EVENT_CANDLES" -> known.add("market_tickers");
            case "BOOK" -> known.add("orderbook_fp");
            case "SPORTS" -> known.add("sport_ordering");
            case "EVENT" -> known.add("markets");
            default -> {}
        }
        int cells = 0;
        for (Map.Entry<String, Object> member : body.entrySet()) {
            if (!known.contains(member.getKey())) {
                assertThat(page.beside()).as(name).containsKey(member.getKey());
                assertThat(Raw.parse(page.beside().get(member.getKey())))
                        .as(name + " beside " + member.getKey())
                        .isEqualTo(member.getValue());
                cells++;
            }
        }
        return cells;
    }

    private static String member(String name) {
        return Answer.named(name).toString();
    }

    // -- rows -------------------------------------------------------------------------------------------------------

    private static List<Sent> rows(String name, Schema schema, Map<String, Object> body) {
        List<Sent> rows = new ArrayList<>();
        switch (name) {
            case "BATCH_CANDLES" -> {
                for (Map<String, Object> market : Raw.objects(body.get("markets"))) {
                    for (Map<String, Object> candle : Raw.objects(market.get("candlesticks"))) {
                        rows.add(open(schema, candle).put("#ticker", market.get("market_ticker")));
                    }
                }
            }
            case "EVENT_CANDLES" -> {
                List<?> sets = list(body.get("market_candlesticks"));
                for (int i = 0; i < sets.size(); i++) {
                    for (Map<String, Object> candle : Raw.objects(sets.get(i))) {
                        rows.add(open(schema, candle)
                                .put("#ticker", list(body.get("market_tickers")).get(i)));
                    }
                }
            }
            case "BOOK" -> book(body, null, rows);
            case "BOOKS" ->
                Raw.objects(body.get("orderbooks"))
                        .forEach(book -> book(book, String.valueOf(book.get("ticker")), rows));
            case "FORECAST" -> forecast(body, rows);
            case "TAGS" -> tags(body, rows);
            case "SPORTS" -> sports(body, rows);
            case "TRADING_HOURS" -> hours(body, rows);
            case "MAINTENANCE_WINDOWS" ->
                Raw.objects(Raw.object(body.get("schedule")).get("maintenance_windows"))
                        .forEach(window -> rows.add(new Sent().all(window)));
            case "ENDPOINT_COSTS" -> shared(body, "endpoint_costs", "default_cost", rows);
            case "API_KEYS" -> shared(body, "api_keys", "api_key_region_expiration_ts", rows);
            case "EVENT" -> {
                Map<String, Object> event = new LinkedHashMap<>(Raw.object(body.get("event")));
                if (event.get("markets") == null && body.get("markets") != null) {
                    event.put("markets", body.get("markets"));
                }
                rows.add(new Sent().all(event));
            }
            default -> {
                if (WHOLE.contains(name)) {
                    rows.add(open(schema, body));
                } else if (body.get(member(name)) instanceof Map<?, ?> one) {
                    rows.add(open(schema, Raw.object(one)));
                } else {
                    Raw.objects(body.get(member(name))).forEach(row -> rows.add(open(schema, row)));
                }
            }
        }
        return rows;
    }

    private static Sent open(Schema schema, Map<String, Object> row) {
        Sent sent = new Sent();
        row.forEach((name, value) -> {
            if (OPEN.getOrDefault(schema.name(), Set.of()).contains(name)) {
                Raw.object(value).forEach((inner, each) -> sent.put(name + "." + inner, each));
            } else {
                sent.put(name, value);
            }
        });
        return sent;
    }

    private static void shared(Map<String, Object> body, String list, String shared, List<Sent> rows) {
        for (Map<String, Object> row : Raw.objects(body.get(list))) {
            rows.add(new Sent().put(shared, body.get(shared)).all(row));
        }
    }

    private static void forecast(Map<String, Object> body, List<Sent> rows) {
        for (Map<String, Object> point : Raw.objects(body.get("forecast_history"))) {
            List<Map<String, Object>> inner = Raw.objects(point.get("percentile_points"));
            for (int i = 0; i < Math.max(1, inner.size()); i++) {
                Sent row = new Sent();
                for (Map.Entry<String, Object> member : point.entrySet()) {
                    boolean own = Set.of("event_ticker", "end_period_ts", "period_interval")
                            .contains(member.getKey());
                    if (!member.getKey().equals("percentile_points") && (own || i == 0)) {
                        row.put(member.getKey(), member.getValue());
                    }
                }
                if (i < inner.size()) {
                    inner.get(i).forEach((name, value) -> row.put("percentile_points[]." + name, value));
                }
                rows.add(row);
            }
        }
    }

    private static void tags(Map<String, Object> body, List<Sent> rows) {
        Raw.object(body.get("tags_by_categories")).forEach((category, tags) -> {
            List<?> list = list(tags);
            for (int i = 0; i < Math.max(1, list.size()); i++) {
                rows.add(new Sent().put("#category", category).put("#tag", i < list.size() ? list.get(i) : null));
            }
        });
    }

    private static void sports(Map<String, Object> body, List<Sent> rows) {
        Map<String, Object> sports = Raw.object(body.get("filters_by_sports"));
        List<?> ordering = list(body.get("sport_ordering"));
        Set<String> names = new LinkedHashSet<>(sports.keySet());
        ordering.forEach(each -> names.add(String.valueOf(each)));
        for (String sport : names) {
            int position = ordering.indexOf(sport) + 1;
            Object at = position == 0 ? null : BigDecimal.valueOf(position);
            Map<String, Object> details = Raw.object(sports.get(sport));
            scopes(details, Set.of("scopes", "competitions"), sport, at, null, rows);
            Raw.object(details.get("competitions"))
                    .forEach((competition, inner) ->
                            scopes(Raw.object(inner), Set.of("scopes"), sport, at, competition, rows));
        }
    }

    private static void scopes(
            Map<String, Object> details,
            Set<String> known,
            String sport,
            @Nullable Object position,
            @Nullable String competition,
            List<Sent> rows) {
        List<?> scopes = list(details.get("scopes"));
        for (int i = 0; i < Math.max(1, scopes.size()); i++) {
            Sent row = new Sent()
                    .put("#sport", sport)
                    .put("#position", position)
                    .put("#competition", competition)
                    .put("#scope", i < scopes.size() ? scopes.get(i) : null);
            if (i == 0) {
                details.forEach((name, value) -> {
                    if (!known.contains(name)) {
                        row.put(name, value);
                    }
                });
            }
            rows.add(row);
        }
    }

    private static void hours(Map<String, Object> body, List<Sent> rows) {
        for (Map<String, Object> week :
                Raw.objects(Raw.object(body.get("schedule")).get("standard_hours"))) {
            List<Sent> sessions = new ArrayList<>();
            week.forEach((day, value) -> {
                List<Map<String, Object>> each = Raw.objects(value instanceof List ? value : null);
                for (int i = 0; DAYS.contains(day) && i < Math.max(1, each.size()); i++) {
                    Sent row = new Sent().put("#day", day);
                    if (i < each.size()) {
                        each.get(i)
                                .forEach((name, time) -> row.put(
                                        Set.of("open_time", "close_time").contains(name) ? name : "{day}[]." + name,
                                        time));
                    }
                    sessions.add(row);
                }
            });
            if (sessions.isEmpty()) {
                sessions.add(new Sent());
            }
            week.forEach((name, value) -> {
                if (!DAYS.contains(name)) {
                    boolean own = Set.of("start_time", "end_time").contains(name);
                    (own ? sessions : sessions.subList(0, 1)).forEach(row -> row.put(name, value));
                }
            });
            rows.addAll(sessions);
        }
    }

    private static void book(Map<String, Object> body, @Nullable String ticker, List<Sent> rows) {
        Map<String, Object> today = Raw.object(body.get("orderbook_fp"));
        Map<String, Object> before = Raw.object(body.get("orderbook"));
        for (String side : List.of("yes", "no")) {
            boolean dollars = false;
            Object said = null;
            for (Map<String, Object> book : List.of(today, before)) {
                for (String name : List.of(side + "_dollars", side)) {
                    if (said == null && book.get(name) != null) {
                        said = book.get(name);
                        dollars = name.endsWith("_dollars");
                    }
                }
            }
            List<?> levels = list(said);
            for (int level = 1; level <= levels.size(); level++) {
                List<?> pair = list(levels.get(levels.size() - level));
                BigDecimal price = new BigDecimal(String.valueOf(pair.get(0))).movePointLeft(dollars ? 0 : 2);
                rows.add(new Sent()
                        .put("#ticker", ticker)
                        .put("#side", side)
                        .put("#level", BigDecimal.valueOf(level))
                        .put("#price", price.toPlainString())
                        .put(
                                "#yes_price",
                                (side.equals("yes") ? price : BigDecimal.ONE.subtract(price)).toPlainString())
                        .put("#count", String.valueOf(pair.get(1))));
            }
        }
    }

    private static List<?> list(@Nullable Object value) {
        return value == null ? List.of() : (List<?>) value;
    }

    // -- cells ------------------------------------------------------------------------------------------------------

    private static int row(String name, Columns rows, int row, Map<String, @Nullable Object> sent) {
        Schema schema = rows.schema();
        Set<String> unread = new LinkedHashSet<>(sent.keySet());
        unread.remove("private_key");
        unread.removeIf(path -> path.startsWith("#"));
        int cells = 0;
        for (int column = 0; column < schema.fields().size(); column++) {
            Field field = schema.fields().get(column);
            if (field.name().equals(Schema.UNKNOWN)) {
                continue;
            }
            String where = name + " row " + row + " " + field.name();
            Object expected;
            if (schema == Shapes.EVENTS && field.name().equals("markets")) {
                Object markets = sent.get("markets");
                unread.remove("markets");
                expected = markets == null ? null : (long) list(markets).size();
                cells += nested(rows, row, Raw.objects(markets));
            } else {
                List<String> paths = paths(schema, field);
                unread.removeAll(paths);
                expected = expected(schema.name(), field.kind(), paths, sent);
            }
            cells++;
            assertThat(found(rows, column, row)).as(where).isEqualTo(expected);
        }
        unknown(name, rows, row, unread, sent);
        return cells;
    }

    private static int nested(Columns rows, int row, List<Map<String, Object>> markets) {
        Columns inner = rows.nested();
        int cells = 0;
        for (int i = 0; i < markets.size(); i++) {
            cells += row("nested MARKETS", inner, rows.nestedRange(row)[0] + i, new LinkedHashMap<>(markets.get(i)));
        }
        return cells;
    }

    /** Whatever no column holds is in the last one. */
    private static void unknown(
            String name, Columns rows, int row, Set<String> unread, Map<String, @Nullable Object> sent) {
        if (!rows.schema().keepsUnknown()) {
            assertThat(unread).as(name).isEmpty();
            return;
        }
        Object kept = rows.objectAt(rows.schema().index(Schema.UNKNOWN), row);
        Map<String, @Nullable Object> expected = new LinkedHashMap<>();
        unread.forEach(path -> expected.put(path, sent.get(path)));
        if (expected.isEmpty()) {
            assertThat(kept).as(name + " row " + row + " unknown").isNull();
        } else {
            assertThat(kept).as(name + " row " + row + " keeps " + expected).isNotNull();
            assertThat(Raw.parse(String.valueOf(kept)))
                    .as(name + " row " + row + " unknown")
                    .isEqualTo(expected);
        }
    }

    private static List<String> paths(Schema schema, Field field) {
        String column = field.name();
        if (schema == Shapes.BOOK || (schema == Shapes.CANDLES && column.equals("ticker"))) {
            return List.of("#" + column);
        }
        if (schema == CatalogShapes.TAGS || schema == CatalogShapes.SPORTS) {
            return List.of("#" + column);
        }
        if (schema == ExchangeShapes.HOURS && column.equals("day")) {
            return List.of("#day");
        }
        if (schema == CatalogShapes.FORECAST && (column.equals("percentile") || column.endsWith("_forecast"))) {
            return List.of("percentile_points[]." + column);
        }
        if (NAMES.containsKey(schema.name() + "." + column)) {
            return NAMES.get(schema.name() + "." + column);
        }
        String base = column;
        if (schema == Shapes.CANDLES && field.kind() == Kind.PRICE) {
            base = column.startsWith("yes_") ? column.substring(0, 7) + "." + column.substring(8) : "price." + column;
        }
        return switch (field.kind()) {
            case PRICE, MONEY -> List.of(base + "_dollars", base + "_fixed", base);
            case COUNT -> List.of(base + "_fp", base);
            default -> List.of(base);
        };
    }

    private static @Nullable Object expected(
            String schema, Kind kind, List<String> paths, Map<String, @Nullable Object> sent) {
        for (String path : paths) {
            Object value = sent.get(path);
            if (value == null || value.equals("")) {
                continue;
            }
            Object expected =
                    switch (kind) {
                        case PRICE, MONEY -> dollars(schema, path, value);
                        case COUNT -> number(value).movePointRight(2).longValueExact();
                        case INTEGER -> number(value).longValueExact();
                        case INSTANT -> micros(value);
                        case FLAG -> value.equals(true) ? 1L : 0L;
                        case NUMBER -> number(value).doubleValue();
                        case TEXT -> String.valueOf(value);
                        case TEXTS -> list(value).stream().map(String::valueOf).toList();
                        case JSON -> value;
                        case DATE -> throw new AssertionError(path);
                    };
            if (expected != null) {
                return expected;
            }
        }
        return null;
    }

    private static long dollars(String schema, String path, Object value) {
        boolean text = value instanceof String;
        int scale = 6;
        if (CENTI_CENTS.contains(schema + "." + path) && (!text || path.endsWith("_cents"))) {
            scale = 2;
        } else if (path.endsWith("_cents")
                || (!text && !path.endsWith("_dollars") && !DOLLARS.contains(schema + "." + path))) {
            scale = 4;
        }
        return number(value).movePointRight(scale).longValueExact();
    }

    private static BigDecimal number(Object value) {
        return value instanceof BigDecimal decimal ? decimal : new BigDecimal(String.valueOf(value));
    }

    private static @Nullable Long micros(Object value) {
        if (value instanceof BigDecimal seconds) {
            return seconds.longValueExact() * 1_000_000;
        }
        String text = value.toString();
        if (text.startsWith("0001-01-01")) {
            return null;
        }
        Instant instant = text.length() == 10
                ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                : OffsetDateTime.parse(text).toInstant();
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static @Nullable Object found(Columns rows, int column, int row) {
        if (rows.isMissing(column, row)) {
            return null;
        }
        Kind kind = rows.schema().fields().get(column).kind();
        if (kind.isLong()) {
            return rows.longAt(column, row);
        }
        if (kind == Kind.NUMBER) {
            return rows.doubleAt(column, row);
        }
        return kind == Kind.JSON ? Raw.parse(String.valueOf(rows.objectAt(column, row))) : rows.objectAt(column, row);
    }
}
