package dev.kalshilab.model;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tickers as a user writes them: in lower case, or as the address of a page on kalshi.com.
 *
 * <p>Such an address is {@code …/markets/SERIES/words/EVENT}, at times with the market behind it, as a fragment or as
 * a query.
 */
public final class Ticker {
    private static final String HOST = "kalshi.com";

    private Ticker() {}

    /** The ticker of a series. */
    public static String series(String text) {
        List<String> path = path(text);
        if (path == null) {
            return upper(text);
        }
        return upper(path.get(0)).replaceFirst("-.*", "");
    }

    /** The ticker of an event. */
    public static String event(String text) {
        List<String> path = path(text);
        if (path == null) {
            return upper(text);
        }
        if (path.size() == 1 && path.get(0).indexOf('-') < 0) {
            throw onlySeries(text, path.get(0), "an event");
        }
        return upper(path.get(Math.min(path.size() - 1, 1)));
    }

    /** The ticker of a market. */
    public static String market(String text) {
        List<String> path = path(text);
        if (path == null) {
            return upper(text);
        }
        if (path.size() == 1 && path.get(0).indexOf('-') < 0) {
            throw onlySeries(text, path.get(0), "a market");
        }
        return upper(path.get(path.size() - 1));
    }

    private static KalshiException onlySeries(String address, String series, String wanted) {
        return new KalshiException("'" + shown(address) + "' is the page of a series, and " + wanted
                + " is wanted.\nChoose" + " one: kalshi.markets().series(\"" + upper(series) + "\").open().table().");
    }

    /** The tickers that an address names, from series to market; null for what is no address. */
    private static @Nullable List<String> path(String text) {
        String stripped = text.strip();
        if (!stripped.matches("(?i)(https?://)?([a-z]+\\.)?kalshi\\.com(/.*|$)")) {
            if (stripped.matches("(?i)https?://.*")) {
                throw new KalshiException(
                        "'" + shown(stripped) + "' is no page of " + HOST + ".\nGive a ticker, such as"
                                + " KXHIGHNY-26NOV22-B52, or the address of a market's page there.");
            }
            return null;
        }
        URI address;
        try {
            address = new URI(stripped.contains("://") ? stripped : "https://" + stripped);
        } catch (URISyntaxException e) {
            throw new KalshiException("'" + shown(stripped) + "' is no address.\nGive a ticker instead.", e);
        }
        List<String> named = new ArrayList<>();
        String[] parts =
                String.valueOf(address.getPath()).replaceFirst("^/+", "").split("/+", -1);
        for (int i = 1; i < parts.length; i++) {
            // The page's words stand between its series and its event, and name nothing.
            boolean words = parts[0].equalsIgnoreCase("markets") && i == 2 && !isOf(parts[1], parts[i]);
            if (!parts[i].isEmpty() && !words) {
                named.add(parts[i]);
            }
        }
        if (address.getFragment() != null && address.getFragment().indexOf('-') > 0) {
            named.add(address.getFragment());
        } else if (address.getQuery() != null) {
            for (String pair : address.getQuery().split("&", -1)) {
                if (pair.matches("market(_ticker)?=.+")) {
                    named.add(pair.substring(pair.indexOf('=') + 1));
                }
            }
        }
        if (named.isEmpty()) {
            throw new KalshiException(
                    "'" + shown(stripped) + "' names no series, event or market.\nOpen the page of one and"
                            + " give its address, or give its ticker.");
        }
        return named;
    }

    /** A ticker that somebody wrote in lower case; one that has capitals already is left alone. */
    private static String upper(String text) {
        String ticker = text.strip();
        return ticker.equals(ticker.toLowerCase(Locale.ROOT)) ? ticker.toUpperCase(Locale.ROOT) : ticker;
    }

    private static boolean isOf(String series, String part) {
        return part.regionMatches(true, 0, series + "-", 0, series.length() + 1);
    }

    private static String shown(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() > 80 ? line.substring(0, 80) + "…" : line;
    }
}
