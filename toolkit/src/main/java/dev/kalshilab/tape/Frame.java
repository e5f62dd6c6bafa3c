package dev.kalshilab.tape;

import java.time.Instant;

/**
 * One recorded WebSocket frame.
 *
 * @param at when it passed
 * @param incoming true when it came from the exchange
 * @param connection 1 for the first connection of the tape
 * @param text what it said
 */
public record Frame(Instant at, boolean incoming, int connection, String text) {}
