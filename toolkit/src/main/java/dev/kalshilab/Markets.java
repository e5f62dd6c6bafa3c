package dev.kalshilab;

import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Market;
import dev.kalshilab.model.MarketsRequest;
import dev.kalshilab.model.Moment;
import dev.kalshilab.rest.Pull;
import dev.kalshilab.rest.Rest;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Markets, the contracts that trade: {@code kalshi.markets().series("KXHIGHNY").settled().since("-30d").table()}. */
public final class Markets extends Query<Market, Markets> {
    private final Rest rest;
    private final MarketsRequest request;

    Markets(Rest rest, MarketsRequest request, Cut cut) {
        super(Rest.MARKETS, cut);
        this.rest = rest;
        this.request = request;
    }

    /** Those of that event. */
    public Markets event(String eventTicker) {
        return with(new MarketsRequest(
                eventTicker,
                request.series(),
                request.tickers(),
                request.status(),
                request.span(),
                request.from(),
                request.to()));
    }

    /** Those of that series. */
    public Markets series(String seriesTicker) {
        return with(new MarketsRequest(
                request.event(),
                seriesTicker,
                request.tickers(),
                request.status(),
                request.span(),
                request.from(),
                request.to()));
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
        return with(new MarketsRequest(
                request.event(),
                request.series(),
                tickers,
                request.status(),
                request.span(),
                request.from(),
                request.to()));
    }

    /** Those not yet open for trading. */
    public Markets unopened() {
        return status("unopened");
    }

    /** Those open for trading. */
    public Markets open() {
        return status("open");
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
        return with(new MarketsRequest(
                request.event(),
                request.series(),
                request.tickers(),
                status,
                span(status),
                request.from(),
                request.to()));
    }

    /** The exchange accepts a range over the time that goes with the status, and over no other. */
    private static String span(String status) {
        return switch (status) {
            case "unopened", "open" -> "created";
            case "settled" -> "settled";
            default -> "close";
        };
    }

    /**
     * Those settled since then if settled ones are asked for, created since then if open or unopened ones are, and
     * closing since then otherwise.
     *
     * @param time {@code "-30d"}, {@code "2026-10-01"} (US Eastern) or {@code "2026-10-01T14:00:00Z"}
     */
    public Markets since(String time) {
        return between(Moment.of(time), request.to());
    }

    public Markets since(Instant time) {
        return between(Moment.of(time), request.to());
    }

    public Markets since(LocalDate date) {
        return between(Moment.of(date), request.to());
    }

    /** As {@link #since(String)}, but before then. */
    public Markets until(String time) {
        return between(request.from(), Moment.of(time));
    }

    public Markets until(Instant time) {
        return between(request.from(), Moment.of(time));
    }

    public Markets until(LocalDate date) {
        return between(request.from(), Moment.of(date));
    }

    private Markets between(@Nullable Moment from, @Nullable Moment to) {
        return with(new MarketsRequest(
                request.event(), request.series(), request.tickers(), request.status(), request.span(), from, to));
    }

    private Markets with(MarketsRequest changed) {
        return new Markets(rest, changed, cut());
    }

    @Override
    Markets with(Cut changed) {
        return new Markets(rest, request, changed);
    }

    @Override
    Pull pull() {
        return rest.markets(request);
    }

    @Override
    String question() {
        List<String> parts = new ArrayList<>();
        Parts.add(parts, "event", request.event());
        Parts.add(parts, "series", request.series());
        Parts.tickers(parts, request.tickers());
        if (request.status() != null) {
            parts.add(request.status());
        }
        Parts.add(parts, "since", request.from());
        Parts.add(parts, "until", request.to());
        return question("Markets", parts);
    }
}
