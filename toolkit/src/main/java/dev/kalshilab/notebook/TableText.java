package dev.kalshilab.notebook;

import java.util.ArrayList;
import java.util.List;
import tech.tablesaw.api.Table;

/** A table as aligned plain text: the same rows and the same footer as its HTML. */
final class TableText {
    private TableText() {}

    static String of(Table table) {
        Excerpt excerpt = Excerpt.of(table);
        int columns = Excerpt.columns(table);
        List<List<String>> lines = new ArrayList<>();
        lines.add(line(columns, c -> table.column(c).name()));
        List<String> units = line(columns, c -> Cells.unit(table, c));
        if (!units.stream().allMatch(String::isEmpty)) {
            lines.add(units);
        }
        int heading = lines.size();
        excerpt.headRows().forEach(row -> lines.add(line(columns, c -> Cells.text(table, c, row))));
        excerpt.tailRows().forEach(row -> lines.add(line(columns, c -> Cells.text(table, c, row))));

        int[] widths = new int[columns];
        for (List<String> line : lines) {
            for (int c = 0; c < columns; c++) {
                widths[c] = Math.max(widths[c], length(line.get(c)));
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            if (i == heading + excerpt.head() && excerpt.hidden() > 0) {
                text.append(excerpt.gap()).append('\n');
            }
            write(text, table, lines.get(i), widths);
            if (i == heading - 1) {
                write(text, table, line(columns, c -> "-".repeat(widths[c])), widths);
            }
        }
        if (table.rowCount() == 0) {
            text.append(Excerpt.reason(table)).append('\n');
        }
        return text.append(Excerpt.footer(table)).toString();
    }

    private static List<String> line(int columns, java.util.function.IntFunction<String> cell) {
        List<String> cells = new ArrayList<>(columns);
        for (int c = 0; c < columns; c++) {
            cells.add(Cells.cut(cell.apply(c).replaceAll("\\s", " ")));
        }
        return cells;
    }

    private static void write(StringBuilder text, Table table, List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < cells.size(); c++) {
            String gap = " ".repeat(widths[c] - length(cells.get(c)));
            line.append(c == 0 ? "" : "  ");
            line.append(Cells.numeric(table, c) ? gap + cells.get(c) : cells.get(c) + gap);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
