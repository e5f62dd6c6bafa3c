package dev.kalshilab;

import dev.kalshilab.model.Moment;
import dev.kalshilab.model.PortfolioRequest;
import dev.kalshilab.model.Settlement;
import dev.kalshilab.rest.Account;
import dev.kalshilab.rest.Pull;
import java.time.Instant;
import java.time.LocalDate;

/** What the account was paid for settled markets: {@code kalshi.portfolio().settlements().year(2026).table()}. */
public final class Settlements extends Query<Settlement, Settlements> {
    private final Account account;
    private final PortfolioRequest request;

    Settlements(Account account, PortfolioRequest request, Cut cut) {
        super(Account.SETTLEMENTS, cut);
        this.account = account;
        this.request = request;
    }

    /** Those in that market. */
    public Settlements ticker(String ticker) {
        return with(request.withTicker(ticker));
    }

    /** Those in the markets of that event. */
    public Settlements event(String eventTicker) {
        return with(request.withEvent(eventTicker));
    }

    /** Those at or after then: {@code "-30d"}, {@code "2026-10-01"} (US Eastern), {@code "2026-10-01T14:00:00Z"}. */
    public Settlements since(String time) {
        return with(request.between(Moment.of(time), request.to()));
    }

    public Settlements since(Instant time) {
        return with(request.between(Moment.of(time), request.to()));
    }

    public Settlements since(LocalDate date) {
        return with(request.between(Moment.of(date), request.to()));
    }

    /** Those before then. */
    public Settlements until(String time) {
        return with(request.between(request.from(), Moment.of(time)));
    }

    public Settlements until(Instant time) {
        return with(request.between(request.from(), Moment.of(time)));
    }

    public Settlements until(LocalDate date) {
        return with(request.between(request.from(), Moment.of(date)));
    }

    /** Those of one month in US Eastern time, such as {@code "2026-10"}. */
    public Settlements month(String yearMonth) {
        return with(Periods.month(request, yearMonth));
    }

    /** Those of one year in US Eastern time. */
    public Settlements year(int year) {
        return with(Periods.year(request, year));
    }

    private Settlements with(PortfolioRequest changed) {
        return new Settlements(account, changed, cut());
    }

    @Override
    Settlements with(Cut changed) {
        return new Settlements(account, request, changed);
    }

    @Override
    Pull pull() {
        return account.settlements(request);
    }

    @Override
    String question() {
        return question("Settlements", Periods.parts(request));
    }
}
