package dev.kalshilab.notebook;

import dev.kalshilab.display.DisplayPort;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Values in a cell that are replaced by others: one output, as HTML, under an id of its own. */
final class CellView implements DisplayPort.View {
    private final CellLine.Cell cell;
    private final String id = "kalshi-" + UUID.randomUUID();
    private boolean first = true;

    CellView(CellLine.Cell cell) {
        this.cell = cell;
    }

    @Override
    public void show(List<?> values, String caption) {
        StringBuilder html = new StringBuilder("<div>");
        StringBuilder plain = new StringBuilder();
        for (Object value : values) {
            html.append("<div style=\"margin:0 0 10px\">").append(html(value)).append("</div>");
            plain.append(Rich.plain(value)).append('\n');
        }
        html.append("<p style=\"margin:5px 0 0;font-size:12px\">")
                .append(TableHtml.escape(caption))
                .append("</p></div>");
        Map<String, String> data = new LinkedHashMap<>();
        data.put(Rich.HTML, html.toString());
        data.put(Rich.PLAIN, plain + caption);
        cell.show(id, data, first);
        first = false;
    }

    private static String html(Object value) {
        Optional<Rich> rich = Rich.of(value);
        if (rich.isEmpty()) {
            return "<pre>" + TableHtml.escape(Rich.plain(value)) + "</pre>";
        }
        String html = rich.get().data().get(Rich.HTML);
        return html != null ? html : image(rich.get());
    }

    private static String image(Rich rich) {
        Map<String, Object> shown = rich.metadata().getOrDefault(Rich.PNG, Map.of());
        return "<img src=\"data:" + Rich.PNG + ";base64," + rich.data().get(Rich.PNG) + "\" width=\""
                + shown.get("width")
                + "\" height=\"" + shown.get("height") + "\" alt=\""
                + TableHtml.escape(String.valueOf(shown.get("alt"))) + "\">";
    }

    @Override
    public void leave(List<?> values, String caption) {
        show(values, caption);
    }

    @Override
    public boolean isAttached() {
        return cell.runs();
    }
}
