package dev.kalshilab;

import dev.kalshilab.auth.Credentials;
import dev.kalshilab.cache.Store;
import dev.kalshilab.http.Connection;
import dev.kalshilab.http.Manners;
import dev.kalshilab.model.Example;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.sandbox.Sandbox;
import dev.kalshilab.tape.Tape;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection, with what goes with its kind: the examples that it knows of by itself, and what to close.
 *
 * @param store where answers are kept; null for nowhere
 * @param examples null when the exchange must be asked
 * @param invented true when the exchange invents its data
 */
record Connector(
        Connection connection,
        @Nullable Store store,
        @Nullable Supplier<List<Example>> examples,
        boolean invented,
        Runnable closing) {
    /** The setting that says which exchange {@link Kalshi#open()} opens. */
    static final String SETTING = "KALSHI_ON";

    private static final String PROD = "https://external-api.kalshi.com/trade-api/v2";
    private static final String DEMO = "https://external-api.demo.kalshi.co/trade-api/v2";

    /** What that value of the setting means; null and empty mean production. */
    static Connector of(@Nullable String on) {
        if (on == null || on.isBlank()) {
            return prod();
        }
        String name = on.strip();
        return switch (name) {
            case "sandbox" -> sandbox();
            case "prod" -> prod();
            case "demo" -> demo();
            default -> named(name);
        };
    }

    private static Connector named(String name) {
        if (name.startsWith("tape:")) {
            return replay(path(name.substring("tape:".length())));
        }
        if (name.startsWith("http://") || name.startsWith("https://")) {
            return at(name, settings(name, System.getenv()).orElse(null));
        }
        throw new KalshiException(
                SETTING + " is '" + name + "', which names no exchange.\nSet it to sandbox, demo, prod,"
                        + " tape:FILE, or an address such as https://host/trade-api/v2; unset means prod.");
    }

    private static Path path(String file) {
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw new KalshiException(
                    SETTING + " names the tape '" + file + "', which is no file name here.\nWrite tape:FILE with the"
                            + " path of a .tape.jsonl file.",
                    e);
        }
    }

    /** Production, with the key of the settings {@code KALSHI_…} when they name one. */
    static Connector prod() {
        return prod(Credentials.of(System.getenv(), "KALSHI_").orElse(null));
    }

    static Connector prod(@Nullable Credentials key) {
        return live("prod", PROD, key);
    }

    /** The demo environment, with the key of the settings {@code KALSHI_DEMO_…} when they name one. */
    static Connector demo() {
        return demo(Credentials.of(System.getenv(), "KALSHI_DEMO_").orElse(null));
    }

    static Connector demo(@Nullable Credentials key) {
        return live("demo", DEMO, key);
    }

    /**
     * The key that the settings have for an address: the demo environment's own for its hosts, else production's.
     *
     * <p>None for an address without TLS that is not on this machine: a signature is not for everyone to read.
     */
    static Optional<Credentials> settings(String url, Map<String, String> settings) {
        String host =
                url.replaceFirst("^https?://", "").replaceFirst("[:/].*$", "").toLowerCase(Locale.ROOT);
        boolean here = host.equals("127.0.0.1") || host.equals("localhost");
        if (!url.startsWith("https://") && !here) {
            return Optional.empty();
        }
        return Credentials.of(settings, host.endsWith(".kalshi.co") ? "KALSHI_DEMO_" : "KALSHI_");
    }

    static Connector at(String url, @Nullable Credentials key) {
        return new Connector(
                Connection.at(url, key == null ? null : () -> key), CacheSetting.store(url), null, false, () -> {});
    }

    private static Connector live(String name, String url, @Nullable Credentials key) {
        return new Connector(
                Connection.live(name, url, Clock.systemUTC(), key == null ? null : () -> key),
                CacheSetting.store(url),
                null,
                false,
                () -> {});
    }

    static Connector replay(Path file) {
        Tape tape = Tape.read(file);
        return new Connector(Connection.replay(tape), null, tape::examples, false, () -> {});
    }

    static Connector sandbox() {
        Sandbox sandbox = SharedSandbox.acquire();
        return new Connector(
                Connection.live("sandbox", sandbox.url(), sandbox.clock(), SharedSandbox::key, Manners.uncounted()),
                CacheSetting.inMemory(),
                sandbox::examples,
                true,
                SharedSandbox::release);
    }

    /** A sandbox that somebody else started, and closes. */
    static Connector sandbox(Sandbox running) {
        AtomicReference<@Nullable Credentials> known = new AtomicReference<>();
        return new Connector(
                Connection.live(
                        "sandbox",
                        running.url(),
                        running.clock(),
                        () -> Objects.requireNonNull(known.updateAndGet(key -> key != null
                                ? key
                                : Credentials.of(
                                        running.rsa().id(), running.rsa().file()))),
                        running.limited() ? Manners.usual() : Manners.uncounted()),
                CacheSetting.inMemory(),
                running::examples,
                true,
                () -> {});
    }

    /**
     * One sandbox for all connections of this process, started by the first and stopped with the last.
     *
     * <p>A cell that opens the sandbox is run again and again; the data is the same for all.
     */
    private static final class SharedSandbox {
        private static @Nullable Sandbox running;
        private static int users;
        private static @Nullable Credentials key;

        static synchronized Sandbox acquire() {
            if (running == null) {
                running = Sandbox.start();
            }
            users++;
            return running;
        }

        /** The demo user's key, made when it is first needed: that takes a moment. */
        static synchronized Credentials key() {
            Sandbox sandbox = running;
            if (sandbox == null) {
                throw new KalshiException("The sandbox is closed.\nOpen it again: var kalshi = Kalshi.sandbox();");
            }
            Credentials known = key;
            if (known == null) {
                known = Credentials.of(sandbox.rsa().id(), sandbox.rsa().file());
                key = known;
            }
            return known;
        }

        static synchronized void release() {
            users--;
            if (users == 0 && running != null) {
                running.close();
                running = null;
                key = null;
            }
        }
    }
}
