/**
 * Order books that follow a stream: exact, in fixed point, one market each.
 *
 * <p>{@link dev.kalshilab.book.LiveBook} is fed by {@code feed} with what {@code wire} read. It knows nothing of
 * messages, sequence numbers or connections: whoever feeds it says when it is no longer to be believed. Uses
 * {@code column} and {@code model} only.
 */
@NullMarked
package dev.kalshilab.book;

import org.jspecify.annotations.NullMarked;
