/**
 * What is already known and need not be asked again.
 *
 * <p>{@link dev.kalshilab.cache.Lookups} keeps facts that do not change within a session. Alone in touching Caffeine.
 */
@NullMarked
package dev.kalshilab.cache;

import org.jspecify.annotations.NullMarked;
