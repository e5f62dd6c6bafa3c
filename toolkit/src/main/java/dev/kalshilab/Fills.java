package dev.kalshilab;

import dev.kalshilab.model.Fill;
import dev.kalshilab.model.Ticker;
import dev.kalshilab.rest.Account;
import dev.kalshilab.rest.Pull;

/** The account's own trades, newest first, from then to before then: {@code
 * kalshi.portfolio().fills().month("2026-10").table()}. */
public final class Fills extends TimedQuery<Fill, Fills> {
    private final Account account;

    Fills(Account account, Ask ask) {
        super("Fills", Account.FILLS, ask);
        this.account = account;
    }

    /** Those in that market. */
    public Fills ticker(String ticker) {
        return set("ticker", Ticker.market(ticker));
    }

    /** Those of that order. */
    public Fills order(String orderId) {
        return set("order_id", orderId);
    }

    /** Those of that subaccount; 0 is the first. */
    public Fills subaccount(int number) {
        return set("subaccount", number);
    }

    /** Those of the historical tier: older than {@code kalshi.exchange().cutoff()}. */
    public Fills historical() {
        return with(request().ofHistory());
    }

    @Override
    Fills with(Ask changed) {
        return new Fills(account, changed);
    }

    @Override
    Pull pull() {
        return account.fills(request());
    }
}
