/** Facts about keys and signatures. No key is kept in the sources: each run makes its own. */
@NullMarked
package dev.kalshilab.auth;

import org.jspecify.annotations.NullMarked;
