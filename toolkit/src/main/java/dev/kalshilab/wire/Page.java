package dev.kalshilab.wire;

import dev.kalshilab.column.Columns;

/**
 * One answer of the exchange.
 *
 * @param rows its rows
 * @param cursor what to send for the next page; empty when this is the last
 * @param misfits how many values did not fit their columns: they are missing there, and kept in {@code unknown}
 */
public record Page(Columns rows, String cursor, int misfits) {}
