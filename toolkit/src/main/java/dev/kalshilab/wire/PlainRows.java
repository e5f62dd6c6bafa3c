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

    private final Shape shape;
    private final Columns rows;
    private final int[] ranks;
    private final int[] news;
    private @Nullable FrameReader reader;
    // By the number of its name; null for one that is not known here, or not yet looked up.
    private Shape.@Nullable Member[] members = new Shape.@Nullable Member[64];

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
            Arrays.fill(members, null);
        }
        Arrays.fill(ranks, Integer.MAX_VALUE);
        for (int i = 0; i < frame.members(); i++) {
            Shape.Member member = member(frame.name(i));
            if (member == null) {
                return false;
            }
            if (frame.kind(i) == FrameReader.NULL) {
                continue;
            }
            if (!member.inner.isEmpty() || !value(frame, i, member)) {
                return false;
            }
        }
        for (int column : shape.identifiers) {
            if (ranks[column] == Integer.MAX_VALUE) {
                return false;
            }
        }
        return true;
    }

    private Shape.@Nullable Member member(FrameReader.Name name) {
        int number = name.number;
        if (number >= members.length) {
            members = Arrays.copyOf(members, Math.max(number + 1, members.length * 2));
        }
        Shape.Member member = members[number];
        if (member == null) {
            member = shape.top.inner.get(name.text);
            members[number] = member;
        }
        return member;
    }

    private boolean value(FrameReader frame, int i, Shape.Member member) {
        byte kind = frame.kind(i);
        if (kind == FrameReader.STRING && frame.isEmpty(i)) {
            Kind first = member.targets.get(0).field().kind();
            return first != Kind.JSON && first != Kind.TEXTS; // elsewhere it is missing
        }
        for (int t = 0; t < member.targets.size(); t++) {
            if (!value(frame, i, kind, member.targets.get(t))) {
                return false;
            }
        }
        return true;
    }

    private boolean value(FrameReader frame, int i, byte kind, Shape.Target target) {
        boolean number = kind == FrameReader.NUMBER;
        boolean text = kind == FrameReader.STRING;
        int column = target.column();
        return switch (target.field().kind()) {
            case PRICE, MONEY ->
                (number || text)
                        && put(
                                target,
                                frame.fixed(i, number || target.named() ? RowReader.decimals(target.unit()) : 6));
            case COUNT -> (number || text) && put(target, frame.fixed(i, 2));
            case INTEGER -> (number || text) && put(target, frame.fixed(i, 0));
            case INSTANT -> (number || text) && put(target, frame.micros(i));
            case FLAG -> !number && !text && put(target, kind == FrameReader.TRUE ? 1 : 0);
            case NUMBER -> {
                if (number && isFirst(target)) {
                    rows.set(column, Double.parseDouble(frame.text(i)));
                }
                yield number;
            }
            case TEXT -> {
                if (text && isFirst(target)) {
                    rows.set(column, (Object) text(frame, i, column));
                }
                yield text;
            }
            case TEXTS, DATE, JSON -> false;
        };
    }

    private String text(FrameReader frame, int i, int column) {
        if (news[column] > IN_VAIN) {
            return frame.text(i);
        }
        String text = frame.known(i);
        news[column] = frame.wasKnown() ? Math.max(0, news[column] - 1) : news[column] + 1;
        return text;
    }

    private boolean put(Shape.Target target, long value) {
        if (value == Columns.MISSING) {
            return false;
        }
        if (isFirst(target)) {
            rows.set(target.column(), value);
        }
        return true;
    }

    /** True when no better source of its column came before; takes the column for this one. */
    private boolean isFirst(Shape.Target target) {
        if (target.rank() >= ranks[target.column()]) {
            return false;
        }
        ranks[target.column()] = target.rank();
        return true;
    }
}
