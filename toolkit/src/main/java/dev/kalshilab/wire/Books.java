package dev.kalshilab.wire;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import dev.kalshilab.column.Columns;
import dev.kalshilab.model.Fixed;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Price;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads an order book: arrays of price and count a side, under names that changed with each generation.
 *
 * <p>{@code orderbook_fp.yes_dollars} today; {@code orderbook.yes_dollars} beside {@code orderbook.yes} in cents
 * before; a side that is null is empty.
 */
final class Books {
    private static final int TICKER = Shapes.BOOK.index("ticker");
    private static final int SIDE = Shapes.BOOK.index("side");
    private static final int LEVEL = Shapes.BOOK.index("level");
    private static final int PRICE = Shapes.BOOK.index("price");
    private static final int YES_PRICE = Shapes.BOOK.index("yes_price");
    private static final int COUNT = Shapes.BOOK.index("count");

    private record Resting(long micros, long hundredths) {}

    private Books() {}

    static Page read(BufferedSource body, Drift.Answers drift) throws IOException {
        try {
            Map<String, String> answer = members(body);
            if (!answer.containsKey("orderbook_fp") && !answer.containsKey("orderbook")) {
                throw Answer.lacks("orderbook_fp");
            }
            Columns rows = new Columns(Shapes.BOOK);
            Map<String, String> beside = without(answer, Set.of("orderbook_fp", "orderbook"));
            tell(beside, "$.", drift);
            book(rows, null, "", answer, beside, drift);
            return new Page(rows, "", 0, beside, List.of());
        } catch (Json.Malformed e) {
            throw new JsonDataException(e.getMessage(), e);
        }
    }

    /** The books of several markets, each of whose rows has its ticker. */
    static Page batch(BufferedSource body, Drift.Answers drift) throws IOException {
        try {
            Map<String, String> answer = members(body);
            String books = answer.get("orderbooks");
            if (books == null) {
                throw Answer.lacks("orderbooks");
            }
            Columns rows = new Columns(Shapes.BOOK);
            List<String> tickers = new ArrayList<>();
            Map<String, String> beside = without(answer, Set.of("orderbooks"));
            tell(beside, "$.", drift);
            for (String each : books.equals("null") ? List.<String>of() : Json.elements(books)) {
                Map<String, String> market = Json.members(each);
                String place = "orderbooks[" + tickers.size() + "]";
                String ticker = Json.scalar(market.get("ticker"));
                if (ticker == null || ticker.isEmpty()) {
                    throw new KalshiException("The exchange sent one of the order books without its ticker, at $."
                            + place + ".\nA row that cannot be told from others is refused; if the exchange has renamed"
                            + " the field, the toolkit needs an update.");
                }
                tickers.add(ticker);
                book(rows, ticker, place + ".", market, beside, drift);
                Map<String, String> others = without(market, Set.of("ticker", "orderbook_fp", "orderbook"));
                tell(others, "$.orderbooks[].", drift);
                others.forEach((name, value) -> beside.put(place + "." + name, value));
            }
            return new Page(rows, "", 0, beside, tickers);
        } catch (Json.Malformed e) {
            throw new JsonDataException(e.getMessage(), e);
        }
    }

    private static Map<String, String> members(BufferedSource body) throws IOException, Json.Malformed {
        String text = body.readUtf8();
        if (text.isEmpty()) {
            throw new EOFException();
        }
        return Json.members(text);
    }

    private static void book(
            Columns rows,
            @Nullable String ticker,
            String place,
            Map<String, String> answer,
            Map<String, String> beside,
            Drift.Answers drift)
            throws IOException, Json.Malformed {
        String today = answer.get("orderbook_fp");
        String before = answer.get("orderbook");
        for (String side : List.of("yes", "no")) {
            List<Resting> levels = side(side, "$." + place + "orderbook_fp", today);
            write(
                    rows,
                    ticker,
                    side,
                    levels == null ? orEmpty(side(side, "$." + place + "orderbook", before)) : levels);
        }
        for (String name : List.of("orderbook_fp", "orderbook")) {
            String book = answer.get(name);
            if (book != null && !book.equals("null")) {
                Map<String, String> others =
                        without(Json.members(book), Set.of("yes_dollars", "no_dollars", "yes", "no"));
                tell(others, "", drift);
                others.forEach((other, value) -> beside.put(place + name + "." + other, value));
            }
        }
    }

    private static Map<String, String> without(Map<String, String> members, Set<String> known) {
        Map<String, String> others = new LinkedHashMap<>(members);
        others.keySet().removeAll(known);
        others.remove(RowReader.SECRET);
        return others;
    }

    private static void tell(Map<String, String> unknown, String path, Drift.Answers drift) throws IOException {
        for (Map.Entry<String, String> member : unknown.entrySet()) {
            drift.unknown(
                    path + member.getKey(),
                    JsonReader.of(new Buffer().writeUtf8(member.getValue())).peek());
        }
    }

    private static List<Resting> orEmpty(@Nullable List<Resting> levels) {
        return levels == null ? List.of() : levels;
    }

    /** One side of a book; null where the book says nothing of it. */
    private static @Nullable List<Resting> side(String side, String path, @Nullable String book) throws Json.Malformed {
        if (book == null || book.equals("null")) {
            return null;
        }
        Map<String, String> members = Json.members(book);
        for (String name : List.of(side + "_dollars", side)) {
            String levels = members.get(name);
            if (levels != null && !levels.equals("null")) {
                return levels(levels, path + "." + name, name.equals(side) ? 4 : 6);
            }
        }
        return null;
    }

    /** The levels of an array, where a price that is a number counts so that this many decimals make 1/1,000,000 $. */
    private static List<Resting> levels(String array, String path, int decimalsOfNumber) throws Json.Malformed {
        List<Resting> levels = new ArrayList<>();
        for (String level : Json.elements(array)) {
            List<String> pair = Json.elements(level);
            String price = pair.isEmpty() ? null : Json.scalar(pair.get(0));
            String count = pair.size() < 2 ? null : Json.scalar(pair.get(1));
            if (price == null || count == null) {
                throw new Json.Malformed("a level " + shown(level) + " without price and count at " + path);
            }
            try {
                // A string is dollars under either name.
                int decimals = pair.get(0).startsWith("\"") ? 6 : decimalsOfNumber;
                levels.add(new Resting(Fixed.parse(price, decimals), Fixed.parse(count, 2)));
            } catch (ArithmeticException | NumberFormatException e) {
                throw new Json.Malformed("a level " + shown(level) + " that is no price and count at " + path);
            }
        }
        levels.sort(Comparator.comparingLong(Resting::micros).reversed());
        return levels;
    }

    private static String shown(String level) {
        String line = level.replaceAll("\\s+", " ");
        return line.length() > 40 ? line.substring(0, 40) + "…" : line;
    }

    private static void write(Columns rows, @Nullable String ticker, String side, List<Resting> levels) {
        for (int i = 0; i < levels.size(); i++) {
            Resting level = levels.get(i);
            rows.set(TICKER, (@Nullable Object) ticker);
            rows.set(SIDE, side);
            rows.set(LEVEL, i + 1L);
            rows.set(PRICE, level.micros());
            rows.set(YES_PRICE, side.equals("yes") ? level.micros() : Price.ONE.micros() - level.micros());
            rows.set(COUNT, level.hundredths());
            rows.endRow();
        }
    }
}
