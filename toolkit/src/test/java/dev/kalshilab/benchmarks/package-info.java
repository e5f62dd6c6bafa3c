/** Programs that measure and assert nothing; {@code toolkit/benchmarks/run} runs them. */
@NullMarked
package dev.kalshilab.benchmarks;

import org.jspecify.annotations.NullMarked;
