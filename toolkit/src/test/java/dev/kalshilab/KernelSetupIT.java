package dev.kalshilab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Python part has tests in its own language; this lets one command run them too. */
class KernelSetupIT {
    private static final Path ROOT = Path.of(System.getProperty("project.root"));

    @Test
    void pythonTestsPass(@TempDir Path directory) throws Exception {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        String python = System.getenv().getOrDefault("PYTHON", windows ? "python" : "python3");
        Path log = directory.resolve("log.txt");
        Process process = new ProcessBuilder(
                        List.of(python, "-m", "unittest", "discover", "--start-directory", "kernel-setup/tests"))
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();

        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        assertThat(Files.readString(log)).containsPattern("Ran \\d{2,} tests").contains("OK");
    }
}
