package dev.kalshilab.tape;

import dev.kalshilab.wire.Json;
import java.time.Instant;
import java.util.Map;

/** One recorded HTTP exchange. */
record Entry(
        Instant at,
        String method,
        String path,
        Map<String, String> query,
        int status,
        Map<String, String> headers,
        String body) {
    /** True for an answer that was not cut off. */
    boolean isWhole() {
        try {
            Json.members(body);
            return true;
        } catch (Json.Malformed e) {
            return false;
        }
    }
}
