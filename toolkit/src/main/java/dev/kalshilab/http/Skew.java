package dev.kalshilab.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** How far this machine's clock is from a server's, as its answers' {@code Date} says: signatures hold for seconds. */
public final class Skew {
    /** More than the header's whole seconds and a slow answer explain. */
    public static final Duration ALLOWED = Duration.ofSeconds(5);

    private Skew() {}

    /** How far this machine's clock is ahead; null when the answer does not tell its time. */
    public static @Nullable Duration ahead(Headers answer) {
        Date server = answer.getDate("Date");
        return server == null ? null : Duration.between(server.toInstant(), Instant.now());
    }

    /** Why a signature was not taken, and what to do: when the clocks differ, that is why. */
    public static String whyRefused(Headers answer) {
        Duration ahead = ahead(answer);
        if (ahead != null && ahead.abs().compareTo(ALLOWED) > 0) {
            return "This machine's clock is " + ahead.abs().toSeconds() + " s "
                    + (ahead.isNegative() ? "behind" : "ahead of")
                    + " the exchange's, so signatures are refused: set it.";
        }
        return "Check that the key id belongs to the private key and to this environment: kalshi.check() looks.";
    }
}
