/**
 * Tables to CSV files and back, losing nothing.
 *
 * <p>The door is {@code Csv}. A file is plain RFC 4180 for anyone to read; what CSV cannot say (types, units, where the
 * rows come from) is in a sidecar beside it, so that reading back gives an equal table. Files are replaced whole or not
 * at all. Alone in touching FastCSV; uses {@code table}, {@code model} and the JSON of {@code wire}.
 */
@NullMarked
package dev.kalshilab.csv;

import org.jspecify.annotations.NullMarked;
