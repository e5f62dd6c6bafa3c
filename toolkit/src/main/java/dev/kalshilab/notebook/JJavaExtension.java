package dev.kalshilab.notebook;

import java.util.Map;
import java.util.Optional;
import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.messages.publish.PublishDisplayData;
import org.dflib.jjava.jupyter.messages.publish.PublishUpdateDisplayData;

/**
 * The adapter to the JJava kernel, which finds it by its service file and installs it with the toolkit's jars.
 *
 * <p>Compiled against 1.0-a6 and run on newer ones too: of JJava's classes it uses what is the same in both.
 */
public final class JJavaExtension implements Extension {
    private static final long REPLY_MILLIS = 300;

    /** Made by the kernel. */
    public JJavaExtension() {}

    /** Teaches the kernel tables and charts. Never throws: a kernel dies of an extension that does. */
    @Override
    public void install(BaseKernel kernel) {
        try {
            endOnFailingStartup(Thread.currentThread());
            Notebook.adapt(
                    type -> register(kernel, type),
                    value -> kernel.display(kernel.getRenderer().render(value)),
                    () -> running(kernel).map(begun -> cell(kernel, begun)));
        } catch (Throwable failure) {
            Notebook.failed(failure);
        }
    }

    /**
     * Ends the process soon after the kernel's reply to a shutdown or restart request has gone out.
     *
     * <p>JJava by itself lives on for up to a minute, for a thread that waits for work; front ends then kill it.
     */
    @Override
    public void uninstall(BaseKernel kernel) {
        Thread end = new Thread(
                () -> {
                    try {
                        Thread.sleep(REPLY_MILLIS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    System.exit(0);
                },
                "kalshi-shutdown");
        end.setDaemon(true);
        end.start();
    }

    /** For a kernel that was told not to load extensions; false if no kernel runs this code. */
    static boolean adaptRunningKernel() {
        BaseKernel kernel;
        try {
            kernel = BaseKernel.notebookKernel();
        } catch (NullPointerException none) {
            // Its way to say so.
            return false;
        }
        new JJavaExtension().install(kernel);
        return true;
    }

    /**
     * JJava runs the startup scripts after this, on its main thread. A script that throws ends that thread alone: the
     * process would neither answer nor end until the front end gave up on it, a minute later.
     */
    private static void endOnFailingStartup(Thread startup) {
        if (startup.getName().equals("main")) {
            startup.setUncaughtExceptionHandler((thread, failure) -> {
                System.err.println("The kernel's startup script failed: " + failure);
                System.exit(1);
            });
        }
    }

    // A display's id goes in as what it is on the wire: its setter is another one in each version.
    private static CellLine.Cell cell(BaseKernel kernel, ShellReplyEnvironment begun) {
        return new CellLine.Cell() {
            @Override
            public void show(String id, Map<String, String> data, boolean first) {
                DisplayData shown = new DisplayData();
                shown.putTransientData("display_id", id);
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
