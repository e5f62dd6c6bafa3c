package dev.kalshilab.model;

import org.jspecify.annotations.Nullable;

/**
 * The id of what was just made: a request for quotes, or a quote.
 *
 * @param id the request or quote that was made
 * @param unknown what was sent beside the other components, as one JSON object
 */
public record CreatedId(String id, @Nullable String unknown) {}
