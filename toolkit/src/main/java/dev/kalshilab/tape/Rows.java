package dev.kalshilab.tape;

import dev.kalshilab.wire.Json;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Drops from a recorded body the rows that a request did not ask for; what stays is verbatim. */
final class Rows {
    private static final Map<String, List<String>> FIELDS = Map.ofEntries(
            Map.entry("ticker", List.of("ticker", "market_ticker")),
            Map.entry("tickers", List.of("ticker", "market_ticker")),
            Map.entry("market_ticker", List.of("market_ticker", "ticker")),
            Map.entry("market_tickers", List.of("market_ticker", "ticker")),
            Map.entry("event_ticker", List.of("event_ticker")),
            Map.entry("series_ticker", List.of("series_ticker")),
            Map.entry("category", List.of("category")),
            Map.entry("status", List.of("status")),
            Map.entry("side", List.of("side")),
            Map.entry("order_id", List.of("order_id")));

    /** The words of a market's own status that each word of the status filter means, over all generations. */
    private static final Map<String, Set<String>> MARKET_STATUS = Map.of(
            "unopened", Set.of("unopened", "initialized"),
            "open", Set.of("open", "active"),
            "paused", Set.of("paused", "inactive"),
            "closed", Set.of("closed", "determined", "disputed", "amended"),
            "settled", Set.of("settled", "finalized"));

    /** The times that a range parameter is about, by what follows its min_ or max_; the first that a row has. */
    private static final Map<String, List<String>> TIMES = Map.of(
            "ts", List.of("created_time", "ts", "settled_time", "last_updated_ts"),
            "close_ts", List.of("close_time"),
            "created_ts", List.of("created_time"),
            "settled_ts", List.of("settlement_ts", "settled_time"),
            "updated_ts", List.of("updated_time", "last_updated_ts"));

    private final boolean markets;

    /** For the answers of that path. */
    Rows(String path) {
        this.markets = path.endsWith("/markets");
    }

    /** Says that an answer was as long as its limit allowed and may have gone on, though no cursor says so. */
    static Optional<String> limit(Entry entry) {
        String limit = entry.query().get("limit");
        if (limit == null) {
            return Optional.empty();
        }
        try {
            Map<String, String> members = Json.members(entry.body());
            String cursor = Json.scalar(members.get("cursor"));
            boolean full = false;
            for (String list : members.values()) {
                full |= objects(list).size() >= Long.parseLong(limit);
            }
            return full && (cursor == null || cursor.isEmpty())
                    ? Optional.of("recorded with limit=" + limit + ", there may be more")
                    : Optional.empty();
        } catch (Json.Malformed | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** True when the rows of {@code body} can be told apart by every one of these parameters. */
    boolean canSelect(Set<String> parameters, String body) {
        if (parameters.isEmpty()) {
            return true;
        }
        try {
            List<Map<String, String>> rows = new ArrayList<>();
            for (String list : Json.members(body).values()) {
                for (String row : objects(list)) {
                    rows.add(Json.members(row));
                }
            }
            for (String parameter : parameters) {
                if (!carried(parameter, rows)) {
                    return false;
                }
            }
            return true;
        } catch (Json.Malformed e) {
            return false;
        }
    }

    private boolean carried(String parameter, List<Map<String, String>> rows) {
        if (parameter.equals("mve_filter")) {
            return markets; // a combo names its collection, any other market does not
        }
        List<String> fields = FIELDS.get(parameter);
        return fields != null
                && (rows.isEmpty()
                        || rows.stream().anyMatch(row -> fields.stream().anyMatch(row::containsKey)));
    }

    /**
     * The body with only the rows that fit the parameters of {@code select} and lie in the ranges of {@code asked}.
     */
    String keep(String body, Map<String, String> select, Map<String, String> asked) {
        boolean ranged = asked.keySet().stream().anyMatch(name -> rangeFields(name) != null);
        if (select.isEmpty() && !ranged) {
            return body;
        }
        try {
            Map<String, String> members = new LinkedHashMap<>(Json.members(body));
            for (Map.Entry<String, String> member : members.entrySet()) {
                List<String> rows = objects(member.getValue());
                if (!rows.isEmpty()) {
                    StringJoiner kept = new StringJoiner(",", "[", "]");
                    for (String row : rows) {
                        Map<String, String> fields = Json.members(row);
                        if (selected(fields, select) && inRange(fields, asked)) {
                            kept.add(row);
                        }
                    }
                    member.setValue(kept.toString());
                }
            }
            StringJoiner object = new StringJoiner(",", "{", "}");
            members.forEach((name, value) -> object.add(Json.quote(name) + ":" + value));
            return object.toString();
        } catch (Json.Malformed e) {
            return body; // not ours to judge: the reader of the body says what is wrong with it
        }
    }

    /** The elements of an array of objects; none for any other value. */
    private static List<String> objects(String json) throws Json.Malformed {
        if (!json.startsWith("[")) {
            return List.of();
        }
        List<String> elements = Json.elements(json);
        return elements.stream().allMatch(element -> element.startsWith("{")) ? elements : List.of();
    }

    private boolean selected(Map<String, String> row, Map<String, String> select) throws Json.Malformed {
        for (Map.Entry<String, String> wanted : select.entrySet()) {
            if (!fits(row, wanted.getKey(), wanted.getValue())) {
                return false;
            }
        }
        return true;
    }

    private boolean fits(Map<String, String> row, String parameter, String value) throws Json.Malformed {
        if (parameter.equals("mve_filter")) {
            return (Json.scalar(row.get("mve_collection_ticker")) != null) == value.equals("only");
        }
        String actual = first(row, FIELDS.getOrDefault(parameter, List.of()));
        if (actual == null) {
            return false;
        }
        for (String wanted : Query.set(value)) {
            boolean same = (parameter.equals("status") && markets)
                    ? MARKET_STATUS.getOrDefault(wanted, Set.of(wanted)).contains(actual)
                    : wanted.equals(actual);
            if (same) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String first(Map<String, String> row, List<String> fields) throws Json.Malformed {
        for (String field : fields) {
            String value = Json.scalar(row.get(field));
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private static @Nullable List<String> rangeFields(String parameter) {
        if (parameter.equals("start_ts") || parameter.equals("end_ts")) {
            return List.of("end_period_ts");
        }
        boolean range = parameter.startsWith("min_") || parameter.startsWith("max_");
        return range ? TIMES.get(parameter.substring(4)) : null;
    }

    private static boolean inRange(Map<String, String> row, Map<String, String> asked) throws Json.Malformed {
        for (Map.Entry<String, String> bound : asked.entrySet()) {
            List<String> fields = rangeFields(bound.getKey());
            String text = fields == null ? null : first(row, fields);
            if (text == null || text.isEmpty()) {
                continue;
            }
            Instant time = time(text);
            Instant limit = time(bound.getValue());
            boolean lower = bound.getKey().startsWith("min_") || bound.getKey().equals("start_ts");
            if (time != null && limit != null && (lower ? time.isBefore(limit) : time.isAfter(limit))) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Instant time(String text) {
        try {
            return text.length() > 4 && text.charAt(4) == '-'
                    ? OffsetDateTime.parse(text).toInstant()
                    : Instant.ofEpochSecond(Long.parseLong(text));
        } catch (java.time.DateTimeException | NumberFormatException e) {
            return null;
        }
    }
}
