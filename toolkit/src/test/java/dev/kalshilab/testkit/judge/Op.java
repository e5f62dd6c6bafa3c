package dev.kalshilab.testkit.judge;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The operations that are judged, as today's specification has them. */
public enum Op {
    TRADES("/markets/trades", false, "limit cursor ticker min_ts max_ts is_block_trade"),
    BATCH_CANDLES(
            "/markets/candlesticks",
            false,
            "market_tickers start_ts end_ts period_interval include_latest_before_start"),
    BOOKS("/markets/orderbooks", false, "tickers"),
    MARKETS(
            "/markets",
            false,
            "limit cursor event_ticker series_ticker tickers status min_created_ts max_created_ts min_updated_ts"
                    + " min_close_ts max_close_ts min_settled_ts max_settled_ts mve_filter"),
    BOOK("/markets/:ticker/orderbook", false, "depth"),
    MARKET("/markets/:ticker", false, ""),
    CANDLES(
            "/series/:series_ticker/markets/:ticker/candlesticks",
            false,
            "start_ts end_ts period_interval include_latest_before_start"),
    EVENT_CANDLES("/series/:series_ticker/events/:ticker/candlesticks", false, "start_ts end_ts period_interval"),
    EVENT("/events/:event_ticker", false, "with_nested_markets"),
    CUTOFF("/historical/cutoff", false, ""),
    HISTORICAL_TRADES("/historical/trades", false, "limit cursor ticker min_ts max_ts is_block_trade"),
    HISTORICAL_FILLS("/historical/fills", true, "limit cursor ticker max_ts"),
    HISTORICAL_ORDERS("/historical/orders", true, "limit cursor ticker max_ts"),
    HISTORICAL_POSITIONS("/historical/positions", true, "limit cursor ticker event_ticker"),
    HISTORICAL_MARKETS("/historical/markets", false, "limit cursor tickers event_ticker series_ticker mve_filter"),
    HISTORICAL_CANDLES("/historical/markets/:ticker/candlesticks", false, "start_ts end_ts period_interval"),
    HISTORICAL_MARKET("/historical/markets/:ticker", false, ""),
    FILLS("/portfolio/fills", true, "limit cursor ticker order_id min_ts max_ts subaccount exchange_index"),
    ORDERS(
            "/portfolio/orders",
            true,
            "limit cursor ticker event_ticker min_ts max_ts status subaccount exchange_index"),
    POSITIONS("/portfolio/positions", true, "limit cursor ticker event_ticker count_filter subaccount exchange_index"),
    SETTLEMENTS("/portfolio/settlements", true, "limit cursor ticker event_ticker min_ts max_ts subaccount"),
    LIMITS("/account/limits", true, ""),
    COSTS("/account/endpoint_costs", false, ""),
    STATUS("/exchange/status", false, ""),
    /** What the judge does not serve: 404. */
    OTHER("/:other", false, "");

    private final String route;
    private final boolean account;
    private final String parameters;
    private final Pattern pattern;

    Op(String route, boolean account, String parameters) {
        this.route = route;
        this.account = account;
        this.parameters = " " + parameters + " ";
        this.pattern = Pattern.compile(route.replaceAll(":[a-z_]+", "([^/]+)"));
    }

    /** Its path, parts that vary with a colon before them. */
    public String route() {
        return route;
    }

    /** True when it belongs to an account and so must be signed. */
    public boolean account() {
        return account;
    }

    boolean takes(String parameter) {
        return parameters.contains(" " + parameter + " ");
    }

    boolean historical() {
        return name().startsWith("HISTORICAL");
    }

    /** True for what the two tiers share between them. */
    boolean tiered() {
        return historical()
                || Set.of(TRADES, CANDLES, MARKET, FILLS, ORDERS, POSITIONS).contains(this);
    }

    /** The operation of a path. */
    static Op of(String path) {
        for (Op op : values()) {
            if (op != OTHER && op.pattern.matcher(path).matches()) {
                return op;
            }
        }
        return OTHER;
    }

    /** The parts of the path that vary. */
    List<String> parts(String path) {
        Matcher matcher = pattern.matcher(path);
        return matcher.matches() && matcher.groupCount() > 0
                ? matcher.groupCount() == 2 ? List.of(matcher.group(1), matcher.group(2)) : List.of(matcher.group(1))
                : List.of();
    }
}
