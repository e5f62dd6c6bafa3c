package dev.kalshilab.model;

import org.jspecify.annotations.Nullable;

/**
 * The public id under which the account asks for quotes and gives them.
 *
 * @param communicationsId the account, as others see it
 * @param unknown what was sent beside the other components, as one JSON object
 */
public record CommunicationsId(
        String communicationsId, @Nullable String unknown) {}
