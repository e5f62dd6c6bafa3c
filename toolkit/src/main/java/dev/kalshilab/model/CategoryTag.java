package dev.kalshilab.model;

import org.jspecify.annotations.Nullable;

/**
 * A tag that series of a category carry; {@code tag} is null where a category has none.
 *
 * @param category the category
 * @param tag one of its tags
 * @param unknown what was sent beside the other components, as one JSON object
 */
public record CategoryTag(
        String category, @Nullable String tag, @Nullable String unknown) {}
