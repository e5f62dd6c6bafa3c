package dev.kalshilab;

import static dev.kalshilab.TruthRows.moment;
import static dev.kalshilab.TruthRows.one;

import dev.kalshilab.model.Interval;
import dev.kalshilab.testkit.judge.JudgeServer;
import dev.kalshilab.testkit.judge.JudgeServer.Tiers;
import dev.kalshilab.testkit.judge.Truth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tech.tablesaw.api.Table;

/** Questions of all kinds to one judge, drawn by chance, and what is true of each at a moment. */
final class MixedQuestions {
    private static final long SECOND = 1_000_000;
    private static final long DAY = 86_400 * SECOND;

    private final JudgeServer judge;
    private final Truth truth;
    private final List<Truth.Fill> fills;

    MixedQuestions(JudgeServer judge) {
        this.judge = judge;
        this.truth = judge.truth();
        this.fills = truth.fills();
    }

    /**
     * A moment.
     *
     * @param exchange the exchange's time, in microseconds
     * @param cutoff where its tiers meet, in microseconds
     * @param here this machine's time, by which relative times go, in microseconds
     */
    record When(long exchange, long cutoff, long here) {}

    When now() {
        return new When(truth.now(), judge.cutoff(), micros(Instant.now()));
    }

    static long micros(Instant moment) {
        return moment.getEpochSecond() * SECOND + moment.getNano() / 1_000;
    }

    /** How old an answer may be that is given for that of now. */
    enum Age {
        /** What it has can no longer change, or is asked for. */
        NONE,
        /** A list is gone on with that failed some minutes ago. */
        SINCE_A_FAILURE,
        /** Lists and single things are remembered for a while. */
        REMEMBERED
    }

    /**
     * A question.
     *
     * @param what it asks for
     * @param asked the query
     * @param row what tells its rows apart
     * @param truth its rows at a moment, in their order
     * @param ordered true when the order is told
     * @param whole true when its answer may not say that it is not all there is
     */
    record Question(
            String what,
            Function<Kalshi, Query<?, ?>> asked,
            Function<Table, List<String>> row,
            Function<When, List<String>> truth,
            boolean ordered,
            boolean whole,
            Age age) {
        Question refreshed() {
            return new Question(
                    what + ", anew",
                    kalshi -> (Query<?, ?>) asked.apply(kalshi).refresh(),
                    row,
                    truth,
                    ordered,
                    whole,
                    Age.NONE);
        }
    }

    /** A range, or that long until now. */
    private record Stretch(TruthRows.Range range, Duration last) {
        <Q extends TimedQuery<?, Q>> Q on(Q query) {
            return last.isZero() ? range.on(query) : query.last(last);
        }

        LongPredicate at(When when) {
            return last.isZero() ? range::has : micros -> micros >= when.here() - last.toNanos() / 1_000;
        }

        @Override
        public String toString() {
            return last.isZero() ? range.toString() : "last " + last;
        }
    }

    /** A moment of a market, or one that is about now, or one that was taken before. */
    private long any(Random random, Truth.Market market) {
        return switch (random.nextInt(6)) {
            case 0 -> truth.now() - random.nextInt(10 * 60) * SECOND;
            case 1 -> truth.now() - random.nextInt(20 * 86_400) * SECOND;
            case 2 -> judge.cutoff() + random.nextInt(3) * SECOND;
            default -> moment(random, market);
        };
    }

    private Stretch stretch(Random random, Truth.Market market) {
        if (random.nextInt(8) == 0) {
            return new Stretch(
                    new TruthRows.Range(Long.MIN_VALUE, Long.MAX_VALUE),
                    Duration.ofHours(1 + random.nextInt(24 * 200)));
        }
        long one = random.nextInt(6) == 0 ? Long.MIN_VALUE : any(random, market);
        long other = random.nextInt(6) == 0 ? Long.MAX_VALUE : any(random, market);
        if (one == Long.MIN_VALUE || other == Long.MAX_VALUE) {
            return new Stretch(new TruthRows.Range(one, other), Duration.ZERO);
        }
        return new Stretch(new TruthRows.Range(Math.min(one, other), Math.max(one, other) + 1), Duration.ZERO);
    }

    Question any(Random random) {
        Truth.Market market = random.nextInt(3) == 0 ? truth.markets().get(0) : TruthRows.one(random, truth.markets());
        Question question =
                switch (random.nextInt(16)) {
                    case 0, 1, 2, 3 -> trades(random, market);
                    case 4, 5, 6 -> candles(random, market);
                    case 7, 8 -> eventCandles(random, market);
                    case 9, 10, 11 -> markets(random, market);
                    case 12, 13 -> fills(random, market);
                    case 14 -> settlements(random, market);
                    default -> books(random);
                };
        return random.nextInt(5) == 0 ? question.refreshed() : question;
    }

    private List<Truth.Market> some(Random random) {
        return Stream.generate(() -> one(random, truth.markets()))
                .limit(2 + random.nextInt(5))
                .distinct()
                .toList();
    }

    private static String[] tickers(List<Truth.Market> markets) {
        return markets.stream().map(Truth.Market::ticker).toArray(String[]::new);
    }

    private Question trades(Random random, Truth.Market market) {
        List<Truth.Market> markets =
                switch (random.nextInt(4)) {
                    case 0 -> truth.markets();
                    case 1 -> some(random);
                    default -> List.of(market);
                };
        boolean all = markets.size() == truth.markets().size();
        Stretch stretch = stretch(random, market);
        return new Question(
                "trades of " + (all ? "all" : List.of(tickers(markets))) + " " + stretch,
                kalshi -> stretch.on(all ? kalshi.trades() : kalshi.trades(tickers(markets))),
                TruthRows::rows,
                when -> TruthRows.truth(markets, when.exchange(), stretch.at(when)),
                !all,
                true,
                Age.NONE);
    }

    /** From one second to another, both the starts of candles. */
    private static Stretch ofCandles(Random random, long from, Interval interval, int markets) {
        long most = (random.nextInt(3) == 0 ? 12_000 : 600) / markets;
        long length = 1 + (long) (random.nextDouble() * most * interval.length().toSeconds());
        long first = Math.floorDiv(from, SECOND);
        return new Stretch(new TruthRows.Range(first * SECOND, (first + length) * SECOND), Duration.ZERO);
    }

    private Stretch ofCandles(Random random, Truth.Market market, Interval interval, int markets) {
        if (interval != Interval.MINUTE && random.nextInt(5) == 0) {
            Stretch open = stretch(random, market);
            TruthRows.Range range = open.range();
            if (range.to() == Long.MAX_VALUE) {
                // Until now is until this machine's now, and nothing may begin behind it.
                long latest = whole(micros(Instant.now())) - 3_600 * SECOND;
                return new Stretch(new TruthRows.Range(Math.min(whole(range.from()), latest), range.to()), open.last());
            }
            return new Stretch(new TruthRows.Range(whole(range.from()), whole(range.to()) + SECOND), open.last());
        }
        return ofCandles(random, any(random, market), interval, markets);
    }

    private static long whole(long micros) {
        return micros == Long.MIN_VALUE || micros == Long.MAX_VALUE ? micros : Math.floorDiv(micros, SECOND) * SECOND;
    }

    private static List<String> candles(List<Truth.Market> markets, Interval interval, Stretch stretch, When when) {
        TruthRows.Range range = stretch.range();
        long from = stretch.last().isZero()
                ? range.from()
                : when.here() - stretch.last().toNanos() / 1_000;
        // Candles until now are those until this machine's now.
        long until = range.to() == Long.MAX_VALUE ? when.here() : range.to();
        long to = Math.min(until, when.exchange());
        List<String> rows = new ArrayList<>();
        for (Truth.Market market : markets) {
            long first = from == Long.MIN_VALUE ? market.open().getEpochSecond() : Math.floorDiv(from, SECOND);
            market.candles(interval.minutes(), first + 1, Math.floorDiv(to, SECOND))
                    .forEach(candle -> rows.add(market.ticker() + " " + candle.end() + " " + candle.bidClose() / 1e4
                            + " " + candle.volume() / 1e2));
        }
        return rows;
    }

    private static List<String> ofCandles(Table table) {
        return rows(
                table,
                row -> table.stringColumn("ticker").get(row) + " "
                        + Objects.requireNonNull(table.instantColumn("end").get(row))
                                .getEpochSecond() + " "
                        + table.doubleColumn("yes_bid_close").getDouble(row) + " "
                        + table.doubleColumn("volume").getDouble(row));
    }

    private static List<String> rows(Table table, IntFunction<String> row) {
        return IntStream.range(0, table.rowCount()).mapToObj(row).toList();
    }

    private Question candles(Random random, Truth.Market market) {
        List<Truth.Market> markets = random.nextBoolean() ? List.of(market) : some(random);
        Interval interval = one(random, List.of(Interval.values()));
        Stretch stretch = ofCandles(random, market, interval, markets.size());
        return new Question(
                interval + " candles of " + List.of(tickers(markets)) + " " + stretch,
                kalshi -> stretch.on(kalshi.candles(tickers(markets)).every(interval)),
                MixedQuestions::ofCandles,
                when -> candles(markets, interval, stretch, when),
                markets.size() == 1,
                markets.size() == 1, // a batch says which markets nobody told of, also where there cannot be any candle
                Age.NONE);
    }

    private Question eventCandles(Random random, Truth.Market market) {
        List<Truth.Market> markets = truth.markets().stream()
                .filter(other -> other.event().equals(market.event()))
                .toList();
        Interval interval = one(random, List.of(Interval.values()));
        Stretch stretch = ofCandles(random, any(random, market), interval, 1);
        return new Question(
                interval + " candles of event " + market.event() + " " + stretch,
                kalshi -> stretch.on(kalshi.eventCandles(market.event()).every(interval)),
                MixedQuestions::ofCandles,
                when -> candles(markets, interval, stretch, when),
                false,
                true,
                Age.NONE);
    }

    /** How many markets are archived at a moment. */
    long archived(When when) {
        return truth.markets().stream()
                .filter(market -> isArchived(market, when, judge.tiers()))
                .count();
    }

    private static boolean isArchived(Truth.Market market, When when, Tiers tiers) {
        return tiers != Tiers.ONE && market.settled() != null && micros(market.settled()) < when.cutoff();
    }

    private Question markets(Random random, Truth.Market market) {
        List<Truth.Market> some = some(random);
        int by = random.nextInt(5);
        List<Truth.Market> of =
                switch (by) {
                    case 0 -> truth.markets();
                    case 1 -> some;
                    default ->
                        truth.markets().stream()
                                .filter(other -> by == 2
                                        ? other.event().equals(market.event())
                                        : other.series().equals(market.series()))
                                .toList();
                };
        String status = one(random, List.of("", "settled", "settled", "open", "closed", "unopened"));
        Stretch stretch = random.nextInt(3) == 0
                ? new Stretch(new TruthRows.Range(Long.MIN_VALUE, Long.MAX_VALUE), Duration.ZERO)
                : ofMarkets(random);
        Function<Kalshi, Query<?, ?>> asked = kalshi -> {
            Markets all = kalshi.markets();
            Markets named =
                    switch (by) {
                        case 0 -> all;
                        case 1 -> all.tickers(tickers(some));
                        case 2 -> all.event(market.event());
                        default -> all.series(market.series());
                    };
            return stretch.on(status.isEmpty() ? named : named.status(status));
        };
        boolean both = by != 0;
        return new Question(
                "markets of " + List.of(tickers(of)) + " " + (both ? "" : "unnamed ") + status + " " + stretch,
                asked,
                table -> table.stringColumn("ticker").asList(),
                when -> of.stream()
                        .filter(one -> both || !isArchived(one, when, judge.tiers()))
                        .filter(one -> hasStatus(one, status, when))
                        .filter(one -> stretch.at(when).test(time(one, status)) || !isRanged(stretch))
                        .map(Truth.Market::ticker)
                        .toList(),
                false,
                both,
                both && status.isEmpty() ? Age.NONE : Age.REMEMBERED);
    }

    private static boolean isRanged(Stretch stretch) {
        return !stretch.last().isZero()
                || stretch.range().from() != Long.MIN_VALUE
                || stretch.range().to() != Long.MAX_VALUE;
    }

    private static boolean hasStatus(Truth.Market market, String status, When when) {
        return switch (status) {
            case "" -> true;
            case "open" -> market.status(when.exchange()).equals("active");
            case "unopened" -> market.status(when.exchange()).equals("initialized");
            case "settled" -> market.status(when.exchange()).equals("finalized");
            default -> market.status(when.exchange()).equals(status);
        };
    }

    /** The time that a range of markets in that status is about. */
    private static long time(Truth.Market market, String status) {
        Instant settled = market.settled();
        return micros(
                switch (status) {
                    case "open", "unopened" -> market.open();
                    case "settled" -> settled == null ? Instant.EPOCH : settled;
                    default -> market.close();
                });
    }

    /** A stretch that begins and ends where something happens to markets. */
    private Stretch ofMarkets(Random random) {
        if (random.nextInt(8) == 0) {
            return stretch(random, one(random, truth.markets()));
        }
        List<Long> ends =
                IntStream.range(0, 2).mapToObj(any -> turn(random)).sorted().toList();
        return new Stretch(new TruthRows.Range(ends.get(0), ends.get(1) + SECOND), Duration.ZERO);
    }

    private long turn(Random random) {
        Truth.Market market = one(random, truth.markets());
        Instant settled = market.settled();
        long at = micros(
                settled == null || random.nextInt(3) == 0
                        ? random.nextBoolean() ? market.open() : market.close()
                        : settled);
        return random.nextBoolean() ? at : at + (random.nextInt(3) - 1) * (random.nextBoolean() ? SECOND : DAY);
    }

    private Question fills(Random random, Truth.Market market) {
        boolean orders = random.nextBoolean();
        boolean ofOne = random.nextInt(3) == 0;
        Stretch stretch = stretch(random, market);
        return new Question(
                (orders ? "orders" : "fills") + (ofOne ? " of " + market.ticker() : "") + " " + stretch,
                kalshi -> {
                    Portfolio portfolio = kalshi.portfolio();
                    if (orders) {
                        return stretch.on(ofOne ? portfolio.orders().ticker(market.ticker()) : portfolio.orders());
                    }
                    return stretch.on(ofOne ? portfolio.fills().ticker(market.ticker()) : portfolio.fills());
                },
                table -> rows(
                        table,
                        row -> table.stringColumn("ticker").get(row) + " "
                                + table.column(orders ? "order_id" : "fill_id").getString(row)),
                when -> fills.stream()
                        .filter(fill -> fill.micros() <= when.exchange()
                                && stretch.at(when).test(fill.micros()))
                        .filter(fill -> !ofOne || fill.market() == market)
                        .map(fill -> fill.market().ticker() + " " + (orders ? fill.order() : fill.id()))
                        .toList(),
                false,
                true,
                Age.SINCE_A_FAILURE);
    }

    private Question settlements(Random random, Truth.Market market) {
        boolean ofOne = random.nextInt(4) == 0;
        Stretch stretch = random.nextInt(3) == 0 ? stretch(random, market) : ofMarkets(random);
        return new Question(
                "settlements" + (ofOne ? " of " + market.ticker() : "") + " " + stretch,
                kalshi -> {
                    Settlements all = kalshi.portfolio().settlements();
                    return stretch.on(ofOne ? all.ticker(market.ticker()) : all);
                },
                table -> table.stringColumn("ticker").asList(),
                when -> fills.stream()
                        .map(Truth.Fill::market)
                        .distinct()
                        .filter(one -> !ofOne || one == market)
                        .filter(one -> hasStatus(one, "settled", when)
                                && stretch.at(when).test(time(one, "settled")))
                        .map(Truth.Market::ticker)
                        .toList(),
                false,
                true,
                Age.SINCE_A_FAILURE);
    }

    private Question books(Random random) {
        List<Truth.Market> markets = random.nextBoolean() ? some(random) : List.of(one(random, truth.markets()));
        return new Question(
                "books of " + List.of(tickers(markets)),
                kalshi -> kalshi.book(tickers(markets)),
                table -> rows(
                        table,
                        row -> table.stringColumn("ticker").get(row) + " "
                                + table.stringColumn("side").get(row) + " "
                                + table.longColumn("level").getLong(row)),
                when -> markets.stream()
                        .flatMap(market -> Stream.of(true, false)
                                .flatMap(yes -> IntStream.rangeClosed(1, market.levels(yes, when.exchange()))
                                        .mapToObj(level -> market.ticker() + " " + (yes ? "yes" : "no") + " " + level)))
                        .toList(),
                false,
                true,
                Age.REMEMBERED);
    }

    /** What a single market may be said to be, where answers are as old as that or younger. */
    boolean isStatus(Truth.Market market, String status, When since, When until) {
        List<String> all = List.of("initialized", "active", "closed", "finalized");
        int is = all.indexOf(status);
        return is >= all.indexOf(market.status(since.exchange())) && is <= all.indexOf(market.status(until.exchange()));
    }
}
