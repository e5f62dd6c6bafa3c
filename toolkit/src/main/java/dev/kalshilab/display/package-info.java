/**
 * Where the toolkit speaks to its user: the port that a notebook kernel, or the terminal, stands behind,
 * and a line that says how far something is.
 *
 * <p>The door is {@link dev.kalshilab.display.Display}. Uses no other package and no library; anyone may call it.
 */
@NullMarked
package dev.kalshilab.display;

import org.jspecify.annotations.NullMarked;
