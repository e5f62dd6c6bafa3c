package dev.kalshilab;

import dev.kalshilab.column.Columns;
import dev.kalshilab.model.Market;
import dev.kalshilab.rest.Pull;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
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

    /** The tickers; those of a query are found now, and none when all markets are meant. */
    List<String> each() {
        if (found != null) {
            return found.stream().map(Market::ticker).toList();
        }
        return named == null ? List.of() : named;
    }

    /** The rows of these markets, null for all; rows that follow from a query know what that query lacked. */
    Pull pull(Function<@Nullable List<String>, Pull> rows) {
        if (found == null) {
            return rows.apply(named);
        }
        Pull markets = found.pull();
        Columns all = found.rows(markets);
        int ticker = all.schema().index("ticker");
        List<String> tickers = new ArrayList<>();
        for (int row = 0; row < all.rows(); row++) {
            tickers.add(String.valueOf(all.textAt(ticker, row)));
        }
        return rows.apply(tickers).after(markets);
    }

    /** As {@link #pull}, for rows that are not asked for without a ticker. */
    Pull pullEach(Function<List<String>, Pull> rows) {
        return pull(tickers -> rows.apply(tickers == null ? List.of() : tickers));
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
