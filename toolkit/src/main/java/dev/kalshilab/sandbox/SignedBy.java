package dev.kalshilab.sandbox;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Clock;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request was signed by a key of the demo user, within five seconds of the wall clock.
 *
 * <p>Signed is the time in milliseconds, the method, and the path from the root without its query.
 */
final class SignedBy {
    private static final long SKEW = 5_000;
    private static final PSSParameterSpec PSS =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC);

    private final DemoKeys keys;
    private final Clock wall;

    SignedBy(DemoKeys keys, Clock wall) {
        this.keys = keys;
        this.wall = wall;
    }

    /** @throws Refusal unless the request is signed; it says what is wrong in the exchange's words */
    void check(Request request) {
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
        String text = time + request.method() + request.rawPath();
        if (!signed(keys.publicKey(id), text.getBytes(StandardCharsets.UTF_8), signature)) {
            throw Refusal.unauthorized("authentication_error", "INCORRECT_API_KEY_SIGNATURE");
        }
    }

    /** Far from any overflow, and still wrong. */
    private static long clamp(long millis) {
        return Math.max(0, Math.min(Long.MAX_VALUE / 2, millis));
    }

    private static String header(Request request, String what) {
        String value = request.header("KALSHI-ACCESS-" + what.toUpperCase(java.util.Locale.ROOT));
        if (value == null || value.isEmpty()) {
            throw Refusal.unauthorized(what + "_is_missing_from_headers", "");
        }
        return value;
    }

    private static boolean signed(@Nullable PublicKey key, byte[] text, String signature) {
        if (key == null) {
            return false;
        }
        try {
            boolean rsa = key.getAlgorithm().equals("RSA");
            Signature check = Signature.getInstance(rsa ? "RSASSA-PSS" : "Ed25519");
            if (rsa) {
                check.setParameter(PSS);
            }
            check.initVerify(key);
            check.update(text);
            return check.verify(Base64.getDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }
}
