package dev.kalshilab;

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
}
