package dev.kalshilab.table;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongCollection;
import it.unimi.dsi.fastutil.longs.LongComparator;
import it.unimi.dsi.fastutil.longs.LongList;
import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * The first values of an array that others read too, and that grows behind them: a copy is made when these are changed.
 */
final class SharedLongs extends LongArrayList {
    private static final long serialVersionUID = 1;

    private boolean own;

    SharedLongs(long[] values, int size) {
        super(values, false);
        this.size = size;
    }

    /** From here on nobody else has these values. */
    private void own() {
        if (!own) {
            a = Arrays.copyOf(a, size);
            own = true;
        }
    }

    @Override
    public LongArrayList clone() {
        return new LongArrayList(a, 0, size);
    }

    @Override
    public long[] elements() {
        own();
        return super.elements();
    }

    @Override
    public void ensureCapacity(int capacity) {
        own();
        super.ensureCapacity(capacity);
    }

    @Override
    public void add(int index, long value) {
        own();
        super.add(index, value);
    }

    @Override
    public boolean add(long value) {
        own();
        return super.add(value);
    }

    @Override
    public long removeLong(int index) {
        own();
        return super.removeLong(index);
    }

    @Override
    public boolean rem(long value) {
        own();
        return super.rem(value);
    }

    @Override
    public long set(int index, long value) {
        own();
        return super.set(index, value);
    }

    @Override
    public void size(int wanted) {
        own();
        super.size(wanted);
    }

    @Override
    public void trim(int capacity) {
        own();
        super.trim(capacity);
    }

    @Override
    public LongList subList(int from, int to) {
        own();
        return super.subList(from, to);
    }

    @Override
    public void removeElements(int from, int to) {
        own();
        super.removeElements(from, to);
    }

    @Override
    public void addElements(int index, long[] values, int offset, int length) {
        own();
        super.addElements(index, values, offset, length);
    }

    @Override
    public void setElements(int index, long[] values, int offset, int length) {
        own();
        super.setElements(index, values, offset, length);
    }

    @Override
    public boolean addAll(int index, LongCollection values) {
        own();
        return super.addAll(index, values);
    }

    @Override
    public boolean addAll(int index, LongList values) {
        own();
        return super.addAll(index, values);
    }

    @Override
    public boolean removeAll(LongCollection values) {
        own();
        return super.removeAll(values);
    }

    @Override
    public boolean removeIf(LongPredicate filter) {
        own();
        return super.removeIf(filter);
    }

    @Override
    public void sort(LongComparator order) {
        own();
        super.sort(order);
    }

    @Override
    public void unstableSort(LongComparator order) {
        own();
        super.unstableSort(order);
    }
}
