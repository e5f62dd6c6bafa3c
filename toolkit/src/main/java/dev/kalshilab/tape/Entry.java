package dev.kalshilab.tape;

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
        String body) {}
