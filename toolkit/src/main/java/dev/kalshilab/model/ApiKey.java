package dev.kalshilab.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of the keys of the account, without what is secret of it.
 *
 * @param apiKeyId the key
 * @param name its name, given by the user
 * @param scopes what it may do: read, write, or parts of them
 * @param subaccount the one subaccount that it is for; missing for all
 * @param fcmSubtraderId the one subtrader that it is for
 * @param keyType rsa or ed25519
 * @param createdTs when it was made; only in the documents of 2025
 * @param apiKeyRegionExpirationTs until when the account's statement of where it is holds; missing if it made none
 * @param unknown what was sent beside the other components, as one JSON object
 */
public record ApiKey(
        String apiKeyId,
        @Nullable String name,
        @Nullable List<String> scopes,
        @Nullable Long subaccount,
        @Nullable String fcmSubtraderId,
        @Nullable String keyType,
        @Nullable Instant createdTs,
        @Nullable Instant apiKeyRegionExpirationTs,
        @Nullable String unknown) {}
