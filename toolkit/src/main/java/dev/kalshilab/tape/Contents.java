package dev.kalshilab.tape;

import dev.kalshilab.model.Example;
import dev.kalshilab.model.Interval;
import dev.kalshilab.wire.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a tape holds that a user can ask for, found by its paths and the tickers in its rows. */
final class Contents {
    private static final int PER_KIND = 5;
    private static final Pattern CANDLES = Pattern.compile(".*/series/([^/]+)/markets/([^/]+)/candlesticks");
    private static final Pattern BOOK = Pattern.compile(".*/markets/([^/]+)/orderbook");
    private static final Pattern ONE = Pattern.compile(".*/trade-api/v2/(series|events|markets)/([^/]+)");

    /** The tickers in the path of a candle request. */
    record CandlePath(String series, String ticker) {}

    private final Map<String, Example> found = new LinkedHashMap<>();

    private Contents() {}

    static Optional<CandlePath> candlePath(String path) {
        Matcher matcher = CANDLES.matcher(path);
        return matcher.matches() ? Optional.of(new CandlePath(matcher.group(1), matcher.group(2))) : Optional.empty();
    }

    static List<Example> examples(List<Entry> entries) {
        Contents contents = new Contents();
        for (Entry entry : entries) {
            if (entry.method().equals("GET") && entry.status() == 200) {
                try {
                    contents.look(entry);
                } catch (Json.Malformed e) {
                    // A body that is not JSON holds no example; asking for it says what is wrong with it.
                }
            }
        }
        List<Example> examples = new ArrayList<>();
        for (String what : List.of("series", "event", "market", "candles", "trades", "book")) {
            contents.found.values().stream()
                    .filter(example -> example.what().equals(what))
                    .sorted(Comparator.comparingLong((Example example) -> rows(example))
                            .reversed())
                    .limit(PER_KIND)
                    .forEach(examples::add);
        }
        return examples;
    }

    private static long rows(Example example) {
        return example.rows() == null ? 0 : example.rows();
    }

    private void look(Entry entry) throws Json.Malformed {
        String path = entry.path();
        Map<String, String> body = Json.members(entry.body());
        Optional<CandlePath> candles = candlePath(path);
        Matcher book = BOOK.matcher(path);
        Matcher one = ONE.matcher(path);
        if (candles.isPresent()) {
            Interval interval = interval(entry.query().get("period_interval"));
            if (interval != null) {
                add(
                        "candles",
                        candles.get().ticker(),
                        interval,
                        Json.elements(list(body, "candlesticks")).size());
            }
        } else if (book.matches()) {
            add("book", book.group(1), null, levels(body));
        } else if (path.endsWith("/markets/trades")) {
            count(body, "trades", "trades", "ticker");
        } else if (path.endsWith("/markets")) {
            count(body, "markets", "market", "ticker");
            count(body, "markets", "event", "event_ticker");
        } else if (path.endsWith("/events")) {
            count(body, "events", "event", "event_ticker");
        } else if (path.endsWith("/series")) {
            count(body, "series", "series", "ticker");
        } else if (one.matches()) {
            String what = one.group(1).equals("series")
                    ? "series"
                    : one.group(1).substring(0, one.group(1).length() - 1);
            // Other operations have paths of this form too, such as /series/fee_changes.
            String object = body.get(what);
            if (object != null && object.startsWith("{")) {
                add(what, one.group(2), null, 1);
            }
        }
    }

    private static @Nullable Interval interval(@Nullable String minutes) {
        for (Interval interval : Interval.values()) {
            if (Integer.toString(interval.minutes()).equals(minutes)) {
                return interval;
            }
        }
        return null;
    }

    private static String list(Map<String, String> body, String name) {
        String list = body.get(name);
        return list == null || !list.startsWith("[") ? "[]" : list;
    }

    private static int levels(Map<String, String> body) throws Json.Malformed {
        int levels = 0;
        for (String book : body.values()) {
            if (book.startsWith("{")) {
                for (String side : Json.members(book).values()) {
                    levels += side.startsWith("[") ? Json.elements(side).size() : 0;
                }
            }
        }
        return levels;
    }

    private void count(Map<String, String> body, String list, String what, String field) throws Json.Malformed {
        for (String row : Json.elements(list(body, list))) {
            String ticker = Json.scalar(Json.members(row).get(field));
            if (ticker != null) {
                add(what, ticker, null, 1);
            }
        }
    }

    private void add(String what, String ticker, @Nullable Interval interval, long rows) {
        found.merge(
                what + " " + ticker + " " + interval,
                new Example(what, ticker, interval, rows, "recorded on the tape"),
                (before, more) ->
                        new Example(what, ticker, interval, rows(before) + rows(more), "recorded on the tape"));
    }
}
