package dev.kalshilab;

/**
 * What a connection has done.
 *
 * @param requests requests made
 * @param cached questions answered from what was known
 */
public record Stats(long requests, long cached) {
    @Override
    public String toString() {
        return "requests=" + requests + " cached=" + cached;
    }
}
