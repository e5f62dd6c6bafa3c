package dev.kalshilab.rest;

import dev.kalshilab.cache.Finality;
import dev.kalshilab.cache.Held;
import dev.kalshilab.cache.Kept;
import dev.kalshilab.cache.Range;
import dev.kalshilab.cache.Ranges;
import dev.kalshilab.cache.Shelf;
import dev.kalshilab.cache.Slab;
import dev.kalshilab.cache.Store;
import dev.kalshilab.model.Interval;
import dev.kalshilab.model.Request;
import dev.kalshilab.wire.Page;
import dev.kalshilab.wire.Shapes;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;

/** Candles that are kept, market by market or event by event, as far as they are final. */
final class KeptCandles {
    private static final int END = Shapes.CANDLES.index("end");
    private static final Held NOTHING = new Held(List.of(), Ranges.none());

    private final Known known;

    KeptCandles(Known known) {
        this.known = known;
    }

    static String subject(String ticker, Interval interval) {
        return "candles " + ticker + " " + interval.minutes();
    }

    /** Other parameters change the rows, and one tier alone has less of them. */
    static boolean keepsNothing(Request request) {
        return !request.parameters().isEmpty() || request.historical();
    }

    Held held(String ticker, Interval interval, Request request, Range wanted) {
        return held(subject(ticker, interval), request, wanted);
    }

    Held held(String subject, Request request, Range wanted) {
        return keepsNothing(request) || request.anew() || known.isRecorded()
                ? NOTHING
                : known.store().map(store -> store.held(subject, wanted)).orElse(NOTHING);
    }

    /** The candles of a market out of what is held. */
    Part rows(Held held, Range range, String ticker, Interval interval) {
        return new HeldRows(known, held.slabs(), range, END, true, rows -> CandleRows.complete(rows, ticker, interval));
    }

    /** The candles of several markets, as they came. */
    Part rowsOfSome(Held held, Range range, Interval interval) {
        return HeldRows.asTheyCame(known, held.slabs(), range, END, rows -> CandleRows.complete(rows, null, interval));
    }

    /** Whoever made the answer may not be there any more. */
    long generation(Operation.Result result) {
        return known.store().map(store -> store.generation(result.identity())).orElse(0L);
    }

    /** What is to be kept of an answer: of one without candles nothing; null where it was not held on to. */
    @Nullable
    List<Kept> answers(Call<Page> call, Operation.Result result) {
        if (result.page().rows().rows() == 0) {
            return List.of();
        }
        Kept kept = known.kept(call, result);
        return kept == null ? null : List.of(kept);
    }

    /**
     * Keeps what the historical tier has of a range, in the place of what the live one said while it was archived.
     *
     * @param answers null where nothing can be kept
     */
    void keepArchived(
            String ticker,
            Interval interval,
            Range range,
            Instant asked,
            @Nullable List<Kept> answers,
            long generation) {
        keep(true, subject(ticker, interval), range, asked, answers, generation);
    }

    /**
     * Keeps what is final of a range, in the place of what is held where it was asked for anew.
     *
     * @param answers null where nothing can be kept
     */
    void keep(
            Request request,
            String subject,
            Range range,
            Instant asked,
            @Nullable List<Kept> answers,
            long generation) {
        keep(request.anew(), subject, range, asked, answers, generation);
    }

    private void keep(
            boolean instead,
            String subject,
            Range range,
            Instant asked,
            @Nullable List<Kept> answers,
            long generation) {
        Store store = known.store().orElse(null);
        if (store == null || answers == null) {
            return;
        }
        for (Range part : Finality.finalPart(range, asked)) {
            Slab slab = new Slab(subject, part, answers);
            if (instead) {
                store.renew(slab, Shelf.PUBLIC, generation);
            } else {
                store.keep(slab, Shelf.PUBLIC, generation);
            }
        }
    }
}
