package dev.kalshilab;

import dev.kalshilab.model.Market;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whose rows are asked for: of all markets, of those named, or of those that a query finds when it is asked. */
record Tickers(@Nullable List<String> named, @Nullable Markets found) {
    static final Tickers ALL = new Tickers(null, null);

    static Tickers of(List<String> tickers) {
        return new Tickers(List.copyOf(tickers), null);
    }

    static Tickers of(Markets markets) {
        return new Tickers(null, markets);
    }

    @Nullable
    List<String> orAll() {
        return found == null ? named : found.stream().map(Market::ticker).toList();
    }

    List<String> each() {
        List<String> all = orAll();
        return all == null ? List.of() : all;
    }

    List<String> parts() {
        List<String> parts = new ArrayList<>();
        if (found != null) {
            parts.add(found.question());
        } else if (named != null) {
            Parts.tickers(parts, named);
        }
        return parts;
    }
}
