package dev.kalshilab.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One channel of one connection: which markets or indices, and how many messages have been numbered. */
final class Subscription {
    final StreamChannel channel;
    final int sid;
    final Manner manner;
    /** Null for all markets. */
    private @Nullable Set<String> tickers;

    private long seq;

    Subscription(StreamChannel channel, int sid, @Nullable Set<String> tickers, Manner manner) {
        this.channel = channel;
        this.sid = sid;
        this.tickers = tickers == null ? null : new TreeSet<>(tickers);
        this.manner = manner;
    }

    /**
     * What a subscription was asked to be like.
     *
     * @param yesPrice whether bids for NO are told as offers of YES
     * @param silent whether an {@code ok} leaves the markets out
     * @param byId whether markets were named by their ids
     * @param shards how many connections share the requests for quotes, 0 for one that gets all
     */
    record Manner(boolean yesPrice, boolean silent, boolean byId, long shards, long shard) {}

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

    /** Numbers that no message will have. */
    void skip(int numbers) {
        seq += numbers;
    }
}
