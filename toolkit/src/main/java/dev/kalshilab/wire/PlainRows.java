package dev.kalshilab.wire;

import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Kind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the payloads of plain messages into rows, by the same table of fields as {@link RowReader}.
 *
 * <p>Whatever it does not take for certain it leaves to that one: an unknown field, a value of another type, a text that
 * is no plain number or time, an identifier that is missing.
 */
final class PlainRows {
    // A text column of which so many more were new than known is one of ids: looking for them is in vain.
    private static final int IN_VAIN = 200;

    /** What is done with a value for one column: a target of the table of fields, unfolded. */
    private static final class Step {
        private final int column;
        private final int rank;
        private final Kind kind;
        private final int decimalsOfNumber;
        private final int decimalsOfText;

        private Step(Shape.Target target) {
            column = target.column();
            rank = target.rank();
            kind = target.field().kind();
            boolean money = kind == Kind.PRICE || kind == Kind.MONEY;
            int scale = kind == Kind.COUNT ? 2 : 0;
            decimalsOfNumber = money ? RowReader.decimals(target.unit()) : scale;
            decimalsOfText = money && !target.named() ? 6 : decimalsOfNumber;
        }
    }

    /** A name that is not read here. */
    private static final Step[] UNREAD = {};

    private final Shape shape;
    private final Columns rows;
    private final int[] ranks;
    private final int[] news;
    private @Nullable FrameReader reader;
    // By the number of its name; null for one that was not looked up yet.
    private Step[] @Nullable [] steps = new Step[64] @Nullable [];

    PlainRows(Shape shape, Columns rows) {
        this.shape = shape;
        this.rows = rows;
        this.ranks = new int[shape.schema.fields().size()];
        this.news = new int[ranks.length];
    }

    /** Writes the open row, without closing it; false when another reader must, and then the row is half written. */
    boolean read(FrameReader frame) {
        if (reader != frame) {
            reader = frame;
            Arrays.fill(steps, null);
        }
        Arrays.fill(ranks, Integer.MAX_VALUE);
        int members = frame.members();
        for (int i = 0; i < members; i++) {
            Step[] all = steps(frame.name(i));
            if (all.length == 0) {
                return false;
            }
            byte is = frame.kind(i);
            if (is == FrameReader.NULL || (is == FrameReader.STRING && frame.isEmpty(i))) {
                continue; // missing
            }
            for (Step step : all) {
                if (!value(frame, i, is, step)) {
                    return false;
                }
            }
        }
        for (int column : shape.identifiers) {
            if (ranks[column] == Integer.MAX_VALUE) {
                return false;
            }
        }
        return true;
    }

    private Step[] steps(FrameReader.Name name) {
        int number = name.number;
        if (number >= steps.length) {
            steps = Arrays.copyOf(steps, Math.max(number + 1, steps.length * 2));
        }
        Step[] all = steps[number];
        if (all == null) {
            all = unfolded(shape.top.inner.get(name.text));
            steps[number] = all;
        }
        return all;
    }

    private static Step[] unfolded(Shape.@Nullable Member member) {
        if (member == null || !member.inner.isEmpty()) {
            return UNREAD;
        }
        for (Shape.Target target : member.targets) {
            Kind kind = target.field().kind();
            if (kind == Kind.JSON || kind == Kind.TEXTS || kind == Kind.DATE) {
                return UNREAD;
            }
        }
        return member.targets.stream().map(Step::new).toArray(Step[]::new);
    }

    private boolean value(FrameReader frame, int i, byte is, Step step) {
        boolean number = is == FrameReader.NUMBER;
        boolean text = is == FrameReader.STRING;
        long value;
        switch (step.kind) {
            case TEXT -> {
                if (text && isFirst(step)) {
                    rows.set(step.column, (Object) text(frame, i, step.column));
                }
                return text;
            }
            case NUMBER -> {
                if (number && isFirst(step)) {
                    rows.set(step.column, Double.parseDouble(frame.text(i)));
                }
                return number;
            }
            case FLAG -> {
                if (number || text) {
                    return false;
                }
                value = is == FrameReader.TRUE ? 1 : 0;
            }
            case INSTANT -> value = number || text ? frame.micros(i) : Columns.MISSING;
            default ->
                value = number
                        ? frame.fixed(i, step.decimalsOfNumber)
                        : text ? frame.fixed(i, step.decimalsOfText) : Columns.MISSING;
        }
        if (value == Columns.MISSING) {
            return false;
        }
        if (isFirst(step)) {
            rows.set(step.column, value);
        }
        return true;
    }

    private String text(FrameReader frame, int i, int column) {
        if (news[column] > IN_VAIN) {
            return frame.text(i);
        }
        String text = frame.known(i);
        news[column] = frame.wasKnown() ? Math.max(0, news[column] - 1) : news[column] + 1;
        return text;
    }

    /** True when no better source of its column came before; takes the column for this one. */
    private boolean isFirst(Step step) {
        if (step.rank >= ranks[step.column]) {
            return false;
        }
        ranks[step.column] = step.rank;
        return true;
    }
}
