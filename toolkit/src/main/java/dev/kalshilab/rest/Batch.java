package dev.kalshilab.rest;

import dev.kalshilab.column.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Requests about several markets at once. */
final class Batch {
    private Batch() {}

    /** A pull that says which of the markets the exchange passed over: a batch leaves out what it does not know. */
    static Pull of(Known known, List<String> asked, Schema schema, List<Supplier<Strand>> strands, boolean anew) {
        Set<String> answered = ConcurrentHashMap.newKeySet();
        List<Supplier<Strand>> watched = new ArrayList<>();
        for (Supplier<Strand> strand : strands) {
            watched.add(() -> {
                Strand all = strand.get();
                return new Strand(
                        all.call(),
                        all.finish(),
                        page -> {
                            answered.addAll(page.tickers());
                            return all.next().apply(page);
                        },
                        all.byCursor());
            });
        }
        Pull pull = Pull.of(known, schema, watched, anew);
        pull.atEnd(() -> unanswered(asked, answered));
        return pull;
    }

    /** Cuts a list into pieces of so many at most, the last one with what is left. */
    static <T> List<List<T>> cut(List<T> all, int most) {
        List<List<T>> pieces = new ArrayList<>();
        for (int from = 0; from < all.size(); from += most) {
            pieces.add(all.subList(from, Math.min(all.size(), from + most)));
        }
        return pieces;
    }

    /** Says which of the markets have no answer; null when each has one. */
    static @Nullable String unanswered(List<String> asked, Set<String> answered) {
        List<String> missing = asked.stream()
                .distinct()
                .filter(ticker -> !answered.contains(ticker))
                .toList();
        return missing.isEmpty()
                ? null
                : "the exchange answered nothing for " + missing.size() + " of " + asked.size() + " markets: "
                        + String.join(", ", missing.subList(0, Math.min(3, missing.size())))
                        + (missing.size() > 3 ? ", …" : "");
    }
}
