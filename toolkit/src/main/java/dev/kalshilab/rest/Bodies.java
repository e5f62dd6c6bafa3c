package dev.kalshilab.rest;

import dev.kalshilab.wire.Json;
import java.util.Map;
import okhttp3.MediaType;
import okhttp3.RequestBody;

/** The bodies of requests. */
final class Bodies {
    private static final MediaType JSON = MediaType.get("application/json");

    private Bodies() {}

    /** An object of those members, in their order. */
    static RequestBody json(Map<String, ?> members) {
        return RequestBody.create(Json.write(members), JSON);
    }
}
