package dev.kalshilab;

import dev.kalshilab.model.PortfolioRequest;
import dev.kalshilab.model.Position;
import dev.kalshilab.rest.Account;
import dev.kalshilab.rest.Pull;

/** What the account holds, by unsettled market: {@code kalshi.portfolio().positions().table()}. */
public final class Positions extends Query<Position, Positions> {
    private final Account account;
    private final PortfolioRequest request;

    Positions(Account account, PortfolioRequest request, Cut cut) {
        super(Account.POSITIONS, cut);
        this.account = account;
        this.request = request;
    }

    /** Those in that market. */
    public Positions ticker(String ticker) {
        return with(request.withTicker(ticker));
    }

    /** Those in the markets of that event. */
    public Positions event(String eventTicker) {
        return with(request.withEvent(eventTicker));
    }

    /** Those with contracts held: a position that was closed is left out. */
    public Positions held() {
        return with(request.withCountFilter("position"));
    }

    private Positions with(PortfolioRequest changed) {
        return new Positions(account, changed, cut());
    }

    @Override
    Positions with(Cut changed) {
        return new Positions(account, request, changed);
    }

    @Override
    Pull pull() {
        return account.positions(request);
    }

    @Override
    String question() {
        return question("Positions", Periods.parts(request));
    }
}
