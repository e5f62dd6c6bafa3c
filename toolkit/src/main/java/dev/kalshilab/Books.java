package dev.kalshilab;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Field;
import dev.kalshilab.column.Kind;
import dev.kalshilab.column.Records;
import dev.kalshilab.column.Schema;
import dev.kalshilab.model.Contracts;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.OrderBook;
import dev.kalshilab.model.Price;
import dev.kalshilab.rest.Pull;
import dev.kalshilab.rest.Rest;
import dev.kalshilab.table.Tables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Table;

/**
 * Order books as they are now, a row a level, best first: {@code kalshi.book(ticker).table()}.
 *
 * <p>The exchange sends bids for YES and bids for NO; the column {@code yes_price} has both in the price of YES.
 */
public final class Books extends Query<Books.Level, Books> {
    private static final Records<Level> RECORDS = Records.of(Level.class, Rest.BOOK);
    static final Schema LADDER = new Schema(
            "ladder",
            List.of(
                    Field.derived(Kind.TEXT, "ticker", "the market"),
                    Field.derived(Kind.PRICE, "price", "the price of YES"),
                    Field.derived(Kind.COUNT, "bid_count", "contracts bid for YES at it"),
                    Field.derived(Kind.COUNT, "ask_count", "contracts of YES offered at it")));
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
            books.add(book(ticker, new Books(rest, Tickers.of(List.of(ticker)), Ask.ALL.of(request())).list()));
        }
        return books;
    }

    /**
     * Both sides of each book in one ladder, in the price of YES, highest price first.
     *
     * <p>Columns {@code ticker, price} (dollars), {@code bid_count} and {@code ask_count} (contracts, missing where nothing
     * rests): the bids for NO are the offers of YES at one dollar less their price.
     */
    public Table ladder() {
        Pull pull = pull();
        Columns levels = rows(pull);
        Columns rows = new Columns(LADDER);
        for (OrderBook book : grouped(RECORDS.list(levels))) {
            for (OrderBook.Rung rung : book.ladder()) {
                rows.set(0, book.ticker());
                rows.set(1, rung.price().micros());
                rows.set(2, rung.bid() == null ? Columns.MISSING : rung.bid().hundredths());
                rows.set(3, rung.ask() == null ? Columns.MISSING : rung.ask().hundredths());
                rows.endRow();
            }
        }
        return Tables.of(rows, pull.provenance("ladder of " + question(), levels));
    }

    private static List<OrderBook> grouped(List<Level> levels) {
        Map<String, List<Level>> byTicker = new LinkedHashMap<>();
        levels.forEach(level -> byTicker.computeIfAbsent(level.ticker(), ignored -> new ArrayList<>())
                .add(level));
        List<OrderBook> books = new ArrayList<>();
        byTicker.forEach((ticker, own) -> books.add(book(ticker, own)));
        return books;
    }

    private static OrderBook book(String ticker, List<Level> levels) {
        List<OrderBook.Level> yes = new ArrayList<>();
        List<OrderBook.Level> no = new ArrayList<>();
        for (Level level : levels) {
            (level.side().equals("yes") ? yes : no).add(new OrderBook.Level(level.price(), level.count()));
        }
        return new OrderBook(ticker, yes, no);
    }

    @Override
    Books with(Ask changed) {
        return new Books(rest, tickers, changed);
    }

    @Override
    @Nullable
    Markets source() {
        return tickers.found();
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
