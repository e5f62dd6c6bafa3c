package dev.kalshilab.rest;

import dev.kalshilab.cache.Kept;
import dev.kalshilab.cache.Range;
import dev.kalshilab.cache.Slab;
import dev.kalshilab.column.Columns;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** A part that is known already: the rows of a range out of what was kept, in the order of their times. */
final class HeldRows extends AtHand {
    private final Known known;
    private final List<Slab> slabs;
    private final Range range;
    private final int time;
    private final boolean ascending;
    private final boolean asTheyCame;
    private final UnaryOperator<Columns> finish;
    private boolean ended;

    HeldRows(Known known, List<Slab> slabs, Range range, int time, boolean ascending) {
        this(known, slabs, range, time, ascending, UnaryOperator.identity());
    }

    /** The rows of several subjects that came together, the oldest answer first, each with its rows as they are in it. */
    static HeldRows asTheyCame(Known known, List<Slab> slabs, Range range, int time, UnaryOperator<Columns> finish) {
        return new HeldRows(known, slabs, range, time, true, true, finish);
    }

    /** @param finish completes rows as they come from the wire */
    HeldRows(Known known, List<Slab> slabs, Range range, int time, boolean ascending, UnaryOperator<Columns> finish) {
        this(known, slabs, range, time, ascending, false, finish);
    }

    private HeldRows(
            Known known,
            List<Slab> slabs,
            Range range,
            int time,
            boolean ascending,
            boolean asTheyCame,
            UnaryOperator<Columns> finish) {
        this.asTheyCame = asTheyCame;
        this.known = known;
        this.slabs = slabs;
        this.range = range;
        this.time = time;
        this.ascending = ascending;
        this.finish = finish;
    }

    @Override
    Step ask() {
        ended = true;
        List<Answer> all = new ArrayList<>();
        int pages = 0;
        int misfits = 0;
        boolean invented = false;
        Instant received = null;
        Set<Kept> read = new HashSet<>();
        for (Slab slab : inOrder(slabs)) {
            Range piece = slab.covered().intersect(range);
            if (piece == null) {
                continue;
            }
            for (Kept kept : slab.answers()) {
                if (!read.add(kept)) {
                    continue; // the last page of one slab is the first of the next
                }
                Operation.Result result = known.read(kept);
                Columns rows = result.page().rows();
                // A row without a time is never dropped: nobody knows that it lies elsewhere.
                Columns own = rows.where(row -> rows.isMissing(time, row) || range.contains(rows.longAt(time, row)));
                all.add(new Answer(
                        finish.apply(own),
                        kept.received(),
                        rows.rows() == 0 ? 0 : at(rows, 0),
                        rows.rows() == 0 ? 0 : at(rows, rows.rows() - 1)));
                pages++;
                misfits += result.page().misfits();
                invented |= result.invented();
                received = received == null || kept.received().isAfter(received) ? kept.received() : received;
            }
        }
        if (all.isEmpty()) {
            return new Step(null, List.of());
        }
        return Step.of(new Given(
                sorted(joined(latest(all))), pages, pages, invented, misfits, List.of(), received, null, false));
    }

    /**
     * What is wanted of an answer, when it came, and the times of its first and last row: what was cut off tells its place
     * among others.
     */
    private record Answer(Columns rows, Instant received, long first, long last) {
        Answer with(Columns others) {
            return new Answer(others, received, first, last);
        }
    }

    /** Of a row that several answers have the one that came last: who asked anew wanted that one. */
    private List<Answer> latest(List<Answer> all) {
        if (!overlap(all)) {
            return all;
        }
        Distinct distinct = Distinct.rowsOf(all.get(0).rows().schema());
        List<Answer> latest = new ArrayList<>(all);
        IntStream.range(0, all.size())
                .boxed()
                .sorted(Comparator.<Integer, Instant>comparing(i -> all.get(i).received())
                        .reversed())
                .forEach(i -> latest.set(
                        i, latest.get(i).with(distinct.of(latest.get(i).rows()))));
        return latest;
    }

    /** True when times of one answer lie within those of another. */
    private boolean overlap(List<Answer> all) {
        List<long[]> times = new ArrayList<>();
        for (Answer each : all) {
            LongSummaryStatistics of = IntStream.range(0, each.rows().rows())
                    .mapToLong(row -> at(each.rows(), row))
                    .summaryStatistics();
            if (of.getCount() > 0) {
                times.add(new long[] {of.getMin(), of.getMax()});
            }
        }
        times.sort(Comparator.comparingLong(each -> each[0]));
        return IntStream.range(1, times.size()).anyMatch(i -> times.get(i)[0] <= times.get(i - 1)[1]);
    }

    /** The slabs in the order of the rows. */
    private List<Slab> inOrder(List<Slab> all) {
        Comparator<Slab> oldestFirst = Comparator.comparing(Slab::covered);
        return all.stream()
                .sorted(ascending ? oldestFirst : oldestFirst.reversed())
                .toList();
    }

    /**
     * The rows of all answers, each answer behind those that begin and end before it: rows of one time are in the order
     * in which the exchange gave them, where their answers were kept in another or together with others.
     */
    private Columns joined(List<Answer> answers) {
        Comparator<Answer> order = Comparator.comparingLong(Answer::first).thenComparingLong(Answer::last);
        List<Answer> some = new ArrayList<>(answers);
        if (!asTheyCame) {
            some.sort(ascending ? order : order.reversed());
        }
        Columns all = new Columns(answers.get(0).rows().schema());
        some.forEach(each -> all.addAll(each.rows()));
        return all;
    }

    private long at(Columns rows, int row) {
        return rows.longAt(time, row);
    }

    private Columns sorted(Columns rows) {
        boolean inOrder = asTheyCame
                || IntStream.range(1, rows.rows())
                        .allMatch(row -> ascending
                                ? rows.longAt(time, row - 1) <= rows.longAt(time, row)
                                : rows.longAt(time, row - 1) >= rows.longAt(time, row));
        if (inOrder) {
            return rows;
        }
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, rows.rows()).boxed().toList());
        Comparator<Integer> byTime = Comparator.comparingLong(row -> rows.longAt(time, row));
        order.sort(ascending ? byTime : byTime.reversed());
        return rows.pick(order.stream().mapToInt(Integer::intValue).toArray());
    }

    @Override
    boolean ended() {
        return ended;
    }
}
