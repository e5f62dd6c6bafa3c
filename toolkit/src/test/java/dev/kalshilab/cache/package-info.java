/** What is kept is right or not there, whatever happens to processes and files. */
@NullMarked
package dev.kalshilab.cache;

import org.jspecify.annotations.NullMarked;
