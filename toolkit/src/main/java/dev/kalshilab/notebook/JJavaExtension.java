package dev.kalshilab.notebook;

import dev.kalshilab.display.Display;
import dev.kalshilab.display.DisplayPort;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;

/**
 * The adapter to the JJava kernel, which finds it by its service file and installs it with the toolkit's jars.
 *
 * <p>Compiled against 1.0-a6 and run on newer ones too: of JJava's classes it uses what is the same in both.
 */
public final class JJavaExtension implements Extension {
    // A kernel runs every renderer of a type: a second registration would draw each chart twice.
    private static final AtomicBoolean INSTALLED = new AtomicBoolean();
    private static final long REPLY_MILLIS = 300;

    /** Made by the kernel. */
    public JJavaExtension() {}

    /** Teaches the kernel tables and charts. Never throws: a kernel dies of an extension that does. */
    @Override
    public void install(BaseKernel kernel) {
        try {
            if (!INSTALLED.compareAndSet(false, true)) {
                return;
            }
            endOnFailingStartup(Thread.currentThread());
            if (System.getProperty("java.awt.headless") == null) {
                System.setProperty("java.awt.headless", "true");
            }
            Rich.TYPES.keySet().forEach(type -> register(kernel, type));
            Display.install(new CellPort(kernel));
            Notebook.adapted();
            WarmUp.start();
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

    /** For a kernel that was told not to load extensions. */
    static void adaptRunningKernel() {
        new JJavaExtension().install(BaseKernel.notebookKernel());
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

    private static <T> void register(BaseKernel kernel, Class<T> type) {
        kernel.getRenderer()
                .createRegistration(type)
                .supporting(Rich.mimeTypes(type).toArray(String[]::new))
                .register(
                        (value, context) -> Rich.of(value).ifPresent(rich -> put(context.getOutputContainer(), rich)));
    }

    private static void put(DisplayData into, Rich rich) {
        rich.data().forEach(into::putData);
        for (Map.Entry<String, Map<String, Object>> entry : rich.metadata().entrySet()) {
            into.putMetaData(entry.getKey(), entry.getValue());
        }
    }

    /** The running cell. */
    private static final class CellPort implements DisplayPort {
        private final BaseKernel kernel;

        CellPort(BaseKernel kernel) {
            this.kernel = kernel;
        }

        @Override
        public void show(Object value) {
            kernel.display(kernel.getRenderer().render(value));
        }

        // One println is one output; printf would be one for each of its fragments.
        @Override
        public void note(String line) {
            System.out.println(line);
        }
    }
}
