package dev.kalshilab.sandbox;

/**
 * Random numbers that follow from the seed and a name, the same on every machine.
 *
 * <p>A stream a name, so that what one market is does not depend on which other was asked for before. SplitMix64
 * underneath and {@link StrictMath} above: the ordinary functions may differ in the last digit between machines.
 */
final class Rng {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long state;

    private Rng(long state) {
        this.state = state;
    }

    static Rng of(long seed, String kind, String name) {
        return new Rng(key(seed, kind, name));
    }

    /** The stream that begins at a number, where that is mixed already. */
    static Rng at(long state) {
        return new Rng(state);
    }

    /** Where the stream is: {@link #at} goes on from there. */
    long state() {
        return state;
    }

    /** One number for the seed and the two names. */
    static long key(long seed, String kind, String name) {
        long hash = mix(seed + GOLDEN);
        hash = fold(hash, kind);
        hash = fold(mix(hash), name);
        return mix(hash);
    }

    private static long fold(long hash, String text) {
        long folded = hash;
        for (int i = 0; i < text.length(); i++) {
            folded = (folded ^ text.charAt(i)) * 0x100000001B3L;
        }
        return folded;
    }

    static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    long next() {
        state += GOLDEN;
        return mix(state);
    }

    /** A number from 0 (inclusive) to 1 (exclusive). */
    double uniform() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    double between(double low, double high) {
        return low + (high - low) * uniform();
    }

    int below(int bound) {
        return (int) (uniform() * bound);
    }

    boolean chance(double probability) {
        return uniform() < probability;
    }

    /** Normal, mean 0 and standard deviation 1. */
    double gaussian() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform()));
        return radius * StrictMath.cos(2 * Math.PI * uniform());
    }

    /** How many of something happen when {@code mean} are expected. */
    int poisson(double mean) {
        if (mean > 30) {
            return Math.max(0, (int) (mean + StrictMath.sqrt(mean) * gaussian() + 0.5));
        }
        double limit = StrictMath.exp(-mean);
        double product = uniform();
        int count = 0;
        while (product > limit) {
            product *= uniform();
            count++;
        }
        return count;
    }

    /** A random UUID made of two mixed numbers, such as an exchange hands out. */
    static String uuid(long key, long index) {
        long high = mix(key + index * GOLDEN);
        long low = mix(high ^ (index + GOLDEN));
        return new java.util.UUID(
                        (high & 0xFFFFFFFFFFFF0FFFL) | 0x4000L, (low & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L)
                .toString();
    }
}
