package dev.kalshilab.feed;

import dev.kalshilab.http.Connection;
import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Ticker;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a feed is to bring: {@code kalshi.feed().trades(ticker).open()}. Nothing is connected before {@link #open}. */
public final class FeedPlan {
    private final Connection connection;
    // Null for no trades, empty for those of all markets.
    private final @Nullable List<String> trades;

    private FeedPlan(Connection connection, @Nullable List<String> trades) {
        this.connection = connection;
        this.trades = trades;
    }

    /** A plan that brings nothing yet. */
    public static FeedPlan on(Connection connection) {
        return new FeedPlan(connection, null);
    }

    /** The public trades of these markets, beside those named before; of all markets when none is named. */
    public FeedPlan trades(String... tickers) {
        Set<String> named = new LinkedHashSet<>(trades == null ? List.of() : trades);
        for (String ticker : tickers) {
            if (ticker.isBlank()) {
                throw new KalshiException("trades(…) was given a blank ticker.\nName a market, such as"
                        + " kalshi.example(\"trades\").ticker(), or none for all markets.");
            }
            named.add(Ticker.market(ticker));
        }
        boolean all = tickers.length == 0 || (trades != null && trades.isEmpty());
        return new FeedPlan(connection, all ? List.of() : List.copyOf(named));
    }

    /**
     * Connects and subscribes; the same stream that is open in this process is closed first.
     *
     * @throws KalshiException when the exchange refuses, or does not answer
     */
    public Feed open() {
        if (trades == null) {
            throw new KalshiException("This feed would bring nothing.\nSay what: kalshi.feed().trades(ticker).open().");
        }
        return Feed.open(connection, trades);
    }

    @Override
    public String toString() {
        return "FeedPlan[" + (trades == null ? "nothing" : Feed.asked(trades)) + " on " + connection.name()
                + ", not open]";
    }
}
