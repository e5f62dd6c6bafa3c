package dev.kalshilab.rest;

import dev.kalshilab.cache.Lookups;
import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Records;
import dev.kalshilab.column.Schema;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.Candle;
import dev.kalshilab.model.Event;
import dev.kalshilab.model.EventMetadata;
import dev.kalshilab.model.ExchangeException;
import dev.kalshilab.model.ForecastPoint;
import dev.kalshilab.model.Interval;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Market;
import dev.kalshilab.model.Moment;
import dev.kalshilab.model.NotRecordedException;
import dev.kalshilab.model.Request;
import dev.kalshilab.model.Series;
import dev.kalshilab.model.Ticker;
import dev.kalshilab.model.Trade;
import dev.kalshilab.tape.Tape;
import dev.kalshilab.wire.CatalogShapes;
import dev.kalshilab.wire.Drift;
import dev.kalshilab.wire.Page;
import dev.kalshilab.wire.Shapes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    private static final int MARKETS_A_PAGE = 1000;
    private static final int EVENTS_A_PAGE = 200;
    private static final int TRADES_A_PAGE = 1000;
    private static final int TICKERS_A_REQUEST = 100;
    private static final int CANDLES_A_BATCH = 10_000;
    private static final int LEAST_PERIODS = 2;
    private static final Records<EventMetadata> METADATA =
            Records.of(EventMetadata.class, CatalogShapes.EVENT_METADATA);

    /** The exchange refuses a candle request whose range holds more periods than this. */
    private static final long PERIODS_A_REQUEST = 5000;

    private final Connection connection;
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
    private final Lookups<String> seriesOfTicker = new Lookups<>();

    public Rest(Connection connection) {
        this.connection = connection;
        Retrofit retrofit = new Retrofit.Builder()
                .baseUrl(connection.url())
                .callFactory(connection.calls())
                .addConverterFactory(new Reads.Converter(drift))
                .addConverterFactory(new Bodies())
                .build();
        this.api = retrofit.create(MarketData.class);
        this.history = retrofit.create(HistoryApi.class);
        this.account = new Account(connection, retrofit);
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

    /** Has everything asked anew. */
    public void forget() {
        seriesOfTicker.clear();
    }

    /** Questions answered from what was known. */
    public long cached() {
        return seriesOfTicker.hits();
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
        return pull(strands, Shapes.MARKETS);
    }

    private Strand marketPages(Request request) {
        if (request.historical()) {
            return settledMarkets(request);
        }
        Parameters parameters = Parameters.of(request, connection.clock()).unless("limit", MARKETS_A_PAGE);
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

    /** Trades from {@code from} to before {@code to}, to the microsecond, newest first as the exchange sends them. */
    public Pull trades(@Nullable List<String> tickers, Request request) {
        List<Supplier<Strand>> strands = new ArrayList<>();
        for (@Nullable String ticker : orAll(tickers)) {
            strands.add(() -> tradePages(ticker, request));
        }
        return pull(strands, Shapes.TRADES);
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

    private Strand tradePages(@Nullable String ticker, Request request) {
        Window window = Window.of(request.from(), request.to(), connection.clock());
        Parameters parameters = Parameters.of(request, connection.clock())
                .unless("limit", TRADES_A_PAGE)
                .with("ticker", ticker)
                .with("min_ts", window.minTs())
                .with("max_ts", window.maxTs());
        return new Strand(
                cursor -> request.historical()
                        ? history.trades(parameters.at(cursor))
                        : api.trades(parameters.at(cursor)),
                window.rows("created_time"));
    }

    public Pull books(List<String> tickers, Request request) {
        List<Supplier<Strand>> strands = new ArrayList<>();
        if (tickers.size() > 1 && connection.tape().isEmpty()) {
            for (int i = 0; i < tickers.size(); i += TICKERS_A_REQUEST) {
                List<String> some = tickers.subList(i, Math.min(tickers.size(), i + TICKERS_A_REQUEST));
                strands.add(() -> batchOfBooks(some, request));
            }
            return answering(tickers, Shapes.BOOK, strands);
        }
        for (String ticker : tickers) {
            strands.add(() -> book(ticker, request));
        }
        return pull(strands, Shapes.BOOK);
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

    /** A pull that says which of the markets the exchange passed over: a batch leaves out what it does not know. */
    private Pull answering(List<String> asked, Schema schema, List<Supplier<Strand>> strands) {
        Set<String> answered = new HashSet<>();
        List<Supplier<Strand>> watched = new ArrayList<>();
        for (Supplier<Strand> strand : strands) {
            watched.add(() -> {
                Strand all = strand.get();
                return new Strand(all.call(), all.finish(), page -> {
                    answered.addAll(page.tickers());
                    return all.next().apply(page);
                });
            });
        }
        Pull pull = pull(watched, schema);
        pull.atEnd(() -> {
            List<String> missing = asked.stream()
                    .distinct()
                    .filter(ticker -> !answered.contains(ticker))
                    .toList();
            return missing.isEmpty()
                    ? null
                    : "the exchange answered nothing for " + missing.size() + " of " + asked.size() + " markets: "
                            + String.join(", ", missing.subList(0, Math.min(3, missing.size())))
                            + (missing.size() > 3 ? ", …" : "");
        });
        return pull;
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

    /**
     * Candles, in ranges that the exchange accepts, one behind the other.
     *
     * <p>Without a range: the whole life of the market, as its open and close time say; on a tape what it holds.
     */
    public Pull candles(List<String> tickers, Interval interval, Request request) {
        oursOfCandles(request);
        if (tickers.size() > 1
                && request.from() != null
                && !request.historical()
                && connection.tape().isEmpty()) {
            return batches(tickers, interval, request);
        }
        Pull pull = new Pull(connection, Shapes.CANDLES, Pull.timeColumn(Shapes.CANDLES), () -> {
            List<Supplier<Strand>> strands = new ArrayList<>();
            for (String ticker : tickers) {
                strands.addAll(candles(ticker, interval, request));
            }
            return strands.iterator();
        });
        connection
                .tape()
                .ifPresent(tape ->
                        tickers.forEach(ticker -> held(tape, ticker, interval).ifPresent(pull::note)));
        return pull;
    }

    /** Refuses a parameter that says what the question says by itself: it would be passed over. */
    private static void ours(Request request, String parameter, String instead) {
        if (request.parameters().containsKey(parameter)) {
            throw new KalshiException(
                    "parameter(\"" + parameter + "\", …) would be passed over: " + instead + ".\nLeave it out.");
        }
    }

    private static void oursOfCandles(Request request) {
        ours(request, "start_ts", "since(…) says where the range begins");
        ours(request, "end_ts", "until(…) says where the range ends");
        ours(request, "period_interval", "minutely(), hourly() or daily() says how long a period is");
        ours(request, "market_tickers", "each market is named to candles(…)");
    }

    /** Several markets over one range: as many a request as the exchange gives, each range behind the other. */
    private Pull batches(List<String> tickers, Interval interval, Request request) {
        long begin = begin(request);
        long last = last(request);
        long seconds = interval.length().toSeconds();
        // A range touches so many periods at most, whichever way it lies.
        long periods = Math.max(1, (last - begin) / seconds + 2);
        long apiece = periodsOfABatch(periods, tickers.size());
        int together = (int) Math.min(TICKERS_A_REQUEST, CANDLES_A_BATCH / apiece);
        long step = (apiece - 1) * seconds;
        List<Supplier<Strand>> strands = new ArrayList<>();
        for (int i = 0; i < tickers.size(); i += together) {
            List<String> some = tickers.subList(i, Math.min(tickers.size(), i + together));
            for (long first = begin; first <= last; first += step) {
                long from = first;
                long until = Math.min(last, first + step - 1);
                strands.add(() -> batch(some, interval, request, from, until));
            }
        }
        return answering(tickers, Shapes.CANDLES, strands);
    }

    /** How many periods a batch should ask for, so that all periods of all markets take the fewest requests. */
    static long periodsOfABatch(long periods, int tickers) {
        long best = 0;
        long fewest = Long.MAX_VALUE;
        for (long apiece = Math.min(PERIODS_A_REQUEST, Math.max(2, periods)); apiece >= LEAST_PERIODS; apiece--) {
            long together = Math.min(TICKERS_A_REQUEST, CANDLES_A_BATCH / apiece);
            // Neighbouring ranges overlap by a period where neither ends with one.
            long requests = ceilDiv(periods, apiece - 1) * ceilDiv(tickers, together);
            if (requests < fewest) {
                fewest = requests;
                best = apiece;
            }
            if (together == TICKERS_A_REQUEST) {
                break; // fewer periods do not let more markets in
            }
        }
        return best;
    }

    private static long ceilDiv(long all, long each) {
        return (all + each - 1) / each;
    }

    private Strand batch(List<String> tickers, Interval interval, Request request, long from, long until) {
        Parameters parameters = Parameters.of(request, connection.clock())
                .with("market_tickers", tickers)
                .with("start_ts", from)
                .with("end_ts", until)
                .with("period_interval", interval.minutes());
        Call<Page> call = api.batchCandles(parameters.at(null));
        return new Strand(cursor -> call.clone(), rows -> CandleRows.complete(rows, null, interval));
    }

    /** The candles of all markets of an event: where the exchange cuts an answer short, the next one goes on. */
    public Pull eventCandles(String event, Interval interval, Request request) {
        oursOfCandles(request);
        return pull(
                List.of(() -> {
                    String series = event(event).seriesTicker();
                    if (series == null) {
                        throw new KalshiException(
                                "The exchange names no series for event " + event + ", and its candles"
                                        + " are asked for by series.\nAsk by market: kalshi.candles(kalshi.markets().event(\""
                                        + event
                                        + "\")).");
                    }
                    long begin = begin(request);
                    long last = last(request);
                    Set<String> seen = new HashSet<>();
                    int ticker = Shapes.CANDLES.index("ticker");
                    int end = Shapes.CANDLES.index("end");
                    return new Strand(
                            cursor -> api.eventCandles(
                                    series,
                                    event,
                                    Parameters.of(request, connection.clock())
                                            .with("start_ts", cursor == null ? (Object) begin : cursor)
                                            .with("end_ts", last)
                                            .with("period_interval", interval.minutes())
                                            .at(null)),
                            rows -> CandleRows.complete(rows, null, interval)
                                    .where(row -> seen.add(rows.textAt(ticker, row) + " " + rows.longAt(end, row))),
                            page -> further(page, begin, last));
                }),
                Shapes.CANDLES);
    }

    /** Where an answer about an event was cut short; empty when it was not. */
    private static String further(Page page, long begin, long last) {
        String adjusted = page.beside().get("adjusted_end_ts");
        if (adjusted == null || !adjusted.matches("\\d{1,18}")) {
            return "";
        }
        long end = Long.parseLong(adjusted);
        return end >= begin && end < last ? adjusted : "";
    }

    /** The first second that a candle of the range may end in. */
    private long begin(Request request) {
        Moment from = request.from();
        if (from == null) {
            throw new KalshiException(
                    "These candles are asked for over a range, and none was given.\nSay it: .since(\"-7d\")"
                            + " or .last(Duration.ofDays(7)).");
        }
        long begin = from.resolve(connection.clock()).getEpochSecond() + 1;
        if (begin > last(request)) {
            throw Window.empty(from, request.to());
        }
        return begin;
    }

    private long last(Request request) {
        Moment to = request.to();
        return to == null
                ? connection.clock().instant().getEpochSecond()
                : to.resolve(connection.clock()).getEpochSecond();
    }

    /** The percentiles of what an event's markets imply, as the exchange computes them. */
    public Pull forecast(String event, List<String> percentiles, int minutes, Request request) {
        oursOfCandles(request);
        ours(request, "percentiles", "percentiles(…) says which");
        return pull(
                List.of(() -> {
                    String series = event(event).seriesTicker();
                    Call<Page> call = api.forecast(
                            series == null ? Ticker.series(event) : series,
                            event,
                            percentiles,
                            Parameters.of(request, connection.clock())
                                    .with("start_ts", begin(request) - 1)
                                    .with("end_ts", last(request))
                                    .with("period_interval", minutes)
                                    .at(null));
                    return once(call);
                }),
                CatalogShapes.FORECAST);
    }

    public EventMetadata eventMetadata(String event) {
        return METADATA.read(Operation.one(connection, api.eventMetadata(event), "the metadata of event " + event), 0);
    }

    /** What several recorded ranges do not say by themselves: that the question was wider, or fell between them. */
    private Optional<String> held(Tape tape, String ticker, Interval interval) {
        List<Map.Entry<Long, Long>> ranges = tape.candleRanges(ticker, interval.minutes());
        if (ranges.size() < 2) {
            return Optional.empty(); // the one answer says it
        }
        return Optional.of("the tape holds " + ranges.size() + " ranges of " + ticker + " between "
                + Instant.ofEpochSecond(ranges.get(0).getKey()) + " and "
                + Instant.ofEpochSecond(ranges.get(ranges.size() - 1).getValue()));
    }

    private List<Supplier<Strand>> candles(String ticker, Interval interval, Request request) {
        Moment from = request.from();
        Moment to = request.to();
        Long begin =
                from == null ? null : (Long) (from.resolve(connection.clock()).getEpochSecond() + 1);
        Long until = to == null ? null : (Long) to.resolve(connection.clock()).getEpochSecond();
        if (begin != null && until != null && begin > until) {
            throw Window.empty(from, to);
        }
        if (connection.tape().isPresent()) {
            return recorded(connection.tape().get(), ticker, interval, request, begin, until);
        }
        long last = until == null ? connection.clock().instant().getEpochSecond() : until;
        if (begin != null) {
            return ranges(ticker, interval, request, begin, last, () -> market(ticker));
        }
        Market market = market(ticker);
        Instant open = market.openTime();
        Instant close = market.closeTime();
        if (open == null) {
            throw new KalshiException("Market " + ticker + " has no open time, so nobody knows where its candles"
                    + " begin.\nSay it: candles(…).since(\"-30d\").");
        }
        long end = close == null
                ? last
                : Math.min(last, close.plus(longest(interval)).getEpochSecond());
        return ranges(ticker, interval, request, open.getEpochSecond() + 1, end, () -> market);
    }

    /**
     * The recorded answers that touch the range, one behind the other: a live pull leaves several.
     *
     * <p>A tape has what it has: no bound but the asked ones, no cap, and rows behind its clock are rows too.
     */
    private List<Supplier<Strand>> recorded(
            Tape tape, String ticker, Interval interval, Request request, @Nullable Long begin, @Nullable Long until) {
        List<Map.Entry<Long, Long>> ranges = tape.candleRanges(ticker, interval.minutes()).stream()
                .filter(range ->
                        (begin == null || range.getValue() >= begin) && (until == null || range.getKey() <= until))
                .toList();
        if (ranges.size() < 2) {
            return List.of(() -> candles(ticker, interval, request, begin, until, () -> market(ticker)));
        }
        Set<Long> seen = new HashSet<>();
        int end = Shapes.CANDLES.index("end");
        List<Supplier<Strand>> strands = new ArrayList<>();
        for (Map.Entry<Long, Long> range : ranges) {
            strands.add(() -> {
                Strand all = candles(ticker, interval, request, range.getKey(), range.getValue(), () -> market(ticker));
                return new Strand(all.call(), rows -> all.finish().apply(rows).where(row -> {
                    long at = Math.floorDiv(rows.longAt(end, row), 1_000_000L);
                    return (begin == null || at >= begin) && (until == null || at <= until) && seen.add(at);
                }));
            });
        }
        return strands;
    }

    /** One request behind the other, each of as many periods as the exchange gives, no second in two of them. */
    private List<Supplier<Strand>> ranges(
            String ticker, Interval interval, Request request, long begin, long last, Supplier<Market> market) {
        List<Supplier<Strand>> strands = new ArrayList<>();
        long step = (PERIODS_A_REQUEST - 1) * interval.length().toSeconds();
        for (long first = begin; first <= last; first += step) {
            long from = first;
            long until = Math.min(last, first + step - 1);
            strands.add(() -> candles(ticker, interval, request, from, until, market));
        }
        return strands;
    }

    /** The longest that a candle can be: a day on which clocks are put back has 25 hours. */
    private static Duration longest(Interval interval) {
        return interval == Interval.DAY ? interval.length().plusHours(1) : interval.length();
    }

    /** Of the tier that the request asks for; the historical one needs no series. */
    private Strand candles(
            String ticker,
            Interval interval,
            Request request,
            @Nullable Long startTs,
            @Nullable Long endTs,
            Supplier<Market> market) {
        Parameters parameters = Parameters.of(request, connection.clock())
                .with("start_ts", startTs)
                .with("end_ts", endTs)
                .with("period_interval", interval.minutes());
        Call<Page> call = request.historical()
                ? history.candles(ticker, parameters.at(null))
                : api.candles(seriesOf(ticker, market), ticker, parameters.at(null));
        return new Strand(cursor -> call.clone(), rows -> CandleRows.complete(rows, ticker, interval));
    }

    /** The series of a market: on a tape as a recorded path says, else market → event → series. */
    private String seriesOf(String ticker, Supplier<Market> market) {
        String series = seriesOfTicker.get(ticker, key -> {
            Optional<String> recorded = connection.tape().flatMap((Tape tape) -> tape.seriesOf(key));
            return recorded.isPresent() ? recorded.get() : asked(market.get());
        });
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

    private @Nullable String asked(Market market) {
        String event = market.eventTicker();
        return event == null ? null : event(event).seriesTicker();
    }

    public Series series(String ticker, Map<String, ?> parameters) {
        Call<Page> call = api.oneSeries(ticker, parameters(parameters));
        return SERIES.read(Operation.one(connection, call, "series " + ticker), 0);
    }

    public Event event(String ticker) {
        return event(ticker, Map.of());
    }

    public Event event(String ticker, Map<String, ?> parameters) {
        Call<Page> call = api.event(ticker, parameters(parameters));
        return EVENTS.read(Operation.one(connection, call, "event " + ticker), 0);
    }

    private Map<String, String> parameters(Map<String, ?> parameters) {
        return Parameters.of(Request.ALL.with(parameters), connection.clock()).at(null);
    }

    /** One market, of the live tier or else of the historical one: each answers 404 to what the other has. */
    public Market market(String ticker) {
        try {
            return MARKETS.read(Operation.one(connection, api.market(ticker), "market " + ticker), 0);
        } catch (ExchangeException | NotRecordedException e) {
            if (e instanceof ExchangeException refused && refused.status() != 404) {
                throw e;
            }
            try {
                return MARKETS.read(Operation.one(connection, history.market(ticker), "market " + ticker), 0);
            } catch (NotRecordedException ignored) {
                throw e;
            } catch (ExchangeException older) {
                throw older.status() == 404 ? e : older;
            }
        }
    }

    private Pull pull(List<Supplier<Strand>> strands, Schema schema) {
        return new Pull(connection, schema, Pull.timeColumn(schema), strands::iterator);
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
