package dev.kalshilab.rest;

import dev.kalshilab.cache.Finality;
import dev.kalshilab.cache.Held;
import dev.kalshilab.cache.Range;
import dev.kalshilab.cache.Ranges;
import dev.kalshilab.cache.Store;
import dev.kalshilab.column.Columns;
import dev.kalshilab.model.ExchangeException;
import dev.kalshilab.model.Interval;
import dev.kalshilab.model.Request;
import dev.kalshilab.wire.Page;
import dev.kalshilab.wire.Shapes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import retrofit2.Call;

/**
 * One question for the candles of all markets of an event.
 *
 * <p>The live tier has them together: where it cuts an answer short, the next one goes on. Markets that were archived
 * are listed by the historical tier, which gives the candles of each by itself; it is asked behind the live one, so
 * that what moves meanwhile is found there.
 */
final class EventCandleReads {
    private static final int TICKER = Shapes.CANDLES.index("ticker");
    private static final int END = Shapes.CANDLES.index("end");

    private final Known known;
    private final Cutoffs cutoffs;
    private final CandleCalls calls;
    private final KeptCandles kept;
    private final MarketCandles ofMarket;
    private final ArchivedMarkets archivedMarkets;
    private final Predicate<String> isAnyLive;
    private final String eventTicker;
    private final Interval interval;
    private final Request request;
    private final String subject;
    private final boolean keeps;
    private final Range wanted;
    private final ArchivedOfEvent archived;
    private final Instant began;
    private final long generation;

    /** What was not asked of both tiers yet. */
    private Ranges open = Ranges.none();

    private List<Part> live = List.of();
    private volatile boolean isLiveUnknown;
    private boolean looked;
    private boolean remembered;
    /** The archived markets, and the time in which each may have candles. */
    private final Map<String, Range> lives = new ConcurrentSkipListMap<>();

    private final Set<String> withCandles = ConcurrentHashMap.newKeySet();
    private final Queue<Silence> silences = new ConcurrentLinkedQueue<>();
    /** Where the live tier knew no such event, and what it said. */
    private final Map<Range, ExchangeException> unknown = new ConcurrentSkipListMap<>();

    /** An answer of the historical tier without candles. */
    private record Silence(String ticker, Range range, Instant asked) {}

    EventCandleReads(
            Known known,
            Cutoffs cutoffs,
            CandleCalls calls,
            KeptCandles kept,
            MarketCandles ofMarket,
            ArchivedMarkets archivedMarkets,
            Predicate<String> isAnyLive,
            String eventTicker,
            Interval interval,
            Request request) {
        this.known = known;
        this.cutoffs = cutoffs;
        this.calls = calls;
        this.kept = kept;
        this.ofMarket = ofMarket;
        this.archivedMarkets = archivedMarkets;
        this.isAnyLive = isAnyLive;
        this.eventTicker = eventTicker;
        this.interval = interval;
        this.request = request;
        this.subject = "candles of event " + eventTicker + " " + interval.minutes();
        this.keeps = known.store().isPresent() && !known.isRecorded() && !KeptCandles.keepsNothing(request);
        this.wanted = CandleCaps.wanted(request, known.connection().clock());
        this.archived = new ArchivedOfEvent(known, kept, eventTicker, interval, request);
        this.began = known.now();
        this.generation = known.store().map(Store::generation).orElse(0L);
    }

    Pull pull() {
        Pull pull = new Pull(known.connection(), Shapes.CANDLES, Pull.timeColumn(Shapes.CANDLES), this::parts)
                .further(
                        this::further,
                        () -> open.isEmpty() || cutoffs.isSurelyLive(settledFrom()),
                        "answers may be cut short, and archived markets are asked one by one");
        pull.atEnd(() -> isLiveUnknown
                ? "the live tier does not answer: markets of " + eventTicker + " that still live, if any, are not here"
                : null);
        return pull;
    }

    /** When a market was settled, at the earliest, that has candles where both tiers were not asked yet. */
    private Instant settledFrom() {
        return MarketCandles.settledFrom(CandleCaps.seconds(open.list().get(0).from()), interval);
    }

    private List<Part> parts() {
        if (!keeps) {
            open = Ranges.of(wanted);
            live = Chain.orNone(Pull.chains(known, List.of(this::chain), request.anew()));
            return live;
        }
        Held held = kept.held(subject, request, wanted);
        ArchivedOfEvent.Asked asked = archived.asked(wanted);
        if (!asked.ranges().minus(held.covered()).isEmpty() || request.anew()) {
            archived.forget(wanted, generation); // what the live tier says now may be less than what it said then
            asked = ArchivedOfEvent.Asked.NOTHING;
        }
        open = Ranges.of(wanted).minus(asked.ranges());
        List<Range> missing = Ranges.of(wanted).minus(held.covered()).list();
        List<Range> all = new ArrayList<>(held.covered().list());
        all.addAll(missing);
        Collections.sort(all);
        List<Part> parts = new ArrayList<>();
        for (Range range : all) {
            parts.add(missing.contains(range) ? new Piece(range) : kept.rowsOfSome(held, range, interval));
        }
        asked.markets().forEach((ticker, ranges) -> ranges.forEach(range -> parts.addAll(ofHistory(ticker, range))));
        return parts;
    }

    /** What is not kept: one chain. */
    private Strand chain() {
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

    private List<Part> further() {
        if (open.isEmpty()) {
            return List.of();
        }
        if (!looked) {
            looked = true;
            for (Part part : live) {
                ExchangeException absent = part instanceof Chain chain ? chain.absent() : null;
                if (absent != null) {
                    unknown.put(wanted, absent);
                }
            }
            // A tape has what it has, wherever the tiers met.
            boolean isOnTape = known.connection().tape().isPresent();
            if (isOnTape || !unknown.isEmpty() || cutoffs.mayBeArchived(settledFrom(), System.nanoTime())) {
                return List.of(Once.then(this::ofArchived));
            }
        }
        if (keeps && !remembered && !isLiveUnknown) {
            remembered = true;
            return List.of(AtHand.doing(this::remember));
        }
        return List.of();
    }

    private List<Part> ofArchived() {
        lives.putAll(archivedMarkets.of(Request.ALL.with("event_ticker", eventTicker), interval));
        if (!unknown.isEmpty() && (lives.isEmpty() || isOneLive())) {
            throw unknown.values().iterator().next();
        }
        List<Part> parts = new ArrayList<>();
        lives.forEach((ticker, life) -> {
            ofMarket.ended(ticker, interval, life);
            open.within(life).forEach(range -> parts.addAll(ofHistory(ticker, range)));
        });
        return parts;
    }

    /** Whether the live tier, which does not know the event, lists a market of it after all. */
    private boolean isOneLive() {
        try {
            return isAnyLive.test(eventTicker);
        } catch (ExchangeException e) {
            if (e.status() != 404) {
                throw e;
            }
            isLiveUnknown = true;
            return false;
        }
    }

    /** What is held of an archived market, and requests for the rest. */
    private List<Part> ofHistory(String ticker, Range range) {
        if (kept.held(ticker, interval, request, range).slabs().stream()
                .anyMatch(slab -> !slab.answers().isEmpty())) {
            withCandles.add(ticker); // asked for by itself, or while it was live
        }
        return ofMarket.ofHistory(ticker, interval, request, range, piece -> {
            Instant asked = known.now();
            Part.Step step = ofMarket.ofHistory(ticker, interval, request, piece, ofMarket.isArchived(ticker));
            Given given = step.given();
            Columns rows = given == null ? null : given.rows();
            if (rows != null && rows.rows() > 0) {
                withCandles.add(ticker);
            } else if (given != null) {
                silences.add(new Silence(ticker, piece, known.atMost(asked)));
            }
            return step;
        });
    }

    /** Keeps that both tiers were asked, when all was answered. */
    private void remember() {
        for (Silence each : silences) {
            if (withCandles.contains(each.ticker())) {
                kept.keepArchived(each.ticker(), interval, each.range(), each.asked(), List.of(), generation);
            }
        }
        unknown.keySet()
                .forEach(range -> kept.keep(request, subject, range, known.atMost(began), List.of(), generation));
        Map<String, Range> archivedOnes = new TreeMap<>(lives);
        archivedOnes.keySet().removeIf(ticker -> !withCandles.contains(ticker) && !ofMarket.isArchived(ticker));
        for (Range range : open) {
            archived.keep(Finality.finalPart(range, known.atMost(began)), archivedOnes, generation);
        }
    }

    /** A range that is not held: each answer is kept as far as it goes. */
    private final class Piece extends Part {
        private final Range range;
        private final long begin;
        private final long last;
        private final Set<Long> cursors = new HashSet<>();
        private long next;
        private int pages;
        private boolean ended;

        Piece(Range range) {
            this.range = range;
            this.begin = CandleCaps.seconds(range.from());
            this.last = CandleCaps.seconds(range.to()) - 1;
            this.next = begin;
        }

        @Override
        Step ask() {
            long from = next;
            Instant asked = known.now();
            Call<Page> call = calls.ofEvent(eventTicker, interval, request, from, last);
            Operation.Result result;
            try {
                result = known.asked(call);
            } catch (ExchangeException e) {
                if (e.status() != 404) {
                    throw e;
                }
                unknown.put(new Range(from * 1_000_000L, range.to()), e);
                ended = true;
                return new Step(null, List.of());
            }
            Columns rows = result.page().rows();
            pages++;
            String further = further(result.page(), begin, last);
            ended = further.isEmpty();
            if (!ended && !cursors.add(Long.parseLong(further))) {
                throw Chain.repeated(pages, rows, known.connection());
            }
            // Whether the second at which it was cut is in the answer, nobody says: the next one has it.
            long until = ended ? last : Long.parseLong(further) - 1;
            if (until >= from) {
                kept.keep(
                        request,
                        subject,
                        CandleCaps.range(from, until),
                        known.atMost(asked),
                        kept.answers(call, result),
                        kept.generation(result));
            }
            next = ended ? next : Long.parseLong(further);
            return Step.of(Given.of(result, CandleRows.complete(rows, null, interval)));
        }

        @Override
        boolean ended() {
            return ended;
        }
    }
}
