package dev.kalshilab.wire;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonEncodingException;
import com.squareup.moshi.JsonReader;
import dev.kalshilab.column.Columns;
import dev.kalshilab.column.Schema;
import dev.kalshilab.model.KalshiException;
import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import okio.Buffer;
import okio.BufferedSource;

/** The kinds of answer, each with the member of the body that holds its rows, streamed from the body into columns. */
public final class Answer {
    public static final Answer SERIES = list("series", Shapes.SERIES);
    public static final Answer EVENTS = list("events", Shapes.EVENTS).with("milestones");
    public static final Answer EVENT = new Answer("event", Shapes.EVENTS, Answer::event);
    public static final Answer MARKETS = list("markets", Shapes.MARKETS);
    public static final Answer MARKET = list("market", Shapes.MARKETS);
    public static final Answer TRADES = list("trades", Shapes.TRADES);
    public static final Answer CANDLES = list("candlesticks", Shapes.CANDLES).without("ticker");

    /** Candles of several markets, each under its ticker. */
    public static final Answer BATCH_CANDLES = new Answer("markets", Shapes.CANDLES, CandleSets::batch);

    /** Candles of all markets of an event; {@code adjusted_end_ts} beside them says how far they go. */
    public static final Answer EVENT_CANDLES =
            new Answer("market_candlesticks", Shapes.CANDLES, CandleSets::event).with("adjusted_end_ts");

    public static final Answer BOOK =
            new Answer("orderbook", Shapes.BOOK, (answer, body, drift) -> Books.read(body, drift));

    /** Books of several markets, each under its ticker. */
    public static final Answer BOOKS =
            new Answer("orderbooks", Shapes.BOOK, (answer, body, drift) -> Books.batch(body, drift));

    public static final Answer EVENT_METADATA = whole(CatalogShapes.EVENT_METADATA);
    public static final Answer FORECAST = unfolded("forecast_history", CatalogShapes.FORECAST, Unfold::forecast);
    public static final Answer TAGS = unfolded("tags_by_categories", CatalogShapes.TAGS, Unfold::tags);
    public static final Answer SPORTS =
            unfolded("filters_by_sports", CatalogShapes.SPORTS, Unfold::sports).without("sport_ordering");
    public static final Answer SERIES_FEE_CHANGES = list("series_fee_change_arr", CatalogShapes.SERIES_FEE_CHANGES);
    public static final Answer EVENT_FEE_CHANGES = list("event_fee_changes", CatalogShapes.EVENT_FEE_CHANGES);
    public static final Answer INCENTIVES =
            list("incentive_programs", CatalogShapes.INCENTIVES).paged("next_cursor");

    public static final Answer COLLECTIONS = list("multivariate_contracts", ComboShapes.COLLECTIONS);
    public static final Answer COLLECTION = list("multivariate_contract", ComboShapes.COLLECTIONS);

    /** The market of a combination, as it was made or looked up. */
    public static final Answer COMBO_MARKET = whole(ComboShapes.MARKETS);

    public static final Answer LOOKUPS = list("lookup_points", ComboShapes.LOOKUPS);

    public static final Answer EXCHANGE_STATUS = whole(ExchangeShapes.STATUS);
    public static final Answer TRADING_HOURS = unfolded("schedule", ExchangeShapes.HOURS, Unfold::hours);
    public static final Answer MAINTENANCE_WINDOWS =
            unfolded("schedule", ExchangeShapes.MAINTENANCE, Unfold::maintenance);
    public static final Answer USER_DATA_TIMESTAMP = whole(ExchangeShapes.USER_DATA);
    public static final Answer HISTORICAL_CUTOFF = whole(ExchangeShapes.CUTOFF);
    public static final Answer ACCOUNT_LIMITS = whole(ExchangeShapes.LIMITS);
    public static final Answer ENDPOINT_COSTS = unfolded(
                    "endpoint_costs", ExchangeShapes.COSTS, Unfold.shared("endpoint_costs", "default_cost"))
            .with("default_cost");

    public static final Answer API_KEYS = unfolded(
                    "api_keys", KeyShapes.API_KEYS, Unfold.shared("api_keys", "api_key_region_expiration_ts"))
            .with("api_key_region_expiration_ts");

    /** A key that was made; a private key in the answer is passed over. */
    public static final Answer CREATED_KEY = whole(KeyShapes.CREATED);

    public static final Answer COMMUNICATIONS_ID = whole(CommunicationShapes.ID);
    public static final Answer QUOTES = list("quotes", CommunicationShapes.QUOTES);
    public static final Answer QUOTE = list("quote", CommunicationShapes.QUOTES);
    public static final Answer RFQS = list("rfqs", CommunicationShapes.RFQS);
    public static final Answer RFQ = list("rfq", CommunicationShapes.RFQS);

    /** The id of a request for quotes, or of a quote, that was made. */
    public static final Answer CREATED_ID = whole(CommunicationShapes.CREATED);

    public static final Answer FILLS = list("fills", AccountShapes.FILLS);
    public static final Answer ORDERS = list("orders", AccountShapes.ORDERS);
    public static final Answer ORDER = list("order", AccountShapes.ORDERS);
    public static final Answer ORDER_GROUPS = list("order_groups", AccountShapes.ORDER_GROUPS);

    /** One group; its answer does not name it. */
    public static final Answer ORDER_GROUP = whole(AccountShapes.ORDER_GROUP);

    public static final Answer QUEUE_POSITIONS = list("queue_positions", AccountShapes.QUEUE_POSITIONS);

    /** The place of one order; its answer does not name it. */
    public static final Answer QUEUE_POSITION = whole(AccountShapes.QUEUE_POSITION);

    public static final Answer POSITIONS =
            list("market_positions", AccountShapes.POSITIONS).without("event_positions");
    public static final Answer EVENT_POSITIONS =
            list("event_positions", AccountShapes.EVENT_POSITIONS).without("market_positions");
    public static final Answer SETTLEMENTS = list("settlements", AccountShapes.SETTLEMENTS);
    public static final Answer BALANCE = whole(AccountShapes.BALANCE);
    public static final Answer RESTING_VALUE = whole(FundsShapes.RESTING_VALUE);
    public static final Answer DEPOSITS = list("deposits", FundsShapes.DEPOSITS);
    public static final Answer WITHDRAWALS = list("withdrawals", FundsShapes.WITHDRAWALS);
    public static final Answer SUBACCOUNT_BALANCES = list("subaccount_balances", FundsShapes.SUBACCOUNT_BALANCES);

    private static final String NESTED = "markets";

    /** Two lists in one answer: where one of them is, the other that is left out has no rows. */
    private static final Set<String> POSITION_LISTS = Set.of("market_positions", "event_positions");

    /** How the body of an answer is read. */
    private interface Form {
        Page read(Answer answer, BufferedSource body, Drift.Answers drift) throws IOException;
    }

    private final String member;
    private final Schema schema;
    private final Form form;
    private final Shape shape;
    private final String cursor;
    // Members beside the rows that are kept there, and such that other answers or the question tell as well.
    private final Set<String> kept;
    private final Set<String> dropped;

    private Answer(String member, Schema schema, Form form) {
        this(member, schema, form, "cursor", Set.of(), Set.of());
    }

    private Answer(String member, Schema schema, Form form, String cursor, Set<String> kept, Set<String> dropped) {
        this.member = member;
        this.schema = schema;
        this.form = form;
        this.cursor = cursor;
        this.kept = kept;
        this.dropped = dropped;
        this.shape = new Shape(schema);
    }

    /** The rows are the array, or the one object, of that name. */
    private static Answer list(String member, Schema schema) {
        return new Answer(member, schema, Answer::rows);
    }

    /** The whole body is the row. */
    private static Answer whole(Schema schema) {
        return new Answer("", schema, Answer::whole);
    }

    /** The rows are made of what is nested in the member of that name. */
    private static Answer unfolded(String member, Schema schema, Unfold.Way way) {
        return new Answer(member, schema, (answer, body, drift) -> answer.unfolded(body, drift, way));
    }

    private Answer with(String... members) {
        return new Answer(member, schema, form, cursor, Set.of(members), dropped);
    }

    private Answer without(String... members) {
        return new Answer(member, schema, form, cursor, kept, Set.of(members));
    }

    private Answer paged(String cursorName) {
        return new Answer(member, schema, form, cursorName, kept, dropped);
    }

    /** All answers by the names that they have here. */
    public static Map<String, Answer> all() {
        Map<String, Answer> all = new LinkedHashMap<>();
        for (Field field : Answer.class.getFields()) {
            try {
                if (field.get(null) instanceof Answer answer) {
                    all.put(field.getName(), answer);
                }
            } catch (IllegalAccessException e) {
                throw new AssertionError(e); // they are public
            }
        }
        return all;
    }

    /** The answer of that name, such as {@code MARKETS}. */
    public static Answer named(String name) {
        Answer answer = all().get(name);
        if (answer == null) {
            throw new IllegalArgumentException("No answer is named " + name + ", only " + all().keySet());
        }
        return answer;
    }

    public Schema schema() {
        return schema;
    }

    /** As {@link #read(BufferedSource, Drift.Answers)}; the page holds what it was read from. */
    public Page readWhole(BufferedSource body, Drift.Answers drift) throws IOException {
        return read(body.readByteArray(), drift);
    }

    /** An answer that is there already; the page holds it. */
    public Page read(byte[] body, Drift.Answers drift) throws IOException {
        return read(new Buffer().write(body), drift).of(new Body(body));
    }

    /**
     * Reads a whole body.
     *
     * @throws KalshiException when a row lacks its identifier, or the body does not hold what it should
     * @throws Unreadable when the body is not the JSON that it should be
     * @throws IOException when it ends early
     */
    public Page read(BufferedSource body) throws IOException {
        return read(body, Drift.ignored());
    }

    /** As {@link #read(BufferedSource)}; tells {@code drift} in what the body differs from the table of fields. */
    public Page read(BufferedSource body, Drift.Answers drift) throws IOException {
        try {
            return form.read(this, body, drift);
        } catch (JsonDataException | JsonEncodingException e) {
            throw new Unreadable(Json.said(e), e);
        }
    }

    private Page rows(BufferedSource body, Drift.Answers drift) throws IOException {
        JsonReader in = JsonReader.of(body);
        Columns rows = new Columns(schema);
        RowReader reader = reader(rows, drift);
        Beside beside = new Beside(this, drift);
        boolean found = false;
        begin(in);
        while (in.hasNext()) {
            String name = in.nextName();
            found |= POSITION_LISTS.contains(name) && POSITION_LISTS.contains(member);
            if (name.equals(member)) {
                found = true;
                rows(in, reader);
            } else {
                beside.read(in, name);
            }
        }
        end(in);
        if (!found) {
            throw lacks(member);
        }
        reader.told();
        return beside.page(rows, reader.misfits(), List.of());
    }

    /** What stands beside the rows of an answer. */
    static final class Beside {
        private final Answer answer;
        private final Drift.Answers drift;
        private final Map<String, String> members = new LinkedHashMap<>();
        private String cursor = "";

        Beside(Answer answer, Drift.Answers drift) {
            this.answer = answer;
            this.drift = drift;
        }

        /** Takes the value that comes next: it is the cursor, or kept, or known and of no use. */
        void read(JsonReader in, String name) throws IOException {
            if (name.equals(answer.cursor)) {
                if (isText(in.peek())) {
                    cursor = in.nextString();
                } else {
                    in.skipValue();
                }
            } else if (answer.dropped.contains(name) || name.equals(RowReader.SECRET)) {
                in.skipValue();
            } else if (answer.kept.contains(name)) {
                members.put(name, Json.raw(in));
            } else {
                keep(name, in);
            }
        }

        /** Keeps what the table of fields does not know, and tells it. */
        void keep(String path, JsonReader in) throws IOException {
            drift.unknown("$." + path.replaceAll("\\[\\d+]", "[]"), in.peek());
            String json = Json.raw(in);
            if (!RowReader.holdsSecret(json)) {
                members.put(path, json);
            }
        }

        Page page(Columns rows, int misfits, List<String> tickers) {
            return new Page(rows, cursor, misfits, members, tickers);
        }

        private static boolean isText(JsonReader.Token token) {
            return token == JsonReader.Token.STRING || token == JsonReader.Token.NUMBER;
        }
    }

    private Page whole(BufferedSource body, Drift.Answers drift) throws IOException {
        JsonReader in = JsonReader.of(body);
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

    private Page unfolded(BufferedSource body, Drift.Answers drift, Unfold.Way way) throws IOException {
        String text = body.readUtf8();
        if (text.isEmpty()) {
            throw new EOFException();
        }
        try {
            Map<String, String> answer = Json.members(text);
            if (!answer.containsKey(member)) {
                throw lacks(member);
            }
            Columns rows = new Columns(schema);
            RowReader reader = reader(rows, drift);
            Beside beside = new Beside(this, drift);
            for (Unfold.Row row : way.rows(answer, beside)) {
                reader.in(row.place()).read(reader(row.json()));
            }
            for (Map.Entry<String, String> other : answer.entrySet()) {
                if (!other.getKey().equals(member)) {
                    beside.read(reader(other.getValue()), other.getKey());
                }
            }
            reader.told();
            return beside.page(rows, reader.misfits(), List.of());
        } catch (Json.Malformed e) {
            throw new JsonDataException(e.getMessage(), e);
        }
    }

    static void begin(JsonReader in) throws IOException {
        if (in.peek() != JsonReader.Token.BEGIN_OBJECT) {
            throw new JsonDataException("Expected an object at " + in.getPath());
        }
        in.beginObject();
    }

    /** Behind the object nothing may follow: two answers in one body are no answer. */
    static void end(JsonReader in) throws IOException {
        in.endObject();
        if (in.peek() != JsonReader.Token.END_DOCUMENT) {
            throw new JsonDataException("Expected nothing behind the end of the object");
        }
    }

    static void rows(JsonReader in, RowReader reader) throws IOException {
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

    RowReader reader(Columns rows, Drift.Answers drift) {
        if (schema != Shapes.EVENTS) {
            return new RowReader(shape, rows, drift);
        }
        return new RowReader(
                shape, rows, drift, NESTED, new RowReader(MARKETS.shape, rows.nested(Shapes.MARKETS), drift));
    }

    /** One event: its markets are inside it or, deprecated but still sent, beside it. */
    private Page event(BufferedSource body, Drift.Answers drift) throws IOException {
        String inside = null;
        String markets = null;
        Beside beside = new Beside(this, drift);
        JsonReader in = JsonReader.of(body);
        begin(in);
        while (in.hasNext()) {
            String name = in.nextName();
            if (name.equals(member)) {
                inside = Json.raw(in);
            } else if (name.equals(NESTED)) {
                markets = Json.raw(in);
            } else {
                beside.read(in, name);
            }
        }
        end(in);
        if (inside == null || inside.equals("null")) {
            throw lacks(member);
        }
        Columns rows = new Columns(schema);
        RowReader reader = reader(rows, drift).in("$." + member);
        reader.read(reader(inside), markets == null ? null : reader(markets));
        reader.told();
        return beside.page(rows, reader.misfits(), List.of());
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
