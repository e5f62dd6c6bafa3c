package dev.kalshilab.rest;

import dev.kalshilab.cache.Finality;
import dev.kalshilab.cache.Held;
import dev.kalshilab.cache.Kept;
import dev.kalshilab.cache.Range;
import dev.kalshilab.cache.Ranges;
import dev.kalshilab.cache.Shelf;
import dev.kalshilab.cache.Slab;
import dev.kalshilab.column.Columns;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.Event;
import dev.kalshilab.model.ExchangeException;
import dev.kalshilab.model.HistoricalCutoff;
import dev.kalshilab.model.Interval;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Market;
import dev.kalshilab.model.Moment;
import dev.kalshilab.model.NotRecordedException;
import dev.kalshilab.model.Request;
import dev.kalshilab.tape.Tape;
import dev.kalshilab.wire.Page;
import dev.kalshilab.wire.Shapes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;

/** Asks for candles: of markets one by one or together, of an event, of either tier, and from a tape. */
final class CandleReads {
    /** The exchange refuses a candle request whose range holds more periods than this. */
    private static final long PERIODS_A_REQUEST = 5000;

    private static final int END = Shapes.CANDLES.index("end");
    static final int TICKERS_A_REQUEST = 100;
    private static final int CANDLES_A_BATCH = 10_000;
    private static final int LEAST_PERIODS = 2;
    private static final String SERIES = "series";
    static final String TIER = "tier";

    private final Known known;
    private final Tiers tiers;
    private final Connection connection;
    private final MarketData api;
    private final HistoryApi history;
    private final Function<String, Event> event;
    private final Function<String, Market> market;

    /**
     * @param event asks for an event, which names its series
     * @param market asks for a market, which names its event and its times
     */
    CandleReads(
            Known known,
            Tiers tiers,
            MarketData api,
            HistoryApi history,
            Function<String, Event> event,
            Function<String, Market> market) {
        this.known = known;
        this.tiers = tiers;
        this.connection = known.connection();
        this.api = api;
        this.history = history;
        this.event = event;
        this.market = market;
    }

    /**
     * Candles, in ranges that the exchange accepts, one behind the other.
     *
     * <p>Without a range: the whole life of the market, as its open and close time say; on a tape what it holds.
     */
    Pull of(List<String> tickers, Interval interval, Request request) {
        oursOfCandles(request);
        if (connection.tape().isPresent()) {
            return recorded(connection.tape().get(), tickers, interval, request);
        }
        if (tickers.size() > 1 && request.from() != null && !request.historical()) {
            return new CandleBatches(this, known, history, market, tickers, interval, request)
                    .pull(begin(request), last(request));
        }
        return new Pull(connection, Shapes.CANDLES, Pull.timeColumn(Shapes.CANDLES), () -> {
                    List<Part> parts = new ArrayList<>();
                    for (String ticker : tickers) {
                        if (request.from() != null) {
                            parts.addAll(ofMarket(ticker, interval, request)); // which asks nothing
                        } else {
                            parts.add(
                                    Once.then(() -> ofMarket(ticker, interval, request), () -> isHeld(ticker) ? 0 : 1));
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

    /** True when it takes one request to ask for candles from there on: of a tier and by a series that are known. */
    private boolean takesOne(String ticker, Request request, long from) {
        return request.historical() || known.knows(TIER, ticker) || (isSurelyLive(from) && known.knows(SERIES, ticker));
    }

    private Pull recorded(Tape tape, List<String> tickers, Interval interval, Request request) {
        if (tickers.size() > 1 && request.from() != null && !request.historical()) {
            List<Asked> batches = batches(tickers, interval, begin(request), last(request));
            // A tape of single answers is asked for single ones.
            if (connection.recorded(call(batches.get(0), interval, request).request())) {
                return recordedTogether(tickers, batches, interval, request);
            }
        }
        Pull pull = new Pull(connection, Shapes.CANDLES, Pull.timeColumn(Shapes.CANDLES), () -> {
            List<Supplier<Strand>> strands = new ArrayList<>();
            for (String ticker : tickers) {
                strands.addAll(recorded(tape, ticker, interval, request));
            }
            return Pull.chains(known, strands, request.anew());
        });
        tickers.forEach(ticker -> held(tape, ticker, interval).ifPresent(pull::note));
        return pull;
    }

    static void oursOfCandles(Request request) {
        Rest.ours(request, "start_ts", "since(…) says where the range begins");
        Rest.ours(request, "end_ts", "until(…) says where the range ends");
        Rest.ours(request, "period_interval", "minutely(), hourly() or daily() says how long a period is");
        Rest.ours(request, "market_tickers", "each market is named to candles(…)");
    }

    /** Some markets over a range in seconds: one request. */
    record Asked(List<String> tickers, long from, long until) {}

    /** Several markets over one range: as many a request as the exchange gives, each range behind the other. */
    static List<Asked> batches(List<String> tickers, Interval interval, long begin, long last) {
        long seconds = interval.length().toSeconds();
        // A range touches so many periods at most, whichever way it lies.
        long periods = Math.max(1, (last - begin) / seconds + 2);
        long apiece = periodsOfABatch(periods, tickers.size());
        int together = (int) Math.min(TICKERS_A_REQUEST, CANDLES_A_BATCH / apiece);
        long step = (apiece - 1) * seconds;
        List<Asked> batches = new ArrayList<>();
        for (int i = 0; i < tickers.size(); i += together) {
            List<String> some = tickers.subList(i, Math.min(tickers.size(), i + together));
            for (long first = begin; first <= last; first += step) {
                batches.add(new Asked(some, first, Math.min(last, first + step - 1)));
            }
        }
        return batches;
    }

    private Pull recordedTogether(List<String> tickers, List<Asked> batches, Interval interval, Request request) {
        List<Supplier<Strand>> strands = new ArrayList<>();
        for (Asked batch : batches) {
            strands.add(() -> new Strand(
                    cursor -> call(batch, interval, request),
                    rows -> within(CandleRows.complete(rows, null, interval), batch)));
        }
        return Batch.of(known, tickers, Shapes.CANDLES, strands, request.anew());
    }

    /** A tape gives what it holds, which may be more than was asked for. */
    private static Columns within(Columns candles, Asked batch) {
        return candles.where(row -> {
            long end = Math.floorDiv(candles.longAt(END, row), 1_000_000L);
            return end >= batch.from() && end <= batch.until();
        });
    }

    Call<Page> call(Asked batch, Interval interval, Request request) {
        return api.batchCandles(Parameters.of(request, connection.clock())
                .with("market_tickers", batch.tickers())
                .with("start_ts", batch.from())
                .with("end_ts", batch.until())
                .with("period_interval", interval.minutes())
                .at(null));
    }

    // One market

    static Range range(long from, long until) {
        return new Range(from * 1_000_000L, (until + 1) * 1_000_000L);
    }

    static long seconds(long micros) {
        return Math.floorDiv(micros, 1_000_000L);
    }

    static String subject(String ticker, Interval interval) {
        return "candles " + ticker + " " + interval.minutes();
    }

    /** Other parameters change the rows, and one tier alone has less of them. */
    static boolean keepsNothing(Request request) {
        return !request.parameters().isEmpty() || request.historical();
    }

    Held held(String ticker, Interval interval, Request request, Range wanted) {
        return keepsNothing(request) || request.anew() || known.isRecorded()
                ? new Held(List.of(), Ranges.none())
                : known.store()
                        .map(store -> store.held(subject(ticker, interval), wanted))
                        .orElse(new Held(List.of(), Ranges.none()));
    }

    Part heldRows(Held held, Range range, String ticker, Interval interval) {
        return new HeldRows(known, held.slabs(), range, END, true, rows -> CandleRows.complete(rows, ticker, interval));
    }

    /** Whoever made the answer may not be there any more. */
    long generation(Operation.Result result) {
        return known.store().map(store -> store.generation(result.identity())).orElse(0L);
    }

    void keep(
            String ticker,
            Interval interval,
            Request request,
            Range range,
            Instant asked,
            @Nullable Kept kept,
            long generation) {
        keep(request, subject(ticker, interval), range, asked, kept == null ? List.of() : List.of(kept), generation);
    }

    /** Keeps what the historical tier has of a range, in the place of what the live one said while it was archived. */
    void keepArchived(
            String ticker, Interval interval, Range range, Instant asked, @Nullable Kept kept, long generation) {
        List<Kept> answers = kept == null ? List.of() : List.of(kept);
        known.store().ifPresent(store -> {
            for (Range part : Finality.finalPart(range, asked)) {
                store.renew(new Slab(subject(ticker, interval), part, answers), Shelf.PUBLIC, generation);
            }
        });
    }

    /** Keeps what is final of a range, in the place of what is held where it was asked for anew. */
    void keep(Request request, String subject, Range range, Instant asked, List<Kept> answers, long generation) {
        known.store().ifPresent(store -> {
            for (Range part : Finality.finalPart(range, asked)) {
                Slab slab = new Slab(subject, part, answers);
                if (request.anew()) {
                    store.renew(slab, Shelf.PUBLIC, generation);
                } else {
                    store.keep(slab, Shelf.PUBLIC, generation);
                }
            }
        });
    }

    /** Markets do not come back from the historical tier. */
    boolean archived(String ticker) {
        return Tier.HISTORICAL.word().equals(known.fact(TIER, ticker));
    }

    private List<Part> ofMarket(String ticker, Interval interval, Request request) {
        Moment from = request.from();
        Moment to = request.to();
        Long until = to == null ? null : (Long) to.resolve(connection.clock()).getEpochSecond();
        if (from != null) {
            long begin = from.resolve(connection.clock()).getEpochSecond() + 1;
            if (until != null && begin > until) {
                throw Window.empty(from, to);
            }
            long last = until == null ? connection.clock().instant().getEpochSecond() : until;
            return begin > last
                    ? List.of()
                    : parts(ticker, interval, request, range(begin, last), () -> market.apply(ticker));
        }
        Market market = this.market.apply(ticker);
        Instant open = market.openTime();
        Instant close = market.closeTime();
        if (open == null) {
            throw new KalshiException("Market " + ticker + " has no open time, so nobody knows where its candles"
                    + " begin.\nSay it: candles(…).since(\"-30d\").");
        }
        boolean over = close != null && "finalized".equals(market.status());
        long last = until != null
                ? until
                : over ? Long.MAX_VALUE : connection.clock().instant().getEpochSecond();
        long end = close == null
                ? last
                : Math.min(last, close.plus(longest(interval)).getEpochSecond());
        long begin = open.getEpochSecond() + 1;
        return begin > end ? List.of() : parts(ticker, interval, request, range(begin, end), () -> market);
    }

    private List<Part> parts(String ticker, Interval interval, Request request, Range wanted, Supplier<Market> market) {
        Held held = held(ticker, interval, request, wanted);
        List<Range> all = new ArrayList<>(held.covered().list());
        List<Range> missing = Ranges.of(wanted).minus(held.covered()).list();
        all.addAll(missing);
        Collections.sort(all);
        List<Part> parts = new ArrayList<>();
        for (Range range : all) {
            if (missing.contains(range)) {
                parts.addAll(chunks(ticker, interval, request, range, market));
            } else {
                parts.add(heldRows(held, range, ticker, interval));
            }
        }
        return parts;
    }

    List<Part> chunks(String ticker, Interval interval, Request request, Range range, Set<String> answered) {
        answered.add(ticker);
        return chunks(ticker, interval, request, range, () -> market.apply(ticker));
    }

    /** One request behind the other, each of as many periods as the exchange gives, no second in two of them. */
    private List<Part> chunks(String ticker, Interval interval, Request request, Range range, Supplier<Market> market) {
        List<Part> parts = new ArrayList<>();
        long step = (PERIODS_A_REQUEST - 1) * interval.length().toSeconds();
        long last = seconds(range.to()) - 1;
        for (long first = seconds(range.from()); first <= last; first += step) {
            long from = first;
            long until = Math.min(last, first + step - 1);
            parts.add(Once.giving(
                    () -> chunk(ticker, interval, request, from, until, market), takesOne(ticker, request, from)));
        }
        return parts;
    }

    /** Of the tier that has the market: each answers 404, or nothing, to what the other has. */
    private Part.Step chunk(
            String ticker, Interval interval, Request request, long from, long until, Supplier<Market> market) {
        Instant asked = known.now();
        Call<Page> live = null;
        ExchangeException unknown = null;
        Operation.Result result = null;
        if (!request.historical() && !archived(ticker)) {
            try {
                live = call(ticker, interval, request, from, until, market);
                result = known.asked(live);
            } catch (ExchangeException e) {
                if (e.status() != 404) {
                    throw e;
                }
                unknown = e;
            }
        }
        Call<Page> call = live;
        if (result == null || (result.page().rows().rows() == 0 && mayBeArchived(from, System.nanoTime()))) {
            try {
                Call<Page> older = call(ticker, interval, request.ofHistory(), from, until, market);
                Operation.Result historical = known.asked(older);
                if (result == null || historical.page().rows().rows() > 0) {
                    result = historical;
                    call = older;
                }
                if (historical.page().rows().rows() > 0) {
                    known.fact(TIER, ticker, Tier.HISTORICAL.word());
                }
            } catch (ExchangeException e) {
                if (e.status() != 404 || (result == null && unknown == null)) {
                    throw e;
                }
                if (result == null) {
                    throw unknown;
                }
            }
        }
        if (!keepsNothing(request) && call != null) {
            boolean empty = result.page().rows().rows() == 0;
            keep(
                    ticker,
                    interval,
                    request,
                    range(from, until),
                    known.atMost(asked),
                    empty ? null : known.kept(call, result),
                    generation(result));
        }
        return Part.Step.of(Given.of(result, CandleRows.complete(result.page().rows(), ticker, interval)));
    }

    /** True when it is known that no market with candles from there on can be archived; nothing is asked for that. */
    boolean isSurelyLive(long from) {
        Instant cutoff = settledBefore();
        return cutoff != null
                && from >= cutoff.getEpochSecond()
                && Tiers.isSurelyLive(Instant.ofEpochSecond(from), cutoff);
    }

    /** Before what moment of settlement markets were archived, as far as anybody has looked; null where nobody has. */
    @Nullable
    Instant settledBefore() {
        return tiers.seen().map(HistoricalCutoff::marketSettledTs).orElse(null);
    }

    /** The same as it was at that moment, by {@link System#nanoTime}, or later. */
    @Nullable
    Instant settledBefore(long since) {
        return tiers.cutoffBehind(since).marketSettledTs();
    }

    /** @param since that it is not elsewhere was known then, by {@link System#nanoTime} */
    boolean mayBeArchived(long from, long since) {
        return tiers.mayBeArchived(Instant.ofEpochSecond(from), since, HistoricalCutoff::marketSettledTs);
    }

    Call<Page> call(
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

    /** The candles of all markets of an event. */
    Pull ofEvent(String eventTicker, Interval interval, Request request) {
        return new EventCandleReads(this, known, api, event).of(eventTicker, interval, request);
    }

    /** The first second that a candle of the range may end in. */
    long begin(Request request) {
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

    long last(Request request) {
        Moment to = request.to();
        return to == null
                ? connection.clock().instant().getEpochSecond()
                : to.resolve(connection.clock()).getEpochSecond();
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

    /**
     * The recorded answers that touch the range, one behind the other: a live pull leaves several.
     *
     * <p>A tape has what it has: no bound but the asked ones, no cap, and rows behind its clock are rows too.
     */
    private List<Supplier<Strand>> recorded(Tape tape, String ticker, Interval interval, Request request) {
        Moment from = request.from();
        Moment to = request.to();
        Long begin =
                from == null ? null : (Long) (from.resolve(connection.clock()).getEpochSecond() + 1);
        Long until = to == null ? null : (Long) to.resolve(connection.clock()).getEpochSecond();
        if (begin != null && until != null && begin > until) {
            throw Window.empty(from, to);
        }
        List<Map.Entry<Long, Long>> ranges = tape.candleRanges(ticker, interval.minutes()).stream()
                .filter(range ->
                        (begin == null || range.getValue() >= begin) && (until == null || range.getKey() <= until))
                .toList();
        if (ranges.size() < 2) {
            return List.of(() -> candles(ticker, interval, request, begin, until, () -> market.apply(ticker)));
        }
        Set<Long> seen = new HashSet<>();
        int end = Shapes.CANDLES.index("end");
        List<Supplier<Strand>> strands = new ArrayList<>();
        for (Map.Entry<Long, Long> range : ranges) {
            strands.add(() -> {
                Strand all = candles(
                        ticker, interval, request, range.getKey(), range.getValue(), () -> market.apply(ticker));
                return new Strand(all.call(), rows -> all.finish().apply(rows).where(row -> {
                    long at = Math.floorDiv(rows.longAt(end, row), 1_000_000L);
                    return (begin == null || at >= begin) && (until == null || at <= until) && seen.add(at);
                }));
            });
        }
        return strands;
    }

    /** The longest that a candle can be: a day on which clocks are put back has 25 hours. */
    private static Duration longest(Interval interval) {
        return interval == Interval.DAY ? interval.length().plusHours(1) : interval.length();
    }

    /** A recorded answer, of the tier that the request asks for; the historical one needs no series. */
    private Strand candles(
            String ticker,
            Interval interval,
            Request request,
            @Nullable Long startTs,
            @Nullable Long endTs,
            Supplier<Market> market) {
        Call<Page> call = call(ticker, interval, request, startTs, endTs, market);
        return new Strand(cursor -> call.clone(), rows -> CandleRows.complete(rows, ticker, interval));
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
}
