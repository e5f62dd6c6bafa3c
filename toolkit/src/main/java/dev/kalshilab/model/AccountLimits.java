package dev.kalshilab.model;

import org.jspecify.annotations.Nullable;

/**
 * How fast the account may ask: a bucket of tokens for reads and one for writes.
 *
 * <p>A request takes as many tokens as its operation costs. {@code readLimit} and {@code writeLimit} are requests a second, as the exchange told until spring 2026.
 *
 * @param usageTier basic, advanced, expert, premier, paragon, prime, prestige
 * @param readRefillRate tokens a second for reads
 * @param readBucketCapacity tokens for reads at most
 * @param writeRefillRate tokens a second for writes
 * @param writeBucketCapacity tokens for writes at most
 * @param readLimit reads a second; gone from the wire in 2026
 * @param writeLimit writes a second; gone from the wire in 2026
 * @param grants tiers granted, with until when and why, as JSON
 * @param unknown what was sent beside the other components, as one JSON object
 */
public record AccountLimits(
        @Nullable String usageTier,
        @Nullable Long readRefillRate,
        @Nullable Long readBucketCapacity,
        @Nullable Long writeRefillRate,
        @Nullable Long writeBucketCapacity,
        @Nullable Long readLimit,
        @Nullable Long writeLimit,
        @Nullable String grants,
        @Nullable String unknown) {}
