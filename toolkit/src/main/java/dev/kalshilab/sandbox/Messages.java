package dev.kalshilab.sandbox;

import java.util.List;
import java.util.function.ObjLongConsumer;

/** What the stream says, as JSON: the object under {@code msg} of each kind of message. */
final class Messages {
    private Messages() {}

    /** The id of a market in messages and on its incentive programs; other answers have none. */
    static String marketId(ListedMarket market) {
        return Rng.uuid(Rng.key(market.key, "market id", market.ticker), 0);
    }

    private static Json market(Json json, ListedMarket market) {
        return json.object().text("market_ticker", market.ticker).today(out -> out.text("market_id", marketId(market)));
    }

    private static String side(boolean yes) {
        return yes ? "yes" : "no";
    }

    private static String book(boolean yes) {
        return yes ? "bid" : "ask";
    }

    /** A side without a bid is left out. With {@code yesPrice} a bid for NO stands at the price of the YES it offers. */
    static void snapshot(Json json, ListedMarket market, Book book, boolean yesPrice) {
        market(json, market);
        side(json, json.cents ? "yes" : "yes_dollars_fp", book.yes, false, Json::dollars);
        side(json, json.cents ? "no" : "no_dollars_fp", book.no, yesPrice, Json::dollars);
        json.then(out -> {
            side(out, "yes_dollars", book.yes, false, Json::exact);
            side(out, "no_dollars", book.no, yesPrice, Json::exact);
        });
        json.endObject();
    }

    private static void side(Json json, String name, Book.Side side, boolean turned, ObjLongConsumer<Json> price) {
        if (side.levels() == 0) {
            return;
        }
        json.array(name);
        for (int i = 0; i < side.levels(); i++) {
            int level = turned ? side.levels() - 1 - i : i;
            price.accept(json.array(), turned ? Ticks.DOLLAR - side.price(level) : side.price(level));
            json.count(side.count(level)).endArray();
        }
        json.endArray();
    }

    static void delta(Json json, ListedMarket market, Book.Delta delta, long time, boolean yesPrice) {
        market(json, market)
                .twice("price_dollars", yesPrice && !delta.yes() ? Ticks.DOLLAR - delta.price() : delta.price())
                .count("delta_fp", delta.count())
                .text("side", side(delta.yes()))
                .today(out -> out.time("ts", time).number("ts_ms", time / 1000))
                .endObject();
    }

    /**
     * @param dollars what was paid for all YES contracts so far, in 1/1,000,000 dollar
     */
    static void ticker(Json json, ListedMarket market, Past past, int rows, Book book, long dollars, long time) {
        int last = past.lastTrade(rows);
        int price = last < 0 ? 0 : past.price(last);
        long interest = past.openInterestAfter(rows);
        market(json, market)
                .twice("price_dollars", price)
                .twice("yes_bid_dollars", book.yes.best())
                .twice("yes_ask_dollars", Ticks.DOLLAR - book.no.best())
                .count("volume_fp", past.volumeAfter(rows))
                .count("open_interest_fp", interest)
                .number("dollar_volume", dollars / 1_000_000)
                .number("dollar_open_interest", interest * price / 1_000_000)
                .today(out -> out.count("yes_bid_size_fp", book.yes.bestCount())
                        .count("yes_ask_size_fp", book.no.bestCount())
                        .count("last_trade_size_fp", last < 0 ? 0 : past.count(last)))
                .number("ts", time / Time.SECOND)
                .today(out -> out.number("ts_ms", time / 1000).time("time", time))
                .endObject();
    }

    static void trade(Json json, ListedMarket market, Past past, int row) {
        boolean yes = (past.kind(row) & Past.TAKER_YES) != 0;
        json.object()
                .text("trade_id", Rng.uuid(market.key, past.number(row)))
                .text("market_ticker", market.ticker)
                .twice("yes_price_dollars", past.price(row))
                .twice("no_price_dollars", Ticks.DOLLAR - past.price(row))
                .count("count_fp", past.count(row))
                .text("taker_side", side(yes))
                .today(out -> out.text("taker_outcome_side", side(yes))
                        .text("taker_book_side", book(yes))
                        .flag("is_block_trade", (past.kind(row) & Past.BLOCK) != 0))
                .number("ts", past.time(row) / Time.SECOND)
                .today(out -> out.number("ts_ms", past.time(row) / 1000))
                .endObject();
    }

    /** @param position what is held after it, negative for NO */
    static void fill(Json json, DemoOrder.Fill fill, long position) {
        DemoOrder order = fill.order();
        String direction = side(order.outcomeYes());
        json.object()
                .text("trade_id", fill.id())
                .text("order_id", order.id())
                .text("market_ticker", order.market.ticker)
                .today(out -> out.number("exchange_index", 0))
                .flag("is_taker", fill.taker())
                .text("side", side(order.yes))
                .dollars("yes_price_dollars", fill.price())
                .then(out -> out.dollars("no_price_dollars", Ticks.DOLLAR - fill.price()))
                .count("count_fp", fill.count())
                .today(out -> out.money("fee_cost", fill.fee()))
                .text("action", order.buys ? "buy" : "sell")
                .number("ts", fill.time() / Time.SECOND)
                .today(out -> out.number("ts_ms", fill.time() / 1000))
                .text("client_order_id", order.clientId())
                .count("post_position_fp", position)
                .today(out -> out.text("purchased_side", direction)
                        .text("outcome_side", direction)
                        .text("book_side", book(order.outcomeYes()))
                        .number("subaccount", 0))
                .endObject();
    }

    static void position(Json json, String user, Holding held) {
        json.object()
                .text("user_id", user)
                .text("market_ticker", held.market.ticker)
                .count("position_fp", held.signed())
                .today(out -> out.money("position_cost_dollars", held.exposure)
                        .money("realized_pnl_dollars", held.realized)
                        .money("fees_paid_dollars", held.fees)
                        .money("position_fee_cost_dollars", held.openFees)
                        .number("subaccount", 0))
                // In 1/10,000 dollar, unlike any other amount of that time.
                .then(out -> out.number("position_cost", held.exposure / 100)
                        .number("realized_pnl", held.realized / 100)
                        .number("fees_paid", held.fees / 100))
                .count("volume_fp", held.volume)
                .endObject();
    }

    static void order(Json json, String user, String group, DemoOrder order, long now) {
        long[] fees = new long[2];
        long[] costs = new long[2];
        for (DemoOrder.Fill fill : order.fills(now)) {
            fees[fill.taker() ? 1 : 0] += fill.fee();
            costs[fill.taker() ? 1 : 0] += fill.amount();
        }
        json.object()
                .text("order_id", order.id())
                .text("user_id", user)
                .text("ticker", order.market.ticker)
                .text("status", order.status(now))
                .text("side", side(order.yes))
                .flag("is_yes", order.yes)
                .text("outcome_side", side(order.outcomeYes()))
                .text("book_side", book(order.outcomeYes()))
                .dollars("yes_price_dollars", order.price)
                .count("fill_count_fp", order.filled(now))
                .count("remaining_count_fp", order.remaining(now))
                .count("initial_count_fp", order.initial())
                .money("taker_fill_cost_dollars", costs[1])
                .money("maker_fill_cost_dollars", costs[0])
                .money("taker_fees_dollars", fees[1])
                .money("maker_fees_dollars", fees[0])
                .text("client_order_id", order.clientId());
        if (order.isGrouped()) {
            json.text("order_group_id", group);
        }
        json.time("created_time", order.created)
                .number("created_ts_ms", order.created / 1000)
                .time("last_update_time", order.updated(now))
                .number("last_updated_ts_ms", order.updated(now) / 1000)
                .number("subaccount_number", 0)
                .endObject();
    }

    static void eventCreated(Json json, ListedEvent event) {
        json.object()
                .text("event_ticker", event.ticker)
                .today(out -> out.number("exchange_index", 0))
                .text("title", event.title)
                .text("subtitle", event.subTitle)
                .text("collateral_return_type", event.exclusive ? "MECNET" : "")
                .text("series_ticker", event.series.ticker);
        if (event.schedule.strike() != 0) {
            json.number("strike_date", event.schedule.strike() / Time.SECOND);
        }
        json.endObject();
    }

    static void marketCreated(Json json, ListedMarket market) {
        ListedEvent.Schedule schedule = market.event.schedule;
        lifecycle(json, market, "created")
                .today(out -> out.number("exchange_index", 0))
                .number("open_ts", schedule.open() / Time.SECOND)
                .number("close_ts", schedule.close() / Time.SECOND)
                .today(out -> market.event.series.ticks.write(
                        out.text("price_level_structure", market.event.series.ticks.label)));
        json.object("additional_metadata")
                .text("name", market.words.yes())
                .text("title", market.words.title())
                .text("yes_sub_title", market.words.yes())
                .text("no_sub_title", market.words.no())
                .text("rules_primary", market.words.rules())
                .text("rules_secondary", market.words.moreRules())
                .flag(
                        "can_close_early",
                        schedule.closesEarly() || !market.words.earlyClose().isEmpty())
                .text("event_ticker", market.event.ticker)
                .number("expected_expiration_ts", schedule.determined() / Time.SECOND)
                .text("strike_type", market.strike.type());
        if (market.strike.floor() != null) {
            json.number("floor_strike", market.strike.floor());
        }
        if (market.strike.cap() != null) {
            json.number("cap_strike", market.strike.cap());
        }
        if (market.strike.custom() != null) {
            json.object("custom_strike").text("target", market.strike.custom()).endObject();
        }
        json.endObject().endObject();
    }

    static void opened(Json json, ListedMarket market) {
        lifecycle(json, market, "activated").flag("is_deactivated", false).endObject();
    }

    static void closedEarly(Json json, ListedMarket market) {
        lifecycle(json, market, "close_date_updated")
                .number("close_ts", market.event.schedule.stop() / Time.SECOND)
                .endObject();
    }

    static void determined(Json json, ListedMarket market) {
        lifecycle(json, market, "determined")
                .text("result", market.result())
                .number("determination_ts", market.event.schedule.determined() / Time.SECOND)
                .today(out -> out.dollars("settlement_value", market.settlement()))
                .endObject();
    }

    static void settled(Json json, ListedMarket market) {
        lifecycle(json, market, "settled")
                .number("settled_ts", market.event.schedule.settled() / Time.SECOND)
                .endObject();
    }

    private static Json lifecycle(Json json, ListedMarket market, String what) {
        return json.object().text("event_type", what).text("market_ticker", market.ticker);
    }

    static void groupUpdated(Json json, OrderGroups.Change change) {
        json.object().text("event_type", change.what()).text("order_group_id", change.group());
        if (change.limit() > 0) {
            json.count("contracts_limit_fp", change.limit());
        }
        json.number("ts_ms", change.time() / 1000).endObject();
    }

    static void requested(Json json, Rfq rfq) {
        request(json, rfq, "").time("created_ts", rfq.created).endObject();
    }

    static void requestDeleted(Json json, Rfqs all, Rfq rfq, long now) {
        request(json, rfq, all.publicId(rfq.creator)).time("deleted_ts", now).endObject();
    }

    private static Json request(Json json, Rfq rfq, String creator) {
        json.object()
                .text("id", rfq.id)
                .text("creator_id", creator)
                .text("market_ticker", rfq.market.ticker)
                .text("event_ticker", rfq.market.event.ticker);
        if (rfq.count > 0) {
            json.count("contracts_fp", rfq.count);
        }
        rfq.cost(json, "target_cost");
        return json;
    }

    static void quoted(Json json, Rfqs all, Rfq.Quote quote) {
        quote(json, all, quote).time("created_ts", quote.created).endObject();
    }

    static void accepted(Json json, Rfqs all, Rfq.Quote quote) {
        quote(json, all, quote)
                .text("accepted_side", quote.side)
                .count("contracts_accepted_fp", quote.count(quote.taken()))
                .endObject();
    }

    private static Json quote(Json json, Rfqs all, Rfq.Quote quote) {
        Rfq rfq = quote.rfq;
        json.object()
                .text("quote_id", quote.id)
                .text("rfq_id", rfq.id)
                .text("quote_creator_id", all.publicId(quote.creator))
                .text("rfq_creator_id", all.publicId(rfq.creator))
                .text("market_ticker", rfq.market.ticker)
                .text("event_ticker", rfq.market.event.ticker)
                .dollars("yes_bid_dollars", quote.yesBid)
                .dollars("no_bid_dollars", quote.noBid)
                .count("yes_contracts_offered_fp", quote.count(quote.yesBid))
                .count("no_contracts_offered_fp", quote.count(quote.noBid));
        rfq.cost(json, "rfq_target_cost");
        return json;
    }

    static void executed(Json json, Rfqs all, Rfq.Quote quote, DemoOrder order) {
        json.object()
                .text("quote_id", quote.id)
                .text("rfq_id", quote.rfq.id)
                .text("quote_creator_id", all.publicId(quote.creator))
                .text("rfq_creator_id", all.publicId(quote.rfq.creator))
                .text("order_id", order.id())
                .text("client_order_id", order.clientId())
                .text("market_ticker", quote.rfq.market.ticker)
                .time("executed_ts", quote.executed)
                .endObject();
    }

    /** What was paid for YES in the trades among those rows, in 1/1,000,000 dollar. */
    static long dollars(Past past, int from, int until) {
        long dollars = 0;
        for (int row = from; row < until; row++) {
            dollars += (long) past.price(row) * past.count(row);
        }
        return dollars;
    }

    static List<String> ids(Catalogue catalogue, List<String> tickers) {
        return tickers.stream()
                .map(catalogue::market)
                .filter(java.util.Objects::nonNull)
                .map(Messages::marketId)
                .toList();
    }
}
