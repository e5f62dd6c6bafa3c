package dev.kalshilab.wire;

import static dev.kalshilab.column.Field.count;
import static dev.kalshilab.column.Field.derived;
import static dev.kalshilab.column.Field.dollars;
import static dev.kalshilab.column.Field.of;
import static dev.kalshilab.column.Kind.DATE;
import static dev.kalshilab.column.Kind.FLAG;
import static dev.kalshilab.column.Kind.INSTANT;
import static dev.kalshilab.column.Kind.INTEGER;
import static dev.kalshilab.column.Kind.JSON;
import static dev.kalshilab.column.Kind.MONEY;
import static dev.kalshilab.column.Kind.NUMBER;
import static dev.kalshilab.column.Kind.PRICE;
import static dev.kalshilab.column.Kind.TEXT;
import static dev.kalshilab.column.Kind.TEXTS;

import dev.kalshilab.column.Field;
import dev.kalshilab.column.Kind;
import dev.kalshilab.column.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * The one table of fields: for each kind of row its columns, and for each column where every generation of the wire
 * keeps it.
 *
 * <p>Generations: integer cents ({@code yes_bid}: 56), cents with dollar twins ({@code yes_bid_dollars}: "0.5600"
 * beside it), dollars and fixed-point counts alone. The dollar twin wins: after the change of March 2026 some answers
 * still carried the old names with zeros.
 */
public final class Shapes {
    /** Of rows that both tiers of the exchange have: which one they came from. */
    public static final String SOURCE = "source";

    public static final Schema SERIES = new Schema(
            "series",
            List.of(
                    of(TEXT, "ticker", "the series").asIdentifier().always(),
                    of(TEXT, "title", "what it is about").always(),
                    of(TEXT, "category", "the exchange's category").always(),
                    of(TEXTS, "categories", "all categories, since October 2026"),
                    of(TEXTS, "tags", "the exchange's tags").always(),
                    of(TEXT, "frequency", "how often events recur").always(),
                    of(TEXT, "fee_type", "the fee formula").always(),
                    of(NUMBER, "fee_multiplier", "factor on the fee formula").always(),
                    count("volume", "contracts traded in all its markets, when asked for", "volume"),
                    of(INSTANT, "last_updated_ts", "when its details last changed")
                            .withMicros(),
                    of(JSON, "settlement_sources", "who decides: name and url").always(),
                    of(TEXT, "contract_url", "the filed contract").always(),
                    of(TEXT, "contract_terms_url", "the terms of the contract").always(),
                    of(TEXTS, "additional_prohibitions", "who may not trade").always(),
                    of(JSON, "product_metadata", "further details, when asked for"),
                    of(INTEGER, "exchange_index", "shard of the exchange")));

    public static final Schema MARKETS = new Schema(
            "markets",
            List.of(
                    of(TEXT, "ticker", "the market").asIdentifier().always(),
                    of(TEXT, "event_ticker", "its event").always(),
                    of(TEXT, "market_type", "binary or scalar").always(),
                    of(TEXT, "title", "the question"),
                    of(TEXT, "subtitle", "shorter title"),
                    of(TEXT, "yes_sub_title", "what YES means").always(),
                    of(TEXT, "no_sub_title", "what NO means").always(),
                    of(
                                    TEXT,
                                    "status",
                                    "initialized, inactive, active, closed, determined, disputed, amended, finalized")
                            .always(),
                    of(TEXT, "result", "yes, no or scalar; missing until determined")
                            .always(),
                    dollars(PRICE, "yes_bid", "best bid for YES", "yes_bid").always(),
                    dollars(PRICE, "yes_ask", "best offer of YES", "yes_ask").always(),
                    dollars(PRICE, "no_bid", "best bid for NO", "no_bid").always(),
                    dollars(PRICE, "no_ask", "best offer of NO", "no_ask").always(),
                    count("yes_bid_size", "contracts at the best bid", "yes_bid_size")
                            .always(),
                    count("yes_ask_size", "contracts at the best offer", "yes_ask_size")
                            .always(),
                    dollars(PRICE, "last_price", "price of the last trade, of YES", "last_price")
                            .always(),
                    dollars(PRICE, "previous_price", "last price a day before", "previous_price")
                            .always(),
                    dollars(PRICE, "previous_yes_bid", "best bid for YES a day before", "previous_yes_bid")
                            .always(),
                    dollars(PRICE, "previous_yes_ask", "best offer of YES a day before", "previous_yes_ask")
                            .always(),
                    count("volume", "contracts traded", "volume").always(),
                    count("volume_24h", "contracts traded in the last 24 hours", "volume_24h")
                            .always(),
                    count("open_interest", "contracts held", "open_interest").always(),
                    dollars(MONEY, "liquidity", "value resting in the book; always 0 from February 2026", "liquidity"),
                    dollars(MONEY, "notional_value", "what a contract pays", "notional_value")
                            .always(),
                    dollars(PRICE, "settlement_value", "what a YES contract was paid", "settlement_value"),
                    of(INSTANT, "open_time", "trading begins").withMicros().always(),
                    of(INSTANT, "close_time", "trading ends").withMicros().always(),
                    of(INSTANT, "expected_expiration_time", "when the result is expected"),
                    of(INSTANT, "expiration_time", "deprecated by the exchange"),
                    of(INSTANT, "latest_expiration_time", "when it expires at the latest")
                            .always(),
                    of(INSTANT, "settlement_ts", "when it was paid").withMicros(),
                    of(INSTANT, "occurrence_datetime", "when the event takes place"),
                    of(INSTANT, "created_time", "when the market was made")
                            .withMicros()
                            .always(),
                    of(INSTANT, "updated_time", "when its details last changed")
                            .withMicros()
                            .always(),
                    of(INTEGER, "settlement_timer_seconds", "seconds between determination and payment")
                            .always(),
                    of(FLAG, "can_close_early", "whether it may close before close_time")
                            .always(),
                    of(TEXT, "early_close_condition", "when it does"),
                    of(TEXT, "expiration_value", "the observed value that decided")
                            .always(),
                    of(TEXT, "strike_type", "how the strikes are meant: greater, less, between, custom, …"),
                    of(NUMBER, "floor_strike", "lower strike"),
                    of(NUMBER, "cap_strike", "upper strike"),
                    of(TEXT, "functional_strike", "strike as a formula"),
                    of(JSON, "custom_strike", "strike as named values"),
                    of(TEXT, "rules_primary", "what decides").always(),
                    of(TEXT, "rules_secondary", "further rules").always(),
                    of(TEXT, "category", "category; gone from the wire in January 2026"),
                    of(TEXT, "price_level_structure", "name of the tick rule").always(),
                    of(JSON, "price_ranges", "ticks by price range").always(),
                    new Field(
                            "tick_size",
                            MONEY,
                            "smallest price step; gone from the wire in May 2026",
                            List.of(new dev.kalshilab.column.Source(
                                    "tick_size", dev.kalshilab.column.Source.Unit.CENTS)),
                            false,
                            false,
                            false),
                    dollars(MONEY, "risk_limit", "gone from the wire in January 2026", "risk_limit_cents"),
                    of(TEXT, "response_price_units", "gone from the wire in July 2026"),
                    of(TEXT, "settlement_bounds_type", "default or floor"),
                    dollars(PRICE, "settlement_floor", "the least that YES is paid", "settlement_floor"),
                    of(INSTANT, "fee_waiver_expiration_time", "until when fees are waived"),
                    of(TEXT, "mve_collection_ticker", "the collection a combo belongs to"),
                    of(JSON, "mve_selected_legs", "the legs of a combo"),
                    of(TEXT, "primary_participant_key", "the participant it is about"),
                    of(FLAG, "fractional_trading_enabled", "whether parts of contracts trade; seen in July 2026"),
                    of(FLAG, "is_provisional", "whether it may vanish if it never trades"),
                    of(INTEGER, "exchange_index", "shard of the exchange"),
                    source()));

    public static final Schema EVENTS = new Schema(
            "events",
            List.of(
                    of(TEXT, "event_ticker", "the event").asIdentifier().always(),
                    of(TEXT, "series_ticker", "its series").always(),
                    of(TEXT, "title", "what it is about").always(),
                    of(TEXT, "sub_title", "which one of its series").always(),
                    of(TEXT, "category", "category; deprecated by the exchange"),
                    of(FLAG, "mutually_exclusive", "whether one market at most can be YES")
                            .always(),
                    of(INSTANT, "strike_date", "the date it is about"),
                    of(TEXT, "strike_period", "the period it is about"),
                    of(TEXT, "collateral_return_type", "how collateral is returned")
                            .always(),
                    of(INSTANT, "last_updated_ts", "when its details last changed")
                            .withMicros(),
                    of(TEXT, "fee_type_override", "fee formula, where not the series'"),
                    of(NUMBER, "fee_multiplier_override", "fee factor, where not the series'"),
                    of(JSON, "settlement_sources", "who decides: name and url").always(),
                    of(JSON, "product_metadata", "further details"),
                    of(FLAG, "available_on_brokers", "gone from the wire in autumn 2026"),
                    of(INTEGER, "exchange_index", "shard of the exchange"),
                    derived(INTEGER, "markets", "how many markets came with it; missing unless asked for")));

    public static final Schema TRADES = new Schema(
            "trades",
            List.of(
                    of(TEXT, "ticker", "the market", "ticker", "market_ticker")
                            .asIdentifier()
                            .always(),
                    of(TEXT, "trade_id", "the trade").asIdentifier().always(),
                    of(INSTANT, "created_time", "when it was made", "created_time", "ts")
                            .withMicros()
                            .always(),
                    dollars(PRICE, "yes_price", "price of YES", "yes_price").always(),
                    dollars(PRICE, "no_price", "price of NO", "no_price").always(),
                    of(NUMBER, "price", "price of YES as a floating-point number; gone from the wire in March 2026"),
                    count("count", "contracts traded", "count").always(),
                    of(TEXT, "taker_side", "the side the taker bought; deprecated by the exchange"),
                    of(TEXT, "taker_outcome_side", "the outcome the taker is for: yes or no")
                            .always(),
                    of(TEXT, "taker_book_side", "the side of the book the taker was on: bid or ask")
                            .always(),
                    of(FLAG, "is_block_trade", "whether it was arranged off the book")
                            .always(),
                    source()));

    public static final Schema CANDLES = candles();

    public static final Schema BOOK = new Schema(
            "book",
            List.of(
                    derived(TEXT, "ticker", "the market"),
                    derived(TEXT, "side", "yes or no: whose bids"),
                    derived(INTEGER, "level", "1 for the best bid of its side"),
                    derived(PRICE, "price", "the bid, in the price of its side"),
                    derived(PRICE, "yes_price", "the same in the price of YES: 1 − price for a NO bid"),
                    derived(Kind.COUNT, "count", "contracts resting there")));

    private Shapes() {}

    static Field source() {
        return derived(TEXT, SOURCE, "the tier it came from: live or historical");
    }

    private static Schema candles() {
        List<Field> fields = new ArrayList<>(List.of(
                derived(TEXT, "ticker", "the market"),
                derived(INSTANT, "start", "the period is (start, end]"),
                of(INSTANT, "end", "end of the period, inclusive", "end_period_ts")
                        .asIdentifier()
                        .always(),
                derived(DATE, "date", "US Eastern date of start")));
        for (String name : List.of("open", "high", "low", "close", "mean", "previous", "min", "max")) {
            String meaning =
                    switch (name) {
                        case "previous" -> "last trade price before the period";
                        case "mean" -> "mean trade price";
                        case "min", "max" -> name + "imum trade price; not on every wire";
                        default -> name + " of the trade prices; missing without a trade";
                    };
            fields.add(dollars(PRICE, name, meaning, "price." + name));
        }
        fields.add(count("volume", "contracts traded in the period", "volume").always());
        fields.add(count("open_interest", "contracts held at its end", "open_interest")
                .always());
        fields.add(derived(FLAG, "traded", "whether the period has a trade"));
        for (String side : List.of("yes_bid", "yes_ask")) {
            for (String name : List.of("open", "high", "low", "close")) {
                fields.add(
                        dollars(PRICE, side + "_" + name, name + " of the " + side.replace('_', ' '), side + "." + name)
                                .always());
            }
        }
        fields.add(source());
        return new Schema("candles", fields);
    }
}
