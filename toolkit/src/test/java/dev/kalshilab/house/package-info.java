/** The house rules that no compiler holds: arrows between packages, names, the public API. */
@NullMarked
package dev.kalshilab.house;

import org.jspecify.annotations.NullMarked;
