package dev.kalshilab.sandbox;

import org.jspecify.annotations.Nullable;

/** A request for quotes; of the count and the cost one is 0. */
final class Rfq {
    /** The demo user, among those who ask and quote. */
    static final String DEMO = "demo";

    final String id;
    final String creator;
    final ListedMarket market;
    /** Contracts in hundredths. */
    final long count;
    /** In 1/10,000 dollar. */
    final long cost;

    final boolean rest;
    final long created;
    long cancelled;
    long updated;
    /** Whether it was said that it ended with its market. */
    boolean over;

    String reason = "";

    Rfq(String id, String creator, ListedMarket market, long count, long cost, boolean rest, long created) {
        this.id = id;
        this.creator = creator;
        this.market = market;
        this.count = count;
        this.cost = cost;
        this.rest = rest;
        this.created = created;
        this.updated = created;
    }

    boolean open(long now) {
        return cancelled == 0 && now < market.event.schedule.stop();
    }

    /** When it was closed, or will be by its market. */
    long closed() {
        return cancelled != 0 ? cancelled : market.event.schedule.stop();
    }

    boolean own() {
        return creator.equals(DEMO);
    }

    String status(long now) {
        return open(now) ? "open" : "closed";
    }

    void close(String why, long now) {
        cancelled = now;
        updated = now;
        reason = why;
    }

    void cost(Json json, String name) {
        if (cost > 0 && json.cents) {
            json.number(name + "_centi_cents", cost);
        } else if (cost > 0) {
            json.dollars(name + "_dollars", cost);
        }
    }

    /** A quote on a request. */
    static final class Quote {
        final String id;
        final Rfq rfq;
        final String creator;
        final int yesBid;
        final int noBid;
        final boolean rest;
        final boolean postOnly;
        final long created;
        String status = "open";
        String side = "";
        String reason = "";
        /** What executes it, once that is known; null where nothing does. */
        @Nullable
        DemoOrder order;

        long accepted;
        long confirmed;
        long executed;
        long cancelled;
        long updated;

        Quote(String id, Rfq rfq, String creator, int yesBid, int noBid, boolean rest, boolean postOnly, long created) {
            this.id = id;
            this.rfq = rfq;
            this.creator = creator;
            this.yesBid = yesBid;
            this.noBid = noBid;
            this.rest = rest;
            this.postOnly = postOnly;
            this.created = created;
            this.updated = created;
        }

        boolean own() {
            return creator.equals(DEMO);
        }

        boolean isOpen() {
            return status.equals("open");
        }

        void cancel(String why, long now) {
            status = "cancelled";
            cancelled = now;
            updated = now;
            reason = why;
        }

        void accept(String with, long now) {
            status = "accepted";
            side = with;
            accepted = now;
            updated = now;
        }

        void confirm(long now) {
            status = "confirmed";
            confirmed = now;
            updated = now;
        }

        /** Whether both sides are bound, and the order is still to come. */
        boolean isToBeExecuted() {
            return order != null && status.equals("confirmed");
        }

        /** Whether the user gets YES by it: who quoted gets the side that was accepted. */
        boolean gainsYes() {
            return side.equals("yes") == own();
        }

        /** The YES price of it. */
        int price() {
            return side.equals("yes") ? yesBid : Ticks.DOLLAR - noBid;
        }

        void execute(long now) {
            status = "executed";
            executed = now;
            updated = now;
        }

        /** What is bid for the side that was accepted. */
        int taken() {
            return side.equals("yes") ? yesBid : noBid;
        }

        /** The contracts that the maker would get of that side, in hundredths. */
        long count(int bid) {
            long count = rfq.count > 0 || bid == 0 ? rfq.count : rfq.cost * 100 / bid;
            return rfq.market.whole || rfq.market.paysParts() ? count / 100 * 100 : count;
        }
    }
}
