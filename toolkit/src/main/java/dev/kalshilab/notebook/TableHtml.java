package dev.kalshilab.notebook;

import dev.kalshilab.model.Provenance;
import java.util.stream.IntStream;
import tech.tablesaw.api.Table;

/**
 * A table as HTML that looks the same in JupyterLab, light or dark, and in an exported page.
 *
 * <p>Colours are shades of whatever is behind. Nothing from the data reaches the page unescaped.
 */
final class TableHtml {
    // The two other classes keep formula typesetters away: what lies between two dollar signs is no formula here.
    private static final String CLASSES = "kalshi-table tex2jax_ignore mathjax_ignore";

    // JupyterLab has rules of its own for the cells of tables: the doubled class outweighs them.
    private static final String STYLE = """
            <style>
            .kalshi-table{overflow-x:auto;max-width:100%;font-size:13px;line-height:1.35}
            .kalshi-table.kalshi-table table{border-collapse:collapse;table-layout:auto;margin:0;border:none;\
            font-size:13px;font-variant-numeric:tabular-nums}
            .kalshi-table.kalshi-table th,.kalshi-table.kalshi-table td{text-align:left;vertical-align:top;\
            padding:3px 10px;white-space:nowrap;border:none;border-bottom:1px solid rgba(128,128,128,.22)}
            .kalshi-table.kalshi-table th{font-weight:600;border-bottom-color:rgba(128,128,128,.6)}
            .kalshi-table.kalshi-table th small{display:block;font-weight:400;opacity:.65}
            .kalshi-table.kalshi-table .num{text-align:right}
            .kalshi-table .na{opacity:.4}
            .kalshi-table .gap{opacity:.65}
            .kalshi-table.kalshi-table .foot{margin:5px 0 0;font-size:12px;opacity:.75;white-space:normal}
            </style>""";

    private final Table table;
    private final int columns;
    private final StringBuilder html = new StringBuilder(16 * 1024);

    private TableHtml(Table table) {
        this.table = table;
        this.columns = Excerpt.columns(table);
    }

    static String of(Table table) {
        return new TableHtml(table).write();
    }

    private String write() {
        Excerpt excerpt = Excerpt.of(table);
        html.append("<div class=\"").append(CLASSES).append("\">").append(STYLE).append("<table><thead><tr>");
        IntStream.range(0, columns).forEach(this::heading);
        html.append("</tr></thead><tbody>");
        excerpt.headRows().forEach(this::row);
        if (excerpt.hidden() > 0) {
            across("gap", excerpt.gap());
        }
        excerpt.tailRows().forEach(this::row);
        if (table.rowCount() == 0) {
            across("gap", Excerpt.reason(table));
        }
        html.append("</tbody></table><p class=\"foot\">")
                .append(escape(Excerpt.footer(table))
                        .replace(Provenance.INVENTED, "<strong>" + Provenance.INVENTED + "</strong>"))
                .append("</p></div>");
        return html.toString();
    }

    private void heading(int column) {
        html.append(Cells.numeric(table, column) ? "<th class=\"num\">" : "<th>")
                .append(escape(table.column(column).name()));
        String unit = Cells.unit(table, column);
        if (!unit.isEmpty()) {
            html.append("<small>").append(escape(unit)).append("</small>");
        }
        html.append("</th>");
    }

    private void row(int row) {
        html.append("<tr>");
        for (int column = 0; column < columns; column++) {
            boolean number = Cells.numeric(table, column);
            if (table.column(column).isMissing(row)) {
                html.append(number ? "<td class=\"num na\">" : "<td class=\"na\">")
                        .append(Cells.MISSING);
            } else {
                String text = Cells.text(table, column, row);
                String cut = Cells.cut(text);
                html.append(number ? "<td class=\"num\"" : "<td");
                if (!cut.equals(text)) {
                    html.append(" title=\"").append(escape(text)).append('"');
                }
                html.append('>').append(escape(cut));
            }
            html.append("</td>");
        }
        html.append("</tr>");
    }

    private void across(String style, String words) {
        html.append("<tr><td class=\"")
                .append(style)
                .append("\" colspan=\"")
                .append(Math.max(1, columns))
                .append("\">")
                .append(escape(words))
                .append("</td></tr>");
    }

    static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.append(c);
            }
        }
        return safe.toString();
    }
}
