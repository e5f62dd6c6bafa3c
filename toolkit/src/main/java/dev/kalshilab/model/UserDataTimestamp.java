package dev.kalshilab.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How fresh what the exchange tells of accounts is.
 *
 * @param asOfTime all before it is in the answers
 * @param unknown what was sent beside the other components, as one JSON object
 */
public record UserDataTimestamp(
        @Nullable Instant asOfTime, @Nullable String unknown) {}
