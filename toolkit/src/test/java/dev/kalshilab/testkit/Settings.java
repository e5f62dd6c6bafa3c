package dev.kalshilab.testkit;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** System properties that a test sets: what they were before is put back behind it. */
public final class Settings implements AfterEachCallback {
    public static final String CACHE = "dev.kalshilab.cache";

    private final Map<String, Optional<String>> before = new LinkedHashMap<>();

    public void set(String name, String value) {
        Optional<String> old = Optional.ofNullable(System.setProperty(name, value));
        before.putIfAbsent(name, old);
    }

    /** Has clients that are opened now keep what they know there. */
    public void cache(Path directory) {
        set(CACHE, directory.toString());
    }

    /** Has clients that are opened now keep nothing on the disk. */
    public void withoutCache() {
        set(CACHE, "off");
    }

    @Override
    public void afterEach(ExtensionContext context) {
        before.forEach((name, value) ->
                value.ifPresentOrElse(was -> System.setProperty(name, was), () -> System.clearProperty(name)));
        before.clear();
    }
}
