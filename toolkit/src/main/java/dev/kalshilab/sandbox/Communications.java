package dev.kalshilab.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Requests for quotes and the quotes on them: those that were there when the sandbox started, and what the demo user
 * makes of them.
 *
 * <p>Others answer a request for quotes only among what was there at the start. Their side of a quote that the user
 * accepts is confirmed at once. Nothing is executed: a confirmed quote is cancelled when its timer has run out.
 */
final class Communications {
    private static final int MAX_RFQS = 100;
    private static final int MAX_QUOTES = 500;
    private static final int MAX_OPEN = 100;
    private static final long KEPT = 7 * Time.DAY;
    /** How long a quote that was accepted waits for its maker. */
    private static final long TO_CONFIRM = 30 * Time.SECOND;

    private static final long TO_EXECUTE = 15 * Time.SECOND;
    private static final String DEMO = "demo";

    private final Catalogue catalogue;
    private final MarketLists lists;
    private final String userId;
    private @Nullable List<Rfq> rfqs;
    private final List<Quote> quotes = new ArrayList<>();
    private int number;

    Communications(Catalogue catalogue, MarketLists lists, String userId) {
        this.catalogue = catalogue;
        this.lists = lists;
        this.userId = userId;
    }

    /** A request for quotes; of the count and the cost one is 0. */
    private static final class Rfq {
        final String id;
        final String creator;
        final ListedMarket market;
        /** Contracts in hundredths. */
        final long count;
        /** In 1/10,000 dollar. */
        final long cost;

        final boolean rest;
        final long created;
        long cancelled;
        long updated;
        String reason = "";

        Rfq(String id, String creator, ListedMarket market, long count, long cost, boolean rest, long created) {
            this.id = id;
            this.creator = creator;
            this.market = market;
            this.count = count;
            this.cost = cost;
            this.rest = rest;
            this.created = created;
            this.updated = created;
        }

        boolean open(long now) {
            return cancelled == 0 && now < market.event.schedule.stop();
        }

        String status(long now) {
            return open(now) ? "open" : "closed";
        }

        void close(String why, long now) {
            cancelled = now;
            updated = now;
            reason = why;
        }
    }

    private static final class Quote {
        final String id;
        final Rfq rfq;
        final String creator;
        final int yesBid;
        final int noBid;
        final boolean rest;
        final boolean postOnly;
        final long created;
        String status = "open";
        String side = "";
        String reason = "";
        long accepted;
        long confirmed;
        long cancelled;
        long updated;

        Quote(String id, Rfq rfq, String creator, int yesBid, int noBid, boolean rest, boolean postOnly, long created) {
            this.id = id;
            this.rfq = rfq;
            this.creator = creator;
            this.yesBid = yesBid;
            this.noBid = noBid;
            this.rest = rest;
            this.postOnly = postOnly;
            this.created = created;
            this.updated = created;
        }

        void cancel(String why, long now) {
            status = "cancelled";
            cancelled = now;
            updated = now;
            reason = why;
        }

        void accept(String with, long now) {
            status = "accepted";
            side = with;
            accepted = now;
            updated = now;
        }

        void confirm(long now) {
            status = "confirmed";
            confirmed = now;
            updated = now;
        }

        /** The contracts that the maker would get of that side, in hundredths. */
        long count(int bid) {
            return rfq.count > 0 || bid == 0 ? rfq.count : rfq.cost * 100 / bid;
        }
    }

    /** What a user is called in public. */
    private String publicId(String who) {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            id.append(String.format(Locale.ROOT, "%016x", Rng.key(catalogue.seed, "communications" + i, who)));
        }
        return id.toString();
    }

    void id(Json json) {
        json.text("communications_id", publicId(DEMO));
    }

    private String nextId(String kind) {
        return Rng.uuid(Rng.key(catalogue.seed, "communications", kind), number++);
    }

    /** Oldest first. Made when first asked for, like all that stands on markets' prices. */
    private List<Rfq> rfqs(long now) {
        if (rfqs == null) {
            rfqs = new ArrayList<>();
            begin(rfqs);
        }
        for (Quote quote : quotes) {
            if (quote.status.equals("open") && !quote.rfq.open(now)) {
                quote.cancel("rfq_closed", Math.min(now, quote.rfq.market.event.schedule.stop()));
            } else if (quote.status.equals("confirmed") && now >= quote.confirmed + TO_EXECUTE) {
                quote.cancel("execution_failed", quote.confirmed + TO_EXECUTE);
            }
        }
        rfqs.removeIf(rfq -> rfq.cancelled != 0 && rfq.cancelled < now - KEPT);
        quotes.removeIf(quote -> quote.cancelled != 0 && quote.cancelled < now - KEPT);
        return rfqs;
    }

    private void begin(List<Rfq> all) {
        Rng rng = Rng.of(catalogue.seed, "rfqs", "");
        long present = Catalogue.PRESENT;
        List<ListedMarket> open = catalogue.markets().stream()
                .filter(market -> market.activeAt(present)
                        && market.event.schedule.stop() > present + 3 * Time.HOUR
                        && market.fair(present) > 0.1
                        && market.fair(present) < 0.9)
                .toList();
        for (int i = 0; i < 12; i++) {
            boolean own = i % 4 == 1;
            ListedMarket market = open.get(i % 3 == 0 ? open.size() - 1 - i / 3 : rng.below(open.size()));
            long since = Math.max(market.event.schedule.open(), present - (26 - 2L * i) * Time.HOUR);
            boolean byCost = rng.chance(0.3);
            Rfq rfq = new Rfq(
                    nextId("rfq"),
                    own ? DEMO : "trader " + rng.below(7),
                    market,
                    byCost ? 0 : 100L * (10 + rng.below(490)),
                    byCost ? 10_000L * (5 + rng.below(200)) : 0,
                    rng.chance(0.5),
                    since + (long) (rng.uniform() * (present - since)) / 2);
            all.add(rfq);
            quotes(rfq, own, rng);
            if (i == 2 || i == 5) {
                close(rfq, "user_cancelled", present - (6 - i) * Time.MINUTE);
            }
        }
        all.sort((a, b) -> Long.compare(a.created, b.created));
        // One that waits for the user to confirm it, and is late half a minute from now.
        quotes.stream()
                .filter(quote -> quote.creator.equals(DEMO) && quote.status.equals("open"))
                .findFirst()
                .ifPresent(quote -> quote.accept("yes", present - 2 * Time.SECOND));
    }

    private void quotes(Rfq rfq, boolean own, Rng rng) {
        Ticks ticks = rfq.market.event.series.ticks;
        for (int i = 0; i < (own ? 2 : 1); i++) {
            double fair = rfq.market.fair(rfq.created) * Ticks.DOLLAR;
            int yes = Math.max(0, ticks.floor(fair - rng.between(80, 300)));
            int no = Math.max(0, ticks.floor(Ticks.DOLLAR - fair - rng.between(80, 300)));
            String maker = own ? "maker " + i : DEMO;
            quotes.add(
                    new Quote(nextId("quote"), rfq, maker, yes, no, false, false, rfq.created + (i + 1) * 1_234_567L));
        }
    }

    private void close(Rfq rfq, String why, long now) {
        rfq.close(why, now);
        quotes.stream()
                .filter(quote -> quote.rfq == rfq && quote.status.equals("open"))
                .forEach(quote -> quote.cancel("rfq_closed", now));
    }

    private static boolean own(String creator) {
        return creator.equals(DEMO);
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
        List<Rfq> chosen = new ArrayList<>(rfqs(now).stream()
                .filter(rfq -> (event == null || event.equals(rfq.market.event.ticker))
                        && (market == null || market.equals(rfq.market.ticker))
                        && (status == null || status.equals(rfq.status(now)))
                        && (!self || own(rfq.creator))
                        && (creator == null || (own(rfq.creator) && creator.equals(userId)))
                        && (subaccount == null || (own(rfq.creator) && subaccount == 0)))
                .toList());
        java.util.Collections.reverse(chosen);
        lists.page(json, query, "rfqs", chosen, limit, cursor, (out, rfq) -> write(out, rfq, bodies, now));
    }

    void rfq(Json json, Bodies bodies, long now, String id) {
        Rfq rfq = find(id, now);
        write(json.name("rfq"), rfq, bodies, now);
    }

    private Rfq find(String id, long now) {
        return rfqs(now).stream().filter(rfq -> rfq.id.equals(id)).findFirst().orElseThrow(Refusal::notFound);
    }

    private void write(Json json, Rfq rfq, Bodies bodies, long now) {
        json.object();
        if (!rfq.reason.isEmpty()) {
            json.text("cancellation_reason", rfq.reason).time("cancelled_ts", rfq.cancelled);
        }
        json.count("contracts_fp", rfq.count).time("created_ts", rfq.created);
        // Nobody is told who asks while it can still be answered; a name a request does no harm.
        json.text("creator_id", own(rfq.creator) || !rfq.open(now) ? publicId(rfq.creator) : publicId(rfq.id));
        if (own(rfq.creator)) {
            json.today(out -> out.number("creator_subaccount", 0)).text("creator_user_id", userId);
        }
        json.text("id", rfq.id).text("market_ticker", rfq.market.ticker);
        if (rfq.market.isCombo()) {
            json.text("mve_collection_ticker", rfq.market.strike.customOr(""));
            bodies.legs(json, rfq.market);
        }
        json.flag("rest_remainder", rfq.rest).text("status", rfq.status(now));
        cost(json, "target_cost", rfq);
        json.time("updated_ts", rfq.updated).endObject();
    }

    private static void cost(Json json, String name, Rfq rfq) {
        if (rfq.cost > 0 && json.cents) {
            json.number(name + "_centi_cents", rfq.cost);
        } else if (rfq.cost > 0) {
            json.dollars(name + "_dollars", rfq.cost);
        }
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
        List<Rfq> own = rfqs(now).stream()
                .filter(rfq -> own(rfq.creator) && rfq.open(now))
                .toList();
        if (body.flag("replace_existing")) {
            own.stream().filter(rfq -> rfq.market == market).forEach(rfq -> close(rfq, "replaced", now));
        } else if (own.size() >= MAX_OPEN) {
            throw Refusal.badRequest("more than " + MAX_OPEN + " open RFQs");
        }
        Rfq rfq = new Rfq(nextId("rfq"), DEMO, market, count, cost, rest, now);
        rfqs(now).add(rfq);
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
        if (!own(rfq.creator) || !rfq.open(now)) {
            throw Refusal.notFound();
        }
        close(rfq, "user_cancelled", now);
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
        rfqs(now);
        List<Quote> chosen = new ArrayList<>(quotes.stream()
                .filter(quote -> (status == null || status.equals(quote.status))
                        && (!self || own(quote.creator))
                        && (!asked || own(quote.rfq.creator))
                        && (creator == null || (own(quote.creator) && creator.equals(userId)))
                        && (asker == null || (own(quote.rfq.creator) && asker.equals(userId)))
                        && (rfq == null || rfq.equals(quote.rfq.id))
                        && quote.updated >= from
                        && quote.updated <= until)
                .toList());
        java.util.Collections.reverse(chosen);
        lists.page(json, query, "quotes", chosen, limit, cursor, this::write);
    }

    /** @param rfq the request it belongs to, null where only the quote is named */
    private Quote find(@Nullable String rfq, String id, long now) {
        rfqs(now);
        return quotes.stream()
                .filter(quote -> quote.id.equals(id) && (rfq == null || rfq.equals(quote.rfq.id)))
                .findFirst()
                .orElseThrow(Refusal::notFound);
    }

    void quote(Json json, long now, @Nullable String rfq, String id) {
        Quote quote = find(rfq, id, now);
        write(json.name("quote"), quote);
    }

    private void write(Json json, Quote quote) {
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
        json.count("contracts_fp", quote.rfq.count)
                .time("created_ts", quote.created)
                .text("creator_id", publicId(quote.creator));
        if (own(quote.creator)) {
            json.today(out -> out.number("creator_subaccount", 0)).text("creator_user_id", userId);
        }
        json.text("id", quote.id).text("market_ticker", quote.rfq.market.ticker);
        json.dollars("no_bid_dollars", quote.noBid);
        json.today(out -> out.count("no_contracts_fp", quote.count(quote.noBid)));
        if (own(quote.creator)) {
            json.today(out -> out.flag("post_only", quote.postOnly));
        }
        json.flag("rest_remainder", quote.rest).text("rfq_creator_id", publicId(quote.rfq.creator));
        if (own(quote.rfq.creator)) {
            json.today(out -> out.number("rfq_creator_subaccount", 0)).text("rfq_creator_user_id", userId);
        }
        json.text("rfq_id", quote.rfq.id);
        cost(json, "rfq_target_cost", quote.rfq);
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
        if (own(rfq.creator)) {
            throw Refusal.badRequest("this RFQ is your own");
        }
        if (!rfq.open(now)) {
            throw Refusal.badRequest("RFQ " + rfq.id + " is closed");
        }
        if (yes + no == 0 || yes + no > Ticks.DOLLAR) {
            throw Refusal.badRequest("yes_bid and no_bid must add up to more than 0 and at most 1 dollar");
        }
        quotes.stream()
                .filter(quote -> quote.rfq == rfq && own(quote.creator) && quote.status.equals("open"))
                .forEach(quote -> quote.cancel("replaced", now));
        Quote quote = new Quote(nextId("quote"), rfq, DEMO, yes, no, rest, postOnly, now);
        quotes.add(quote);
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
        Quote quote = find(rfq, id, now);
        if (!own(quote.creator) || !quote.status.equals("open")) {
            throw Refusal.notFound();
        }
        quote.cancel("user_cancelled", now);
    }

    void accept(Body body, long now, @Nullable String rfq, String id) {
        Quote quote = find(rfq, id, now);
        String side = body.text("accepted_side");
        if (!side.equals("yes") && !side.equals("no")) {
            throw Refusal.badRequest("invalid value for field accepted_side: '" + side + "' is not one of yes, no");
        }
        if (!own(quote.rfq.creator) || !quote.status.equals("open")) {
            throw Refusal.notFound();
        }
        if ((side.equals("yes") ? quote.yesBid : quote.noBid) == 0) {
            throw Refusal.badRequest("there is no bid for " + side + " in this quote");
        }
        quote.accept(side, now);
        quote.confirm(now + 120_000);
        quote.rfq.close("accepted", now);
    }

    void confirm(long now, @Nullable String rfq, String id) {
        Quote quote = find(rfq, id, now);
        if (!own(quote.creator) || !quote.status.equals("accepted")) {
            throw Refusal.notFound();
        }
        if (now > quote.accepted + TO_CONFIRM) {
            throw Refusal.expired();
        }
        quote.confirm(now);
    }
}
