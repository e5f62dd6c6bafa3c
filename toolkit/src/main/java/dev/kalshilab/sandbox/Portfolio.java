package dev.kalshilab.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The demo user's own operations: lists newest first, their filters and the filters' refusals. */
final class Portfolio {
    private static final int MAX_ROWS = 1000;
    private static final int MAX_DEPOSITS = 500;
    private static final int DEFAULT_ROWS = 100;
    private static final int MAX_EVENTS = 10;

    private final Catalogue catalogue;
    private final Account account;

    Portfolio(Catalogue catalogue, Account account) {
        this.catalogue = catalogue;
        this.account = account;
    }

    void balance(Json json, long now) {
        Account.Statement statement = account.at(now);
        // Balances are kept to 1/10,000 dollar; the fields in cents are rounded down.
        long cash = statement.cash() / 100;
        json.number("balance", Math.floorDiv(cash, 100L))
                .array("balance_breakdown")
                .object()
                .dollars("balance", cash)
                .number("exchange_index", 0)
                .endObject()
                .endArray()
                .dollars("balance_dollars", cash)
                .number("portfolio_value", Math.floorDiv(Account.worth(statement, now), 10_000L))
                .number("updated_ts", statement.updated() / Time.SECOND);
    }

    void fills(Json json, Query query, long now) {
        String ticker = query.text("ticker");
        String order = query.text("order_id");
        long from = query.seconds("min_ts", Long.MIN_VALUE);
        long until = query.seconds("max_ts", Long.MAX_VALUE);
        list(
                json,
                query,
                "fills",
                MAX_ROWS,
                account.at(now).fills(),
                fill -> (ticker == null || ticker.equals(fill.order().market.ticker))
                        && (order == null || order.equals(fill.order().id()))
                        && fill.time() >= from
                        && fill.time() <= until,
                bodies(now)::fill);
    }

    void orders(Json json, Query query, long now) {
        String ticker = query.text("ticker");
        Set<String> events = query.set("event_ticker");
        if (events != null && events.size() > MAX_EVENTS) {
            throw Refusal.badRequest("invalid value for parameter event_ticker: " + events.size()
                    + " tickers are more than " + MAX_EVENTS);
        }
        String status = query.oneOf("status", "resting", "canceled", "executed");
        long from = query.seconds("min_ts", Long.MIN_VALUE);
        long until = query.seconds("max_ts", Long.MAX_VALUE);
        list(
                json,
                query,
                "orders",
                MAX_ROWS,
                account.orders(),
                order -> (ticker == null || ticker.equals(order.market.ticker))
                        && (events == null || events.contains(order.market.event.ticker))
                        && (status == null || status.equals(order.status(now)))
                        && order.created >= from
                        && order.created <= until,
                bodies(now)::order);
    }

    void order(Json json, long now, String id) {
        DemoOrder found = account.orders().stream()
                .filter(order -> order.id().equals(id))
                .findFirst()
                .orElseThrow(Refusal::notFound);
        bodies(now).order(json.name("order"), found);
    }

    void settlements(Json json, Query query, long now) {
        String ticker = query.text("ticker");
        String event = query.text("event_ticker");
        long from = query.seconds("min_ts", Long.MIN_VALUE);
        long until = query.seconds("max_ts", Long.MAX_VALUE);
        list(
                json,
                query,
                "settlements",
                MAX_ROWS,
                account.at(now).settlements(),
                settlement -> (ticker == null || ticker.equals(settlement.held().market.ticker))
                        && (event == null || event.equals(settlement.held().market.event.ticker))
                        && settlement.time() >= from
                        && settlement.time() <= until,
                bodies(now)::settlement);
    }

    void deposits(Json json, Query query, long now) {
        list(json, query, "deposits", MAX_DEPOSITS, account.deposits(), deposit -> true, bodies(now)::deposit);
    }

    /** An event stands on the page of its first market, with the sums over all of its markets. */
    void positions(Json json, Query query, long now) {
        if (query.has("settlement_status")) {
            throw Refusal.badRequest("parameter settlement_status is not supported: only unsettled positions are kept");
        }
        String ticker = query.text("ticker");
        String event = query.text("event_ticker");
        Set<String> counts = counts(query);
        Map<ListedEvent, List<Holding>> byEvent = new LinkedHashMap<>();
        Set<Holding> firsts = new LinkedHashSet<>();
        List<Holding> newest = new ArrayList<>();
        List<Holding> all = account.at(now).holdings();
        for (int i = all.size() - 1; i >= 0; i--) {
            Holding holding = all.get(i);
            byEvent.computeIfAbsent(holding.market.event, any -> new ArrayList<>())
                    .add(holding);
            if ((ticker == null || ticker.equals(holding.market.ticker))
                    && (event == null || event.equals(holding.market.event.ticker))
                    && (!counts.contains("position") || holding.count != 0)
                    && (!counts.contains("total_traded") || holding.spent != 0)) {
                newest.add(holding);
            }
        }
        Set<ListedEvent> seen = new LinkedHashSet<>();
        for (Holding holding : newest) {
            if (seen.add(holding.market.event)) {
                firsts.add(holding);
            }
        }
        int limit = (int) query.whole("limit", 1, MAX_ROWS, DEFAULT_ROWS);
        Cursor cursor = Cursor.read(catalogue.seed, query);
        int start = cursor == null ? 0 : (int) Math.min(newest.size(), cursor.major());
        int end = Math.min(newest.size(), start + limit);
        List<Holding> page = newest.subList(start, end);
        PortfolioBodies bodies = bodies(now);
        json.text("cursor", end < newest.size() ? new Cursor(end, 0).write(catalogue.seed, query) : "");
        json.array("event_positions");
        page.stream()
                .filter(firsts::contains)
                .map(holding -> holding.market.event)
                .forEach(one -> bodies.eventPosition(json, one, byEvent.getOrDefault(one, List.of())));
        json.endArray().array("market_positions");
        page.forEach(holding -> bodies.marketPosition(json, holding));
        json.endArray();
    }

    private static Set<String> counts(Query query) {
        Set<String> counts = query.set("count_filter");
        if (counts == null) {
            return Set.of();
        }
        for (String count : counts) {
            if (!count.equals("position") && !count.equals("total_traded")) {
                throw Refusal.badRequest("invalid value for parameter count_filter: '" + count
                        + "' is not one of position, total_traded");
            }
        }
        return counts;
    }

    /** What the exchange grants an account of the basic tier; the sandbox itself counts nothing. */
    void limits(Json json) {
        json.array("grants").endArray();
        json.object("read")
                .number("bucket_capacity", 400)
                .number("refill_rate", 200)
                .endObject();
        json.text("usage_tier", "basic");
        json.object("write")
                .number("bucket_capacity", 100)
                .number("refill_rate", 100)
                .endObject();
    }

    void keys(Json json, DemoKeys keys) {
        json.array("api_keys");
        keys.names().forEach((id, name) -> json.object()
                .text("api_key_id", id)
                .text("name", name)
                .texts("scopes", List.of("read"))
                .endObject());
        json.endArray();
    }

    private PortfolioBodies bodies(long now) {
        return new PortfolioBodies(account.userId(), now);
    }

    /** A page of rows, newest first, of a list to which rows are only ever added at its end, oldest first. */
    private <T> void list(
            Json json,
            Query query,
            String name,
            int most,
            List<T> rows,
            Predicate<T> filter,
            BiConsumer<Json, T> write) {
        int limit = (int) query.whole("limit", 1, most, DEFAULT_ROWS);
        @Nullable Cursor cursor = Cursor.read(catalogue.seed, query);
        List<T> chosen = rows.stream().filter(filter).toList();
        int end = cursor == null ? chosen.size() : (int) Math.min(chosen.size(), cursor.major());
        int start = Math.max(0, end - limit);
        json.text("cursor", start > 0 ? new Cursor(start, 0).write(catalogue.seed, query) : "");
        json.array(name);
        for (int i = end - 1; i >= start; i--) {
            write.accept(json, chosen.get(i));
        }
        json.endArray();
    }
}
