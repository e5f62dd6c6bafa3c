package dev.kalshilab.rest;

import dev.kalshilab.cache.Range;
import dev.kalshilab.model.Interval;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Moment;
import dev.kalshilab.model.Request;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts questions for candles as the exchange wants them: so many periods and so many markets a request. */
final class CandleCaps {
    /** The exchange refuses a candle request whose range holds more periods than this. */
    private static final long PERIODS_A_REQUEST = 5000;

    static final int TICKERS_A_REQUEST = 100;
    private static final int CANDLES_A_BATCH = 10_000;
    private static final int LEAST_PERIODS = 2;

    private CandleCaps() {}

    /** The seconds that a candle of what is asked for may end in; who asks for several markets must say which. */
    static Range wanted(Request request, Clock clock) {
        Moment from = request.from();
        if (from == null) {
            throw new KalshiException(
                    "These candles are asked for over a range, and none was given.\nSay it: .since(\"-7d\")"
                            + " or .last(Duration.ofDays(7)).");
        }
        Moment to = request.to();
        long begin = from.resolve(clock).getEpochSecond() + 1;
        long last = (to == null ? clock.instant() : to.resolve(clock)).getEpochSecond();
        if (begin > last) {
            throw none(from, to, clock);
        }
        return range(begin, last);
    }

    /** For a range in which no candle can end. */
    static KalshiException none(@Nullable Moment from, @Nullable Moment to, Clock clock) {
        Window.of(from, to, clock); // which says what is wrong with one that ends before it begins
        return new KalshiException("No candle can end between " + from + " and " + (to == null ? "now" : to)
                + ": they end on whole minutes.\nGive since(…) an earlier time, or until(…) a later one.");
    }

    /** Some markets over a range in seconds: one request. */
    record Asked(List<String> tickers, long from, long until) {
        Range range() {
            return CandleCaps.range(from, until);
        }
    }

    /** Several markets over one range: as many a request as the exchange gives, each range behind the other. */
    static List<Asked> batches(List<String> tickers, Interval interval, Range range) {
        long begin = seconds(range.from());
        long last = seconds(range.to()) - 1;
        long seconds = interval.length().toSeconds();
        // A range touches so many periods at most, whichever way it lies.
        long periods = Math.max(1, (last - begin) / seconds + 2);
        long apiece = periodsOfABatch(periods, tickers.size());
        int together = (int) Math.min(TICKERS_A_REQUEST, CANDLES_A_BATCH / apiece);
        long step = (apiece - 1) * seconds;
        List<Asked> batches = new ArrayList<>();
        for (List<String> some : Batch.cut(tickers, together)) {
            for (long first = begin; first <= last; first += step) {
                batches.add(new Asked(some, first, Math.min(last, first + step - 1)));
            }
        }
        return batches;
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

    /** One market over a range: requests one behind the other, no second in two of them. */
    static List<Range> pieces(Interval interval, Range range) {
        List<Range> pieces = new ArrayList<>();
        long step = (PERIODS_A_REQUEST - 1) * interval.length().toSeconds();
        long last = seconds(range.to()) - 1;
        for (long first = seconds(range.from()); first <= last; first += step) {
            pieces.add(range(first, Math.min(last, first + step - 1)));
        }
        return pieces;
    }

    static Range range(long from, long until) {
        return new Range(from * 1_000_000L, (until + 1) * 1_000_000L);
    }

    static long seconds(long micros) {
        return Math.floorDiv(micros, 1_000_000L);
    }
}
