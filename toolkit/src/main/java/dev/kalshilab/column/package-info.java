/**
 * Rows as growable primitive columns, and the schema that says what each column means.
 *
 * <p>{@link dev.kalshilab.column.Columns} is filled by {@code wire} straight from a body and read by {@code table} and,
 * row by row, as the records of {@code model}. A {@link dev.kalshilab.column.Schema} is the one source for names,
 * types, units, meanings and wire fields. Uses {@code model} only.
 */
@NullMarked
package dev.kalshilab.column;

import org.jspecify.annotations.NullMarked;
