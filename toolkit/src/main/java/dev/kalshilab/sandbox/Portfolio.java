package dev.kalshilab.sandbox;

import dev.kalshilab.auth.SignatureCheck;
import dev.kalshilab.model.KalshiException;
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

    private static final Account.Deposit FAILED_WITHDRAWAL =
            new Account.Deposit(Time.utc("2026-08-11T15:42:00Z"), 250_00);
    private static final List<String> SCOPES = List.of(
            "read",
            "write",
            "read::block_trade_accept",
            "read::portfolio_balance",
            "write::trade",
            "write::transfer",
            "write::fcm_risk",
            "write::block_trade_accept");

    private final Catalogue catalogue;
    private final Account account;
    private final Books books;

    Portfolio(Catalogue catalogue, Account account, Books books) {
        this.books = books;
        this.catalogue = catalogue;
        this.account = account;
    }

    void balance(Json json, long now) {
        Account.Statement statement = account.at(now);
        // Balances are kept to 1/10,000 dollar; the fields in cents are rounded down.
        long cash = statement.cash() / 100;
        json.number("balance", Math.floorDiv(cash, 100L))
                .today(out -> out.array("balance_breakdown")
                        .object()
                        .dollars("balance", cash)
                        .number("exchange_index", 0)
                        .endObject()
                        .endArray()
                        .dollars("balance_dollars", cash))
                .number("portfolio_value", Math.floorDiv(Account.worth(statement, now), 10_000L))
                .number("updated_ts", statement.updated() / Time.SECOND);
    }

    /** @param archived those of markets in the historical tier, or the others */
    void fills(Json json, Query query, long now, boolean archived) {
        String ticker = query.text("ticker");
        String order = query.text("order_id");
        long from = archived ? Long.MIN_VALUE : query.seconds("min_ts", Long.MIN_VALUE);
        long until = query.seconds("max_ts", Long.MAX_VALUE);
        list(
                json,
                query,
                "fills",
                MAX_ROWS,
                account.at(now).fills(),
                fill -> catalogue.isArchived(fill.order().market) == archived
                        && (ticker == null || ticker.equals(fill.order().market.ticker))
                        && (order == null || order.equals(fill.order().id()))
                        && fill.time() >= from
                        && fill.time() <= until,
                bodies(now)::fill);
    }

    /** @param archived those of markets in the historical tier, or the others */
    void orders(Json json, Query query, long now, boolean archived) {
        String ticker = query.text("ticker");
        Set<String> events = archived ? null : query.set("event_ticker");
        if (events != null && events.size() > MAX_EVENTS) {
            throw Refusal.badRequest("invalid value for parameter event_ticker: " + events.size()
                    + " tickers are more than " + MAX_EVENTS);
        }
        String status = archived ? null : query.oneOf("status", "resting", "canceled", "executed");
        long from = archived ? Long.MIN_VALUE : query.seconds("min_ts", Long.MIN_VALUE);
        long until = query.seconds("max_ts", Long.MAX_VALUE);
        list(
                json,
                query,
                "orders",
                MAX_ROWS,
                account.orders(now),
                order -> catalogue.isArchived(order.market) == archived
                        && (ticker == null || ticker.equals(order.market.ticker))
                        && (events == null || events.contains(order.market.event.ticker))
                        && (status == null || status.equals(order.status(now)))
                        && order.created >= from
                        && order.created <= until,
                bodies(now)::order);
    }

    void order(Json json, long now, String id) {
        bodies(now).order(json.name("order"), order(id, now));
    }

    private DemoOrder order(String id, long now) {
        return account.orders(now).stream()
                .filter(order -> order.id().equals(id) && !catalogue.isArchived(order.market))
                .findFirst()
                .orElseThrow(Refusal::notFound);
    }

    private List<DemoOrder> resting(long now) {
        return account.orders(now).stream()
                .filter(order -> order.status(now).equals("resting"))
                .toList();
    }

    /** How many contracts stand before an order at its price: of what is there, all but its own. */
    private long ahead(DemoOrder order, long now) {
        Past past = order.market.past(now);
        Book book = books.at(order.market, past, now);
        boolean bid = order.outcomeYes();
        long there = bid ? book.yes.countAt(order.price) : book.no.countAt(Ticks.DOLLAR - order.price);
        return Math.max(0, there - order.remaining(now));
    }

    void queuePosition(Json json, long now, String id) {
        DemoOrder order = order(id, now);
        if (!order.status(now).equals("resting")) {
            throw Refusal.notFound();
        }
        json.count("queue_position_fp", ahead(order, now));
    }

    void queuePositions(Json json, Query query, long now) {
        List<String> tickers = query.all("market_tickers");
        String event = query.text("event_ticker");
        json.array("queue_positions");
        for (DemoOrder order : resting(now)) {
            if ((tickers.isEmpty() || tickers.contains(order.market.ticker))
                    && (event == null || event.equals(order.market.event.ticker))) {
                json.object()
                        .text("market_ticker", order.market.ticker)
                        .text("order_id", order.id())
                        .count("queue_position_fp", ahead(order, now))
                        .endObject();
            }
        }
        json.endArray();
    }

    private String group() {
        return Rng.uuid(Rng.key(catalogue.seed, "demo", "order group"), 0);
    }

    void groups(Json json, long now) {
        json.array("order_groups").object();
        json.today(
                out -> out.count("contracts_limit_fp", OrderGroups.limit(now)).number("exchange_index", 0));
        json.text("id", group())
                .flag("is_auto_cancel_enabled", true)
                .endObject()
                .endArray();
    }

    void group(Json json, long now, String id) {
        if (!id.equals(group())) {
            throw Refusal.notFound();
        }
        json.today(
                out -> out.count("contracts_limit_fp", OrderGroups.limit(now)).number("exchange_index", 0));
        json.flag("is_auto_cancel_enabled", true);
        json.texts(
                "orders",
                resting(now).stream()
                        .filter(DemoOrder::isGrouped)
                        .map(DemoOrder::id)
                        .toList());
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

    /** One that the bank sent back: it changed nothing. */
    void withdrawals(Json json, Query query, long now) {
        list(
                json,
                query,
                "withdrawals",
                MAX_DEPOSITS,
                List.of(FAILED_WITHDRAWAL),
                any -> true,
                bodies(now)::withdrawal);
    }

    void subaccounts(Json json, long now) {
        Account.Statement statement = account.at(now);
        json.array("subaccount_balances")
                .object()
                .dollars("balance", statement.cash() / 100)
                .number("exchange_index", 0)
                .number("subaccount_number", 0)
                .number("updated_ts", statement.updated() / Time.SECOND)
                .endObject()
                .endArray();
    }

    static void netting(Json json) {
        json.array("netting_configs")
                .object()
                .flag("enabled", false)
                .number("exchange_index", 0)
                .number("subaccount_number", 0)
                .endObject()
                .endArray();
    }

    /** An empty list of what the user has never done. */
    static void none(Json json, Query query, String name, int most) {
        query.whole("limit", 1, most, DEFAULT_ROWS);
        json.text("cursor", "").array(name).endArray();
    }

    /** What is left of positions in markets that were moved to the historical tier. */
    void archivedPositions(Json json, Query query, long now) {
        String ticker = query.text("ticker");
        String event = query.text("event_ticker");
        List<Holding> chosen = account.at(now).settlements().stream()
                .map(Account.Settlement::held)
                .filter(held -> catalogue.isArchived(held.market)
                        && (ticker == null || ticker.equals(held.market.ticker))
                        && (event == null || event.equals(held.market.event.ticker)))
                .toList();
        int limit = (int) query.whole("limit", 1, MAX_ROWS, DEFAULT_ROWS);
        Cursor cursor = Cursor.read(catalogue.seed, query);
        int end = cursor == null ? chosen.size() : (int) Math.min(chosen.size(), cursor.major());
        int start = Math.max(0, end - limit);
        json.text("cursor", start > 0 ? new Cursor(start, 0).write(catalogue.seed, query) : "");
        PortfolioBodies bodies = bodies(now);
        json.array("event_positions");
        for (int i = end - 1; i >= start; i--) {
            bodies.settledEvent(json, chosen.get(i));
        }
        json.endArray().array("market_positions");
        for (int i = end - 1; i >= start; i--) {
            bodies.settledMarket(json, chosen.get(i));
        }
        json.endArray();
    }

    void deposits(Json json, Query query, long now) {
        list(json, query, "deposits", MAX_DEPOSITS, account.deposits(), deposit -> true, bodies(now)::deposit);
    }

    /** An event stands on the page of its first market, with the sums over all of its markets. */
    void positions(Json json, Query query, long now) {
        if (query.has("settlement_status") && !catalogue.cents) {
            throw Refusal.badRequest("parameter settlement_status is not supported: only unsettled positions are kept");
        }
        String ticker = query.text("ticker");
        String event = query.text("event_ticker");
        Set<String> counts = counts(query);
        String settled = query.oneOf("settlement_status", "all", "unsettled", "settled");
        Map<ListedEvent, List<Holding>> byEvent = new LinkedHashMap<>();
        Set<Holding> firsts = new LinkedHashSet<>();
        List<Holding> newest = new ArrayList<>();
        List<Holding> all = settled == null ? account.at(now).holdings() : ofAutumn2025(account.at(now), settled);
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

    /** Positions stayed after their markets were paid. */
    private static List<Holding> ofAutumn2025(Account.Statement statement, String which) {
        List<Holding> all = new ArrayList<>();
        if (!which.equals("unsettled")) {
            statement.settlements().forEach(settlement -> all.add(settlement.held()));
        }
        if (!which.equals("settled")) {
            all.addAll(statement.holdings());
        }
        return all;
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

    /** What the exchange grants an account of the basic tier; the sandbox counts only when it was told to. */
    void limits(Json json) {
        json.array("grants").endArray();
        json.object("read")
                .number("bucket_capacity", TokenBuckets.READ_CAPACITY)
                .number("refill_rate", TokenBuckets.READ_RATE)
                .endObject();
        json.text("usage_tier", "basic");
        json.object("write")
                .number("bucket_capacity", TokenBuckets.WRITE_RATE)
                .number("refill_rate", TokenBuckets.WRITE_RATE)
                .endObject();
    }

    void keys(Json json, DemoKeys keys) {
        json.array("api_keys");
        keys.names().forEach((id, key) -> json.object()
                .text("api_key_id", id)
                .text("name", key.name())
                .today(out -> out.texts("scopes", key.scopes()))
                .endObject());
        json.endArray();
    }

    private static DemoKeys.Named named(Body body) {
        List<String> scopes = body.texts("scopes");
        if (scopes == null) {
            scopes = List.of("read", "write");
        }
        for (String scope : scopes) {
            if (!SCOPES.contains(scope)) {
                throw Refusal.badRequest(
                        "invalid value for field scopes: '" + scope + "' is not one of " + String.join(", ", SCOPES));
            }
        }
        if (scopes.isEmpty() || (scopes.contains("write") && !scopes.contains("read"))) {
            throw Refusal.badRequest("invalid value for field scopes: write needs read");
        }
        return new DemoKeys.Named(body.text("name"), scopes);
    }

    void createKey(Json json, Body body, DemoKeys keys) {
        DemoKeys.Named named = named(body);
        SignatureCheck check;
        try {
            check = SignatureCheck.ofText(body.text("public_key"));
        } catch (KalshiException e) {
            throw Refusal.badRequest("invalid value for field public_key");
        }
        json.text("api_key_id", keys.add(named, check));
    }

    void generateKey(Json json, Body body, DemoKeys keys) {
        DemoKeys.Named named = named(body);
        String type = body.maybeText("key_type");
        if (type != null && !type.equals("rsa") && !type.equals("ed25519")) {
            throw Refusal.badRequest("invalid value for field key_type: '" + type + "' is not one of rsa, ed25519");
        }
        boolean rsa = type == null || type.equals("rsa");
        DemoKeys.Generated made = keys.generate(named, rsa);
        json.text("api_key_id", made.id());
        json.today(out -> out.text("key_type", rsa ? "rsa" : "ed25519"));
        json.text("private_key", made.pem());
    }

    static void deleteKey(DemoKeys keys, String id) {
        if (!keys.delete(id)) {
            throw Refusal.notFound();
        }
    }

    void costs(Json json) {
        json.number("default_cost", TokenBuckets.DEFAULT_COST).array("endpoint_costs");
        for (TokenBuckets.Cost cost : TokenBuckets.COSTS) {
            json.object()
                    .number("cost", cost.tokens())
                    .text("method", cost.method())
                    .text("path", Routes.BASE + cost.path())
                    .endObject();
        }
        json.endArray();
    }

    private PortfolioBodies bodies(long now) {
        return new PortfolioBodies(
                account.userId(),
                group(),
                market -> resting(now).stream()
                        .filter(order -> order.market == market)
                        .count(),
                now);
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
