package dev.kalshilab.testkit;

import java.util.Random;
import java.util.function.Consumer;

/** Properties: a fact that holds for many random inputs; the seed of one that fails is printed. */
public final class ForAll {
    private static final long FIRST = Long.getLong("test.seed", 20_260_915L);

    private ForAll() {}

    /** Checks the property with that many seeds; {@code -Dtest.seed=N} begins with that one. */
    public static void forAll(int times, Consumer<Random> property) {
        for (int i = 0; i < times; i++) {
            long seed = FIRST + i;
            try {
                property.accept(new Random(seed));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("fails with -Dtest.seed=" + seed + ": " + e.getMessage(), e);
            }
        }
    }
}
