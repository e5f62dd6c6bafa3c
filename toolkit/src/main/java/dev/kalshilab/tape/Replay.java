package dev.kalshilab.tape;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A tape's answer to a request.
 *
 * @param at when it was recorded
 * @param status the HTTP status
 * @param headers lower-case names
 * @param body the recorded body, less the rows that were not asked for
 * @param notes how what was recorded differs from what was asked
 */
public record Replay(Instant at, int status, Map<String, String> headers, String body, List<String> notes) {}
