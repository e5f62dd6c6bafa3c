/**
 * Columns to Tablesaw tables and back.
 *
 * <p>Alone in touching Tablesaw's building blocks; the doors only pass {@code Table} on. Money and counts become
 * doubles here and nowhere else: a dollar amount with six decimals survives that and back below nine billion dollars.
 * Uses {@code column}.
 */
@NullMarked
package dev.kalshilab.table;

import org.jspecify.annotations.NullMarked;
