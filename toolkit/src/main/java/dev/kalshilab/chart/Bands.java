package dev.kalshilab.chart;

import dev.kalshilab.model.KalshiException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.InstantColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** Stretches of time that a stream did not cover, for the background of a chart. */
record Bands(List<Band> bands) {
    static final Bands NONE = new Bands(List.of());
    private static final String COVERED = "connected";

    /** A stretch; a repaired one has all its rows by now. */
    record Band(Instant from, Instant to, boolean repaired) {}

    /** Those of a table of coverage. */
    static Bands of(Table coverage) {
        if (!(column(coverage, "from") instanceof InstantColumn from)
                || !(column(coverage, "to") instanceof InstantColumn to)
                || !(column(coverage, "why") instanceof StringColumn why)
                || !(column(coverage, "repaired") instanceof BooleanColumn repaired)) {
            throw new KalshiException("Chart: the table '" + coverage.name()
                    + "' says nothing about coverage.\nGive feed.coverage(); it has " + coverage.columnNames() + ".");
        }
        List<Band> bands = new ArrayList<>();
        for (int row = 0; row < coverage.rowCount(); row++) {
            if (!why.get(row).equals(COVERED) && !from.isMissing(row) && !to.isMissing(row)) {
                bands.add(new Band(from.get(row), to.get(row), Boolean.TRUE.equals(repaired.get(row))));
            }
        }
        return new Bands(bands);
    }

    private static @Nullable Column<?> column(Table table, String name) {
        return table.containsColumn(name) ? table.column(name) : null;
    }

    /** What the shades mean; empty without any. */
    String caption() {
        long open = bands.stream().filter(band -> !band.repaired()).distinct().count();
        long repaired = bands.stream().filter(Band::repaired).distinct().count();
        if (open + repaired == 0) {
            return "";
        }
        return (open == 0 ? "" : String.format(Locale.ROOT, "shaded: not covered (%,d)", open))
                + (open == 0 || repaired == 0 ? "" : "; ")
                + (repaired == 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "%s not covered, repaired (%,d)",
                                open == 0 ? "shaded:" : "lighter:",
                                repaired));
    }
}
