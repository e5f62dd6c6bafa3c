package dev.kalshilab.feed;

import dev.kalshilab.http.Skew;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.wire.Frames;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Set;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** What is said when a stream does not come about, or ends before its time. */
final class Refusals {
    private static final int LONGEST = 120;
    private static final String SIGNED = "KALSHI-ACCESS-KEY";
    private static final String BROKEN_OFF = "The stream broke off: ";
    private static final String GO_ON = "What arrived is kept; open the feed again to go on.";
    private static final String KEY = "Streams need a key even for public channels: set KALSHI_API_KEY_ID and"
            + " KALSHI_PRIVATE_KEY_PATH, on demo KALSHI_DEMO_….";

    // Channel error, internal overflow of the channel, overflow of the buffer: the subscription is gone.
    private static final Set<String> FINAL = Set.of("10", "17", "25");

    private static final Set<String> UNKNOWN_MARKET = Set.of("16", "invalid_market");
    // Took too long, too many requests.
    private static final Set<String> LATER = Set.of("18", "27", "rate_limit");

    private Refusals() {}

    /**
     * Without a key the exchange itself need not be asked; a server at any other address may want none.
     *
     * @throws KalshiException when it would refuse
     */
    static void requireKey(Request request, String where) {
        String host = request.url().host();
        boolean exchange = host.endsWith(".kalshi.com") || host.endsWith(".kalshi.co");
        if (exchange && request.header(SIGNED) == null) {
            throw new KalshiException("The stream on " + where + " needs a key, and there is none.\n" + KEY);
        }
    }

    /** The exchange did not let the connection become a stream. */
    static KalshiException handshake(Response answer, Request request, String where, Throwable cause) {
        int status = answer.code();
        boolean signed = request.header(SIGNED) != null;
        String way =
                switch (status) {
                    case 401 -> signed ? Skew.whyRefused(answer.headers()) : KEY;
                    case 403 -> signed ? "This account's key may not do that: kalshi.check() shows what it may." : KEY;
                    case 404 ->
                        "Check the address: there is no " + request.url().encodedPath() + ".";
                    case 429 -> "Too many connections: close other feeds, or wait some seconds and open it again.";
                    default ->
                        status >= 500
                                ? "The exchange has trouble, or its maintenance on Thursday: open the feed again later."
                                : "Check that the address is the exchange's and that no proxy answers instead.";
                };
        return new KalshiException("The stream on " + where + " was refused: " + status + ".\n" + way, cause);
    }

    /** Nobody could be asked. */
    static KalshiException unreachable(Request request, String where, Throwable cause) {
        String host = request.url().host();
        String what;
        if (cause instanceof UnknownHostException) {
            what = "no address is known for " + host;
        } else if (cause instanceof ConnectException) {
            what = "nobody answers at " + host + " port " + request.url().port();
        } else {
            what = "no connection to " + host + " came about, " + reason(cause);
        }
        return new KalshiException(
                "The stream on " + where + ": " + what + ".\nCheck the address and the network, or work offline:"
                        + " KALSHI_ON=sandbox.",
                cause);
    }

    /** The exchange answered the subscription with an error. */
    static KalshiException subscription(Frames.Complaint said) {
        String way =
                switch (said.code()) {
                    case "9", "invalid_auth" -> KEY;
                    case "14", "16", "invalid_market" -> "Check the ticker: kalshi.markets().open() lists what trades.";
                    case "8" -> "Check the channel's name: the exchange has no such one, or not any more.";
                    case "11", "24", "28" -> "Check the names; a channel of values brings all when none is named.";
                    case "26" -> "Name fewer markets.";
                    case "27", "rate_limit" -> "Too many requests: wait some seconds and open the feed again.";
                    default -> "Open the feed again; if it stays, the toolkit needs an update.";
                };
        return new KalshiException("The exchange refused the subscription: " + line(said.toString()) + ".\n" + way);
    }

    /** The subscription went silent. */
    static KalshiException unanswered(String where, long seconds) {
        return new KalshiException("The stream on " + where + ": no answer to the subscription within " + seconds
                + " seconds.\nOpen the feed again; if it stays, check the network.");
    }

    /** A stream that was open is over, and nobody asked for that. */
    static KalshiException brokenOff(Throwable why) {
        return new KalshiException(BROKEN_OFF + reason(why) + ".\n" + GO_ON, why);
    }

    /** True when that error ends the subscription. */
    static boolean ends(Frames.Complaint said) {
        return FINAL.contains(said.code());
    }

    /** True when the exchange had no room for what it would have sent. */
    static boolean isOverflow(Frames.Complaint said) {
        return said.code().equals("25");
    }

    /** True when the markets are more than a connection may have. */
    static boolean isTooMany(Frames.Complaint said) {
        return said.code().equals("26");
    }

    /** True when that error is about one market, which the exchange does not know, or not any more. */
    static boolean isUnknownMarket(Frames.Complaint said, String ticker) {
        return isUnknownMarket(said) && (" " + said.text() + " ").contains(" " + ticker + " ");
    }

    /** True when the exchange does not know a market that was asked for, whether it says which or not. */
    static boolean isUnknownMarket(Frames.Complaint said) {
        return UNKNOWN_MARKET.contains(said.code());
    }

    /** True when the same can be asked again later. */
    static boolean isForLater(Frames.Complaint said) {
        return LATER.contains(said.code());
    }

    /** The exchange ended the subscription; null when that error leaves it alive. */
    static @Nullable KalshiException ending(Frames.Complaint said) {
        return ends(said)
                ? new KalshiException(BROKEN_OFF + "the exchange says " + line(said.toString()) + ".\n" + GO_ON)
                : null;
    }

    /** Why a stream broke off, from the message that says so. */
    static String reasonOf(KalshiException failure) {
        String first = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return first.startsWith(BROKEN_OFF) ? first.substring(BROKEN_OFF.length()) : first;
    }

    private static String reason(Throwable why) {
        if (why instanceof EOFException) {
            return "the connection ended without a goodbye";
        }
        String message = why.getMessage();
        return message == null ? why.getClass().getSimpleName() : line(message);
    }

    /** What somebody else said, as part of one line of ours. */
    static String line(String said) {
        String line = said.replaceAll("\\s+", " ").strip();
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
