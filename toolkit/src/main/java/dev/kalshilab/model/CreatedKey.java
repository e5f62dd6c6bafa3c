package dev.kalshilab.model;

import org.jspecify.annotations.Nullable;

/**
 * The key that was just made; what is secret of it is not here.
 *
 * @param apiKeyId the key
 * @param keyType rsa or ed25519
 * @param warning what the exchange warns of
 * @param unknown what was sent beside the other components, as one JSON object
 */
public record CreatedKey(
        String apiKeyId,
        @Nullable String keyType,
        @Nullable String warning,
        @Nullable String unknown) {}
