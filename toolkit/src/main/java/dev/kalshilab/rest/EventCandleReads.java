package dev.kalshilab.rest;

import dev.kalshilab.cache.Held;
import dev.kalshilab.cache.Kept;
import dev.kalshilab.cache.Range;
import dev.kalshilab.cache.Ranges;
import dev.kalshilab.column.Columns;
import dev.kalshilab.model.Interval;
import dev.kalshilab.model.Request;
import dev.kalshilab.wire.Page;
import dev.kalshilab.wire.Shapes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import retrofit2.Call;

/** Asks for the candles of all markets of an event: where the exchange cuts an answer short, the next one goes on. */
final class EventCandleReads {
    private static final int TICKER = Shapes.CANDLES.index("ticker");
    private static final int END = Shapes.CANDLES.index("end");

    private final Known known;
    private final CandleCalls calls;
    private final KeptCandles kept;

    EventCandleReads(Known known, CandleCalls calls, KeptCandles kept) {
        this.known = known;
        this.calls = calls;
        this.kept = kept;
    }

    Pull of(String eventTicker, Interval interval, Request request) {
        CandleReads.oursOfCandles(request);
        boolean keeps = known.store().isPresent() && !known.isRecorded() && !KeptCandles.keepsNothing(request);
        return keeps
                ? new Pull(
                        known.connection(),
                        Shapes.CANDLES,
                        Pull.timeColumn(Shapes.CANDLES),
                        () -> parts(eventTicker, interval, request))
                : Pull.of(known, Shapes.CANDLES, List.of(() -> chain(eventTicker, interval, request)), request.anew());
    }

    /** What is not kept: one chain. */
    private Strand chain(String eventTicker, Interval interval, Request request) {
        Range wanted = CandleCaps.wanted(request, known.connection().clock());
        long begin = CandleCaps.seconds(wanted.from());
        long last = CandleCaps.seconds(wanted.to()) - 1;
        Set<String> seen = new HashSet<>();
        return new Strand(
                cursor -> calls.ofEvent(
                        eventTicker, interval, request, cursor == null ? begin : Long.parseLong(cursor), last),
                rows -> CandleRows.complete(rows, null, interval)
                        .where(row -> seen.add(rows.textAt(TICKER, row) + " " + rows.longAt(END, row))),
                page -> further(page, begin, last));
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

    /** What is held and what is not, the oldest first. */
    private List<Part> parts(String eventTicker, Interval interval, Request request) {
        String subject = "candles of event " + eventTicker + " " + interval.minutes();
        Range wanted = CandleCaps.wanted(request, known.connection().clock());
        Held held = kept.held(subject, request, wanted);
        List<Range> missing = Ranges.of(wanted).minus(held.covered()).list();
        List<Range> all = new ArrayList<>(held.covered().list());
        all.addAll(missing);
        Collections.sort(all);
        List<Part> parts = new ArrayList<>();
        for (Range range : all) {
            parts.add(
                    missing.contains(range)
                            ? new Piece(subject, eventTicker, interval, request, range)
                            : kept.rowsOfSome(held, range, interval));
        }
        return parts;
    }

    /** A range that is not held: each answer is kept as far as it goes. */
    private final class Piece extends Part {
        private final String subject;
        private final String eventTicker;
        private final Interval interval;
        private final Request request;
        private final long begin;
        private final long last;
        private final Set<String> cursors = new HashSet<>();
        private String next;
        private int pages;
        private boolean ended;

        Piece(String subject, String eventTicker, Interval interval, Request request, Range range) {
            this.subject = subject;
            this.eventTicker = eventTicker;
            this.interval = interval;
            this.request = request;
            this.begin = CandleCaps.seconds(range.from());
            this.last = CandleCaps.seconds(range.to()) - 1;
            this.next = Long.toString(begin);
        }

        @Override
        Step ask() {
            long from = Long.parseLong(next);
            Instant asked = known.now();
            Call<Page> call = calls.ofEvent(eventTicker, interval, request, from, last);
            Operation.Result result = known.asked(call);
            Columns rows = result.page().rows();
            pages++;
            String further = further(result.page(), begin, last);
            ended = further.isEmpty();
            if (!ended && !cursors.add(further)) {
                throw Chain.repeated(pages, rows, known.connection());
            }
            // Whether the second at which it was cut is in the answer, nobody says: the next one has it.
            long until = ended ? last : Long.parseLong(further) - 1;
            if (until >= from) {
                Kept answer = rows.rows() == 0 ? null : known.kept(call, result);
                kept.keep(
                        request,
                        subject,
                        CandleCaps.range(from, until),
                        known.atMost(asked),
                        answer == null ? List.of() : List.of(answer),
                        kept.generation(result));
            }
            next = further;
            return Step.of(Given.of(result, CandleRows.complete(rows, null, interval)));
        }

        @Override
        boolean ended() {
            return ended;
        }
    }
}
