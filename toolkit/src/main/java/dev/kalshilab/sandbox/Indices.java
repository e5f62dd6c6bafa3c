package dev.kalshilab.sandbox;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Indices and prices that exist outside the exchange, with invented values that follow from the seed and the time. */
final class Indices {
    /** How long prices go one way, from a fifth of a second to ten days. */
    private static final long[] WAVES = {
        Time.SECOND / 5,
        2 * Time.SECOND,
        20 * Time.SECOND,
        3 * Time.MINUTE,
        30 * Time.MINUTE,
        5 * Time.HOUR,
        2 * Time.DAY,
        10 * Time.DAY
    };

    private static final long WINDOW = Time.MINUTE;
    private static final long QUARTER = 15 * Time.MINUTE;
    /** No tick takes longer to arrive. */
    private static final long SLOWEST = 60_000;

    /**
     * @param level about what it is worth, in dollars
     * @param daily by how much of that it moves in a day
     */
    private record Index(double level, double daily) {}

    private static final Map<String, Index> INDICES = Map.of(
            "BRTI", new Index(68_000, 0.02),
            "ETHUSD_RTI", new Index(2_500, 0.03),
            "SOLUSD_RTI", new Index(150, 0.04),
            "FX.EUR/USD", new Index(1.1, 0.003),
            "Metal.XAG/USD", new Index(29, 0.015),
            "Metal.XAU/USD", new Index(2_365, 0.008));

    static final List<String> CFBENCHMARKS = List.of("BRTI", "ETHUSD_RTI", "SOLUSD_RTI");
    static final List<String> PYTH = List.of("FX.EUR/USD", "Metal.XAG/USD", "Metal.XAU/USD");

    private final long seed;

    Indices(long seed) {
        this.seed = seed;
    }

    /** A message, and when it came. */
    record Told(long time, Consumer<Json> body) {}

    /** An average of whole numbers of cents over a time that ends before {@code until}, all in microseconds. */
    private record Average(long sum, int size, long from, long until) {
        void write(Json json, String name) {
            json.object(name)
                    .text("value", eight(Math.round(sum * 1e6 / size)))
                    .number("window_size", size)
                    .number("window_start_ts_ms", from / 1000)
                    .number("window_end_ts_exclusive", until / 1000)
                    .endObject();
        }
    }

    /** The values of a CF Benchmarks index that arrive after the one time and not after the other. */
    void cfbenchmarks(String id, long period, long from, long until, Consumer<Told> to) {
        long key = Rng.key(seed, "index", id);
        long first = Math.floorDiv(from - SLOWEST, period) * period;
        long minute = 0;
        for (long tick = first - WINDOW; tick < first; tick += period) {
            minute += cents(id, key, tick);
        }
        for (long tick = first; tick <= until; tick += period) {
            long value = cents(id, key, tick);
            long arrived = arrived(key, tick);
            if (arrived > from && arrived <= until) {
                to.accept(told(id, key, period, tick, arrived, new long[] {value, minute}));
            }
            minute += value - cents(id, key, tick - WINDOW);
        }
    }

    private Told told(String id, long key, long period, long tick, long arrived, long[] values) {
        Average before = new Average(values[1], (int) (WINDOW / period), tick - WINDOW, tick);
        long close = -Math.floorDiv(-tick, QUARTER) * QUARTER;
        return new Told(arrived, json -> {
            json.object()
                    .text("index_id", id)
                    .number("received_at", arrived / 1000)
                    .text(
                            "data",
                            "{\"type\":\"value\",\"id\":\"" + id + "\",\"time\":" + tick / 1000 + ",\"value\":\""
                                    + two(values[0]) + "\"}");
            before.write(json, "avg_60s_data");
            if (tick > close - WINDOW) {
                long sum = 0;
                int size = 0;
                for (long one = close - WINDOW + period; one <= tick; one += period) {
                    sum += cents(id, key, one);
                    size++;
                }
                // The tick itself counts, so that the window ends behind it.
                new Average(sum, size, close - WINDOW, tick + 1000).write(json, "last_60s_windowed_average_15min");
            }
            json.endObject();
        });
    }

    /** The prices of an underlying that arrive after the one time and not after the other. */
    void pyth(String ticker, long from, long until, Consumer<Told> to) {
        long key = Rng.key(seed, "index", ticker);
        long period = Time.SECOND;
        for (long tick = Math.floorDiv(from - SLOWEST, period) * period; tick <= until; tick += period) {
            long source = tick;
            long arrived = arrived(key, tick);
            if (arrived > from && arrived <= until) {
                to.accept(new Told(arrived, json -> json.object()
                        .text("underlying_ticker", ticker)
                        .text("value_usd", eight(1000 * Math.round(value(ticker, key, source) * 1e5)))
                        .number("source_ts_ms", source / 1000)
                        .number("received_at", arrived / 1000)
                        .endObject()));
            }
        }
    }

    private static long arrived(long key, long tick) {
        return tick + 1000L * (20 + Rng.at(key ^ tick).below(40));
    }

    private static long cents(String name, long key, long micros) {
        return Math.round(value(name, key, micros) * 100);
    }

    private static double value(String name, long key, long micros) {
        Index index = java.util.Objects.requireNonNull(INDICES.get(name));
        double moved = 0;
        for (int i = 0; i < WAVES.length; i++) {
            long wave = WAVES[i];
            long turn = Math.floorDiv(micros, wave);
            double part = (double) Math.floorMod(micros, wave) / wave;
            double here = (1 - part) * turn(key, i, turn) + part * turn(key, i, turn + 1);
            moved += StrictMath.sqrt((double) wave / Time.DAY) * here;
        }
        return index.level * StrictMath.exp(index.daily * moved);
    }

    private static double turn(long key, int wave, long turn) {
        return Rng.at(Rng.mix(key + wave) ^ turn).between(-1, 1);
    }

    private static String two(long hundredths) {
        return java.math.BigDecimal.valueOf(hundredths, 2).toPlainString();
    }

    private static String eight(long units) {
        return java.math.BigDecimal.valueOf(units, 8).toPlainString();
    }
}
