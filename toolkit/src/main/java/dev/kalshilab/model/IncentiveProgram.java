package dev.kalshilab.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A reward that the exchange pays for trading, or for resting orders, in a market.
 *
 * <p>{@code periodReward} is for all who take part together.
 *
 * @param id the program
 * @param marketId id of the market
 * @param marketTicker the market
 * @param incentiveType liquidity, volume or margin_maker_volume
 * @param incentiveDescription what is rewarded
 * @param startDate it begins
 * @param endDate it ends
 * @param periodReward what is paid for the period in all, in dollars
 * @param maxRewardPerAccount what an account is paid at most, in dollars
 * @param paidOut whether it was paid
 * @param discountFactorBps weight of worse prices, in 1/100 percent
 * @param targetSize contracts that should rest
 * @param unknown what was sent beside the other components, as one JSON object
 */
public record IncentiveProgram(
        String id,
        @Nullable String marketId,
        @Nullable String marketTicker,
        @Nullable String incentiveType,
        @Nullable String incentiveDescription,
        @Nullable Instant startDate,
        @Nullable Instant endDate,
        @Nullable Money periodReward,
        @Nullable Money maxRewardPerAccount,
        @Nullable Boolean paidOut,
        @Nullable Long discountFactorBps,
        @Nullable Contracts targetSize,
        @Nullable String unknown) {}
