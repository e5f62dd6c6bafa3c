package dev.kalshilab.tape;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The parameters of a request, decoded, and how two values of one compare. */
final class Query {
    /** Parameters that say which rows are meant; the others say how many, or which stretch of them. */
    private static final Set<String> SELECTING = Set.of(
            "ticker",
            "tickers",
            "market_ticker",
            "market_tickers",
            "event_ticker",
            "series_ticker",
            "status",
            "category",
            "period_interval",
            "with_nested_markets",
            "mve_filter",
            "side",
            "order_id",
            "interval",
            "percentiles");

    private Query() {}

    static boolean selecting(String name) {
        return SELECTING.contains(name);
    }

    /** True for a parameter that the format has no rule for: nobody knows what another value would have given. */
    static boolean unruled(String name) {
        return !selecting(name)
                && !name.matches("limit|page_size|depth|cursor|start_ts|end_ts|(min|max)_\\w*ts")
                && !name.equals("include_volume");
    }

    /** The parameters of a query as it was sent; a repeated one joined by commas, an empty or false one left out. */
    static Map<String, String> parse(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                continue;
            }
            String name = decode(pair.substring(0, equals));
            String value = decode(pair.substring(equals + 1));
            if (!value.isEmpty() && !(name.equals("with_nested_markets") && value.equals("false"))) {
                parameters.merge(name, value, (one, more) -> one + "," + more);
            }
        }
        return parameters;
    }

    static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // not percent-encoded after all
        }
    }

    /** Equal as sets: the exchange's lists of tickers have no order. */
    static boolean sameValue(String one, String other) {
        return one.equals(other) || set(one).equals(set(other));
    }

    static Set<String> set(String value) {
        return new TreeSet<>(Arrays.asList(value.split(",", -1)));
    }
}
