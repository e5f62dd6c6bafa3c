package dev.kalshilab.wire;

import com.squareup.moshi.JsonReader;
import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Field;
import dev.kalshilab.column.Kind;
import dev.kalshilab.column.Source;
import dev.kalshilab.model.Fixed;
import dev.kalshilab.model.KalshiException;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one JSON object after another into the rows of some columns. */
final class RowReader {
    /** Values that most rows repeat: compared in the buffer, a row makes no text of its own of them. */
    private static final List<String> WORDS = List.of("yes", "no", "bid", "ask", "");

    private static final JsonReader.Options WORD_OPTIONS = JsonReader.Options.of(WORDS.toArray(new String[0]));

    private final Shape shape;
    private final Columns rows;
    // The rank of the source that each column of the open row was read from; a lower one may still overwrite it.
    private final int[] ranks;
    private final @Nullable String nestedName;
    private final @Nullable RowReader nested;
    // Where the documents that are read stand within the exchange's answer.
    private String root = "$";

    RowReader(Shape shape, Columns rows) {
        this(shape, rows, null, null);
    }

    /** With rows of another shape nested in the array of that name. */
    RowReader(Shape shape, Columns rows, @Nullable String nestedName, @Nullable RowReader nested) {
        this.shape = shape;
        this.rows = rows;
        this.ranks = new int[shape.schema.fields().size()];
        this.nestedName = nestedName;
        this.nested = nested;
    }

    /** For documents that are cut out of an answer: messages name the place of a value within the whole. */
    RowReader in(String place) {
        root = place;
        if (nested != null) {
            nested.root = place;
        }
        return this;
    }

    // A path is a new text: it is made for a message, never for a value that fits.
    private String place(JsonReader in) {
        return root + in.getPath().substring(1);
    }

    /** The place of the row that was just read: in an array the reader stands at the next one. */
    private String placeBefore(JsonReader in) {
        String place = place(in);
        int bracket = place.lastIndexOf('[');
        if (bracket < 0 || !place.endsWith("]")) {
            return place;
        }
        int next = Integer.parseInt(place.substring(bracket + 1, place.length() - 1));
        return place.substring(0, bracket + 1) + (next - 1) + "]";
    }

    /** Reads the object that comes next into a new row. */
    void read(JsonReader in) throws IOException {
        read(in, null);
    }

    /** As {@link #read(JsonReader)}; takes the nested rows from {@code beside} when the object itself has none. */
    void read(JsonReader in, @Nullable JsonReader beside) throws IOException {
        Arrays.fill(ranks, Integer.MAX_VALUE);
        object(in, shape.top);
        if (beside != null && nestedName != null && rows.isMissing(shape.schema.index(nestedName), rows.rows())) {
            if (nested != null) {
                nested.root = "$." + nestedName;
            }
            nestedRows(beside);
        }
        for (int column : shape.identifiers) {
            if (rows.isMissing(column, rows.rows())) {
                Field field = shape.schema.fields().get(column);
                throw new KalshiException("The exchange sent one of the " + shape.schema.name() + " without its "
                        + field.sources().get(0).path() + ", at " + placeBefore(in)
                        + ".\nA row that cannot be told from others is"
                        + " refused; if the exchange has renamed the field, the toolkit needs an update.");
            }
        }
        rows.endRow();
    }

    private void object(JsonReader in, Shape.Member members) throws IOException {
        if (in.peek() != JsonReader.Token.BEGIN_OBJECT) {
            in.skipValue();
            return;
        }
        in.beginObject();
        while (in.hasNext()) {
            int option = in.selectName(members.innerNames);
            if (option >= 0) {
                value(in, members.innerByOption[option]);
            } else if (nestedName != null
                    && members == shape.top
                    && in.nextName().equals(nestedName)) {
                nestedRows(in);
            } else {
                skip(in, nestedName == null || members != shape.top);
            }
        }
        in.endObject();
    }

    private static void skip(JsonReader in, boolean nameToo) throws IOException {
        if (nameToo) {
            in.skipName();
        }
        in.skipValue();
    }

    private void nestedRows(JsonReader in) throws IOException {
        if (in.peek() != JsonReader.Token.BEGIN_ARRAY || nested == null || nestedName == null) {
            in.skipValue();
            return;
        }
        long count = 0;
        in.beginArray();
        while (in.hasNext()) {
            nested.read(in);
            count++;
        }
        in.endArray();
        rows.set(shape.schema.index(nestedName), count);
    }

    private void value(JsonReader in, Shape.Member member) throws IOException {
        JsonReader.Token token = in.peek();
        if (token == JsonReader.Token.NULL) {
            in.skipValue();
        } else if (!member.inner.isEmpty() && token == JsonReader.Token.BEGIN_OBJECT) {
            object(in, member);
        } else if (member.targets.isEmpty()) {
            in.skipValue();
        } else {
            leaf(in, token, member.targets);
        }
    }

    private void leaf(JsonReader in, JsonReader.Token token, List<Shape.Target> targets) throws IOException {
        Kind kind = targets.get(0).field().kind();
        if (kind == Kind.TEXTS && token == JsonReader.Token.BEGIN_ARRAY) {
            List<String> texts = texts(in);
            targets.forEach(target -> put(target, texts));
            return;
        }
        if (kind == Kind.JSON || token == JsonReader.Token.BEGIN_OBJECT || token == JsonReader.Token.BEGIN_ARRAY) {
            String path = place(in);
            String json = Json.raw(in);
            for (Shape.Target target : targets) {
                if (target.field().kind() != Kind.JSON && target.field().kind() != Kind.TEXT) {
                    throw unreadable(target.field(), json, path);
                }
                put(target, json);
            }
            return;
        }
        String text = text(in, token, kind);
        if (text.isEmpty()) {
            return;
        }
        for (Shape.Target target : targets) {
            try {
                scalar(target, text, token == JsonReader.Token.NUMBER);
            } catch (ArithmeticException | NumberFormatException | DateTimeException e) {
                throw unreadable(target.field(), text, place(in));
            }
        }
    }

    private static String text(JsonReader in, JsonReader.Token token, Kind kind) throws IOException {
        if (token == JsonReader.Token.BOOLEAN) {
            return Boolean.toString(in.nextBoolean());
        }
        int word = kind == Kind.TEXT && token == JsonReader.Token.STRING ? in.selectString(WORD_OPTIONS) : -1;
        return word < 0 ? in.nextString() : WORDS.get(word);
    }

    private void scalar(Shape.Target target, String text, boolean number) {
        switch (target.field().kind()) {
            case PRICE, MONEY -> put(target, Fixed.parse(text, number ? decimals(target.unit()) : 6));
            case COUNT -> put(target, Fixed.parse(text, 2));
            case INTEGER -> put(target, Fixed.parse(text, 0));
            case INSTANT -> put(target, Times.micros(text));
            case FLAG -> put(target, flag(text));
            case NUMBER -> {
                if (target.rank() < ranks[target.column()]) {
                    ranks[target.column()] = target.rank();
                    rows.set(target.column(), Double.parseDouble(text));
                }
            }
            case TEXT -> put(target, text);
            case TEXTS -> put(target, List.of(text));
            case DATE, JSON -> throw new IllegalStateException(target + " is not read from a scalar");
        }
    }

    /** How many decimals of the unit make 1/1,000,000 dollar. */
    private static int decimals(Source.Unit unit) {
        return switch (unit) {
            case OWN -> 6;
            case CENTS -> 4;
            case CENTI_CENTS -> 2;
        };
    }

    private static long flag(String text) {
        return switch (text) {
            case "true" -> 1;
            case "false" -> 0;
            default -> throw new NumberFormatException(text);
        };
    }

    private void put(Shape.Target target, long value) {
        if (value != Columns.MISSING && target.rank() < ranks[target.column()]) {
            ranks[target.column()] = target.rank();
            rows.set(target.column(), value);
        }
    }

    private void put(Shape.Target target, Object value) {
        if (target.rank() < ranks[target.column()]) {
            ranks[target.column()] = target.rank();
            rows.set(target.column(), value);
        }
    }

    private static List<String> texts(JsonReader in) throws IOException {
        List<String> texts = new ArrayList<>();
        in.beginArray();
        while (in.hasNext()) {
            switch (in.peek()) {
                case NULL -> in.skipValue();
                case STRING, NUMBER -> texts.add(in.nextString());
                default -> texts.add(Json.raw(in));
            }
        }
        in.endArray();
        return List.copyOf(texts);
    }

    private static KalshiException unreadable(Field field, String text, String path) {
        String line = text.replaceAll("\\s+", " ");
        String shown = line.length() > 40 ? line.substring(0, 40) + "…" : line;
        return new KalshiException("The exchange sent '" + shown + "' at " + path + ", which is no "
                + word(field.kind()) + " for " + field.name() + ".\nNothing of this answer was kept; ask again, and if"
                + " it stays, the toolkit needs an update.");
    }

    private static String word(Kind kind) {
        return switch (kind) {
            case PRICE, MONEY -> "dollar amount with at most six decimals";
            case COUNT -> "number of contracts with at most two decimals";
            case INTEGER -> "whole number";
            case INSTANT -> "time";
            case DATE -> "date";
            case FLAG -> "true or false";
            case NUMBER -> "number";
            case TEXT, TEXTS, JSON -> "text";
        };
    }
}
