package dev.kalshilab;

import dev.kalshilab.model.Candle;
import dev.kalshilab.testkit.judge.Truth;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import tech.tablesaw.api.Table;

/** Rows of the judge's exchange and of tables, written out to be compared, and ranges in which they lie. */
final class TruthRows {
    private TruthRows() {}

    static <T> T one(Random random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** A range in microseconds, its end excluded; {@link Long#MIN_VALUE} and {@link Long#MAX_VALUE} for no bound. */
    record Range(long from, long to) {
        boolean bounded() {
            return from != Long.MIN_VALUE && to != Long.MAX_VALUE;
        }

        /** True when its rows can no longer change: by the clock of the client, who knows no other. */
        boolean over() {
            return bounded() && to < Instant.now().minusSeconds(180).getEpochSecond() * 1_000_000;
        }

        boolean empty() {
            return bounded() && from >= to;
        }

        boolean has(long micros) {
            return micros >= from && micros < to;
        }

        <Q extends TimedQuery<?, Q>> Q on(Q query) {
            Q since = from == Long.MIN_VALUE ? query : query.since(instant(from));
            return to == Long.MAX_VALUE ? since : since.until(instant(to));
        }
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
    }

    /** A moment of a market: of a trade, beside one, on a full second, or anywhere in its life. */
    static long moment(Random random, Truth.Market market) {
        int rows = market.trades().rows();
        long open = market.open().getEpochSecond() * 1_000_000;
        long close = market.close().getEpochSecond() * 1_000_000;
        if (rows == 0 || random.nextInt(5) == 0) {
            return open + (long) (random.nextDouble() * (close - open));
        }
        long at = market.trades().micros(random.nextInt(rows));
        return switch (random.nextInt(4)) {
            case 0 -> at;
            case 1 -> at + random.nextInt(3) - 1;
            case 2 -> at / 1_000_000 * 1_000_000;
            default -> at + random.nextInt(2_000_000) - 1_000_000;
        };
    }

    /** A trade as the exchange has it, written out. */
    static String row(Truth.Market market, int row) {
        Truth.Trades trades = market.trades();
        return market.ticker() + " " + trades.id(row) + " " + trades.micros(row) + " " + trades.price(row) / 1e4 + " "
                + trades.count(row) / 1e2 + " " + (trades.takerYes(row) ? "yes" : "no") + " " + trades.block(row);
    }

    static List<String> rows(Table table) {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < table.rowCount(); i++) {
            rows.add(table.column("ticker").getString(i) + " "
                    + table.column("trade_id").getString(i) + " "
                    + table.longColumn("created_time_us").getLong(i) + " "
                    + table.doubleColumn("yes_price").getDouble(i) + " "
                    + table.doubleColumn("count").getDouble(i) + " "
                    + table.column("taker_outcome_side").getString(i) + " "
                    + table.booleanColumn("is_block_trade").get(i));
        }
        return rows;
    }

    /** What is true of these markets at that time, each newest first. */
    static List<String> truth(List<Truth.Market> markets, long now, LongPredicate kept) {
        List<String> rows = new ArrayList<>();
        for (Truth.Market market : markets) {
            for (int row = market.trades().rows() - 1; row >= 0; row--) {
                long micros = market.trades().micros(row);
                if (micros <= now && kept.test(micros)) {
                    rows.add(row(market, row));
                }
            }
        }
        return rows;
    }

    /** Says of thousands of rows what counts. */
    static void same(List<String> got, List<String> expected, Supplier<String> how) {
        if (!got.equals(expected)) {
            List<String> missing = new ArrayList<>(expected);
            missing.removeAll(Set.copyOf(got));
            List<String> tooMany = new ArrayList<>(got);
            tooMany.removeAll(Set.copyOf(expected));
            throw new AssertionError(got.size() + " rows instead of " + expected.size() + ", missing " + missing.size()
                    + " " + missing.stream().limit(3).toList() + ", too many " + tooMany.size() + ", order "
                    + (missing.isEmpty() && tooMany.isEmpty()) + ": " + how.get());
        }
    }

    static String row(String ticker, Truth.Candle candle) {
        return ticker + " " + candle.end() + " " + candle.bidClose() / 1e4 + " "
                + (candle.bidHigh() + candle.spread()) / 1e4 + " "
                + (candle.traded() ? candle.close() / 1e4 + " " + candle.mean() / 1e4 : "null null") + " "
                + candle.previous() / 1e4 + " " + candle.volume() / 1e2;
    }

    static String row(Candle candle) {
        return candle.ticker() + " " + candle.end().getEpochSecond() + " "
                + Objects.requireNonNull(candle.yesBidClose()).dollars() + " "
                + Objects.requireNonNull(candle.yesAskHigh()).dollars() + " "
                + (candle.close() == null ? "null" : candle.close().dollars()) + " "
                + (candle.mean() == null ? "null" : candle.mean().dollars()) + " "
                + Objects.requireNonNull(candle.previous()).dollars() + " "
                + Objects.requireNonNull(candle.volume()).toDouble();
    }
}
