package dev.kalshilab.model;

import org.jspecify.annotations.Nullable;

/** Which events are asked for, and whether their markets come with them. */
public record EventsRequest(
        @Nullable String series,
        @Nullable String status,
        @Nullable Moment minClose,
        boolean nested) {
    public static final EventsRequest ALL = new EventsRequest(null, null, null, false);
}
