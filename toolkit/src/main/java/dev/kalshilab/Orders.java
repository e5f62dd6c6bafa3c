package dev.kalshilab;

import dev.kalshilab.model.Order;
import dev.kalshilab.model.Ticker;
import dev.kalshilab.rest.Account;
import dev.kalshilab.rest.Pull;

/** The account's orders, by when they were placed: {@code kalshi.portfolio().orders().resting().table()}. */
public final class Orders extends TimedQuery<Order, Orders> {
    private final Account account;

    Orders(Account account, Ask ask) {
        super("Orders", Account.ORDERS, ask);
        this.account = account;
    }

    /** Those in that market. */
    public Orders ticker(String ticker) {
        return set("ticker", Ticker.market(ticker));
    }

    /** Those in the markets of that event. */
    public Orders event(String eventTicker) {
        return set("event_ticker", Ticker.event(eventTicker));
    }

    /** Those that rest in the book. */
    public Orders resting() {
        return set("status", "resting");
    }

    /** Those that were filled. */
    public Orders executed() {
        return set("status", "executed");
    }

    /** Those that were canceled. */
    public Orders canceled() {
        return set("status", "canceled");
    }

    /** Those of that subaccount; 0 is the first. */
    public Orders subaccount(int number) {
        return set("subaccount", number);
    }

    /** Those of the historical tier: older than {@code kalshi.exchange().cutoff()}. */
    public Orders historical() {
        return with(request().ofHistory());
    }

    @Override
    Orders with(Ask changed) {
        return new Orders(account, changed);
    }

    @Override
    Pull pull() {
        return account.orders(request());
    }
}
