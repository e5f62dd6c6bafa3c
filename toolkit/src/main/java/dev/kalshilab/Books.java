package dev.kalshilab;

import dev.kalshilab.column.Records;
import dev.kalshilab.model.Contracts;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.OrderBook;
import dev.kalshilab.model.Price;
import dev.kalshilab.rest.Pull;
import dev.kalshilab.rest.Rest;
import java.util.ArrayList;
import java.util.List;

/**
 * Order books as they are now, a row a level, best first: {@code kalshi.book(ticker).table()}.
 *
 * <p>The exchange sends bids for YES and bids for NO; the column {@code yes_price} has both in the price of YES.
 */
public final class Books extends Query<Books.Level, Books> {
    private static final Records<Level> RECORDS = Records.of(Level.class, Rest.BOOK);
    private static final int DEEPEST = 100;

    /** One level of a book: the row of the table. */
    public record Level(String ticker, String side, long level, Price price, Price yesPrice, Contracts count) {}

    private final Rest rest;
    private final Tickers tickers;

    Books(Rest rest, Tickers tickers, Ask ask) {
        super("Book", RECORDS, ask);
        this.rest = rest;
        this.tickers = tickers;
    }

    /** At most that many levels a side, 1 to 100; all by default. */
    public Books depth(int levels) {
        if (levels < 1 || levels > DEEPEST) {
            throw new KalshiException("depth(" + levels + ") is not between 1 and " + DEEPEST
                    + ", the levels a side that the exchange gives.\nLeave depth() out for all of them.");
        }
        return set("depth", levels);
    }

    /** Each market's book as one value, in the order the markets were named. */
    public List<OrderBook> books() {
        List<OrderBook> books = new ArrayList<>();
        for (String ticker : tickers.each()) {
            List<OrderBook.Level> yes = new ArrayList<>();
            List<OrderBook.Level> no = new ArrayList<>();
            for (Level level : new Books(rest, Tickers.of(List.of(ticker)), Ask.ALL.of(request())).list()) {
                (level.side().equals("yes") ? yes : no).add(new OrderBook.Level(level.price(), level.count()));
            }
            books.add(new OrderBook(ticker, yes, no));
        }
        return books;
    }

    @Override
    Books with(Ask changed) {
        return new Books(rest, tickers, changed);
    }

    @Override
    Pull pull() {
        return tickers.pullEach(markets -> rest.books(markets, request()));
    }

    @Override
    List<String> subject() {
        return tickers.parts();
    }
}
