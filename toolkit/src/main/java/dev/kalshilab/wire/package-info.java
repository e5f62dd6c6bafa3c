/**
 * JSON to columns: one table of fields and units by kind of row, and the reader that follows it.
 *
 * <p>{@link dev.kalshilab.wire.Shapes} and the other {@code …Shapes} list every field of every generation of the
 * exchange's wire; a unit follows from the kind of row, the field's name and the JSON type, never from the size of a
 * number. {@link dev.kalshilab.wire.Answer} names the answers and reads whole bodies; what they nest is unfolded into
 * rows. Alone in touching Moshi. Uses {@code column} and {@code model}.
 */
@NullMarked
package dev.kalshilab.wire;

import org.jspecify.annotations.NullMarked;
