package dev.kalshilab.notebook;

import dev.kalshilab.model.KalshiException;
import dev.kalshilab.model.Provenance;
import java.util.Locale;
import java.util.stream.IntStream;
import tech.tablesaw.api.Table;

/**
 * Which rows of a table are shown, and the words about the rest.
 *
 * @param head how many rows from the first
 * @param tail how many rows to the last, after the gap
 * @param hidden how many rows between them
 */
record Excerpt(int head, int tail, int hidden) {
    static final int MOST = 200;
    static final String DERIVED = "derived, completeness not tracked";
    /** The column of what the exchange sends beside all others; nearly always nothing. */
    private static final String UNKNOWN = "unknown";

    private static volatile int limit = 40;

    /** Sets how many rows a table may show. */
    static void limit(int rows) {
        if (rows < 2 || rows > MOST) {
            throw new KalshiException("Notebook.rows(" + rows + "): a table shows 2 to " + MOST
                    + " rows.\nTo see others, take a part of the table: table.inRange(200, 400)");
        }
        limit = rows;
    }

    static Excerpt of(Table table) {
        int rows = table.rowCount();
        int most = limit;
        return rows <= most ? new Excerpt(rows, 0, 0) : new Excerpt((most + 1) / 2, most / 2, rows - most);
    }

    IntStream headRows() {
        return IntStream.range(0, head);
    }

    IntStream tailRows() {
        return IntStream.range(head + hidden, head + hidden + tail);
    }

    String gap() {
        return String.format(Locale.ROOT, "… %,d more …", hidden);
    }

    /** How many columns are shown: all, but for a last one of what is unknown that has nothing in any row. */
    static int columns(Table table) {
        int last = table.columnCount() - 1;
        boolean empty = last > 0
                && table.column(last).name().equals(UNKNOWN)
                && table.column(last).countMissing() == table.rowCount();
        return empty ? last : last + 1;
    }

    /** Why there is no row, for a table that has none. */
    static String reason(Table table) {
        return Provenance.of(table).filter(Provenance::notRecorded).isPresent() ? Provenance.NOT_RECORDED : "no rows";
    }

    /** How many rows and columns there are, and where they come from. */
    static String footer(Table table) {
        return String.format(
                        Locale.ROOT,
                        "%,d %s × %,d %s%s · ",
                        table.rowCount(),
                        table.rowCount() == 1 ? "row" : "rows",
                        table.columnCount(),
                        table.columnCount() == 1 ? "column" : "columns",
                        columns(table) < table.columnCount() ? " (" + UNKNOWN + ": nothing)" : "")
                + Provenance.of(table).map(Provenance::toString).orElseGet(() -> derived(Provenance.label(table)));
    }

    private static String derived(String label) {
        return label.isEmpty() ? DERIVED : label + " · " + DERIVED;
    }
}
