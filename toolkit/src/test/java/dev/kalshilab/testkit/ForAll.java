package dev.kalshilab.testkit;

import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Properties: a fact that holds for many random inputs; the seed of one that fails is printed. */
public final class ForAll {
    private static final long FIRST = Long.getLong("test.seed", 20_260_915L);

    private ForAll() {}

    /** Checks the property with that many seeds; {@code -Dtest.seed=N} begins with that one. */
    public static void forAll(int times, Consumer<Random> property) {
        forAll("test.seed", FIRST, times, (seed, random) -> property.accept(random));
    }

    /** The same with seeds from {@code first} on, which the setting of that name says. */
    public static void forAll(String setting, long first, int times, BiConsumer<Long, Random> property) {
        for (long seed = first; seed < first + times; seed++) {
            try {
                property.accept(seed, new Random(seed));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("fails with -D" + setting + "=" + seed + ": " + e.getMessage(), e);
            }
        }
    }
}
