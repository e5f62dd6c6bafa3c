package dev.kalshilab.sandbox;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A key of the sandbox's demo user, as the exchange hands them out: an id, and a file with the private key.
 *
 * @param type {@code rsa} or {@code ed25519}
 * @param id what goes into the header {@code KALSHI-ACCESS-KEY}
 * @param file the private key as PEM, readable by its owner alone; gone when the sandbox is closed
 */
public record DemoKey(String type, String id, Path file) {
    public DemoKey {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(file, "file");
    }

    /** One line without the id, which goes with every request and belongs on no page. */
    @Override
    public String toString() {
        return "DemoKey[" + type + "]";
    }
}
