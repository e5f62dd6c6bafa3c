package dev.kalshilab.auth;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program {@code openssl}, run in one directory. */
final class Openssl {
    record Said(int status, String text) {}

    private final Path directory;

    /** Ends the test as skipped, with the reason printed, where it is not installed. */
    Openssl(Path directory) throws InterruptedException {
        this.directory = directory;
        Said version;
        try {
            version = execute("openssl", "version");
        } catch (IOException e) {
            version = new Said(-1, "");
        }
        // LibreSSL answers to the same name and signs otherwise.
        boolean there = version.status() == 0 && version.text().matches("(?s)OpenSSL [3-9].*");
        if (!there) {
            System.out.println("Skipped: openssl 3 is not installed");
        }
        assumeTrue(there, "openssl 3 is not installed");
    }

    /** What it says, which must be without error. */
    String run(String... arguments) throws IOException, InterruptedException {
        Said said = tried(arguments);
        if (said.status() != 0) {
            throw new AssertionError("openssl " + String.join(" ", arguments) + ": " + said.text());
        }
        return said.text();
    }

    Said tried(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        return execute(command.toArray(new String[0]));
    }

    private Said execute(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("openssl did not end: " + text);
        }
        return new Said(process.exitValue(), text);
    }
}
