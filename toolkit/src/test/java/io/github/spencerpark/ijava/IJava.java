package io.github.spencerpark.ijava;

import io.github.spencerpark.jupyter.kernel.BaseKernel;
import org.jspecify.annotations.Nullable;

/** Stands where the kernel's own class stands, which is in no repository: it says which kernel runs. */
public final class IJava {
    private static @Nullable BaseKernel kernel;

    private IJava() {}

    public static @Nullable BaseKernel getKernelInstance() {
        return kernel;
    }

    public static void run(BaseKernel next) {
        kernel = next;
    }
}
