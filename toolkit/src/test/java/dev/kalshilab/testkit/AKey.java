package dev.kalshilab.testkit;

import dev.kalshilab.auth.KeyFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A private key of this run in a file, for tests that need any. */
public final class AKey {
    private static final Path FILE = made();

    private AKey() {}

    public static Path file() {
        return FILE;
    }

    private static Path made() {
        try {
            Path directory = Files.createTempDirectory("kalshi-test");
            Path file = directory.resolve("key.pem");
            KeyFiles.writeRsa(file);
            file.toFile().deleteOnExit();
            directory.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
