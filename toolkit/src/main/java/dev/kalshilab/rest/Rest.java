package dev.kalshilab.rest;

import dev.kalshilab.cache.CacheStats;
import dev.kalshilab.cache.Range;
import dev.kalshilab.cache.Store;
import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Records;
import dev.kalshilab.column.Schema;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.Candle;
import dev.kalshilab.model.Event;
import dev.kalshilab.model.EventMetadata;
import dev.kalshilab.model.ForecastPoint;
import dev.kalshilab.model.Interval;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Market;
import dev.kalshilab.model.Request;
import dev.kalshilab.model.Series;
import dev.kalshilab.model.Ticker;
import dev.kalshilab.model.Trade;
import dev.kalshilab.wire.CatalogShapes;
import dev.kalshilab.wire.Drift;
import dev.kalshilab.wire.Page;
import dev.kalshilab.wire.Shapes;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;
import retrofit2.Retrofit;

/** Executes request records on one connection. */
public final class Rest {
    public static final Records<Series> SERIES = Records.of(Series.class, Shapes.SERIES);
    public static final Records<Market> MARKETS = Records.of(Market.class, Shapes.MARKETS);
    public static final Records<Event> EVENTS = Records.of(Event.class, Shapes.EVENTS, MARKETS);
    public static final Records<Trade> TRADES = Records.of(Trade.class, Shapes.TRADES);
    public static final Records<Candle> CANDLES = Records.of(Candle.class, Shapes.CANDLES);
    public static final Records<ForecastPoint> FORECAST = Records.of(ForecastPoint.class, CatalogShapes.FORECAST);
    /** The rows of {@link #books}: a level each. */
    public static final Schema BOOK = Shapes.BOOK;

    private static final int EVENTS_A_PAGE = 200;

    private final Connection connection;
    private final Known known;
    private final MarketData api;
    private final MarketReads markets;
    private final TradeReads trades;
    private final BookReads books;
    private final CandleReads candles;
    private final ByName names;
    private final Account account;
    private final Venue venue;
    private final Combos combos;
    private final Desk desk;
    private final Changes changes;
    private final RawCalls raw;
    private final Retrofit retrofit;
    private final Drift drift = new Drift();

    /** Keeps nothing. */
    public Rest(Connection connection) {
        this(connection, null);
    }

    /** @param store where answers are kept; null for nowhere */
    public Rest(Connection connection, @Nullable Store store) {
        this.connection = connection;
        this.known = new Known(connection, store);
        if (connection.hasKey()) {
            connection.budget().statedBy(new StatedLimits(connection, known::isOffline));
        }
        Retrofit retrofit = new Retrofit.Builder()
                .baseUrl(connection.url())
                .callFactory(connection.calls())
                .addConverterFactory(
                        new Reads.Converter(drift, connection.tape().isEmpty()))
                .addConverterFactory(new Bodies())
                .build();
        this.api = retrofit.create(MarketData.class);
        HistoryApi history = retrofit.create(HistoryApi.class);
        Cutoffs cutoffs = new Cutoffs(known, history);
        Tiers tiers = new Tiers(known, cutoffs, history);
        this.names = new ByName(known, api, history);
        this.markets = new MarketReads(known, cutoffs, api, history);
        this.trades = new TradeReads(known, tiers, api, history, markets, names);
        this.books = new BookReads(known, api);
        this.candles = new CandleReads(
                known,
                cutoffs,
                api,
                history,
                names::event,
                names::market,
                request -> markets.of(request.ofHistory().askedAnew()));
        this.account = new Account(known, tiers, cutoffs, retrofit);
        this.venue = new Venue(connection, retrofit);
        this.combos = new Combos(connection, retrofit);
        this.desk = new Desk(connection, retrofit);
        this.changes = new Changes(
                connection,
                retrofit.newBuilder().callFactory(connection.callsSentOnce()).build());
        this.raw = new RawCalls(connection, retrofit);
        this.retrofit = retrofit;
    }

    /** A fresh look at the connection. */
    public Check check() {
        return new Check(connection, retrofit);
    }

    /** In what the answers so far differ from the table of fields. */
    public Columns drift() {
        return drift.rows();
    }

    public Account account() {
        return account;
    }

    public Venue venue() {
        return venue;
    }

    public Combos combos() {
        return combos;
    }

    public Desk desk() {
        return desk;
    }

    public Changes changes() {
        return changes;
    }

    public RawCalls raw() {
        return raw;
    }

    /** What is kept, and what it was good for. */
    public CacheStats cacheStats() {
        return known.stats();
    }

    /** Forgets all that is kept. */
    public void clearCache() {
        known.clear();
    }

    /** Says whether anything may be sent. */
    public void offline(boolean only) {
        known.offline(only);
    }

    /** Questions answered from what was known. */
    public long cached() {
        return known.hits();
    }

    public Pull series(Request request) {
        Parameters parameters = Parameters.of(request, connection.clock());
        return pull(List.of(() -> once(api.series(parameters.at(null)))), Shapes.SERIES, request);
    }

    public Pull events(Request request) {
        Parameters parameters = Parameters.of(request, connection.clock()).unless("limit", EVENTS_A_PAGE);
        return pull(List.of(() -> pages(cursor -> api.events(parameters.at(cursor)))), Shapes.EVENTS, request);
    }

    /** Events of combos, which the exchange keeps apart. */
    public Pull comboEvents(Request request) {
        Parameters parameters = Parameters.of(request, connection.clock()).unless("limit", EVENTS_A_PAGE);
        return pull(List.of(() -> pages(cursor -> api.comboEvents(parameters.at(cursor)))), Shapes.EVENTS, request);
    }

    /** Markets of the live tier, and behind them those of the historical one where it takes the question. */
    public Pull markets(Request request) {
        return markets.of(request);
    }

    /**
     * Trades from {@code from} to before {@code to}, to the microsecond, newest first as the exchange sends them: of both
     * tiers, unless the historical one alone is asked for.
     */
    public Pull trades(@Nullable List<String> tickers, Request request) {
        return trades.of(tickers, request);
    }

    /** A level of a book a row, the books in the order in which they were named. */
    public Pull books(List<String> tickers, Request request) {
        return books.of(tickers, request);
    }

    /** Refuses a parameter that says what the question says by itself: it would be passed over. */
    static void ours(Request request, String parameter, String instead) {
        if (request.parameters().containsKey(parameter)) {
            throw new KalshiException(
                    "parameter(\"" + parameter + "\", …) would be passed over: " + instead + ".\nLeave it out.");
        }
    }

    public Pull candles(List<String> tickers, Interval interval, Request request) {
        return candles.of(tickers, interval, request);
    }

    /** The candles of all markets of an event. */
    public Pull eventCandles(String event, Interval interval, Request request) {
        return candles.ofEvent(event, interval, request);
    }

    /** The percentiles of what an event's markets imply, as the exchange computes them. */
    public Pull forecast(String event, List<String> percentiles, int minutes, Request request) {
        CandleReads.oursOfCandles(request);
        ours(request, "percentiles", "percentiles(…) says which");
        return pull(
                List.of(() -> {
                    String series = event(event).seriesTicker();
                    Range wanted = CandleCaps.wanted(request, connection.clock());
                    Call<Page> call = api.forecast(
                            series == null ? Ticker.series(event) : series,
                            event,
                            percentiles,
                            Parameters.of(request, connection.clock())
                                    .with("start_ts", CandleCaps.seconds(wanted.from()) - 1)
                                    .with("end_ts", CandleCaps.seconds(wanted.to()) - 1)
                                    .with("period_interval", minutes)
                                    .at(null));
                    return once(call);
                }),
                CatalogShapes.FORECAST,
                request);
    }

    public EventMetadata eventMetadata(String event) {
        return names.eventMetadata(event);
    }

    public Series series(String ticker, Map<String, ?> parameters) {
        return names.series(ticker, parameters);
    }

    public Event event(String ticker) {
        return names.event(ticker);
    }

    public Event event(String ticker, Map<String, ?> parameters) {
        return names.event(ticker, parameters);
    }

    /** One market, of the live tier or else of the historical one: each answers 404 to what the other has. */
    public Market market(String ticker) {
        return names.market(ticker);
    }

    private Pull pull(List<Supplier<Strand>> strands, Schema schema, Request request) {
        return Pull.of(known, schema, strands, request.anew());
    }

    private static Strand pages(Function<@Nullable String, Call<Page>> call) {
        return new Strand(call, UnaryOperator.identity());
    }

    private static Strand once(Call<Page> call) {
        return new Strand(cursor -> call.clone(), UnaryOperator.identity());
    }
}
