package dev.kalshilab.testkit.judge;

/** Numbers that follow from a seed and a place alone, whatever was asked before. */
final class Mix {
    private Mix() {}

    static long of(long seed, long place) {
        long z = seed * 0x9E3779B97F4A7C15L + place + 0x632BE59BD9B4E019L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    static long of(long seed, long place, long other) {
        return of(of(seed, place), other);
    }

    static long of(long seed, String text) {
        long mixed = seed;
        for (int i = 0; i < text.length(); i++) {
            mixed = mixed * 1_099_511_628_211L + text.charAt(i);
        }
        return of(seed, mixed);
    }

    /** From 0 to before 1. */
    static double unit(long mixed) {
        return (mixed >>> 11) * 0x1.0p-53;
    }

    /** From 0 to before {@code bound}. */
    static int below(long mixed, int bound) {
        return (int) Long.remainderUnsigned(mixed, bound);
    }
}
