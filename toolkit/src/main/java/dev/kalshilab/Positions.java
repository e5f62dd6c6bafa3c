package dev.kalshilab;

import dev.kalshilab.model.Position;
import dev.kalshilab.model.Ticker;
import dev.kalshilab.rest.Account;
import dev.kalshilab.rest.Pull;

/**
 * What the account holds, by unsettled market: {@code kalshi.portfolio().positions().table()}.
 *
 * <p>Of the live tier alone: the historical one has settled positions, which hold nothing any more. {@link #settled()}
 * says what became of them, {@link #historical()} gives those that were archived.
 */
public final class Positions extends Query<Position, Positions> {
    private final Account account;

    Positions(Account account, Ask ask) {
        super("Positions", Account.POSITIONS, ask);
        this.account = account;
    }

    /** Those in that market. */
    public Positions ticker(String ticker) {
        return set("ticker", Ticker.market(ticker));
    }

    /** Those in the markets of that event. */
    public Positions event(String eventTicker) {
        return set("event_ticker", Ticker.event(eventTicker));
    }

    /** Those with contracts held: a position that was closed is left out. */
    public Positions held() {
        return set("count_filter", "position");
    }

    /** What became of those in markets that are settled: since 2025-12-11 the exchange has them as settlements. */
    public Settlements settled() {
        return new Settlements(account, new Ask(request().with("count_filter", null), ask().most(), null));
    }

    /** Those of that subaccount; 0 is the first. */
    public Positions subaccount(int number) {
        return set("subaccount", number);
    }

    /** Those of the historical tier instead: settled, and archived before {@code kalshi.exchange().cutoff()}. */
    public Positions historical() {
        return with(request().ofHistory());
    }

    @Override
    Positions with(Ask changed) {
        return new Positions(account, changed);
    }

    @Override
    Pull pull() {
        return account.positions(request());
    }
}
