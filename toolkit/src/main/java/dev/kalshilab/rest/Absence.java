package dev.kalshilab.rest;

import dev.kalshilab.model.ExchangeException;
import java.util.EnumMap;
import java.util.Map;

/** Which tiers know nothing of a subject: one may answer 404, for the other has it; both may not. */
final class Absence {
    private final Map<Tier, ExchangeException> unknown = new EnumMap<>(Tier.class);

    /** Notes that a tier answered 404; throws when the other one did too, with what the live tier said. */
    synchronized void note(Tier tier, ExchangeException why) {
        unknown.put(tier, why);
        if (unknown.size() == Tier.values().length) {
            ExchangeException live = unknown.get(Tier.LIVE);
            throw live == null ? why : live;
        }
    }

    /** True when the live tier alone was asked, and does not know it. */
    synchronized boolean ofLive() {
        return unknown.containsKey(Tier.LIVE) && !unknown.containsKey(Tier.HISTORICAL);
    }
}
