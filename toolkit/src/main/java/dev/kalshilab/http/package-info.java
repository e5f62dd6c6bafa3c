/**
 * One connection to one exchange: its address, its clock, its transport, and what was counted on it.
 *
 * <p>{@link dev.kalshilab.http.Connection} is live, or replays a {@link dev.kalshilab.tape.Tape} at the same seam: an
 * interceptor answers instead of the network. Alone in touching OkHttp's client. Uses {@code tape} and {@code model}.
 */
@NullMarked
package dev.kalshilab.http;

import org.jspecify.annotations.NullMarked;
