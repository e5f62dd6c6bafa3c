package dev.kalshilab.wire;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Field;
import dev.kalshilab.column.Kind;
import dev.kalshilab.column.Schema;
import dev.kalshilab.column.Source;
import dev.kalshilab.model.Fixed;
import dev.kalshilab.model.KalshiException;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.List;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** Reads one JSON object after another into the rows of some columns. */
final class RowReader {
    /** Values that most rows repeat: compared in the buffer, a row makes no text of its own of them. */
    private static final List<String> WORDS = List.of("yes", "no", "bid", "ask", "");

    private static final JsonReader.Options WORD_OPTIONS = JsonReader.Options.of(WORDS.toArray(new String[0]));

    /** What an answer may hold and nothing of ours ever keeps, not even among what is unknown. */
    static final String SECRET = "private_key";

    private final Shape shape;
    private final Columns rows;
    // The rank of the source that each column of the open row was read from; a lower one may still overwrite it.
    private final int[] ranks;
    private final @Nullable String nestedName;
    private final @Nullable RowReader nested;
    private final Drift.Answers drift;
    private final int unknown;
    // What the open row was sent beside its columns: members of a JSON object, without its braces.
    private final StringBuilder left = new StringBuilder();
    // The row that each column was last sent in, and in how many of the rows it was.
    private final int[] sentIn;
    private final int[] sent;
    private int first;
    private int misfits;
    private boolean strict;
    // Where the documents that are read stand within the exchange's answer.
    private String root = "$";

    RowReader(Shape shape, Columns rows, Drift.Answers drift) {
        this(shape, rows, drift, null, null);
    }

    /** With rows of another shape nested in the array of that name. */
    RowReader(Shape shape, Columns rows, Drift.Answers drift, @Nullable String nestedName, @Nullable RowReader nested) {
        this.shape = shape;
        this.rows = rows;
        this.drift = drift;
        this.unknown = shape.schema.index(Schema.UNKNOWN);
        this.sentIn = new int[shape.schema.fields().size()];
        Arrays.fill(sentIn, -1);
        this.sent = new int[sentIn.length];
        this.first = rows.rows();
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

    /** For rows of which a value that does not fit leaves nothing worth keeping. */
    RowReader strictly() {
        strict = true;
        return this;
    }

    /** Reads the object that comes next into a new row. */
    void read(JsonReader in) throws IOException {
        read(in, null);
    }

    /** As {@link #read(JsonReader)}; takes the nested rows from {@code beside} when the object itself has none. */
    void read(JsonReader in, @Nullable JsonReader beside) throws IOException {
        Arrays.fill(ranks, Integer.MAX_VALUE);
        left.setLength(0);
        object(in, shape.top, "");
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
        if (!left.isEmpty()) {
            rows.set(unknown, "{" + left + "}");
        }
        rows.endRow();
    }

    /** Tells which columns the rows read so far were not all sent with, and starts to count anew. */
    void told() {
        int read = rows.rows() - first;
        for (int column = 0; column < sent.length; column++) {
            Field field = shape.schema.fields().get(column);
            if (field.expected() && sent[column] < read) {
                drift.vanished(field.sources().get(0).path(), read - sent[column]);
            }
        }
        Arrays.fill(sent, 0);
        first = rows.rows();
        if (nested != null) {
            nested.told();
        }
    }

    /** How many values so far did not fit their columns. */
    int misfits() {
        return misfits + (nested == null ? 0 : nested.misfits());
    }

    private void object(JsonReader in, Shape.Member members, String path) throws IOException {
        if (in.peek() != JsonReader.Token.BEGIN_OBJECT) {
            throw new JsonDataException("Expected an object but was " + in.peek() + " at path " + place(in));
        }
        in.beginObject();
        while (in.hasNext()) {
            int option = in.selectName(members.innerNames);
            if (option >= 0) {
                value(in, members.innerByOption[option]);
                continue;
            }
            String name = in.nextName();
            if (name.equals(SECRET)) {
                in.skipValue();
            } else if (nestedName != null && members == shape.top && name.equals(nestedName)) {
                nestedRows(in);
            } else {
                drift.unknown(path + name, in.peek());
                keep(path + name, Json.raw(in));
            }
        }
        in.endObject();
    }

    /** Keeps what no column holds. */
    private void keep(String path, String json) {
        if (holdsSecret(json)) {
            return;
        }
        left.append(left.isEmpty() ? "" : ",")
                .append(Json.quote(path))
                .append(':')
                .append(json);
    }

    /** True for an object with a private key somewhere in it: then nothing of it is kept. */
    static boolean holdsSecret(String json) {
        return json.contains("\"" + SECRET + "\"");
    }

    /** Keeps a value that its column cannot hold. */
    private void misfit(Shape.Member member, JsonReader.Token token, String json) {
        misfits++;
        drift.retyped(member.path, member.expected, token);
        keep(member.path, json);
    }

    private void nestedRows(JsonReader in) throws IOException {
        JsonReader.Token token = in.peek();
        if (token == JsonReader.Token.NULL) {
            in.skipValue();
            return;
        }
        if (token != JsonReader.Token.BEGIN_ARRAY || nested == null || nestedName == null) {
            drift.retyped(String.valueOf(nestedName), "array", token);
            keep(String.valueOf(nestedName), Json.raw(in));
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
        for (Shape.Target target : member.targets) {
            if (sentIn[target.column()] != rows.rows()) {
                sentIn[target.column()] = rows.rows();
                sent[target.column()]++;
            }
        }
        if (token == JsonReader.Token.NULL) {
            in.skipValue();
        } else if (!member.inner.isEmpty() && token == JsonReader.Token.BEGIN_OBJECT) {
            object(in, member, member.path + ".");
        } else if (member.targets.isEmpty() && token == JsonReader.Token.STRING) {
            document(in.nextString(), member);
        } else if (member.targets.isEmpty()) {
            misfit(member, token, Json.raw(in));
        } else {
            leaf(in, token, member);
        }
    }

    /** An object that was sent as a text: what somebody else sent to the exchange, and it handed on. */
    private void document(String text, Shape.Member member) throws IOException {
        try {
            Json.members(text);
        } catch (Json.Malformed e) {
            misfit(member, JsonReader.Token.STRING, Json.quote(text));
            return;
        }
        String outside = root;
        root += "." + member.path;
        try {
            object(JsonReader.of(new Buffer().writeUtf8(text)), member, member.path + ".");
        } finally {
            root = outside;
        }
    }

    private void leaf(JsonReader in, JsonReader.Token token, Shape.Member member) throws IOException {
        Kind kind = member.targets.get(0).field().kind();
        if (kind == Kind.TEXTS && token == JsonReader.Token.BEGIN_ARRAY) {
            String json = Json.raw(in);
            List<String> texts = Json.texts(json);
            if (texts == null) {
                misfit(member, token, json);
            } else {
                member.targets.forEach(target -> put(target, texts));
            }
            return;
        }
        if (kind == Kind.JSON) {
            String json = Json.raw(in);
            member.targets.forEach(target -> put(target, json));
            return;
        }
        if (token == JsonReader.Token.BEGIN_OBJECT || token == JsonReader.Token.BEGIN_ARRAY) {
            require(in, member, "a JSON " + (token == JsonReader.Token.BEGIN_ARRAY ? "array" : "object"));
            misfit(member, token, Json.raw(in));
            return;
        }
        String text = text(in, token, kind);
        if (text.isEmpty()) {
            return;
        }
        if (!member.takes(token)) {
            drift.retyped(member.path, member.expected, token);
        }
        for (Shape.Target target : member.targets) {
            try {
                scalar(target, text, token == JsonReader.Token.NUMBER);
            } catch (ArithmeticException | NumberFormatException | DateTimeException e) {
                require(in, member, "'" + shown(text) + "'");
                if (member.takes(token)) {
                    drift.retyped(member.path, word(target.field().kind()), token);
                }
                misfits++;
                keep(member.path, token == JsonReader.Token.STRING ? Json.quote(text) : text);
                return;
            }
        }
    }

    /** Throws where a value that does not fit cannot be left out. */
    private void require(JsonReader in, Shape.Member member, String sentValue) {
        Field field = member.targets.get(0).field();
        if (field.identifier() || strict) {
            throw new KalshiException("The exchange sent " + sentValue + " at " + place(in) + ", which is no "
                    + word(field.kind()) + " for " + field.name() + ".\n"
                    + (strict ? "It was not kept" : "A row that cannot be told from others is refused")
                    + "; if it stays, the toolkit needs an update.");
        }
    }

    static String shown(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() > 40 ? line.substring(0, 40) + "…" : line;
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
            case PRICE, MONEY -> put(target, Fixed.parse(text, number || target.named() ? decimals(target.unit()) : 6));
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
    static int decimals(Source.Unit unit) {
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
