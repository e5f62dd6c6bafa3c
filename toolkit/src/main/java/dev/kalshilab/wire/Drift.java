package dev.kalshilab.wire;

import com.squareup.moshi.JsonReader;
import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Field;
import dev.kalshilab.column.Kind;
import dev.kalshilab.column.Schema;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * In what the exchange's answers were seen to differ from the table of fields, counted by operation and field.
 *
 * <p>Names and types only, never a value: an answer may be about an account. Safe for use by several threads.
 */
public final class Drift {
    /** The rows of {@link #rows()}: one for each operation, field and kind of difference. */
    public static final Schema SCHEMA = new Schema(
            "drift",
            List.of(
                    Field.derived(Kind.TEXT, "operation", "method and path of the exchange's operation"),
                    Field.derived(Kind.TEXT, "field", "the wire's field, with the names of the objects around it"),
                    Field.derived(
                            Kind.TEXT,
                            "change",
                            "unknown: sent, but not in the table of fields; vanished: always sent today, but not in"
                                    + " these rows; retyped: sent as another type, or as what its column cannot hold"),
                    Field.derived(Kind.TEXT, "expected", "the JSON type, or what kind of value, that was expected"),
                    Field.derived(Kind.TEXT, "sent", "the JSON type that was sent"),
                    Field.derived(Kind.INTEGER, "count", "how often, in rows")));

    private record Difference(String operation, String field, String change, String expected, String sent)
            implements Comparable<Difference> {
        @Override
        public int compareTo(Difference other) {
            return toString().compareTo(other.toString());
        }
    }

    private final Map<Difference, Long> seen = new TreeMap<>();

    /** Where the answers of one operation report. */
    public Answers of(String operation) {
        return new Answers(this, operation);
    }

    /** Answers of nothing that anyone asks about. */
    static Answers ignored() {
        return new Drift().of("");
    }

    private synchronized void add(Difference difference, long rows) {
        seen.merge(difference, rows, Long::sum);
    }

    /** All differences so far, by operation and field. */
    public synchronized Columns rows() {
        Columns rows = new Columns(SCHEMA);
        seen.forEach((difference, count) -> {
            rows.set(0, difference.operation());
            rows.set(1, difference.field());
            rows.set(2, difference.change());
            rows.set(3, orNull(difference.expected()));
            rows.set(4, orNull(difference.sent()));
            rows.set(5, count.longValue());
            rows.endRow();
        });
        return rows;
    }

    private static @org.jspecify.annotations.Nullable Object orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    @Override
    public synchronized String toString() {
        return "Drift[" + seen.size() + " differences]";
    }

    /** The answers of one operation. */
    public static final class Answers {
        private final Drift drift;
        private final String operation;

        private Answers(Drift drift, String operation) {
            this.drift = drift;
            this.operation = operation;
        }

        void unknown(String field, JsonReader.Token sent) {
            drift.add(new Difference(operation, field, "unknown", "", type(sent)), 1);
        }

        void retyped(String field, String expected, JsonReader.Token sent) {
            drift.add(new Difference(operation, field, "retyped", expected, type(sent)), 1);
        }

        void vanished(String field, long rows) {
            drift.add(new Difference(operation, field, "vanished", "", ""), rows);
        }

        private static String type(JsonReader.Token token) {
            return switch (token) {
                case BEGIN_ARRAY -> "array";
                case BEGIN_OBJECT -> "object";
                default -> token.name().toLowerCase(Locale.ROOT);
            };
        }
    }
}
