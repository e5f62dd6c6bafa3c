/** What several tests share: properties, generated exchange data of every wire generation, tapes, a loopback server. */
@NullMarked
package dev.kalshilab.testkit;

import org.jspecify.annotations.NullMarked;
