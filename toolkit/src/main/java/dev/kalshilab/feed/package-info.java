/**
 * WebSocket streams into tables: a session with the exchange, and the buffers that its messages fill.
 *
 * <p>{@link dev.kalshilab.feed.Feed} is the door. The thread that reads the socket only notes the time and hands a frame
 * on to a bounded queue; another one parses. {@link dev.kalshilab.feed.RawStream} has none parsed: its frames are for the tape. A {@code Transport} is a socket or a tape. Alone in touching OkHttp's
 * WebSocket. Uses {@code http}, {@code wire}, {@code column}, {@code table} and {@code model}; never {@code rest}.
 */
@NullMarked
package dev.kalshilab.feed;

import org.jspecify.annotations.NullMarked;
