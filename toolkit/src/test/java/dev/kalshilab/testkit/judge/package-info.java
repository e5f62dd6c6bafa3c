/**
 * An exchange on loopback that judges its client: truth from a seed in plain arrays, its own JSON, a count of all that
 * was asked, a token bucket by arrival, and faults by seed. It shares no code with what it judges.
 */
@NullMarked
package dev.kalshilab.testkit.judge;

import org.jspecify.annotations.NullMarked;
