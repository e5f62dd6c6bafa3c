package dev.kalshilab.sandbox;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The books as everybody is told of them: what was drawn, and at least what the demo user has resting.
 *
 * <p>The user's orders rest at the best price or behind it, and are taken back or filled with the row that would leave
 * them before it: so they make no level better than the market's quotes.
 */
final class Books {
    private final Account account;
    /** What was drawn last: the book before a row is the one after the row before. */
    private final Map<ListedMarket, Drawn> drawn = new HashMap<>();

    Books(Account account) {
        this.account = account;
    }

    private record Drawn(int rows, Book book) {}

    /** What the user adds to the book at that time. */
    List<Book.Bid> own(ListedMarket market, long now) {
        return account.resting(market, now);
    }

    /** The book at {@code now}, when the past has those rows; empty unless the market is open. */
    Book at(ListedMarket market, Past past, int rows, long now) {
        return market.activeAt(now) ? drawn(market, past, rows).holding(own(market, now)) : Book.empty();
    }

    private Book drawn(ListedMarket market, Past past, int rows) {
        Drawn known = drawn.get(market);
        if (known == null || known.rows != rows) {
            known = new Drawn(rows, Book.drawn(market, past, rows));
            drawn.put(market, known);
        }
        return known.book;
    }

    /** The book at {@code now}, until which the past reaches. */
    Book at(ListedMarket market, Past past, long now) {
        return at(market, past, past.size, now);
    }

    /** When the user made orders that rest in the market, after the first time and until the second. */
    List<Long> made(ListedMarket market, long from, long until) {
        return account.made(market, from, until);
    }
}
