package dev.kalshilab.model;

import org.jspecify.annotations.Nullable;

/** Which series are asked for. */
public record SeriesRequest(
        @Nullable String category, @Nullable String tags, boolean productMetadata, boolean volume) {
    public static final SeriesRequest ALL = new SeriesRequest(null, null, false, false);
}
