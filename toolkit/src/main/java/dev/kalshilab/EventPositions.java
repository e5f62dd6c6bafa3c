package dev.kalshilab;

import dev.kalshilab.model.EventPosition;
import dev.kalshilab.model.PortfolioRequest;
import dev.kalshilab.rest.Account;
import dev.kalshilab.rest.Pull;

/** What the account holds, by event: {@code kalshi.portfolio().eventPositions().table()}. */
public final class EventPositions extends Query<EventPosition, EventPositions> {
    private final Account account;
    private final PortfolioRequest request;

    EventPositions(Account account, PortfolioRequest request, Cut cut) {
        super(Account.EVENT_POSITIONS, cut);
        this.account = account;
        this.request = request;
    }

    /** That of one event. */
    public EventPositions event(String eventTicker) {
        return with(request.withEvent(eventTicker));
    }

    /** Those with contracts held. */
    public EventPositions held() {
        return with(request.withCountFilter("position"));
    }

    private EventPositions with(PortfolioRequest changed) {
        return new EventPositions(account, changed, cut());
    }

    @Override
    EventPositions with(Cut changed) {
        return new EventPositions(account, request, changed);
    }

    @Override
    Pull pull() {
        return account.eventPositions(request);
    }

    @Override
    String question() {
        return question("EventPositions", Periods.parts(request));
    }
}
