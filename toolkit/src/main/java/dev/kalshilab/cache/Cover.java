package dev.kalshilab.cache;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** As few stretches out of many as cover as much. */
final class Cover {
    private Cover() {}

    static <S> List<S> of(List<S> all, Function<S, Range> covered) {
        return all.isEmpty() ? List.of() : of(all, covered, new Range(Long.MIN_VALUE, Long.MAX_VALUE));
    }

    /** Those that cover together what all of them cover of what is wanted; the earliest first. */
    static <S> List<S> of(List<S> all, Function<S, Range> covered, Range wanted) {
        List<S> sorted = all.stream()
                .filter(each -> covered.apply(each).overlaps(wanted))
                .sorted(Comparator.comparing(covered))
                .toList();
        List<S> chosen = new ArrayList<>();
        long reach = wanted.from();
        int next = 0;
        while (reach < wanted.to() && next < sorted.size()) {
            // Of all that begin by then the one that goes furthest; after a gap, of all that begin where it ends.
            reach = Math.max(reach, covered.apply(sorted.get(next)).from());
            S best = sorted.get(next);
            while (next < sorted.size() && covered.apply(sorted.get(next)).from() <= reach) {
                if (covered.apply(sorted.get(next)).to() > covered.apply(best).to()) {
                    best = sorted.get(next);
                }
                next++;
            }
            if (covered.apply(best).to() > reach) {
                chosen.add(best);
                reach = covered.apply(best).to();
            }
        }
        return chosen;
    }
}
