package dev.kalshilab;

import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Market;
import dev.kalshilab.model.Ticker;
import dev.kalshilab.rest.Pull;
import dev.kalshilab.rest.Rest;
import java.util.List;
import java.util.stream.Stream;

/**
 * Markets, the contracts that trade: {@code kalshi.markets().series("KXHIGHNY").settled().since("-30d").table()}.
 *
 * <p>{@code since} and {@code until} are about when settled ones were settled, when open or unopened ones were created,
 * and when others close: the exchange has a range for each of them and no other.
 */
public final class Markets extends TimedQuery<Market, Markets> {
    private final Rest rest;

    Markets(Rest rest, Ask ask) {
        super("Markets", Rest.MARKETS, ask);
        this.rest = rest;
    }

    /** Those of that event. */
    public Markets event(String eventTicker) {
        return set("event_ticker", Ticker.event(eventTicker));
    }

    /** Those of that series. */
    public Markets series(String seriesTicker) {
        return set("series_ticker", Ticker.series(seriesTicker));
    }

    /** Just these. */
    public Markets tickers(String... tickers) {
        return tickers(List.of(tickers));
    }

    /** Just these. */
    public Markets tickers(List<String> tickers) {
        if (tickers.isEmpty()) {
            throw new KalshiException("markets().tickers() was given no ticker, which would mean all markets.\nName at"
                    + " least one, or leave tickers() out.");
        }
        return set("tickers", tickers.stream().map(Ticker::market).toList());
    }

    /** Those not yet open for trading. */
    public Markets unopened() {
        return status("unopened");
    }

    /** Those open for trading. */
    public Markets open() {
        return status("open");
    }

    /** Those whose trading is paused. */
    public Markets paused() {
        return status("paused");
    }

    /** Those that no longer trade and are not settled. */
    public Markets closed() {
        return status("closed");
    }

    /** Those settled. */
    public Markets settled() {
        return status("settled");
    }

    /** Those in that status: unopened, open, paused, closed or settled; the exchange takes one. */
    public Markets status(String status) {
        return set("status", status);
    }

    /** Combos only: markets on several others. */
    public Markets combos() {
        return set("mve_filter", "only");
    }

    /** Those that are no combos. */
    public Markets withoutCombos() {
        return set("mve_filter", "exclude");
    }

    /** Those of the historical tier: settled before {@code kalshi.exchange().cutoff()}. */
    public Markets historical() {
        return with(request().ofHistory());
    }

    @Override
    Markets with(Ask changed) {
        return new Markets(rest, changed);
    }

    @Override
    List<String> remarks() {
        return Stream.of("tickers", "event_ticker", "series_ticker", "mve_filter")
                        .anyMatch(request().parameters()::containsKey)
                ? List.of()
                : List.of("without combos: .combos() asks for them");
    }

    @Override
    Pull pull() {
        return rest.markets(request());
    }
}
