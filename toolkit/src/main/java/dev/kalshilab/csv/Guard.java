package dev.kalshilab.csv;

/**
 * Keeps text from being run as a formula by a spreadsheet, reversibly.
 *
 * <p>A text that a spreadsheet may take for a formula gets an apostrophe in front, and so does one that begins with an
 * apostrophe. Hence every cell that begins with one carries exactly one guard, and reading takes exactly one away.
 */
final class Guard {
    private static final char MARK = '\'';

    /** What begins a formula, also as full-width, small and mathematical variants that an input method may fold. */
    private static final String TRIGGERS = "=+-@＝＋－＠﹦﹢﹣﹫−";

    private Guard() {}

    static String guarded(String text) {
        return needed(text) ? MARK + text : text;
    }

    /** The text of a cell without its guard. */
    static String text(char[] cell, int offset, int length) {
        int skip = length > 0 && cell[offset] == MARK ? 1 : 0;
        return new String(cell, offset + skip, length - skip);
    }

    private static boolean needed(String text) {
        if (text.isEmpty()) {
            return false;
        }
        switch (text.charAt(0)) {
            // The last is the byte order mark, which a reader would take away from the first cell of a file.
            case MARK, '\t', '\r', '\n', '\uFEFF' -> {
                return true;
            }
            default -> {}
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (TRIGGERS.indexOf(c) >= 0) {
                return true;
            }
            if (!trimmed(c)) {
                return false;
            }
        }
        return false;
    }

    /** Whether a spreadsheet, or someone who tidies the file for it, may drop this character from the front. */
    private static boolean trimmed(char c) {
        if (Character.isLetterOrDigit(c)) {
            return false;
        }
        return Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || Character.isISOControl(c)
                || Character.getType(c) == Character.FORMAT
                || "\"'`“”‘’„‚«»＂＇".indexOf(c) >= 0;
    }
}
