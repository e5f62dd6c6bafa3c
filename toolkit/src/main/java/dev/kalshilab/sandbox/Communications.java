package dev.kalshilab.sandbox;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Requests for quotes and the quotes on them as answers list them, and what the demo user makes of them by asking.
 *
 * <p>Others answer a request that was written to the sandbox within seconds of its clock. Their side of a quote that
 * the user accepts is confirmed at once. A confirmed quote is executed when its timer has run out.
 */
final class Communications {
    private static final int MAX_RFQS = 100;
    private static final int MAX_QUOTES = 500;
    private static final int MAX_OPEN = 100;

    private final Catalogue catalogue;
    private final MarketLists lists;
    private final String userId;
    private final Rfqs all;

    Communications(Catalogue catalogue, MarketLists lists, Rfqs all, String userId) {
        this.catalogue = catalogue;
        this.lists = lists;
        this.all = all;
        this.userId = userId;
    }

    void id(Json json) {
        json.text("communications_id", all.publicId(Rfq.DEMO));
    }

    void rfqs(Json json, Query query, Bodies bodies, long now) {
        int limit = (int) query.whole("limit", 1, MAX_RFQS, MAX_RFQS);
        String event = query.text("event_ticker");
        String market = query.text("market_ticker");
        String status = query.oneOf("status", "open", "closed");
        boolean self = query.oneOf("user_filter", "self") != null;
        String creator = query.text("creator_user_id");
        Long subaccount = query.whole("subaccount");
        Cursor cursor = Cursor.read(catalogue.seed, query);
        List<Rfq> chosen = new ArrayList<>(all.rfqs(now).stream()
                .filter(rfq -> (event == null || event.equals(rfq.market.event.ticker))
                        && (market == null || market.equals(rfq.market.ticker))
                        && (status == null || status.equals(rfq.status(now)))
                        && (!self || rfq.own())
                        && (creator == null || (rfq.own() && creator.equals(userId)))
                        && (subaccount == null || (rfq.own() && subaccount == 0)))
                .toList());
        java.util.Collections.reverse(chosen);
        lists.page(json, query, "rfqs", chosen, limit, cursor, (out, rfq) -> write(out, rfq, bodies, now));
    }

    void rfq(Json json, Bodies bodies, long now, String id) {
        Rfq rfq = find(id, now);
        write(json.name("rfq"), rfq, bodies, now);
    }

    private Rfq find(String id, long now) {
        return all.rfqs(now).stream()
                .filter(rfq -> rfq.id.equals(id))
                .findFirst()
                .orElseThrow(Refusal::notFound);
    }

    private void write(Json json, Rfq rfq, Bodies bodies, long now) {
        json.object();
        if (!rfq.reason.isEmpty()) {
            json.text("cancellation_reason", rfq.reason).time("cancelled_ts", rfq.cancelled);
        }
        json.count("contracts_fp", rfq.count).time("created_ts", rfq.created);
        // Nobody is told who asks while it can still be answered; a name a request does no harm.
        json.text("creator_id", rfq.own() || !rfq.open(now) ? all.publicId(rfq.creator) : all.publicId(rfq.id));
        if (rfq.own()) {
            json.today(out -> out.number("creator_subaccount", 0)).text("creator_user_id", userId);
        }
        json.text("id", rfq.id).text("market_ticker", rfq.market.ticker);
        if (rfq.market.isCombo()) {
            json.text("mve_collection_ticker", rfq.market.strike.customOr(""));
            bodies.legs(json, rfq.market);
        }
        json.flag("rest_remainder", rfq.rest).text("status", rfq.status(now));
        rfq.cost(json, "target_cost");
        json.time("updated_ts", rfq.updated).endObject();
    }

    void createRfq(Json json, Body body, long now) {
        ListedMarket market = catalogue.market(body.text("market_ticker"));
        if (market == null) {
            throw Refusal.notFound();
        }
        boolean rest = body.neededFlag("rest_remainder");
        long count = count(body);
        Long dollars = body.units("target_cost_dollars", 4);
        Long centiCents = body.whole("target_cost_centi_cents");
        long cost = dollars != null ? dollars : centiCents != null ? centiCents : 0;
        if ((count > 0) == (cost > 0) || count < 0 || cost < 0) {
            throw Refusal.badRequest("either contracts or target_cost_dollars is required, above zero");
        }
        if (!market.activeAt(now)) {
            throw Refusal.badRequest("market " + market.ticker + " is not open");
        }
        List<Rfq> own =
                all.rfqs(now).stream().filter(rfq -> rfq.own() && rfq.open(now)).toList();
        if (body.flag("replace_existing")) {
            own.stream().filter(rfq -> rfq.market == market).forEach(rfq -> all.close(rfq, "replaced", now));
        } else if (own.size() >= MAX_OPEN) {
            throw Refusal.badRequest("more than " + MAX_OPEN + " open RFQs");
        }
        Rfq rfq = new Rfq(all.nextId("rfq"), Rfq.DEMO, market, count, cost, rest, now);
        all.add(rfq);
        json.text("id", rfq.id);
    }

    private static long count(Body body) {
        Long whole = body.whole("contracts");
        Long exact = body.units("contracts_fp", 2);
        if (whole != null && (whole < 0 || whole > 100_000_000)) {
            throw Refusal.badRequest("invalid value for field contracts: " + whole);
        }
        if (whole != null && exact != null && whole * 100 != exact) {
            throw Refusal.badRequest("contracts and contracts_fp do not match");
        }
        return exact != null ? exact : whole != null ? whole * 100 : 0;
    }

    void deleteRfq(long now, String id) {
        Rfq rfq = find(id, now);
        if (!rfq.own() || !rfq.open(now)) {
            throw Refusal.notFound();
        }
        all.close(rfq, "user_cancelled", now);
    }

    void quotes(Json json, Query query, long now) {
        int limit = (int) query.whole("limit", 1, MAX_QUOTES, MAX_QUOTES);
        String status = query.oneOf("status", "open", "accepted", "confirmed", "executed", "cancelled");
        boolean self = query.oneOf("user_filter", "self") != null;
        boolean asked = query.oneOf("rfq_user_filter", "self") != null;
        String creator = query.text("quote_creator_user_id");
        String asker = query.text("rfq_creator_user_id");
        String rfq = query.text("rfq_id");
        long from = query.seconds("min_ts", Long.MIN_VALUE);
        long until = query.seconds("max_ts", Long.MAX_VALUE);
        Cursor cursor = Cursor.read(catalogue.seed, query);
        List<Rfq.Quote> chosen = new ArrayList<>(all.quotes(now).stream()
                .filter(quote -> (status == null || status.equals(quote.status))
                        && (!self || quote.own())
                        && (!asked || quote.rfq.own())
                        && (creator == null || (quote.own() && creator.equals(userId)))
                        && (asker == null || (quote.rfq.own() && asker.equals(userId)))
                        && (rfq == null || rfq.equals(quote.rfq.id))
                        && quote.updated >= from
                        && quote.updated <= until)
                .toList());
        java.util.Collections.reverse(chosen);
        lists.page(json, query, "quotes", chosen, limit, cursor, this::write);
    }

    /** @param rfq the request it belongs to, null where only the quote is named */
    private Rfq.Quote find(@Nullable String rfq, String id, long now) {
        return all.quotes(now).stream()
                .filter(quote -> quote.id.equals(id) && (rfq == null || rfq.equals(quote.rfq.id)))
                .findFirst()
                .orElseThrow(Refusal::notFound);
    }

    void quote(Json json, long now, @Nullable String rfq, String id) {
        Rfq.Quote quote = find(rfq, id, now);
        write(json.name("quote"), quote);
    }

    private void write(Json json, Rfq.Quote quote) {
        json.object();
        if (!quote.side.isEmpty()) {
            json.text("accepted_side", quote.side).time("accepted_ts", quote.accepted);
        }
        if (!quote.reason.isEmpty()) {
            json.text("cancellation_reason", quote.reason).time("cancelled_ts", quote.cancelled);
        }
        if (quote.confirmed != 0) {
            json.time("confirmed_ts", quote.confirmed);
        }
        if (quote.executed != 0) {
            json.time("executed_ts", quote.executed);
        }
        json.count("contracts_fp", quote.rfq.count)
                .time("created_ts", quote.created)
                .text("creator_id", all.publicId(quote.creator));
        DemoOrder order = quote.order;
        if (quote.executed != 0 && order != null && quote.own()) {
            json.text("creator_order_id", order.id());
        }
        if (quote.own()) {
            json.today(out -> out.number("creator_subaccount", 0)).text("creator_user_id", userId);
        }
        json.text("id", quote.id).text("market_ticker", quote.rfq.market.ticker);
        json.dollars("no_bid_dollars", quote.noBid);
        json.today(out -> out.count("no_contracts_fp", quote.count(quote.noBid)));
        if (quote.own()) {
            json.today(out -> out.flag("post_only", quote.postOnly));
        }
        json.flag("rest_remainder", quote.rest).text("rfq_creator_id", all.publicId(quote.rfq.creator));
        if (quote.rfq.own()) {
            json.today(out -> out.number("rfq_creator_subaccount", 0)).text("rfq_creator_user_id", userId);
        }
        if (quote.executed != 0 && order != null && quote.rfq.own()) {
            json.text("rfq_creator_order_id", order.id());
        }
        json.text("rfq_id", quote.rfq.id);
        quote.rfq.cost(json, "rfq_target_cost");
        json.text("status", quote.status).time("updated_ts", quote.updated);
        json.dollars("yes_bid_dollars", quote.yesBid);
        json.today(out -> out.count("yes_contracts_fp", quote.count(quote.yesBid)));
        json.endObject();
    }

    void createQuote(Json json, Body body, long now) {
        Rfq rfq = find(body.text("rfq_id"), now);
        int yes = bid(body, "yes_bid", rfq.market);
        int no = bid(body, "no_bid", rfq.market);
        boolean rest = body.neededFlag("rest_remainder");
        boolean postOnly = body.flag("post_only");
        if (rfq.own()) {
            throw Refusal.badRequest("this RFQ is your own");
        }
        if (!rfq.open(now)) {
            throw Refusal.badRequest("RFQ " + rfq.id + " is closed");
        }
        if (yes + no == 0 || yes + no > Ticks.DOLLAR) {
            throw Refusal.badRequest("yes_bid and no_bid must add up to more than 0 and at most 1 dollar");
        }
        all.quotes(now).stream()
                .filter(quote -> quote.rfq == rfq && quote.own() && quote.isOpen())
                .forEach(quote -> quote.cancel("replaced", now));
        Rfq.Quote quote = new Rfq.Quote(all.nextId("quote"), rfq, Rfq.DEMO, yes, no, rest, postOnly, now);
        all.add(quote);
        json.text("id", quote.id);
    }

    private static int bid(Body body, String name, ListedMarket market) {
        body.text(name);
        Long bid = body.units(name, 4);
        int price = bid == null || bid > Ticks.DOLLAR ? -1 : bid.intValue();
        if (price < 0 || market.event.series.ticks.floor(price) != price) {
            throw Refusal.badRequest("invalid value for field " + name + ": '" + body.text(name)
                    + "' is no price of this market; see its price_ranges");
        }
        return price;
    }

    void deleteQuote(long now, @Nullable String rfq, String id) {
        Rfq.Quote quote = find(rfq, id, now);
        if (!quote.own() || !quote.isOpen()) {
            throw Refusal.notFound();
        }
        quote.cancel("user_cancelled", now);
    }

    void accept(Body body, long now, @Nullable String rfq, String id) {
        Rfq.Quote quote = find(rfq, id, now);
        String side = body.text("accepted_side");
        if (!side.equals("yes") && !side.equals("no")) {
            throw Refusal.badRequest("invalid value for field accepted_side: '" + side + "' is not one of yes, no");
        }
        if (!quote.rfq.own() || !quote.isOpen()) {
            throw Refusal.notFound();
        }
        if ((side.equals("yes") ? quote.yesBid : quote.noBid) == 0) {
            throw Refusal.badRequest("there is no bid for " + side + " in this quote");
        }
        all.accept(quote, side, now);
    }

    void confirm(long now, @Nullable String rfq, String id) {
        Rfq.Quote quote = find(rfq, id, now);
        if (!quote.own() || !quote.status.equals("accepted")) {
            throw Refusal.notFound();
        }
        if (now > quote.accepted + Rfqs.TO_CONFIRM) {
            throw Refusal.expired();
        }
        all.confirm(quote, now);
    }
}
