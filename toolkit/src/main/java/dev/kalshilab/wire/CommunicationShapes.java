package dev.kalshilab.wire;

import static dev.kalshilab.column.Field.count;
import static dev.kalshilab.column.Field.dollars;
import static dev.kalshilab.column.Field.of;
import static dev.kalshilab.column.Field.read;
import static dev.kalshilab.column.Kind.FLAG;
import static dev.kalshilab.column.Kind.INSTANT;
import static dev.kalshilab.column.Kind.INTEGER;
import static dev.kalshilab.column.Kind.JSON;
import static dev.kalshilab.column.Kind.MONEY;
import static dev.kalshilab.column.Kind.PRICE;
import static dev.kalshilab.column.Kind.TEXT;
import static dev.kalshilab.column.Source.centiCents;
import static dev.kalshilab.column.Source.own;

import dev.kalshilab.column.Schema;
import java.util.List;

/**
 * The table of fields for what is said between accounts: requests for quotes, and quotes.
 *
 * <p>A bid is dollars as a text, cents as a number; what a request wants to spend was centi-cents until spring 2026.
 */
public final class CommunicationShapes {
    public static final Schema ID = new Schema(
            "communications_id",
            List.of(of(TEXT, "communications_id", "the account, as others see it")
                    .asIdentifier()
                    .always()));

    public static final Schema QUOTES = new Schema(
            "quotes",
            List.of(
                    of(TEXT, "id", "the quote").asIdentifier().always(),
                    of(TEXT, "rfq_id", "the request that it answers").always(),
                    of(TEXT, "market_ticker", "the market").always(),
                    of(TEXT, "status", "open, accepted, confirmed, executed or cancelled")
                            .always(),
                    count("contracts", "contracts asked for", "contracts").always(),
                    dollars(PRICE, "yes_bid", "what is bid for YES", "yes_bid").always(),
                    dollars(PRICE, "no_bid", "what is bid for NO", "no_bid").always(),
                    count("yes_contracts", "contracts that the bid for YES is for", "yes_contracts"),
                    count("no_contracts", "contracts that the bid for NO is for", "no_contracts"),
                    of(TEXT, "accepted_side", "the side that was accepted: yes or no"),
                    read(
                            MONEY,
                            "rfq_target_cost",
                            "what the request wants to spend",
                            own("rfq_target_cost_dollars"),
                            centiCents("rfq_target_cost_centi_cents")),
                    of(FLAG, "target_cost_excludes_fees", "whether fees come on top of that"),
                    of(FLAG, "rest_remainder", "whether what was not traded rests in the book"),
                    of(FLAG, "post_only", "whether the creator's order may only make, not take"),
                    of(INSTANT, "created_ts", "when it was made").withMicros().always(),
                    of(INSTANT, "updated_ts", "when it last changed")
                            .withMicros()
                            .always(),
                    of(INSTANT, "accepted_ts", "when it was accepted").withMicros(),
                    of(INSTANT, "confirmed_ts", "when its creator confirmed it").withMicros(),
                    of(INSTANT, "executed_ts", "when it was traded").withMicros(),
                    of(INSTANT, "cancelled_ts", "when it was cancelled").withMicros(),
                    of(INSTANT, "expired_ts", "when it lapsed; gone from the wire")
                            .withMicros(),
                    of(TEXT, "cancellation_reason", "why it was cancelled"),
                    of(TEXT, "creator_id", "public id of who quotes").always(),
                    of(TEXT, "rfq_creator_id", "public id of who asked").always(),
                    of(TEXT, "creator_user_id", "who quotes, when that is the account"),
                    of(TEXT, "rfq_creator_user_id", "who asked, when that is the account"),
                    of(TEXT, "creator_order_id", "the order of who quotes, when that is the account"),
                    of(TEXT, "rfq_creator_order_id", "the order of who asked, when that is the account"),
                    of(INTEGER, "creator_subaccount", "subaccount of who quotes, when that is the account"),
                    of(INTEGER, "rfq_creator_subaccount", "subaccount of who asked, when that is the account")));

    public static final Schema RFQS = new Schema(
            "rfqs",
            List.of(
                    of(TEXT, "id", "the request").asIdentifier().always(),
                    of(TEXT, "market_ticker", "the market").always(),
                    of(TEXT, "status", "open or closed").always(),
                    count("contracts", "contracts asked for", "contracts").always(),
                    read(
                            MONEY,
                            "target_cost",
                            "what is to be spent",
                            own("target_cost_dollars"),
                            centiCents("target_cost_centi_cents")),
                    of(FLAG, "target_cost_excludes_fees", "whether fees come on top of that"),
                    of(FLAG, "rest_remainder", "whether what was not traded rests in the book"),
                    of(INSTANT, "created_ts", "when it was made").withMicros().always(),
                    of(INSTANT, "updated_ts", "when it last changed").withMicros(),
                    of(INSTANT, "cancelled_ts", "when it was cancelled").withMicros(),
                    of(TEXT, "cancellation_reason", "why it was cancelled"),
                    of(TEXT, "mve_collection_ticker", "the collection, when the market is a combo"),
                    of(JSON, "mve_selected_legs", "the legs, when the market is a combo"),
                    of(TEXT, "creator_id", "public id of who asks; another one while it is open")
                            .always(),
                    of(TEXT, "creator_user_id", "who asks, when that is the account"),
                    of(INTEGER, "creator_subaccount", "subaccount of who asks, when that is the account")));

    public static final Schema CREATED = new Schema(
            "created",
            List.of(of(TEXT, "id", "the request or quote that was made")
                    .asIdentifier()
                    .always()));

    private CommunicationShapes() {}
}
