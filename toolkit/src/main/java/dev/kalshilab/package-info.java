/**
 * The door: {@link dev.kalshilab.Kalshi} opens a connection to the exchange, to a sandbox or to a tape, and its queries
 * give records and tables.
 *
 * <p>A query is a fluent shell round a request record of {@code model}; {@code rest} executes it. This package wires
 * the others together and holds no rule of its own.
 */
@NullMarked
package dev.kalshilab;

import org.jspecify.annotations.NullMarked;
