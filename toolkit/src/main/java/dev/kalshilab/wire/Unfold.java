package dev.kalshilab.wire;

import com.squareup.moshi.JsonReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Makes rows of what answers nest: each row is a JSON object of its own, put together from what was sent, and read like
 * any other.
 *
 * <p>A key that became a value is named in braces, {@code {day}}; what stood in a list has its name with brackets,
 * {@code percentile_points[]}. A list that is empty or null makes one row without its element, so that what stands round
 * it is not lost. Members that are not expected go into the first row of their object.
 */
final class Unfold {
    private static final Set<String> DAYS =
            Set.of("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday");

    /** A row, and where it stands within the answer. */
    record Row(String place, String json) {}

    /** How the rows of an answer are made from its members. */
    interface Way {
        List<Row> rows(Map<String, String> answer, Answer.Beside beside) throws IOException, Json.Malformed;
    }

    private Unfold() {}

    /** Rows of that list, each with the members that stand beside the list. */
    static Way shared(String list, String... members) {
        return (answer, beside) -> {
            List<Row> rows = new ArrayList<>();
            List<String> elements = elements(answer.get(list));
            for (int i = 0; i < elements.size(); i++) {
                Map<String, String> row = new LinkedHashMap<>(Json.members(elements.get(i)));
                for (String member : members) {
                    if (answer.containsKey(member)) {
                        row.putIfAbsent(member, answer.get(member));
                    }
                }
                rows.add(row("$." + list + "[" + i + "]", row));
            }
            return rows;
        };
    }

    /** A row for each percentile of each point in time. */
    static List<Row> forecast(Map<String, String> answer, Answer.Beside beside) throws Json.Malformed {
        List<Row> rows = new ArrayList<>();
        List<String> points = elements(answer.get("forecast_history"));
        for (int i = 0; i < points.size(); i++) {
            Map<String, String> point = Json.members(points.get(i));
            String place = "$.forecast_history[" + i + "]";
            Map<String, String> known = only(point, Set.of("event_ticker", "end_period_ts", "period_interval"));
            Map<String, String> first = without(point, "percentile_points");
            for (String percentile : elementsOrNone(point.get("percentile_points"))) {
                rows.add(row(place, first, "percentile_points[]", percentile));
                first = known;
            }
        }
        return rows;
    }

    /** A row for each tag of each category. */
    static List<Row> tags(Map<String, String> answer, Answer.Beside beside) throws Json.Malformed {
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<String, String> category :
                object(answer.get("tags_by_categories")).entrySet()) {
            Map<String, String> named = Map.of("{category}", Json.quote(category.getKey()));
            for (String tag : elementsOrNone(category.getValue())) {
                rows.add(row("$.tags_by_categories." + category.getKey(), named, "{category}[]", tag));
            }
        }
        return rows;
    }

    /** A row for each scope of each sport, and of each of its competitions. */
    static List<Row> sports(Map<String, String> answer, Answer.Beside beside) throws Json.Malformed {
        List<Row> rows = new ArrayList<>();
        Map<String, String> sports = object(answer.get("filters_by_sports"));
        List<String> ordering = new ArrayList<>();
        for (String sport : elements(answer.get("sport_ordering"))) {
            ordering.add(String.valueOf(Json.scalar(sport)));
        }
        Set<String> names = new LinkedHashSet<>(sports.keySet());
        names.addAll(ordering);
        for (String sport : names) {
            Map<String, String> named = new LinkedHashMap<>();
            named.put("{sport}", Json.quote(sport));
            if (ordering.contains(sport)) {
                named.put("sport_ordering[]", Integer.toString(ordering.indexOf(sport) + 1));
            }
            sport("$.filters_by_sports." + sport, named, details(sports.get(sport)), rows);
        }
        return rows;
    }

    private static void sport(String place, Map<String, String> named, Map<String, String> sport, List<Row> rows)
            throws Json.Malformed {
        String competitions = sport.get("competitions");
        if (competitions != null && !competitions.startsWith("{") && !competitions.equals("null")) {
            scopes(place, named, sport, rows);
            return;
        }
        scopes(place, named, without(sport, "competitions"), rows);
        for (Map.Entry<String, String> competition : object(competitions).entrySet()) {
            Map<String, String> inner = new LinkedHashMap<>(named);
            inner.put("{competition}", Json.quote(competition.getKey()));
            scopes(place + ".competitions." + competition.getKey(), inner, details(competition.getValue()), rows);
        }
    }

    private static void scopes(String place, Map<String, String> named, Map<String, String> details, List<Row> rows)
            throws Json.Malformed {
        Map<String, String> first = new LinkedHashMap<>(named);
        first.putAll(without(details, "scopes"));
        for (String scope : elementsOrNone(details.get("scopes"))) {
            rows.add(row(place, first, "scopes[]", scope));
            first = named;
        }
    }

    /** A row for each session of each day of each week, or for the day when it has none. */
    static List<Row> hours(Map<String, String> answer, Answer.Beside beside) throws IOException, Json.Malformed {
        List<Row> rows = new ArrayList<>();
        List<String> weeks = elements(schedule(answer, beside).get("standard_hours"));
        for (int i = 0; i < weeks.size(); i++) {
            Map<String, String> week = Json.members(weeks.get(i));
            String place = "$.schedule.standard_hours[" + i + "]";
            Map<String, String> known = only(week, Set.of("start_time", "end_time"));
            Map<String, String> first = new LinkedHashMap<>(week);
            first.keySet().removeAll(DAYS);
            if (week.keySet().stream().noneMatch(DAYS::contains)) {
                rows.add(row(place, first));
            }
            for (Map.Entry<String, String> day : week.entrySet()) {
                if (DAYS.contains(day.getKey())) {
                    first.put("{day}", Json.quote(day.getKey()));
                    for (String session : elementsOrNone(day.getValue())) {
                        rows.add(row(place + "." + day.getKey(), first, "{day}[]", session));
                        first = new LinkedHashMap<>(known);
                        first.put("{day}", Json.quote(day.getKey()));
                    }
                }
            }
        }
        return rows;
    }

    static List<Row> maintenance(Map<String, String> answer, Answer.Beside beside) throws IOException, Json.Malformed {
        List<Row> rows = new ArrayList<>();
        List<String> windows = elements(schedule(answer, beside).get("maintenance_windows"));
        for (int i = 0; i < windows.size(); i++) {
            rows.add(new Row("$.schedule.maintenance_windows[" + i + "]", windows.get(i)));
        }
        return rows;
    }

    private static Map<String, String> schedule(Map<String, String> answer, Answer.Beside beside)
            throws IOException, Json.Malformed {
        Map<String, String> schedule = object(answer.get("schedule"));
        for (Map.Entry<String, String> member : schedule.entrySet()) {
            if (!Set.of("standard_hours", "maintenance_windows").contains(member.getKey())) {
                beside.keep("schedule." + member.getKey(), JsonReader.of(new Buffer().writeUtf8(member.getValue())));
            }
        }
        return schedule;
    }

    // -- parts of JSON ----------------------------------------------------------------------------------------------

    /** The members of an object; none of null or of nothing. */
    private static Map<String, String> object(@Nullable String json) throws Json.Malformed {
        return json == null || json.equals("null") ? Map.of() : Json.members(json);
    }

    /** The members of an object; what is no object is a member of its own, so that it is kept. */
    private static Map<String, String> details(@Nullable String json) throws Json.Malformed {
        boolean kept = json != null && !json.startsWith("{") && !json.equals("null");
        return kept ? Map.of("details", json) : object(json);
    }

    private static List<String> elements(@Nullable String json) throws Json.Malformed {
        return json == null || json.equals("null") ? List.of() : Json.elements(json);
    }

    /** The elements of a list, one null when there is none, and the value itself when it is no list. */
    private static List<String> elementsOrNone(@Nullable String json) throws Json.Malformed {
        if (json != null && !json.startsWith("[") && !json.equals("null")) {
            return List.of(json);
        }
        List<String> elements = elements(json);
        return elements.isEmpty() ? List.of("null") : elements;
    }

    private static Map<String, String> only(Map<String, String> members, Set<String> names) {
        Map<String, String> some = new LinkedHashMap<>(members);
        some.keySet().retainAll(names);
        return some;
    }

    private static Map<String, String> without(Map<String, String> members, String name) {
        Map<String, String> others = new LinkedHashMap<>(members);
        others.remove(name);
        return others;
    }

    private static Row row(String place, Map<String, String> members, String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(members);
        all.put(name, value);
        return row(place, all);
    }

    private static Row row(String place, Map<String, String> members) {
        StringBuilder json = new StringBuilder("{");
        members.forEach((name, value) -> json.append(json.length() == 1 ? "" : ",")
                .append(Json.quote(name))
                .append(':')
                .append(value));
        return new Row(place, json.append('}').toString());
    }
}
