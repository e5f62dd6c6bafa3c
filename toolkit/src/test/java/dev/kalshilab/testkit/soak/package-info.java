/** An exchange in a process of its own that knows what it sent, for tests that compare it with what arrived. */
@NullMarked
package dev.kalshilab.testkit.soak;

import org.jspecify.annotations.NullMarked;
