package dev.kalshilab.sandbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The operations on collections of combinations: looking at them, and making a market in one. */
final class ComboDesk {
    private static final int MAX_COLLECTIONS = 200;
    private static final int DEFAULT_ROWS = 100;
    private static final int LEAST_LEGS = 2;

    private final Catalogue catalogue;
    private final Combos combos;

    ComboDesk(Catalogue catalogue) {
        this.catalogue = catalogue;
        this.combos = catalogue.combos;
    }

    void collections(Json json, Query query, MarketLists lists, long now) {
        int limit = (int) query.whole("limit", 1, MAX_COLLECTIONS, DEFAULT_ROWS);
        String status = query.oneOf("status", "unopened", "open", "closed");
        String event = query.text("associated_event_ticker");
        String series = query.text("series_ticker");
        Cursor cursor = Cursor.read(catalogue.seed, query);
        List<Combos.Collection> chosen = combos.collections().stream()
                .filter(one -> (status == null || status.equals(one.statusAt(now)))
                        && (event == null || one.events().stream().anyMatch(any -> any.ticker.equals(event)))
                        && (series == null || one.ticker().startsWith(series + '-')))
                .toList();
        lists.page(json, query, "multivariate_contracts", chosen, limit, cursor, this::write);
    }

    void collection(Json json, String ticker) {
        Combos.Collection collection = MarketData.found(combos.collection(ticker));
        write(json.name("multivariate_contract"), collection);
    }

    private void write(Json json, Combos.Collection collection) {
        List<String> tickers =
                collection.events().stream().map(event -> event.ticker).toList();
        json.object().texts("associated_event_tickers", tickers).array("associated_events");
        for (String ticker : tickers) {
            json.object();
            json.array("active_quoters").endArray();
            json.flag("is_yes_only", collection.yesOnly()).number("size_max", 1);
            json.then(out -> out.none("size_min"));
            json.text("ticker", ticker).endObject();
        }
        json.endArray()
                .time("close_date", collection.close())
                .text("collection_ticker", collection.ticker())
                .text("description", collection.description())
                .today(out -> out.number("exchange_index", 0))
                .text(
                        "functional_description",
                        "The resulting market will only resolve to YES if every associated market resolves to YES."
                                + " Scalar outcomes are multiplied (rounded down).")
                .flag("is_all_yes", false)
                .flag("is_ordered", false)
                .flag("is_single_market_per_event", false)
                .time("open_date", collection.open());
        Ticks ticks = combos.ticks();
        if (!json.cents) {
            json.text("price_level_structure", ticks.label);
            ticks.write(json);
        }
        json.text("series_ticker", combos.series())
                .number("size_max", 0)
                .number("size_min", LEAST_LEGS)
                .text("title", collection.title())
                .endObject();
    }

    void create(Json json, Body body, Bodies bodies, long now, String ticker) {
        Combos.Collection collection = MarketData.found(combos.collection(ticker));
        List<ListedMarket.Leg> legs = legs(body, collection, now);
        ListedMarket market = combos.create(collection, legs, now);
        combos.lookedUp(collection, market, now);
        json.text("event_ticker", market.event.ticker);
        if (body.flag("with_market_payload")) {
            json.name("market");
            bodies.market(json, market);
        }
        json.text("market_ticker", market.ticker);
    }

    /** Finds a market that was made before; gone since August 2026. */
    void lookup(Json json, Body body, long now, String ticker) {
        Combos.Collection collection = MarketData.found(combos.collection(ticker));
        ListedMarket market = MarketData.found(combos.find(collection, legs(body, collection, now)));
        combos.lookedUp(collection, market, now);
        json.text("event_ticker", market.event.ticker).text("market_ticker", market.ticker);
    }

    void lookups(Json json, Query query, long now, String ticker) {
        Combos.Collection collection = MarketData.found(combos.collection(ticker));
        long seconds = query.required("lookback_seconds");
        if (!List.of(10L, 60L, 300L, 3600L).contains(seconds)) {
            throw Refusal.badRequest(
                    "invalid value for parameter lookback_seconds: " + seconds + " is not one of 10, 60, 300, 3600");
        }
        json.array("lookup_points");
        for (Combos.Lookup lookup : combos.lookups(collection, now - seconds * Time.SECOND)) {
            json.object()
                    .text("event_ticker", lookup.market().event.ticker)
                    .time("last_queried_ts", lookup.time())
                    .text("market_ticker", lookup.market().ticker)
                    .array("selected_markets");
            for (ListedMarket.Leg leg : lookup.market().legs) {
                json.object()
                        .text("event_ticker", leg.market().event.ticker)
                        .text("market_ticker", leg.market().ticker)
                        .text("side", leg.side())
                        .endObject();
            }
            json.endArray().endObject();
        }
        json.endArray();
    }

    private List<ListedMarket.Leg> legs(Body body, Combos.Collection collection, long now) {
        if (!collection.statusAt(now).equals("open")) {
            throw Refusal.badRequest("collection " + collection.ticker() + " is not open");
        }
        List<ListedMarket.Leg> legs = new ArrayList<>();
        Map<String, String> events = new HashMap<>();
        for (Body selected : body.objects("selected_markets")) {
            String ticker = selected.text("market_ticker");
            String event = selected.text("event_ticker");
            String side = selected.text("side");
            ListedMarket market = catalogue.market(ticker);
            if (market == null || !market.event.ticker.equals(event)) {
                throw Refusal.badRequest("market " + ticker + " is no market of event " + event);
            }
            if (!collection.events().contains(market.event)) {
                throw Refusal.badRequest("event " + event + " is not in collection " + collection.ticker());
            }
            if (!market.activeAt(now)) {
                throw Refusal.badRequest("market " + ticker + " is not open");
            }
            if (events.put(event, ticker) != null) {
                throw Refusal.badRequest("only one market of event " + event + " can be selected");
            }
            if (!side.equals("yes") && (!side.equals("no") || collection.yesOnly())) {
                throw Refusal.badRequest("invalid value for field side: '" + side + "'");
            }
            legs.add(new ListedMarket.Leg(market, side.equals("yes")));
        }
        if (legs.size() < LEAST_LEGS) {
            throw Refusal.badRequest("at least " + LEAST_LEGS + " markets must be selected");
        }
        return legs;
    }
}
