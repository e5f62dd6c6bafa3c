package dev.kalshilab.http;

import dev.kalshilab.pace.TokenBudget;
import dev.kalshilab.retry.Retries;

/**
 * How one connection treats its exchange: how fast it asks, and what it asks again. Each connection has its own.
 */
public record Manners(TokenBudget budget, Retries retries) {
    /** Set for tests of everything else: nothing is counted, and what is asked again is so at once. */
    private static final String HURRY = "dev.kalshilab.hurry";

    /** Those towards an exchange that counts requests. */
    public static Manners usual() {
        return Boolean.getBoolean(HURRY)
                ? new Manners(TokenBudget.unlimited(), Retries.atOnce())
                : new Manners(TokenBudget.cautious(), Retries.usual());
    }

    /** Those towards an exchange that counts nothing. */
    public static Manners uncounted() {
        return new Manners(TokenBudget.unlimited(), Boolean.getBoolean(HURRY) ? Retries.atOnce() : Retries.usual());
    }

    /** A tape answers at once, and the same when it is asked again. */
    static Manners ofTape() {
        return new Manners(TokenBudget.unlimited(), Retries.never());
    }
}
