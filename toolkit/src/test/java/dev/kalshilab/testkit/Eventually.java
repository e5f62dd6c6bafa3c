package dev.kalshilab.testkit;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** For what another thread brings about. */
public final class Eventually {
    private static final long MOST = TimeUnit.SECONDS.toNanos(20);

    private Eventually() {}

    /** Waits until it is so; fails when it is not within 20 seconds. */
    public static void holds(String what, BooleanSupplier so) {
        long start = System.nanoTime();
        while (!so.getAsBoolean()) {
            if (System.nanoTime() - start > MOST) {
                throw new AssertionError("not within 20 seconds: " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
