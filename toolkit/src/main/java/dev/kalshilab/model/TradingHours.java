package dev.kalshilab.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One session of trading in the week, or a day without one.
 *
 * <p>A day with several sessions has as many rows; on a day without any {@code openTime} and {@code closeTime} are null. A session from 00:00 to 00:00 is the whole day.
 *
 * @param startTime from when this week is in force
 * @param endTime until when this week is in force
 * @param day monday to sunday
 * @param openTime trading begins, HH:MM in US Eastern time
 * @param closeTime trading ends, HH:MM in US Eastern time
 * @param unknown what was sent beside the other components, as one JSON object
 */
public record TradingHours(
        @Nullable Instant startTime,
        @Nullable Instant endTime,
        @Nullable String day,
        @Nullable String openTime,
        @Nullable String closeTime,
        @Nullable String unknown) {}
