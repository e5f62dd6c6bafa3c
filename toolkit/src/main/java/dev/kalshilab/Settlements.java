package dev.kalshilab;

import dev.kalshilab.model.Settlement;
import dev.kalshilab.model.Ticker;
import dev.kalshilab.rest.Account;
import dev.kalshilab.rest.Pull;

/** What the account was paid for settled markets, from then to before then: {@code
 * kalshi.portfolio().settlements().year(2026).table()}. */
public final class Settlements extends TimedQuery<Settlement, Settlements> {
    private final Account account;

    Settlements(Account account, Ask ask) {
        super("Settlements", Account.SETTLEMENTS, ask);
        this.account = account;
    }

    /** Those in that market. */
    public Settlements ticker(String ticker) {
        return set("ticker", Ticker.market(ticker));
    }

    /** Those in the markets of that event. */
    public Settlements event(String eventTicker) {
        return set("event_ticker", Ticker.event(eventTicker));
    }

    /** Those of that subaccount; 0 is the first. */
    public Settlements subaccount(int number) {
        return set("subaccount", number);
    }

    @Override
    Settlements with(Ask changed) {
        return new Settlements(account, changed);
    }

    @Override
    Pull pull() {
        return account.settlements(request());
    }
}
