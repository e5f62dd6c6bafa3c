package dev.kalshilab.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the operation of a path, checks who may ask and writes its answer; knows nothing of the connection. */
final class Routes {
    static final String BASE = "/trade-api/v2";

    private static final byte[] NOTHING = {};

    private final Catalogue catalogue;
    private final SandboxClock clock;
    private final Books books;
    private final DemoKeys keys;
    private final SignedBy signatures;
    private final @Nullable TokenBuckets limits;
    private final List<Route> routes = new ArrayList<>();
    /** Answers are made one after the other: a new one needs no new paper. */
    private final Json json;

    /** @param limits null for an exchange that counts nothing */
    Routes(
            Catalogue catalogue,
            SandboxClock clock,
            Account account,
            Rfqs rfqs,
            DemoKeys keys,
            SignedBy signatures,
            @Nullable TokenBuckets limits) {
        this.catalogue = catalogue;
        this.clock = clock;
        this.keys = keys;
        this.signatures = signatures;
        this.limits = limits;
        this.json = new Json(catalogue.cents);
        MarketLists lists = new MarketLists(catalogue);
        this.books = new Books(account);
        market(new MarketData(catalogue, books), lists);
        extras(new Extras(catalogue, lists));
        combos(new ComboDesk(catalogue), lists);
        exchange();
        portfolio(new Portfolio(catalogue, account, books));
        communications(new Communications(catalogue, lists, rfqs, account.userId()));
    }

    /** What is sent: of a status without a body, an empty one. */
    static final class Answer {
        final int status;
        final byte[] body;

        private Answer(int status, byte[] body) {
            this.status = status;
            this.body = body;
        }
    }

    private interface Operation {
        void answer(Call call);
    }

    private enum Needs {
        NOTHING,
        READ,
        WRITE
    }

    /** One request of one operation; the parts of its path that are not fixed are {@code part(0)} and so on. */
    private record Call(Json json, Query query, String sent, Bodies bodies, long now, List<String> parts) {
        String part(int number) {
            return parts.get(number);
        }

        Body body() {
            return Body.read(sent);
        }
    }

    private record Route(
            String method, String pattern, List<String> segments, Needs needs, int status, Operation operation) {
        @Nullable
        List<String> match(String[] path) {
            if (path.length != segments.size()) {
                return null;
            }
            List<String> parts = new ArrayList<>();
            for (int i = 0; i < path.length; i++) {
                if (segments.get(i).equals("{}")) {
                    parts.add(path[i]);
                } else if (!segments.get(i).equals(path[i])) {
                    return null;
                }
            }
            return parts;
        }
    }

    private void open(String pattern, Operation operation) {
        add("GET", pattern, Needs.NOTHING, 200, operation);
    }

    private void read(String pattern, Operation operation) {
        add("GET", pattern, Needs.READ, 200, operation);
    }

    private void add(String method, String pattern, Needs needs, int status, Operation operation) {
        routes.add(new Route(method, pattern, List.of(pattern.substring(1).split("/")), needs, status, operation));
    }

    /** True when it counts requests. */
    boolean limited() {
        return limits != null;
    }

    /**
     * The answer.
     *
     * @throws Refusal when the exchange would not answer
     */
    Answer answer(Request request) {
        String path = request.path();
        if (!path.startsWith(BASE + '/')) {
            throw Refusal.notFound();
        }
        String[] segments = path.substring(BASE.length() + 1).split("/", -1);
        Set<String> allowed = new LinkedHashSet<>();
        for (Route route : routes) {
            List<String> parts = route.match(segments);
            if (parts == null) {
                continue;
            }
            if (route.method.equals(request.method())) {
                return answer(request, route, parts);
            }
            allowed.add(route.method);
        }
        throw allowed.isEmpty() ? Refusal.notFound() : Refusal.methodNotAllowed(String.join(", ", allowed));
    }

    private Answer answer(Request request, Route route, List<String> parts) {
        String key = route.needs == Needs.NOTHING ? "" : signatures.check(request);
        if (limits != null) {
            // What is signed though it need not be is counted for its key all the same.
            String payer = key.isEmpty() ? signatures.ifAny(request) : key;
            limits.take(payer, !route.method.equals("GET"), TokenBuckets.cost(route.method, route.pattern));
        }
        if (!key.isEmpty()) {
            signatures.allow(key, route.needs == Needs.WRITE);
        }
        long now = clock.micros();
        json.clear().object();
        Query query = new Query(request.path(), request.parameters());
        route.operation.answer(new Call(json, query, request.body(), new Bodies(catalogue, books, now), now, parts));
        return new Answer(
                route.status, route.status == 204 ? NOTHING : json.endObject().toBytes());
    }

    /** What is served, such as {@code GET /markets/{}}. */
    List<String> operations() {
        return routes.stream().map(route -> route.method + ' ' + route.pattern).toList();
    }

    private void market(MarketData data, MarketLists lists) {
        open("/series", call -> data.seriesList(call.json, call.query, call.bodies));
        open("/events", call -> lists.events(call.json, call.query, call.bodies, call.now));
        open("/events/multivariate", call -> lists.combos(call.json, call.query, call.bodies));
        open("/markets", call -> lists.markets(call.json, call.query, call.bodies, call.now));
        open("/markets/trades", call -> lists.trades(call.json, call.query, call.bodies, call.now, false));
        open("/markets/candlesticks", call -> data.batch(call.json, call.query, call.now));
        open("/markets/orderbooks", call -> data.books(call.json, call.query, call.now));
        open("/markets/{}", call -> data.market(call.json, call.bodies, call.part(0), false));
        open("/markets/{}/orderbook", call -> data.book(call.json, call.query, call.now, call.part(0)));
        open(
                "/series/{}/markets/{}/candlesticks",
                call -> data.candles(call.json, call.query, call.now, call.part(0), call.part(1)));
        open(
                "/series/{}/events/{}/candlesticks",
                call -> data.ofEvent(call.json, call.query, call.now, call.part(0), call.part(1)));
        if (!catalogue.cents) {
            open("/historical/cutoff", call -> data.cutoff(call.json));
            open("/historical/markets", call -> lists.archived(call.json, call.query, call.bodies));
            open("/historical/trades", call -> lists.trades(call.json, call.query, call.bodies, call.now, true));
            open("/historical/markets/{}", call -> data.market(call.json, call.bodies, call.part(0), true));
            open(
                    "/historical/markets/{}/candlesticks",
                    call -> data.archivedCandles(call.json, call.query, call.now, call.part(0)));
        }
    }

    private void extras(Extras extras) {
        open("/series/fee_changes", call -> extras.seriesFees(call.json, call.query));
        open("/events/fee_changes", call -> extras.eventFees(call.json, call.query));
        open("/events/{}/metadata", call -> extras.metadata(call.json, call.part(0)));
        open("/search/tags_by_categories", call -> extras.tags(call.json));
        open("/search/filters_by_sport", call -> extras.sports(call.json));
        open("/incentive_programs", call -> extras.incentives(call.json, call.query, call.now));
        open("/milestones", call -> extras.milestones(call.json, call.query));
        open("/milestones/{}", call -> extras.milestone(call.json, call.part(0)));
        open("/structured_targets", call -> extras.targets(call.json, call.query));
        open("/structured_targets/{}", call -> extras.target(call.json, call.part(0)));
        read(
                "/series/{}/events/{}/forecast_percentile_history",
                call -> extras.forecast(call.json, call.query, call.now, call.part(0), call.part(1)));
        // After the fixed paths beside them.
        MarketData data = new MarketData(catalogue, books);
        open("/series/{}", call -> data.series(call.json, call.query, call.bodies, call.part(0)));
        open("/events/{}", call -> data.event(call.json, call.query, call.bodies, call.part(0)));
    }

    private void combos(ComboDesk desk, MarketLists lists) {
        String one = "/multivariate_event_collections/{}";
        open("/multivariate_event_collections", call -> desk.collections(call.json, call.query, lists, call.now));
        open(one, call -> desk.collection(call.json, call.part(0)));
        add(
                "POST",
                one,
                Needs.WRITE,
                200,
                call -> desk.create(call.json, call.body(), call.bodies, call.now, call.part(0)));
        if (catalogue.cents) {
            open(one + "/lookup", call -> desk.lookups(call.json, call.query, call.now, call.part(0)));
            add(
                    "PUT",
                    one + "/lookup",
                    Needs.READ,
                    200,
                    call -> desk.lookup(call.json, call.body(), call.now, call.part(0)));
        }
    }

    private void exchange() {
        open("/exchange/status", call -> Hours.status(call.json));
        open("/exchange/schedule", call -> Hours.schedule(call.json));
        open("/exchange/user_data_timestamp", call -> call.json.time("as_of_time", call.now));
        if (catalogue.cents) {
            open(
                    "/exchange/announcements",
                    call -> call.json.array("announcements").endArray());
        }
    }

    private void portfolio(Portfolio user) {
        read("/portfolio/balance", call -> user.balance(call.json, call.now));
        read("/portfolio/fills", call -> user.fills(call.json, call.query, call.now, false));
        read("/portfolio/orders", call -> user.orders(call.json, call.query, call.now, false));
        read("/portfolio/orders/queue_positions", call -> user.queuePositions(call.json, call.query, call.now));
        read("/portfolio/orders/{}", call -> user.order(call.json, call.now, call.part(0)));
        read("/portfolio/orders/{}/queue_position", call -> user.queuePosition(call.json, call.now, call.part(0)));
        read("/portfolio/order_groups", call -> user.groups(call.json, call.now));
        read("/portfolio/order_groups/{}", call -> user.group(call.json, call.now, call.part(0)));
        read("/portfolio/positions", call -> user.positions(call.json, call.query, call.now));
        read("/portfolio/settlements", call -> user.settlements(call.json, call.query, call.now));
        read("/portfolio/deposits", call -> user.deposits(call.json, call.query, call.now));
        read("/portfolio/withdrawals", call -> user.withdrawals(call.json, call.query, call.now));
        read("/portfolio/subaccounts/balances", call -> user.subaccounts(call.json, call.now));
        read("/portfolio/subaccounts/netting", call -> Portfolio.netting(call.json));
        read("/portfolio/subaccounts/transfers", call -> Portfolio.none(call.json, call.query, "transfers", 1000));
        read(
                "/portfolio/intra_exchange_instance_transfers",
                call -> Portfolio.none(call.json, call.query, "transfers", 500));
        read(
                "/portfolio/target_balance_allocation",
                call -> call.json.array("allocations").endArray().text("resting_margin_reservation", "none"));
        // For members who clear for others; the demo user is an ordinary one.
        read("/portfolio/summary/total_resting_order_value", call -> {
            throw Refusal.permissionDenied();
        });
        if (!catalogue.cents) {
            read("/historical/fills", call -> user.fills(call.json, call.query, call.now, true));
            read("/historical/orders", call -> user.orders(call.json, call.query, call.now, true));
            read("/historical/positions", call -> user.archivedPositions(call.json, call.query, call.now));
        }
        read("/account/limits", call -> user.limits(call.json));
        open("/account/endpoint_costs", call -> user.costs(call.json));
        read("/api_keys", call -> user.keys(call.json, keys));
        add("POST", "/api_keys", Needs.WRITE, 201, call -> user.createKey(call.json, call.body(), keys));
        add("POST", "/api_keys/generate", Needs.WRITE, 201, call -> user.generateKey(call.json, call.body(), keys));
        add("DELETE", "/api_keys/{}", Needs.WRITE, 204, call -> Portfolio.deleteKey(keys, call.part(0)));
    }

    private void communications(Communications desk) {
        String rfqs = "/communications/rfqs";
        read("/communications/id", call -> desk.id(call.json));
        read(rfqs, call -> desk.rfqs(call.json, call.query, call.bodies, call.now));
        add("POST", rfqs, Needs.WRITE, 201, call -> desk.createRfq(call.json, call.body(), call.now));
        read(rfqs + "/{}", call -> desk.rfq(call.json, call.bodies, call.now, call.part(0)));
        add("DELETE", rfqs + "/{}", Needs.WRITE, 204, call -> desk.deleteRfq(call.now, call.part(0)));
        read("/communications/quotes", call -> desk.quotes(call.json, call.query, call.now));
        add(
                "POST",
                "/communications/quotes",
                Needs.WRITE,
                201,
                call -> desk.createQuote(call.json, call.body(), call.now));
        // By the quote alone, as it was once, and by its request first, as it is today.
        for (String one : List.of("/communications/quotes/{}", rfqs + "/{}/quotes/{}")) {
            read(one, call -> desk.quote(call.json, call.now, rfqOf(call), last(call)));
            add("DELETE", one, Needs.WRITE, 204, call -> desk.deleteQuote(call.now, rfqOf(call), last(call)));
            add(
                    "PUT",
                    one + "/accept",
                    Needs.WRITE,
                    204,
                    call -> desk.accept(call.body(), call.now, rfqOf(call), last(call)));
            add("PUT", one + "/confirm", Needs.WRITE, 204, call -> desk.confirm(call.now, rfqOf(call), last(call)));
        }
    }

    private static @Nullable String rfqOf(Call call) {
        return call.parts.size() > 1 ? call.part(0) : null;
    }

    private static String last(Call call) {
        return call.part(call.parts.size() - 1);
    }
}
