package dev.kalshilab.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the markets of an event forecast at one time, at one percentile.
 *
 * @param eventTicker the event
 * @param endPeriodTs end of the period, inclusive
 * @param periodInterval minutes of the period; 0 is five seconds
 * @param percentile 1/100 percent: 5000 is the median
 * @param rawNumericalForecast the value, as computed
 * @param numericalForecast the value, as shown
 * @param formattedForecast the value with its unit, for reading
 * @param unknown what was sent beside the other components, as one JSON object
 */
public record ForecastPoint(
        @Nullable String eventTicker,
        Instant endPeriodTs,
        @Nullable Long periodInterval,
        @Nullable Long percentile,
        @Nullable Double rawNumericalForecast,
        @Nullable Double numericalForecast,
        @Nullable String formattedForecast,
        @Nullable String unknown) {}
