package dev.kalshilab.feed;

import dev.kalshilab.book.LiveBook;
import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Schema;
import dev.kalshilab.wire.FeedShapes;
import dev.kalshilab.wire.Shapes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Books and their changes as rows. */
final class BookRows {
    private BookRows() {}

    /** The levels of a book, best first; none of one that has not come yet. */
    static Columns of(@Nullable LiveBook book) {
        Columns rows = new Columns(Shapes.BOOK);
        if (book != null) {
            side(rows, book, true);
            side(rows, book, false);
        }
        return rows;
    }

    private static void side(Columns rows, LiveBook book, boolean yes) {
        Schema schema = rows.schema();
        for (int level = 0; level < book.levels(yes); level++) {
            rows.set(schema.index("ticker"), book.ticker());
            rows.set(schema.index("side"), yes ? "yes" : "no");
            rows.set(schema.index("level"), level + 1L);
            rows.set(schema.index("price"), book.price(yes, level));
            rows.set(
                    schema.index("yes_price"),
                    yes ? book.price(true, level) : LiveBook.DOLLAR - book.price(false, level));
            rows.set(schema.index("count"), book.count(yes, level));
            rows.endRow();
        }
    }

    /** The last change of a market in each period that has one. */
    static Columns lastOfEach(Columns changes, String market, Duration every) {
        int name = changes.schema().index("ticker");
        int received = changes.schema().index(FeedShapes.RECEIVED);
        long period = every.toNanos() / 1000;
        List<Integer> last = new ArrayList<>();
        long before = Long.MIN_VALUE;
        for (int row = 0; row < changes.rows(); row++) {
            if (market.equals(changes.textAt(name, row))) {
                long at = Math.floorDiv(changes.longAt(received, row), period);
                if (at == before) {
                    last.remove(last.size() - 1);
                }
                last.add(row);
                before = at;
            }
        }
        return changes.pick(last.stream().mapToInt(Integer::intValue).toArray());
    }
}
