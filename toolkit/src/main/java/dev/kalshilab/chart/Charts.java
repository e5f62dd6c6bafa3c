package dev.kalshilab.chart;

import dev.kalshilab.table.TableSource;
import tech.tablesaw.api.Table;

/** Charts from tables and queries. */
public final class Charts {
    private Charts() {}

    /** The candles of one market, fetched now: {@code Charts.candles(kalshi.candles(ticker).hourly())}. */
    public static CandleChart candles(TableSource candles) {
        return candles(candles.table());
    }

    /**
     * The candles of one market, with their volumes. Times are US Eastern for daily candles and UTC for shorter ones.
     *
     * @param candles with columns start, end, open, high, low and close in dollars, and volume, traded, yes_bid_close
     *     and yes_ask_close where it has them; no row is a chart that says why
     */
    public static CandleChart candles(Table candles) {
        CandleTable table = CandleTable.read(candles);
        return new CandleChart(table, table.daily() ? Zones.EASTERN : Zones.UTC);
    }

    /**
     * A value that holds until the next row's: trade prices, quotes. Prices in dollars are drawn in cents.
     *
     * @param time an instant column
     * @param value a number column
     */
    public static Picture steps(Table table, String time, String value) {
        return PlainChart.steps(table, time, value);
    }

    /**
     * As {@link #steps(Table, String, String)}, of a stream: shaded where that was not covered.
     *
     * @param coverage {@code feed.coverage()}, or the rows of it that concern this table
     */
    public static Picture steps(Table table, String time, String value, Table coverage) {
        return PlainChart.steps(table, time, value, Bands.of(coverage));
    }

    /**
     * A bar for each row, in the table's order.
     *
     * @param label any column
     * @param value a number column
     */
    public static Picture bars(Table table, String label, String value) {
        return PlainChart.bars(table, label, value);
    }
}
