package dev.kalshilab.cache;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;

/** A set of moments: stretches of time in their order, none of which meets the next. Never changes. */
public final class Ranges implements Iterable<Range> {
    private static final Ranges NONE = new Ranges(List.of());

    private final List<Range> ranges;

    private Ranges(List<Range> ranges) {
        this.ranges = ranges;
    }

    /** No moment at all. */
    public static Ranges none() {
        return NONE;
    }

    public static Ranges of(Range... ranges) {
        return of(List.of(ranges));
    }

    /** What is in any of them; they may overlap and stand in any order. */
    public static Ranges of(Collection<Range> ranges) {
        List<Range> joined = new ArrayList<>();
        for (Range each : ranges.stream().sorted().toList()) {
            int last = joined.size() - 1;
            if (last >= 0 && joined.get(last).adjoins(each)) {
                Range before = joined.get(last);
                joined.set(last, new Range(before.from(), Math.max(before.to(), each.to())));
            } else {
                joined.add(each);
            }
        }
        return joined.isEmpty() ? NONE : new Ranges(List.copyOf(joined));
    }

    public Ranges plus(Range other) {
        return plus(of(other));
    }

    /** What is in either. */
    public Ranges plus(Ranges other) {
        List<Range> all = new ArrayList<>(ranges);
        all.addAll(other.ranges);
        return of(all);
    }

    public Ranges minus(Range other) {
        return minus(of(other));
    }

    /** What is in this one and not in the other. */
    public Ranges minus(Ranges other) {
        List<Range> left = new ArrayList<>();
        int next = 0;
        for (Range each : ranges) {
            long from = each.from();
            while (next < other.ranges.size() && other.ranges.get(next).to() <= from) {
                next++;
            }
            for (int i = next; i < other.ranges.size() && from < each.to(); i++) {
                Range taken = other.ranges.get(i);
                if (taken.from() >= each.to()) {
                    break;
                }
                if (taken.from() > from) {
                    left.add(new Range(from, taken.from()));
                }
                from = Math.max(from, taken.to());
            }
            if (from < each.to()) {
                left.add(new Range(from, each.to()));
            }
        }
        return of(left);
    }

    /** What of this is in the stretch. */
    public Ranges within(Range bounds) {
        List<Range> inside = new ArrayList<>();
        for (Range each : ranges) {
            Range both = each.intersect(bounds);
            if (both != null) {
                inside.add(both);
            }
        }
        return of(inside);
    }

    /** Whether every moment of the stretch is in this. */
    public boolean contains(Range wanted) {
        return ranges.stream().anyMatch(each -> each.contains(wanted));
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** The stretches, the earliest first. */
    public List<Range> list() {
        return ranges;
    }

    @Override
    public Iterator<Range> iterator() {
        return ranges.iterator();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ranges same && ranges.equals(same.ranges);
    }

    @Override
    public int hashCode() {
        return ranges.hashCode();
    }

    @Override
    public String toString() {
        return "Ranges" + ranges;
    }
}
