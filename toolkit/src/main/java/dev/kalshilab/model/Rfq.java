package dev.kalshilab.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One request for quotes: so many contracts of a market, or as many as an amount of dollars buys.
 *
 * <p>Fields about the creator are sent only to the creator.
 *
 * @param id the request
 * @param marketTicker the market
 * @param status open or closed
 * @param contracts contracts asked for
 * @param targetCost what is to be spent, in dollars
 * @param targetCostExcludesFees whether fees come on top of that
 * @param restRemainder whether what was not traded rests in the book
 * @param createdTs when it was made
 * @param updatedTs when it last changed
 * @param cancelledTs when it was cancelled
 * @param cancellationReason why it was cancelled
 * @param mveCollectionTicker the collection, when the market is a combo
 * @param mveSelectedLegs the legs, when the market is a combo, as JSON
 * @param creatorId public id of who asks; another one while it is open
 * @param creatorUserId who asks, when that is the account
 * @param creatorSubaccount subaccount of who asks, when that is the account
 * @param unknown what was sent beside the other components, as one JSON object
 */
public record Rfq(
        String id,
        @Nullable String marketTicker,
        @Nullable String status,
        @Nullable Contracts contracts,
        @Nullable Money targetCost,
        @Nullable Boolean targetCostExcludesFees,
        @Nullable Boolean restRemainder,
        @Nullable Instant createdTs,
        @Nullable Instant updatedTs,
        @Nullable Instant cancelledTs,
        @Nullable String cancellationReason,
        @Nullable String mveCollectionTicker,
        @Nullable String mveSelectedLegs,
        @Nullable String creatorId,
        @Nullable String creatorUserId,
        @Nullable Long creatorSubaccount,
        @Nullable String unknown) {}
