package dev.kalshilab.wire;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonEncodingException;
import com.squareup.moshi.JsonReader;
import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Schema;
import dev.kalshilab.model.KalshiException;
import java.io.IOException;
import java.util.Set;
import java.util.stream.IntStream;
import okio.Buffer;
import okio.BufferedSource;

/** The kinds of answer, each with the member of the body that holds its rows, streamed from the body into columns. */
public final class Answer {
    public static final Answer SERIES = new Answer("series", Shapes.SERIES);
    public static final Answer EVENTS = new Answer("events", Shapes.EVENTS);
    public static final Answer EVENT = new Answer("event", Shapes.EVENTS);
    public static final Answer MARKETS = new Answer("markets", Shapes.MARKETS);
    public static final Answer MARKET = new Answer("market", Shapes.MARKETS);
    public static final Answer TRADES = new Answer("trades", Shapes.TRADES);
    public static final Answer CANDLES = new Answer("candlesticks", Shapes.CANDLES, "ticker");
    public static final Answer BOOK = new Answer("orderbook", Shapes.BOOK);
    public static final Answer FILLS = new Answer("fills", AccountShapes.FILLS);
    public static final Answer ORDERS = new Answer("orders", AccountShapes.ORDERS);
    public static final Answer ORDER = new Answer("order", AccountShapes.ORDERS);
    public static final Answer POSITIONS = new Answer("market_positions", AccountShapes.POSITIONS, "event_positions");
    public static final Answer EVENT_POSITIONS =
            new Answer("event_positions", AccountShapes.EVENT_POSITIONS, "market_positions");
    public static final Answer SETTLEMENTS = new Answer("settlements", AccountShapes.SETTLEMENTS);

    /** The whole body is the row. */
    public static final Answer BALANCE = new Answer("", AccountShapes.BALANCE);

    private static final String NESTED = "markets";

    /** Two lists in one answer: where one of them is, the other that is left out has no rows. */
    private static final Set<String> POSITION_LISTS = Set.of("market_positions", "event_positions");

    private final String member;
    private final Schema schema;
    private final Shape shape;
    // Members beside the rows that other operations or the path tell as well.
    private final Set<String> beside;

    private Answer(String member, Schema schema, String... beside) {
        this.member = member;
        this.schema = schema;
        this.beside = Set.of(beside);
        this.shape = new Shape(schema);
    }

    public Schema schema() {
        return schema;
    }

    /**
     * Reads a whole body.
     *
     * @throws KalshiException when a value does not fit its field, or the body does not hold what it should
     * @throws Unreadable when the body is not the JSON that it should be
     * @throws IOException when it ends early
     */
    public Page read(BufferedSource body) throws IOException {
        return read(body, Drift.ignored());
    }

    /** As {@link #read(BufferedSource)}; tells {@code drift} in what the body differs from the table of fields. */
    public Page read(BufferedSource body, Drift.Answers drift) throws IOException {
        try {
            if (this == BOOK) {
                return Books.read(body, drift);
            }
            if (this == BALANCE) {
                return whole(JsonReader.of(body), drift);
            }
            return this == EVENT ? event(body, drift) : rows(JsonReader.of(body), drift);
        } catch (JsonDataException | JsonEncodingException e) {
            throw new Unreadable(Json.said(e), e);
        }
    }

    private Page rows(JsonReader in, Drift.Answers drift) throws IOException {
        Columns rows = new Columns(schema);
        RowReader reader = reader(rows, drift);
        String cursor = "";
        boolean found = false;
        if (in.peek() != JsonReader.Token.BEGIN_OBJECT) {
            throw new JsonDataException("Expected an object at " + in.getPath());
        }
        in.beginObject();
        while (in.hasNext()) {
            String name = in.nextName();
            found |= POSITION_LISTS.contains(name) && POSITION_LISTS.contains(member);
            if (name.equals(member)) {
                found = true;
                rows(in, reader);
            } else if (name.equals("cursor") && isText(in.peek())) {
                cursor = in.nextString();
            } else {
                beside(in, name, drift);
            }
        }
        end(in);
        if (!found) {
            throw lacks(member);
        }
        reader.told();
        return new Page(rows, cursor, reader.misfits());
    }

    /** A member beside the rows: what is known and of no use is passed over, the rest is told. */
    private void beside(JsonReader in, String name, Drift.Answers drift) throws IOException {
        if (!name.equals("cursor") && !beside.contains(name)) {
            drift.unknown("$." + name, in.peek());
        }
        in.skipValue();
    }

    private Page whole(JsonReader in, Drift.Answers drift) throws IOException {
        if (in.peek() != JsonReader.Token.BEGIN_OBJECT) {
            throw new JsonDataException("Expected an object at " + in.getPath());
        }
        Columns rows = new Columns(schema);
        RowReader reader = reader(rows, drift);
        reader.read(in);
        reader.told();
        if (in.peek() != JsonReader.Token.END_DOCUMENT) {
            throw new JsonDataException("Expected nothing behind the end of the object");
        }
        if (IntStream.range(0, schema.index(Schema.UNKNOWN)).allMatch(column -> rows.isMissing(column, 0))) {
            throw lacks(schema.name());
        }
        return new Page(rows, "", reader.misfits());
    }

    private static boolean isText(JsonReader.Token token) {
        return token == JsonReader.Token.STRING || token == JsonReader.Token.NUMBER;
    }

    /** Behind the object nothing may follow: two answers in one body are no answer. */
    private static void end(JsonReader in) throws IOException {
        in.endObject();
        if (in.peek() != JsonReader.Token.END_DOCUMENT) {
            throw new JsonDataException("Expected nothing behind the end of the object");
        }
    }

    private static void rows(JsonReader in, RowReader reader) throws IOException {
        switch (in.peek()) {
            case NULL -> in.skipValue();
            case BEGIN_OBJECT -> reader.read(in);
            default -> {
                in.beginArray();
                while (in.hasNext()) {
                    reader.read(in);
                }
                in.endArray();
            }
        }
    }

    private RowReader reader(Columns rows, Drift.Answers drift) {
        if (schema != Shapes.EVENTS) {
            return new RowReader(shape, rows, drift);
        }
        return new RowReader(
                shape, rows, drift, NESTED, new RowReader(MARKETS.shape, rows.nested(Shapes.MARKETS), drift));
    }

    /** One event: its markets are inside it or, deprecated but still sent, beside it. */
    private Page event(BufferedSource body, Drift.Answers drift) throws IOException {
        String inside = null;
        String beside = null;
        JsonReader in = JsonReader.of(body);
        in.beginObject();
        while (in.hasNext()) {
            String name = in.nextName();
            if (name.equals(member)) {
                inside = Json.raw(in);
            } else if (name.equals(NESTED)) {
                beside = Json.raw(in);
            } else {
                beside(in, name, drift);
            }
        }
        end(in);
        if (inside == null || inside.equals("null")) {
            throw lacks(member);
        }
        Columns rows = new Columns(schema);
        RowReader reader = reader(rows, drift).in("$." + member);
        reader.read(reader(inside), beside == null ? null : reader(beside));
        reader.told();
        return new Page(rows, "", reader.misfits());
    }

    private static JsonReader reader(String json) {
        return JsonReader.of(new Buffer().writeUtf8(json));
    }

    @Override
    public String toString() {
        return member;
    }

    static KalshiException lacks(String member) {
        return new KalshiException("The exchange's answer has no '" + member + "'.\nIf it stays, this is not the"
                + " exchange's address, or the toolkit needs an update.");
    }
}
