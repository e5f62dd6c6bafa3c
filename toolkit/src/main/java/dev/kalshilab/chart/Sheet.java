package dev.kalshilab.chart;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of panes under one title, over one time axis: the composition that every chart is drawn by.
 *
 * @param width in points
 * @param title what is shown, the first line
 * @param caption what a reader must know about how it is shown; may be empty
 * @param corner the warning in the upper right corner; may be empty
 * @param message the words in the middle of the first pane when there is nothing to draw; may be empty
 * @param panes from top to bottom
 * @param bands what is shaded behind the panes
 * @param times the axis under the last pane; null when that pane draws its own
 */
record Sheet(
        int width,
        String title,
        String caption,
        String corner,
        String message,
        List<Pane> panes,
        Bands bands,
        @Nullable TimeAxis times) {
    Sheet(
            int width,
            String title,
            String caption,
            String corner,
            String message,
            List<Pane> panes,
            @Nullable TimeAxis times) {
        this(width, title, caption, corner, message, panes, Bands.NONE, times);
    }

    private static final int SCALE = 2;
    private static final int MARGIN = 16;
    private static final int HEADER = 60;
    private static final int FOOTER = 50;

    int height() {
        return HEADER + panes.stream().mapToInt(Pane::height).sum() + (times == null ? MARGIN : FOOTER);
    }

    BufferedImage draw() {
        Fonts.require();
        var image = new BufferedImage(width * SCALE, height() * SCALE, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        try {
            g.scale(SCALE, SCALE);
            g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            g.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
            g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            g.setColor(Palette.PAPER);
            g.fillRect(0, 0, width, height());
            header(g);
            int y = HEADER;
            Plot plot = null;
            for (Pane pane : panes) {
                plot = pane.measure(width);
                shade(g, plot.shiftedBy(y));
                if (times != null) {
                    verticalGrid(g, plot.shiftedBy(y), times);
                }
                pane.paint(g, plot, width, y);
                y += pane.height();
            }
            if (times != null && plot != null) {
                timeLabels(g, plot, y, times);
            }
            if (!message.isEmpty()) {
                Pane first = panes.get(0);
                text(g, message, Fonts.plain(14), width / 2.0, HEADER + first.height() / 2.0, 0.5);
            }
        } finally {
            g.dispose();
        }
        return image;
    }

    private void header(Graphics2D g) {
        g.setColor(Palette.INK);
        text(g, title, Fonts.bold(14), MARGIN, 25, 0);
        g.setColor(Palette.FAINT_INK);
        text(g, caption, Fonts.plain(11), MARGIN, 43, 0);
        g.setColor(Palette.WARNING);
        text(g, corner, Fonts.bold(11), width - MARGIN, 43, 1);
        g.setColor(Palette.FAINT_INK);
    }

    private void shade(Graphics2D g, Plot plot) {
        for (Bands.Band band : bands.bands()) {
            double left = Math.max(plot.left(), plot.x((double) band.from().toEpochMilli()));
            double right = Math.min(plot.right(), plot.x((double) band.to().toEpochMilli()));
            if (right >= left) {
                g.setColor(band.repaired() ? Palette.REPAIRED : Palette.GAP);
                // A moment is seen too.
                g.fill(new java.awt.geom.Rectangle2D.Double(
                        left, plot.top(), Math.max(1.5, right - left), plot.bottom() - plot.top()));
            }
        }
    }

    private static void verticalGrid(Graphics2D g, Plot plot, TimeAxis times) {
        g.setColor(Palette.GRID);
        g.setStroke(new BasicStroke(1));
        for (TimeAxis.Tick tick : times.ticks()) {
            double x = plot.x(tick.x());
            g.draw(new java.awt.geom.Line2D.Double(x, plot.top(), x, plot.bottom()));
        }
    }

    private void timeLabels(Graphics2D g, Plot plot, double y, TimeAxis times) {
        g.setColor(Palette.FAINT_INK);
        List<TimeAxis.Tick> dated = new ArrayList<>();
        for (TimeAxis.Tick tick : times.ticks()) {
            text(g, tick.label(), Fonts.plain(11), plot.x(tick.x()), y + 12, 0.5);
            if (!tick.under().isEmpty()) {
                dated.add(tick);
            }
        }
        for (int i = 0; i < dated.size(); i++) {
            double x = plot.x(dated.get(i).x());
            boolean fits = i + 1 == dated.size() || plot.x(dated.get(i + 1).x()) - x > 84;
            if (fits) {
                text(g, dated.get(i).under(), Fonts.plain(11), x, y + 26, 0.5);
            }
        }
        text(g, "time: " + Zones.name(times.zone()), Fonts.plain(11), width - MARGIN, y + 41, 1);
    }

    /** Draws text at a base line; {@code anchor} is the share of its width that lies left of {@code x}. */
    private void text(Graphics2D g, String words, Font font, double x, double y, double anchor) {
        if (words.isEmpty()) {
            return;
        }
        g.setFont(font);
        double wide = g.getFontMetrics().getStringBounds(words, g).getWidth();
        double left = Math.max(4, Math.min(x - wide * anchor, width - 4 - wide));
        g.drawString(words, (float) left, (float) y);
    }
}
