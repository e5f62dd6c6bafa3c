package dev.kalshilab.feed;

import dev.kalshilab.book.LiveBook;
import dev.kalshilab.column.Columns;
import dev.kalshilab.wire.BookMessages;
import dev.kalshilab.wire.FeedShapes;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The order books of a feed, and a row for each message about them. One thread writes, any thread reads. */
final class Books {
    private static final int TICKER = column("ticker");
    private static final int TYPE = column(FeedShapes.TYPE);
    private static final int TIME = column("time");
    private static final int SIDE = column("side");
    private static final int PRICE = column("price");
    private static final int YES_PRICE = column("yes_price");
    private static final int DELTA = column("delta");
    private static final int COUNT = column("count");
    private static final int YES_BID = column("yes_bid");
    private static final int YES_ASK = column("yes_ask");
    private static final int YES_BID_SIZE = column("yes_bid_size");
    private static final int YES_ASK_SIZE = column("yes_ask_size");
    private static final int YES_DEPTH = column("yes_depth");
    private static final int NO_DEPTH = column("no_depth");
    private static final int VALID = column("valid");
    private static final int PROBLEM = column("problem");
    private static final int SEQ = column("seq");
    private static final int RECEIVED = column(FeedShapes.RECEIVED);

    private final Map<String, LiveBook> books = new HashMap<>();
    // When each book was last heard of.
    private final Map<String, Long> heard = new HashMap<>();

    private static int column(String name) {
        return FeedShapes.BOOK_CHANGES.index(name);
    }

    /** Replaces a book; true when it is valid then. What came late is told and not applied. */
    synchronized boolean snapshot(BookMessages told, @Nullable Columns rows, long seq, long micros, boolean late) {
        LiveBook book = of(told.ticker(), micros);
        if (!late) {
            book.snapshot(
                    told.prices(true),
                    told.counts(true),
                    told.levels(true),
                    told.prices(false),
                    told.counts(false),
                    told.levels(false));
        }
        if (rows != null) {
            rows.set(TYPE, "snapshot");
            row(book, rows, told.time(), seq, micros);
            if (late) {
                cameLate(rows);
            }
        }
        return book.valid();
    }

    /** Applies a delta; true when the book is valid then. What came late is told and not applied. */
    synchronized boolean delta(BookMessages told, @Nullable Columns rows, long seq, long micros, boolean late) {
        LiveBook book = of(told.ticker(), micros);
        if (!late) {
            book.delta(told.yes(), told.price(), told.change());
        }
        if (rows == null) {
            return book.valid();
        }
        rows.set(TYPE, "delta");
        rows.set(SIDE, told.yes() ? "yes" : "no");
        rows.set(PRICE, told.price());
        rows.set(YES_PRICE, told.yes() ? told.price() : LiveBook.DOLLAR - told.price());
        rows.set(DELTA, told.change());
        rows.set(COUNT, book.countAt(told.yes(), told.price()));
        row(book, rows, told.time(), seq, micros);
        if (late) {
            cameLate(rows);
        }
        return book.valid();
    }

    private static void cameLate(Columns rows) {
        rows.replace(VALID, rows.rows() - 1, 0);
        rows.replace(PROBLEM, rows.rows() - 1, "it came late and was not applied");
    }

    private LiveBook of(String ticker, long micros) {
        heard.put(ticker, micros);
        return books.computeIfAbsent(ticker, LiveBook::new);
    }

    private static void row(LiveBook book, Columns rows, long time, long seq, long micros) {
        rows.set(TICKER, book.ticker());
        rows.set(TIME, time);
        rows.set(YES_BID, book.bestBid());
        rows.set(YES_ASK, book.bestAsk());
        rows.set(YES_BID_SIZE, book.bestBidCount());
        rows.set(YES_ASK_SIZE, book.bestAskCount());
        rows.set(YES_DEPTH, book.depth(true));
        rows.set(NO_DEPTH, book.depth(false));
        String problem = problem(book);
        rows.set(VALID, problem == null ? 1 : 0);
        rows.set(PROBLEM, (@Nullable Object) problem);
        if (seq >= 0) {
            rows.set(SEQ, seq);
        }
        rows.set(RECEIVED, micros);
        rows.endRow();
    }

    static @Nullable String problem(LiveBook book) {
        String problem = book.problem();
        return problem != null || !book.crossed()
                ? problem
                : book.locked()
                        ? "locked: the best bid is the best offer"
                        : "crossed: the best bid is above the best offer";
    }

    /** None of these is to be believed before its next snapshot. */
    synchronized void invalidate(Subscription of, String why) {
        books.values().stream().filter(book -> of.wants(book.ticker())).forEach(book -> book.invalidate(why));
    }

    /** This one is not to be believed before its next snapshot. */
    synchronized void invalidate(String ticker, String why) {
        LiveBook book = books.get(ticker);
        if (book != null) {
            book.invalidate(why);
        }
    }

    /** This one is no longer followed. */
    synchronized void forget(String ticker) {
        books.remove(ticker);
        heard.remove(ticker);
    }

    /** The book as it is now; null before it was heard of. */
    synchronized @Nullable LiveBook copy(String ticker) {
        LiveBook book = books.get(ticker);
        return book == null ? null : book.copy();
    }

    /** When it was last heard of; {@link Columns#MISSING} before. */
    synchronized long heard(String ticker) {
        return heard.getOrDefault(ticker, Columns.MISSING);
    }

    /** Why each book that is not to be believed is not. */
    synchronized Map<String, String> problems() {
        Map<String, String> problems = new LinkedHashMap<>();
        new TreeMap<>(books).forEach((ticker, book) -> {
            String problem = problem(book);
            if (problem != null) {
                problems.put(ticker, problem);
            }
        });
        return problems;
    }
}
