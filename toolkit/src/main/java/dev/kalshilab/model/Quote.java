package dev.kalshilab.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One answer to a request for quotes: what its creator bids for YES and for NO.
 *
 * <p>{@code yesBid} and {@code noBid} are dollars a contract. Fields about the creators are sent only to themselves.
 *
 * @param id the quote
 * @param rfqId the request that it answers
 * @param marketTicker the market
 * @param status open, accepted, confirmed, executed or cancelled
 * @param contracts contracts asked for
 * @param yesBid what is bid for YES, in dollars a contract
 * @param noBid what is bid for NO, in dollars a contract
 * @param yesContracts contracts that the bid for YES is for
 * @param noContracts contracts that the bid for NO is for
 * @param acceptedSide the side that was accepted: yes or no
 * @param rfqTargetCost what the request wants to spend, in dollars
 * @param targetCostExcludesFees whether fees come on top of that
 * @param restRemainder whether what was not traded rests in the book
 * @param postOnly whether the creator's order may only make, not take
 * @param createdTs when it was made
 * @param updatedTs when it last changed
 * @param acceptedTs when it was accepted
 * @param confirmedTs when its creator confirmed it
 * @param executedTs when it was traded
 * @param cancelledTs when it was cancelled
 * @param expiredTs when it lapsed; gone from the wire
 * @param cancellationReason why it was cancelled
 * @param creatorId public id of who quotes
 * @param rfqCreatorId public id of who asked
 * @param creatorUserId who quotes, when that is the account
 * @param rfqCreatorUserId who asked, when that is the account
 * @param creatorOrderId the order of who quotes, when that is the account
 * @param rfqCreatorOrderId the order of who asked, when that is the account
 * @param creatorSubaccount subaccount of who quotes, when that is the account
 * @param rfqCreatorSubaccount subaccount of who asked, when that is the account
 * @param unknown what was sent beside the other components, as one JSON object
 */
public record Quote(
        String id,
        @Nullable String rfqId,
        @Nullable String marketTicker,
        @Nullable String status,
        @Nullable Contracts contracts,
        @Nullable Price yesBid,
        @Nullable Price noBid,
        @Nullable Contracts yesContracts,
        @Nullable Contracts noContracts,
        @Nullable String acceptedSide,
        @Nullable Money rfqTargetCost,
        @Nullable Boolean targetCostExcludesFees,
        @Nullable Boolean restRemainder,
        @Nullable Boolean postOnly,
        @Nullable Instant createdTs,
        @Nullable Instant updatedTs,
        @Nullable Instant acceptedTs,
        @Nullable Instant confirmedTs,
        @Nullable Instant executedTs,
        @Nullable Instant cancelledTs,
        @Nullable Instant expiredTs,
        @Nullable String cancellationReason,
        @Nullable String creatorId,
        @Nullable String rfqCreatorId,
        @Nullable String creatorUserId,
        @Nullable String rfqCreatorUserId,
        @Nullable String creatorOrderId,
        @Nullable String rfqCreatorOrderId,
        @Nullable Long creatorSubaccount,
        @Nullable Long rfqCreatorSubaccount,
        @Nullable String unknown) {}
