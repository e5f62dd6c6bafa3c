package dev.kalshilab.sandbox;

import java.util.List;

/** Fills, orders, positions, settlements and deposits of the demo user as JSON at a moment. */
final class PortfolioBodies {
    private final String user;
    private final String group;
    private final Resting resting;
    private final long now;

    PortfolioBodies(String user, String group, Resting resting, long now) {
        this.user = user;
        this.group = group;
        this.resting = resting;
        this.now = now;
    }

    /** How many orders of the user rest in a market. */
    interface Resting {
        long count(ListedMarket market);
    }

    private static String side(boolean yes) {
        return yes ? "yes" : "no";
    }

    void fill(Json json, DemoOrder.Fill fill) {
        DemoOrder order = fill.order();
        json.object()
                .text("action", order.buys ? "buy" : "sell")
                .today(out -> out.text("book_side", order.outcomeYes() ? "bid" : "ask"))
                .then(out -> out.text("client_order_id", order.clientId()))
                .count("count_fp", fill.count())
                .time("created_time", fill.time())
                .today(out -> out.number("exchange_index", 0).money("fee_cost", fill.fee()))
                .text("fill_id", fill.id())
                .flag("is_taker", fill.taker())
                .text("market_ticker", order.market.ticker)
                .dollars("no_price_dollars", Ticks.DOLLAR - fill.price())
                .text("order_id", order.id())
                .today(out -> out.text("outcome_side", side(order.outcomeYes())))
                .then(out -> out.number("price", (double) fill.price() / Ticks.DOLLAR))
                .text("side", side(order.yes))
                .today(out -> out.number("subaccount_number", 0))
                .text("ticker", order.market.ticker)
                .text("trade_id", fill.id())
                .number("ts", fill.time() / Time.SECOND)
                .dollars("yes_price_dollars", fill.price())
                .endObject();
    }

    void order(Json json, DemoOrder order) {
        long[] fees = new long[2];
        long[] costs = new long[2];
        for (DemoOrder.Fill fill : order.fills(now)) {
            fees[fill.taker() ? 1 : 0] += fill.fee();
            costs[fill.taker() ? 1 : 0] += fill.amount();
        }
        json.object()
                .text("action", order.buys ? "buy" : "sell")
                .today(out -> out.text("book_side", order.outcomeYes() ? "bid" : "ask"))
                .flag("cancel_order_on_pause", false)
                .text("client_order_id", order.clientId())
                .time("created_time", order.created)
                .today(out -> out.number("exchange_index", 0))
                .none("expiration_time")
                .count("fill_count_fp", order.filled(now))
                .count("initial_count_fp", order.initial())
                .time("last_update_time", order.updated(now))
                .money("maker_fees_dollars", fees[0])
                .money("maker_fill_cost_dollars", costs[0])
                .dollars("no_price_dollars", Ticks.DOLLAR - order.price)
                .maybe("order_group_id", order.isGrouped() ? group : null)
                .text("order_id", order.id())
                .today(out -> out.text("outcome_side", side(order.outcomeYes())))
                .then(out -> out.number("queue_position", 0))
                .count("remaining_count_fp", order.remaining(now))
                .maybe("self_trade_prevention_type", json.cents ? null : "taker_at_cross")
                .text("side", side(order.yes))
                .text("status", order.status(now))
                .today(out -> out.number("subaccount_number", 0))
                .money("taker_fees_dollars", fees[1])
                .money("taker_fill_cost_dollars", costs[1])
                .text("ticker", order.market.ticker)
                .text("type", "limit")
                .text("user_id", user)
                .dollars("yes_price_dollars", order.price)
                .endObject();
    }

    void marketPosition(Json json, Holding holding) {
        json.object()
                .today(out -> out.number("exchange_index", 0))
                .money("fees_paid_dollars", holding.fees)
                .time("last_updated_ts", holding.updated)
                .money("market_exposure_dollars", holding.exposure)
                .count("position_fp", holding.yes ? holding.count : -holding.count)
                .money("realized_pnl_dollars", holding.realized)
                .then(out -> out.number("resting_orders_count", resting.count(holding.market)))
                .text("ticker", holding.market.ticker)
                .money("total_traded_dollars", holding.spent)
                .endObject();
    }

    void eventPosition(Json json, ListedEvent event, List<Holding> holdings) {
        json.object()
                .money(
                        "event_exposure_dollars",
                        holdings.stream().mapToLong(one -> one.exposure).sum())
                .text("event_ticker", event.ticker)
                .money(
                        "fees_paid_dollars",
                        holdings.stream().mapToLong(one -> one.fees).sum())
                .money(
                        "realized_pnl_dollars",
                        holdings.stream().mapToLong(one -> one.realized).sum())
                .then(out -> out.number(
                        "resting_order_count",
                        event.markets.stream().mapToLong(resting::count).sum()))
                .money(
                        "total_cost_dollars",
                        holdings.stream().mapToLong(one -> one.spent).sum())
                .count(
                        "total_cost_shares_fp",
                        holdings.stream().mapToLong(one -> one.bought).sum())
                .endObject();
    }

    void settlement(Json json, Account.Settlement settlement) {
        Holding held = settlement.held();
        json.object()
                .text("event_ticker", held.market.event.ticker)
                .today(out -> out.number("exchange_index", 0))
                .money("fee_cost", held.fees)
                .text("market_result", held.market.result())
                .count("no_count_fp", held.yes ? 0 : held.count)
                .money("no_total_cost_dollars", held.yes ? 0 : held.exposure)
                .number("revenue", held.revenue())
                .time("settled_time", settlement.time())
                .text("ticker", held.market.ticker)
                .number("value", held.market.settlement() / Ticks.CENT)
                .count("yes_count_fp", held.yes ? held.count : 0)
                .money("yes_total_cost_dollars", held.yes ? held.exposure : 0)
                .endObject();
    }

    /** A market that was paid: nothing is held any more, and what it brought is realized. */
    void settledMarket(Json json, Holding held) {
        json.object()
                .number("exchange_index", 0)
                .money("fees_paid_dollars", held.fees)
                .time("last_updated_ts", held.market.event.schedule.settled())
                .money("market_exposure_dollars", 0)
                .count("position_fp", 0)
                .money("realized_pnl_dollars", brought(held))
                .text("ticker", held.market.ticker)
                .money("total_traded_dollars", held.spent)
                .endObject();
    }

    void settledEvent(Json json, Holding held) {
        json.object()
                .money("event_exposure_dollars", 0)
                .text("event_ticker", held.market.event.ticker)
                .money("fees_paid_dollars", held.fees)
                .money("realized_pnl_dollars", brought(held))
                .money("total_cost_dollars", held.spent)
                .count("total_cost_shares_fp", held.bought)
                .endObject();
    }

    private static long brought(Holding held) {
        return held.realized + held.revenue() * 10_000 - held.exposure;
    }

    void withdrawal(Json json, Account.Deposit withdrawal) {
        json.object()
                .number("amount_cents", withdrawal.cents())
                .number("created_ts", withdrawal.time() / Time.SECOND)
                .number("fee_cents", 0)
                .number("finalized_ts", withdrawal.time() / Time.SECOND + 7_200)
                .text("id", Rng.uuid(Rng.key(0, "withdrawal", user), withdrawal.time()))
                .text("status", "returned")
                .text("type", "ach")
                .endObject();
    }

    void deposit(Json json, Account.Deposit deposit) {
        json.object()
                .number("amount_cents", deposit.cents())
                .number("created_ts", deposit.time() / Time.SECOND)
                .number("fee_cents", 0)
                .number("finalized_ts", deposit.time() / Time.SECOND + 2)
                .text("id", Rng.uuid(Rng.key(0, "deposit", user), deposit.time()))
                .text("status", "applied")
                .text("type", "ach")
                .endObject();
    }
}
