package dev.kalshilab.table;

import tech.tablesaw.api.Table;

/** Anything that can give its rows as a table: every query of the toolkit. */
public interface TableSource {
    /** The rows, fetched now, in the columns that are fixed for this kind of row, also when there is none. */
    Table table();
}
