package dev.kalshilab.table;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import tech.tablesaw.api.Table;

/** The units of the columns of tables that the toolkit made, as words for a reader: {@code $}, {@code contracts}. */
public final class Units {
    // By identity: tables do not define equality. Weak: a table's units go with the table.
    private static final Map<Object, Map<String, String>> KNOWN = Collections.synchronizedMap(new WeakHashMap<>());

    private Units() {}

    /** The unit of a column; empty when the column has none, or when the table was derived and nobody knows. */
    public static String of(Table table, String column) {
        Map<String, String> units = KNOWN.get(table);
        return units == null ? "" : units.getOrDefault(column, "");
    }

    /** Remembers the units of a table's columns by column name, and returns the table. */
    public static Table attach(Table table, Map<String, String> unitByColumn) {
        KNOWN.put(table, Map.copyOf(unitByColumn));
        return table;
    }
}
