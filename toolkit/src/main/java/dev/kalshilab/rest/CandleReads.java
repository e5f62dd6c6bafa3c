package dev.kalshilab.rest;

import dev.kalshilab.http.Connection;
import dev.kalshilab.model.Event;
import dev.kalshilab.model.Interval;
import dev.kalshilab.model.Market;
import dev.kalshilab.model.Request;
import dev.kalshilab.wire.Shapes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Asks for candles: of markets one by one or together, of an event, and from a tape. */
final class CandleReads {
    private final Known known;
    private final Cutoffs cutoffs;
    private final Connection connection;
    private final MarketData api;
    private final HistoryApi history;
    private final Function<String, Market> market;
    private final CandleCalls calls;
    private final KeptCandles kept;
    private final MarketCandles ofMarket;
    private final ArchivedMarkets archived;

    /**
     * @param event asks for an event, which names its series
     * @param market asks for a market, which names its event and its times
     * @param archived lists archived markets as they are now
     */
    CandleReads(
            Known known,
            Cutoffs cutoffs,
            MarketData api,
            HistoryApi history,
            Function<String, Event> event,
            Function<String, Market> market,
            Function<Request, Pull> archived) {
        this.known = known;
        this.cutoffs = cutoffs;
        this.connection = known.connection();
        this.api = api;
        this.history = history;
        this.market = market;
        this.calls = new CandleCalls(known, api, history, event);
        this.kept = new KeptCandles(known);
        this.archived = new ArchivedMarkets(archived);
        this.ofMarket = new MarketCandles(known, cutoffs, calls, kept, market);
    }

    /**
     * Candles, in ranges that the exchange accepts, one behind the other.
     *
     * <p>Without a range: the whole life of the market, as its open and close time say; on a tape what it holds.
     */
    Pull of(List<String> tickers, Interval interval, Request request) {
        oursOfCandles(request);
        if (connection.tape().isPresent()) {
            return new TapeCandles(known, calls, market).of(connection.tape().get(), tickers, interval, request);
        }
        if (tickers.size() > 1 && request.from() != null && !request.historical()) {
            return new CandleBatches(known, cutoffs, calls, kept, ofMarket, archived, tickers, interval, request)
                    .pull(CandleCaps.wanted(request, connection.clock()));
        }
        return new Pull(connection, Shapes.CANDLES, Pull.timeColumn(Shapes.CANDLES), () -> {
                    List<Part> parts = new ArrayList<>();
                    for (String ticker : tickers) {
                        if (request.from() != null) {
                            parts.addAll(ofMarket.of(ticker, interval, request)); // which asks nothing
                        } else {
                            parts.add(Once.then(
                                    () -> ofMarket.of(ticker, interval, request), () -> isHeld(ticker) ? 0 : 1));
                        }
                    }
                    return parts;
                })
                .moreAre("a series that is not known, and candles that may be archived, take more");
    }

    /** True when a market need not be asked for: what its candles take then is known when it is their turn. */
    private boolean isHeld(String ticker) {
        return known.holds(api.market(ticker), false) || known.holds(history.market(ticker), false);
    }

    /** The candles of all markets of an event. */
    Pull ofEvent(String eventTicker, Interval interval, Request request) {
        oursOfCandles(request);
        return new EventCandleReads(
                        known,
                        cutoffs,
                        calls,
                        kept,
                        ofMarket,
                        archived,
                        this::isAnyLive,
                        eventTicker,
                        interval,
                        request)
                .pull();
    }

    /** Whether the live tier lists a market of that event. */
    private boolean isAnyLive(String eventTicker) {
        Map<String, String> one = Map.of("event_ticker", eventTicker, "limit", "1");
        return known.run(api.markets(one), true).page().rows().rows() > 0;
    }

    static void oursOfCandles(Request request) {
        Rest.ours(request, "start_ts", "since(…) says where the range begins");
        Rest.ours(request, "end_ts", "until(…) says where the range ends");
        Rest.ours(request, "period_interval", "minutely(), hourly() or daily() says how long a period is");
        Rest.ours(request, "market_tickers", "each market is named to candles(…)");
    }
}
