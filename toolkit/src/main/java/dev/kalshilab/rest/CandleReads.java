package dev.kalshilab.rest;

import dev.kalshilab.cache.Lookups;
import dev.kalshilab.column.Columns;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.Event;
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
    private static final int TICKERS_A_REQUEST = 100;
    private static final int CANDLES_A_BATCH = 10_000;
    private static final int LEAST_PERIODS = 2;

    private final Connection connection;
    private final MarketData api;
    private final HistoryApi history;
    private final Function<String, Event> event;
    private final Function<String, Market> market;
    private final Lookups<String> seriesOfTicker = new Lookups<>();

    /**
     * @param event asks for an event, which names its series
     * @param market asks for a market, which names its event and its times
     */
    CandleReads(
            Connection connection,
            MarketData api,
            HistoryApi history,
            Function<String, Event> event,
            Function<String, Market> market) {
        this.connection = connection;
        this.api = api;
        this.history = history;
        this.event = event;
        this.market = market;
    }

    /** Has everything asked anew. */
    void forget() {
        seriesOfTicker.clear();
    }

    /** Questions answered from what was known. */
    long cached() {
        return seriesOfTicker.hits();
    }

    /**
     * Candles, in ranges that the exchange accepts, one behind the other.
     *
     * <p>Without a range: the whole life of the market, as its open and close time say; on a tape what it holds.
     */
    Pull of(List<String> tickers, Interval interval, Request request) {
        oursOfCandles(request);
        if (tickers.size() > 1 && request.from() != null && !request.historical()) {
            List<Part> parts = parts(tickers, interval, request);
            // A tape of single answers is asked for single ones.
            if (connection.tape().isEmpty()
                    || connection.recorded(call(parts.get(0), interval, request).request())) {
                return together(tickers, parts, interval, request);
            }
        }
        Pull pull = new Pull(connection, Shapes.CANDLES, Pull.timeColumn(Shapes.CANDLES), () -> {
            List<Supplier<Strand>> strands = new ArrayList<>();
            for (String ticker : tickers) {
                strands.addAll(candles(ticker, interval, request));
            }
            return Pull.chains(connection, strands);
        });
        connection
                .tape()
                .ifPresent(tape ->
                        tickers.forEach(ticker -> held(tape, ticker, interval).ifPresent(pull::note)));
        return pull;
    }

    static void oursOfCandles(Request request) {
        Rest.ours(request, "start_ts", "since(…) says where the range begins");
        Rest.ours(request, "end_ts", "until(…) says where the range ends");
        Rest.ours(request, "period_interval", "minutely(), hourly() or daily() says how long a period is");
        Rest.ours(request, "market_tickers", "each market is named to candles(…)");
    }

    /** Some markets over a range in seconds: one request. */
    private record Part(List<String> tickers, long from, long until) {}

    /** Several markets over one range: as many a request as the exchange gives, each range behind the other. */
    private List<Part> parts(List<String> tickers, Interval interval, Request request) {
        long begin = begin(request);
        long last = last(request);
        long seconds = interval.length().toSeconds();
        // A range touches so many periods at most, whichever way it lies.
        long periods = Math.max(1, (last - begin) / seconds + 2);
        long apiece = periodsOfABatch(periods, tickers.size());
        int together = (int) Math.min(TICKERS_A_REQUEST, CANDLES_A_BATCH / apiece);
        long step = (apiece - 1) * seconds;
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < tickers.size(); i += together) {
            List<String> some = tickers.subList(i, Math.min(tickers.size(), i + together));
            for (long first = begin; first <= last; first += step) {
                parts.add(new Part(some, first, Math.min(last, first + step - 1)));
            }
        }
        return parts;
    }

    private Pull together(List<String> tickers, List<Part> parts, Interval interval, Request request) {
        boolean recorded = connection.tape().isPresent();
        List<Supplier<Strand>> strands = new ArrayList<>();
        for (Part part : parts) {
            strands.add(() -> new Strand(cursor -> call(part, interval, request), rows -> {
                Columns candles = CandleRows.complete(rows, null, interval);
                return recorded ? within(candles, part) : candles;
            }));
        }
        return Batch.of(connection, tickers, Shapes.CANDLES, strands);
    }

    /** A tape gives what it holds, which may be more than was asked for. */
    private static Columns within(Columns candles, Part part) {
        return candles.where(row -> {
            long end = Math.floorDiv(candles.longAt(END, row), 1_000_000L);
            return end >= part.from() && end <= part.until();
        });
    }

    private Call<Page> call(Part part, Interval interval, Request request) {
        return api.batchCandles(Parameters.of(request, connection.clock())
                .with("market_tickers", part.tickers())
                .with("start_ts", part.from())
                .with("end_ts", part.until())
                .with("period_interval", interval.minutes())
                .at(null));
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

    /** The candles of all markets of an event: where the exchange cuts an answer short, the next one goes on. */
    Pull ofEvent(String eventTicker, Interval interval, Request request) {
        oursOfCandles(request);
        return pull(List.of(() -> {
            String series = event.apply(eventTicker).seriesTicker();
            if (series == null) {
                throw new KalshiException("The exchange names no series for event " + eventTicker + ", and its candles"
                        + " are asked for by series.\nAsk by market: kalshi.candles(kalshi.markets().event(\""
                        + eventTicker
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
                            eventTicker,
                            Parameters.of(request, connection.clock())
                                    .with("start_ts", cursor == null ? (Object) begin : cursor)
                                    .with("end_ts", last)
                                    .with("period_interval", interval.minutes())
                                    .at(null)),
                    rows -> CandleRows.complete(rows, null, interval)
                            .where(row -> seen.add(rows.textAt(ticker, row) + " " + rows.longAt(end, row))),
                    page -> further(page, begin, last));
        }));
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
            return ranges(ticker, interval, request, begin, last, () -> market.apply(ticker));
        }
        Market market = this.market.apply(ticker);
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
        return event == null ? null : this.event.apply(event).seriesTicker();
    }

    private Pull pull(List<Supplier<Strand>> strands) {
        return Pull.of(connection, Shapes.CANDLES, strands);
    }
}
