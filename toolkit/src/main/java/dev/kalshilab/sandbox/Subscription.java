package dev.kalshilab.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One channel of one connection: which markets, and how many messages have been numbered. */
final class Subscription {
    final String channel;
    final int sid;
    /** Null for all markets. */
    private @Nullable Set<String> tickers;

    private long seq;

    Subscription(String channel, int sid, @Nullable Set<String> tickers) {
        this.channel = channel;
        this.sid = sid;
        this.tickers = tickers == null ? null : new TreeSet<>(tickers);
    }

    boolean wants(String ticker) {
        return tickers == null || tickers.contains(ticker);
    }

    boolean isOfAll() {
        return tickers == null;
    }

    /** The markets asked for; none where that is all of them. */
    List<String> tickers() {
        return tickers == null ? List.of() : new ArrayList<>(tickers);
    }

    /** Null widens it to all markets. */
    void add(@Nullable Set<String> more) {
        if (more == null) {
            tickers = null;
        } else if (tickers != null) {
            tickers.addAll(more);
        }
    }

    void remove(Set<String> less) {
        if (tickers != null) {
            tickers.removeAll(less);
        }
    }

    long next() {
        return ++seq;
    }
}
