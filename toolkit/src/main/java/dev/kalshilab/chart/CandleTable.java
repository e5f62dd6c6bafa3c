package dev.kalshilab.chart;

import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Provenance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.InstantColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * What a candle chart needs from a table of candles.
 *
 * @param ticker the one ticker of the table; without a row or a ticker, what was asked or the table's name
 * @param period the length of a candle; a day for daily ones, whose true length is 23 to 25 hours
 * @param rows by time
 * @param label what must stand on the chart of data that are, or may be, the sandbox's; else empty
 * @param reason why there is no row; empty when there is one
 */
record CandleTable(String ticker, Duration period, List<CandleRow> rows, String label, String reason) {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    static CandleTable read(Table table) {
        InstantColumn starts = instants(table, "start");
        InstantColumn ends = instants(table, "end");
        NumericColumn<?> open = numbers(table, "open");
        NumericColumn<?> high = numbers(table, "high");
        NumericColumn<?> low = numbers(table, "low");
        NumericColumn<?> close = numbers(table, "close");
        NumericColumn<?> volume = table.containsColumn("volume") ? numbers(table, "volume") : null;
        NumericColumn<?> bid = table.containsColumn("yes_bid_close") ? numbers(table, "yes_bid_close") : null;
        NumericColumn<?> ask = table.containsColumn("yes_ask_close") ? numbers(table, "yes_ask_close") : null;
        BooleanColumn traded =
                table.containsColumn("traded") && table.column("traded") instanceof BooleanColumn b ? b : null;
        List<CandleRow> rows = new ArrayList<>(table.rowCount());
        for (int i = 0; i < table.rowCount(); i++) {
            if (starts.isMissing(i) || ends.isMissing(i)) {
                continue;
            }
            boolean untraded = traded != null && Boolean.FALSE.equals(traded.get(i));
            double first = untraded ? Double.NaN : open.getDouble(i);
            double last = untraded ? Double.NaN : close.getDouble(i);
            rows.add(new CandleRow(
                    starts.get(i),
                    ends.get(i),
                    first,
                    // A high or low that is missing is at least what the ends of the candle say.
                    widest(high.getDouble(i), Math.max(first, last), true),
                    widest(low.getDouble(i), Math.min(first, last), false),
                    last,
                    value(volume, i),
                    quote(bid, i),
                    quote(ask, i)));
        }
        rows.sort(Comparator.comparing(CandleRow::start));
        Optional<Provenance> provenance = Provenance.of(table);
        String reason = provenance.filter(Provenance::notRecorded).isPresent()
                ? Provenance.NOT_RECORDED
                : table.isEmpty() ? "no candles" : "no candle with a start and an end";
        String ticker =
                rows.isEmpty() && provenance.isPresent() ? provenance.get().query() : ticker(table);
        return new CandleTable(
                ticker, period(rows), List.copyOf(rows), Provenance.label(table), rows.isEmpty() ? reason : "");
    }

    /** Whether periods follow the calendar of the exchange, where a day may have 23 or 25 hours. */
    boolean daily() {
        return period.toSeconds() % DAY.toSeconds() == 0;
    }

    long traded() {
        return rows.stream().filter(CandleRow::traded).count();
    }

    private static double widest(double given, double ends, boolean high) {
        return Double.isNaN(given) ? ends : high ? Math.max(given, ends) : Math.min(given, ends);
    }

    private static double value(@Nullable NumericColumn<?> column, int row) {
        return column == null ? Double.NaN : column.getDouble(row);
    }

    /** An empty side of the book is quoted at 0 or at 1 dollar: no quote. */
    private static double quote(@Nullable NumericColumn<?> column, int row) {
        double price = value(column, row);
        return price > 0 && price < 1 ? price : Double.NaN;
    }

    private static String ticker(Table table) {
        if (!table.containsColumn("ticker")) {
            return table.name() == null ? "" : table.name();
        }
        Column<?> column = table.column("ticker");
        Set<String> tickers = new TreeSet<>();
        for (int i = 0; i < column.size(); i++) {
            if (!column.isMissing(i)) {
                tickers.add(column.getString(i));
            }
        }
        if (tickers.size() > 1) {
            List<String> some = tickers.stream().limit(3).toList();
            throw new KalshiException("Candle chart of " + tickers.size() + " tickers (" + String.join(", ", some)
                    + (tickers.size() > 3 ? ", …" : "") + "): a chart shows one market.\nAsk for the candles of one,"
                    + " or keep one: table.where(table.stringColumn(\"ticker\").isEqualTo(\"" + some.get(0) + "\"))");
        }
        return tickers.isEmpty() ? "" : tickers.iterator().next();
    }

    private static Duration period(List<CandleRow> rows) {
        Duration period = null;
        for (CandleRow row : rows) {
            Duration length = nominal(Duration.between(row.start(), row.end()));
            if (length.isZero() || length.isNegative()) {
                throw new KalshiException("Candle chart: the candle that starts at " + row.start() + " ends at "
                        + row.end() + ", not later.\nA candle is the period (start, end]: correct these columns.");
            }
            if (period != null && !period.equals(length)) {
                throw new KalshiException("Candle chart of candles of " + Words.length(period) + " and of "
                        + Words.length(length) + " in one table: a chart shows one interval.\nChart each interval by"
                        + " itself.");
            }
            period = length;
        }
        return period == null ? HOUR : period;
    }

    /** Whole days for lengths that are whole days but for an hour of daylight saving. */
    private static Duration nominal(Duration length) {
        long days = (length.toSeconds() + DAY.toSeconds() / 2) / DAY.toSeconds();
        Duration off = length.minus(DAY.multipliedBy(days)).abs();
        return days > 0 && off.compareTo(HOUR) <= 0 ? DAY.multipliedBy(days) : length;
    }

    private static InstantColumn instants(Table table, String name) {
        if (table.containsColumn(name) && table.column(name) instanceof InstantColumn column) {
            return column;
        }
        throw unfit(table, name, "an instant column");
    }

    private static NumericColumn<?> numbers(Table table, String name) {
        if (table.containsColumn(name) && table.column(name) instanceof NumericColumn<?> column) {
            return column;
        }
        throw unfit(table, name, "a number column");
    }

    private static KalshiException unfit(Table table, String name, String kind) {
        return new KalshiException(
                "Candle chart: the table '" + table.name() + "' has no '" + name + "' that is " + kind
                        + "; it has " + table.columnNames()
                        + ".\nA candle table has start, end, open, high, low and close.");
    }
}
