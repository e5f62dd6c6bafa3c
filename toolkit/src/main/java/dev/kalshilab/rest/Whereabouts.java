package dev.kalshilab.rest;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** In which tier markets are, as far as one pull knows: what saves asking the other one. */
final class Whereabouts {
    private static final long SURELY = Duration.ofDays(1).toNanos() / 1000;

    /** So many markets can be looked up with one request. */
    private static final int TICKERS_A_REQUEST = 100;

    private final Function<List<String>, @Nullable Map<String, Tiers.Listed>> listing;
    /** The cutoff at which a market was seen in the live tier with older rows: it goes by market then. */
    private final AtomicLong wholeAt;
    /** What the live tier lists. */
    private final Map<String, Tiers.Listed> listed = new ConcurrentHashMap<>();
    /** What it was asked about and does not list. */
    private final Set<String> elsewhere = ConcurrentHashMap.newKeySet();

    /**
     * @param listing what the live tier lists of some markets; null when it does not say
     * @param wholeAt what pulls know together of where the exchange goes by market
     */
    Whereabouts(Function<List<String>, @Nullable Map<String, Tiers.Listed>> listing, AtomicLong wholeAt) {
        this.listing = listing;
        this.wholeAt = wholeAt;
    }

    /** Parts that ask where markets are, many together, if all rows are wanted. */
    List<Part> lookups(List<String> tickers) {
        return Batch.cut(tickers, TICKERS_A_REQUEST).stream()
                .<Part>map(Lookup::new)
                .toList();
    }

    /** True when the live tier was asked where that market is, and does not list it. */
    boolean isElsewhere(Tiers.Both both) {
        return both.ticker() != null && elsewhere.contains(both.ticker());
    }

    /** True when the live tier lists it, and is known to have whole markets. */
    boolean isWhole(Tiers.Both both, long cutoff) {
        return listed(both) != null && wholeAt.get() == cutoff;
    }

    /** Looks whether the rows of some markets so far say that the live tier has whole markets. */
    void see(List<Tiers.Both> subjects, long cutoff) {
        if (wholeAt.get() != cutoff && subjects.stream().anyMatch(both -> isCutByMarket(both, cutoff))) {
            wholeAt.set(cutoff);
        }
    }

    /** False when something says that history has nothing of it behind what the live tier gave. */
    boolean mayBeHistory(Tiers.Both both, long cutoff) {
        if (both.ticker() == null || both.absence().ofLive() != null) {
            return true;
        }
        Tiers.Listed is = listed(both);
        Long opened = is == null ? null : is.opened();
        if (isCutByMarket(both, cutoff) || (opened != null && opened >= cutoff)) {
            return false;
        }
        return wholeAt.get() != cutoff || !(both.live().seen().hasRows() || isWhole(both, cutoff));
    }

    /** A live tier with older rows is not cut by their time: the market is all there. */
    private static boolean isCutByMarket(Tiers.Both both, long cutoff) {
        return both.ticker() != null && both.live().seen().oldest() < cutoff - SURELY;
    }

    private Tiers.@Nullable Listed listed(Tiers.Both both) {
        return both.ticker() == null ? null : listed.get(both.ticker());
    }

    private void lookUp(List<String> tickers) {
        Map<String, Tiers.Listed> known = listing.apply(tickers);
        if (known != null) {
            listed.putAll(known);
            tickers.stream().filter(ticker -> !known.containsKey(ticker)).forEach(elsewhere::add);
        }
    }

    /** Asks where some markets are; who wants the first rows only is not kept waiting. */
    private final class Lookup extends Part {
        private final List<String> tickers;
        private boolean wanted;
        private boolean ended;

        Lookup(List<String> tickers) {
            this.tickers = tickers;
        }

        @Override
        void together(Sharing among) {
            wanted = true;
        }

        @Override
        Step ask() {
            if (wanted) {
                lookUp(tickers);
            }
            ended = true;
            return new Step(null, List.of());
        }

        @Override
        long requests() {
            return wanted ? 1 : 0;
        }

        @Override
        boolean ended() {
            return ended;
        }
    }
}
