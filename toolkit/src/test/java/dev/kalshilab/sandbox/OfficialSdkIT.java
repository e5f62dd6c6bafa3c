package dev.kalshilab.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.testkit.Sandboxes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A client that others wrote for the exchange cannot tell the sandbox from it: the official Python SDK. */
class OfficialSdkIT {
    private static final Path PYTHON = Path.of(System.getProperty("project.root"), "toolkit/src/test/python");
    private static final Path ENVIRONMENT = Path.of(System.getProperty("project.root"), "toolkit/target/official-sdk");
    private static final boolean WINDOWS =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");

    @Test
    void everyReadCallOfTheOfficialSdkSucceedsAndItsModelsValidate() throws Exception {
        Path python = environment();
        Sandbox sandbox = Sandboxes.start();
        String said = run(List.of(
                python.toString(),
                PYTHON.resolve("official_sdk.py").toString(),
                sandbox.url(),
                sandbox.rsa().id(),
                sandbox.rsa().file().toString()));

        assertThat(said.lines().filter(line -> line.startsWith("ok ")).count()).isGreaterThan(55);
        assertThat(said.lines()).noneMatch(line -> line.startsWith("FAILED")).contains("0 failed");
    }

    /** A Python of its own with the SDK in it. */
    private static Path environment() throws Exception {
        Path python = ENVIRONMENT.resolve(WINDOWS ? "Scripts/python.exe" : "bin/python");
        String system = System.getenv().getOrDefault("PYTHON", WINDOWS ? "python" : "python3");
        run(List.of(system, "-m", "venv", "--clear", ENVIRONMENT.toString()));
        run(List.of(
                python.toString(),
                "-m",
                "pip",
                "--disable-pip-version-check",
                "install",
                "--quiet",
                "--ignore-requires-python",
                "--no-deps",
                "--requirement",
                PYTHON.resolve("official_sdk.txt").toString()));
        return python;
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Files.createDirectories(ENVIRONMENT.getParent());
        Path log = Files.createTempFile(ENVIRONMENT.getParent(), "official-sdk", ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).as(command.toString()).isTrue();
        String said = Files.readString(log);
        assertThat(process.exitValue()).as(command + "\n" + said).isZero();
        return said;
    }
}
