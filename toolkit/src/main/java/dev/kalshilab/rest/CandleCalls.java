package dev.kalshilab.rest;

import dev.kalshilab.http.Connection;
import dev.kalshilab.model.Event;
import dev.kalshilab.model.Interval;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Market;
import dev.kalshilab.model.NotRecordedException;
import dev.kalshilab.model.Request;
import dev.kalshilab.tape.Tape;
import dev.kalshilab.wire.Page;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;

/** Calls for candles, by the series that the exchange wants to be told. */
final class CandleCalls {
    private static final String SERIES = "series";
    private static final String SERIES_OF_EVENT = "series of event";

    private final Known known;
    private final Connection connection;
    private final MarketData api;
    private final HistoryApi history;
    private final Function<String, Event> event;

    /** @param event asks for an event, which names its series */
    CandleCalls(Known known, MarketData api, HistoryApi history, Function<String, Event> event) {
        this.known = known;
        this.connection = known.connection();
        this.api = api;
        this.history = history;
        this.event = event;
    }

    Call<Page> of(CandleCaps.Asked batch, Interval interval, Request request) {
        return api.batchCandles(Parameters.of(request, connection.clock())
                .with("market_tickers", batch.tickers())
                .with("start_ts", batch.from())
                .with("end_ts", batch.until())
                .with("period_interval", interval.minutes())
                .at(null));
    }

    Call<Page> of(
            String ticker,
            Interval interval,
            Request request,
            @Nullable Long startTs,
            @Nullable Long endTs,
            Supplier<Market> market) {
        Map<String, String> parameters = Parameters.of(request, connection.clock())
                .with("start_ts", startTs)
                .with("end_ts", endTs)
                .with("period_interval", interval.minutes())
                .at(null);
        return request.historical()
                ? history.candles(ticker, parameters)
                : api.candles(seriesOf(ticker, market), ticker, parameters);
    }

    /** Of all markets of an event that are live. */
    Call<Page> ofEvent(String eventTicker, Interval interval, Request request, long from, long until) {
        return api.eventCandles(
                seriesOfEvent(eventTicker),
                eventTicker,
                Parameters.of(request, connection.clock())
                        .with("start_ts", from)
                        .with("end_ts", until)
                        .with("period_interval", interval.minutes())
                        .at(null));
    }

    /** True when no request is needed to know the series. */
    boolean knowsSeries(String ticker) {
        return known.knows(SERIES, ticker);
    }

    /** The series of a market: on a tape as a recorded path says, else market → event → series. */
    private String seriesOf(String ticker, Supplier<Market> market) {
        String series = connection
                .tape()
                .flatMap((Tape tape) -> tape.seriesOf(ticker))
                .or(() -> Optional.ofNullable(known.fact(SERIES, ticker)))
                .orElseGet(() -> known.once(SERIES + " " + ticker, () -> {
                    String found = known.fact(SERIES, ticker);
                    return found == null ? asked(ticker, market.get()) : found;
                }));
        if (series == null && connection.tape().isPresent()) {
            throw new NotRecordedException("The series of " + ticker + " is not recorded on " + connection.name()
                    + ", and candles are asked for by series.\nAsk for what kalshi.examples() lists.");
        }
        if (series == null) {
            throw new KalshiException("The exchange names no series for market " + ticker + ", and candles are asked"
                    + " for by series.\nCheck the ticker; if it is right, the exchange's answer has changed.");
        }
        return series;
    }

    private @Nullable String asked(String ticker, Market market) {
        String event = market.eventTicker();
        String series = event == null ? null : this.event.apply(event).seriesTicker();
        if (series != null) {
            known.fact(SERIES, ticker, series);
        }
        return series;
    }

    private String seriesOfEvent(String eventTicker) {
        String before = known.isRecorded() ? null : known.fact(SERIES_OF_EVENT, eventTicker); // for a tape it is asked
        if (before != null) {
            return before;
        }
        String series = event.apply(eventTicker).seriesTicker();
        if (series == null) {
            throw new KalshiException("The exchange names no series for event " + eventTicker + ", and its candles"
                    + " are asked for by series.\nAsk by market: kalshi.candles(kalshi.markets().event(\""
                    + eventTicker
                    + "\")).");
        }
        known.fact(SERIES_OF_EVENT, eventTicker, series);
        return series;
    }
}
