package dev.kalshilab.notebook;

import io.github.spencerpark.jupyter.channels.ShellReplyEnvironment;
import io.github.spencerpark.jupyter.kernel.BaseKernel;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.messages.publish.PublishDisplayData;
import io.github.spencerpark.jupyter.messages.publish.PublishUpdateDisplayData;
import java.util.Map;
import java.util.Optional;

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
                value -> kernel.display(kernel.getRenderer().render(value)),
                () -> running(kernel).map(begun -> cell(kernel, begun)));
        return true;
    }

    private static CellLine.Cell cell(BaseKernel kernel, ShellReplyEnvironment begun) {
        return new CellLine.Cell() {
            @Override
            public void show(String id, Map<String, String> data, boolean first) {
                DisplayData shown = new DisplayData();
                shown.setDisplayId(id);
                data.forEach(shown::putData);
                if (first) {
                    begun.publish(new PublishDisplayData(shown));
                } else {
                    running(kernel).orElse(begun).publish(new PublishUpdateDisplayData(shown));
                }
            }

            @Override
            public boolean runs() {
                return running(kernel).filter(now -> now == begun).isPresent();
            }
        };
    }

    private static Optional<ShellReplyEnvironment> running(BaseKernel kernel) {
        return CellLine.running(kernel.getIO().display, ShellReplyEnvironment.class);
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
