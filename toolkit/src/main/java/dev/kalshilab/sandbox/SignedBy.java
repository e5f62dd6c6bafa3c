package dev.kalshilab.sandbox;

import dev.kalshilab.auth.SignatureCheck;
import java.time.Clock;
import java.util.Locale;

/**
 * Whether a request was signed by a key of the demo user, within five seconds of the wall clock.
 *
 * <p>Signed is the time in milliseconds, the method, and the path from the root without its query.
 */
final class SignedBy {
    private static final long SKEW = 5_000;

    private final DemoKeys keys;
    private final Clock wall;

    SignedBy(DemoKeys keys, Clock wall) {
        this.keys = keys;
        this.wall = wall;
    }

    /**
     * The id of the key.
     *
     * @throws Refusal unless the request is signed; it says what is wrong in the exchange's words
     */
    String check(Request request) {
        String id = request.header("KALSHI-ACCESS-KEY");
        if (id == null || id.isEmpty()) {
            throw Refusal.unauthorized("token_authentication_failure", "");
        }
        String signature = header(request, "signature");
        String time = header(request, "timestamp");
        long millis;
        try {
            millis = Long.parseLong(time);
        } catch (NumberFormatException e) {
            throw Refusal.unauthorized("header_timestamp_invalid", "");
        }
        if (Math.abs(Math.subtractExact(wall.millis(), clamp(millis))) > SKEW) {
            throw Refusal.unauthorized("header_timestamp_expired", "");
        }
        if (!keys.names().containsKey(id)) {
            throw Refusal.unauthorized("authentication_error", "NOT_FOUND");
        }
        SignatureCheck check = keys.check(id);
        if (check == null || !check.valid(time, request.method(), request.rawPath(), signature)) {
            throw Refusal.unauthorized("authentication_error", "INCORRECT_API_KEY_SIGNATURE");
        }
        return id;
    }

    /** The same for a request that need not be signed: empty when it is not, or not as it should be. */
    String ifAny(Request request) {
        try {
            return check(request);
        } catch (Refusal anybody) {
            return "";
        }
    }

    /** @throws Refusal when the key may not do that */
    void allow(String id, boolean write) {
        DemoKeys.Named key = keys.names().get(id);
        if (key == null || !key.allows(write)) {
            throw Refusal.permissionDenied();
        }
    }

    /** Far from any overflow, and still wrong. */
    private static long clamp(long millis) {
        return Math.max(0, Math.min(Long.MAX_VALUE / 2, millis));
    }

    private static String header(Request request, String what) {
        String value = request.header("KALSHI-ACCESS-" + what.toUpperCase(Locale.ROOT));
        if (value == null || value.isEmpty()) {
            throw Refusal.unauthorized(what + "_is_missing_from_headers", "");
        }
        return value;
    }
}
