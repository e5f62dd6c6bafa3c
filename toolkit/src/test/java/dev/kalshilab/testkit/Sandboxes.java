package dev.kalshilab.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kalshilab.sandbox.Sandbox;
import dev.kalshilab.sandbox.SandboxOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The sandboxes of integration tests. After each test a sample of what they serve, whatever the test did with them, must
 * agree with itself ({@link Agreement#sample()}); then they are closed, which a test need not do.
 *
 * <p>JUnit knows of it by {@code META-INF/services}, for all tests; a house test holds that integration tests start
 * theirs here.
 */
public final class Sandboxes implements AfterEachCallback {
    private static final List<Sandbox> STARTED = new ArrayList<>();

    /** The usual one. */
    public static Sandbox start() {
        return start(SandboxOptions.usual());
    }

    /** One of that kind. */
    public static synchronized Sandbox start(SandboxOptions options) {
        Sandbox sandbox = Sandbox.start(options);
        STARTED.add(sandbox);
        return sandbox;
    }

    private static synchronized List<Sandbox> take() {
        List<Sandbox> started = List.copyOf(STARTED);
        STARTED.clear();
        return started;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        List<String> differences = new ArrayList<>();
        for (Sandbox sandbox : take()) {
            try (sandbox) {
                long start = System.nanoTime();
                differences.addAll(new Agreement(Agreement.at(sandbox.url(), Signer.of(sandbox.ed25519()))).sample());
                System.out.println(context.getDisplayName() + ": " + sandbox + " looked at in "
                        + (System.nanoTime() - start) / 1_000_000 + " ms");
            }
        }
        assertThat(differences)
                .as("what the sandbox serves after " + context.getDisplayName())
                .isEmpty();
    }
}
