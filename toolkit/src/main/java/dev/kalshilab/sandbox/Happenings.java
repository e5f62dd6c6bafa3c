package dev.kalshilab.sandbox;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What happens on the exchange from one moment to another, in the order of time, told to those who want to know. */
final class Happenings {
    private final Catalogue catalogue;
    private final Account account;
    private final Books books;
    private final Rfqs rfqs;
    private final OrderGroups groups;
    private final Indices indices;
    /** What is said is written here first; bodies are written one after the other. */
    private final Json paper;
    /** By market, up to which row what was paid has been added up, and the sum. */
    private final Map<ListedMarket, long[]> paid = new HashMap<>();

    Happenings(Catalogue catalogue, Account account, Rfqs rfqs) {
        this.catalogue = catalogue;
        this.account = account;
        this.books = new Books(account);
        this.rfqs = rfqs;
        this.groups = new OrderGroups(catalogue.seed);
        this.indices = new Indices(catalogue.seed);
        this.paper = new Json(catalogue.cents);
    }

    /** A body that is written once, however many hear it. */
    private Consumer<Json> once(Consumer<Json> body) {
        return new Consumer<>() {
            private byte @Nullable [] written;

            @Override
            public void accept(Json json) {
                byte[] known = written;
                if (known == null) {
                    body.accept(paper.clear());
                    known = paper.toBytes();
                    written = known;
                }
                json.written(known);
            }
        };
    }

    /** One thing that happens; {@code told} sends it. */
    private record Happening(long time, int order, Runnable told) {}

    /** Who wants what, by channel. */
    private final class Audience {
        private record Seat(Session session, Subscription subscription) {}

        private final Map<StreamChannel, List<Seat>> seats = new EnumMap<>(StreamChannel.class);

        Audience(List<Session> sessions) {
            for (Session session : sessions) {
                for (Subscription subscription : session.subscriptions()) {
                    seats.computeIfAbsent(subscription.channel, any -> new ArrayList<>())
                            .add(new Seat(session, subscription));
                }
            }
        }

        boolean has(StreamChannel channel) {
            return seats.containsKey(channel);
        }

        boolean wants(StreamChannel channel, ListedMarket market) {
            return wants(channel, market.ticker);
        }

        boolean wants(StreamChannel channel, String name) {
            return seats.getOrDefault(channel, List.of()).stream()
                    .anyMatch(seat -> seat.subscription().wants(name));
        }

        /** To all who want the market. */
        void each(StreamChannel channel, ListedMarket market, BiConsumer<Session, Subscription> one) {
            each(channel, market.ticker, one);
        }

        void each(StreamChannel channel, String name, BiConsumer<Session, Subscription> one) {
            for (Seat seat : seats.getOrDefault(channel, List.of())) {
                if (seat.subscription().wants(name)) {
                    one.accept(seat.session(), seat.subscription());
                }
            }
        }

        void tell(StreamChannel channel, ListedMarket market, String type, Consumer<Json> body) {
            Consumer<Json> said = once(body);
            each(channel, market, (session, subscription) -> session.tell(subscription, type, false, said));
        }

        void tellAll(StreamChannel channel, String type, boolean numbered, Consumer<Json> body) {
            Consumer<Json> said = once(body);
            for (Seat seat : seats.getOrDefault(channel, List.of())) {
                seat.session().tell(seat.subscription(), type, numbered, said);
            }
        }
    }

    void between(long from, long until, List<Session> sessions) {
        Audience audience = new Audience(sessions);
        List<Happening> all = new ArrayList<>();
        if (audience.has(StreamChannel.TRADE)
                || audience.has(StreamChannel.BOOK)
                || audience.has(StreamChannel.TICKER)) {
            int order = 0;
            for (ListedMarket market : catalogue.markets()) {
                order++;
                trading(all, audience, market, order, from, until);
            }
        }
        lifecycle(all, audience, from, until);
        account(all, audience, from, until);
        communications(all, audience, from, until);
        if (audience.has(StreamChannel.ORDER_GROUPS)) {
            for (OrderGroups.Change change : groups.between(from, until)) {
                all.add(new Happening(
                        change.time(),
                        Integer.MAX_VALUE,
                        () -> audience.tellAll(
                                StreamChannel.ORDER_GROUPS,
                                "order_group_updates",
                                true,
                                json -> Messages.groupUpdated(json, change))));
            }
        }
        indices(all, audience, from, until);
        all.sort(Comparator.comparingLong(Happening::time).thenComparingInt(Happening::order));
        all.forEach(happening -> happening.told().run());
    }

    private void trading(
            List<Happening> all, Audience audience, ListedMarket market, int order, long from, long until) {
        ListedEvent.Schedule schedule = market.event.schedule;
        if (schedule.open() > until || schedule.stop() <= from) {
            return;
        }
        boolean trades = audience.wants(StreamChannel.TRADE, market);
        boolean ofBooks = audience.wants(StreamChannel.BOOK, market) || audience.wants(StreamChannel.TICKER, market);
        if (!(trades || ofBooks)) {
            return;
        }
        Past past = market.past(until);
        for (int i = past.until(from); i < past.size; i++) {
            int row = i;
            if (ofBooks || past.isTrade(row)) {
                all.add(new Happening(past.time(row), order, () -> row(audience, market, past, row, trades, ofBooks)));
            }
        }
        if (ofBooks) {
            for (long made : books.made(market, from, until)) {
                int rows = past.until(made);
                // An order that was made with a row is in the book after it.
                if (rows > 0 && past.time(rows - 1) < made) {
                    all.add(new Happening(made, order, () -> changed(audience, market, past, rows, rows, made)));
                }
            }
        }
        if (ofBooks && schedule.stop() <= until) {
            all.add(new Happening(
                    schedule.stop(),
                    order,
                    () -> changed(audience, market, past, past.size, past.size, schedule.stop())));
        }
    }

    private void row(Audience audience, ListedMarket market, Past past, int row, boolean trades, boolean ofBooks) {
        if (trades && past.isTrade(row)) {
            Consumer<Json> said = once(json -> Messages.trade(json, market, past, row));
            audience.each(
                    StreamChannel.TRADE,
                    market,
                    (session, subscription) -> session.tell(subscription, "trade", true, said));
        }
        if (ofBooks) {
            changed(audience, market, past, row, row + 1, past.time(row));
        }
    }

    /** Tells what a moment makes of the book, and of its rows those between the two numbers. */
    private void changed(Audience audience, ListedMarket market, Past past, int old, int rows, long time) {
        Book before = books.at(market, past, old, time - 1);
        Book after = books.at(market, past, rows, time);
        for (Book.Delta delta : before.to(after)) {
            Consumer<Json> own = once(json -> Messages.delta(json, market, delta, time, false));
            Consumer<Json> ofYes = once(json -> Messages.delta(json, market, delta, time, true));
            audience.each(
                    StreamChannel.BOOK,
                    market,
                    (session, subscription) -> session.tell(
                            subscription, "orderbook_delta", true, subscription.manner.yesPrice() ? ofYes : own));
        }
        boolean traded = rows > old && past.isTrade(rows - 1);
        if (traded || differ(before.yes, after.yes) || differ(before.no, after.no)) {
            long dollars = paid(market, past, rows);
            audience.tell(
                    StreamChannel.TICKER,
                    market,
                    "ticker",
                    json -> Messages.ticker(json, market, past, rows, after, dollars, time));
        }
    }

    private static boolean differ(Book.Side before, Book.Side after) {
        return before.best() != after.best() || before.bestCount() != after.bestCount();
    }

    private long paid(ListedMarket market, Past past, int rows) {
        long[] known = paid.computeIfAbsent(market, any -> new long[2]);
        if (rows < known[0]) {
            return Messages.dollars(past, 0, rows);
        }
        known[1] += Messages.dollars(past, (int) known[0], rows);
        known[0] = rows;
        return known[1];
    }

    void snapshot(Session session, Subscription subscription, ListedMarket market, long now) {
        Past past = market.past(now);
        Book book = books.at(market, past, now);
        if (subscription.channel == StreamChannel.BOOK) {
            session.tell(
                    subscription,
                    "orderbook_snapshot",
                    true,
                    json -> Messages.snapshot(json, market, book, subscription.manner.yesPrice()));
        } else {
            long dollars = paid(market, past, past.size);
            session.tell(
                    subscription,
                    "ticker",
                    false,
                    json -> Messages.ticker(json, market, past, past.size, book, dollars, now));
        }
    }

    private void lifecycle(List<Happening> all, Audience audience, long from, long until) {
        for (ListedEvent event : catalogue.events()) {
            boolean combo = event.series.isCombo();
            StreamChannel channel = combo ? StreamChannel.COMBO_LIFECYCLE : StreamChannel.LIFECYCLE;
            if (!audience.has(channel) || event.created > until || event.schedule.settled() <= from) {
                continue;
            }
            String type = combo ? "multivariate_market_lifecycle" : "market_lifecycle_v2";
            if (event.created > from) {
                all.add(new Happening(
                        event.created,
                        -1,
                        () -> audience.tellAll(
                                channel, "event_lifecycle", false, json -> Messages.eventCreated(json, event))));
            }
            ListedEvent.Schedule schedule = event.schedule;
            for (ListedMarket market : event.markets) {
                BiConsumer<Long, Consumer<Json>> at = (time, body) -> {
                    if (time > from && time <= until) {
                        all.add(new Happening(time, 0, () -> audience.tellAll(channel, type, false, body)));
                    }
                };
                at.accept(event.created, json -> Messages.marketCreated(json, market));
                if (!catalogue.cents) {
                    at.accept(schedule.open(), json -> Messages.opened(json, market));
                }
                if (schedule.closesEarly()) {
                    at.accept(schedule.stop(), json -> Messages.closedEarly(json, market));
                }
                at.accept(schedule.determined(), json -> Messages.determined(json, market));
                at.accept(schedule.settled(), json -> Messages.settled(json, market));
            }
        }
    }

    /** Tells at once of a combination that somebody made: it is open from the moment it is there. */
    void made(ListedMarket market, List<Session> sessions) {
        Audience audience = new Audience(sessions);
        StreamChannel channel = StreamChannel.COMBO_LIFECYCLE;
        audience.tellAll(channel, "event_lifecycle", false, json -> Messages.eventCreated(json, market.event));
        audience.tellAll(channel, channel.word, false, json -> Messages.marketCreated(json, market));
        audience.tellAll(channel, channel.word, false, json -> Messages.opened(json, market));
    }

    private void account(List<Happening> all, Audience audience, long from, long until) {
        boolean orders = audience.has(StreamChannel.ORDERS);
        boolean fills = audience.has(StreamChannel.FILL);
        boolean positions = audience.has(StreamChannel.POSITIONS);
        if (!orders && !fills && !positions) {
            return;
        }
        for (DemoOrder order : account.moving(from, until)) {
            boolean filledAtOnce = false;
            for (DemoOrder.Fill fill : order.fills(until)) {
                filledAtOnce |= fill.time() == order.created;
                if (fill.time() > from) {
                    all.add(new Happening(fill.time(), Integer.MAX_VALUE, () -> filled(audience, fill)));
                }
            }
            if (order.created > from && order.created <= until && !filledAtOnce) {
                all.add(new Happening(order.created, Integer.MAX_VALUE, () -> ordered(audience, order, order.created)));
            }
            long ended = order.ended(until);
            if (ended > from && ended <= until) {
                all.add(new Happening(ended, Integer.MAX_VALUE, () -> ordered(audience, order, ended)));
            }
        }
        if (positions) {
            for (Account.Settlement settlement : account.at(until).settlements()) {
                if (settlement.time() > from && settlement.time() <= until) {
                    settled(all, audience, settlement);
                }
            }
        }
    }

    private void settled(List<Happening> all, Audience audience, Account.Settlement settlement) {
        ListedMarket market = settlement.held().market;
        all.add(new Happening(settlement.time(), Integer.MAX_VALUE, () -> {
            Holding held = account.holding(market, settlement.time());
            if (held != null) {
                held.settle();
                audience.tell(
                        StreamChannel.POSITIONS,
                        market,
                        "market_position",
                        json -> Messages.position(json, account.userId(), held));
            }
        }));
    }

    private void ordered(Audience audience, DemoOrder order, long now) {
        audience.tell(
                StreamChannel.ORDERS,
                order.market,
                "user_order",
                json -> Messages.order(json, account.userId(), groups.id(), order, now));
    }

    private void filled(Audience audience, DemoOrder.Fill fill) {
        DemoOrder order = fill.order();
        ordered(audience, order, fill.time());
        Holding held = account.holding(order.market, fill.time());
        if (held != null) {
            audience.tell(StreamChannel.FILL, order.market, "fill", json -> Messages.fill(json, fill, held.signed()));
            audience.tell(
                    StreamChannel.POSITIONS,
                    order.market,
                    "market_position",
                    json -> Messages.position(json, account.userId(), held));
        }
    }

    private void indices(List<Happening> all, Audience audience, long from, long until) {
        for (StreamChannel channel : StreamChannel.values()) {
            if (channel.values == null) {
                continue;
            }
            for (String name : channel.values.names()) {
                if (!audience.wants(channel, name)) {
                    continue;
                }
                Consumer<Indices.Told> to = told -> all.add(new Happening(told.time(), Integer.MAX_VALUE, () -> {
                    Consumer<Json> said = once(told.body());
                    audience.each(
                            channel,
                            name,
                            (session, subscription) -> session.tell(subscription, channel.word, true, said));
                }));
                if (channel == StreamChannel.PYTH) {
                    indices.pyth(name, from, until, to);
                } else {
                    long period = channel == StreamChannel.CFBENCHMARKS ? Time.SECOND : Time.SECOND / 5;
                    indices.cfbenchmarks(name, period, from, until, to);
                }
            }
        }
    }

    private void communications(List<Happening> all, Audience audience, long from, long until) {
        if (!audience.has(StreamChannel.COMMUNICATIONS)) {
            return;
        }
        for (Rfqs.Said said : rfqs.until(until)) {
            // What was before the clock moved, nobody was there to hear.
            if (said.time() > from) {
                all.add(new Happening(said.time(), Integer.MAX_VALUE, () -> say(audience, said)));
            }
        }
    }

    /** Tells at once what somebody wrote. */
    void say(Rfqs.Said said, List<Session> sessions) {
        say(new Audience(sessions), said);
    }

    /** A connection that shares the channel with others hears of its own part of the requests. */
    private void say(Audience audience, Rfqs.Said said) {
        Consumer<Json> body = once(said.body());
        audience.each(StreamChannel.COMMUNICATIONS, said.rfq().market, (session, subscription) -> {
            long shards = subscription.manner.shards();
            long own = Math.floorMod((long) said.rfq().id.hashCode(), Math.max(1, shards));
            if (shards == 0 || own == subscription.manner.shard()) {
                session.tell(subscription, said.type(), false, body);
            }
        });
    }
}
