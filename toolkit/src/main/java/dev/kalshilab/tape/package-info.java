/**
 * The recording format: what an exchange said, one JSON object a line, and which line answers a request.
 *
 * <p>{@link dev.kalshilab.tape.Tape} reads a file and answers requests by the rules of the format, version 1; it knows
 * no transport. Uses {@code wire} for its JSON, and {@code model}.
 */
@NullMarked
package dev.kalshilab.tape;

import org.jspecify.annotations.NullMarked;
