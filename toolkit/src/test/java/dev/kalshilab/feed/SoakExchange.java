package dev.kalshilab.feed;

import static java.util.Objects.requireNonNull;

import dev.kalshilab.testkit.soak.TruthServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A {@code TruthServer} in a process of its own. */
final class SoakExchange implements AutoCloseable {
    private final Process process;
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final String url;

    SoakExchange(Path truth, List<String> options) throws IOException, InterruptedException, URISyntaxException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(requireNonNull(System.getProperty("java.home")), "bin", "java")
                        .toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-cp",
                Path.of(TruthServer.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())
                        .toString(),
                TruthServer.class.getName(),
                truth.toString()));
        command.addAll(options);
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Thread reader = new Thread(this::listen, "soak-exchange");
        reader.setDaemon(true);
        reader.start();
        url = "http://127.0.0.1:" + said.take().substring("LISTENING ".length()) + "/trade-api/v2";
    }

    private void listen() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                said.add(line);
            }
        } catch (IOException e) {
            // As its end.
        }
        said.add("LISTENING to nobody: it ended");
    }

    String url() {
        return url;
    }

    /** The next line that it said; null for none yet. */
    @Nullable
    String said() {
        return said.poll();
    }

    /** Waits for the next line that it says. */
    String next() throws InterruptedException {
        return said.take();
    }

    /** Ends its waiting at a mark. */
    void goOn() throws IOException {
        process.getOutputStream().write("GO\n".getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
