package dev.kalshilab.model;

import org.jspecify.annotations.Nullable;

/**
 * Which rows of the account are asked for.
 *
 * @param ticker of that market
 * @param event of that event
 * @param order of that order
 * @param status orders in that status: {@code resting}, {@code canceled} or {@code executed}
 * @param countFilter positions that are not zero in this: {@code position}, {@code total_traded}, or both
 * @param from at or after then
 * @param to before then
 */
public record PortfolioRequest(
        @Nullable String ticker,
        @Nullable String event,
        @Nullable String order,
        @Nullable String status,
        @Nullable String countFilter,
        @Nullable Moment from,
        @Nullable Moment to) {
    public static final PortfolioRequest ALL = new PortfolioRequest(null, null, null, null, null, null, null);

    public PortfolioRequest withTicker(String wanted) {
        return new PortfolioRequest(wanted, event, order, status, countFilter, from, to);
    }

    public PortfolioRequest withEvent(String wanted) {
        return new PortfolioRequest(ticker, wanted, order, status, countFilter, from, to);
    }

    public PortfolioRequest withOrder(String wanted) {
        return new PortfolioRequest(ticker, event, wanted, status, countFilter, from, to);
    }

    public PortfolioRequest withStatus(String wanted) {
        return new PortfolioRequest(ticker, event, order, wanted, countFilter, from, to);
    }

    public PortfolioRequest withCountFilter(String wanted) {
        return new PortfolioRequest(ticker, event, order, status, wanted, from, to);
    }

    public PortfolioRequest between(@Nullable Moment first, @Nullable Moment end) {
        return new PortfolioRequest(ticker, event, order, status, countFilter, first, end);
    }
}
