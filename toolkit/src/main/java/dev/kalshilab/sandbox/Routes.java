package dev.kalshilab.sandbox;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the operation of a path, checks its parameters and writes its answer; knows nothing of the connection. */
final class Routes {
    static final String BASE = "/trade-api/v2";

    private static final int MAX_CANDLES = 5000;
    /** Before everything that is listed: all of it is in the live tier. */
    private static final long CUTOFF = Time.utc("2026-01-01T00:00:00Z");

    private final Catalogue catalogue;
    private final SandboxClock clock;
    private final MarketLists lists;
    private final Portfolio portfolio;
    private final DemoKeys keys;
    private final SignedBy signatures;

    Routes(Catalogue catalogue, SandboxClock clock, DemoKeys keys, SignedBy signatures) {
        this.catalogue = catalogue;
        this.clock = clock;
        this.keys = keys;
        this.signatures = signatures;
        this.portfolio = new Portfolio(catalogue, new Account(catalogue));
        this.lists = new MarketLists(catalogue);
    }

    private interface Operation {
        void answer(Json json, Query query, Bodies bodies, long now);
    }

    /**
     * The body of the answer.
     *
     * @throws Refusal when the exchange would not answer
     */
    byte[] answer(Request request) {
        String path = request.path();
        Operation operation = operation(path);
        if (operation == null) {
            throw Refusal.notFound();
        }
        if (!request.method().equals("GET")) {
            throw Refusal.methodNotAllowed();
        }
        if (isPrivate(path)) {
            signatures.check(request);
        }
        long now = clock.micros();
        Json json = new Json().object();
        operation.answer(json, new Query(path, request.parameters()), new Bodies(now), now);
        return json.endObject().toBytes();
    }

    private static boolean isPrivate(String path) {
        String what = path.substring(BASE.length());
        return what.startsWith("/portfolio/") || what.startsWith("/account/") || what.equals("/api_keys");
    }

    private @Nullable Operation operation(String path) {
        if (!path.startsWith(BASE + '/')) {
            return null;
        }
        String[] parts = path.substring(BASE.length() + 1).split("/", -1);
        return switch (parts.length) {
            case 1 -> listOf(parts[0]);
            case 2 -> one(parts[0], parts[1]);
            case 3 -> part(parts[0], parts[1], parts[2]);
            case 5 ->
                parts[0].equals("series") && parts[2].equals("markets") && parts[4].equals("candlesticks")
                        ? (json, query, bodies, now) -> candles(json, query, now, parts[1], parts[3])
                        : null;
            default -> null;
        };
    }

    private @Nullable Operation listOf(String what) {
        return switch (what) {
            case "series" -> (json, query, bodies, now) -> seriesList(json, query, bodies);
            case "events" -> lists::events;
            case "markets" -> lists::markets;
            case "api_keys" -> (json, query, bodies, now) -> portfolio.keys(json, keys);
            default -> null;
        };
    }

    private @Nullable Operation one(String what, String which) {
        return switch (what + '/' + which) {
            case "markets/trades" -> lists::trades;
            case "exchange/status" -> (json, query, bodies, now) -> Hours.status(json);
            case "exchange/schedule" -> (json, query, bodies, now) -> Hours.schedule(json);
            case "exchange/user_data_timestamp" -> (json, query, bodies, now) -> json.time("as_of_time", now);
            case "account/limits" -> (json, query, bodies, now) -> portfolio.limits(json);
            case "historical/cutoff" -> (json, query, bodies, now) -> cutoff(json);
            default ->
                switch (what) {
                    case "series" -> (json, query, bodies, now) -> series(json, query, bodies, which);
                    case "events" -> (json, query, bodies, now) -> event(json, query, bodies, which);
                    case "markets" -> (json, query, bodies, now) -> market(json, bodies, which);
                    case "portfolio" -> ofTheUser(which);
                    default -> null;
                };
        };
    }

    private @Nullable Operation part(String what, String which, String part) {
        return switch (what + '/' + (what.equals("portfolio") ? which : part)) {
            case "markets/orderbook" -> (json, query, bodies, now) -> book(json, query, now, which);
            case "portfolio/orders" -> (json, query, bodies, now) -> portfolio.order(json, now, part);
            default -> null;
        };
    }

    private @Nullable Operation ofTheUser(String what) {
        return switch (what) {
            case "balance" -> (json, query, bodies, now) -> portfolio.balance(json, now);
            case "fills" -> (json, query, bodies, now) -> portfolio.fills(json, query, now);
            case "orders" -> (json, query, bodies, now) -> portfolio.orders(json, query, now);
            case "positions" -> (json, query, bodies, now) -> portfolio.positions(json, query, now);
            case "settlements" -> (json, query, bodies, now) -> portfolio.settlements(json, query, now);
            case "deposits" -> (json, query, bodies, now) -> portfolio.deposits(json, query, now);
            default -> null;
        };
    }

    private void seriesList(Json json, Query query, Bodies bodies) {
        String category = query.text("category");
        Set<String> tags = query.set("tags");
        boolean volume = query.flag("include_volume");
        boolean metadata = query.flag("include_product_metadata");
        long updated = query.seconds("min_updated_ts", Long.MIN_VALUE);
        json.array("series");
        for (ListedSeries series : catalogue.series()) {
            if ((category == null || category.equals(series.category))
                    && (tags == null
                            || (series.tags != null && series.tags.stream().anyMatch(tags::contains)))
                    && series.updated() >= updated) {
                bodies.series(json, series, metadata, volume);
            }
        }
        json.endArray();
    }

    private void series(Json json, Query query, Bodies bodies, String ticker) {
        boolean volume = query.flag("include_volume");
        ListedSeries series = found(catalogue.series(ticker));
        json.name("series");
        bodies.series(json, series, true, volume);
    }

    private void event(Json json, Query query, Bodies bodies, String ticker) {
        boolean nested = query.flag("with_nested_markets");
        ListedEvent event = found(catalogue.event(ticker));
        json.name("event");
        bodies.event(json, event, nested);
        // Deprecated in favour of the nested ones, and sent all the same.
        bodies.markets(json, event);
    }

    private void market(Json json, Bodies bodies, String ticker) {
        ListedMarket market = found(catalogue.market(ticker));
        json.name("market");
        bodies.market(json, market);
    }

    private void book(Json json, Query query, long now, String ticker) {
        int depth = (int) query.whole("depth", 0, 100, 0);
        ListedMarket market = found(catalogue.market(ticker));
        Book book = Book.of(market, market.past(now), now);
        json.object("orderbook_fp");
        book.no.write(json, "no_dollars", depth);
        book.yes.write(json, "yes_dollars", depth);
        json.endObject();
    }

    private void candles(Json json, Query query, long now, String seriesTicker, String ticker) {
        long minutes = query.required("period_interval");
        if (minutes != 1 && minutes != 60 && minutes != 1440) {
            throw Refusal.badRequest(
                    "invalid value for parameter period_interval: " + minutes + " is not one of 1, 60, 1440");
        }
        long start = query.required("start_ts");
        long end = query.required("end_ts");
        boolean latest = query.flag("include_latest_before_start");
        if (start > end) {
            throw Refusal.badRequest("start_ts " + start + " is after end_ts " + end);
        }
        double periods = ((double) end - start) / (minutes * 60);
        if (periods > MAX_CANDLES) {
            throw Refusal.badRequest(String.format(
                    java.util.Locale.ROOT,
                    "requested time range with candlesticks: %f, max candlesticks: %d",
                    periods,
                    MAX_CANDLES));
        }
        ListedMarket market = found(catalogue.market(ticker));
        if (!market.event.series.ticker.equals(seriesTicker)) {
            throw Refusal.notFound();
        }
        long first = query.seconds("start_ts", 0);
        long last = query.seconds("end_ts", 0);
        Candles candles = new Candles(market.past(now), minutes);
        json.array("candlesticks");
        if (latest) {
            Candles.Candle before = candles.latestBefore(first);
            if (before != null && before.end <= last) {
                before.write(json);
            }
        }
        candles.ending(first, last).forEach(candle -> candle.write(json));
        json.endArray().text("ticker", ticker);
    }

    private static void cutoff(Json json) {
        json.time("market_positions_last_updated_ts", CUTOFF)
                .time("market_settled_ts", CUTOFF)
                .time("orders_updated_ts", CUTOFF)
                .time("trades_created_ts", CUTOFF);
    }

    private static <T> T found(@Nullable T thing) {
        if (thing == null) {
            throw Refusal.notFound();
        }
        return thing;
    }
}
