package dev.kalshilab.rest;

import dev.kalshilab.cache.Kept;
import dev.kalshilab.cache.Range;
import dev.kalshilab.cache.Slab;
import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** A part that is known already: the rows of a range out of what was kept, in the order of their times. */
final class HeldRows extends Part {
    private final Known known;
    private final List<Slab> slabs;
    private final Range range;
    private final int time;
    private final boolean ascending;
    private final boolean asTheyCame;
    private final UnaryOperator<Columns> finish;
    private final Set<List<Object>> whole = new HashSet<>();
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
        List<Columns> all = new ArrayList<>();
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
                all.add(fresh(finish.apply(
                        rows.where(row -> rows.isMissing(time, row) || range.contains(rows.longAt(time, row))))));
                pages++;
                misfits += result.page().misfits();
                invented |= result.invented();
                received = received == null || kept.received().isAfter(received) ? kept.received() : received;
            }
        }
        if (all.isEmpty()) {
            return new Step(null, List.of());
        }
        return Step.of(
                new Given(sorted(joined(all)), pages, pages, invented, misfits, List.of(), received, null, false));
    }

    /** Without the rows that an answer before had, where nothing but all of their values tells them apart. */
    private Columns fresh(Columns rows) {
        if (Distinct.knows(rows.schema())) {
            return rows;
        }
        List<List<Object>> values = IntStream.range(0, rows.rows())
                .mapToObj(row -> IntStream.range(0, rows.schema().fields().size())
                        .filter(column -> !rows.isMissing(column, row))
                        .<Object>mapToObj(column -> List.of(column, value(rows, column, row)))
                        .toList())
                .toList();
        Columns fresh = rows.where(row -> !whole.contains(values.get(row)));
        whole.addAll(values);
        return fresh;
    }

    private static Object value(Columns rows, int column, int row) {
        Kind kind = rows.schema().fields().get(column).kind();
        if (kind.isLong()) {
            return rows.longAt(column, row);
        }
        return kind == Kind.NUMBER
                ? (Object) rows.doubleAt(column, row)
                : Objects.requireNonNull(rows.objectAt(column, row));
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
    private Columns joined(List<Columns> answers) {
        Comparator<Columns> order = Comparator.<Columns>comparingLong(rows -> at(rows, 0))
                .thenComparingLong(rows -> at(rows, rows.rows() - 1));
        List<Columns> some =
                new ArrayList<>(answers.stream().filter(rows -> rows.rows() > 0).toList());
        if (!asTheyCame) {
            some.sort(ascending ? order : order.reversed());
        }
        Columns all = new Columns(answers.get(0).schema());
        some.forEach(all::addAll);
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
    long requests() {
        return 0;
    }

    @Override
    boolean exact() {
        return true;
    }

    @Override
    boolean ended() {
        return ended;
    }
}
