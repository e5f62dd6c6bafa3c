package dev.kalshilab.rest;

import dev.kalshilab.column.Columns;
import dev.kalshilab.http.Connection;
import dev.kalshilab.model.Interval;
import dev.kalshilab.model.Market;
import dev.kalshilab.model.Moment;
import dev.kalshilab.model.Request;
import dev.kalshilab.tape.Tape;
import dev.kalshilab.wire.Page;
import dev.kalshilab.wire.Shapes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import retrofit2.Call;

/** Candles out of a tape: the recorded answers, whatever was asked for then. */
final class TapeCandles {
    private static final int END = Shapes.CANDLES.index("end");

    private final Known known;
    private final Connection connection;
    private final CandleCalls calls;
    private final Function<String, Market> market;

    TapeCandles(Known known, CandleCalls calls, Function<String, Market> market) {
        this.known = known;
        this.connection = known.connection();
        this.calls = calls;
        this.market = market;
    }

    Pull of(Tape tape, List<String> tickers, Interval interval, Request request) {
        if (tickers.size() > 1 && request.from() != null && !request.historical()) {
            List<CandleCaps.Asked> batches =
                    CandleCaps.batches(tickers, interval, CandleCaps.wanted(request, connection.clock()));
            // A tape of single answers is asked for single ones.
            if (connection.recorded(calls.of(batches.get(0), interval, request).request())) {
                return together(tape, tickers, batches, interval, request);
            }
        }
        Pull pull = new Pull(connection, Shapes.CANDLES, Pull.timeColumn(Shapes.CANDLES), () -> {
            List<Supplier<Strand>> strands = new ArrayList<>();
            for (String ticker : tickers) {
                strands.addAll(recorded(tape, ticker, interval, request));
            }
            return Pull.chains(known, strands, request.anew());
        });
        tickers.forEach(ticker -> held(tape, ticker, interval, request).ifPresent(pull::note));
        return pull;
    }

    private Pull together(
            Tape tape, List<String> tickers, List<CandleCaps.Asked> batches, Interval interval, Request request) {
        List<Supplier<Strand>> strands = new ArrayList<>();
        for (CandleCaps.Asked batch : batches) {
            strands.add(() -> new Strand(
                    cursor -> calls.of(batch, interval, request),
                    rows -> within(CandleRows.complete(rows, null, interval), batch)));
        }
        List<String> live = new ArrayList<>();
        for (String ticker : tickers) {
            if (tape.archivedCandleRanges(ticker, interval.minutes()).isEmpty()) {
                live.add(ticker);
            } else {
                strands.addAll(recorded(tape, ticker, interval, request.ofHistory()));
            }
        }
        return Batch.of(known, live, Shapes.CANDLES, strands, request.anew());
    }

    /** A tape gives what it holds, which may be more than was asked for. */
    private static Columns within(Columns candles, CandleCaps.Asked batch) {
        return candles.where(row -> {
            long end = Math.floorDiv(candles.longAt(END, row), 1_000_000L);
            return end >= batch.from() && end <= batch.until();
        });
    }

    /** A recorded answer: of which tier, and from which second to which. */
    private record Recorded(Request request, long from, long until) {}

    private static List<Recorded> ranges(Tape tape, String ticker, Interval interval, Request request) {
        Stream<Recorded> live = request.historical()
                ? Stream.of()
                : tape.candleRanges(ticker, interval.minutes()).stream()
                        .map(range -> new Recorded(request, range.getKey(), range.getValue()));
        Stream<Recorded> archived = tape.archivedCandleRanges(ticker, interval.minutes()).stream()
                .map(range -> new Recorded(request.ofHistory(), range.getKey(), range.getValue()));
        return Stream.concat(live, archived)
                .sorted(Comparator.comparingLong(Recorded::from))
                .toList();
    }

    /** What several recorded ranges do not say by themselves: that the question was wider, or fell between them. */
    private Optional<String> held(Tape tape, String ticker, Interval interval, Request request) {
        List<Recorded> ranges = ranges(tape, ticker, interval, request);
        if (ranges.stream().map(Recorded::from).distinct().count() < 2) {
            return Optional.empty(); // the one answer says it
        }
        return Optional.of("the tape holds " + ranges.size() + " ranges of " + ticker + " between "
                + Instant.ofEpochSecond(ranges.get(0).from()) + " and "
                + Instant.ofEpochSecond(ranges.get(ranges.size() - 1).until()));
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
            throw CandleCaps.none(from, to, connection.clock());
        }
        List<Recorded> ranges = ranges(tape, ticker, interval, request).stream()
                .filter(range -> (begin == null || range.until() >= begin) && (until == null || range.from() <= until))
                .toList();
        if (ranges.size() < 2) {
            Request which = ranges.isEmpty() ? request : ranges.get(0).request();
            return List.of(() -> strand(
                    calls.of(ticker, interval, which, begin, until, () -> market.apply(ticker)), ticker, interval));
        }
        Set<Long> seen = new HashSet<>();
        List<Supplier<Strand>> strands = new ArrayList<>();
        for (Recorded range : ranges) {
            strands.add(() -> {
                Strand all = strand(
                        calls.of(
                                ticker,
                                interval,
                                range.request(),
                                range.from(),
                                range.until(),
                                () -> market.apply(ticker)),
                        ticker,
                        interval);
                return new Strand(all.call(), rows -> all.finish().apply(rows).where(row -> {
                    long at = Math.floorDiv(rows.longAt(END, row), 1_000_000L);
                    return (begin == null || at >= begin) && (until == null || at <= until) && seen.add(at);
                }));
            });
        }
        return strands;
    }

    /** A recorded answer, of the tier that was asked; the historical one needs no series. */
    private static Strand strand(Call<Page> call, String ticker, Interval interval) {
        return new Strand(cursor -> call.clone(), rows -> CandleRows.complete(rows, ticker, interval));
    }
}
