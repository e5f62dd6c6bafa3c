package dev.kalshilab.rest;

import dev.kalshilab.cache.CacheStats;
import dev.kalshilab.cache.Range;
import dev.kalshilab.cache.Shelf;
import dev.kalshilab.cache.Store;
import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Records;
import dev.kalshilab.column.Schema;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.Candle;
import dev.kalshilab.model.Event;
import dev.kalshilab.model.EventMetadata;
import dev.kalshilab.model.ExchangeException;
import dev.kalshilab.model.ForecastPoint;
import dev.kalshilab.model.HistoricalCutoff;
import dev.kalshilab.model.Interval;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Market;
import dev.kalshilab.model.Moment;
import dev.kalshilab.model.NotRecordedException;
import dev.kalshilab.model.Request;
import dev.kalshilab.model.Series;
import dev.kalshilab.model.Ticker;
import dev.kalshilab.model.Trade;
import dev.kalshilab.wire.CatalogShapes;
import dev.kalshilab.wire.Drift;
import dev.kalshilab.wire.Page;
import dev.kalshilab.wire.Shapes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
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

    /** Parameters that say which markets are meant, or go on with an answer: without them combos are not meant. */
    private static final List<String> NARROW =
            List.of("tickers", "event_ticker", "series_ticker", "mve_filter", "cursor");

    private static final int MARKETS_A_PAGE = 1000;
    private static final int EVENTS_A_PAGE = 200;
    private static final int TRADES_A_PAGE = 1000;
    private static final int TICKERS_A_REQUEST = 100;
    private static final Records<EventMetadata> METADATA =
            Records.of(EventMetadata.class, CatalogShapes.EVENT_METADATA);

    private final Connection connection;
    private final Known known;
    private final Tiers tiers;
    private final MarketData api;
    private final HistoryApi history;
    private final Account account;
    private final Venue venue;
    private final Combos combos;
    private final Desk desk;
    private final Changes changes;
    private final RawCalls raw;
    private final Retrofit retrofit;
    private final Drift drift = new Drift();
    private final CandleReads candles;

    /** Keeps nothing. */
    public Rest(Connection connection) {
        this(connection, null);
    }

    /** @param store where answers are kept; null for nowhere */
    public Rest(Connection connection, @Nullable Store store) {
        this.connection = connection;
        this.known = new Known(connection, store);
        Retrofit retrofit = new Retrofit.Builder()
                .baseUrl(connection.url())
                .callFactory(connection.calls())
                .addConverterFactory(
                        new Reads.Converter(drift, connection.tape().isEmpty()))
                .addConverterFactory(new Bodies())
                .build();
        this.api = retrofit.create(MarketData.class);
        this.history = retrofit.create(HistoryApi.class);
        this.tiers = new Tiers(known, history);
        this.candles = new CandleReads(known, tiers, api, history, this::event, this::market);
        this.account = new Account(known, tiers, retrofit);
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
        return pull(List.of(() -> once(api.series(parameters.at(null)))), Shapes.SERIES);
    }

    public Pull events(Request request) {
        Parameters parameters = Parameters.of(request, connection.clock()).unless("limit", EVENTS_A_PAGE);
        return pull(List.of(() -> pages(cursor -> api.events(parameters.at(cursor)))), Shapes.EVENTS);
    }

    /** Events of combos, which the exchange keeps apart. */
    public Pull comboEvents(Request request) {
        Parameters parameters = Parameters.of(request, connection.clock()).unless("limit", EVENTS_A_PAGE);
        return pull(List.of(() -> pages(cursor -> api.comboEvents(parameters.at(cursor)))), Shapes.EVENTS);
    }

    public Pull markets(Request request) {
        List<Supplier<Strand>> strands = new ArrayList<>();
        for (@Nullable String tickers : joined(request.texts("tickers"))) {
            strands.add(() -> marketPages(request.with("tickers", tickers)));
        }
        if (connection.tape().isPresent() && !request.historical()) {
            for (@Nullable String tickers : joined(request.texts("tickers"))) {
                Request some = request.with("tickers", tickers);
                if (takenByHistory(some)
                        && known.isOnTape(settledMarkets(some).call().apply(null))) {
                    strands.add(() -> settledMarkets(some));
                }
            }
        }
        if (request.historical() || connection.tape().isPresent()) {
            return pull(strands, Shapes.MARKETS);
        }
        boolean named = Stream.of("tickers", "event_ticker", "series_ticker")
                .anyMatch(parameter -> request.parameters().containsKey(parameter));
        String status = String.valueOf(request.text("status"));
        Pull pull = new Pull(connection, Shapes.MARKETS, null, () -> Pull.chains(known, strands));
        if ((status.equals("null") || status.equals("settled")) && takenByHistory(request)) {
            if (named) {
                pull.further(Account.once(() -> archivedMarkets(request)));
            } else if (status.equals("settled")) {
                pull.atEnd(() -> reachesBack(request)
                        ? "markets settled before the cutoff are history, which is asked only for a series, an event"
                                + " or tickers"
                        : null);
            }
        }
        return pull;
    }

    /** Behind the live ones: what was archived meanwhile is there then. */
    private List<Part> archivedMarkets(Request request) {
        if (!reachesBack(request)) {
            return List.of();
        }
        List<Supplier<Strand>> strands = new ArrayList<>();
        for (@Nullable String tickers : joined(request.texts("tickers"))) {
            strands.add(() -> settledMarkets(request.with("tickers", tickers)));
        }
        return Pull.chains(known, strands);
    }

    /** True when markets that were settled before the cutoff are asked for too. */
    private boolean reachesBack(Request request) {
        Instant cutoff = tiers.cutoff(false).marketSettledTs();
        return cutoff != null
                && cutoff.isAfter(Instant.EPOCH)
                && (request.from() == null
                        || request.from().resolve(connection.clock()).isBefore(cutoff));
    }

    /** The historical tier has few parameters: with others it cannot give the rest of the same list. */
    private static boolean takenByHistory(Request request) {
        return Set.of("limit", "tickers", "event_ticker", "series_ticker", "mve_filter", "status")
                .containsAll(request.parameters().keySet());
    }

    private Strand marketPages(Request request) {
        if (request.historical()) {
            return settledMarkets(request);
        }
        Parameters parameters = Parameters.of(request, connection.clock()).unless("limit", MARKETS_A_PAGE);
        if (connection.tape().isEmpty() && NARROW.stream().noneMatch(request.parameters()::containsKey)) {
            parameters.with("mve_filter", "exclude"); // there are many times more combos than markets
        }
        String span = span(request.text("status"));
        parameters
                .with("min_" + span + "_ts", seconds(request.from()))
                .with("max_" + span + "_ts", seconds(request.to()));
        return pages(cursor -> api.markets(parameters.at(cursor)));
    }

    /** The historical tier takes no range and no status: all its markets are settled, and the range is kept here. */
    private Strand settledMarkets(Request request) {
        Request all = "settled".equals(request.text("status")) ? request.with("status", null) : request;
        Parameters parameters = Parameters.of(all, connection.clock()).unless("limit", MARKETS_A_PAGE);
        Window window = Window.of(request.from(), request.to(), connection.clock());
        return new Strand(
                cursor -> history.markets(parameters.at(cursor)),
                request.from() == null && request.to() == null
                        ? UnaryOperator.identity()
                        : window.rows("settlement_ts"));
    }

    /** The exchange accepts a range over the time that goes with the status, and over no other. */
    private static String span(@Nullable String status) {
        return switch (String.valueOf(status)) {
            case "unopened", "open" -> "created";
            case "settled" -> "settled";
            default -> "close";
        };
    }

    /** So many tickers a request as fit a URL; one null when none was named. */
    private static List<@Nullable String> joined(List<String> tickers) {
        List<@Nullable String> joined = new ArrayList<>();
        if (tickers.isEmpty()) {
            joined.add(null);
        }
        for (int i = 0; i < tickers.size(); i += TICKERS_A_REQUEST) {
            joined.add(String.join(",", tickers.subList(i, Math.min(tickers.size(), i + TICKERS_A_REQUEST))));
        }
        return joined;
    }

    /**
     * Trades from {@code from} to before {@code to}, to the microsecond, newest first as the exchange sends them: of both
     * tiers, unless the historical one alone is asked for.
     */
    public Pull trades(@Nullable List<String> tickers, Request request) {
        Window window = Window.of(request.from(), request.to(), connection.clock());
        Range range = window.range();
        if (request.parameters().containsKey("cursor")) {
            // Somebody goes on where an answer ended: one chain, in one tier.
            Timeline line = trades(
                    tickers == null ? null : tickers.get(0),
                    request,
                    request.historical() ? Tier.HISTORICAL : Tier.LIVE,
                    null);
            return pull(
                    List.of(() -> new Strand(
                            cursor -> line.pages().at(window.minTs(), window.maxTs(), cursor),
                            window.rows("created_time"))),
                    Shapes.TRADES);
        }
        if (request.historical() || connection.tape().isPresent()) {
            return new Pull(connection, Shapes.TRADES, "created_time", () -> {
                List<Part> parts = new ArrayList<>();
                for (@Nullable String ticker : orAll(tickers)) {
                    for (Timeline line : lines(ticker, request, window)) {
                        parts.addAll(line.parts(range, request.anew()));
                    }
                }
                return parts;
            });
        }
        return stitched(Shapes.TRADES, () -> {
            List<Tiers.Both> subjects = new ArrayList<>();
            for (@Nullable String ticker : orAll(tickers)) {
                Absence absence = new Absence();
                subjects.add(new Tiers.Both(
                        trades(ticker, request, Tier.LIVE, absence),
                        trades(ticker, request, Tier.HISTORICAL, absence),
                        subject("trades both", ticker, request),
                        ticker,
                        absence));
            }
            return tiers.stitched(subjects, range, request.anew(), HistoricalCutoff::tradesCreatedTs, this::listed);
        });
    }

    /** One tier alone; from a tape those that are on it. */
    private List<Timeline> lines(@Nullable String ticker, Request request, Window window) {
        Timeline historical = trades(ticker, request, Tier.HISTORICAL, null);
        if (request.historical()) {
            return List.of(historical);
        }
        Timeline live = trades(ticker, request, Tier.LIVE, null);
        List<Timeline> recorded = Stream.of(live, historical)
                .filter(line -> known.isOnTape(line.pages().at(window.minTs(), window.maxTs(), null)))
                .toList();
        return recorded.isEmpty() ? List.of(live) : recorded;
    }

    private Pull stitched(Schema schema, Supplier<Tiers.Stitched> plan) {
        AtomicReference<Tiers.@Nullable Stitched> planned = new AtomicReference<>();
        return new Pull(connection, schema, "created_time", () -> {
                    Tiers.Stitched stitched = plan.get();
                    planned.set(stitched);
                    return stitched.parts();
                })
                .further(() -> {
                    Tiers.Stitched stitched = planned.get();
                    return stitched == null ? List.of() : stitched.further();
                });
    }

    private static String subject(String what, @Nullable String ticker, Request request) {
        return what + " " + (ticker == null ? "*" : ticker) + " " + new TreeMap<>(request.parameters());
    }

    private static List<@Nullable String> orAll(@Nullable List<String> tickers) {
        List<@Nullable String> all = new ArrayList<>();
        if (tickers == null) {
            all.add(null);
        } else {
            all.addAll(tickers);
        }
        return all;
    }

    private Timeline trades(@Nullable String ticker, Request request, Tier tier, @Nullable Absence absence) {
        return new Timeline(
                known,
                subject("trades " + tier.word(), ticker, request),
                Shelf.PUBLIC,
                Shapes.TRADES.index("created_time"),
                (minTs, maxTs, cursor) -> {
                    Map<String, String> parameters = Parameters.of(request, connection.clock())
                            .unless("limit", TRADES_A_PAGE)
                            .with("ticker", ticker)
                            .with("min_ts", minTs)
                            .with("max_ts", maxTs)
                            .at(cursor);
                    return tier == Tier.HISTORICAL ? history.trades(parameters) : api.trades(parameters);
                },
                () -> ticker == null ? null : opened(ticker),
                tier,
                absence,
                Duration.ZERO,
                new AtomicLong(Timeline.ON));
    }

    /** Those of some markets, a hundred at most, that the live tier lists; null when it does not say. */
    private @Nullable Map<String, Tiers.Listed> listed(List<String> tickers) {
        int name = Shapes.MARKETS.index("ticker");
        int time = Shapes.MARKETS.index("open_time");
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("limit", Integer.toString(MARKETS_A_PAGE));
        parameters.put("tickers", String.join(",", tickers));
        Page page;
        try {
            page = known.run(api.markets(parameters), false).page();
        } catch (ExchangeException e) {
            return null; // a hint: nothing fails for want of it
        }
        if (!page.cursor().isEmpty()) {
            return null; // there are more of them than were given
        }
        Map<String, Tiers.Listed> listed = new HashMap<>();
        Columns rows = page.rows();
        for (int row = 0; row < rows.rows(); row++) {
            listed.put(
                    String.valueOf(rows.textAt(name, row)),
                    new Tiers.Listed(rows.isMissing(time, row) ? null : (Long) rows.longAt(time, row)));
        }
        return listed;
    }

    /** When a market opened, in microseconds; null when nobody says so: it is a hint, and nothing fails for want of it. */
    private @Nullable Long opened(String ticker) {
        try {
            Instant open = market(ticker).openTime();
            return open == null ? null : (Long) Range.micros(open);
        } catch (KalshiException e) {
            return null;
        }
    }

    public Pull books(List<String> tickers, Request request) {
        List<Supplier<Strand>> strands = new ArrayList<>();
        if (tickers.size() > 1 && together(tickers)) {
            for (int i = 0; i < tickers.size(); i += TICKERS_A_REQUEST) {
                List<String> some = tickers.subList(i, Math.min(tickers.size(), i + TICKERS_A_REQUEST));
                strands.add(() -> batchOfBooks(some, request));
            }
            return Batch.of(known, tickers, Shapes.BOOK, strands);
        }
        for (String ticker : tickers) {
            strands.add(() -> book(ticker, request));
        }
        return pull(strands, Shapes.BOOK);
    }

    /** True when several books are asked for at once: not on a tape that does not hold them so. */
    private boolean together(List<String> tickers) {
        List<String> some = tickers.subList(0, Math.min(tickers.size(), TICKERS_A_REQUEST));
        return connection.tape().isEmpty()
                || connection.recorded(api.books(some, Map.of()).request());
    }

    private Strand batchOfBooks(List<String> tickers, Request request) {
        ours(request, "tickers", "each market is named to book(…)");
        // The exchange gives whole books here: the depth is cut below.
        Map<String, String> others =
                Parameters.of(request.with("depth", null), connection.clock()).at(null);
        Call<Page> call = api.books(tickers, others);
        UnaryOperator<Columns> shallow = shallow(request);
        return new Strand(cursor -> call.clone(), rows -> shallow.apply(inOrder(rows, tickers)));
    }

    /** The rows of those markets, as they were named and not as they were served. */
    private static Columns inOrder(Columns rows, List<String> tickers) {
        int ticker = rows.schema().index("ticker");
        Columns ordered = new Columns(rows.schema());
        for (String wanted : new LinkedHashSet<>(tickers)) {
            ordered.addAll(rows.where(row -> wanted.equals(rows.textAt(ticker, row))));
        }
        return ordered;
    }

    private Strand book(String ticker, Request request) {
        int name = Shapes.BOOK.index("ticker");
        UnaryOperator<Columns> shallow = shallow(request);
        Call<Page> call =
                api.book(ticker, Parameters.of(request, connection.clock()).at(null));
        return new Strand(cursor -> call.clone(), rows -> {
            for (int row = 0; row < rows.rows(); row++) {
                rows.replace(name, row, ticker);
            }
            return shallow.apply(rows);
        });
    }

    /** Keeps so many levels a side as were asked for. */
    private static UnaryOperator<Columns> shallow(Request request) {
        int level = Shapes.BOOK.index("level");
        String depth = request.text("depth");
        long deepest = depth == null ? Long.MAX_VALUE : Long.parseLong(depth);
        return rows -> rows.where(row -> rows.longAt(level, row) <= deepest);
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
                    Call<Page> call = api.forecast(
                            series == null ? Ticker.series(event) : series,
                            event,
                            percentiles,
                            Parameters.of(request, connection.clock())
                                    .with("start_ts", candles.begin(request) - 1)
                                    .with("end_ts", candles.last(request))
                                    .with("period_interval", minutes)
                                    .at(null));
                    return once(call);
                }),
                CatalogShapes.FORECAST);
    }

    public EventMetadata eventMetadata(String event) {
        return METADATA.read(Operation.one(connection, api.eventMetadata(event), "the metadata of event " + event), 0);
    }

    public Series series(String ticker, Map<String, ?> parameters) {
        Call<Page> call = api.oneSeries(ticker, parameters(parameters));
        return SERIES.read(one(call, "series " + ticker), 0);
    }

    public Event event(String ticker) {
        return event(ticker, Map.of());
    }

    public Event event(String ticker, Map<String, ?> parameters) {
        Call<Page> call = api.event(ticker, parameters(parameters));
        return EVENTS.read(one(call, "event " + ticker), 0);
    }

    private Map<String, String> parameters(Map<String, ?> parameters) {
        return Parameters.of(Request.ALL.with(parameters), connection.clock()).at(null);
    }

    /** One market, of the live tier or else of the historical one: each answers 404 to what the other has. */
    public Market market(String ticker) {
        try {
            return MARKETS.read(one(api.market(ticker), "market " + ticker), 0);
        } catch (ExchangeException | NotRecordedException e) {
            if (e instanceof ExchangeException refused && refused.status() != 404) {
                throw e;
            }
            try {
                return MARKETS.read(one(history.market(ticker), "market " + ticker), 0);
            } catch (NotRecordedException ignored) {
                throw e;
            } catch (ExchangeException older) {
                throw older.status() == 404 ? e : older;
            }
        }
    }

    private Columns one(Call<Page> call, String what) {
        return Operation.one(connection, call, known.run(call, false), what);
    }

    private Pull pull(List<Supplier<Strand>> strands, Schema schema) {
        return Pull.of(known, schema, strands);
    }

    private static Strand pages(Function<@Nullable String, Call<Page>> call) {
        return new Strand(call, UnaryOperator.identity());
    }

    private static Strand once(Call<Page> call) {
        return new Strand(cursor -> call.clone(), UnaryOperator.identity());
    }

    private @Nullable Long seconds(@Nullable Moment moment) {
        return moment == null ? null : (Long) moment.resolve(connection.clock()).getEpochSecond();
    }
}
