package dev.kalshilab.rest;

import dev.kalshilab.column.Columns;
import dev.kalshilab.wire.Shapes;

/** The two tiers of the exchange: what lives, and what was archived some months after it ended. */
enum Tier {
    LIVE,
    HISTORICAL;

    private static final String PLACE = "historical";

    /** The word of the column {@code source}. */
    String word() {
        return this == LIVE ? "live" : PLACE;
    }

    /** The one that a path within the API belongs to. */
    static Tier of(String path) {
        return path.startsWith(PLACE + "/") || path.contains("/" + PLACE + "/") ? HISTORICAL : LIVE;
    }

    /** Writes into rows of a kind that both tiers have where they come from. */
    Columns mark(Columns rows) {
        if (rows.schema().has(Shapes.SOURCE)) {
            int source = rows.schema().index(Shapes.SOURCE);
            for (int row = 0; row < rows.rows(); row++) {
                rows.replace(source, row, word());
            }
        }
        return rows;
    }
}
