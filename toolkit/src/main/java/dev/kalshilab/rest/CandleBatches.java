package dev.kalshilab.rest;

import static dev.kalshilab.rest.CandleCaps.seconds;

import dev.kalshilab.cache.Held;
import dev.kalshilab.cache.Kept;
import dev.kalshilab.cache.Range;
import dev.kalshilab.cache.Ranges;
import dev.kalshilab.cache.Store;
import dev.kalshilab.column.Columns;
import dev.kalshilab.model.Interval;
import dev.kalshilab.model.Request;
import dev.kalshilab.rest.CandleCaps.Asked;
import dev.kalshilab.wire.Body;
import dev.kalshilab.wire.Json;
import dev.kalshilab.wire.Page;
import dev.kalshilab.wire.Shapes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;

/** One question for the candles of several markets over a range, asked together as far as the exchange allows. */
final class CandleBatches {
    private static final int TICKER = Shapes.CANDLES.index("ticker");

    /** From so many requests on it is known first where the tiers meet. */
    private static final int MANY = 10;

    private final Known known;
    private final Cutoffs cutoffs;
    private final CandleCalls calls;
    private final KeptCandles candles;
    private final MarketCandles ofMarket;
    private final ArchivedMarkets archivedMarkets;
    private final List<String> tickers;
    private final Interval interval;
    private final Request request;
    private final AtomicBoolean looked = new AtomicBoolean();
    private final @Nullable Slices slices;
    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    /** Markets that some batch passed over. */
    private final Set<String> unnamed = ConcurrentHashMap.newKeySet();
    /** Where batches gave no candle of a market, whether they named it or not. */
    private final Map<String, List<Asked>> empties = new LinkedHashMap<>();

    private final Set<String> withCandles = new HashSet<>();
    /** How many batches about a market were not answered yet. */
    private final Map<String, Integer> awaited = new HashMap<>();
    /** Markets that all batches were answered about, without a candle. */
    private final Set<String> silent = new LinkedHashSet<>();

    private volatile long lastAsked = System.nanoTime();
    /** Where the tiers met before the first batch was sent; null where nobody knew. */
    private @Nullable Instant before;

    private Instant began = Instant.MAX;
    private long generation;

    CandleBatches(
            Known known,
            Cutoffs cutoffs,
            CandleCalls calls,
            KeptCandles candles,
            MarketCandles ofMarket,
            ArchivedMarkets archivedMarkets,
            List<String> tickers,
            Interval interval,
            Request request) {
        this.known = known;
        this.cutoffs = cutoffs;
        this.calls = calls;
        this.candles = candles;
        this.ofMarket = ofMarket;
        this.archivedMarkets = archivedMarkets;
        this.tickers = tickers;
        this.interval = interval;
        this.request = request;
        this.slices = KeptCandles.keepsNothing(request)
                ? null
                : known.store()
                        .map(store -> new Slices((ticker, range, asked, answers, generation) -> candles.keep(
                                request, KeptCandles.subject(ticker, interval), range, asked, answers, generation)))
                        .orElse(null);
    }

    /** What is held of each market, and what several of them lack alike in as few requests as it takes. */
    Pull pull(Range wanted) {
        AtomicBoolean isHeld = new AtomicBoolean();
        Pull pull = new Pull(known.connection(), Shapes.CANDLES, Pull.timeColumn(Shapes.CANDLES), () -> {
            List<Part> parts = parts(wanted);
            isHeld.set(parts.stream().allMatch(part -> part.exact() && part.requests() == 0));
            return parts;
        });
        pull.inOrderOf(tickers);
        pull.further(
                Account.once(this::ofEmpty),
                () -> isHeld.get()
                        || (cutoffs.isSurelyLive(MarketCandles.settledFrom(seconds(wanted.from()), interval))
                                && tickers.stream().allMatch(ofMarket::isLive)),
                "archived markets are asked one by one");
        pull.atEnd(() -> Batch.unanswered(tickers, answered));
        return pull;
    }

    private List<Part> parts(Range wanted) {
        before = cutoffs.settledBefore();
        began = known.now();
        generation = known.store().map(Store::generation).orElse(0L);
        Map<List<Range>, List<String>> lacking = new LinkedHashMap<>();
        List<Part> parts = new ArrayList<>();
        for (String ticker : tickers.stream().distinct().toList()) {
            Held held = candles.held(ticker, interval, request, wanted);
            for (Range range : held.covered()) {
                parts.add(candles.rows(held, range, ticker, interval));
                answered.add(ticker);
            }
            List<Range> missing = Ranges.of(wanted).minus(held.covered()).list();
            if (ofMarket.isArchived(ticker)) {
                missing.forEach(range -> parts.addAll(ofMarket.chunks(ticker, interval, request, range, answered)));
            } else if (!missing.isEmpty()) {
                lacking.computeIfAbsent(missing, ignored -> new ArrayList<>()).add(ticker);
            }
        }
        List<Part> batched = new ArrayList<>();
        lacking.forEach((missing, some) -> missing.forEach(
                range -> CandleCaps.batches(some, interval, range).forEach(batch -> {
                    batch.tickers().forEach(ticker -> awaited.merge(ticker, 1, Integer::sum));
                    batched.add(part(batch));
                })));
        parts.addAll(batched);
        if (before == null && batched.size() >= MANY) {
            // Where it stood before the first answer is worth a request: what is silent in some batches is not
            // looked for elsewhere then.
            known.connection().budget().expect(batched.size());
            before = cutoffs.get(false).marketSettledTs();
        }
        return parts;
    }

    private Part part(Asked batch) {
        Slices kept = slices;
        if (kept == null) {
            return Once.giving(() -> ask(batch));
        }
        kept.expect(batch.tickers());
        return Once.giving(() -> ask(batch), ended -> kept.left(batch.tickers(), ended));
    }

    private Part.Step ask(Asked batch) {
        Instant asked = known.now();
        Operation.Result result = known.asked(calls.of(batch, interval, request));
        long since = System.nanoTime();
        List<String> named = result.page().tickers();
        answered.addAll(named);
        batch.tickers().stream().filter(ticker -> !named.contains(ticker)).forEach(unnamed::add);
        ofMarket.live(named);
        Set<String> with = new HashSet<>();
        Columns rows = result.page().rows();
        for (int row = 0; row < rows.rows(); row++) {
            with.add(String.valueOf(rows.textAt(TICKER, row)));
        }
        note(batch, named, with, since);
        if (!with.containsAll(batch.tickers()) && !looked.getAndSet(true)) {
            // For the end, when nothing else would be left to be asked meanwhile.
            var ignored = cutoffs.mayBeArchived(settledFrom(batch), since);
        }
        if (slices != null) {
            slice(result, batch, known.atMost(asked), with, slices);
        }
        return new Part.Step(Given.of(result, CandleRows.complete(rows, null, interval)), early());
    }

    private synchronized void note(Asked batch, List<String> named, Set<String> with, long since) {
        lastAsked = Math.max(lastAsked, since);
        withCandles.addAll(with);
        Set<String> without = new LinkedHashSet<>(batch.tickers());
        without.addAll(named);
        without.removeAll(with);
        without.forEach(ticker ->
                empties.computeIfAbsent(ticker, ignored -> new ArrayList<>()).add(batch));
        for (String ticker : batch.tickers()) {
            if (awaited.merge(ticker, -1, Integer::sum) == 0 && !withCandles.contains(ticker)) {
                silent.add(ticker);
            }
        }
    }

    /** The list of a hundred markets that no batch gives a candle of, while other batches are under way. */
    private synchronized List<Part> early() {
        if (silent.size() < CandleCaps.TICKERS_A_REQUEST || cutoffs.settledBefore() == null) {
            return List.of();
        }
        Map<String, List<Asked>> some = new LinkedHashMap<>();
        for (String ticker : List.copyOf(silent)) {
            List<Asked> batches = empties.get(ticker);
            silent.remove(ticker);
            if (batches != null && isOld(batches)) { // others wait for the end
                some.put(ticker, batches);
                empties.remove(ticker);
            }
            if (some.size() == CandleCaps.TICKERS_A_REQUEST) {
                break;
            }
        }
        return lists(List.copyOf(some.keySet()), some);
    }

    /** Keeps what a batch says of each market apart, as a batch of that market alone. */
    private void slice(Operation.Result result, Asked batch, Instant asked, Set<String> with, Slices into) {
        Body raw = result.page().raw();
        if (raw == null) {
            return;
        }
        long generation = candles.generation(result);
        try {
            String markets = Json.members(raw.text()).get("markets");
            for (String slice : Json.elements(markets == null ? "[]" : markets)) {
                String ticker = Json.scalar(Json.members(slice).get("market_ticker"));
                if (ticker != null) {
                    Call<Page> alone =
                            calls.of(new Asked(List.of(ticker), batch.from(), batch.until()), interval, Request.ALL);
                    Kept kept = !with.contains(ticker)
                            ? null
                            : Known.kept(
                                    known.address(alone.request().url()),
                                    Reads.Kind.BATCH_CANDLES,
                                    result,
                                    false,
                                    ("{\"markets\":[" + slice + "]}").getBytes(StandardCharsets.UTF_8));
                    into.add(ticker, batch.range(), asked, kept, generation);
                }
            }
        } catch (Json.Malformed e) {
            throw new IllegalStateException("this was read before", e);
        }
    }

    /** Asks history for what batches gave no candle of, where it lists the market: nothing else says that it has it. */
    private List<Part> ofEmpty() {
        Map<String, List<Asked>> all;
        Set<String> seen;
        synchronized (this) {
            all = new LinkedHashMap<>(empties);
            seen = Set.copyOf(withCandles);
        }
        // Where the tiers meet now is looked at beside the lists of those that are older than it was anyway.
        List<String> old = all.entrySet().stream()
                .filter(each -> !seen.contains(each.getKey()) && isOld(each.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        List<Part> parts = lists(old, all);
        Map<String, List<Asked>> others = new LinkedHashMap<>(all);
        old.forEach(others::remove);
        if (!others.isEmpty()) {
            parts.add(Once.then(() -> ofOthers(others, seen)));
        }
        return parts;
    }

    private boolean isOld(List<Asked> batches) {
        Instant cutoff = cutoffs.settledBefore();
        return cutoff != null
                && batches.stream().anyMatch(batch -> settledFrom(batch).isBefore(cutoff));
    }

    private List<Part> ofOthers(Map<String, List<Asked>> all, Set<String> seen) {
        long since = lastAsked;
        List<String> old = all.entrySet().stream()
                .filter(each -> mayBeElsewhere(each.getKey(), each.getValue(), since))
                .map(Map.Entry::getKey)
                .toList();
        // A market is in one tier as a whole, unless it was archived between two batches.
        if (old.stream().anyMatch(seen::contains) && !hasMoved(since)) {
            old = old.stream().filter(ticker -> !seen.contains(ticker)).toList();
        }
        if (slices != null) {
            Set<String> asked = new HashSet<>(old);
            all.keySet().stream().filter(ticker -> !asked.contains(ticker)).forEach(slices::confirm);
        }
        return lists(old, all);
    }

    private List<Part> lists(List<String> tickers, Map<String, List<Asked>> all) {
        List<Part> parts = new ArrayList<>();
        for (List<String> some : Batch.cut(tickers, CandleCaps.TICKERS_A_REQUEST)) {
            parts.add(Once.then(() -> ofArchived(some, all)));
        }
        return parts;
    }

    private Instant settledFrom(Asked batch) {
        return MarketCandles.settledFrom(batch.from(), interval);
    }

    /**
     * True for a market whose time may be before the cutoff, and for one that the live tier passed over, whatever is held
     * of it or was said of it before.
     */
    private boolean mayBeElsewhere(String ticker, List<Asked> batches, long since) {
        return batches.stream()
                .anyMatch(batch -> cutoffs.mayBeArchived(settledFrom(batch), since)
                        || (unnamed.contains(ticker) && cutoffs.areMarketsArchived()));
    }

    private boolean hasMoved(long since) {
        return before == null || !before.equals(cutoffs.settledBefore(since));
    }

    private List<Part> ofArchived(List<String> some, Map<String, List<Asked>> batches) {
        Map<String, Range> lives = archivedMarkets.of(Request.ALL.with("tickers", some), interval);
        List<Part> parts = new ArrayList<>();
        for (String ticker : some) {
            List<Asked> empty = batches.getOrDefault(ticker, List.of());
            Range life = lives.get(ticker);
            if (life != null) {
                answered.add(ticker);
                ofMarket.ended(ticker, interval, life);
                parts.addAll(ofArchived(ticker, life, empty));
            } else if (!answered.contains(ticker)) {
                // Nobody names it: who is asked for it alone says whether there is such a market.
                parts.addAll(ofArchived(ticker, new Range(Timeline.EVER, Timeline.ON), empty));
            } else if (slices != null) {
                slices.confirm(ticker);
            }
        }
        return parts;
    }

    private List<Part> ofArchived(String ticker, Range life, List<Asked> batches) {
        List<Part> parts = new ArrayList<>();
        for (Range range : Ranges.of(batches.stream().map(Asked::range).toList())) {
            Range possible = range.intersect(life);
            if (possible != null) {
                // The live tier has none of it, so an answer without candles is all there is.
                CandleCaps.pieces(interval, possible)
                        .forEach(piece -> parts.add(Once.giving(() -> archived(ticker, piece))));
            }
            for (Range never : Ranges.of(range).minus(life)) {
                if (slices != null) {
                    candles.keepArchived(ticker, interval, never, known.atMost(began), List.of(), generation);
                }
            }
        }
        return parts;
    }

    private Part.Step archived(String ticker, Range piece) {
        Part.Step step = ofMarket.ofHistory(ticker, interval, request, piece, true);
        if (step.given() != null) {
            answered.add(ticker);
        }
        return step;
    }
}
