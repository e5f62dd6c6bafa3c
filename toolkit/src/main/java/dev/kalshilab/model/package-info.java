/**
 * What the exchange talks about: its nouns as records, its money and counts as exact integers, and what is asked of
 * it as request records.
 *
 * <p>No I/O, no clock, no library but the null annotations. Every other package may use this one; it uses none.
 * A component that the exchange may leave out is {@link org.jspecify.annotations.Nullable}: missing is {@code null},
 * never zero and never the empty text.
 */
@NullMarked
package dev.kalshilab.model;

import org.jspecify.annotations.NullMarked;
