package dev.kalshilab.rest;

import dev.kalshilab.cache.Held;
import dev.kalshilab.cache.Range;
import dev.kalshilab.cache.Ranges;
import dev.kalshilab.column.Columns;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.ExchangeException;
import dev.kalshilab.model.Interval;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Market;
import dev.kalshilab.model.Moment;
import dev.kalshilab.model.Request;
import dev.kalshilab.wire.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;

/** Asks for the candles of one market, of the tier that has it. */
final class MarketCandles {
    private static final String TIER = "tier";
    private static final String ENDED = "ended without a candle";

    private final Known known;
    private final Cutoffs cutoffs;
    private final Connection connection;
    private final CandleCalls calls;
    private final KeptCandles kept;
    private final Function<String, Market> market;
    /** Markets that the live tier was seen to have, since this began. */
    private final Set<String> live = ConcurrentHashMap.newKeySet();

    /** @param market asks for a market, which names its event and its times */
    MarketCandles(Known known, Cutoffs cutoffs, CandleCalls calls, KeptCandles kept, Function<String, Market> market) {
        this.known = known;
        this.cutoffs = cutoffs;
        this.connection = known.connection();
        this.calls = calls;
        this.kept = kept;
        this.market = market;
    }

    /** Its parts, the oldest first; without a range of its whole life, for which the market is asked. */
    List<Part> of(String ticker, Interval interval, Request request) {
        Moment from = request.from();
        Moment to = request.to();
        Long until = to == null ? null : (Long) to.resolve(connection.clock()).getEpochSecond();
        if (from != null) {
            long begin = from.resolve(connection.clock()).getEpochSecond() + 1;
            if (until != null && begin > until) {
                throw CandleCaps.none(from, to, connection.clock());
            }
            long last = until == null ? connection.clock().instant().getEpochSecond() : until;
            return begin > last
                    ? List.of()
                    : parts(ticker, interval, request, CandleCaps.range(begin, last), () -> market.apply(ticker));
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
        return begin > end ? List.of() : parts(ticker, interval, request, CandleCaps.range(begin, end), () -> market);
    }

    private List<Part> parts(String ticker, Interval interval, Request request, Range wanted, Supplier<Market> market) {
        Held held = kept.held(ticker, interval, request, wanted);
        List<Range> all = new ArrayList<>(held.covered().list());
        List<Range> missing = Ranges.of(wanted).minus(held.covered()).list();
        all.addAll(missing);
        Collections.sort(all);
        List<Part> parts = new ArrayList<>();
        for (Range range : all) {
            if (missing.contains(range)) {
                parts.addAll(chunks(ticker, interval, request, range, market));
            } else {
                parts.add(kept.rows(held, range, ticker, interval));
            }
        }
        return parts;
    }

    List<Part> chunks(String ticker, Interval interval, Request request, Range range, Set<String> answered) {
        answered.add(ticker);
        return chunks(ticker, interval, request, range, () -> market.apply(ticker));
    }

    /** One request behind the other, each of as many periods as the exchange gives. */
    private List<Part> chunks(String ticker, Interval interval, Request request, Range range, Supplier<Market> market) {
        List<Part> parts = new ArrayList<>();
        Range life = life(ticker, interval);
        Range possible = life == null ? range : range.intersect(life);
        if (possible == null) {
            return parts; // it was settled before
        }
        for (Range piece : CandleCaps.pieces(interval, possible)) {
            long from = CandleCaps.seconds(piece.from());
            parts.add(Once.giving(
                    () -> chunk(ticker, interval, request, piece, market), takesOne(ticker, interval, request, from)));
        }
        return parts;
    }

    /** True when it takes one request to ask for candles from there on: of a tier and by a series that are known. */
    private boolean takesOne(String ticker, Interval interval, Request request, long from) {
        return request.historical()
                || known.knows(TIER, ticker)
                || (isLive(ticker) && cutoffs.isSurelyLive(settledFrom(from, interval)) && calls.knowsSeries(ticker));
    }

    /** Remembers of some markets that the live tier has them. */
    void live(List<String> tickers) {
        live.addAll(tickers);
    }

    /** True when the live tier was seen to have a market. */
    boolean isLive(String ticker) {
        return live.contains(ticker);
    }

    /** Of the tier that has the market: each answers 404, or nothing, to what the other has. */
    private Part.Step chunk(String ticker, Interval interval, Request request, Range range, Supplier<Market> market) {
        long from = CandleCaps.seconds(range.from());
        long until = CandleCaps.seconds(range.to()) - 1;
        Instant asked = known.now();
        Call<Page> call = null;
        ExchangeException unknown = null;
        Operation.Result result = null;
        if (!request.historical() && !isArchived(ticker)) {
            try {
                call = calls.of(ticker, interval, request, from, until, market);
                result = known.asked(call);
                live.add(ticker);
            } catch (ExchangeException e) {
                if (e.status() != 404) {
                    throw e;
                }
                unknown = e;
            }
        }
        if (result == null
                || (result.page().rows().rows() == 0
                        && cutoffs.mayBeArchived(settledFrom(from, interval), System.nanoTime()))) {
            try {
                Call<Page> older = calls.of(ticker, interval, request.ofHistory(), from, until, market);
                Operation.Result historical = known.asked(older);
                if (result == null || historical.page().rows().rows() > 0) {
                    result = historical;
                    call = older;
                }
                if (historical.page().rows().rows() > 0) {
                    archived(ticker);
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
        if (!KeptCandles.keepsNothing(request) && call != null) {
            kept.keep(
                    request,
                    KeptCandles.subject(ticker, interval),
                    range,
                    known.atMost(asked),
                    kept.answers(call, result),
                    kept.generation(result));
        }
        return Part.Step.of(Given.of(result, CandleRows.complete(result.page().rows(), ticker, interval)));
    }

    /**
     * What is held of a market that the historical tier lists, and requests for the rest.
     *
     * @param ask makes one
     */
    List<Part> ofHistory(
            String ticker, Interval interval, Request request, Range wanted, Function<Range, Part.Step> ask) {
        Held held = kept.held(ticker, interval, request, wanted);
        List<Part> parts = new ArrayList<>();
        held.covered().forEach(range -> parts.add(kept.rows(held, range, ticker, interval)));
        for (Range missing : Ranges.of(wanted).minus(held.covered())) {
            CandleCaps.pieces(interval, missing).forEach(piece -> parts.add(Once.giving(() -> ask.apply(piece))));
        }
        return parts;
    }

    /**
     * What the historical tier has of a range of a market that it lists; a 404 there says that it has no candle.
     *
     * @param isElsewhere whether it is known that the live tier has none of it: an answer without candles is all then
     */
    Part.Step ofHistory(String ticker, Interval interval, Request request, Range range, boolean isElsewhere) {
        try {
            Instant asked = known.now();
            Call<Page> call = calls.of(
                    ticker,
                    interval,
                    request.ofHistory(),
                    CandleCaps.seconds(range.from()),
                    CandleCaps.seconds(range.to()) - 1,
                    () -> market.apply(ticker));
            Operation.Result result = known.asked(call);
            Columns rows = result.page().rows();
            boolean empty = rows.rows() == 0;
            if (!KeptCandles.keepsNothing(request) && (!empty || isElsewhere)) {
                if (!empty) {
                    archived(ticker);
                }
                kept.keepArchived(
                        ticker,
                        interval,
                        range,
                        known.atMost(asked),
                        kept.answers(call, result),
                        kept.generation(result));
            }
            return Part.Step.of(Given.of(result, CandleRows.complete(rows, ticker, interval)));
        } catch (ExchangeException e) {
            if (e.status() == 404) {
                return new Part.Step(null, List.of());
            }
            throw e;
        }
    }

    /** Markets do not come back from the historical tier. */
    boolean isArchived(String ticker) {
        return Tier.HISTORICAL.word().equals(known.fact(TIER, ticker));
    }

    /** Remembers that. */
    private void archived(String ticker) {
        known.fact(TIER, ticker, Tier.HISTORICAL.word());
    }

    /**
     * Remembers of a market that the historical tier lists when it ended. How long its last candle goes on is another
     * matter for each interval: a day's ends up to a day behind the last hour's.
     *
     * @param life the time in which it may have candles of that interval
     */
    void ended(String ticker, Interval interval, Range life) {
        if (life.to() != Timeline.ON) {
            known.fact(ENDED, ticker, Long.toString(life.to() - micros(longest(interval))));
        }
    }

    /** The time in which a market may have candles of that interval; null when nobody knows. */
    private @Nullable Range life(String ticker, Interval interval) {
        String ended = isArchived(ticker) ? known.fact(ENDED, ticker) : null;
        return ended == null ? null : new Range(Timeline.EVER, Long.parseLong(ended) + micros(longest(interval)));
    }

    private static long micros(Duration length) {
        return TimeUnit.SECONDS.toMicros(length.toSeconds());
    }

    /** The longest that a candle can be: a day on which clocks are put back has 25 hours. */
    static Duration longest(Interval interval) {
        return interval == Interval.DAY ? interval.length().plusHours(1) : interval.length();
    }

    /**
     * When a market was settled, at the earliest, that has candles from a second on: the last one ends up to a period
     * behind that.
     */
    static Instant settledFrom(long second, Interval interval) {
        return Instant.ofEpochSecond(second).minus(longest(interval));
    }
}
