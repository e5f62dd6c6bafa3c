package dev.kalshilab;

import dev.kalshilab.model.Fill;
import dev.kalshilab.model.Moment;
import dev.kalshilab.model.PortfolioRequest;
import dev.kalshilab.rest.Account;
import dev.kalshilab.rest.Pull;
import java.time.Instant;
import java.time.LocalDate;

/** The account's own trades, newest first: {@code kalshi.portfolio().fills().month("2026-10").table()}. */
public final class Fills extends Query<Fill, Fills> {
    private final Account account;
    private final PortfolioRequest request;

    Fills(Account account, PortfolioRequest request, Cut cut) {
        super(Account.FILLS, cut);
        this.account = account;
        this.request = request;
    }

    /** Those in that market. */
    public Fills ticker(String ticker) {
        return with(request.withTicker(ticker));
    }

    /** Those of that order. */
    public Fills order(String orderId) {
        return with(request.withOrder(orderId));
    }

    /** Those at or after then: {@code "-30d"}, {@code "2026-10-01"} (US Eastern), {@code "2026-10-01T14:00:00Z"}. */
    public Fills since(String time) {
        return with(request.between(Moment.of(time), request.to()));
    }

    public Fills since(Instant time) {
        return with(request.between(Moment.of(time), request.to()));
    }

    public Fills since(LocalDate date) {
        return with(request.between(Moment.of(date), request.to()));
    }

    /** Those before then. */
    public Fills until(String time) {
        return with(request.between(request.from(), Moment.of(time)));
    }

    public Fills until(Instant time) {
        return with(request.between(request.from(), Moment.of(time)));
    }

    public Fills until(LocalDate date) {
        return with(request.between(request.from(), Moment.of(date)));
    }

    /** Those of one month in US Eastern time, such as {@code "2026-10"}. */
    public Fills month(String yearMonth) {
        return with(Periods.month(request, yearMonth));
    }

    /** Those of one year in US Eastern time. */
    public Fills year(int year) {
        return with(Periods.year(request, year));
    }

    private Fills with(PortfolioRequest changed) {
        return new Fills(account, changed, cut());
    }

    @Override
    Fills with(Cut changed) {
        return new Fills(account, request, changed);
    }

    @Override
    Pull pull() {
        return account.fills(request);
    }

    @Override
    String question() {
        return question("Fills", Periods.parts(request));
    }
}
