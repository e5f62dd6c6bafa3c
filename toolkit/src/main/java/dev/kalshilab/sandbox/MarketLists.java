package dev.kalshilab.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The lists that come in pages: events, markets and trades, with their filters and the filters' refusals. */
final class MarketLists {
    private static final int MAX_EVENTS = 200;
    private static final int MAX_ROWS = 1000;
    private static final int DEFAULT_ROWS = 100;

    private final Catalogue catalogue;

    MarketLists(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    void events(Json json, Query query, Bodies bodies, long now) {
        int limit = (int) query.whole("limit", 1, MAX_EVENTS, catalogue.cents ? DEFAULT_ROWS : MAX_EVENTS);
        boolean nested = query.flag("with_nested_markets");
        String status = query.oneOf("status", "unopened", "open", "closed", "settled");
        String series = query.text("series_ticker");
        Set<String> tickers = query.set("tickers");
        long minClose = query.seconds("min_close_ts", Long.MIN_VALUE);
        long updated = query.seconds("min_updated_ts", Long.MIN_VALUE);
        Cursor cursor = Cursor.read(catalogue.seed, query);
        List<ListedEvent> chosen = new ArrayList<>();
        for (ListedEvent event : catalogue.events()) {
            if (event.series.isCombo()) {
                continue;
            }
            // All markets of an event here share its times, so what holds for any of them holds for the event.
            if ((series == null || series.equals(event.series.ticker))
                    && (tickers == null || tickers.contains(event.ticker))
                    && (status == null || status.equals(filterStatus(event.schedule.statusAt(now))))
                    && event.schedule.closeAt(now) >= minClose
                    && event.created >= updated) {
                chosen.add(event);
            }
        }
        List<ListedEvent> page =
                page(json, query, "events", chosen, limit, cursor, (out, event) -> bodies.event(out, event, nested));
        boolean asked = query.flag("with_milestones");
        json.array("milestones");
        page.stream().filter(event -> asked && Games.isGame(event)).forEach(game -> Games.milestone(json, game));
        json.endArray();
    }

    /** Combinations, which other lists of events leave out. */
    void combos(Json json, Query query, Bodies bodies) {
        int limit = (int) query.whole("limit", 1, MAX_EVENTS, DEFAULT_ROWS);
        boolean nested = query.flag("with_nested_markets");
        String series = query.text("series_ticker");
        String collection = query.text("collection_ticker");
        if (series != null && collection != null) {
            throw Refusal.badRequest("series_ticker and collection_ticker cannot be used together");
        }
        Cursor cursor = Cursor.read(catalogue.seed, query);
        List<ListedEvent> chosen = catalogue.events().stream()
                .filter(event -> event.series.isCombo()
                        && (series == null || series.equals(event.series.ticker))
                        && (collection == null
                                || collection.equals(event.markets.get(0).strike.customOr(""))))
                .toList();
        page(json, query, "events", chosen, limit, cursor, (out, event) -> bodies.event(out, event, nested));
    }

    /** Markets that were paid before the cutoff; dates are no filter there. */
    void archived(Json json, Query query, Bodies bodies) {
        int limit = limit(query);
        Set<String> tickers = query.set("tickers");
        String event = query.text("event_ticker");
        String series = query.text("series_ticker");
        query.oneOf("mve_filter", "exclude");
        if ((tickers != null ? 1 : 0) + (event != null ? 1 : 0) + (series != null ? 1 : 0) > 1) {
            throw Refusal.badRequest("tickers, event_ticker and series_ticker are mutually exclusive");
        }
        Cursor cursor = Cursor.read(catalogue.seed, query);
        List<ListedMarket> chosen = catalogue.markets().stream()
                .filter(market -> catalogue.isArchived(market)
                        && (tickers == null || tickers.contains(market.ticker))
                        && (event == null || event.equals(market.event.ticker))
                        && (series == null || series.equals(market.event.series.ticker)))
                .toList();
        page(json, query, "markets", chosen, limit, cursor, bodies::market);
    }

    void markets(Json json, Query query, Bodies bodies, long now) {
        int limit = limit(query);
        MarketFilter filter = new MarketFilter(query);
        Cursor cursor = Cursor.read(catalogue.seed, query);
        List<ListedMarket> chosen = new ArrayList<>();
        for (ListedMarket market : catalogue.markets()) {
            if (!catalogue.isArchived(market) && filter.takes(market, bodies, now)) {
                chosen.add(market);
            }
        }
        page(json, query, "markets", chosen, limit, cursor, bodies::market);
    }

    /** Writes the page that was asked for, and gives it. */
    <T> List<T> page(
            Json json,
            Query query,
            String name,
            List<T> chosen,
            int limit,
            @Nullable Cursor cursor,
            BiConsumer<Json, T> write) {
        int from = cursor == null ? 0 : (int) Math.min(chosen.size(), cursor.major());
        int until = Math.min(chosen.size(), from + limit);
        json.text("cursor", until < chosen.size() ? new Cursor(until, 0).write(catalogue.seed, query) : "");
        json.array(name);
        List<T> page = chosen.subList(from, until);
        page.forEach(item -> write.accept(json, item));
        json.endArray();
        return page;
    }

    /** @param archived of the markets in the historical tier, or of the others */
    void trades(Json json, Query query, Bodies bodies, long now, boolean archived) {
        int limit = limit(query);
        String ticker = query.text("ticker");
        Boolean block = query.maybeFlag("is_block_trade");
        long from = query.seconds("min_ts", Long.MIN_VALUE);
        long until = query.seconds("max_ts", Long.MAX_VALUE);
        Cursor cursor = Cursor.read(catalogue.seed, query);
        List<ListedMarket> markets = catalogue.markets();
        if (ticker != null) {
            ListedMarket market = catalogue.market(ticker);
            markets = market == null ? List.of() : List.of(market);
        }
        markets = markets.stream()
                .filter(market -> catalogue.isArchived(market) == archived)
                .toList();
        TradeFeed feed = new TradeFeed(markets, now, from, until, cursor, block);
        json.array("trades");
        Cursor last = null;
        for (int i = 0; i < limit && feed.hasNext(); i++) {
            last = feed.writeNext(json, bodies);
        }
        json.endArray();
        json.text("cursor", last != null && feed.hasNext() ? last.write(catalogue.seed, query) : "");
    }

    /** Up to 1,000; none and 0 mean the usual 100. */
    private static int limit(Query query) {
        int limit = (int) query.whole("limit", 0, MAX_ROWS, DEFAULT_ROWS);
        return limit == 0 ? DEFAULT_ROWS : limit;
    }

    /** The word that filters have for a market's status. */
    static String filterStatus(String status) {
        return switch (status) {
            case "initialized" -> "unopened";
            case "active" -> "open";
            case "inactive" -> "paused";
            case "finalized" -> "settled";
            default -> "closed";
        };
    }
}
