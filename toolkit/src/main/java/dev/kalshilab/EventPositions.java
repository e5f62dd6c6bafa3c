package dev.kalshilab;

import dev.kalshilab.model.EventPosition;
import dev.kalshilab.model.Ticker;
import dev.kalshilab.rest.Account;
import dev.kalshilab.rest.Pull;

/** What the account holds, by event, of the live tier alone: {@code kalshi.portfolio().eventPositions().table()}. */
public final class EventPositions extends Query<EventPosition, EventPositions> {
    private final Account account;

    EventPositions(Account account, Ask ask) {
        super("EventPositions", Account.EVENT_POSITIONS, ask);
        this.account = account;
    }

    /** That of one event. */
    public EventPositions event(String eventTicker) {
        return set("event_ticker", Ticker.event(eventTicker));
    }

    /** Those with contracts held. */
    public EventPositions held() {
        return set("count_filter", "position");
    }

    /** Those of that subaccount; 0 is the first. */
    public EventPositions subaccount(int number) {
        return set("subaccount", number);
    }

    @Override
    EventPositions with(Ask changed) {
        return new EventPositions(account, changed);
    }

    @Override
    Pull pull() {
        return account.eventPositions(request());
    }
}
