package dev.kalshilab.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A planned time in which the exchange may be down.
 *
 * @param startDatetime it begins
 * @param endDatetime it ends
 * @param unknown what was sent beside the other components, as one JSON object
 */
public record MaintenanceWindow(
        @Nullable Instant startDatetime,
        @Nullable Instant endDatetime,
        @Nullable String unknown) {}
