package dev.kalshilab.rest;

import dev.kalshilab.model.ExchangeException;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which tiers know nothing of a subject: one may answer 404, for the other has it; both may not. */
final class Absence {
    private final Map<Tier, ExchangeException> unknown = new EnumMap<>(Tier.class);
    private @Nullable ExchangeException gone;

    /**
     * Notes that a tier answered 404; throws what the live tier said when the historical one says so behind it. The other
     * way round it may have moved between the two answers: see {@link #ofBoth}.
     */
    synchronized void note(Tier tier, ExchangeException why) {
        unknown.put(tier, why);
        ExchangeException live = unknown.get(Tier.LIVE);
        if (tier == Tier.HISTORICAL && live != null) {
            throw live;
        }
    }

    /** Notes that the live tier, which knew it, does not any more: it was archived while it was read. */
    synchronized void gone(ExchangeException why) {
        gone = why;
    }

    /** Notes that a tier knows it. */
    synchronized void known(Tier tier) {
        unknown.remove(tier);
        if (tier == Tier.HISTORICAL) {
            gone = null;
        }
    }

    /** What the live tier said when it was archived while it was read, and history was not asked since; else null. */
    synchronized @Nullable ExchangeException gone() {
        return gone;
    }

    /** What the live tier said when it alone does not know it, or was asked alone; else null. */
    synchronized @Nullable ExchangeException ofLive() {
        return unknown.containsKey(Tier.HISTORICAL) ? null : unknown.get(Tier.LIVE);
    }

    /** True when the historical tier does not know it. */
    synchronized boolean isUnknownToHistory() {
        return unknown.containsKey(Tier.HISTORICAL);
    }

    /** What the live tier said when neither knows it; else null. */
    synchronized @Nullable ExchangeException ofBoth() {
        return unknown.size() == Tier.values().length ? unknown.get(Tier.LIVE) : null;
    }
}
