package dev.kalshilab.table;

import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import it.unimi.dsi.fastutil.doubles.DoubleCollection;
import it.unimi.dsi.fastutil.doubles.DoubleComparator;
import it.unimi.dsi.fastutil.doubles.DoubleList;
import java.util.Arrays;
import java.util.function.DoublePredicate;

/**
 * The first values of an array that others read too, and that grows behind them: a copy is made when these are changed.
 */
final class SharedDoubles extends DoubleArrayList {
    private static final long serialVersionUID = 1;

    private boolean own;

    SharedDoubles(double[] values, int size) {
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
    public DoubleArrayList clone() {
        return new DoubleArrayList(a, 0, size);
    }

    @Override
    public double[] elements() {
        own();
        return super.elements();
    }

    @Override
    public void ensureCapacity(int capacity) {
        own();
        super.ensureCapacity(capacity);
    }

    @Override
    public void add(int index, double value) {
        own();
        super.add(index, value);
    }

    @Override
    public boolean add(double value) {
        own();
        return super.add(value);
    }

    @Override
    public double removeDouble(int index) {
        own();
        return super.removeDouble(index);
    }

    @Override
    public boolean rem(double value) {
        own();
        return super.rem(value);
    }

    @Override
    public double set(int index, double value) {
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
    public DoubleList subList(int from, int to) {
        own();
        return super.subList(from, to);
    }

    @Override
    public void removeElements(int from, int to) {
        own();
        super.removeElements(from, to);
    }

    @Override
    public void addElements(int index, double[] values, int offset, int length) {
        own();
        super.addElements(index, values, offset, length);
    }

    @Override
    public void setElements(int index, double[] values, int offset, int length) {
        own();
        super.setElements(index, values, offset, length);
    }

    @Override
    public boolean addAll(int index, DoubleCollection values) {
        own();
        return super.addAll(index, values);
    }

    @Override
    public boolean addAll(int index, DoubleList values) {
        own();
        return super.addAll(index, values);
    }

    @Override
    public boolean removeAll(DoubleCollection values) {
        own();
        return super.removeAll(values);
    }

    @Override
    public boolean removeIf(DoublePredicate filter) {
        own();
        return super.removeIf(filter);
    }

    @Override
    public void sort(DoubleComparator order) {
        own();
        super.sort(order);
    }

    @Override
    public void unstableSort(DoubleComparator order) {
        own();
        super.unstableSort(order);
    }
}
