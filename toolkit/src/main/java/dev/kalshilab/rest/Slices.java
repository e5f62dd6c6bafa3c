package dev.kalshilab.rest;

import dev.kalshilab.cache.Kept;
import dev.kalshilab.cache.Range;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What batches say of each market apart, until there is enough of it for a file: a pull of thousands of markets over many
 * ranges would else write a file for each of both.
 */
final class Slices {
    private static final int ANSWERS_A_SLAB = 32;

    /** What one answer says of one subject over a range. */
    private record Slice(
            Range range,
            Instant asked,
            long generation,
            @Nullable Kept kept) {}

    /** Keeps what was said of a ticker over a range. */
    interface Keeping {
        void keep(String ticker, Range range, Instant asked, List<Kept> answers, long generation);
    }

    private final Keeping into;
    private final Map<String, List<Slice>> waiting = new HashMap<>();
    /** What has no candle in any range: kept when it is known that nobody else has some. */
    private final Map<String, List<Slice>> empty = new HashMap<>();

    private final Set<String> confirmed = new HashSet<>();

    /** How many slices of a ticker are to come. */
    private final Map<String, Integer> expected = new HashMap<>();

    Slices(Keeping into) {
        this.into = into;
    }

    /** Announces an answer about those. */
    synchronized void expect(List<String> tickers) {
        tickers.forEach(ticker -> expected.merge(ticker, 1, Integer::sum));
    }

    /** Says that an answer about those was taken in, or will not be: behind the last one all of a ticker is kept. */
    void left(List<String> tickers, boolean ended) {
        Map<String, List<Slice>> whole = new HashMap<>();
        synchronized (this) {
            for (String ticker : tickers) {
                int others = expected.merge(ticker, -1, Integer::sum);
                List<Slice> some = others <= 0 || !ended ? waiting.remove(ticker) : null;
                if (some != null && isEmpty(some) && !confirmed.contains(ticker)) {
                    empty.computeIfAbsent(ticker, ignored -> new ArrayList<>()).addAll(some);
                } else if (some != null) {
                    whole.put(ticker, some);
                }
            }
        }
        whole.forEach(this::keep);
    }

    private static boolean isEmpty(List<Slice> some) {
        return some.stream().allMatch(slice -> slice.kept() == null);
    }

    /** Says that there is nothing of that ticker elsewhere either. */
    void confirm(String ticker) {
        List<Slice> some;
        synchronized (this) {
            confirmed.add(ticker); // the last answer about it may be taken in at this moment
            some = empty.remove(ticker);
        }
        if (some != null) {
            keep(ticker, some);
        }
    }

    /** @param kept null when there was nothing */
    void add(String ticker, Range range, Instant asked, @Nullable Kept kept, long generation) {
        List<Slice> enough;
        synchronized (this) {
            List<Slice> some = waiting.computeIfAbsent(ticker, ignored -> new ArrayList<>());
            some.add(new Slice(range, asked, generation, kept));
            if (some.size() < ANSWERS_A_SLAB || isEmpty(some)) {
                return;
            }
            enough = some;
            waiting.remove(ticker);
        }
        keep(ticker, enough);
    }

    private void keep(String ticker, List<Slice> some) {
        List<Slice> inOrder = new ArrayList<>(some);
        inOrder.sort(Comparator.comparing(Slice::range));
        List<Slice> joined = new ArrayList<>();
        for (Slice slice : inOrder) {
            Slice before = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (before != null
                    && (before.range().to() != slice.range().from() || before.generation() != slice.generation())) {
                slab(ticker, joined);
                joined.clear();
            }
            joined.add(slice);
        }
        slab(ticker, joined);
    }

    private void slab(String ticker, List<Slice> joined) {
        Range whole = new Range(
                joined.get(0).range().from(),
                joined.get(joined.size() - 1).range().to());
        List<Kept> answers = new ArrayList<>();
        Instant asked = joined.get(0).asked();
        for (Slice slice : joined) {
            asked = slice.asked().isBefore(asked) ? slice.asked() : asked;
            if (slice.kept() != null) {
                answers.add(slice.kept());
            }
        }
        into.keep(ticker, whole, asked, answers, joined.get(0).generation());
    }
}
