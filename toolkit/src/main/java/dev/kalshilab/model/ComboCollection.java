package dev.kalshilab.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A collection of events whose markets may be combined into one: the legs of a combo, or parlay.
 *
 * @param collectionTicker the collection
 * @param seriesTicker the series of its combos
 * @param title what it is about
 * @param description what can be chosen
 * @param functionalDescription how the result follows from the legs
 * @param openDate from when combos can be made
 * @param closeDate until when combos can be made
 * @param associatedEvents the events, with what may be chosen from each, as JSON
 * @param associatedEventTickers the events; deprecated by the exchange
 * @param isOrdered whether the order of the legs matters
 * @param isSingleMarketPerEvent whether an event gives one leg at most; deprecated by the exchange
 * @param isAllYes whether all legs must be YES; deprecated by the exchange
 * @param sizeMin legs at least
 * @param sizeMax legs at most; 0 is no limit
 * @param priceLevelStructure name of the tick rule
 * @param priceRanges ticks by price range, as JSON
 * @param exchangeIndex shard of the exchange
 * @param unknown what was sent beside the other components, as one JSON object
 */
public record ComboCollection(
        String collectionTicker,
        @Nullable String seriesTicker,
        @Nullable String title,
        @Nullable String description,
        @Nullable String functionalDescription,
        @Nullable Instant openDate,
        @Nullable Instant closeDate,
        @Nullable String associatedEvents,
        @Nullable List<String> associatedEventTickers,
        @Nullable Boolean isOrdered,
        @Nullable Boolean isSingleMarketPerEvent,
        @Nullable Boolean isAllYes,
        @Nullable Long sizeMin,
        @Nullable Long sizeMax,
        @Nullable String priceLevelStructure,
        @Nullable String priceRanges,
        @Nullable Long exchangeIndex,
        @Nullable String unknown) {}
