package dev.kalshilab.wire;

import com.squareup.moshi.JsonDataException;
import dev.kalshilab.column.Columns;
import dev.kalshilab.model.Fixed;
import dev.kalshilab.model.Price;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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

    static Page read(BufferedSource body) throws IOException {
        try {
            Map<String, String> answer = Json.members(body.readUtf8());
            String today = answer.get("orderbook_fp");
            String before = answer.get("orderbook");
            if (today == null && before == null) {
                throw Answer.lacks("orderbook_fp");
            }
            Columns rows = new Columns(Shapes.BOOK);
            for (String side : List.of("yes", "no")) {
                write(rows, side, side(side, today, before));
            }
            return new Page(rows, "");
        } catch (Json.Malformed e) {
            throw new JsonDataException(e.getMessage(), e);
        }
    }

    private static List<Resting> side(String side, @Nullable String... books) throws Json.Malformed {
        for (String book : books) {
            if (book == null || book.equals("null")) {
                continue;
            }
            Map<String, String> members = Json.members(book);
            for (String name : List.of(side + "_dollars", side)) {
                String levels = members.get(name);
                if (levels != null && !levels.equals("null")) {
                    return levels(levels, "$.orderbook." + name);
                }
            }
        }
        return List.of();
    }

    private static List<Resting> levels(String array, String path) throws Json.Malformed {
        List<Resting> levels = new ArrayList<>();
        for (String level : Json.elements(array)) {
            List<String> pair = Json.elements(level);
            String price = pair.isEmpty() ? null : Json.scalar(pair.get(0));
            String count = pair.size() < 2 ? null : Json.scalar(pair.get(1));
            if (price == null || count == null) {
                throw new Json.Malformed("a level " + level + " without price and count at " + path);
            }
            try {
                // A string is dollars, a number is cents.
                int decimals = pair.get(0).startsWith("\"") ? 6 : 4;
                levels.add(new Resting(Fixed.parse(price, decimals), Fixed.parse(count, 2)));
            } catch (ArithmeticException | NumberFormatException e) {
                throw new Json.Malformed("a level " + level + " that is no price and count at " + path);
            }
        }
        levels.sort(Comparator.comparingLong(Resting::micros).reversed());
        return levels;
    }

    private static void write(Columns rows, String side, List<Resting> levels) {
        for (int i = 0; i < levels.size(); i++) {
            Resting level = levels.get(i);
            rows.set(TICKER, (Object) null);
            rows.set(SIDE, side);
            rows.set(LEVEL, i + 1L);
            rows.set(PRICE, level.micros());
            rows.set(YES_PRICE, side.equals("yes") ? level.micros() : Price.ONE.micros() - level.micros());
            rows.set(COUNT, level.hundredths());
            rows.endRow();
        }
    }
}
