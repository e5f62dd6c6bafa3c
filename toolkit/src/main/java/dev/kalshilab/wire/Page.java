package dev.kalshilab.wire;

import dev.kalshilab.column.Columns;

/**
 * One answer of the exchange.
 *
 * @param rows its rows
 * @param cursor what to send for the next page; empty when this is the last
 */
public record Page(Columns rows, String cursor) {}
