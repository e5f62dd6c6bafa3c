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

    private static final long FORGOTTEN = 9 * Time.DAY;

    /** What became of the user's own request. */
    record Terms(String id, String creatorId, long created, long accepted, DemoOrder order) {
        /** The bid that the user accepts: who asks takes YES from the bidder for NO. */
        static final String SIDE = "no";

        int noBid() {
            return Ticks.DOLLAR - order.price;
        }

        int yesBid() {
            return Math.max(0, order.price - 3 * Ticks.CENT);
        }
    }

    static Talk of(LiveTrader.Negotiation own) {
        return new Talk(
                own.order().market,
                own.requestId(),
                Rfq.DEMO,
                own.order().initial(),
                own.requested(),
                own.deleted(),
                new Terms(own.quoteId(), own.quoterId(), own.quoted(), own.accepted(), own.order()));
    }

    /** All that begins after the one time and until the other: what others ask for, and what the user does. */
    static List<Talk> between(Catalogue catalogue, Account account, long from, long until) {
        List<Talk> talks = new ArrayList<>();
        for (LiveTrader.Negotiation own : account.negotiations(until + Time.MINUTE)) {
            if (own.requested() > from && own.requested() <= until) {
                talks.add(of(own));
            }
        }
        List<ListedMarket> markets = catalogue.markets();
        // What others asked for long before is forgotten by then.
        long first = Math.max(from, until - FORGOTTEN);
        for (long hour = Math.floorDiv(first, Time.HOUR) * Time.HOUR; hour <= until; hour += Time.HOUR) {
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
                if (market.activeAt(deleted) && created > from && created <= until) {
                    long key = Rng.key(catalogue.seed, "request", Long.toString(created));
                    talks.add(new Talk(market, Rng.uuid(key, 0), Rng.uuid(key, 1), contracts, created, deleted, null));
                }
            }
        }
        return talks;
    }
}
