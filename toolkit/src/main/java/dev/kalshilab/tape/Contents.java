package dev.kalshilab.tape;

import dev.kalshilab.model.Example;
import dev.kalshilab.model.Interval;
import dev.kalshilab.wire.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a tape holds that a user can ask for, found by its paths and the tickers in its rows. */
final class Contents {
    private static final int PER_KIND = 5;
    private static final String ROOT = "/trade-api/v2/";
    private static final Pattern CANDLES = Pattern.compile(ROOT + "series/([^/]+)/markets/([^/]+)/candlesticks");
    private static final Pattern ARCHIVED = Pattern.compile(ROOT + "historical/markets/([^/]+)/candlesticks");
    private static final Pattern BOOK = Pattern.compile(ROOT + "markets/([^/]+)/orderbook");
    private static final Pattern ONE = Pattern.compile(ROOT + "(series|events|markets)/([^/]+)");

    /** The tickers in the path of a candle request. */
    record CandlePath(String series, String ticker) {}

    /** Something that can be asked for, and what was seen there: keys, so that what was recorded twice counts once. */
    private record Thing(
            String what, String ticker, @Nullable Interval interval) {}

    private final Map<Thing, Set<String>> found = new LinkedHashMap<>();

    private Contents() {}

    static Optional<CandlePath> candlePath(String path) {
        Matcher matcher = CANDLES.matcher(path);
        return matcher.matches() ? Optional.of(new CandlePath(matcher.group(1), matcher.group(2))) : Optional.empty();
    }

    /** The market whose archived candles are asked for. */
    static Optional<String> archivedCandles(String path) {
        Matcher matcher = ARCHIVED.matcher(path);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
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
            contents.found.entrySet().stream()
                    .filter(thing -> thing.getKey().what().equals(what))
                    .sorted(Comparator.comparingInt((Map.Entry<Thing, Set<String>> thing) ->
                                    thing.getValue().size())
                            .reversed())
                    .limit(PER_KIND)
                    .forEach(thing -> examples.add(example(thing.getKey(), thing.getValue())));
        }
        return examples;
    }

    private static Example example(Thing thing, Set<String> seen) {
        // Of a series or an event alone nobody knows what is in it.
        boolean counted =
                !seen.isEmpty() || List.of("candles", "trades", "book").contains(thing.what());
        return new Example(
                thing.what(),
                thing.ticker(),
                thing.interval(),
                counted ? (Long) (long) seen.size() : null,
                "recorded on the tape");
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
                Thing candle = new Thing("candles", candles.get().ticker(), interval);
                see(candle);
                List<String> rows = Json.elements(list(body, "candlesticks"));
                for (int i = 0; i < rows.size(); i++) {
                    see(candle, key(Json.members(rows.get(i)), "end_period_ts", i));
                }
            }
        } else if (book.matches()) {
            levels(new Thing("book", book.group(1), null), body);
        } else if (path.equals(ROOT + "markets/trades")) {
            rows(body, "trades", "trades", "ticker", "trade_id");
        } else if (path.equals(ROOT + "markets")) {
            rows(body, "markets", "market", "ticker", "ticker");
            rows(body, "markets", "event", "event_ticker", "ticker");
        } else if (path.equals(ROOT + "events")) {
            rows(body, "events", "event", "event_ticker", "");
        } else if (path.equals(ROOT + "series")) {
            rows(body, "series", "series", "ticker", "");
        } else if (one.matches()) {
            String what = one.group(1).equals("series")
                    ? "series"
                    : one.group(1).substring(0, one.group(1).length() - 1);
            // Other operations have paths of this form too, such as /series/fee_changes.
            String object = body.get(what);
            if (object != null && object.startsWith("{")) {
                see(new Thing(what, one.group(2), null));
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

    /** The longest book of a market that was recorded: its levels, of the names that one side has only the longest. */
    private void levels(Thing book, Map<String, String> body) throws Json.Malformed {
        see(book);
        for (String sides : body.values()) {
            if (sides.startsWith("{")) {
                for (Map.Entry<String, String> side : Json.members(sides).entrySet()) {
                    String name = side.getKey().startsWith("yes") ? "yes " : "no ";
                    int levels = side.getValue().startsWith("[")
                            ? Json.elements(side.getValue()).size()
                            : 0;
                    for (int level = 0; level < levels; level++) {
                        see(book, name + level);
                    }
                }
            }
        }
    }

    private void rows(Map<String, String> body, String list, String what, String field, String key)
            throws Json.Malformed {
        List<String> rows = Json.elements(list(body, list));
        for (int i = 0; i < rows.size(); i++) {
            Map<String, String> members = Json.members(rows.get(i));
            String ticker = Json.scalar(members.get(field));
            if (ticker != null) {
                see(new Thing(what, ticker, null));
                if (!key.isEmpty()) {
                    see(new Thing(what, ticker, null), key(members, key, i));
                }
            }
        }
    }

    /** What tells a row from others; a row without it is told by its place. */
    private static String key(Map<String, String> row, String name, int at) throws Json.Malformed {
        String key = Json.scalar(row.get(name));
        return key == null ? "row " + at : key;
    }

    private void see(Thing thing) {
        found.computeIfAbsent(thing, ignored -> new LinkedHashSet<>());
    }

    private void see(Thing thing, String key) {
        found.computeIfAbsent(thing, ignored -> new LinkedHashSet<>()).add(key);
    }
}
