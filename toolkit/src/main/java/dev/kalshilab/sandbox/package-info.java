/**
 * An embedded exchange on a random port of 127.0.0.1: invented markets, today's wire, no key and no network.
 *
 * <p>The door is {@link dev.kalshilab.sandbox.Sandbox}; everything else is hidden behind its socket. What it serves
 * follows from a seed and its clock alone: {@code Catalogue} lists the series, {@code Walk} moves what the world
 * believes, {@code Trading} turns that into one stream of quotes and trades a market, and candles, books, volumes and
 * results are read off that stream, so they agree with each other. {@code Routes} answers, {@code Server} carries.
 *
 * <p>{@code Account} is what the demo user has, {@code SignedBy} whether it is the user who asks. {@code Tail} lets time
 * pass, and {@code Happenings} tells each {@code Session} what happened meanwhile. A {@code Fault} spoils what is ready
 * to be sent. {@code Standalone} is the program that serves it alone.
 *
 * <p>Uses {@code auth}, {@code model}, Netty and the JDK. It never uses the packages that read the exchange: it writes JSON by its
 * own code from the exchange's specification, so that a field misspelt by the reader is noticed.
 */
@NullMarked
package dev.kalshilab.sandbox;

import org.jspecify.annotations.NullMarked;
