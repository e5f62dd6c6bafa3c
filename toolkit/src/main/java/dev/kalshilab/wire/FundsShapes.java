package dev.kalshilab.wire;

import static dev.kalshilab.column.Field.of;
import static dev.kalshilab.column.Field.read;
import static dev.kalshilab.column.Kind.INSTANT;
import static dev.kalshilab.column.Kind.INTEGER;
import static dev.kalshilab.column.Kind.JSON;
import static dev.kalshilab.column.Kind.MONEY;
import static dev.kalshilab.column.Kind.TEXT;
import static dev.kalshilab.column.Source.centiCents;
import static dev.kalshilab.column.Source.cents;
import static dev.kalshilab.column.Source.own;

import dev.kalshilab.column.Schema;
import java.util.List;

/**
 * The table of fields for the cash of an account.
 *
 * <p>Deposits and withdrawals are cents, as is the value of resting orders. The cash of a subaccount is dollars as a text, and was centi-cents as a number.
 */
public final class FundsShapes {
    public static final Schema RESTING_VALUE = new Schema(
            "total_resting_order_value",
            List.of(
                    read(
                                    MONEY,
                                    "total_resting_order_value",
                                    "value of all resting orders",
                                    own("total_resting_order_value_dollars"),
                                    cents("total_resting_order_value"),
                                    cents("total_value"))
                            .always(),
                    of(JSON, "resting_order_value_breakdown", "the same in dollars by shard of the exchange")
                            .always()));

    public static final Schema DEPOSITS = new Schema(
            "deposits",
            List.of(
                    of(TEXT, "id", "the deposit").asIdentifier().always(),
                    of(TEXT, "status", "pending, applied, failed or returned").always(),
                    of(TEXT, "type", "ach, wire, crypto, debit or apm").always(),
                    read(MONEY, "amount", "what was paid in", own("amount_dollars"), cents("amount_cents"))
                            .always(),
                    read(MONEY, "fee", "what it cost", own("fee_dollars"), cents("fee_cents"))
                            .always(),
                    of(INSTANT, "created_ts", "when it was made").always(),
                    of(INSTANT, "finalized_ts", "when it was applied, failed or came back")));

    public static final Schema WITHDRAWALS = new Schema(
            "withdrawals",
            List.of(
                    of(TEXT, "id", "the withdrawal").asIdentifier().always(),
                    of(TEXT, "status", "pending, applied, failed or returned").always(),
                    of(TEXT, "type", "ach, wire, crypto, debit or apm").always(),
                    read(MONEY, "amount", "what was paid out", own("amount_dollars"), cents("amount_cents"))
                            .always(),
                    read(MONEY, "fee", "what it cost", own("fee_dollars"), cents("fee_cents"))
                            .always(),
                    of(INSTANT, "created_ts", "when it was made").always(),
                    of(INSTANT, "finalized_ts", "when it was applied, failed or came back")));

    public static final Schema SUBACCOUNT_BALANCES = new Schema(
            "subaccount_balances",
            List.of(
                    of(INTEGER, "subaccount_number", "the subaccount; 0 is the primary one")
                            .asIdentifier()
                            .always(),
                    of(INTEGER, "exchange_index", "shard of the exchange").always(),
                    read(MONEY, "balance", "cash to trade with", own("balance_dollars"), centiCents("balance"))
                            .always(),
                    of(INSTANT, "updated_ts", "when it last changed").always()));

    private FundsShapes() {}
}
