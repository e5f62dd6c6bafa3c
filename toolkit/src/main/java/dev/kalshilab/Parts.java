package dev.kalshilab;

import dev.kalshilab.model.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of a question as it prints itself. */
final class Parts {
    private static final int SHOWN = 3;

    private Parts() {}

    static void add(List<String> parts, String name, @Nullable Object value) {
        if (value != null) {
            parts.add(name + "=" + value);
        }
    }

    /** The first tickers, and how many more. */
    static void tickers(List<String> parts, List<String> tickers) {
        if (tickers.size() <= SHOWN) {
            parts.addAll(tickers);
        } else {
            parts.addAll(tickers.subList(0, SHOWN));
            parts.add("and " + (tickers.size() - SHOWN) + " more");
        }
    }

    /** What a request asks for: its parameters in the order they were given, and its range. */
    static void request(List<String> parts, Request request) {
        request.parameters().forEach((name, value) -> {
            if (value instanceof List<?>) {
                tickers(parts, request.texts(name));
            } else if (name.equals("status")) {
                parts.add(value.toString());
            } else if (value.equals(true)) {
                parts.add(name.replace('_', ' '));
            } else {
                add(parts, name.replaceFirst("_ticker$", ""), value);
            }
        });
        if (request.historical()) {
            parts.add("historical");
        }
        add(parts, "since", request.from());
        add(parts, "until", request.to());
    }
}
