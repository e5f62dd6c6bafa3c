package dev.kalshilab.chart;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Candles of one market over their volumes, on a regular time axis in a named zone.
 *
 * <p>A period without a trade has no candle, only the pale band between its bid and its ask where it was quoted. When
 * there are more periods than a wide chart can hold apart, they are drawn in longer ones, and the caption says so.
 */
public final class CandleChart extends Composed {
    private static final int NARROWEST = 900;
    private static final int WIDEST = 1600;
    private static final int BESIDE = 82;
    private static final int SLOT = 9;
    private static final int MOST_SLOTS = (WIDEST - BESIDE) / SLOT;
    private static final int LEAST_SLOTS = 20;

    private final CandleTable table;
    private final ZoneId zone;

    CandleChart(CandleTable table, ZoneId zone) {
        this.table = table;
        this.zone = zone;
    }

    /** The same chart with its time axis in another zone; daily candles keep the exchange's days. */
    public CandleChart zone(ZoneId zone) {
        return new CandleChart(table, zone);
    }

    /** How many candles are drawn: the periods with trades, or the longer ones that they are drawn in. */
    public int candles() {
        return table.rows().isEmpty() ? 0 : grid().candles();
    }

    @Override
    public String alt() {
        if (table.rows().isEmpty()) {
            return "Candlestick chart without a candle: " + table.reason() + ".";
        }
        List<CandleRow> traded = table.rows().stream().filter(CandleRow::traded).toList();
        String prices = traded.isEmpty()
                ? ""
                : ". First price " + Words.cents(traded.get(0).open()) + ", last "
                        + Words.cents(traded.get(traded.size() - 1).close()) + ", lowest "
                        + Words.cents(traded.stream()
                                .mapToDouble(CandleRow::low)
                                .min()
                                .orElse(0)) + ", highest "
                        + Words.cents(traded.stream()
                                .mapToDouble(CandleRow::high)
                                .max()
                                .orElse(0)) + ", volume "
                        + Words.grouped(traded.stream()
                                .mapToDouble(CandleRow::volume)
                                .filter(v -> !Double.isNaN(v))
                                .sum())
                        + " contracts";
        return "Candlestick chart: " + title() + ", from " + table.rows().get(0).start() + " to "
                + table.rows().get(table.rows().size() - 1).end() + prices + "."
                + (table.label().isEmpty() ? "" : " " + table.label() + ".");
    }

    @Override
    public String toString() {
        String caption = table.rows().isEmpty() ? "" : caption(grid());
        return "CandleChart[" + title() + (caption.isEmpty() ? "" : ", " + caption) + ", " + Zones.name(zone)
                + (table.label().isEmpty() ? "" : ", " + table.label()) + "]";
    }

    @Override
    Sheet sheet() {
        // The machine's fonts are asked first: XChart measures words as soon as it is styled.
        Fonts.require();
        String corner = table.label();
        if (table.rows().isEmpty()) {
            return new Sheet(NARROWEST, title(), "", corner, table.reason(), List.of(Pane.empty(200)), null);
        }
        CandleGrid grid = grid();
        CandlePanes panes = new CandlePanes(grid, LEAST_SLOTS);
        int width = Math.min(WIDEST, Math.max(NARROWEST, BESIDE + grid.size * SLOT));
        TimeAxis times = TimeAxis.of(zone, grid.time(panes.from()), grid.time(panes.to()), width - BESIDE, grid::x);
        boolean bands = IntStream.range(0, grid.size).anyMatch(i -> grid.quoted(i) && !grid.traded(i));
        String message = grid.candles() > 0 || bands ? "" : "no trades and no quotes";
        String caption = Stream.of(caption(grid), bands ? "pale: bid to ask where nothing traded" : "")
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining(" · "));
        return new Sheet(width, title(), caption, corner, message, List.of(panes.price(), panes.volume()), times);
    }

    private CandleGrid grid() {
        return CandleGrid.of(table, zone, MOST_SLOTS);
    }

    private String title() {
        String ticker = table.ticker().isEmpty() ? "no ticker" : table.ticker();
        if (table.rows().isEmpty()) {
            return table.ticker().isEmpty() ? "candles" : ticker;
        }
        return ticker + " · " + Words.length(table.period()) + " · "
                + Words.count(table.rows().size(), "candle", "candles") + ", "
                + (table.traded() == 0 ? "none" : String.format(Locale.ROOT, "%,d", table.traded())) + " with trades";
    }

    private String caption(CandleGrid grid) {
        Duration slot = grid.slot();
        String resampled = "resampled to " + Words.length(slot) + ": "
                + Words.count(grid.candles(), "candle", "candles") + " of "
                + Words.count(table.rows().size(), "row", "rows");
        return slot.equals(table.period()) ? "" : resampled;
    }
}
