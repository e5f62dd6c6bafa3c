package dev.kalshilab.wire;

import static dev.kalshilab.column.Field.count;
import static dev.kalshilab.column.Field.dollars;
import static dev.kalshilab.column.Field.of;
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
import dev.kalshilab.column.Source;
import java.util.List;

/**
 * The table of fields for what belongs to an account; {@link Shapes} has the public part.
 *
 * <p>On these operations a bare number is cents. The WebSocket sends some of the same names in centi-cents: it has its
 * own table. A fee is a text in dollars beside amounts in cents.
 */
public final class AccountShapes {
    public static final Schema FILLS = new Schema(
            "fills",
            List.of(
                    of(TEXT, "ticker", "the market", "ticker", "market_ticker")
                            .asIdentifier()
                            .always(),
                    of(TEXT, "fill_id", "the fill", "fill_id", "trade_id")
                            .asIdentifier()
                            .always(),
                    of(TEXT, "trade_id", "the public trade that it is").always(),
                    of(TEXT, "order_id", "the order that it filled").always(),
                    of(INSTANT, "created_time", "when it was made", "created_time", "ts")
                            .withMicros(),
                    of(TEXT, "side", "yes or no, as the order named it; deprecated by the exchange"),
                    of(TEXT, "action", "buy or sell, as the order named it; deprecated by the exchange"),
                    of(TEXT, "outcome_side", "the outcome the account is now more for: yes or no")
                            .always(),
                    of(TEXT, "book_side", "the side of the book: bid or ask").always(),
                    fixed("yes_price", "price of YES").always(),
                    fixed("no_price", "price of NO").always(),
                    of(
                            NUMBER,
                            "price",
                            "price of its side as a floating-point number; gone from the wire in March 2026"),
                    count("count", "contracts", "count").always(),
                    of(MONEY, "fee_cost", "fee").always(),
                    of(FLAG, "is_taker", "whether the account's order was the one that hit")
                            .always(),
                    of(TEXT, "client_order_id", "the account's own id; gone from the wire in March 2026"),
                    of(INTEGER, "subaccount_number", "subaccount"),
                    of(INTEGER, "exchange_index", "shard of the exchange").always(),
                    Shapes.source()));

    public static final Schema ORDERS = new Schema(
            "orders",
            List.of(
                    of(TEXT, "ticker", "the market", "ticker", "market_ticker")
                            .asIdentifier()
                            .always(),
                    of(TEXT, "order_id", "the order").asIdentifier().always(),
                    of(TEXT, "client_order_id", "the account's own id").always(),
                    of(TEXT, "status", "resting, canceled or executed").always(),
                    of(TEXT, "type", "limit or market").always(),
                    of(TEXT, "side", "yes or no; deprecated by the exchange"),
                    of(TEXT, "action", "buy or sell; deprecated by the exchange"),
                    of(TEXT, "outcome_side", "the outcome it is for: yes or no").always(),
                    of(TEXT, "book_side", "the side of the book: bid or ask").always(),
                    dollars(PRICE, "yes_price", "limit in the price of YES", "yes_price")
                            .always(),
                    dollars(PRICE, "no_price", "limit in the price of NO", "no_price")
                            .always(),
                    count("initial_count", "contracts asked for", "initial_count")
                            .always(),
                    count("fill_count", "contracts filled", "fill_count").always(),
                    count("remaining_count", "contracts that still rest", "remaining_count")
                            .always(),
                    dollars(MONEY, "taker_fill_cost", "paid for contracts taken", "taker_fill_cost")
                            .always(),
                    dollars(MONEY, "maker_fill_cost", "paid for contracts made", "maker_fill_cost")
                            .always(),
                    dollars(MONEY, "taker_fees", "fees on contracts taken", "taker_fees")
                            .always(),
                    dollars(MONEY, "maker_fees", "fees on contracts made", "maker_fees")
                            .always(),
                    of(INSTANT, "created_time", "when it was placed").withMicros(),
                    of(INSTANT, "last_update_time", "when it last changed").withMicros(),
                    of(INSTANT, "expiration_time", "when it ends by itself").withMicros(),
                    of(TEXT, "self_trade_prevention_type", "what happens when it meets the account's own order"),
                    of(TEXT, "order_group_id", "its order group"),
                    of(FLAG, "cancel_order_on_pause", "whether a pause of trading cancels it"),
                    of(INTEGER, "queue_position", "always 0; gone from the wire"),
                    of(TEXT, "user_id", "the user").always(),
                    of(INTEGER, "subaccount_number", "subaccount"),
                    of(INTEGER, "exchange_index", "shard of the exchange"),
                    Shapes.source()));

    public static final Schema POSITIONS = new Schema(
            "positions",
            List.of(
                    of(TEXT, "ticker", "the market", "ticker", "market_ticker")
                            .asIdentifier()
                            .always(),
                    count("position", "contracts held; negative for NO", "position")
                            .always(),
                    dollars(MONEY, "market_exposure", "cost of what is held", "market_exposure")
                            .always(),
                    dollars(MONEY, "total_traded", "dollars traded so far", "total_traded")
                            .always(),
                    dollars(MONEY, "realized_pnl", "profit locked in", "realized_pnl")
                            .always(),
                    dollars(MONEY, "fees_paid", "fees so far", "fees_paid").always(),
                    of(INTEGER, "resting_orders_count", "resting orders; gone from the wire in July 2026"),
                    of(INSTANT, "last_updated_ts", "when it last changed")
                            .withMicros()
                            .always(),
                    of(INTEGER, "exchange_index", "shard of the exchange").always(),
                    Shapes.source()));

    public static final Schema EVENT_POSITIONS = new Schema(
            "event_positions",
            List.of(
                    of(TEXT, "event_ticker", "the event").asIdentifier().always(),
                    count("total_cost_shares", "contracts paid for", "total_cost_shares")
                            .always(),
                    dollars(MONEY, "total_cost", "dollars paid", "total_cost").always(),
                    dollars(MONEY, "event_exposure", "cost of what is held", "event_exposure")
                            .always(),
                    dollars(MONEY, "realized_pnl", "profit locked in", "realized_pnl")
                            .always(),
                    dollars(MONEY, "fees_paid", "fees so far", "fees_paid").always(),
                    of(
                            INTEGER,
                            "resting_orders_count",
                            "resting orders; gone from the wire",
                            "resting_orders_count",
                            "resting_order_count"),
                    of(INTEGER, "exchange_index", "shard of the exchange")));

    public static final Schema SETTLEMENTS = new Schema(
            "settlements",
            List.of(
                    of(TEXT, "ticker", "the market", "ticker", "market_ticker")
                            .asIdentifier()
                            .always(),
                    of(TEXT, "event_ticker", "its event").always(),
                    of(TEXT, "market_result", "yes, no or scalar").always(),
                    count("yes_count", "YES contracts held", "yes_count").always(),
                    dollars(MONEY, "yes_total_cost", "paid for them", "yes_total_cost")
                            .always(),
                    count("no_count", "NO contracts held", "no_count").always(),
                    dollars(MONEY, "no_total_cost", "paid for them", "no_total_cost")
                            .always(),
                    dollars(MONEY, "revenue", "what was paid out", "revenue").always(),
                    dollars(PRICE, "value", "what a YES contract was paid", "value"),
                    of(MONEY, "fee_cost", "fees").always(),
                    of(INSTANT, "settled_time", "when it was paid").withMicros().always(),
                    of(INTEGER, "exchange_index", "shard of the exchange").always()));

    public static final Schema BALANCE = new Schema(
            "balance",
            List.of(
                    dollars(MONEY, "balance", "cash to trade with", "balance").always(),
                    dollars(MONEY, "portfolio_value", "value of all positions", "portfolio_value")
                            .always(),
                    of(INSTANT, "updated_ts", "when it last changed").always(),
                    of(JSON, "balance_breakdown", "cash by shard of the exchange")));

    public static final Schema ORDER_GROUPS = new Schema(
            "order_groups",
            List.of(
                    of(TEXT, "id", "the group").asIdentifier().always(),
                    of(FLAG, "is_auto_cancel_enabled", "whether it cancels by itself")
                            .always(),
                    count("contracts_limit", "contracts that may be filled within 15 seconds", "contracts_limit"),
                    of(TEXTS, "orders", "ids of its orders; only of a single group"),
                    of(INTEGER, "exchange_index", "shard of the exchange")));

    public static final Schema ORDER_GROUP = new Schema(
            "order_group",
            List.of(
                    of(TEXT, "id", "the group; the question names it, the answer does not"),
                    of(FLAG, "is_auto_cancel_enabled", "whether it cancels by itself")
                            .always(),
                    count("contracts_limit", "contracts that may be filled within 15 seconds", "contracts_limit"),
                    of(TEXTS, "orders", "ids of its orders").always(),
                    of(INTEGER, "exchange_index", "shard of the exchange")));

    public static final Schema QUEUE_POSITIONS = new Schema(
            "queue_positions",
            List.of(
                    of(TEXT, "order_id", "the order").asIdentifier().always(),
                    of(TEXT, "market_ticker", "its market").always(),
                    count("queue_position", "contracts ahead of it", "queue_position")
                            .always()));

    public static final Schema QUEUE_POSITION = new Schema(
            "queue_position",
            List.of(
                    of(TEXT, "order_id", "the order; the question names it, the answer does not"),
                    of(TEXT, "market_ticker", "its market; not sent"),
                    count("queue_position", "contracts ahead of it", "queue_position")
                            .always()));

    private AccountShapes() {}

    /** A price that was for a while also sent as a text in dollars under {@code …_fixed}. */
    private static Field fixed(String name, String meaning) {
        return new Field(
                name,
                Kind.PRICE,
                meaning,
                List.of(
                        new Source(name + "_dollars", Source.Unit.OWN),
                        new Source(name + "_fixed", Source.Unit.OWN),
                        new Source(name, Source.Unit.CENTS)),
                false,
                false,
                false);
    }
}
