package dev.kalshilab.wire;

import static dev.kalshilab.column.Field.count;
import static dev.kalshilab.column.Field.derived;
import static dev.kalshilab.column.Field.dollars;
import static dev.kalshilab.column.Field.of;
import static dev.kalshilab.column.Field.read;
import static dev.kalshilab.column.Kind.COUNT;
import static dev.kalshilab.column.Kind.FLAG;
import static dev.kalshilab.column.Kind.INSTANT;
import static dev.kalshilab.column.Kind.INTEGER;
import static dev.kalshilab.column.Kind.JSON;
import static dev.kalshilab.column.Kind.MONEY;
import static dev.kalshilab.column.Kind.NUMBER;
import static dev.kalshilab.column.Kind.PRICE;
import static dev.kalshilab.column.Kind.TEXT;
import static dev.kalshilab.column.Source.centiCents;
import static dev.kalshilab.column.Source.cents;
import static dev.kalshilab.column.Source.own;

import dev.kalshilab.column.Field;
import dev.kalshilab.column.Kind;
import dev.kalshilab.column.Schema;
import dev.kalshilab.column.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The part of the table of fields that is about the WebSocket: a schema for each channel.
 *
 * <p>A channel has its own units: what is cents in an answer can be centi-cents here under the same name. A bare price
 * is cents, as in answers; money of a position, and what a request wants to spend, is centi-cents.
 */
public final class FeedShapes {
    /** When a message arrived, by the connection's clock. */
    public static final String RECEIVED = "received";

    /** How long a message took: from the exchange's time in it to {@link #RECEIVED}. */
    public static final String LATENCY = "latency_us";

    /** Where a trade came from: {@code stream}, or {@code rest} when it was missed and asked for afterwards. */
    public static final String ORIGIN = "origin";

    /** In tables of channels that send several types of messages: which one a row was. */
    public static final String TYPE = "type";

    /** The columns of {@link Shapes#TRADES}, and {@link #RECEIVED}. A bare integer is cents here too. */
    public static final Schema TRADES = trades();

    /** What is best in a market and what was traded there, whenever it changes. */
    public static final Schema TICKERS = channel(
            "tickers",
            List.of(
                    market(),
                    // Today's text has microseconds, the numbers beside it milliseconds and seconds.
                    of(INSTANT, "time", "when it changed", "time", "ts_ms", "ts")
                            .withMicros(),
                    quoted("yes_bid", "best bid for YES", "bid"),
                    quoted("yes_ask", "best offer of YES", "ask"),
                    count("yes_bid_size", "contracts at the best bid", "yes_bid_size"),
                    count("yes_ask_size", "contracts at the best offer", "yes_ask_size"),
                    dollars(PRICE, "last_price", "price of the last trade, of YES", "price"),
                    count("last_trade_size", "contracts of the last trade", "last_trade_size"),
                    count("volume", "contracts traded", "volume"),
                    count("open_interest", "contracts held", "open_interest"),
                    of(MONEY, "dollar_volume", "dollars traded; the exchange rounds to whole ones"),
                    of(MONEY, "dollar_open_interest", "dollars held; the exchange rounds to whole ones"),
                    of(TEXT, "market_id", "the market's other name")),
            "time");

    /** The columns of {@link AccountShapes#FILLS}, and the position afterwards. */
    public static final Schema FILLS = fills();

    /** What the account holds in a market, whenever it changes. Bare numbers of money are centi-cents. */
    public static final Schema POSITIONS = channel(
            "positions",
            List.of(
                    market(),
                    count("position", "contracts held; negative for NO", "position"),
                    money("position_cost", "cost of what is held"),
                    money("market_exposure", "cost of what is held, as answers call it; not on every wire"),
                    money("realized_pnl", "profit locked in"),
                    money("fees_paid", "fees so far"),
                    money("position_fee_cost", "fees on what is held"),
                    count("volume", "contracts traded", "volume"),
                    of(TEXT, "user_id", "the user"),
                    subaccount()));

    /** An order of the account, whenever it changes. */
    public static final Schema ORDERS = orders();

    /** What becomes of markets and events; a row of a market has a ticker, one of an event alone has none. */
    public static final Schema LIFECYCLE = channel(
            "lifecycle",
            List.of(
                    type("market_lifecycle_v2, multivariate_market_lifecycle, event_lifecycle or event_fee_update"),
                    of(TEXT, "ticker", "the market; missing when it is about an event", "market_ticker", "ticker"),
                    of(TEXT, "event_ticker", "the event", "event_ticker", "additional_metadata.event_ticker"),
                    of(TEXT, "series_ticker", "the series of a new event"),
                    of(
                            TEXT,
                            "event_type",
                            "what became of a market: created, activated, deactivated, close_date_updated, determined,"
                                    + " settled, price_level_structure_updated, metadata_updated"),
                    of(TEXT, "title", "the question", "title", "additional_metadata.title"),
                    of(TEXT, "sub_title", "which one of its series the event is", "subtitle", "sub_title"),
                    of(TEXT, "name", "the market's short name", "additional_metadata.name"),
                    of(TEXT, "yes_sub_title", "what YES means", "yes_sub_title", "additional_metadata.yes_sub_title"),
                    of(TEXT, "no_sub_title", "what NO means", "no_sub_title", "additional_metadata.no_sub_title"),
                    of(INSTANT, "open_time", "trading begins", "open_ts"),
                    of(INSTANT, "close_time", "trading ends", "close_ts"),
                    of(
                            INSTANT,
                            "expected_expiration_time",
                            "when the result is expected",
                            "additional_metadata.expected_expiration_ts"),
                    of(TEXT, "result", "yes, no or scalar"),
                    dollars(PRICE, "settlement_value", "what a YES contract is paid", "settlement_value"),
                    of(INSTANT, "determination_ts", "when the result was determined"),
                    of(INSTANT, "settlement_ts", "when it was paid", "settled_ts", "settlement_ts"),
                    of(FLAG, "is_deactivated", "whether trading pauses"),
                    of(
                            FLAG,
                            "can_close_early",
                            "whether it may close before close_time",
                            "additional_metadata.can_close_early"),
                    of(TEXT, "price_level_structure", "name of the tick rule"),
                    of(JSON, "price_ranges", "ticks by price range"),
                    of(
                            TEXT,
                            "strike_type",
                            "how the strikes are meant: greater, less, between, custom, …",
                            "strike_type",
                            "additional_metadata.strike_type"),
                    of(NUMBER, "floor_strike", "lower strike", "floor_strike", "additional_metadata.floor_strike"),
                    of(NUMBER, "cap_strike", "upper strike", "cap_strike", "additional_metadata.cap_strike"),
                    of(
                            JSON,
                            "custom_strike",
                            "strike as named values",
                            "custom_strike",
                            "additional_metadata.custom_strike"),
                    of(TEXT, "rules_primary", "what decides", "additional_metadata.rules_primary"),
                    of(TEXT, "rules_secondary", "further rules", "additional_metadata.rules_secondary"),
                    of(TEXT, "collateral_return_type", "how an event returns collateral"),
                    of(INSTANT, "strike_date", "the date that an event is about"),
                    of(TEXT, "strike_period", "the period that an event is about"),
                    of(TEXT, "fee_type_override", "an event's fee formula; missing when that was taken back"),
                    of(NUMBER, "fee_multiplier_override", "an event's fee factor; missing when that was taken back"),
                    of(INTEGER, "exchange_index", "shard of the exchange")));

    /** What is said between accounts: requests for quotes, and quotes. A bare bid is cents, a bare cost centi-cents. */
    public static final Schema COMMUNICATIONS = channel(
            "communications",
            List.of(
                    type("rfq_created, rfq_deleted, quote_created, quote_accepted or quote_executed"),
                    of(TEXT, "market_ticker", "the market").asIdentifier(),
                    of(TEXT, "rfq_id", "the request", "rfq_id", "id").asIdentifier(),
                    of(TEXT, "quote_id", "the quote; missing when it is about the request"),
                    of(TEXT, "event_ticker", "its event"),
                    count("contracts", "contracts asked for", "contracts"),
                    spent("target_cost", "what the request wants to spend", "target_cost", "rfq_target_cost"),
                    dollars(PRICE, "yes_bid", "what is bid for YES", "yes_bid"),
                    dollars(PRICE, "no_bid", "what is bid for NO", "no_bid"),
                    count("yes_contracts", "contracts that the bid for YES is for", "yes_contracts_offered"),
                    count("no_contracts", "contracts that the bid for NO is for", "no_contracts_offered"),
                    of(TEXT, "accepted_side", "the side that was accepted: yes or no"),
                    count("contracts_accepted", "contracts that were accepted", "contracts_accepted"),
                    of(INSTANT, "created_ts", "when it was made").withMicros(),
                    of(INSTANT, "deleted_ts", "when it was taken back").withMicros(),
                    of(INSTANT, "executed_ts", "when it was traded").withMicros(),
                    of(TEXT, "rfq_creator_id", "public id of who asks", "rfq_creator_id", "creator_id"),
                    of(TEXT, "quote_creator_id", "public id of who quotes"),
                    of(TEXT, "order_id", "the account's order that came of it"),
                    of(TEXT, "client_order_id", "the account's own id of that order"),
                    of(TEXT, "mve_collection_ticker", "the collection, when the market is a combo"),
                    of(JSON, "mve_selected_legs", "the legs, when the market is a combo"),
                    subaccount()));

    /** What becomes of the account's order groups. */
    public static final Schema ORDER_GROUPS = channel(
            "order_groups",
            List.of(
                    of(TEXT, "order_group_id", "the group").asIdentifier(),
                    of(TEXT, "event_type", "created, triggered, reset, deleted or limit_updated"),
                    of(INSTANT, "time", "when it happened", "ts_ms"),
                    count("contracts_limit", "contracts that may be filled within 15 seconds", "contracts_limit")),
            "time");

    /** Values of indices by CF Benchmarks; what the exchange got of them is a JSON text within the message. */
    public static final Schema INDICES = channel("index values", indices(), "time");

    /** Prices by Pyth of what is traded elsewhere. */
    public static final Schema UNDERLYINGS = channel(
            "underlying prices",
            List.of(
                    of(TEXT, "ticker", "the underlying", "underlying_ticker").asIdentifier(),
                    of(INSTANT, "time", "the source's time of the price", "source_ts_ms"),
                    of(NUMBER, "value", "the price, in US dollars", "value_usd"),
                    of(INSTANT, "received_at", "when the exchange got it")),
            "time");

    /** What becomes of order books: a row a message, with what was best behind it. */
    public static final Schema BOOK_CHANGES = new Schema(
            "book changes",
            List.of(
                    derived(TEXT, "ticker", "the market"),
                    derived(TEXT, TYPE, "snapshot: the whole book; delta: a change of one level"),
                    derived(INSTANT, "time", "when it changed, as the exchange says")
                            .withMicros(),
                    derived(TEXT, "side", "the side of a delta: yes or no"),
                    derived(PRICE, "price", "the price of a delta, of its side"),
                    derived(PRICE, "yes_price", "the same as a price of YES"),
                    derived(COUNT, "delta", "contracts that a delta adds; negative where it takes them away"),
                    derived(COUNT, "count", "contracts at that price afterwards"),
                    derived(PRICE, "yes_bid", "best bid for YES afterwards"),
                    derived(PRICE, "yes_ask", "best offer of YES afterwards: 1 less the best bid for NO"),
                    derived(COUNT, "yes_bid_size", "contracts at the best bid"),
                    derived(COUNT, "yes_ask_size", "contracts at the best offer"),
                    derived(COUNT, "yes_depth", "contracts bid for YES at all prices"),
                    derived(COUNT, "no_depth", "contracts bid for NO at all prices"),
                    derived(FLAG, "valid", "false while the book may be wrong: behind a gap, or crossed"),
                    derived(TEXT, "problem", "why it is not valid"),
                    derived(INTEGER, "seq", "place in the sequence of its subscription"),
                    derived(INSTANT, RECEIVED, "when the message arrived").withMicros(),
                    derived(INTEGER, LATENCY, "microseconds from time to " + RECEIVED)));

    /** What came on a stream and has no table: kept as it was sent. */
    public static final Schema OTHER = new Schema(
            "other messages",
            List.of(
                    derived(TEXT, "channel", "the channel of its subscription"),
                    derived(TEXT, TYPE, "its type; missing when it is no message"),
                    derived(INTEGER, "sid", "its subscription"),
                    derived(INTEGER, "seq", "place in the sequence of its subscription"),
                    derived(INSTANT, RECEIVED, "when it arrived").withMicros(),
                    derived(TEXT, "problem", "why it has no row elsewhere"),
                    derived(TEXT, "frame", "what was sent")));

    /** What a stream covered and what it did not: a row a stretch of a channel. */
    public static final Schema COVERAGE = new Schema(
            "coverage",
            List.of(
                    derived(TEXT, "channel", "the channel"),
                    derived(
                            TEXT,
                            "why",
                            "connected; or what is between: disconnected, sequence gap, overflow, stall, suspended,"
                                    + " unreadable, not subscribed; beside these, not understood"),
                    derived(INTEGER, "lost", "messages lost; missing where nobody can know"),
                    derived(FLAG, "repaired", "whether all rows were brought in afterwards"),
                    derived(INSTANT, "from", "where the stretch begins").withMicros(),
                    derived(INSTANT, "to", "where it ends; for the last one, now")
                            .withMicros(),
                    derived(TEXT, "ticker", "the market, where it is about one alone"),
                    derived(TEXT, "note", "what else is known")));

    /** By type of message, what its rows are. */
    static final Map<String, Schema> TYPES = Map.ofEntries(
            Map.entry("trade", TRADES),
            Map.entry("trades", TRADES), // the user guide's name
            Map.entry("ticker", TICKERS),
            Map.entry("fill", FILLS),
            Map.entry("market_position", POSITIONS),
            Map.entry("user_order", ORDERS),
            Map.entry("market_lifecycle_v2", LIFECYCLE),
            Map.entry("multivariate_market_lifecycle", LIFECYCLE),
            Map.entry("event_lifecycle", LIFECYCLE),
            Map.entry("event_fee_update", LIFECYCLE),
            Map.entry("rfq_created", COMMUNICATIONS),
            Map.entry("rfq_deleted", COMMUNICATIONS),
            Map.entry("quote_created", COMMUNICATIONS),
            Map.entry("quote_accepted", COMMUNICATIONS),
            Map.entry("quote_executed", COMMUNICATIONS),
            Map.entry("order_group_updates", ORDER_GROUPS),
            Map.entry("cfbenchmarks_value", INDICES),
            Map.entry("cfbenchmarks_value_5hz", INDICES),
            Map.entry("pyth_value", UNDERLYINGS));

    private FeedShapes() {}

    /** The rows that messages of a type become; null for a type that becomes none, books among them. */
    public static @Nullable Schema ofType(String type) {
        return TYPES.get(type);
    }

    /** The column with the exchange's time of a row, of which {@link #LATENCY} is computed; null where there is none. */
    public static @Nullable String time(Schema schema) {
        return schema == TRADES || schema == FILLS
                ? "created_time"
                : schema == ORDERS ? "last_update_time" : schema.has(LATENCY) ? "time" : null;
    }

    /** True when rows of that schema say what type of message they were. */
    static boolean tellsType(Schema schema) {
        return schema.has(TYPE)
                && schema.fields().get(schema.index(TYPE)).sources().isEmpty();
    }

    private static Schema trades() {
        List<Field> fields = new ArrayList<>();
        for (Field field : Shapes.TRADES.fields()) {
            if (field.name().equals(Shapes.SOURCE) || field.name().equals(Schema.UNKNOWN)) {
                continue;
            }
            fields.add(
                    switch (field.name()) {
                        case "created_time" -> from(field, "created_time", "ts_ms", "ts");
                        // The messages of 2025 have none: a row without it is a trade nevertheless.
                        case "trade_id" -> from(field, "trade_id");
                        default -> field;
                    });
        }
        fields.add(derived(TEXT, ORIGIN, "stream, or rest: missed on the stream, and asked for afterwards"));
        return channel("trades", fields, "created_time");
    }

    private static Schema fills() {
        List<Field> fields = new ArrayList<>();
        for (Field field : AccountShapes.FILLS.fields()) {
            switch (field.name()) {
                case "created_time" -> fields.add(from(field, "created_time", "ts_ms", "ts"));
                case "subaccount_number" -> fields.add(subaccount());
                case Shapes.SOURCE, Schema.UNKNOWN -> {}
                default -> fields.add(field);
            }
        }
        fields.add(count("post_position", "contracts held afterwards; negative for NO", "post_position"));
        fields.add(of(TEXT, "purchased_side", "the outcome that the account bought: yes or no"));
        return channel("fills", fields, "created_time");
    }

    private static Schema orders() {
        List<Field> fields = new ArrayList<>();
        for (Field field : AccountShapes.ORDERS.fields()) {
            switch (field.name()) {
                // An answer has them, a message has not.
                case "type",
                        "action",
                        "no_price",
                        "cancel_order_on_pause",
                        "queue_position",
                        Shapes.SOURCE,
                        Schema.UNKNOWN -> {}
                case "side" -> {
                    fields.add(field);
                    fields.add(of(FLAG, "is_yes", "whether side is yes; deprecated by the exchange"));
                }
                case "created_time" -> fields.add(from(field, "created_time", "created_ts_ms"));
                case "last_update_time" -> fields.add(from(field, "last_update_time", "last_updated_ts_ms"));
                case "expiration_time" -> fields.add(from(field, "expiration_time", "expiration_ts_ms"));
                case "subaccount_number" -> fields.add(subaccount());
                default -> fields.add(field);
            }
        }
        return channel("orders", fields, "last_update_time");
    }

    private static List<Field> indices() {
        List<Field> fields = new ArrayList<>(List.of(
                of(TEXT, "ticker", "the index", "index_id", "data.id").asIdentifier(),
                of(INSTANT, "time", "the source's time of the value", "data.time"),
                of(NUMBER, "value", "the value, in US dollars", "data.value"),
                of(INSTANT, "received_at", "when the exchange got it"),
                of(TEXT, "source_type", "what the source calls its message", "data.type")));
        average(fields, "avg_60s", "the 60 seconds before it", "avg_60s_data");
        average(
                fields,
                "avg_15min_close",
                "the last minute before a quarter of an hour is over; missing outside of it",
                "last_60s_windowed_average_15min");
        return fields;
    }

    private static void average(List<Field> fields, String name, String of, String path) {
        fields.add(of(NUMBER, name, "average over " + of, path + ".value"));
        fields.add(of(INTEGER, name + "_values", "how many values " + name + " is of", path + ".window_size"));
        fields.add(of(INSTANT, name + "_from", "where its time begins", path + ".window_start_ts_ms"));
        fields.add(of(INSTANT, name + "_to", "before which its time ends", path + ".window_end_ts_exclusive"));
    }

    private static Field market() {
        return of(TEXT, "ticker", "the market", "market_ticker", "ticker").asIdentifier();
    }

    private static Field type(String types) {
        return derived(TEXT, TYPE, "the message: " + types);
    }

    private static Field subaccount() {
        return of(INTEGER, "subaccount_number", "subaccount", "subaccount_number", "subaccount");
    }

    /** A price of the book, also under the name that the user guide of 2025 has for it. */
    private static Field quoted(String name, String meaning, String guide) {
        return read(PRICE, name, meaning, own(name + "_dollars"), cents(name), own(guide + "_dollars"), cents(guide));
    }

    private static Field money(String name, String meaning) {
        return spent(name, meaning, name);
    }

    /** Dollars under {@code …_dollars}; a bare number is 1/10,000 dollar. */
    private static Field spent(String name, String meaning, String... paths) {
        List<Source> sources = new ArrayList<>();
        for (String path : paths) {
            sources.add(own(path + "_dollars"));
            sources.add(centiCents(path));
        }
        return read(MONEY, name, meaning, sources.toArray(new Source[0]));
    }

    private static Field from(Field field, String... paths) {
        List<Source> sources = new ArrayList<>();
        for (String path : paths) {
            sources.add(new Source(path, Source.Unit.OWN));
        }
        return new Field(field.name(), field.kind(), field.meaning(), sources, false, field.micros(), false);
    }

    private static Schema channel(String name, List<Field> fields) {
        List<Field> all = new ArrayList<>(fields);
        all.add(derived(Kind.INSTANT, RECEIVED, "when the message arrived").withMicros());
        return new Schema(name, all);
    }

    /** Of a channel whose messages tell the exchange's time. */
    private static Schema channel(String name, List<Field> fields, String time) {
        Schema channel = channel(name, fields);
        List<Field> all = new ArrayList<>(channel.fields());
        all.add(derived(INTEGER, LATENCY, "microseconds from " + time + " to " + RECEIVED));
        return new Schema(name, all);
    }
}
