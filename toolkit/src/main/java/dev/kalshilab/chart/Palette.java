package dev.kalshilab.chart;

import java.awt.Color;

/** The colours of every chart. Up and down differ in lightness as well as in hue, for who does not see both hues. */
final class Palette {
    static final Color PAPER = Color.WHITE;
    static final Color CLEAR = new Color(255, 255, 255, 0);
    static final Color INK = new Color(0x24292F);
    static final Color FAINT_INK = new Color(0x6B7480);
    static final Color GRID = new Color(0xE9ECF0);
    static final Color AXIS = new Color(0xC5CBD3);
    static final Color UP = new Color(0x17A398);
    static final Color DOWN = new Color(0xB8324F);
    static final Color FLAT = new Color(0x5F6B7A);
    static final Color QUOTE = new Color(0xD3DBE6);
    static final Color LINE = new Color(0x1F6FB2);
    static final Color GAP = new Color(0xF2DCC9);
    static final Color REPAIRED = new Color(0xF8F1E4);
    static final Color WARNING = new Color(0xA65200);

    private Palette() {}
}
