package dev.kalshilab.notebook;

import io.github.spencerpark.jupyter.kernel.BaseKernel;

/**
 * The adapter to the original IJava kernel, which knows no extensions: the startup script asks for it.
 *
 * <p>Compiled against IJava's base alone. The kernel itself is in no repository, so it is found by its name.
 */
final class IJavaAdapter {
    /** The class whose presence says that this kernel is on the class path. */
    static final String KERNEL = "io.github.spencerpark.ijava.IJava";

    private IJavaAdapter() {}

    /** Teaches the kernel that runs this code tables and charts; false if none does. */
    static boolean adaptRunningKernel() throws ReflectiveOperationException {
        BaseKernel kernel = (BaseKernel) Class.forName(KERNEL, true, IJavaAdapter.class.getClassLoader())
                .getMethod("getKernelInstance")
                .invoke(null);
        if (kernel == null) {
            return false;
        }
        Notebook.adapt(
                type -> register(kernel, type),
                value -> kernel.display(kernel.getRenderer().render(value)));
        return true;
    }

    private static <T> void register(BaseKernel kernel, Class<T> type) {
        kernel.getRenderer()
                .createRegistration(type)
                .supporting(Rich.mimeTypes(type).toArray(String[]::new))
                .register((value, context) -> Rich.of(value)
                        .ifPresent(rich -> rich.putInto(
                                context.getOutputContainer()::putData, context.getOutputContainer()::putMetaData)));
    }
}
