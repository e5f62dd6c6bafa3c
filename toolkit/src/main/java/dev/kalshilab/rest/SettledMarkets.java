package dev.kalshilab.rest;

import dev.kalshilab.cache.Held;
import dev.kalshilab.cache.Kept;
import dev.kalshilab.cache.Range;
import dev.kalshilab.cache.Shelf;
import dev.kalshilab.cache.Slab;
import dev.kalshilab.cache.Store;
import dev.kalshilab.column.Columns;
import dev.kalshilab.model.Moment;
import dev.kalshilab.model.Request;
import dev.kalshilab.wire.Shapes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Markets settled in a stretch that is over. What one tier has of them changes when they are archived, what both have
 * never does: their pages are kept together, as they came and when the last one has come.
 */
final class SettledMarkets {
    /** It is not known of what times rows are: pages are held of all. */
    private static final Range ALL = new Range(Timeline.EVER, Timeline.ON);

    private static final String CUT = "history has more";

    private final Known known;
    private final Request request;
    private final Instant until;
    private final Window window;
    private final String subject;
    private final List<Supplier<Strand>> archived;
    private final BooleanSupplier reachesBack;
    private final List<Chain> asked = new ArrayList<>();
    private long generation;
    private boolean isHeld;
    private boolean looked;
    private boolean isCut;

    /**
     * @param archived the same of the historical tier; none where it cannot be asked
     * @param reachesBack whether that tier has some of them, asked behind the live one
     */
    SettledMarkets(Known known, Request request, List<Supplier<Strand>> archived, BooleanSupplier reachesBack) {
        this.known = known;
        this.request = request;
        this.window = Window.of(request.from(), request.to(), known.connection().clock());
        this.until =
                Objects.requireNonNull(request.to()).resolve(known.connection().clock());
        this.subject = "markets settled " + window.range() + " " + new TreeMap<>(request.parameters());
        this.archived = archived;
        this.reachesBack = reachesBack;
    }

    /** True when nothing is settled any more in the stretch that is asked about, and it may be asked about again. */
    static boolean isOver(Known known, Request request) {
        Moment until = request.to();
        return until != null
                && isFixed(until)
                && (request.from() == null || isFixed(request.from()))
                && known.store().isPresent()
                && !known.isRecorded()
                && known.isSettled(until.resolve(known.connection().clock()), known.now());
    }

    /** One that moves with the clock is another with each question. */
    private static boolean isFixed(Moment moment) {
        Clock before = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
        return moment.resolve(before).equals(moment.resolve(Clock.offset(before, Duration.ofDays(1))));
    }

    /** @param note what to say where the historical tier has more and cannot be asked */
    Pull pull(List<Supplier<Strand>> live, String note) {
        Pull pull = new Pull(known.connection(), Shapes.MARKETS, null, () -> parts(live))
                .further(this::further, () -> isHeld, "pages follow until the last one");
        pull.atEnd(() -> isCut ? note : null);
        return pull;
    }

    private List<Part> parts(List<Supplier<Strand>> live) {
        Store store = known.store().orElseThrow();
        Held held = request.anew() ? null : store.held(subject, ALL);
        if (held != null && held.covered().contains(ALL)) {
            isHeld = true;
            List<Kept> pages = held.slabs().get(0).answers();
            isCut = pages.stream().anyMatch(page -> page.headers().containsKey(CUT));
            return List.of(new Pages(pages.stream()
                    .filter(page -> !page.headers().containsKey(CUT))
                    .toList()));
        }
        generation = store.generation();
        return ask(live);
    }

    private List<Part> ask(List<Supplier<Strand>> strands) {
        List<Chain> chains = strands.stream()
                .map(strand -> new Chain(known, strand, request.anew()))
                .toList();
        asked.addAll(chains);
        return List.copyOf(chains);
    }

    /** Behind the live ones those of history: what was archived meanwhile is there then. Behind them all is kept. */
    private List<Part> further() {
        if (isHeld || looked) {
            keep();
            return List.of();
        }
        looked = true;
        boolean reaches = reachesBack.getAsBoolean();
        isCut = reaches && archived.isEmpty();
        if (reaches && !isCut) {
            Instant live = asked.stream()
                    .map(Chain::latest)
                    .max(Comparator.naturalOrder())
                    .orElse(Instant.MIN);
            return Chain.orNone(ask(archived), live);
        }
        return further();
    }

    private void keep() {
        List<Kept> pages = new ArrayList<>();
        for (Chain chain : asked) {
            List<Kept> all = chain.whole();
            if (all == null) {
                return;
            }
            pages.addAll(all);
        }
        asked.clear(); // once
        // By what the clock is known to be now, and of the page that came first.
        if (pages.isEmpty() || !pages.stream().allMatch(page -> known.isSettled(until, page.received()))) {
            return;
        }
        if (isCut) {
            pages.add(new Kept(CUT, known.now(), Map.of(CUT, "true"), new byte[0]));
        }
        known.store().ifPresent(store -> store.renew(new Slab(subject, ALL, pages), Shelf.PUBLIC, generation));
    }

    /** Pages that are held, one behind the other, and the rows in the range: one tier takes none, the other one in seconds. */
    private final class Pages extends AtHand {
        private final List<Kept> pages;
        private int next;

        Pages(List<Kept> pages) {
            this.pages = pages;
        }

        @Override
        Step ask() {
            Kept page = pages.get(next++);
            Operation.Result result = known.read(page);
            Columns rows = result.page().rows();
            return Step.of(Given.of(result, window.rows("settlement_ts").apply(rows)));
        }

        @Override
        boolean ended() {
            return next == pages.size();
        }
    }
}
