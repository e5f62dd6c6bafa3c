package dev.kalshilab.sandbox;

import dev.kalshilab.model.KalshiException;

/**
 * What kind of exchange a sandbox is; each method gives another one, and none of them need be called.
 *
 * @param seed what its markets follow from; 1 is usual
 * @param speed how many seconds pass on it in one second of a stream; 60 is usual, with 0 its time is moved by hand
 * @param cents whether it is the exchange of autumn 2025: prices in whole cents, whole contracts, the names of that time
 * @param limited whether it counts tokens as the exchange does, and refuses with 429
 */
public record SandboxOptions(long seed, double speed, boolean cents, boolean limited) {
    private static final int FASTEST = 1_000_000;

    public SandboxOptions {
        checked(speed);
    }

    static double checked(double speed) {
        if (!(speed >= 0 && speed <= FASTEST)) {
            throw new KalshiException("The speed " + speed + " is not between 0 and " + FASTEST
                    + ".\nIt is how many seconds pass on the sandbox in one second of a stream.");
        }
        return speed;
    }

    /** Today's exchange with the usual markets, which refuses nobody for asking often. */
    public static SandboxOptions usual() {
        return new SandboxOptions(1, 60, false, false);
    }

    public SandboxOptions withSeed(long other) {
        return new SandboxOptions(other, speed, cents, limited);
    }

    public SandboxOptions withSpeed(double other) {
        return new SandboxOptions(seed, other, cents, limited);
    }

    /** The exchange of autumn 2025. */
    public SandboxOptions inCents() {
        return new SandboxOptions(seed, speed, true, limited);
    }

    /** The exchange's limits of requests: those of the basic tier for a key, fewer for everybody else. */
    public SandboxOptions withLimits() {
        return new SandboxOptions(seed, speed, cents, true);
    }
}
