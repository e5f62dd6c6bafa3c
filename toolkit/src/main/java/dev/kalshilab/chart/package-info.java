/**
 * Finished charts from tables: candles with a volume pane, steps over time, bars by label.
 *
 * <p>The door is {@link dev.kalshilab.chart.Charts}; what it returns is a {@link dev.kalshilab.chart.Picture}: an
 * image, a PNG, a file, one line of text. Alone in touching XChart and AWT, which draw panes and pixels; the time
 * axis, the grid of candles and the words around the panes are ours. Uses {@code table} and {@code model}.
 */
@NullMarked
package dev.kalshilab.chart;

import org.jspecify.annotations.NullMarked;
