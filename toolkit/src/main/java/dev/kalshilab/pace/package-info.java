/**
 * How fast an exchange may be asked: buckets of tokens as the exchange keeps them, one for reads and one for writes.
 *
 * <p>{@link dev.kalshilab.pace.TokenBudget} is what a connection has one of. Alone in touching Bucket4j. Uses nothing of
 * ours.
 */
@NullMarked
package dev.kalshilab.pace;

import org.jspecify.annotations.NullMarked;
