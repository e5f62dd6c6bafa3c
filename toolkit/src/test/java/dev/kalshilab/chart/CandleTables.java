package dev.kalshilab.chart;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.InstantColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Builds candle tables row by row. */
final class CandleTables {
    static final Instant START = Instant.parse("2026-10-28T13:00:00Z");
    private static final List<String> NUMBERS =
            List.of("open", "high", "low", "close", "volume", "yes_bid_close", "yes_ask_close");

    final Table table;
    private final Duration period;

    CandleTables(Duration period) {
        this.period = period;
        table = Table.create("candles")
                .addColumns(StringColumn.create("ticker"), InstantColumn.create("start"), InstantColumn.create("end"));
        NUMBERS.forEach(name -> table.addColumns(DoubleColumn.create(name)));
        table.addColumns(BooleanColumn.create("traded"));
    }

    static CandleTables hourly() {
        return new CandleTables(Duration.ofHours(1));
    }

    /** Candles in the periods numbered 0 to n-1 that go up, down and sideways in turn. */
    CandleTables run(int n) {
        double[] path = {0.40, 0.42, 0.41, 0.41, 0.45, 0.40, 0.40};
        for (int i = 0; i < n; i++) {
            double open = path[i % 6];
            double close = path[i % 6 + 1];
            traded(i, open, Math.max(open, close) + 0.01, Math.min(open, close) - 0.02, close, 10 + i * 7 % 50);
        }
        return this;
    }

    CandleTables traded(int at, double open, double high, double low, double close, double volume) {
        return row(START.plus(period.multipliedBy(at)), at, new double[] {open, high, low, close, volume, 0.39, 0.41});
    }

    CandleTables quoted(int at, double bid, double ask) {
        double none = Double.NaN;
        return row(START.plus(period.multipliedBy(at)), at, new double[] {none, none, none, none, 0, bid, ask});
    }

    private CandleTables row(Instant start, int at, double[] numbers) {
        return row("KXTEST-26", start, START.plus(period.multipliedBy(at + 1)), numbers);
    }

    CandleTables row(String ticker, Instant start, Instant end, double... numbers) {
        table.stringColumn("ticker").append(ticker);
        table.instantColumn("start").append(start);
        table.instantColumn("end").append(end);
        for (int i = 0; i < NUMBERS.size(); i++) {
            table.doubleColumn(NUMBERS.get(i)).append(i < numbers.length ? numbers[i] : Double.NaN);
        }
        table.booleanColumn("traded").append(!Double.isNaN(numbers[3]));
        return this;
    }
}
