/**
 * What the exchange answered and need not be asked again.
 *
 * <p>{@link dev.kalshilab.cache.Store} is the door: stretches of time, single answers and facts of one source, in memory
 * and on the disk. {@link dev.kalshilab.cache.Finality} alone says what can no longer change, {@link
 * dev.kalshilab.cache.Ranges} does the sums. Alone in
 * touching Caffeine; of ours it uses the model's exception and nothing else.
 */
@NullMarked
package dev.kalshilab.cache;

import org.jspecify.annotations.NullMarked;
