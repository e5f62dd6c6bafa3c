/**
 * What several tests share: properties, generated exchange data of every wire generation, tapes, a loopback server, and
 * whether what an exchange serves agrees with itself and with its documents.
 */
@NullMarked
package dev.kalshilab.testkit;

import org.jspecify.annotations.NullMarked;
