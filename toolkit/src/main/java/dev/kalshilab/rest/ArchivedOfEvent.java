package dev.kalshilab.rest;

import dev.kalshilab.cache.Held;
import dev.kalshilab.cache.Kept;
import dev.kalshilab.cache.Range;
import dev.kalshilab.cache.Ranges;
import dev.kalshilab.cache.Shelf;
import dev.kalshilab.cache.Slab;
import dev.kalshilab.cache.Store;
import dev.kalshilab.model.Interval;
import dev.kalshilab.model.Request;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Remembers which markets of an event had candles in the historical tier, behind what the live one said of the event.
 *
 * <p>Over a range that is over neither changes any more: what the live tier had then is kept with the event, what the
 * other had with its market.
 */
final class ArchivedOfEvent {
    private static final String FROM = "from";
    private static final String TO = "to";

    private final Known known;
    private final KeptCandles kept;
    private final String subject;
    private final Request request;

    ArchivedOfEvent(Known known, KeptCandles kept, String eventTicker, Interval interval, Request request) {
        this.known = known;
        this.kept = kept;
        this.subject = "archived candles of event " + eventTicker + " " + interval.minutes();
        this.request = request;
    }

    /** The ranges that both tiers were asked about, and what of them each archived market has candles of. */
    record Asked(Ranges ranges, Map<String, Ranges> markets) {
        static final Asked NOTHING = new Asked(Ranges.none(), Map.of());
    }

    Asked asked(Range wanted) {
        Held held = kept.held(subject, request, wanted);
        Ranges asked = Ranges.none();
        Map<String, Ranges> markets = new TreeMap<>();
        for (Slab slab : held.slabs()) {
            for (Kept mark : slab.answers()) {
                // Several that lie side by side may have been put together.
                Range range = over(mark).intersect(wanted);
                if (range == null) {
                    continue;
                }
                asked = asked.plus(range);
                new String(mark.body(), StandardCharsets.UTF_8).lines().forEach(line -> {
                    String[] words = line.split(" ");
                    Range life = range.intersect(range(words[1], words[2]));
                    if (life != null) {
                        markets.merge(words[0], Ranges.of(life), Ranges::plus);
                    }
                });
            }
        }
        return new Asked(asked, markets);
    }

    private static Range over(Kept mark) {
        return range(mark.headers().getOrDefault(FROM, ""), mark.headers().getOrDefault(TO, ""));
    }

    private static Range range(String from, String to) {
        return new Range(Long.parseLong(from), Long.parseLong(to));
    }

    /** What was remembered of a range is not to be believed beside what the live tier says now; all else is. */
    void forget(Range range, long generation) {
        Store store = known.store().orElse(null);
        if (store == null) {
            return;
        }
        List<Slab> before = store.slabs(subject, new Range(Timeline.EVER, Timeline.ON));
        store.forget(subject);
        for (Slab slab : before) {
            for (Kept mark : slab.answers()) {
                for (Range rest : Ranges.of(over(mark)).minus(range)) {
                    store.keep(mark(rest, mark.body()), Shelf.PUBLIC, generation);
                }
            }
        }
    }

    /** @param markets those with candles, and what of time they may have had some in */
    void keep(Ranges ranges, Map<String, Range> markets, long generation) {
        Store store = known.store().orElse(null);
        if (store == null) {
            return;
        }
        StringBuilder lines = new StringBuilder();
        markets.forEach((ticker, life) -> lines.append(ticker)
                .append(' ')
                .append(life.from())
                .append(' ')
                .append(life.to())
                .append('\n'));
        byte[] body = lines.toString().getBytes(StandardCharsets.UTF_8);
        for (Range range : ranges) {
            Slab slab = mark(range, body);
            if (request.anew()) {
                store.renew(slab, Shelf.PUBLIC, generation);
            } else {
                store.keep(slab, Shelf.PUBLIC, generation);
            }
        }
    }

    private Slab mark(Range range, byte[] body) {
        Map<String, String> over = new LinkedHashMap<>();
        over.put(FROM, Long.toString(range.from()));
        over.put(TO, Long.toString(range.to()));
        return new Slab(subject, range, List.of(new Kept(subject, known.now(), over, body)));
    }
}
