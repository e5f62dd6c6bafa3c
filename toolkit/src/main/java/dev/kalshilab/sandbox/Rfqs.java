package dev.kalshilab.sandbox;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * All requests for quotes and the quotes on them, once: what answers list and what the stream says is read off here.
 *
 * <p>Three things make them: the start, the plan of what others and the user do later ({@link Talk}), and what is
 * written to the sandbox. What is written may cross the plan, which then goes on without the quote that is gone.
 */
final class Rfqs {
    private static final long KEPT = 7 * Time.DAY;
    /** How long a quote that was accepted waits for its maker. */
    static final long TO_CONFIRM = 30 * Time.SECOND;

    private static final long TO_EXECUTE = 15 * Time.SECOND;
    /** How long others take to confirm. */
    private static final long AT_ONCE = 120_000;
    /** How many others answer a request of the user at most, and how long after a second. */
    private static final int MAKERS = 3;

    private static final long SLOWEST = 9 * Time.SECOND;

    private final Catalogue catalogue;
    private final Account account;
    private final List<Rfq> rfqs = new ArrayList<>();
    private final List<Rfq.Quote> quotes = new ArrayList<>();
    /** The orders by which the account has planned to trade, if it comes to that. */
    private final Map<Rfq.Quote, DemoOrder> plans = new HashMap<>();

    private final PriorityQueue<Step> ahead = new PriorityQueue<>(Comparator.comparingLong(Step::time));
    private List<Said> said = new ArrayList<>();
    private Consumer<Said> audience = any -> {};
    private long seen = Catalogue.PRESENT;
    private boolean begun;
    private int number;

    Rfqs(Catalogue catalogue, Account account) {
        this.catalogue = catalogue;
        this.account = account;
    }

    /** Something that was planned, when it is time for it. */
    private record Step(long time, Runnable taken) {}

    /** What the stream says about a request. */
    record Said(long time, Rfq rfq, String type, Consumer<Json> body) {}

    /** Who hears at once of what is written to the sandbox. */
    void tell(Consumer<Said> listener) {
        audience = listener;
    }

    /** What a user is called in public. */
    String publicId(String who) {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            id.append(String.format(Locale.ROOT, "%016x", Rng.key(catalogue.seed, "communications" + i, who)));
        }
        return id.toString();
    }

    String nextId(String kind) {
        return Rng.uuid(Rng.key(catalogue.seed, "communications", kind), number++);
    }

    /** Oldest first. */
    List<Rfq> rfqs(long now) {
        until(now);
        return rfqs;
    }

    List<Rfq.Quote> quotes(long now) {
        until(now);
        return quotes;
    }

    /** Goes on to that moment; gives what is to be said of what happened on the way there, in the order of time. */
    List<Said> until(long now) {
        if (!begun) {
            // Made when first asked for, like all that stands on markets' prices.
            begun = true;
            begin();
        }
        said = new ArrayList<>();
        if (now > seen) {
            for (Talk talk : Talk.between(catalogue, account, seen, now)) {
                plan(talk);
            }
            seen = now;
        }
        Step step = ahead.peek();
        while (step != null && step.time <= now) {
            ahead.remove();
            step.taken.run();
            step = ahead.peek();
        }
        for (Rfq rfq : rfqs) {
            long stop = rfq.market.event.schedule.stop();
            if (rfq.cancelled == 0 && !rfq.over && now >= stop) {
                rfq.over = true;
                deleted(rfq, stop);
            }
        }
        for (Rfq.Quote quote : quotes) {
            if (quote.isOpen() && !quote.rfq.open(now)) {
                quote.cancel("rfq_closed", Math.min(now, quote.rfq.market.event.schedule.stop()));
            } else if (quote.status.equals("confirmed")
                    && !quote.isToBeExecuted()
                    && now >= quote.confirmed + TO_EXECUTE) {
                quote.cancel("execution_failed", quote.confirmed + TO_EXECUTE);
            }
        }
        rfqs.removeIf(rfq -> !rfq.open(now) && rfq.closed() < now - KEPT);
        quotes.removeIf(quote -> quote.cancelled != 0 && quote.cancelled < now - KEPT);
        List<Said> all = said;
        said = new ArrayList<>();
        all.sort(Comparator.comparingLong(Said::time));
        return all;
    }

    private void plan(Talk talk) {
        Rfq rfq = new Rfq(
                talk.requestId(), talk.requesterId(), talk.market(), talk.contracts(), 0, false, talk.created());
        step(talk.created(), () -> {
            rfqs.add(rfq);
            say(talk.created(), rfq, "rfq_created", json -> Messages.requested(json, rfq));
        });
        Talk.Terms terms = talk.terms();
        if (terms != null) {
            Rfq.Quote quote = new Rfq.Quote(
                    terms.id(), rfq, terms.creatorId(), terms.yesBid(), terms.noBid(), false, false, terms.created());
            plans.put(quote, terms.order());
            step(terms.created(), () -> {
                if (rfq.cancelled == 0) {
                    quotes.add(quote);
                    quoted(quote);
                }
            });
            step(terms.accepted(), () -> {
                if (quotes.contains(quote) && quote.isOpen()) {
                    accepted(quote, Talk.Terms.SIDE, terms.accepted());
                }
            });
            step(terms.order().created, () -> {
                executed(quote, terms.order());
                plans.remove(quote);
            });
        }
        step(talk.deleted(), () -> {
            if (rfq.cancelled == 0) {
                closed(rfq, terms == null ? "user_cancelled" : "accepted", talk.deleted());
            }
        });
    }

    private void step(long time, Runnable taken) {
        ahead.add(new Step(time, taken));
    }

    private void say(long time, Rfq rfq, String type, Consumer<Json> body) {
        said.add(new Said(time, rfq, type, body));
    }

    private void deleted(Rfq rfq, long now) {
        say(now, rfq, "rfq_deleted", json -> Messages.requestDeleted(json, this, rfq, now));
    }

    private void quoted(Rfq.Quote quote) {
        say(quote.created, quote.rfq, "quote_created", json -> Messages.quoted(json, this, quote));
    }

    /** The other side confirms at once. */
    private void accepted(Rfq.Quote quote, String side, long now) {
        quote.accept(side, now);
        bound(quote, now + AT_ONCE);
        say(now, quote.rfq, "quote_accepted", json -> Messages.accepted(json, this, quote));
    }

    /** Confirmed: it is executed when the timer has run out, by the order that was planned or by one of its own. */
    private void bound(Rfq.Quote quote, long now) {
        quote.confirm(now);
        DemoOrder planned = plans.get(quote);
        if (planned != null && quote.side.equals(Talk.Terms.SIDE)) {
            quote.order = planned;
            return;
        }
        DemoOrder order = account.agree(
                quote.rfq.market,
                quote.gainsYes(),
                quote.price(),
                quote.count(quote.taken()),
                !quote.own(),
                now + TO_EXECUTE);
        if (order != null) {
            quote.order = order;
            step(order.created, () -> executed(quote, order));
        }
    }

    private void executed(Rfq.Quote quote, DemoOrder order) {
        if (quote.order == order && quote.isToBeExecuted()) {
            quote.execute(order.created);
            say(quote.executed, quote.rfq, "quote_executed", json -> Messages.executed(json, this, quote, order));
        }
    }

    private void closed(Rfq rfq, String why, long now) {
        shut(rfq, why, now);
        deleted(rfq, now);
    }

    private void sayNow() {
        List<Said> now = said;
        said = new ArrayList<>();
        now.forEach(audience);
    }

    /** Adds a request of the user. */
    void add(Rfq rfq) {
        rfqs.add(rfq);
        say(rfq.created, rfq, "rfq_created", json -> Messages.requested(json, rfq));
        sayNow();
        answer(rfq);
    }

    /** Some of those who make markets will quote within seconds, each once, at what they think then. */
    private void answer(Rfq rfq) {
        long key = Rng.key(catalogue.seed, "answers", rfq.id);
        Rng rng = Rng.at(key);
        int makers = 1 + rng.below(MAKERS);
        for (int i = 0; i < makers; i++) {
            int maker = i;
            long time = rfq.created + Time.SECOND + (long) (rng.uniform() * SLOWEST);
            step(time, () -> {
                Rfq.Quote quote = quote(rfq, Rng.uuid(key, maker), "maker " + maker, time, Rng.at(key + time));
                if (rfq.open(time) && quote.yesBid + quote.noBid > 0) {
                    quotes.add(quote);
                    quoted(quote);
                }
            });
        }
    }

    /** A quote some cents below what the market is worth at that time. */
    private static Rfq.Quote quote(Rfq rfq, String id, String maker, long time, Rng rng) {
        Ticks ticks = rfq.market.event.series.ticks;
        double fair = rfq.market.fair(time) * Ticks.DOLLAR;
        int yes = Math.max(0, ticks.floor(fair - rng.between(80, 300)));
        int no = Math.max(0, ticks.floor(Ticks.DOLLAR - fair - rng.between(80, 300)));
        return new Rfq.Quote(id, rfq, maker, yes, no, false, false, time);
    }

    /** Adds a quote of the user. */
    void add(Rfq.Quote quote) {
        quotes.add(quote);
        quoted(quote);
        sayNow();
    }

    void close(Rfq rfq, String why, long now) {
        closed(rfq, why, now);
        sayNow();
    }

    /** The user takes a quote, which ends the request. */
    void accept(Rfq.Quote quote, String side, long now) {
        accepted(quote, side, now);
        closed(quote.rfq, "accepted", now);
        sayNow();
    }

    /** The user confirms. */
    void confirm(Rfq.Quote quote, long now) {
        bound(quote, now);
    }

    private void begin() {
        Rng rng = Rng.of(catalogue.seed, "rfqs", "");
        long present = Catalogue.PRESENT;
        List<ListedMarket> open = catalogue.markets().stream()
                .filter(market -> market.activeAt(present)
                        && market.event.schedule.stop() > present + 3 * Time.HOUR
                        && market.fair(present) > 0.1
                        && market.fair(present) < 0.9)
                .toList();
        for (int i = 0; i < 12; i++) {
            boolean own = i % 4 == 1;
            ListedMarket market = open.get(i % 3 == 0 ? open.size() - 1 - i / 3 : rng.below(open.size()));
            long since = Math.max(market.event.schedule.open(), present - (26 - 2L * i) * Time.HOUR);
            boolean byCost = rng.chance(0.3);
            Rfq rfq = new Rfq(
                    nextId("rfq"),
                    own ? Rfq.DEMO : "trader " + rng.below(7),
                    market,
                    byCost ? 0 : 100L * (10 + rng.below(490)),
                    byCost ? 10_000L * (5 + rng.below(200)) : 0,
                    rng.chance(0.5),
                    since + (long) (rng.uniform() * (present - since)) / 2);
            rfqs.add(rfq);
            quotes(rfq, own, rng);
            if (i == 2 || i == 5) {
                shut(rfq, "user_cancelled", present - (6 - i) * Time.MINUTE);
            }
        }
        rfqs.sort((a, b) -> Long.compare(a.created, b.created));
        // One that waits for the user to confirm it, and is late half a minute from now.
        quotes.stream()
                .filter(quote -> quote.own() && quote.isOpen())
                .findFirst()
                .ifPresent(quote -> quote.accept("yes", present - 2 * Time.SECOND));
    }

    private void quotes(Rfq rfq, boolean own, Rng rng) {
        for (int i = 0; i < (own ? 2 : 1); i++) {
            String maker = own ? "maker " + i : Rfq.DEMO;
            long quoted = rfq.created + (i + 1) * 1_234_567L;
            quotes.add(quote(rfq, nextId("quote"), maker, quoted, rng));
        }
    }

    private void shut(Rfq rfq, String why, long now) {
        rfq.close(why, now);
        quotes.stream()
                .filter(quote -> quote.rfq == rfq && quote.isOpen())
                .forEach(quote -> quote.cancel("rfq_closed", now));
    }
}
