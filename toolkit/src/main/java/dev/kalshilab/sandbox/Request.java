package dev.kalshilab.sandbox;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was asked, apart from how it came.
 *
 * @param rawPath the path as it was sent, which is what was signed
 * @param body what was sent with it, empty when nothing was
 * @param headers the value of a header, whatever the case of its name
 */
record Request(
        String method,
        String rawPath,
        String path,
        Map<String, List<String>> parameters,
        String body,
        Function<String, @Nullable String> headers) {
    @Nullable
    String header(String name) {
        return headers.apply(name);
    }
}
