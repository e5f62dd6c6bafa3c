/**
 * Which requests are made again, how often, and how long after.
 *
 * <p>{@link dev.kalshilab.retry.Retries} is what a connection has one of. Alone in touching Failsafe, which decides; the
 * waiting is done in the caller's thread. Uses nothing of ours.
 */
@NullMarked
package dev.kalshilab.retry;

import org.jspecify.annotations.NullMarked;
