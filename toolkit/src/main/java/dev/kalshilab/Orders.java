package dev.kalshilab;

import dev.kalshilab.model.Moment;
import dev.kalshilab.model.Order;
import dev.kalshilab.model.PortfolioRequest;
import dev.kalshilab.rest.Account;
import dev.kalshilab.rest.Pull;
import java.time.Instant;
import java.time.LocalDate;

/** The account's orders: {@code kalshi.portfolio().orders().resting().table()}. */
public final class Orders extends Query<Order, Orders> {
    private final Account account;
    private final PortfolioRequest request;

    Orders(Account account, PortfolioRequest request, Cut cut) {
        super(Account.ORDERS, cut);
        this.account = account;
        this.request = request;
    }

    /** Those in that market. */
    public Orders ticker(String ticker) {
        return with(request.withTicker(ticker));
    }

    /** Those in the markets of that event. */
    public Orders event(String eventTicker) {
        return with(request.withEvent(eventTicker));
    }

    /** Those that rest in the book. */
    public Orders resting() {
        return with(request.withStatus("resting"));
    }

    /** Those that were filled. */
    public Orders executed() {
        return with(request.withStatus("executed"));
    }

    /** Those that were canceled. */
    public Orders canceled() {
        return with(request.withStatus("canceled"));
    }

    /** Those at or after then: {@code "-30d"}, {@code "2026-10-01"} (US Eastern), {@code "2026-10-01T14:00:00Z"}. */
    public Orders since(String time) {
        return with(request.between(Moment.of(time), request.to()));
    }

    public Orders since(Instant time) {
        return with(request.between(Moment.of(time), request.to()));
    }

    public Orders since(LocalDate date) {
        return with(request.between(Moment.of(date), request.to()));
    }

    /** Those before then. */
    public Orders until(String time) {
        return with(request.between(request.from(), Moment.of(time)));
    }

    public Orders until(Instant time) {
        return with(request.between(request.from(), Moment.of(time)));
    }

    public Orders until(LocalDate date) {
        return with(request.between(request.from(), Moment.of(date)));
    }

    /** Those of one month in US Eastern time, such as {@code "2026-10"}. */
    public Orders month(String yearMonth) {
        return with(Periods.month(request, yearMonth));
    }

    /** Those of one year in US Eastern time. */
    public Orders year(int year) {
        return with(Periods.year(request, year));
    }

    private Orders with(PortfolioRequest changed) {
        return new Orders(account, changed, cut());
    }

    @Override
    Orders with(Cut changed) {
        return new Orders(account, request, changed);
    }

    @Override
    Pull pull() {
        return account.orders(request);
    }

    @Override
    String question() {
        return question("Orders", Periods.parts(request));
    }
}
