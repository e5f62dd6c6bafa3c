package dev.kalshilab.model;

import org.jspecify.annotations.Nullable;

/**
 * An operation that costs other than the usual number of tokens.
 *
 * @param method HTTP method
 * @param path path of the operation, with the names of its parameters
 * @param cost tokens that a request takes
 * @param defaultCost tokens that a request of any operation not listed takes
 * @param unknown what was sent beside the other components, as one JSON object
 */
public record EndpointCost(
        @Nullable String method,
        @Nullable String path,
        @Nullable Long cost,
        @Nullable Long defaultCost,
        @Nullable String unknown) {}
