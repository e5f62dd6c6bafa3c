package dev.kalshilab;

import dev.kalshilab.cache.Store;
import dev.kalshilab.cache.StoreOptions;
import dev.kalshilab.display.Display;
import dev.kalshilab.model.KalshiException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where answers are kept: {@code KALSHI_CACHE} names a directory, or is {@code memory} or {@code off}; unset means the
 * user's own directory for caches.
 */
final class CacheSetting {
    static final String SETTING = "KALSHI_CACHE";

    /** The same for tests, which cannot set the environment. */
    private static final String PROPERTY = "dev.kalshilab.cache";

    /** Set to true, what belongs to an account may be on the disk too. */
    static final String ACCOUNT_TOO = "KALSHI_CACHE_ACCOUNT";

    private static final String ACCOUNT_PROPERTY = "dev.kalshilab.cache.account";

    private CacheSetting() {}

    /** The store for an exchange at that address; null for none. */
    static @Nullable Store store(String source) {
        return store(source, System.getenv(), System.getProperty(PROPERTY));
    }

    /** A store that is gone with the connection; null for none. */
    static @Nullable Store inMemory() {
        return "off".equals(value(System.getenv(), System.getProperty(PROPERTY))) ? null : Store.inMemory();
    }

    static @Nullable Store store(String source, Map<String, String> settings, @Nullable String property) {
        String value = value(settings, property);
        StoreOptions usual = StoreOptions.usual().withTrouble(Display::note);
        StoreOptions options = accountToo(settings, System.getProperty(ACCOUNT_PROPERTY)) ? usual.withPrivate() : usual;
        return switch (value) {
            case "off" -> null;
            case "memory" -> Store.inMemory(options);
            case "" -> Store.on(usual(settings), source, options);
            default -> Store.on(path(value), source, options);
        };
    }

    static boolean accountToo(Map<String, String> settings, @Nullable String property) {
        String value = property == null ? settings.get(ACCOUNT_TOO) : property;
        String word = value == null ? "" : value.strip().toLowerCase(Locale.ROOT);
        return switch (word) {
            case "true" -> true;
            case "", "false" -> false;
            default ->
                throw new KalshiException(
                        ACCOUNT_TOO + " is '" + word + "', which is neither true nor false.\nSet it to"
                                + " true to keep fills and settlements on the disk, for you alone; unset means that they are"
                                + " not.");
        };
    }

    private static String value(Map<String, String> settings, @Nullable String property) {
        String value = property == null ? settings.get(SETTING) : property;
        return value == null ? "" : value.strip();
    }

    private static Path path(String value) {
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw new KalshiException(
                    SETTING + " is '" + value
                            + "', which is no directory name here.\nSet it to a directory, to memory or"
                            + " to off; unset means your own directory for caches.",
                    e);
        }
    }

    /** As each system has it: XDG's on Linux, Library/Caches on macOS, the local application data on Windows. */
    private static Path usual(Map<String, String> settings) {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        Path home = Path.of(System.getProperty("user.home", "."));
        String local = settings.get("LOCALAPPDATA");
        String xdg = settings.get("XDG_CACHE_HOME");
        if (system.startsWith("windows") && local != null && !local.isBlank()) {
            return Path.of(local, "kalshi-toolkit", "cache");
        }
        if (system.startsWith("mac")) {
            return home.resolve("Library").resolve("Caches").resolve("kalshi-toolkit");
        }
        return (xdg == null || xdg.isBlank() ? home.resolve(".cache") : Path.of(xdg)).resolve("kalshi-toolkit");
    }
}
