package dev.kalshilab.sandbox;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request for quotes, of the demo user or of somebody else; a quote only where the user is one of the two.
 *
 * @param contracts in hundredths
 * @param terms null where nobody answers, or where it is not for the user to see
 */
record Talk(
        ListedMarket market,
        String requestId,
        String requesterId,
        long contracts,
        long created,
        long deleted,
        @Nullable Terms terms) {
    /** Requests of others an hour. */
    private static final int OTHERS = 6;

    /** What became of the user's own request. */
    record Terms(String id, String creatorId, long created, long accepted, DemoOrder order) {}

    /** A quote with the request that it answers. */
    record Quote(Talk talk, Terms terms) {
        String id() {
            return terms.id();
        }

        String creatorId() {
            return terms.creatorId();
        }

        long created() {
            return terms.created();
        }

        DemoOrder order() {
            return terms.order();
        }

        /** The user, who asks, takes YES from the bidder for NO. */
        int noBid() {
            return Ticks.DOLLAR - order().price;
        }

        int yesBid() {
            return Math.max(0, order().price - 3 * Ticks.CENT);
        }
    }

    static Talk of(Account account, LiveTrader.Negotiation own) {
        return new Talk(
                own.order().market,
                own.requestId(),
                account.userId(),
                own.order().initial(),
                own.requested(),
                own.deleted(),
                new Terms(own.quoteId(), own.quoterId(), own.quoted(), own.accepted(), own.order()));
    }

    @Nullable
    Quote quote() {
        return terms == null ? null : new Quote(this, terms);
    }

    /** All that happens in part between the two times: what others ask for, and what the user does. */
    static List<Talk> between(Catalogue catalogue, Account account, long from, long until) {
        List<Talk> talks = new ArrayList<>();
        for (LiveTrader.Negotiation own : account.negotiations(until + Time.MINUTE)) {
            if (own.requested() <= until && own.deleted() > from) {
                talks.add(of(account, own));
            }
        }
        List<ListedMarket> markets = catalogue.markets();
        for (long hour = Math.floorDiv(from, Time.HOUR) * Time.HOUR - Time.HOUR; hour <= until; hour += Time.HOUR) {
            Rng rng = Rng.of(catalogue.seed, "requests", Long.toString(hour));
            for (int i = 0; i < OTHERS; i++) {
                long created = hour + (long) (rng.uniform() * Time.HOUR);
                long deleted = created + Time.MINUTE + (long) (rng.uniform() * 20 * Time.MINUTE);
                long contracts = 100L * (10 + rng.below(490));
                int place = rng.below(markets.size());
                ListedMarket market = markets.get(place);
                for (int step = 1; step < markets.size() && !market.activeAt(created); step++) {
                    market = markets.get((place + step) % markets.size());
                }
                if (market.activeAt(deleted) && created <= until && deleted > from) {
                    long key = Rng.key(catalogue.seed, "request", Long.toString(created));
                    talks.add(new Talk(market, Rng.uuid(key, 0), Rng.uuid(key, 1), contracts, created, deleted, null));
                }
            }
        }
        return talks;
    }
}
