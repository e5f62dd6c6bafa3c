package dev.kalshilab.http;

import dev.kalshilab.auth.Credentials;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** Which requests of a connection are signed, and with what. */
final class Signing {
    private static final Set<String> ACCOUNT = Set.of("portfolio", "account", "api_keys", "communications");
    private static final Set<String> OLDER_ACCOUNT = Set.of("fills", "orders", "positions");
    private static final Set<String> PUBLIC = Set.of(
            "series",
            "events",
            "markets",
            "exchange",
            "historical",
            "milestones",
            "structured_targets",
            "live_data",
            "incentive_programs",
            "search",
            "multivariate_event_collections");

    /** For so long the same headers are good for all reads of a path. */
    private static final Duration SAME = Duration.ofMillis(100);

    private final HttpUrl url;
    private final @Nullable Supplier<Credentials> key;
    private final InstantSource world;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean isDoubted;
    private @Nullable Signed last;

    private record Signed(String path, Instant at, Map<String, String> headers) {
        boolean isGood(String asked, Instant now) {
            return path.equals(asked) && !now.isBefore(at) && now.isBefore(at.plus(SAME));
        }
    }

    /**
     * @param url where the API begins
     * @param world the time that signatures are about, which is the world's, whatever the connection's own clock says
     */
    Signing(HttpUrl url, @Nullable Supplier<Credentials> key, InstantSource world) {
        this.url = url;
        this.key = key;
        this.world = world;
    }

    /** The path of a request within the API. */
    List<String> path(Request asked) {
        int base = (int)
                url.pathSegments().stream().filter(part -> !part.isEmpty()).count();
        List<String> path = asked.url().pathSegments();
        return path.subList(Math.min(base, path.size()), path.size());
    }

    /** True for what belongs to an account, and for what changes something: it is not asked without a key. */
    boolean needsKey(Request asked) {
        List<String> path = path(asked);
        if (path.isEmpty() || !asked.method().equals("GET")) {
            return !path.isEmpty();
        }
        String first = path.get(0);
        String last = path.get(path.size() - 1);
        return (ACCOUNT.contains(first) && !last.equals("endpoint_costs"))
                || (first.equals("historical") && OLDER_ACCOUNT.contains(last))
                || last.equals("forecast_percentile_history");
    }

    /** True for all but what is known to be public. */
    boolean mustBeSigned(Request asked) {
        List<String> path = path(asked);
        return needsKey(asked) || (!path.isEmpty() && !PUBLIC.contains(path.get(0)));
    }

    /**
     * True for what must be signed, and for public data where the account's limits are what a pull goes by: the exchange
     * counts for an account what is signed with its key, and gives much less to an address that nobody is known at.
     */
    boolean isSigned(Request asked, boolean limitsAreKnown) {
        return mustBeSigned(asked) || (limitsAreKnown && hasKey() && !isDoubted);
    }

    /** Says that the key was not taken where none was needed: public data is asked without from now on. */
    void doubt() {
        isDoubted = true;
    }

    /** Adds the headers of a signature, where there is a key. */
    void sign(Request.Builder signed, Request request) {
        if (key != null) {
            String path = request.url().encodedPath();
            (request.method().equals("GET")
                            ? reading(key, path)
                            : key.get().headers(request.method(), path, world.instant()))
                    .forEach(signed::header);
        }
    }

    /**
     * The headers of a read. No query is signed, so that the hundreds of pages that a pull asks for in a second differ in
     * nothing but milliseconds, and an RSA signature is work.
     */
    private Map<String, String> reading(Supplier<Credentials> by, String path) {
        lock.lock();
        try {
            Instant now = world.instant();
            Signed before = last;
            if (before != null && before.isGood(path, now)) {
                return before.headers();
            }
            Map<String, String> headers = by.get().headers("GET", path, now);
            last = new Signed(path, now, headers);
            return headers;
        } finally {
            lock.unlock();
        }
    }

    /** The key of the account; empty without one. */
    Optional<Credentials> key() {
        return Optional.ofNullable(key).map(Supplier::get);
    }

    /** What tells the account's key from others and does not tell its id; empty without one. */
    Optional<String> keyMark() {
        return key().map(Credentials::keyId)
                .map(id -> ByteString.encodeUtf8("key " + id).sha256().hex().substring(0, 32));
    }

    /** True when there is a key, made or not. */
    boolean hasKey() {
        return key != null;
    }
}
